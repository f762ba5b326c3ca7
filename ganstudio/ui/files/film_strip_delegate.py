"""FilmStripDelegate: paints one picture of the film strip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ganstudio.ui import theme
from ganstudio.ui.files.film_strip_model import FAVORITE_ROLE, FILE_ROLE
from ganstudio.ui.files.thumbnail_loader import Thumbnail, ThumbnailKey, ThumbnailLoader
from ganstudio.ui.widgets.pixmap_cache import cached_icon, cached_pixmap
from ganstudio.ui.widgets.wrapped import wrapped
from ganstudio.workspace.pictures import PortraitFile

MARGIN = 4
_RADIUS = 4.0
_LINE = 18.0
_STEP = 3.0
_CAPTION_PX = 148
_CAPTION_LINE = 17.0
_NAME_LINES = 2
LOADED_SIDE = 128
"""Device-independent side at which pictures are loaded; a strip of another height scales them."""


class Caption(NamedTuple):
    """What is written beside a picture: its name, and in a quieter line below what else is to be said."""

    name: str
    quiet: str = ""


class FilmStripDelegate(QStyledItemDelegate):
    """Picture, frame, star, and a note on files that cannot be opened.

    Attributes:
        side: Of a picture, in device-independent pixels.
        current: The file that is on screen; it gets the accent's frame.
        caption_of: What is written beside a picture; None where there is nothing to say.
        has_captions: Whether there is room beside the pictures for that.
        is_stack: Whether a picture stands for several.
    """

    def __init__(self, loader: ThumbnailLoader, parent: QWidget) -> None:
        super().__init__(parent)
        self.side = 72
        self.current: Path | None = None
        self.caption_of: Callable[[Path], Caption | None] = lambda _: None
        self.has_captions = False
        self.is_stack: Callable[[Path], bool] = lambda _: False
        self._loader = loader
        self._view = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The picture, its margin, and what is written beside it."""
        beside = _CAPTION_PX + MARGIN if self.has_captions else 0
        return QSize(self.side + 2 * MARGIN + beside, self.side + 2 * MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one picture."""
        file = index.data(FILE_ROLE)
        if not isinstance(file, PortraitFile):
            return
        colors = theme.current()
        ratio = self._view.devicePixelRatioF()
        key = ThumbnailKey(file.path, file.mtime, round(LOADED_SIDE * ratio))
        thumbnail = self._loader.get(key)
        cell = QRectF(option.rect)
        area = QRectF(cell.left() + MARGIN, cell.top() + MARGIN, self.side, self.side)
        beside = QRectF(area.right() + 2 * MARGIN, area.top(), _CAPTION_PX - 2 * MARGIN, self.side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_stack(file.path):
            area = _paint_stack(painter, area, colors)
        if thumbnail is None or thumbnail.image.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("surface"))
            painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        else:
            image, side = thumbnail.image, round(area.width())
            name = f"strip {key} {side} {ratio}"
            painter.drawPixmap(area.topLeft(), cached_pixmap(name, lambda: _rounded(image, side, ratio)))
        if thumbnail is not None and thumbnail.note:
            _paint_note(painter, area, thumbnail, colors, ratio)
        if self.has_captions and (caption := self.caption_of(file.path)) is not None:
            _paint_caption(painter, beside, caption, colors)
        state = option.state
        self._paint_frame(painter, area, state, is_current=file.path == self.current)
        if index.data(FAVORITE_ROLE):
            _paint_star(painter, area, colors, ratio)
        painter.restore()

    def _paint_frame(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag, *, is_current: bool) -> None:
        colors = theme.current()
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if is_current:
            _frame(painter, area, QPen(colors.color("accent_text"), 3.0))
        elif is_selected:
            _frame(painter, area, QPen(colors.color("accent_text"), 2.0))
        elif state & QStyle.StateFlag.State_MouseOver:
            _frame(painter, area, QPen(colors.color("border_strong"), 2.0))
        if state & QStyle.StateFlag.State_HasFocus:
            inner = area.adjusted(3, 3, -3, -3)
            for pen in (QPen(colors.color("bg"), 3.0), QPen(colors.color("text"), 1.0, Qt.PenStyle.DashLine)):
                painter.setPen(pen)
                painter.drawRoundedRect(inner, _RADIUS - 1, _RADIUS - 1)


def _paint_stack(painter: QPainter, area: QRectF, colors: theme.Tokens) -> QRectF:
    """Two edges that look out behind; gives the room of the picture in front."""
    front = area.adjusted(0, 2 * _STEP, -2 * _STEP, 0)
    painter.setPen(QPen(colors.color("border_strong"), 1.0))
    painter.setBrush(colors.color("surface"))
    for step in (2 * _STEP, _STEP):
        painter.drawRoundedRect(front.translated(step, -step).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    return front


def _frame(painter: QPainter, area: QRectF, pen: QPen) -> None:
    outset = pen.widthF() / 2.0
    painter.setPen(pen)
    painter.drawRoundedRect(area.adjusted(-outset, -outset, outset, outset), _RADIUS + outset, _RADIUS + outset)


def _rounded(image: QImage, side: int, ratio: float) -> QPixmap:
    """A picture at the size at which it is painted, with round corners."""
    pixels = round(side * ratio)
    scaled = image.scaled(
        pixels, pixels, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(scaled))
    painter.drawRoundedRect(result.rect(), _RADIUS * ratio, _RADIUS * ratio)
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def _paint_note(painter: QPainter, area: QRectF, thumbnail: Thumbnail, colors: theme.Tokens, ratio: float) -> None:
    if thumbnail.image.isNull():
        mark = cached_icon("warning", 20, colors.warning, ratio)
        painter.drawPixmap(QPointF(area.center().x() - 10, area.center().y() - 20), mark)
        line = QRectF(area.left(), area.center().y() + 2, area.width(), _LINE)
    else:
        line = QRectF(area.left(), area.bottom() - _LINE, area.width(), _LINE)
    _paint_line(painter, line, thumbnail.note, colors)


def _paint_caption(painter: QPainter, beside: QRectF, caption: Caption, colors: theme.Tokens) -> None:
    font, small = theme.font(12), theme.font(11)
    name = wrapped(caption.name, font, width=int(beside.width()), most=_NAME_LINES)
    lines = [(line, font, "text") for line in name]
    if caption.quiet:
        lines.append((caption.quiet, small, "text_quiet"))
    top = beside.center().y() - len(lines) * _CAPTION_LINE / 2
    for number, (line, written, color) in enumerate(lines):
        place = QRectF(beside.left(), top + number * _CAPTION_LINE, beside.width(), _CAPTION_LINE)
        painter.setFont(written)
        painter.setPen(colors.color(color))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def _paint_line(painter: QPainter, line: QRectF, text: str, colors: theme.Tokens) -> None:
    veil = colors.color("bg")
    veil.setAlpha(230)
    painter.fillRect(line, veil)
    painter.setFont(theme.font(11))
    painter.setPen(colors.color("text"))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()) - 4)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, shown)


def _paint_star(painter: QPainter, area: QRectF, colors: theme.Tokens, ratio: float) -> None:
    disc = colors.color("bg")
    disc.setAlpha(190)
    center = QPointF(area.right() - 11, area.top() + 11)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawEllipse(center, 9.0, 9.0)
    painter.drawPixmap(center - QPointF(7, 7), cached_icon("star-filled", 14, colors.star, ratio))
