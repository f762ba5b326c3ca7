"""LibraryGrid: the pictures in rows that fill the width; keys rate, open, fold and delete."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ganstudio.ui.files.film_strip_delegate import LOADED_SIDE, MARGIN
from ganstudio.ui.files.thumbnail_loader import ThumbnailLoader
from ganstudio.ui.library.delegate import LibraryDelegate
from ganstudio.ui.library.model import COUNT_ROLE
from ganstudio.words import tr

_BATCH = 2000
_CACHE_BYTES = 48 * 2**20
"""Some 750 small pictures: several screens, back and forth."""
_LEAST_SIDE = 104


class LibraryGrid(QListView):
    """The pictures.

    Signals:
        open_requested(), delete_requested(), copy_requested(), compare_requested(): A double click, or keys.
        rated(int): 0 to 5 stars for the chosen pictures.
        fold_requested(int): The stack of that row is to be folded or unfolded.
        search_requested(): The keys are to go back to the search field.
    """

    open_requested = Signal()
    delete_requested = Signal()
    copy_requested = Signal()
    compare_requested = Signal()
    rated = Signal(int)
    fold_requested = Signal(int)
    search_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loader = ThumbnailLoader(self, cache_bytes=_CACHE_BYTES)
        self.library_delegate = LibraryDelegate(self.loader, self)
        self.setItemDelegate(self.library_delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setSpacing(2)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Pictures that were found"))
        self.setToolTip("")

    def minimumSizeHint(self) -> QSize:
        """Room for one picture."""
        return QSize(160, 190)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fills the width: one more picture a row, all a little smaller, where that leaves them large enough."""
        gap = 2 * (self.spacing() + MARGIN)
        bar = self.verticalScrollBar().sizeHint().width()  # whether it is there or not
        room = self.width() - 2 * self.frameWidth() - bar - 1
        side = room // max(1, -(-room // (LOADED_SIDE + gap))) - gap
        side = side if _LEAST_SIDE <= side <= LOADED_SIDE else LOADED_SIDE
        if side != self.library_delegate.side:
            self.library_delegate.side = side
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a stack's number folds or unfolds it; elsewhere it chooses."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_badge(index, event.position()):
            self.fold_requested.emit(index.row())
            event.accept()
        else:
            super().mousePressEvent(event)

    def _is_on_badge(self, index: QModelIndex, place: QPointF) -> bool:
        count = index.data(COUNT_ROLE) if index.isValid() else None
        cell = QRectF(self.visualRect(index))
        return isinstance(count, int) and count > 1 and self.library_delegate.badge(cell).contains(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the picture under the mouse."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.setCurrentIndex(index)
            self.open_requested.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, 1 to 5 rate, 0 takes the stars away, F folds, C compares, Del deletes, Ctrl+C copies."""
        key, is_plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        elif key == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif is_plain and Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self.rated.emit(key - Qt.Key.Key_0)
        elif is_plain and key == Qt.Key.Key_F and self.currentIndex().isValid():
            self.fold_requested.emit(self.currentIndex().row())
        elif is_plain and key == Qt.Key.Key_C:
            self.compare_requested.emit()
        elif is_plain and key == Qt.Key.Key_Slash:
            self.search_requested.emit()
        elif key == Qt.Key.Key_Escape or (is_plain and event.text().isprintable() and event.text().strip()):
            event.ignore()  # letters do not search for names here; Escape is the view's
        else:
            super().keyPressEvent(event)
