"""How numbers are written and read on the spatial tab, and the two scales of its multiplier slider. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ganstudio.recipe.edits import (
    MULTIPLIER_SLIDER_MAX,
    NUMBER_MAX,
    ChannelWeight,
    multiplier_from_slider,
    slider_from_multiplier,
)
from ganstudio.words import trn

_EVEN_END, _WIDE_END = 20.0, 200.0


class Curve(Enum):
    """How a multiplier slider grows."""

    EXPONENTIAL = "exponential"
    LINEAR = "linear"


@dataclass(frozen=True)
class Scale:
    """What the positions of a multiplier slider, -200..200, stand for.

    An even slider ends at 20: on every model measured a map whose weight is one standard deviation changes the picture
    more and more up to there, and breaks it not far beyond. Where the multiplier is larger, it ends at 200.
    """

    curve: Curve = Curve.EXPONENTIAL
    end: float = _EVEN_END

    def holding(self, multiplier: float, curve: Curve) -> Scale:
        """The scale for a multiplier on a curve: this one, so that a drag stays on it, unless it has no place there."""
        scale = self if curve is self.curve else Scale(curve)
        return scale if abs(multiplier) <= scale.end else Scale(curve, _WIDE_END)

    def multiplier(self, position: int) -> float:
        """The multiplier at a position: sign(v) * exp(|v| / 20), or an even share of the end."""
        if self.curve is Curve.EXPONENTIAL:
            return multiplier_from_slider(position)
        return round(position * self.end / MULTIPLIER_SLIDER_MAX, 1)

    def position(self, multiplier: float) -> int:
        """The position nearest to a multiplier."""
        if self.curve is Curve.EXPONENTIAL:
            return slider_from_multiplier(multiplier)
        return round(min(max(multiplier / self.end, -1.0), 1.0) * MULTIPLIER_SLIDER_MAX)


def at_strength(weights: Iterable[ChannelWeight], multiplier: float, strength: float) -> tuple[ChannelWeight, ...]:
    """The weights that do with the multiplier `strength` what these do with another one."""
    factor = multiplier / strength
    return tuple(ChannelWeight(it.layer, it.channel, float(f"{it.weight * factor:.6g}")) for it in weights)


def number_text(value: float) -> str:
    """As it is shown: `0`, `99.5`, `−2`, `1.05`, `22026`, `1.5e9`; a true minus sign."""
    magnitude = abs(value)
    if magnitude > NUMBER_MAX:
        return f"{value:.3g}".replace("e+0", "e").replace("e+", "e").replace("-", "−")
    decimals = 0 if magnitude >= 1000 else 1 if magnitude >= 10 else 2
    if 0 < magnitude < 0.005:
        text = f"{magnitude:.1g}"
    else:
        text = f"{magnitude:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 and text != "0" else text


def exact_text(value: float) -> str:
    """As it is typed over: every digit that counts, up to nine."""
    return f"{value:.9g}"


def maps_text(count: int) -> str:
    """So many feature maps: `1 map`, `5 maps`."""
    return trn("{number} map", "{number} maps", count)


def parse_number(text: str) -> float | None:
    """The finite number that a text says, with either minus sign, a decimal point or a comma; None if it says none."""
    try:
        value = float(text.strip().replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
