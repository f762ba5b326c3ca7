"""TrashDialog: what was deleted in the workspace, to be put back, or deleted for good."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QImageReader, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ganstudio.errors import WorkspaceError
from ganstudio.ui import theme
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.words import tr, trn, trp
from ganstudio.workspace import Workspace
from ganstudio.workspace.trash import TrashedFile

_PICTURE_PX = 168
_ROW_PX, _GAP_PX = 28, 20
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_COLUMNS = (tr("Name"), tr("Kind"), tr("Deleted"), trp("of a file", "Size"))
_EMPTY = tr("Nothing is in the trash.\n\nWhat you delete in this workspace is kept here until you delete it for good.")


class TrashDialog(Dialog):
    """A list, a small picture of the row chosen, and what can be done with the rows chosen.

    Attributes:
        list: A row a file, last deleted first. restore_button, delete_button, empty_button: by their names.

    Signals:
        restored(): Files came back; lists of pictures are to be read anew.
    """

    restored = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Deleted things"))
        self.resize(760, 460)
        self._workspace = workspace
        self._files: list[TrashedFile] = []
        self.list = self._make_list()
        self._picture = QLabel(self)
        self._picture.setFixedSize(_PICTURE_PX, _PICTURE_PX)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(tr("Picture of the row chosen"))
        self._place = QLabel(self)
        self._place.setProperty("role", "quiet")
        self._place.setWordWrap(True)
        self._place.setFixedWidth(_PICTURE_PX)
        self._place.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget(self)
        self._empty = QLabel(_EMPTY, self)
        self._empty.setProperty("role", "quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._total = QLabel(self)
        self._total.setProperty("role", "quiet")
        self.bar = ErrorBar(self)
        self.restore_button = _button(tr("Restore"), tr("Put the chosen things back where they were (Enter)"))
        self.delete_button = _button(
            tr("Delete for good…"), tr("Delete the chosen things so that they never come back (Del)")
        )
        self.empty_button = _button(tr("Empty…"), tr("Delete everything in the trash so that it never comes back"))
        theme.set_role(self.restore_button, "primary")
        theme.set_role(self.empty_button, "danger")
        self.restore_button.setDefault(True)
        self.restore_button.clicked.connect(self.restore)
        self.delete_button.clicked.connect(self.delete_for_good)
        self.empty_button.clicked.connect(self.empty)
        delete_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self)
        delete_key.activated.connect(self.delete_for_good)
        self._lay_out()
        self._read()

    def restore(self) -> None:
        """Puts the chosen files back."""
        chosen = self._chosen()
        if not chosen:
            return
        try:
            self._workspace.restore_trashed(chosen)
        except WorkspaceError as error:
            self.bar.show_error(str(error))
        self._read()
        self.restored.emit()

    def delete_for_good(self) -> None:
        """Asks, and deletes the chosen files."""
        chosen = self._chosen()
        if not chosen:
            return
        one = tr("Delete {name} for good?", name=chosen[0].original.name)
        several = tr("Delete these {number:,} things for good?", number=len(chosen))
        self._delete(chosen, one if len(chosen) == 1 else several)

    def empty(self) -> None:
        """Asks, and deletes everything."""
        if self._files:
            question = trn("Delete {number:,} thing for good?", "Delete {number:,} things for good?", len(self._files))
            self._delete(self._files, question)

    def _make_list(self) -> QTreeWidget:
        rows = QTreeWidget(self)
        rows.setHeaderLabels(list(_COLUMNS))
        rows.setRootIsDecorated(False)
        rows.setUniformRowHeights(True)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        rows.setAccessibleName(tr("Deleted things"))
        rows.setToolTip(tr("Choose one or several (with Ctrl or Shift), then put them back or delete them for good"))
        rows.headerItem().setTextAlignment(3, _RIGHT)
        header = rows.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        rows.itemSelectionChanged.connect(self._show_chosen)
        rows.itemActivated.connect(self.restore)
        return rows

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self._picture)
        beside.addWidget(self._place)
        beside.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        middle.addWidget(self._stack, 1)
        middle.addLayout(beside)
        close = _button(tr("Close"), tr("Close this window (Esc)"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.empty_button)
        row.addWidget(self._total, 1)
        for button in (self.delete_button, self.restore_button, close):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.bar)
        layout.addLayout(middle, 1)
        layout.addLayout(row)

    def _read(self) -> None:
        try:
            self._files = self._workspace.trashed()
        except WorkspaceError as error:
            self._files = []
            self.bar.show_error(str(error))
        with QSignalBlocker(self.list):  # rows that go are no choice among the files read
            self.list.clear()
        self.list.addTopLevelItems([_row(file, self.list.fontMetrics()) for file in self._files])
        size = sum(file.size for file in self._files)
        things = trn("{number:,} thing", "{number:,} things", len(self._files))
        self._total.setText(tr("{things}, {size}", things=things, size=size_text(size)) if self._files else "")
        self._stack.setCurrentWidget(self.list if self._files else self._empty)
        open_unless(self.empty_button, "" if self._files else tr("The trash is empty."))
        if self._files:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show_chosen()

    def _chosen(self) -> list[TrashedFile]:
        return [self._files[self.list.indexOfTopLevelItem(item)] for item in self.list.selectedItems()]

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        for button in (self.restore_button, self.delete_button):
            open_unless(button, "" if chosen else tr("Nothing is chosen."))
        picture = _small_picture(chosen[-1].path, self.devicePixelRatioF()) if chosen else None
        self._picture.setPixmap(picture or QPixmap())
        folder = chosen[-1].original.parent.relative_to(self._workspace.root) if chosen else ""
        self._place.setText(tr("from {folder}", folder=folder) if chosen else "")

    def _delete(self, files: list[TrashedFile], question: str) -> None:
        if not dialogs.confirm(
            self, question, details=tr("They cannot be taken back afterwards."), action=tr("Delete")
        ):
            return
        try:
            self._workspace.delete_for_good(files)
        except WorkspaceError as error:
            self.bar.show_error(str(error))
        self._read()


def size_text(size: int) -> str:
    """Bytes as a person reads them: `812 B`, `14.2 kB`, `3.1 MB`."""
    amount = float(size)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def _row(file: TrashedFile, metrics: QFontMetrics) -> QTreeWidgetItem:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(file.deleted))
    row = QTreeWidgetItem([file.original.name, tr(file.kind), when, size_text(file.size)])
    row.setTextAlignment(3, _RIGHT)
    for column, more in enumerate((0, _GAP_PX, _GAP_PX, _GAP_PX)):
        width = metrics.horizontalAdvance(row.text(column)) + more
        row.setSizeHint(column, QSize(width, _ROW_PX))
    row.setToolTip(0, str(file.original))
    return row


def _button(text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip)
    button.setAccessibleName(text.rstrip("…"))
    button.setAutoDefault(False)
    return button


def _small_picture(path: Path, ratio: float) -> QPixmap | None:
    """The file as a picture, if it is one."""
    reader = QImageReader(str(path))
    side = round(_PICTURE_PX * ratio)
    if not reader.canRead():
        return None
    reader.setScaledSize(reader.size().scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    picture = QPixmap.fromImage(reader.read())
    picture.setDevicePixelRatio(ratio)
    return None if picture.isNull() else picture
