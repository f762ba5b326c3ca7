"""Which cells a stroke covers: box, ellipse, brush and lasso on a grid of cells, in NumPy alone.

Points are (x, y) in cells: x from 0 at the left edge to `columns` at the right one, y downwards to `rows`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Point = tuple[float, float]
Shape = tuple[int, int]


def box_mask(press: Point, release: Point, shape: Shape) -> Mask:
    """The cells of the rectangle between two points, both ends' cells included, as far as they lie on the grid."""
    mask = np.zeros(shape, bool)
    rows, columns = _span(press[1], release[1], shape[0]), _span(press[0], release[0], shape[1])
    mask[rows, columns] = True
    return mask


def ellipse_mask(press: Point, release: Point, shape: Shape) -> Mask:
    """The cells whose middle lies in the ellipse that fills the rectangle `box_mask` gives."""
    left, right = sorted((np.floor(press[0]), np.floor(release[0])))
    top, bottom = sorted((np.floor(press[1]), np.floor(release[1])))
    width, height = right - left + 1, bottom - top + 1
    x = (np.arange(shape[1]) + 0.5 - (left + width / 2)) / (width / 2)
    y = (np.arange(shape[0]) + 0.5 - (top + height / 2)) / (height / 2)
    inside: Mask = np.square(y)[:, None] + np.square(x)[None, :] <= 1.0
    return inside


def brush_mask(start: Point, end: Point, diameter: float, shape: Shape) -> Mask:
    """The cells under a round brush drawn along a straight line.

    A brush of diameter 1 takes the cells that the line passes through; a larger one those whose middle it covers.
    """
    mask = np.zeros(shape, bool)
    _mark_line(mask, start, end)
    if diameter <= 1:
        return mask
    radius = diameter / 2
    rows = _span(min(start[1], end[1]) - radius, max(start[1], end[1]) + radius, shape[0])
    columns = _span(min(start[0], end[0]) - radius, max(start[0], end[0]) + radius, shape[1])
    x = np.arange(columns.start, columns.stop)[None, :] + 0.5
    y = np.arange(rows.start, rows.stop)[:, None] + 0.5
    mask[rows, columns] |= _squared_distance(x, y, start, end) <= radius * radius
    return mask


def lasso_mask(points: Sequence[Point], shape: Shape) -> Mask:
    """The cells whose middle lies inside the closed line (even-odd rule), and those under the line's first point."""
    mask = np.zeros(shape, bool)
    if not points:
        return mask
    _mark_line(mask, points[0], points[0])
    x, y = np.asarray(points, np.float64).T  # [points]
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    middles = np.arange(shape[0]) + 0.5  # [rows]
    crossing = (y[:, None] <= middles) != (next_y[:, None] <= middles)  # [points, rows]
    edge, row = np.nonzero(crossing)
    along = (middles[row] - y[edge]) / (next_y[edge] - y[edge])
    at_x = x[edge] + along * (next_x[edge] - x[edge])
    first = np.clip(np.ceil(at_x - 0.5), 0, shape[1]).astype(np.intp)
    toggles = np.zeros((shape[0], shape[1] + 1), np.int32)
    np.add.at(toggles, (row, first), 1)
    inside: Mask = np.cumsum(toggles[:, :-1], axis=1) % 2 == 1
    return mask | inside


def _span(first: float, last: float, length: int) -> slice:
    """The cells from one position to another, cut off at the grid's ends; empty if all lie outside."""
    low, high = int(np.floor(min(first, last))), int(np.floor(max(first, last)))
    return slice(min(max(low, 0), length), max(min(high, length - 1) + 1, 0))


def _mark_line(mask: Mask, start: Point, end: Point) -> None:
    steps = 1 + int(4 * max(abs(end[0] - start[0]), abs(end[1] - start[1])))
    columns = np.floor(np.linspace(start[0], end[0], steps)).astype(np.intp)
    rows = np.floor(np.linspace(start[1], end[1], steps)).astype(np.intp)
    on_grid = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
    mask[rows[on_grid], columns[on_grid]] = True


def _squared_distance(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], start: Point, end: Point
) -> npt.NDArray[np.float64]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = np.clip(((x - start[0]) * dx + (y - start[1]) * dy) / length, 0, 1) if length else np.zeros_like(x + y)
    distance: npt.NDArray[np.float64] = np.square(x - (start[0] + along * dx)) + np.square(y - (start[1] + along * dy))
    return distance
