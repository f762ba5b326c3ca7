"""LibraryDelegate: paints one picture of the library: as the film strip does, with its name, stars and stack below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from ganstudio.ui import theme
from ganstudio.ui.files.film_strip_delegate import LOADED_SIDE, MARGIN, FilmStripDelegate
from ganstudio.ui.files.thumbnail_loader import ThumbnailLoader
from ganstudio.ui.library.model import COUNT_ROLE, ENTRY_ROLE, OPEN_ROLE
from ganstudio.ui.widgets.pixmap_cache import cached_icon
from ganstudio.workspace.library.index import Entry

_CAPTION = 34
_STAR = 11
_BADGE = 20


class LibraryDelegate(FilmStripDelegate):
    """Picture, frame, favorite's star; below it name and rating; on it how many pictures its stack has."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget) -> None:
        super().__init__(loader, parent)
        self.side = LOADED_SIDE
        self._shown_on = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The picture, its margin and two lines."""
        return super().sizeHint(option, index) + QSize(0, _CAPTION)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one picture."""
        super().paint(painter, option, index)
        entry, colors = index.data(ENTRY_ROLE), theme.current()
        cell = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Entry):
            self._paint_caption(painter, cell, entry)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("surface"))
            painter.drawRoundedRect(QRectF(cell.left() + MARGIN, cell.top() + MARGIN, self.side, self.side), 4, 4)
        count = index.data(COUNT_ROLE)
        if isinstance(count, int) and count > 1:
            _paint_badge(painter, self.badge(cell), count, is_open=bool(index.data(OPEN_ROLE)))
        painter.restore()

    def badge(self, cell: QRectF) -> QRectF:
        """Where in a cell the number of its stack stands, which folds and unfolds it."""
        return QRectF(cell.left() + MARGIN + 6, cell.top() + MARGIN + 6, 42, _BADGE)

    def _paint_caption(self, painter: QPainter, cell: QRectF, entry: Entry) -> None:
        colors, ratio = theme.current(), self._shown_on.devicePixelRatioF()
        left, top = cell.left() + MARGIN + 2, cell.top() + MARGIN + self.side + 2
        painter.setFont(theme.font(11))
        painter.setPen(colors.color("text"))
        width = self.side - 4
        name = painter.fontMetrics().elidedText(entry.path.stem, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QRectF(left, top, width, 16), Qt.AlignmentFlag.AlignVCenter, name)
        for star in range(entry.mark.rating):
            spot = QPointF(left + star * (_STAR + 2), top + 17)
            painter.drawPixmap(spot, cached_icon("star-filled", _STAR, colors.star, ratio))
        if entry.mark.tags:
            start = left + entry.mark.rating * (_STAR + 2) + (6 if entry.mark.rating else 0)
            room = QRectF(start, top + 15, left + width - start, 15)
            painter.setPen(colors.color("text_quiet"))
            said = ", ".join(entry.mark.tags)
            shown = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_badge(painter: QPainter, place: QRectF, count: int, *, is_open: bool) -> None:
    colors = theme.current()
    veil = colors.color("bg")
    veil.setAlpha(225)
    painter.setFont(theme.font(11))
    said = f"{'▾' if is_open else '▸'} {count:,}"
    width = QFontMetricsF(painter.font()).horizontalAdvance(said) + 14
    box = QRectF(place.left(), place.top(), max(place.width() - 8, width), place.height())
    painter.setPen(colors.color("border_strong"))
    painter.setBrush(veil)
    painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
    painter.setPen(colors.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
