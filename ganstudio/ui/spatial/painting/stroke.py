"""Stroke: one press, drag and release over the picture, and the cells that it covers. No Qt."""

from __future__ import annotations

from enum import Enum

import numpy as np

from ganstudio.ui.spatial.painting.masks import Mask, Point, Shape, box_mask, brush_mask, ellipse_mask, lasso_mask

_LASSO_STEP = 0.1
"""Cells that the mouse must move before the lasso gets another corner."""


class Tool(Enum):
    """What a drag over the picture does; the value is its name in the tool column."""

    BOX = "Box"
    BRUSH = "Brush"
    LASSO = "Lasso"
    ELLIPSE = "Ellipse"
    ERASER = "Eraser"

    @property
    def is_round(self) -> bool:
        """Whether it paints along the way, with a size of its own."""
        return self in (Tool.BRUSH, Tool.ERASER)


class Stroke:
    """Grows with the mouse; belongs to the main thread.

    Attributes:
        tool: What is drawn with. sign: 1, -1 or 0 (erase). points: where the mouse was, (x, y) in cells.
        diameter: Of the brush, in cells.
    """

    def __init__(self, tool: Tool, sign: int, start: Point, shape: Shape, *, diameter: float = 1.0) -> None:
        self.tool = tool
        self.sign = sign
        self.diameter = diameter
        self.points: list[Point] = [start]
        self._shape = shape
        self._mask = self._covered(start, start)

    @property
    def mask(self) -> Mask:
        """The cells covered so far: bool [rows, columns]."""
        return self._mask

    def move(self, point: Point) -> bool:
        """The mouse is there now; says whether other cells are covered."""
        last = self.points[-1]
        if self.tool is Tool.LASSO and max(abs(point[0] - last[0]), abs(point[1] - last[1])) < _LASSO_STEP:
            return False
        if self.tool in (Tool.BOX, Tool.ELLIPSE):
            self.points = [self.points[0], point]
        else:
            self.points.append(point)
        mask = self._covered(last, point)
        differs = not np.array_equal(mask, self._mask)
        self._mask = mask
        return differs

    def _covered(self, last: Point, point: Point) -> Mask:
        if self.tool is Tool.BOX:
            return box_mask(self.points[0], point, self._shape)
        if self.tool is Tool.ELLIPSE:
            return ellipse_mask(self.points[0], point, self._shape)
        if self.tool is Tool.LASSO:
            return lasso_mask(self.points, self._shape)
        added = brush_mask(last, point, self.diameter, self._shape)
        return added if len(self.points) == 1 else self._mask | added
