"""PictureSet: a place to drop the pictures of one set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QImageReader,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ganstudio.recipe.files import ENDINGS, PICTURES
from ganstudio.ui import theme
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.picture_asking import PictureQuestion, ask_pictures, dropped_files
from ganstudio.words import tr, trn

_SIDE = 56


class PictureSet(QWidget):
    """Thumbnails of the set's pictures; Delete takes the chosen ones out.

    Signals:
        changed(): Pictures came or went.
    """

    changed = Signal()

    def __init__(self, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = Path()
        self._title = title
        self.setAcceptDrops(True)
        self.heading = QLabel(title, self)
        self.heading.setProperty("role", "title")
        self.count = QLabel("", self)
        self.count.setProperty("role", "quiet")
        self.list = _Thumbnails(self)
        self.list.setAccessibleName(title)
        self.list.setToolTip(hint)
        self.list.removed.connect(self._changed)
        self.add_button = QPushButton(tr("Add pictures…"), self)
        self.add_button.setToolTip(tr("{hint}. Or drop pictures here, as from the film strip", hint=hint))
        self.add_button.clicked.connect(self._ask)
        self.clear_button = QPushButton(tr("Clear"), self)
        self.clear_button.setProperty("role", "quiet")
        self.clear_button.setToolTip(tr("Take all pictures out of this set"))
        self.clear_button.clicked.connect(self.clear)
        top = QHBoxLayout()
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.count)
        bottom = QHBoxLayout()
        bottom.addWidget(self.add_button)
        bottom.addWidget(self.clear_button)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        frame = QFrame(self)
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.list)
        column.addWidget(frame, 1)
        column.addLayout(bottom)
        self._changed()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The pictures, in the order they came."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(Path(item.data(Qt.ItemDataRole.UserRole)) for item in items)

    def add(self, paths: Iterable[Path]) -> None:
        """Adds pictures; one that is there already stays once."""
        known = set(self.paths)
        for path in paths:
            if path not in known and path.suffix.lower() in ENDINGS:
                known.add(path)
                item = QListWidgetItem(QIcon(_picture(path)), "")
                item.setData(Qt.ItemDataRole.UserRole, str(path))
                item.setToolTip(path.name)
                self.list.addItem(item)
        self._changed()

    def clear(self) -> None:
        """Empties the set."""
        self.list.clear()
        self._changed()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Adds the pictures that were dropped."""
        self.add(dropped_files(event))

    def _ask(self) -> None:
        ask_pictures(
            PictureQuestion(
                parent=self,
                title=self._title,
                purpose="pictures",
                folder=self.folder,
                filters=PICTURES,
                several=True,
                picked=self.add,
            )
        )

    def _changed(self) -> None:
        count = self.list.count()
        self.count.setText(trn("{number} picture", "{number} pictures", count))
        open_unless(self.clear_button, "" if count else tr("There is no picture here."))
        self.changed.emit()


class _Ringed(QStyledItemDelegate):
    """Draws a ring around what is chosen, and leaves the picture's colors as they are."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        plain = QStyleOptionViewItem(option)
        plain.state &= ~QStyle.StateFlag.State_Selected
        super().paint(painter, plain, index)
        if is_chosen:
            painter.setPen(QPen(theme.current().color("accent_text"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4)


class _Thumbnails(QListWidget):
    """Icons in rows; drops go to the set around it."""

    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setSpacing(4)
        self.setAcceptDrops(False)
        self.setItemDelegate(_Ringed(self))
        self.setMinimumHeight(2 * (_SIDE + 12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Says what to do while it is empty."""
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().color("text_quiet"))
            painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), tr("Drop pictures here"))
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the chosen pictures out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selectedItems():
            for item in self.selectedItems():
                self.takeItem(self.row(item))
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Leaves drops to the set."""
        event.ignore()


def _picture(path: Path) -> QPixmap:
    reader = QImageReader(str(path))
    reader.setScaledSize(reader.size().scaled(2 * _SIDE, 2 * _SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImage(reader.read())
