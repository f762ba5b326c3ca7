"""Drawing signed cells over a picture: a box a cell, the stronger the more saturated and thicker, marked with its sign.

Cells too small for boxes are drawn as flat color with a line about the painted part, the negative ones hatched.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

from ganstudio.ui.canvas.cell_raster import Axis, box_pixels

Strengths = npt.NDArray[np.float32]
"""float32 [rows, columns], -1..1: sign and how strongly a cell is drawn."""

_HALF = 255
"""Shades of one sign where cells are drawn as flat color."""
_BOX_FROM = 7.0
"""Device-independent pixels from which on a cell gets a box of its own."""
_OUTLINE = 2
"""Pixels of the line about cells without boxes."""
_MARK_FROM = 22.0
_MARK_STRENGTH = 0.15
"""Weaker cells, as in the soft edge of a selection, get no plus or minus."""
_FAINT_HATCHING = 0.35
"""How opaque the hatching of a map is, next to that of painted cells."""
_HUE = {"green": 138, "blue": 214, "red": 4}


@dataclass(frozen=True)
class CellColors:
    """The hues: green and red, or blue and red for people who do not tell green from red."""

    blue_for_green: bool = False
    opacity: float = 1.0

    def color(self, strength: float) -> QColor:
        """Of a cell's box: the stronger, the more saturated."""
        hue = _HUE["red"] if strength < 0 else _HUE["blue" if self.blue_for_green else "green"]
        return QColor.fromHsv(hue, round(70 + 185 * abs(strength)), 235)

    def rgb(self, strength: float) -> tuple[int, int, int]:
        """The same as numbers, 0..255."""
        color = self.color(strength)
        return color.red(), color.green(), color.blue()


def selection_strengths(cells: npt.NDArray[np.float32]) -> Strengths:
    """Of a painted selection: 1 is half strength, 2 two thirds, and so on; the same everywhere, not relative."""
    return (cells / (np.abs(cells) + 1.0)).astype(np.float32)


def map_strengths(values: npt.NDArray[np.float32], largest: float | None = None) -> Strengths:
    """Of a feature map: relative to a largest magnitude, its own if none is given."""
    scale = float(np.abs(values).max(initial=0.0)) if largest is None else largest
    if not scale:
        return np.zeros_like(values, np.float32)
    strengths: Strengths = np.clip(values / np.float32(scale), -1.0, 1.0).astype(np.float32)
    return strengths


def draw_cells(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colors: CellColors) -> None:
    """Draws all cells that are not zero.

    Args:
        painter: Any painter; its state is kept.
        strengths: float32 [rows, columns], -1..1.
        target: Where the whole grid lies.
        visible: What of it can be seen; cells outside are skipped.
        colors: Hues and opacity.
    """
    rows, columns = strengths.shape
    cell_width, cell_height = target.width() / columns, target.height() / rows
    painter.save()
    painter.setOpacity(painter.opacity() * colors.opacity)
    if min(cell_width, cell_height) < _BOX_FROM:
        _draw_flat(painter, strengths, target, visible, colors)
    else:
        _draw_boxes(painter, strengths, target, visible, colors)
    painter.restore()


def draw_tint(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colors: CellColors) -> None:
    """Draws the cells as plain color without outlines and signs, so that they are not taken for painted ones."""
    painter.save()
    opacity = painter.opacity() * colors.opacity
    painter.setOpacity(opacity)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(target, _color_image(strengths, colors, alpha=(0.0, 0.75)))
    painter.setOpacity(opacity * _FAINT_HATCHING)
    _hatch(painter, strengths <= -_MARK_STRENGTH, target, visible, colors)
    painter.restore()


def draw_heat(painter: QPainter, strengths: Strengths, target: QRectF, colors: CellColors) -> None:
    """Draws the cells as one smooth cloud of color."""
    painter.save()
    painter.setOpacity(painter.opacity() * colors.opacity)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(target, _color_image(strengths, colors, alpha=(0.0, 0.85)))
    painter.restore()


def _draw_boxes(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colors: CellColors) -> None:
    rows, columns = strengths.shape
    width, height = target.width() / columns, target.height() / rows
    ratio = painter.device().devicePixelRatioF()
    marked = min(width, height) >= _MARK_FROM
    drawn = box_pixels(
        strengths,
        Axis(target.left() * ratio, width * ratio, columns, *_device(visible.left(), visible.right(), ratio)),
        Axis(target.top() * ratio, height * ratio, rows, *_device(visible.top(), visible.bottom(), ratio)),
        colors.rgb,
        ratio=ratio,
        hatched=not marked,
    )
    if drawn is None:
        return
    pixels, left, top = drawn
    image = QImage(
        pixels.data, pixels.shape[1], pixels.shape[0], pixels.shape[1] * 4, QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(left / ratio, top / ratio), image)
    if marked:
        _draw_marks(painter, strengths, target, visible)


