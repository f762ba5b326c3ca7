"""StripView: one row of pictures that fill its height."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ganstudio.ui.files.film_strip_delegate import MARGIN, FilmStripDelegate
from ganstudio.ui.files.film_strip_model import FILE_ROLE
from ganstudio.ui.files.thumbnail_loader import ThumbnailLoader
from ganstudio.words import tr

_LEAST_SIDE, _GREATEST_SIDE = 48, 160
_BATCH = 2000


class StripView(QListView):
    """One row of pictures that fill its height; the wheel scrolls sideways.

    Signals:
        open_requested(), delete_requested(), copy_requested(): A double click, or keys, on the chosen pictures.
        back_requested(): Backspace.
    """

    open_requested = Signal()
    delete_requested = Signal()
    copy_requested = Signal()
    back_requested = Signal()

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip_delegate = FilmStripDelegate(loader, self)
        self.setItemDelegate(self.strip_delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setBatchSize(_BATCH)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setMinimumHeight(_LEAST_SIDE + 2 * MARGIN + 10)
        self.setAccessibleName(tr("Pictures"))

    def event(self, event: QEvent) -> bool:
        """Ctrl+C is the chosen picture's while the strip has the focus, not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_copy(event):
            event.accept()
            return True
        return super().event(event)

    def anchor(self) -> tuple[Path, int] | None:
        """The first picture in sight and where it is; None at the strip's beginning, where new pictures may push in."""
        if self.horizontalScrollBar().value() == 0:
            return None
        index = self.indexAt(QPoint(2 * MARGIN, self.viewport().height() // 2))
        return (index.data(FILE_ROLE).path, self.visualRect(index).left()) if index.isValid() else None

    def lay_out_in_parts(self, yes: bool) -> None:
        """Whether pictures get their places a part at a time: 50,000 at once keep the window for 80 ms.

        Where a place far from the beginning is to stay, all have to be laid out.
        """
        self.setLayoutMode(QListView.LayoutMode.Batched if yes else QListView.LayoutMode.SinglePass)

    def make_room_for_captions(self, room: bool) -> None:
        """Whether something is written beside the pictures."""
        if room != self.strip_delegate.has_captions:
            self.strip_delegate.has_captions = room
            self.scheduleDelayedItemsLayout()

    def hold(self, index: QModelIndex, left: int) -> None:
        """Scrolls so that a picture is at a place, whatever has come or gone before it."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + self.visualRect(index).left() - left)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls sideways with either wheel."""
        delta = event.angleDelta()
        turned = delta.y() if abs(delta.y()) > abs(delta.x()) else delta.x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - round(turned / 120.0 * 2 * (self.strip_delegate.side + 2 * MARGIN)))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pictures fill the height, less the scroll bar's, whether it is there or not."""
        room = self.height() - self.horizontalScrollBar().sizeHint().height() - 2 * MARGIN
        side = min(_GREATEST_SIDE, max(_LEAST_SIDE, room))
        if side != self.strip_delegate.side:
            self.strip_delegate.side = side
            self.scheduleDelayedItemsLayout()
        self.horizontalScrollBar().setSingleStep(side + 2 * MARGIN)
        super().resizeEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the picture under the mouse."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.setCurrentIndex(index)
            self.open_requested.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Del deletes, Ctrl+C copies the recipe; arrows move."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        elif event.key() == Qt.Key.Key_Backspace:
            self.back_requested.emit()
        elif _is_copy(event):
            self.copy_requested.emit()
        else:
            super().keyPressEvent(event)


def _is_copy(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy)
