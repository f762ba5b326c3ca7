"""The quiet parts of the image view: backdrop and shadow, the empty state, the info line, the before/after captions."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from ganstudio.ui import theme
from ganstudio.words import tr

_LOWER = 3
_SHADOW = 14
_PAD = 12


class Backdrop:
    """The canvas color and the picture's shadow, kept until the picture lies elsewhere or the theme changes."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._drawn_for: tuple[object, ...] = ()

    def draw(self, painter: QPainter, view: QRect, picture: QRectF | None) -> None:
        """Fills the view."""
        ratio = painter.device().devicePixelRatioF()
        wanted = (view.getRect(), picture.getRect() if picture else None, ratio, theme.current().name)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            self._pixmap = QPixmap((QRectF(view).size() * ratio).toSize())
            self._pixmap.setDevicePixelRatio(ratio)
            inner = QPainter(self._pixmap)
            _draw_backdrop(inner, view, picture)
            inner.end()
        painter.drawPixmap(view.topLeft(), self._pixmap)


def _draw_backdrop(painter: QPainter, view: QRect, picture: QRectF | None) -> None:
    colors = theme.current()
    painter.fillRect(view, colors.color("canvas"))
    if picture is None or picture.contains(QRectF(view)):
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    strength = 16 if colors.name == "dark" else 9
    for distance in range(_SHADOW):
        painter.setPen(QPen(QColor(0, 0, 0, round(strength * (1 - distance / _SHADOW) ** 2 * 2)), 1.5))
        around = picture.adjusted(-distance, -distance + 2, distance, distance + _LOWER)
        painter.drawRoundedRect(around, distance, distance)
        if distance == 0:  # between the picture and the shadow, which lies lower
            for line in range(_LOWER):
                below = QPointF(0.0, line)
                painter.drawLine(picture.bottomLeft() + below, picture.bottomRight() + below)
    painter.restore()


def draw_empty(painter: QPainter, view: QRect, text: str) -> None:
    """The first sentence larger, the rest quiet below it, in the middle."""
    colors = theme.current()
    headline, _, rest = text.partition(". ")
    box = QRectF(view).adjusted(32, 0, -32, 0)
    painter.setFont(_sized(painter.font(), 18))
    painter.setPen(colors.color("text"))
    middle = QPointF(box.center())
    upper = QRectF(box.left(), middle.y() - 40, box.width(), 32)
    painter.drawText(upper, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, headline.rstrip("."))
    painter.setFont(_sized(painter.font(), 13))
    painter.setPen(colors.color("text_quiet"))
    lower = QRectF(box.left(), middle.y() + 2, box.width(), 60)
    painter.drawText(lower, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, rest)


def draw_caption(painter: QPainter, view: QRect, text: str, picture: QRectF) -> None:
    """The info line at the lower left; on a plate of its own where the picture lies under it."""
    if not text:
        return
    colors = theme.current()
    painter.setFont(_sized(painter.font(), 12))
    metrics = QFontMetricsF(painter.font())
    box = QRectF(_PAD, view.height() - _PAD - 26, metrics.horizontalAdvance(text) + 16, 26)
    if box.intersects(picture):
        plate = colors.color("surface")
        plate.setAlphaF(0.88)
        _plate(painter, box, plate)
    painter.setPen(colors.color("text_quiet"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_sides(painter: QPainter, picture: QRectF, line_x: float) -> None:
    """The words "before" and "now" on either side of the line, as far as there is room."""
    painter.setFont(_sized(painter.font(), 12))
    metrics = QFontMetricsF(painter.font())
    for text, left_side in ((tr("before"), True), (tr("now"), False)):
        width = metrics.horizontalAdvance(text) + 16
        x = line_x - 26 - width if left_side else line_x + 26
        box = QRectF(x, picture.top() + _PAD, width, 24)
        if box.left() >= picture.left() and box.right() <= picture.right():
            _plate(painter, box, QColor(0, 0, 0, 150))
            painter.setPen(QColor(255, 255, 255))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _plate(painter: QPainter, box: QRectF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(box, 6, 6)


def _sized(font: QFont, pixels: int) -> QFont:
    result = QFont(font)
    result.setPixelSize(pixels)
    return result


def draw_focus(painter: QPainter, view: QRect) -> None:
    """A frame around the view while the keyboard works in it."""
    painter.setPen(QPen(theme.current().color("accent_text"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(view.adjusted(1, 1, -1, -1))


def draw_drop(painter: QPainter, view: QRect) -> None:
    """What a file that is held over the view will do."""
    colors = theme.current()
    box = QRectF(view).adjusted(12, 12, -12, -12)
    veil = colors.color("surface")
    veil.setAlphaF(0.72)
    _plate(painter, box, veil)
    painter.setPen(QPen(colors.color("accent_text"), 2, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 6, 6)
    painter.setFont(_sized(painter.font(), 18))
    painter.setPen(colors.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("Drop to open"))