def _draw_marks(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF) -> None:
    """A plus or a minus in the middle of each cell that can be seen."""
    rows, columns = strengths.shape
    width, height = target.width() / columns, target.height() / rows
    arm = min(min(width, height) * 0.14, 5.0)
    lines = []
    for row, column in np.argwhere(np.abs(strengths) >= _MARK_STRENGTH).tolist():
        x, y = target.left() + (column + 0.5) * width, target.top() + (row + 0.5) * height
        if visible.adjusted(-width, -height, width, height).contains(x, y):
            lines.append(QLineF(x - arm, y, x + arm, y))
            if strengths[row, column] > 0:
                lines.append(QLineF(x, y - arm, x, y + arm))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shade, pen_width in ((QColor(0, 0, 0, 120), 3.4), (QColor(255, 255, 255, 235), 1.6)):
        painter.setPen(QPen(shade, pen_width, c=Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)


def _draw_flat(painter: QPainter, strengths: Strengths, target: QRectF, visible: QRectF, colors: CellColors) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(target, _color_image(strengths, colors, alpha=(0.30, 0.75)))
    _hatch(painter, strengths < 0, target, visible, colors)
    seen = target.intersected(visible).toAlignedRect()
    if not seen.isEmpty():
        painter.drawImage(seen.topLeft(), _outlines(strengths, target, seen, colors))


def _outlines(strengths: Strengths, target: QRectF, seen: QRect, colors: CellColors) -> QImage:
    """Lines about what is painted, within it: as boxes have them, and as no map that is laid over the picture has."""
    rows, columns = strengths.shape
    row = _cells_under(seen.top(), seen.height(), target.top(), target.height(), rows)
    column = _cells_under(seen.left(), seen.width(), target.left(), target.width(), columns)
    signs = np.sign(strengths)[row][:, column].astype(np.int8)  # [h, w] of the pixels seen
    around = np.pad(signs, _OUTLINE, mode="edge")
    height, width = signs.shape
    inside = np.ones_like(signs, np.bool_)
    for step in range(-_OUTLINE, _OUTLINE + 1):
        inside &= around[_OUTLINE + step : _OUTLINE + step + height, _OUTLINE : _OUTLINE + width] == signs
        inside &= around[_OUTLINE : _OUTLINE + height, _OUTLINE + step : _OUTLINE + step + width] == signs
    lines = np.where(inside, 0, signs)
    shades = np.array([0, colors.color(1.0).rgba(), colors.color(-1.0).rgba()], np.uint32)  # by sign: 0, 1, -1
    pixels = np.ascontiguousarray(shades[lines])
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _cells_under(first: int, count: int, start: float, length: float, cells: int) -> npt.NDArray[np.intp]:
    """Which cell lies under the middle of each pixel."""
    place = (np.arange(first, first + count) + 0.5 - start) / length * cells
    found: npt.NDArray[np.intp] = np.clip(place, 0, cells - 1).astype(np.intp)
    return found


def _hatch(
    painter: QPainter, negative: npt.NDArray[np.bool_], target: QRectF, visible: QRectF, colors: CellColors
) -> None:
    seen = target.intersected(visible).toAlignedRect()
    if negative.any() and not seen.isEmpty():
        painter.drawImage(seen.topLeft(), _hatching(negative, target, QRectF(seen), colors))


def _hatching(negative: npt.NDArray[np.bool_], target: QRectF, seen: QRectF, colors: CellColors) -> QImage:
    """Diagonal lines over the negative cells of the part that is seen."""
    result = QImage(seen.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    rows, columns = negative.shape
    alpha = np.where(negative, np.uint32(0xFF000000), np.uint32(0)).astype("<u4")
    mask = QImage(alpha.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
    painter = QPainter(result)
    painter.drawImage(target.translated(-seen.topLeft()), mask)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    brush = QBrush(colors.color(-1.0).darker(140), Qt.BrushStyle.BDiagPattern)
    brush.setTransform(QTransform.fromTranslate(-seen.left() % 8, -seen.top() % 8))
    painter.fillRect(result.rect(), brush)
    painter.end()
    return result


def _color_image(strengths: Strengths, colors: CellColors, *, alpha: tuple[float, float]) -> QImage:
    """One pixel a cell, premultiplied: the weakest visible cell has the first alpha, the strongest the second."""
    table = _color_table(colors, alpha)
    index = np.rint(strengths * np.float32(_HALF)).astype(np.int16)
    # A cell that is faintly selected is drawn too: only an exact 0 is transparent.
    faint = index == 0
    index[faint] = np.sign(strengths[faint])
    pixels = np.ascontiguousarray(table[index + _HALF])
    rows, columns = strengths.shape
    return QImage(pixels.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


@functools.lru_cache(maxsize=8)
def _color_table(colors: CellColors, alpha: tuple[float, float]) -> npt.NDArray[np.uint32]:
    """0xAARRGGBB, premultiplied, for strengths from -1 to 1 in steps of 1 / _HALF: uint32 [2 * _HALF + 1]."""
    table = np.zeros(2 * _HALF + 1, np.uint32)
    for step in range(-_HALF, _HALF + 1):
        if step:
            color = colors.color(step / _HALF)
            opacity = alpha[0] + (alpha[1] - alpha[0]) * abs(step) / _HALF
            red, green, blue = (round(part * opacity) for part in (color.red(), color.green(), color.blue()))
            table[step + _HALF] = round(255 * opacity) << 24 | red << 16 | green << 8 | blue
    return table


def _device(first: float, last: float, ratio: float) -> tuple[int, int]:
    return round(first * ratio), round(last * ratio)
