"""TabCommands: adding, renaming, deleting, duplicating, saving and loading tabs, as chips and menus ask for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.errors import GanStudioError
from ganstudio.ui.bench.session import TakeBack
from ganstudio.ui.spatial import changes
from ganstudio.ui.spatial.changes import Change
from ganstudio.ui.spatial.chips_row import ChipsRow
from ganstudio.ui.spatial.empty_card import EmptyCard
from ganstudio.ui.spatial.painting.grid import Cells, grid_at
from ganstudio.ui.spatial.presets.card import PresetsCard
from ganstudio.ui.spatial.presets.files import BASIC, SavedTabs
from ganstudio.ui.spatial.shown_tabs import ShownTabs
from ganstudio.ui.spatial.tab_list import Edits, find
from ganstudio.words import spoken, tr, trn

_FIRST_RESOLUTION = 16


class TabCommands(QObject):
    """Turns what chips and menus ask for into changes of the list of tabs.

    Signals:
        changed(Change): What is to be done.
        message(str), status(str): For the error bar; for the status bar.
        undo_offered(TakeBack): Something was deleted; how to take that back.

    Attributes:
        saved: The presets.
    """

    changed = Signal(Change)
    message = Signal(str)
    status = Signal(str)
    undo_offered = Signal(TakeBack)

    def __init__(
        self, tabs: ShownTabs, chips: ChipsRow, empty: EmptyCard, presets: PresetsCard, *, window: QWidget
    ) -> None:
        super().__init__(window)
        self._tabs = tabs
        self._chips = chips
        self.saved = SavedTabs(window)
        self.saved.message.connect(self.message)
        self.saved.status.connect(self.status)
        self.saved.undo_offered.connect(self.undo_offered)
        self.saved.presets_changed.connect(presets.show_presets)
        chips.add_requested.connect(self._add_and_name)
        chips.rename_requested.connect(self._rename)
        chips.delete_requested.connect(self._delete)
        chips.duplicate_requested.connect(self._duplicate)
        chips.resolution_requested.connect(self._change_grid)
        chips.save_requested.connect(lambda name: self.saved.ask_and_save(self._alone(name), name))
        chips.export_requested.connect(lambda name: self.saved.ask_and_export(self._alone(name), name))
        chips.presets_menu.aboutToShow.connect(lambda: self._fill_menu(presets))
        self._connect_presets(presets)
        empty.add_requested.connect(lambda: self._add_and_name(_FIRST_RESOLUTION))
        empty.load_requested.connect(lambda: self._load(BASIC))

    def add_file(self, path: Path) -> None:
        """Adds the tabs of a file behind the others."""
        self._add_tabs(*self.saved.read(path))

    def add_following(self, name: str, detector: str, field: Cells) -> None:
        """Adds a tab that follows a detector, where a part is: float32 [rows, columns]."""
        grid = grid_at(self._tabs.spec, _FIRST_RESOLUTION)
        self.changed.emit(changes.following_part(self._tabs.edits, grid, name, detector, field))

    def _connect_presets(self, presets: PresetsCard) -> None:
        presets.apply_requested.connect(self._put_on)
        presets.add_requested.connect(self._load)
        presets.rename_requested.connect(self.saved.ask_and_rename)
        presets.delete_requested.connect(self.saved.delete)
        presets.export_requested.connect(self.saved.ask_and_export_preset)
        presets.save_requested.connect(lambda: self.saved.ask_and_save(self._tabs.edits))
        presets.import_requested.connect(lambda: self._add_tabs(*self.saved.ask_and_read()))
        presets.export_tabs_requested.connect(lambda: self.saved.ask_and_export(self._tabs.edits, "tabs"))

    def _fill_menu(self, presets: PresetsCard) -> None:
        self.saved.look_up()  # another window may have saved some
        presets.fill_menu(self._chips.presets_menu)

    def _alone(self, name: str) -> Edits:
        edit = find(self._tabs.edits, name)
        return () if edit is None else (edit,)

    def _add_and_name(self, resolution: int) -> None:
        self.changed.emit(changes.added(self._tabs.edits, grid_at(self._tabs.spec, resolution)))
        self._chips.start_rename(self._tabs.name)

    def _rename(self, name: str, wanted: str) -> None:
        try:
            self.changed.emit(changes.renamed(self._tabs.edits, name, wanted))
        except GanStudioError as error:
            self.message.emit(str(error))

    def _delete(self, name: str) -> None:
        self.changed.emit(changes.deleted(self._tabs.edits, name, self._tabs.name))
        self.status.emit(tr("Deleted tab {name}. Undo brings it back.", name=spoken(name)))

    def _duplicate(self, name: str) -> None:
        self.changed.emit(changes.duplicated(self._tabs.edits, name))

    def _change_grid(self, name: str, rows: int) -> None:
        self.changed.emit(changes.on_grid(self._tabs.edits, name, grid_at(self._tabs.spec, rows)))

    def _load(self, name: str) -> None:
        self._add_tabs(self.saved.load(name), name)

    def _add_tabs(self, more: Edits, source: str) -> None:
        if more:
            self.changed.emit(changes.loaded(self._tabs.edits, more, source))
            self.status.emit(
                trn("Added {number} tab of {source}.", "Added {number} tabs of {source}.", len(more), source=source)
            )

    def _put_on(self, name: str) -> None:
        kept = self.saved.load(name)
        if kept:
            self.changed.emit(changes.put_on(self._tabs.edits, kept, name, self._tabs.name))
            self.status.emit(tr("Put “{name}” onto this picture. Undo takes it off.", name=name))
