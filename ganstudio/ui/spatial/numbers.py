"""How numbers are written and read on the spatial tab, and the two curves of its multiplier slider. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum

from ganstudio.recipe.edits import (
    MULTIPLIER_SLIDER_MAX,
    NUMBER_MAX,
    ChannelWeight,
    multiplier_from_slider,
    slider_from_multiplier,
)
from ganstudio.words import trn

_LEAST_MULTIPLIER = 7.389056  # slider position 40: room to both sides


class Curve(Enum):
    """What a position of the multiplier slider, -200..200, stands for."""

    EXPONENTIAL = "exponential"
    LINEAR = "linear"

    def multiplier(self, position: int) -> float:
        """The multiplier at a position: sign(v) * exp(|v| / 20), or v itself."""
        return multiplier_from_slider(position) if self is Curve.EXPONENTIAL else float(position)

    def position(self, multiplier: float) -> int:
        """The position nearest to a multiplier."""
        if self is Curve.EXPONENTIAL:
            return slider_from_multiplier(multiplier)
        return round(min(max(multiplier, -MULTIPLIER_SLIDER_MAX), MULTIPLIER_SLIDER_MAX))


def with_room(weights: Iterable[ChannelWeight], multiplier: float) -> tuple[tuple[ChannelWeight, ...], float]:
    """The same effect with a multiplier that leaves the slider room; that of a small one is in smaller weights."""
    factor = min(1.0, multiplier / _LEAST_MULTIPLIER)
    shrunk = (ChannelWeight(it.layer, it.channel, float(f"{it.weight * factor:.4g}")) for it in weights)
    return tuple(shrunk), multiplier / factor


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
