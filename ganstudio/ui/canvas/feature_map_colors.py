"""The colors in which feature maps are drawn: by sign (green and red, or blue and red), or as a smooth heat map."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]
UInt32Array = npt.NDArray[np.uint32]
Rgb = tuple[int, int, int]

_GREEN: dict[str, Rgb] = {"dark": (67, 222, 130), "light": (12, 140, 66)}
_BLUE: dict[str, Rgb] = {"dark": (92, 160, 255), "light": (28, 92, 220)}
_RED: dict[str, Rgb] = {"dark": (255, 92, 84), "light": (206, 40, 36)}
_ZERO: dict[str, Rgb] = {"dark": (21, 22, 27), "light": (250, 250, 252)}
_HEAT: tuple[Rgb, ...] = (
    (10, 10, 28),
    (52, 18, 92),
    (120, 28, 109),
    (187, 55, 84),
    (237, 105, 37),
    (252, 172, 28),
    (252, 253, 191),
)
"""From nearly black over violet and orange to pale yellow, lighter at every step, so that it also reads in grey."""


class ColorStyle(enum.Enum):
    """How a map's values become colors; the value is its name."""

    SIGN = "by sign"
    HEAT = "heat"


@dataclass(frozen=True, eq=False)
class MapColors:
    """A table of 256 colors and what its ends stand for.

    Attributes:
        table: uint32 [256], 0xAARRGGBB, opaque.
        signed: Whether entry 128 is zero and the ends are plus and minus the scale; else entry 0 is the least value.
    """

    table: UInt32Array
    signed: bool

    def paint(self, values: Float32Array, limits: tuple[float, float]) -> UInt32Array:
        """The colors of values, uint32 of their shape, as QImage's Format_RGB32 wants them.

        Args:
            values: float32 of any shape.
            limits: Least and greatest value, of this map or of all of them (see `limits_of`).
        """
        low, high = limits
        if self.signed:
            scale = max(abs(low), abs(high)) or 1.0
            index = values * np.float32(127.0 / scale) + np.float32(128.5)
        else:
            span = (high - low) or 1.0
            index = (values - np.float32(low)) * np.float32(255.0 / span) + np.float32(0.5)
        colors: UInt32Array = self.table[np.clip(index, 0.0, 255.0).astype(np.uint8)]
        return colors


def map_colors(style: ColorStyle, *, theme: str, blue_for_green: bool) -> MapColors:
    """The colors of a style.

    Args:
        style: By sign, or heat.
        theme: `dark` or `light`: whether zero is nearly black or nearly white.
        blue_for_green: For those who cannot tell green from red.
    """
    if style is ColorStyle.HEAT:
        return MapColors(_ramp(_HEAT, 256), signed=False)
    name = "light" if theme == "light" else "dark"
    plus = (_BLUE if blue_for_green else _GREEN)[name]
    below = _ramp((_RED[name], _ZERO[name]), 128)  # entries 1..128: negative to zero
    above = _ramp((_ZERO[name], plus), 128)  # entries 128..255: zero to positive
    return MapColors(np.concatenate([below[:1], below[:127], above]), signed=True)


def limits_of(values: Float32Array) -> tuple[float, float]:
    """The least and the greatest value."""
    return float(values.min()), float(values.max())


def shrink(values: Float32Array, side: int) -> Float32Array:
    """A map, float32 [h, w], averaged over blocks so that its longer side is below twice `side`; small ones stay."""
    height, width = values.shape
    factor = max(1, min(max(height, width) // max(side, 1), height, width))
    if factor == 1:
        return values
    rows, columns = height // factor, width // factor
    # Down the columns first: that pass runs along memory, which makes it ten times faster than both at once.
    low = values[: rows * factor, : columns * factor].reshape(rows, factor, -1).mean(axis=1, dtype=np.float32)
    means: Float32Array = low.reshape(rows, columns, factor).mean(axis=2, dtype=np.float32)
    return means


def _ramp(stops: tuple[Rgb, ...], count: int) -> UInt32Array:
    at = np.linspace(0.0, 1.0, len(stops))
    wanted = np.linspace(0.0, 1.0, count)
    red, green, blue = (np.rint(np.interp(wanted, at, [stop[part] for stop in stops])) for part in range(3))
    packed = 0xFF000000 + red * 65536.0 + green * 256.0 + blue
    return packed.astype(np.uint32)
