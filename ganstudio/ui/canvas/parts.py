"""What lies over the picture where the mouse points at a part of it: a line around the part, and its name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

Field = npt.NDArray[np.float32]

_PLATE_HEIGHT = 26.0
_GAP = 10.0
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
_EDGES: dict[int, tuple[tuple[int, int], ...]] = {
    **{1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),), 7: ((3, 2),)},
    **{8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),)},
}
"""Which edges of a square a contour joins, by the corners above the level, bit n for corner n of `_CORNERS`.

Source: Maple 2003, "Geometric Design and Space Planning Using the Marching Squares and Marching Cube Algorithms".
"""


def contour(field: Field, level: float = 0.5) -> npt.NDArray[np.float64]:
    """The line along which a field has a value, linear between its cells' centers, closed at the border.

    Args:
        field: float32 [rows, columns].
        level: The value.

    Returns:
        float64 [segments, 2, 2]: the two ends of each piece as (x, y) in shares of the picture, 0..1.
    """
    rows, columns = field.shape
    padded = np.pad(field.astype(np.float64), 1, constant_values=min(0.0, level) - 1e-3)
    above = padded >= level
    kinds = sum(above[dy : dy + rows + 1, dx : dx + columns + 1] << bit for bit, (dy, dx) in enumerate(_CORNERS))
    pieces: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for row, column in np.argwhere((np.asarray(kinds) > 0) & (np.asarray(kinds) < 15)).tolist():
        for start, end in _EDGES[int(np.asarray(kinds)[row, column])]:
            pieces.append((_crossing(padded, row, column, start, level), _crossing(padded, row, column, end, level)))
    # Cell 0 of the padded field is half a cell outside the picture.
    lines = np.asarray(pieces, np.float64).reshape(-1, 2, 2) - 0.5
    return np.clip(lines / (columns, rows), 0.0, 1.0)


def _crossing(field: npt.NDArray[np.float64], row: int, column: int, edge: int, level: float) -> tuple[float, float]:
    (y0, x0), (y1, x1) = _CORNERS[edge], _CORNERS[(edge + 1) % 4]
    first, second = field[row + y0, column + x0], field[row + y1, column + x1]
    share = float((level - first) / (second - first))
    return column + x0 + share * (x1 - x0), row + y0 + share * (y1 - y0)


@dataclass(frozen=True, eq=False)
class PartOverlay:
    """A part of the picture that the mouse is on.

    Attributes:
        field: float32 [rows, columns]: the part is where it is at least 0.5. None draws the name alone, in the middle
            of the picture's lower edge.
        title: What it is called. hint: what can be done with it, in quieter words.
        outlined: Whether the line is drawn; not while the part is dragged, so that the picture is seen.
    """

    field: Field
    title: str
    hint: str = ""
    outlined: bool = True

    @cached_property
    def _lines(self) -> npt.NDArray[np.float64]:
        return contour(self.field)

    def draw(self, painter: QPainter, target: QRectF, visible: QRectF) -> None:
        """A white line with a dark rim, seen on any picture, and the name above or below it."""
        lines = self._lines
        if not len(lines):
            return
        places = lines * (target.width(), target.height()) + (target.left(), target.top())
        if self.outlined:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            drawn = [QLineF(*start, *end) for start, end in places.tolist()]
            for color, width in ((QColor(0, 0, 0, 120), 4.0), (QColor(255, 255, 255, 235), 1.8)):
                painter.setPen(QPen(color, width, c=Qt.PenCapStyle.RoundCap))
                painter.drawLines(drawn)
        (left, top), (right, bottom) = places.min(axis=(0, 1)).tolist(), places.max(axis=(0, 1)).tolist()
        self._draw_name(painter, QRectF(left, top, right - left, bottom - top), visible)

    def _draw_name(self, painter: QPainter, part: QRectF, visible: QRectF) -> None:
        bold, plain = QFont(painter.font()), QFont(painter.font())
        bold.setPixelSize(13)
        bold.setWeight(QFont.Weight.DemiBold)
        plain.setPixelSize(12)
        title_width = QFontMetricsF(bold).horizontalAdvance(self.title)
        hint_width = QFontMetricsF(plain).horizontalAdvance(self.hint) + 8 if self.hint else 0.0
        width = title_width + hint_width + 20
        y = part.top() - _GAP - _PLATE_HEIGHT
        if y < visible.top() + 4:
            y = min(part.bottom() + _GAP, visible.bottom() - _PLATE_HEIGHT - 4)
        x = min(max(part.center().x() - width / 2, visible.left() + 4), visible.right() - width - 4)
        plate = QRectF(x, y, width, _PLATE_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(16, 18, 24, 215))
        painter.drawRoundedRect(plate, 6, 6)
        inner = plate.adjusted(10, 0, -10, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(bold)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(inner, flags, self.title)
        if self.hint:
            painter.setFont(plain)
            painter.setPen(QColor(205, 210, 222))
            painter.drawText(
                QRectF(QPointF(inner.left() + title_width + 8, plate.top()), plate.bottomRight()), flags, self.hint
            )
