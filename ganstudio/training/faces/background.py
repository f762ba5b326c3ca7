"""The background, with stripes, a halo, petals, sparkles or bokeh, and the light that ties the figure to it."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from ganstudio.training.faces.canvas import Part, linear, radial
from ganstudio.training.faces.color import color_of, faded, hue_towards
from ganstudio.training.faces.curves import Points, circle, closed, smooth, spline, turned
from ganstudio.training.faces.sheet import Sheet
from ganstudio.training.faces.tones import background_hue

_FULL: Final = np.array([[-1, -1], [257, -1], [257, 257], [-1, 257.0]])
_CENTER: Final = np.array([128.0, 128.0])
_PETAL: Final = np.array(
    [[-1, 0], [-0.3, -0.62], [0.7, -0.5], [1.0, -0.12], [0.82, 0], [1.0, 0.14], [0.6, 0.5], [-0.3, 0.5]]
)


class _Tint:
    """The background's color and its relatives."""

    def __init__(self, sheet: Sheet) -> None:
        self.hue = background_hue(sheet["bg_hue"])
        self._lightness, self._chroma = 0.62 + 0.34 * sheet["bg_light"], 0.13 * sheet["bg_chroma"]

    def tone(self, lift: float, richness: float, *, turn: float = 0.0, most: float = 0.99) -> QColor:
        return color_of(min(most, self._lightness + lift), self._chroma * richness, self.hue + turn)


def paint_background(sheet: Sheet) -> None:
    """Paint the background, which fills the picture."""
    tint, change = _Tint(sheet), 0.10 * sheet["bg_grad"]
    angle = np.pi / 2 + sheet["bg_turn"]
    way = np.array([np.cos(angle), np.sin(angle)]) * 140
    brush = linear(
        _CENTER - way, _CENTER + way,
        (0, tint.tone(change, 0.9, turn=-22, most=0.985)),
        (0.5, tint.tone(0, 1, most=1.0)),
        (1, tint.tone(-change, 1.05, turn=22, most=0.985)),
    )  # fmt: skip
    sheet.canvas.fill(_FULL, brush, Part.BACKGROUND)
    _paint_stripes(sheet, tint)
    _paint_halo(sheet, tint)
    _paint_petals(sheet, tint)
    _paint_sparkles(sheet, tint)
    _paint_bokeh(sheet, tint)


def paint_light(sheet: Sheet, painter: QPainter, blurred: QImage) -> None:
    """Paint a warm light from the lit corner, a cool shade in the other, and the bloom, over the whole picture."""
    glow, hue = sheet["glow"], background_hue(sheet["bg_hue"])
    way = np.array([sheet.light * 0.8, -1.0])
    way = way / np.hypot(*way) * 150
    warm, cool = faded(color_of(0.97, 0.05, 85), 0.75 * glow), color_of(0.30, 0.11, hue_towards(hue, 290, 0.6))
    cool = faded(cool, 0.55 * glow)
    everything = QPolygonF([QPointF(*corner) for corner in _FULL])
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SoftLight)
    painter.setBrush(
        linear(_CENTER + way, _CENTER - way, (0, warm), (0.5, faded(warm, 0)), (0.55, faded(cool, 0)), (1, cool))
    )
    painter.drawPolygon(everything)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
    spot = faded(color_of(0.90, 0.07, 70), 0.24 * glow)
    painter.setBrush(radial(_CENTER + way * 0.8, 150, (0, spot), (1, faded(spot, 0))))
    painter.drawPolygon(everything)
    _paint_bloom(painter, blurred, glow)


def _paint_bloom(painter: QPainter, blurred: QImage, glow: float) -> None:
    """The blurred picture laid over itself, as animation does in its last step."""
    painter.resetTransform()
    painter.setOpacity(0.20 * glow)
    painter.drawImage(0, 0, blurred)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SoftLight)
    painter.setOpacity(0.50 * glow)
    painter.drawImage(0, 0, blurred)


def _paint_stripes(sheet: Sheet, tint: _Tint) -> None:
    there = sheet.presence("stripes")
    if there is None:
        return
    color, half = tint.tone(0.05, 0.8), 11 * sheet["stripes"] * there.size
    for index in range(-2, 12):
        x = index * 34 + 14 * sheet["bokeh_x"]
        band = np.array([[x - half, -2], [x + half, -2], [x + half - 80, 258], [x - half - 80, 258.0]])
        sheet.canvas.fill(band, color)


def _paint_halo(sheet: Sheet, tint: _Tint) -> None:
    there = sheet.presence("halo")
    if there is None:
        return
    color, center = tint.tone(0.07, 0.7), np.array([128, 112.0])
    sheet.canvas.fill(center + circle(64) * 104 * there.size, color)
    sheet.stroke(center + closed(circle(64)) * 112 * there.size, 1.6 * there.size, color)


def _paint_petals(sheet: Sheet, tint: _Tint) -> None:
    amount, random = sheet["petals"], np.random.RandomState(11)
    colors = color_of(0.88, 0.075, tint.hue + 130), color_of(0.93, 0.045, tint.hue + 130)
    for index in range(13):
        x, y, angle, radius = random.rand(4) * [280, 215, 6.3, 4] + [-12, 0, 0, 4.5]
        place = np.array([x + 20 * sheet["bokeh_x"], y + 10 * sheet["wind"]])
        size = radius * smooth(index / 17, index / 17 + 0.3, amount)
        if size > 0.1:
            outline = turned(spline(_PETAL, 24, closed=True) * size, angle + 0.8 * sheet["bokeh_x"])
            sheet.canvas.fill(outline + place, colors[index % 2])


def _paint_sparkles(sheet: Sheet, tint: _Tint) -> None:
    amount, random = sheet["sparkle"], np.random.RandomState(5)
    angle = np.arange(32) * 2 * np.pi / 32
    star = (0.10 + 0.9 * np.abs(np.cos(2 * angle)) ** 7)[:, None] * circle(32)
    for index in range(14):
        x, y, r = random.rand(3) * [270, 200, 1]
        size = (4 + 9 * r**2) * smooth(index / 18, index / 18 + 0.3, amount)
        if size > 0.1:
            place = np.array([x - 8 + 18 * sheet["bokeh_x"], y])
            sheet.canvas.fill(place + star * size, tint.tone(0.12, 0.5, turn=20, most=0.995))


def _paint_bokeh(sheet: Sheet, tint: _Tint) -> None:
    """Discs of light; they overlap, and are seen through."""
    amount, random = sheet["bokeh"], np.random.RandomState(7)
    for index in range(16):
        x, drift, y, r, turn = random.rand(5) * [300, 1, 250, 1, 1] - [22, 0.3, 0, 0, 0.5]
        size = (6 + 20 * r**2) * smooth(index / 20, index / 20 + 0.35, amount)
        if size > 0.1:
            place: Points = np.array([x + 24 * sheet["bokeh_x"] * drift, y])
            sheet.canvas.fill(place + circle() * size, faded(tint.tone(0.09, 0.9, turn=50 * turn), 0.55))
