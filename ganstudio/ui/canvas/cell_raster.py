"""Boxes for thousands of signed cells as one image, in NumPy: as fast for a full grid as for a few cells. No Qt.

Every pixel looks up its color by two numbers: how strong its cell is, and how far it lies from the cell's edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Strengths = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint32]
"""0xAARRGGBB, premultiplied by alpha."""
Rgb = tuple[int, int, int]

LEVELS = 12
"""Strengths are drawn in so many steps of each sign."""
_RIM_FROM = 14.0
"""Points from which on a cell's box gets a dark rim, seen on a picture of the box's own color."""
_RIM_ALPHA = 90
_SMALL_ALPHA = 0.75
"""Lines of boxes without a rim let the picture through: there are many of them."""
_HATCH_EVERY = 5.0
"""Points between the diagonal lines that mark negative cells."""


@dataclass(frozen=True)
class Axis:
    """The cells along one direction.

    Attributes:
        start: Where the first cell begins, and size: how large a cell is, both in device pixels.
        count: How many cells there are. first, last: the device pixels that can be seen, first to last - 1.
    """

    start: float
    size: float
    count: int
    first: int
    last: int

    def cells_and_edges(self, used: npt.NDArray[np.bool_]) -> tuple[int, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """For the pixels over used cells and between: the first pixel, each pixel's cell, its distance to the edge."""
        borders = np.rint(self.start + np.arange(self.count + 1) * self.size).astype(np.intp)
        places = np.flatnonzero(used)
        first = max(self.first, int(borders[places[0]]))
        last = min(self.last, int(borders[places[-1] + 1]))
        pixels = np.arange(first, max(first, last))
        cells = np.searchsorted(borders, pixels, side="right") - 1
        return first, cells, np.minimum(pixels - borders[cells], borders[cells + 1] - 1 - pixels)


def box_pixels(
    strengths: Strengths, x: Axis, y: Axis, color: Callable[[float], Rgb], *, ratio: float, hatched: bool
) -> tuple[Pixels, int, int] | None:
    """Draws a box a cell.

    Args:
        strengths: float32 [rows, columns], -1..1; zero cells stay empty.
        x: The columns.
        y: The rows.
        color: Of a strength.
        ratio: Device pixels per point.
        hatched: Whether negative cells are marked by diagonal lines.

    Returns:
        The image, uint32 [height, width], and the device pixels of its left and top; None if there is nothing to see.
    """
    selected = strengths != 0
    if not selected.any():
        return None
    left, columns, from_side = x.cells_and_edges(selected.any(axis=0))
    top, rows, from_above = y.cells_and_edges(selected.any(axis=1))
    if not columns.size or not rows.size:
        return None
    table = _table(color, side=min(x.size, y.size), ratio=ratio)
    depth = table.shape[1]
    edge = np.minimum(np.minimum(from_above, depth - 1)[:, None], np.minimum(from_side, depth - 1)[None, :])
    codes = (np.sign(strengths) * np.ceil(np.abs(strengths) * LEVELS)).astype(np.intp) + LEVELS
    offsets = codes * depth  # where each cell's row of the table begins
    image = table.ravel()[offsets[np.ix_(rows, columns)] + edge]
    if hatched and (strengths < 0).any():
        every, thick = max(3, round(_HATCH_EVERY * ratio)), max(1, round(ratio))
        line = (
            np.arange(top, top + rows.size)[:, None] + np.arange(left, left + columns.size)[None, :]
        ) % every < thick
        strong = [-level / LEVELS for level in range(LEVELS, -1, -1)]
        solid = np.array([_premultiplied(color(strength), _clarity(strength)) for strength in strong], np.uint32)
        marks = line & (strengths < 0)[np.ix_(rows, columns)] & (edge == depth - 1)
        image = np.where(marks, solid[np.minimum(codes, LEVELS)[np.ix_(rows, columns)]], image)
    return np.ascontiguousarray(image), left, top


def _table(color: Callable[[float], Rgb], *, side: float, ratio: float) -> Pixels:
    """Colors by level (0 = strongest negative) and distance from the cell's edge; the last distance is the inside."""
    rim = max(1, round(0.75 * ratio)) if side >= _RIM_FROM * ratio else 0
    widths = [_pen_width(level, side, ratio) for level in range(LEVELS + 1)]
    depth = max(widths) + 2 * rim + 1
    table = np.zeros((2 * LEVELS + 1, depth), np.uint32)
    for level in range(-LEVELS, LEVELS + 1):
        if level:
            strength = level / LEVELS
            width = widths[abs(level)]
            row = table[level + LEVELS]
            clarity = _clarity(strength)
            row[:] = _premultiplied(color(strength), 0.32 * abs(strength))
            row[: rim + width + rim] = round(_RIM_ALPHA * clarity) << 24
            row[rim : rim + width] = _premultiplied(color(strength), clarity if rim else clarity * _SMALL_ALPHA)
    return table


def _clarity(strength: float) -> float:
    """Alpha of a line: from half strength on it hides what is under it."""
    return min(1.0, 0.15 + 1.7 * abs(strength))


def _pen_width(level: int, side: float, ratio: float) -> int:
    return max(1, min(round((1.0 + 3.0 * level / LEVELS) * ratio), int(side / 6)))


def _premultiplied(color: Rgb, alpha: float) -> int:
    red, green, blue = (round(part * alpha) for part in color)
    return round(255 * alpha) << 24 | red << 16 | green << 8 | blue
