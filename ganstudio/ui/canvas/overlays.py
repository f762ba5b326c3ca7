"""What is drawn over the picture: the painted selection, one feature map, the line of a stroke."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ganstudio.ui.canvas.cell_painter import (
    CellColors,
    draw_cells,
    draw_heat,
    draw_tint,
    map_strengths,
    selection_strengths,
)
from ganstudio.ui.canvas.feature_map_colors import ColorStyle, limits_of, map_colors
from ganstudio.ui.widgets.picture import image_of

Values = npt.NDArray[np.float32]

_HEAT_ALPHA = (0.45, 0.9)
"""How opaque a heat map is where it is lowest and where it is highest."""


class Overlay(Protocol):
    """Anything that can be drawn over the picture."""

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """Draws itself; `target` is where the whole picture lies, `visible` what of the view can be seen."""


@dataclass(frozen=True, eq=False)
class SelectionOverlay:
    """The painted cells of a tab: float32 [rows, columns], signed."""

    cells: Values
    colors: CellColors = field(default_factory=CellColors)

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """A box a cell."""
        draw_cells(painter, selection_strengths(self.cells), target, visible, self.colors)


@dataclass(frozen=True, eq=False)
class MapOverlay:
    """One map by sign: float32 [height, width], as cells of plain color or as a smooth cloud.

    `largest` is the magnitude of the strongest color; the map's own where it is None.
    """

    values: Values
    smooth: bool = False
    colors: CellColors = field(default_factory=CellColors)
    largest: float | None = None

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """Cells without outlines and signs, which painted ones have; or one smooth cloud."""
        strengths = map_strengths(self.values, self.largest)
        if self.smooth:
            draw_heat(painter, strengths, target, self.colors)
        else:
            draw_tint(painter, strengths, target, visible, self.colors)


@dataclass(frozen=True, eq=False)
class HeatOverlay:
    """One feature map as a heat map, in the colors of the small pictures: float32 [height, width].

    `limits` are the values of the darkest and the brightest color; the map's own where they are None.
    """

    values: Values
    limits: tuple[float, float] | None = None

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """Covers the picture, the more the higher the value, so that the picture is seen where the map is low."""
        del visible
        low, high = self.limits or limits_of(self.values)
        colors = map_colors(ColorStyle.HEAT, theme="dark", blue_for_green=False).paint(self.values, (low, high))
        level = np.clip((self.values - low) / ((high - low) or 1.0), 0.0, 1.0)
        alpha = np.rint(255.0 * (_HEAT_ALPHA[0] + (_HEAT_ALPHA[1] - _HEAT_ALPHA[0]) * level)).astype(np.uint32)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, image_of((colors & np.uint32(0x00FFFFFF)) | (alpha << np.uint32(24)), has_alpha=True))


@dataclass(frozen=True, eq=False)
class OutlineOverlay:
    """The line of a stroke under the mouse, in cells of a grid.

    Attributes:
        points: (x, y) in cells. shape: rows and columns of the grid.
        kind: `box` or `ellipse` (between the first and the last point), `line`, or `ring` (a brush of `diameter`).
        diameter: Of the brush, in cells.
    """

    points: tuple[tuple[float, float], ...]
    shape: tuple[int, int]
    kind: str
    diameter: float = 1.0

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """Black and white dashes, seen on any picture."""
        del visible
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = self._path(target)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 2.0))
        painter.drawPath(path)
        pen = QPen(QColor(255, 255, 255, 230), 1.0)
        if self.kind != "ring":
            pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawPath(path)

    def _path(self, target: QRectF) -> QPainterPath:
        width, height = target.width() / self.shape[1], target.height() / self.shape[0]
        spots = [QPointF(target.left() + x * width, target.top() + y * height) for x, y in self.points]
        path = QPainterPath()
        if self.kind == "line":
            path.addPolygon(QPolygonF(spots))
            return path
        if self.kind == "ring":
            path.addEllipse(spots[-1], self.diameter * width / 2, self.diameter * height / 2)
            return path
        box = _cells_between(self.points[0], self.points[-1])
        area = QRectF(
            target.left() + box.left() * width,
            target.top() + box.top() * height,
            box.width() * width,
            box.height() * height,
        )
        if self.kind == "ellipse":
            path.addEllipse(area)
        else:
            path.addRect(area.intersected(target))
        return path


@dataclass(frozen=True, eq=False)
class CursorOverlay:
    """The cells that the keyboard would paint: from `first` to `last` (row, column) of a grid of `shape`."""

    first: tuple[int, int]
    last: tuple[int, int]
    shape: tuple[int, int]

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """A white frame with a dark rim."""
        del visible
        width, height = target.width() / self.shape[1], target.height() / self.shape[0]
        top, bottom = sorted((self.first[0], self.last[0]))
        left, right = sorted((self.first[1], self.last[1]))
        area = QRectF(
            target.left() + left * width,
            target.top() + top * height,
            (right - left + 1) * width,
            (bottom - top + 1) * height,
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, pen_width in ((QColor(0, 0, 0, 190), 4.0), (QColor(255, 255, 255), 2.0)):
            painter.setPen(QPen(color, pen_width, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(area)


def _cells_between(press: tuple[float, float], release: tuple[float, float]) -> QRectF:
    left, right = sorted((np.floor(press[0]), np.floor(release[0])))
    top, bottom = sorted((np.floor(press[1]), np.floor(release[1])))
    return QRectF(float(left), float(top), float(right - left + 1), float(bottom - top + 1))
