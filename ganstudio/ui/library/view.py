"""LibraryView: the workspace's pictures in place of the canvas: searched, sorted, rated, tagged, compared, exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.ui.files.film_strip_delegate import MARGIN
from ganstudio.ui.files.picture_menu import picture_menu
from ganstudio.ui.files.thumbnail_loader import ThumbnailKey
from ganstudio.ui.library.bar import DUPLICATES, LibraryBar
from ganstudio.ui.library.chosen import ChosenPictures
from ganstudio.ui.library.compare import MOST, SIDE_PX, ComparePage
from ganstudio.ui.library.details import Details
from ganstudio.ui.library.details_pane import PICTURE_PX, DetailsPane
from ganstudio.ui.library.foot import LibraryFoot
from ganstudio.ui.library.grid import LibraryGrid
from ganstudio.ui.library.model import LibraryModel
from ganstudio.ui.library.service import LibraryService
from ganstudio.ui.widgets import dialogs
from ganstudio.words import tr, trn
from ganstudio.workspace.library.found import Found
from ganstudio.workspace.library.index import Entry
from ganstudio.workspace.library.marks import rated
from ganstudio.workspace.workspace import Workspace

_NONE_YET = tr("No pictures yet. Every picture that you generate, keep or batch is found here.")
_NOT_FOUND = tr("Nothing is found. Leave a part of the search out; the question mark tells how it is typed.")

_EDGE = 12
"""Left of the search field, the pictures and the foot."""


class LibraryView(QWidget):
    """The library; `set_shown` asks for it to be shown or hidden, which is done by whoever has the canvas too.

    Signals:
        shown_changed(bool): It is to be shown, or hidden.
        closed(): The person is done with it.
        open_requested(Path), favorite_requested(list[Path]), delete_requested(list[Path]), interpolate_requested(Path),
        mix_requested(list[Path]), part_requested(Path, str, tuple[str]), band_requested(Path, str),
        reveal_requested(Path), copy_recipe_requested(Path), rename_requested(Path): As the film strip's.
        message(str): Why something could not be done. status(str): what was done.
    """

    shown_changed = Signal(bool)
    closed = Signal()
    open_requested = Signal(Path)
    favorite_requested = Signal(list)
    delete_requested = Signal(list)
    interpolate_requested = Signal(Path)
    mix_requested = Signal(list)
    part_requested = Signal(Path, str, tuple)
    band_requested = Signal(Path, str)
    reveal_requested = Signal(Path)
    copy_recipe_requested = Signal(Path)
    rename_requested = Signal(Path)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Library"))
        self.service = LibraryService(self)
        self.model = LibraryModel(self)
        self.bar, self.grid, self.details, self.foot = LibraryBar(self), LibraryGrid(self), DetailsPane(), LibraryFoot()
        self.compare = ComparePage(self)
        self._parts: Mapping[str, tuple[str, ...]] = {}
        self.grid.setModel(self.model)
        self.chosen = ChosenPictures(self.grid, self.model, self)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "quiet")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._middle, self._pages = QStackedWidget(self), QStackedWidget(self)
        self._is_first = True
        self._lay_out()
        self._connect()
        self.hide()

    @property
    def is_comparing(self) -> bool:
        """Whether pictures are shown side by side."""
        return self._pages.currentWidget() is self.compare

    def show_workspace(self, workspace: Workspace) -> None:
        """Shows the pictures of another workspace."""
        self.model.clear()
        self._is_first = True
        self.service.show_workspace(workspace)
        if self.isVisible():
            self.enter()

    def set_shown(self, on: bool) -> None:
        """Asks for it to be shown, or hidden."""
        self.shown_changed.emit(on)

    def enter(self) -> None:
        """Shows itself, with what was looked for last, and looks at the folders."""
        self.show()
        self._pages.setCurrentIndex(0)
        self.bar.field.setFocus()
        if self._is_first:
            self._is_first = False
            self.service.refresh()
            self.service.read_names()
        self.search()

    def search(self) -> None:
        """Finds what is typed."""
        self.service.search(self.bar.field.text(), self.bar.order)

    def refresh(self) -> None:
        """Looks at the folders now, as after a picture was saved; not before the library was opened once."""
        if not self._is_first:
            self.service.refresh()

    def close_threads(self) -> None:
        """Waits for what is under way; to be called before the window goes."""
        self.service.close()
        self.grid.loader.close()

    def event(self, event: QEvent) -> bool:
        """Keys without Ctrl, Ctrl+C and Ctrl+F belong to the library while it has them, not to the hidden picture."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
            own = event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Find)
            if own or (plain and event.text().isprintable() and event.text()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the library, Ctrl+F goes to the search field."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.bar.field.setFocus()
            self.bar.field.selectAll()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._middle.addWidget(self.grid)
        self._middle.addWidget(self._empty)
        row = QHBoxLayout()
        row.setContentsMargins(_EDGE - MARGIN - self.grid.spacing() - self.grid.frameWidth(), 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._middle, 1)
        row.addWidget(self.details)
        rows = QWidget(self)
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.bar, row, self.foot):
            column.addWidget(part) if isinstance(part, QWidget) else column.addLayout(part, 1)
        self._pages.addWidget(rows)
        self._pages.addWidget(self.compare)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _connect(self) -> None:
        service, grid, bar, foot = self.service, self.grid, self.bar, self.foot
        service.found.connect(self._show_found)
        service.refused.connect(self._show_refusal)
        service.entries_read.connect(self._take_entries)
        service.names_read.connect(lambda names, _tags: bar.show_names(names))
        service.marked.connect(self._marks_changed)
        service.copies_chosen.connect(self.chosen.choose)
        service.progressed.connect(self._show_progress)
        service.followed.connect(self._end_following)
        service.exported.connect(self._tell_exported)
        service.export_progressed.connect(foot.show_export)
        service.failed.connect(self._tell_failure)
        self.model.entries_wanted.connect(service.read_entries)
        grid.loader.loaded.connect(self._show_thumbnail)
        grid.open_requested.connect(partial(self._with_current, self.open_requested.emit))
        grid.delete_requested.connect(partial(self._with_chosen, self.delete_requested.emit))
        grid.copy_requested.connect(partial(self._with_current, self.copy_recipe_requested.emit))
        grid.compare_requested.connect(self._compare)
        grid.rated.connect(lambda stars: self._with_chosen(partial(service.mark, change=rated(stars))))
        grid.fold_requested.connect(self._fold)
        grid.search_requested.connect(bar.field.setFocus)
        grid.customContextMenuRequested.connect(self._open_menu)
        self.chosen.changed.connect(self._show_chosen)
        bar.changed.connect(self.search)
        bar.stacks_changed.connect(self._set_stacked)
        bar.closed.connect(self.closed)
        bar.field.left_down.connect(self._go_to_grid)
        foot.compare_requested.connect(self._compare)
        foot.export_requested.connect(self._export)
        foot.copies_requested.connect(lambda: service.choose_copies(self.model.found.ids.tolist()))
        foot.stop_requested.connect(service.stop_export)
        self.details.change_requested.connect(service.mark)
        self.compare.left.connect(self._end_comparison)
        self.compare.rated.connect(lambda paths, stars: service.mark(paths, rated(stars)))
        self.compare.open_requested.connect(self.open_requested)

    def _show_found(self, found: Found) -> None:
        self.foot.show_refusal("")
        self.chosen.keep_over(lambda: self.model.show_found(found))
        self._middle.setCurrentWidget(self.grid if len(found.ids) else self._empty)
        self._empty.setText(_NOT_FOUND if found.known else _NONE_YET)
        self.foot.show_found(len(found.ids), found.known, offers_copies=DUPLICATES in self.bar.field.text())
        self._show_chosen()

    def _show_refusal(self, sentence: str, place: int) -> None:
        text = self.bar.field.text()
        if 0 < place < len(text):
            sentence = tr("At “{typed}”: {sentence}", typed=text[place:][:20], sentence=sentence)
        self.foot.show_refusal(sentence)

    def _take_entries(self, entries: dict[int, Entry]) -> None:
        self.model.take_entries(entries)
        if self.is_comparing:
            self.compare.show_entries(list(entries.values()))

    def _show_chosen(self) -> None:
        numbers = self.chosen.numbers
        self.foot.show_chosen(len(numbers))
        self.service.fetch(numbers, partial(self._show_entries, numbers))

    def _show_entries(self, numbers: list[int], entries: list[Entry]) -> None:
        if numbers == self.chosen.numbers:
            self.details.show_entries(entries)
            if len(entries) == 1:
                side = round(PICTURE_PX * self.devicePixelRatioF())
                self.service.read_details(entries, side, self._show_details)

    def _show_details(self, details: list[Details]) -> None:
        self.details.show_details(details[0])

    def _marks_changed(self) -> None:
        self.model.forget()
        self.service.read_names()
        self.search()

    def _end_following(self, is_change: bool) -> None:
        self.foot.show_progress(0, 0)
        if is_change:
            self.model.forget()
            self.service.read_names()
            self.search()

    def _show_progress(self, done: int, total: int) -> None:
        self.foot.show_progress(done, total)
        if self.isVisible():
            self.search()

    def _set_stacked(self, on: bool) -> None:
        self.chosen.keep_over(partial(self.model.set_stacked, on))

    def _fold(self, row: int) -> None:
        first = self.model.found.stack_of(self.model.ids([row])[0])
        if first is not None and self.model.is_stacked:
            folded = first in self.model.unfolded
            self.chosen.keep_over(partial(self.model.fold, [first], folded=folded))
            self.chosen.go_to(first)

    def _go_to_grid(self) -> None:
        self.grid.setFocus()
        if not self.chosen.numbers and self.model.rowCount():
            self.grid.setCurrentIndex(self.model.index(max(0, self.grid.currentIndex().row()), 0))

    def _with_chosen(self, use: Callable[[list[Path]], object]) -> None:
        numbers = self.chosen.numbers
        if numbers:
            self.service.fetch(numbers, lambda entries: use([entry.path for entry in entries]))

    def _with_current(self, use: Callable[[Path], object]) -> None:
        number = self.chosen.current
        if number is not None:
            self.service.fetch([number], lambda entries: use(entries[0].path) if entries else None)

    def show_parts(self, parts: Mapping[str, tuple[str, ...]]) -> None:
        """Parts that can be taken from a picture, with the detectors that know them."""
        self._parts = parts

    def _open_menu(self, place: QPoint) -> None:
        if not self.grid.indexAt(place).isValid():
            return
        spot = self.grid.viewport().mapToGlobal(place)

        def show(entries: list[Entry]) -> None:
            if entries:
                self._menu(entries).popup(spot)

        self.service.fetch(self.chosen.numbers, show)

    def _menu(self, entries: list[Entry]) -> QMenu:
        paths = [entry.path for entry in entries]
        menu = picture_menu(self, paths, entries[0].kind, self, parts=self._parts)
        before = menu.actions()[-1]
        stars = QMenu(tr("Rate"), menu)
        for number in range(6):
            said = trn("{number} star", "{number} stars", number) if number else tr("No stars")
            stars.addAction(f"{said}\t{number}").triggered.connect(partial(self._rate, paths, number))
        menu.insertMenu(before, stars)
        for said, slot, is_open in (
            (tr("Compare") + "\tC", self._compare, 2 <= len(entries) <= MOST),
            (tr("Export…"), self._export, True),
        ):
            action = QAction(said, menu)
            action.triggered.connect(slot)
            action.setEnabled(is_open)
            menu.insertAction(before, action)
        menu.insertSeparator(before)
        return menu

    def _rate(self, paths: list[Path], stars: int) -> None:
        self.service.mark(paths, rated(stars))

    def _compare(self) -> None:
        numbers = self.chosen.numbers
        if not 2 <= len(numbers) <= MOST:
            self.status.emit(tr("Choose 2 to {most} pictures to compare them, with Ctrl or Shift", most=MOST))
            return
        side = round(SIDE_PX * self.devicePixelRatioF())
        self.service.fetch(numbers, lambda entries: self.service.read_details(entries, side, self._show_comparison))

    def _show_comparison(self, details: list[Details]) -> None:
        if len(details) > 1:
            self.compare.show_pictures(details)
            self._pages.setCurrentWidget(self.compare)
            self.compare.panels[0].setFocus()

    def _end_comparison(self) -> None:
        self._pages.setCurrentIndex(0)
        self.grid.setFocus()
        self._show_chosen()

    def _export(self) -> None:
        folder = dialogs.ask_export_folder(self, Path.home())
        if folder is not None:
            self._with_chosen(partial(self.service.export, folder=folder))

    def _tell_exported(self, count: int, folder: Path) -> None:
        self.foot.show_export(0, 0)
        self.status.emit(
            trn("{number:,} picture copied to {folder}", "{number:,} pictures copied to {folder}", count, folder=folder)
        )

    def _tell_failure(self, sentence: str) -> None:
        self.foot.show_export(0, 0)
        self.foot.show_progress(0, 0)
        self.message.emit(sentence)

    def _show_thumbnail(self, key: ThumbnailKey) -> None:
        del key  # at most a screen of them: painting anew is quick
        self.grid.viewport().update()
