"""FilmStrip: the workspace's pictures below the image, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelection, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ganstudio.ui.files.batch_groups import BatchGroup
from ganstudio.ui.files.film_strip_delegate import Caption
from ganstudio.ui.files.film_strip_model import PictureListModel, describe
from ganstudio.ui.files.film_strip_view import StripView
from ganstudio.ui.files.picture_folders import PictureFolders, PictureListing
from ganstudio.ui.files.picture_menu import picture_menu
from ganstudio.ui.files.thumbnail_loader import ThumbnailKey, ThumbnailLoader
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.words import tr, trn
from ganstudio.workspace.pictures import PictureKind, PortraitFile
from ganstudio.workspace.workspace import Workspace

KINDS: tuple[PictureKind, ...] = ("portraits", "favorites", "versions", "batches")
KIND_TITLES: dict[PictureKind, str] = {
    "portraits": tr("Portraits"),
    "favorites": tr("Favorites"),
    "versions": tr("Versions"),
    "batches": tr("Batches"),
}
"""What they are called on a tab."""
_EMPTY: dict[PictureKind, str] = {
    "portraits": tr("No pictures yet. Press Space to generate one; every picture is kept here."),
    "favorites": tr(
        "No favorites yet. Mark the picture on screen with Ctrl+D; favorites stay when samples are deleted."
    ),
    "versions": tr("No named versions yet. Ctrl+Shift+D gives the picture on screen a name under which it stays."),
    "batches": tr("No batches yet. What jobs make appears here."),
}


class FilmStrip(QWidget):
    """Tabs for portraits, favorites, named versions and batches, a count, and the pictures.

    Signals:
        open_requested(Path): A double click or Enter.
        favorite_requested(list[Path]), delete_requested(list[Path]): From the menu or keys; the window asks and acts.
        interpolate_requested(Path): A film is wanted from the picture on screen to this one.
        mix_requested(list[Path]): The style of these is to be mixed into the picture on screen.
        band_requested(Path, str): The coarse, middle or fine style layers of this one are.
        part_requested(Path, str, tuple[str]): Those that carry a part are; the detectors that know it.
        reveal_requested(Path), copy_recipe_requested(Path), rename_requested(Path): From the menu.
        library_requested(): All pictures are to be shown, to search in them.
        play_requested(Path, str): What the job of a folder made is to be played, under its title.
    """

    open_requested = Signal(Path)
    favorite_requested = Signal(list)
    delete_requested = Signal(list)
    interpolate_requested = Signal(Path)
    mix_requested = Signal(list)
    band_requested = Signal(Path, str)
    part_requested = Signal(Path, str, tuple)
    reveal_requested = Signal(Path)
    copy_recipe_requested = Signal(Path)
    rename_requested = Signal(Path)
    library_requested = Signal()
    play_requested = Signal(Path, str)

    def __init__(self, workspace: Workspace | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._is_there = True
        self._parts: Mapping[str, tuple[str, ...]] = {}
        self._all_groups: tuple[BatchGroup, ...] = ()
        self._groups: Mapping[Path, BatchGroup] = {}
        """The file of each picture that stands for a job -> the job."""
        self._opened: Path | None = None
        self._loader = ThumbnailLoader(self)
        self._folders = PictureFolders(self)
        self.model = PictureListModel(self)
        self.view = StripView(self._loader, self)
        self.view.setModel(self.model)
        self.model.words_of, self.model.name_of = self._words, self._name
        self.view.strip_delegate.caption_of = self._caption
        self.view.strip_delegate.is_stack = lambda path: path in self._groups
        self.back_button = QPushButton(self)
        self.back_button.setToolTip(tr("Back to all batches (Backspace)"))
        self.back_button.hide()
        self.tabs = QTabBar(self)
        for kind in KINDS:
            self.tabs.addTab(KIND_TITLES[kind])
        self.tabs.setAccessibleName(tr("Which pictures are shown below"))
        self.tabs.setTabToolTip(0, tr("Every picture made"))
        self.tabs.setTabToolTip(1, tr("Pictures marked as favorites; deleting samples leaves them"))
        self.tabs.setTabToolTip(2, tr("Pictures that you gave a name; each is kept until you delete it"))
        self.tabs.setTabToolTip(3, tr("Pictures that jobs made"))
        self.library_button = IconButton("grid", tr("Search, rate and compare all pictures in the library"), self)
        self.library_button.clicked.connect(self.library_requested)
        self.count = QLabel(self)
        self.count.setProperty("role", "quiet")
        self._empty = QLabel(self)
        self._empty.setProperty("role", "quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self._lay_out()
        self._connect()
        self.show_workspace(workspace)

    @property
    def kind(self) -> PictureKind:
        """Which pictures are shown."""
        return KINDS[self.tabs.currentIndex()]

    @property
    def selected(self) -> list[Path]:
        """The chosen pictures, in the strip's order."""
        return self.model.paths_of(sorted(index.row() for index in self.view.selectionModel().selectedIndexes()))

    def show_kind(self, kind: PictureKind) -> None:
        """Turns to the pictures of a kind."""
        self.tabs.setCurrentIndex(KINDS.index(kind))

    def show_workspace(self, workspace: Workspace | None) -> None:
        """Shows the pictures of a workspace."""
        self._workspace, self._is_there = workspace, True
        self._show_tab()

    def show_parts(self, parts: Mapping[str, tuple[str, ...]]) -> None:
        """Parts that can be taken from a picture, with the detectors that know them."""
        self._parts = parts

    def set_current(self, path: Path | None) -> None:
        """Frames the picture that is on screen; None for one that is no file."""
        self.view.strip_delegate.current = path
        row = self.model.row_of(path)
        if row >= 0:
            self.view.scrollTo(self.model.index(row))
        self.view.viewport().update()

    def refresh(self) -> None:
        """Looks at the folders now, as after a picture was saved."""
        self._folders.refresh()

    def close_threads(self) -> None:
        """Waits for what is being listed and decoded; to be called before the window goes."""
        self._folders.close()
        self._loader.close()

    def _connect(self) -> None:
        self._folders.listed.connect(self._show_listing)
        self._loader.loaded.connect(self._show_thumbnail)
        self.tabs.currentChanged.connect(self._show_tab)
        self.view.open_requested.connect(self._open_current)
        self.view.back_requested.connect(self.show_all_batches)
        self.back_button.clicked.connect(self.show_all_batches)
        self.view.delete_requested.connect(self._delete)
        self.view.copy_requested.connect(self._copy)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().selectionChanged.connect(self._selection_changed)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 12, 0)
        header.addWidget(self.tabs)
        header.addWidget(self.back_button)
        header.addStretch(1)
        header.addWidget(self.count)
        header.addWidget(self.library_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 2)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self._stack, 1)

    def _show_listing(self, listing: PictureListing) -> None:
        self._is_there = bool(listing.folders)
        self.model.set_favorites(listing.favorites if listing.kind != "favorites" else ())
        anchor = self.view.anchor()
        self.view.lay_out_in_parts(anchor is None)
        self._all_groups = listing.groups
        if listing.kind == "batches":
            self._show_batches()
        else:
            self.model.set_files(listing.files, listing.changes)
        row = self.model.row_of(anchor[0]) if anchor is not None else -1
        if anchor is not None and row >= 0:
            self.view.hold(self.model.index(row), anchor[1])
        self._show_count()

    def show_batch(self, folder: Path | None) -> None:
        """Shows the pictures of one job; with None each job as one picture."""
        left, self._opened = self._opened, folder
        self._show_batches()
        first = next((group.first.path for group in self._all_groups if group.folder == left), None)
        row = self.model.row_of(first) if folder is None else 0
        if row >= 0:
            self.view.setCurrentIndex(self.model.index(row))
        self._show_count()

    def show_all_batches(self) -> None:
        """Goes back from the pictures of one job."""
        if self._opened is not None:
            self.show_batch(None)
            self.view.setFocus()

    def _show_batches(self) -> None:
        opened = next((group for group in self._all_groups if group.folder == self._opened), None)
        if opened is None:
            self._opened = None  # or its folder was deleted
        self._groups = {} if opened is not None else {group.first.path: group for group in self._all_groups}
        files = list(opened.files) if opened is not None else [group.first for group in self._all_groups]
        self.view.make_room_for_captions(opened is None)
        self.model.set_files(files)
        self.view.viewport().update()
        self.back_button.setVisible(opened is not None)
        if opened is not None:
            self.back_button.setText(f"‹ {opened.title}")

    def _words(self, file: PortraitFile) -> str:
        group = self._groups.get(file.path)
        return group.words if group is not None else describe(file)

    def _caption(self, path: Path) -> Caption | None:
        group = self._groups.get(path)
        if group is not None:
            return Caption(group.title, group.made)
        return Caption(path.stem) if self.kind == "versions" else None

    def _name(self, file: PortraitFile) -> str:
        group = self._groups.get(file.path)
        return file.path.stem if group is None else f"{group.title}, {group.made}"

    def _show_tab(self) -> None:
        self.model.set_files([])
        self._all_groups, self._groups, self._opened = (), {}, None
        self.back_button.hide()
        self.view.make_room_for_captions(self.kind in ("versions", "batches"))
        self._show_count()
        self._folders.show(self._workspace, self.kind)

    def _show_count(self) -> None:
        count, chosen = len(self.model.files), len(self.view.selectionModel().selectedIndexes())
        self._stack.setCurrentWidget(self.view if count else self._empty)
        there = _EMPTY[self.kind] if self._is_there else tr("The workspace is not there any more.")
        self._empty.setText(there if self._workspace is not None else tr("No workspace is open."))
        if self.kind == "batches" and self._opened is None:
            all_of_them = trn("{number:,} batch", "{number:,} batches", count)
            several = tr("{chosen:,} of {number:,} batches chosen", chosen=chosen, number=count)
        else:
            all_of_them = trn("{number:,} picture", "{number:,} pictures", count)
            several = tr("{chosen:,} of {number:,} pictures chosen", chosen=chosen, number=count)
        self.count.setText(several if chosen > 1 else all_of_them)

    def _selection_changed(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._show_count()

    def _show_thumbnail(self, key: ThumbnailKey) -> None:
        row = self.model.row_of(key.path)
        if row >= 0:
            self.view.update(self.model.index(row))

    def _open_current(self) -> None:
        if self.view.currentIndex().isValid():
            path = self.model.files[self.view.currentIndex().row()].path
            group = self._groups.get(path)
            if group is not None:
                self.show_batch(group.folder)
            else:
                self.open_requested.emit(path)

    def _delete(self) -> None:
        groups = [self._groups[path] for path in self.selected if path in self._groups]
        paths = [file.path for group in groups for file in group.files] or self.selected
        if paths:
            self.delete_requested.emit(paths)

    def _copy(self) -> None:
        if self.selected:
            self.copy_recipe_requested.emit(self.selected[0])

    def _open_menu(self, place: QPoint) -> None:
        if not self.view.indexAt(place).isValid():
            return
        group = self._groups.get(self.selected[0])
        menu = (
            picture_menu(self, self.selected, self.kind, self, parts=self._parts)
            if group is None
            else self._batch_menu(group)
        )
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _batch_menu(self, group: BatchGroup) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("Show its pictures") + "\tEnter", partial(self.show_batch, group.folder))
        menu.addAction(tr("Play"), partial(self.play_requested.emit, group.folder, group.title))
        menu.addAction(tr("Show in folder"), partial(self.reveal_requested.emit, group.first.path))
        menu.addSeparator()
        menu.addAction(tr("Delete its pictures…") + "\tDel", self._delete)
        return menu
