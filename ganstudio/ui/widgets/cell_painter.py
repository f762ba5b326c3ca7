"""Drawing signed cells over a picture: a box a cell, the stronger the more saturated and thicker, marked with its sign.

Cells too small for boxes are drawn as flat colour, with hatching for the negative ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

Strengths = npt.NDArray[np.float32]
"""float32 [rows, columns], -1..1: sign and how strongly a cell is drawn."""

_LEVELS = 6
_BOX_FROM = 7.0
"""Device-independent pixels from which on a cell gets a box of its own."""
_MARK_FROM = 22.0
_HUE = {"green": 138, "blue": 214, "red": 4}


@dataclass(frozen=True)
class CellColours:
    """The hues: green and red, or blue and red for people who do not tell green from red."""

    blue_for_green: bool = False
    opacity: float = 1.0

    def colour(self, strength: float) -> QColor:
        """Of a cell's box: the stronger, the more saturated."""
        hue = _HUE["red"] if strength < 0 else _HUE["blue" if self.blue_for_green else "green"]
        return QColor.fromHsv(hue, round(70 + 185 * abs(strength)), 235)


def selection_strengths(cells: npt.NDArray[np.float32]) -> Strengths:
    """Of a painted selection: 1 is half strength, 2 two thirds, and so on; the same everywhere, not relative."""
    return (cells / (np.abs(cells) + 1.0)).astype(np.float32)


def map_strengths(values: npt.NDArray[np.float32]) -> Strengths:
    """Of a feature map: relative to its own largest magnitude."""
    largest = float(np.abs(values).max(initial=0.0))
    return (values / np.float32(largest)).astype(np.float32) if largest else np.zeros_like(values, np.float32)


def draw_cells(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colours: CellColours) -> None:
    """Draws all cells that are not zero.

    Args:
        painter: Any painter; its state is kept.
        strengths: float32 [rows, columns], -1..1.
        target: Where the whole grid lies.
        visible: What of it can be seen; cells outside are skipped.
        colours: Hues and opacity.
    """
    rows, columns = strengths.shape
    cell_width, cell_height = target.width() / columns, target.height() / rows
    painter.save()
    painter.setOpacity(painter.opacity() * colours.opacity)
    if min(cell_width, cell_height) < _BOX_FROM:
        _draw_flat(painter, strengths, target, visible, colours)
    else:
        _draw_boxes(painter, strengths, target, visible, colours)
    painter.restore()


def draw_heat(painter: QPainter, strengths: Strengths, target: QRectF, colours: CellColours) -> None:
    """Draws the cells as one smooth cloud of colour."""
    painter.save()
    painter.setOpacity(painter.opacity() * colours.opacity)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, _colour_image(strengths, colours, alpha=(0.0, 0.85)))
    painter.restore()


def _draw_boxes(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colours: CellColours) -> None:
    rows, columns = strengths.shape
    width, height = target.width() / columns, target.height() / rows
    first_row, last_row = _seen(visible.top() - target.top(), visible.bottom() - target.top(), height, rows)
    first_column, last_column = _seen(visible.left() - target.left(), visible.right() - target.left(), width, columns)
    part = strengths[first_row:last_row, first_column:last_column]
    levels = np.sign(part) * np.ceil(np.abs(part) * _LEVELS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(width, height)
    for level in np.unique(levels[levels != 0]):
        strength = float(level) / _LEVELS
        pen_width = min(1.0 + 3.0 * abs(strength), side / 4)
        found_rows, found_columns = np.nonzero(levels == level)
        boxes = [
            QRectF(target.left() + x * width, target.top() + y * height, width, height)
            for y, x in zip((found_rows + first_row).tolist(), (found_columns + first_column).tolist(), strict=True)
        ]
        _draw_level(painter, boxes, strength, pen_width, colours)


def _draw_level(
    painter: QPainter, boxes: list[QRectF], strength: float, pen_width: float, colours: CellColours
) -> None:
    colour = colours.colour(strength)
    side = min(boxes[0].width(), boxes[0].height())
    fill = QColor(colour)
    fill.setAlphaF(0.06 + 0.26 * abs(strength))
    inset = pen_width / 2 + 0.5
    inner = [box.adjusted(inset, inset, -inset, -inset) for box in boxes]
    if side >= 12:  # a thin dark rim keeps the box visible on a picture of the same colour
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 90), pen_width + 1.5, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRects(inner)
    painter.setPen(QPen(colour, pen_width, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(fill)
    painter.drawRects(inner)
    if side >= _MARK_FROM:
        _draw_marks(painter, boxes, negative=strength < 0, arm=min(side * 0.14, 5.0))
    elif strength < 0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRects(inner)


def _draw_marks(painter: QPainter, boxes: list[QRectF], *, negative: bool, arm: float) -> None:
    lines = []
    for box in boxes:
        middle = box.center()
        lines.append(QLineF(middle.x() - arm, middle.y(), middle.x() + arm, middle.y()))
        if not negative:
            lines.append(QLineF(middle.x(), middle.y() - arm, middle.x(), middle.y() + arm))
    for shade, width in ((QColor(0, 0, 0, 120), 3.4), (QColor(255, 255, 255, 235), 1.6)):
        painter.setPen(QPen(shade, width, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)


def _draw_flat(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colours: CellColours) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(target, _colour_image(strengths, colours, alpha=(0.30, 0.75)))
    seen = target.intersected(visible).toAlignedRect()
    if (strengths < 0).any() and not seen.isEmpty():
        painter.drawImage(seen.topLeft(), _hatching(strengths < 0, target, QRectF(seen), colours))


def _hatching(negative: npt.NDArray[np.bool_], target: QRectF, seen: QRectF, colours: CellColours) -> QImage:
    """Diagonal lines over the negative cells of the part that is seen."""
    result = QImage(seen.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    rows, columns = negative.shape
    alpha = np.where(negative, np.uint32(0xFF000000), np.uint32(0)).astype("<u4")
    mask = QImage(alpha.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
    painter = QPainter(result)
    painter.drawImage(target.translated(-seen.topLeft()), mask)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    brush = QBrush(colours.colour(-1.0).darker(140), Qt.BrushStyle.BDiagPattern)
    brush.setTransform(QTransform.fromTranslate(-seen.left() % 8, -seen.top() % 8))
    painter.fillRect(result.rect(), brush)
    painter.end()
    return result


def _colour_image(strengths: Strengths, colours: CellColours, *, alpha: tuple[float, float]) -> QImage:
    """One pixel a cell, premultiplied: the weakest visible cell has the first alpha, the strongest the second."""
    magnitude = np.abs(strengths)
    opacity = np.where(magnitude > 0, alpha[0] + (alpha[1] - alpha[0]) * magnitude, 0.0)
    bgra = np.zeros((*strengths.shape, 4), np.float32)
    for sign in (1.0, -1.0):
        weak, strong = colours.colour(sign * 0.01), colours.colour(sign)
        chosen = np.sign(strengths) == sign
        share = magnitude[chosen][:, None]
        low, high = (np.array([c.blue(), c.green(), c.red(), 255.0]) for c in (weak, strong))
        bgra[chosen] = low + share * (high - low)
    pixels = np.ascontiguousarray((bgra * opacity[..., None]).astype(np.uint8))
    rows, columns = strengths.shape
    return QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _seen(low: float, high: float, size: float, length: int) -> tuple[int, int]:
    return max(0, int(low // size)), min(length, int(high // size) + 1)
