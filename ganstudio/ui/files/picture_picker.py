"""PicturePicker: choosing pictures of the workspace by looking at them, with what their recipes say."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QRunnable, QSize, Qt, QThreadPool, Signal, SignalInstance
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ganstudio.recipe.probe import probe
from ganstudio.ui import theme
from ganstudio.ui.files.film_strip import KIND_TITLES, KINDS
from ganstudio.ui.files.film_strip_delegate import MARGIN, FilmStripDelegate
from ganstudio.ui.files.film_strip_model import FILE_ROLE, PictureListModel
from ganstudio.ui.files.picture_folders import PictureFolders, PictureListing
from ganstudio.ui.files.recipe_words import recipe_lines
from ganstudio.ui.files.thumbnail_loader import Thumbnail, ThumbnailKey, ThumbnailLoader, decode_thumbnail
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.picture_asking import PictureQuestion, ask_for_files
from ganstudio.words import tr, trn
from ganstudio.workspace.pictures import PortraitFile
from ganstudio.workspace.workspace import Workspace

_SIDE = 104
_DETAIL = 220


class PicturePicker(Dialog):
    """Tabs as in the film strip, pictures in rows, details of the one that is looked at, and a way to other folders."""

    def __init__(self, workspace: Workspace, question: PictureQuestion) -> None:
        super().__init__(question.parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question.title)
        self._workspace = workspace
        self._question = question
        self._loader = ThumbnailLoader(self)
        self._folders = PictureFolders(self)
        self.model = PictureListModel(self)
        self.view = _Pictures(self._loader, several=question.several)
        self.view.setModel(self.model)
        self.details = _Details(self)
        self.tabs = QTabBar(self)
        for kind in KINDS:
            self.tabs.addTab(KIND_TITLES[kind])
        self.tabs.setAccessibleName(tr("Which pictures are shown"))
        self._empty = QLabel(tr("There are no pictures here."), self)
        self._empty.setProperty("role", "quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self.other = QPushButton(tr("Other folder…"), self)
        self.other.setToolTip(tr("Choose a file that is not in the workspace"))
        self.choose = QPushButton(tr("Choose"), self)
        self.choose.setToolTip(tr("Take what is chosen above (Enter)"))
        theme.set_role(self.choose, "primary")
        self.choose.setDefault(True)
        self.cancel = QPushButton(tr("Cancel"), self)
        self._lay_out()
        self._connect()
        self._show_tab()
        self.view.setFocus()

    @property
    def selected(self) -> list[Path]:
        """What is chosen, in the order shown."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
        return [self.model.files[row].path for row in rows]

    def accept(self) -> None:
        """Tells what was chosen."""
        paths = self.selected
        if paths:
            super().accept()
            self._question.picked(paths)

    def done(self, result: int) -> None:
        """Waits for what is being listed and decoded."""
        self._folders.close()
        self._loader.close()
        self.details.close_threads()
        super().done(result)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._stack, 1)
        middle.addWidget(self.details)
        bottom = QHBoxLayout()
        bottom.addWidget(self.other)
        bottom.addStretch(1)
        bottom.addWidget(self.choose)
        bottom.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.tabs)
        layout.addLayout(middle, 1)
        layout.addLayout(bottom)
        self.resize(860, 560)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self._folders.listed.connect(self._show_listing)
        self._loader.loaded.connect(self._show_thumbnail)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.view.doubleClicked.connect(self.accept)
        self.view.entered_key.connect(self.accept)
        self.other.clicked.connect(self._ask_elsewhere)
        self.choose.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)

    def _show_tab(self) -> None:
        self.model.set_files([])
        self._folders.show(self._workspace, KINDS[self.tabs.currentIndex()])
        self._show_chosen()

    def _show_listing(self, listing: PictureListing) -> None:
        self.model.set_files(listing.files, listing.changes)
        self._stack.setCurrentWidget(self.view if listing.files else self._empty)
        if listing.files and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.selected
        open_unless(self.choose, "" if chosen else tr("Choose a picture first."))
        current = self.view.currentIndex().data(FILE_ROLE) if chosen else None
        self.details.show_file(current if isinstance(current, PortraitFile) else None, len(chosen))

    def _show_thumbnail(self, key: ThumbnailKey) -> None:
        row = self.model.row_of(key.path)
        if row >= 0:
            self.view.update(self.model.index(row))

    def _ask_elsewhere(self) -> None:
        question = self._question
        parent = question.parent
        self.reject()
        ask_for_files(question)
        parent.activateWindow()


class _Pictures(QListView):
    """Pictures in rows that fill the width.

    Signals:
        entered_key(): Enter.
    """

    entered_key = Signal()

    def __init__(self, loader: ThumbnailLoader, *, several: bool) -> None:
        super().__init__()
        delegate = FilmStripDelegate(loader, self)
        delegate.side = _SIDE
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setGridSize(QSize(_SIDE + 2 * MARGIN, _SIDE + 2 * MARGIN))
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Pictures"))
        self.setToolTip(
            tr("Arrows move, Enter chooses; Ctrl and Shift choose several")
            if several
            else tr("Arrows move, Enter chooses")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; arrows move."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_key.emit()
        else:
            super().keyPressEvent(event)


class _Details(QWidget):
    """The picture that is looked at, larger, and what its recipe says; read beside the window's thread."""

    _read = Signal(Path, object, list)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._path: Path | None = None
        self.picture = QLabel(self)
        self.picture.setFixedSize(_DETAIL, _DETAIL)
        self.name = QLabel(self)
        self.name.setProperty("role", "strong")
        self.words = QLabel(self)
        for label in (self.name, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFixedWidth(_DETAIL)
        self.words.setProperty("role", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.picture, self.name, self.words):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._read.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def show_file(self, file: PortraitFile | None, chosen: int) -> None:
        """Shows a file, or nothing; `chosen` is how many are."""
        self._path = None if file is None else file.path
        several = trn("{number} picture", "{number} pictures", chosen)
        self.name.setText("" if file is None else file.path.name if chosen < 2 else several)
        self.words.setText("")
        self.picture.setPixmap(QPixmap())
        if file is not None:
            self._pool.clear()
            self._pool.start(_Reading(file, round(_DETAIL * self.devicePixelRatioF()), self._read))

    def close_threads(self) -> None:
        """Waits for what is being read."""
        self._pool.clear()
        self._pool.waitForDone()

    def _show(self, path: Path, image: QImage, lines: list[str]) -> None:
        if path != self._path:
            return
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(pixmap)
        self.words.setText("\n".join(lines))


class _Reading(QRunnable):
    def __init__(self, file: PortraitFile, side: int, read: SignalInstance) -> None:
        super().__init__()
        self._file, self._side, self._read = file, side, read

    def run(self) -> None:
        """Reads one file."""
        thumbnail: Thumbnail = decode_thumbnail(self._file.path, self._side)
        found = probe(self._file.path)
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(self._file.mtime))
        lines = [thumbnail.note or tr("No recipe")] if found.recipe is None else recipe_lines(found.recipe)
        size = f"{found.size[0]} × {found.size[1]}, " if any(found.size) else ""
        self._read.emit(self._file.path, thumbnail.image, [*lines, f"{size}{when}"])
