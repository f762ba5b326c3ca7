"""TabCommands: adding, renaming, deleting, duplicating, saving and loading tabs, as chips and menus ask for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.errors import GanStudioError
from ganstudio.ui.spatial import changes
from ganstudio.ui.spatial.chips_row import ChipsRow
from ganstudio.ui.spatial.empty_card import EmptyCard
from ganstudio.ui.spatial.grid import grid_at
from ganstudio.ui.spatial.shown_tabs import ShownTabs
from ganstudio.ui.spatial.tab_files import BASIC, SavedTabs

_FIRST_RESOLUTION = 16


class TabCommands(QObject):
    """Turns what chips and menus ask for into changes of the list of tabs.

    Signals:
        changed(Change): What is to be done.
        message(str), status(str): For the error bar; for the status bar.

    Attributes:
        saved: The saved sets of tabs.
    """

    changed = Signal(object)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, tabs: ShownTabs, chips: ChipsRow, empty: EmptyCard, window: QWidget) -> None:
        super().__init__(window)
        self._tabs = tabs
        self._chips = chips
        self.saved = SavedTabs(window)
        self.saved.message.connect(self.message)
        self.saved.status.connect(self.status)
        chips.add_asked.connect(self._add_and_name)
        chips.rename_asked.connect(self._rename)
        chips.delete_asked.connect(self._delete)
        chips.duplicate_asked.connect(self._duplicate)
        chips.resolution_asked.connect(self._change_grid)
        chips.more_about_to_show.connect(lambda: chips.set_saved_sets(self.saved.look_up()))
        chips.save_asked.connect(lambda: self.saved.ask_and_save(self._tabs.edits))
        chips.load_asked.connect(self._load)
        chips.delete_set_asked.connect(self.saved.ask_and_delete)
        empty.add_asked.connect(lambda: self._add(_FIRST_RESOLUTION))
        empty.load_asked.connect(lambda: self._load(BASIC))

    def _add(self, resolution: int) -> None:
        self.changed.emit(changes.added(self._tabs.edits, grid_at(self._tabs.spec, resolution)))

    def _add_and_name(self, resolution: int) -> None:
        self._add(resolution)
        self._chips.start_rename(self._tabs.name)

    def _rename(self, name: str, wanted: str) -> None:
        try:
            self.changed.emit(changes.renamed(self._tabs.edits, name, wanted))
        except GanStudioError as error:
            self.message.emit(str(error))

    def _delete(self, name: str) -> None:
        self.changed.emit(changes.deleted(self._tabs.edits, name, self._tabs.name))
        self.status.emit(f"Deleted tab {name}. Undo brings it back.")

    def _duplicate(self, name: str) -> None:
        self.changed.emit(changes.duplicated(self._tabs.edits, name))

    def _change_grid(self, name: str, rows: int) -> None:
        self.changed.emit(changes.on_grid(self._tabs.edits, name, grid_at(self._tabs.spec, rows)))

    def _load(self, name: str) -> None:
        more = self.saved.load(name)
        if more:
            self.changed.emit(changes.loaded(self._tabs.edits, more, name))
