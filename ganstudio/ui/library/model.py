"""LibraryModel: the rows of the library's view; what is shown of a picture is read when it comes into sight."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ganstudio.ui.files.dragged_files import DraggedFilesModel
from ganstudio.ui.files.film_strip_model import FAVORITE_ROLE, FILE_ROLE, describe
from ganstudio.words import tr, trn
from ganstudio.workspace.library.found import Found, Rows
from ganstudio.workspace.library.index import Entry
from ganstudio.workspace.pictures import PortraitFile

ENTRY_ROLE = FAVORITE_ROLE + 1
COUNT_ROLE = ENTRY_ROLE + 1
OPEN_ROLE = COUNT_ROLE + 1
AnyIndex = QModelIndex | QPersistentModelIndex
_AHEAD = 60
"""Rows beside one that is asked for, which will be next."""
_MOST_KEPT = 4000


class LibraryModel(DraggedFilesModel):
    """Pictures that were found, or their stacks. Main thread only.

    Signals:
        entries_wanted(list): Ids of pictures that came into sight.
    """

    entries_wanted = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        nothing = np.zeros(0, np.int64)
        self._found = Found(nothing, nothing, 0)
        self._rows = Rows(nothing, nothing)
        self._row_of: dict[int, int] | None = None
        self._entries: dict[int, Entry] = {}
        self._asked: set[int] = set()
        self._wanted: set[int] = set()
        self._unfolded: set[int] = set()
        self.is_stacked = True
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_for_wanted)

    @property
    def found(self) -> Found:
        """What is shown."""
        return self._found

    @property
    def unfolded(self) -> frozenset[int]:
        """First pictures of the stacks of which all are shown."""
        return frozenset(self._unfolded)

    def ids(self, rows: Iterable[int]) -> list[int]:
        """The pictures of some rows."""
        return [int(self._rows.ids[row]) for row in rows]

    def entry(self, number: int) -> Entry | None:
        """What is known of a picture; None if it was not read yet."""
        return self._entries.get(number)

    def row_of(self, number: int) -> int:
        """The row of a picture, -1 if it has none."""
        if self._row_of is None:
            self._row_of = dict(zip(self._rows.ids.tolist(), range(len(self._rows.ids)), strict=True))
        return self._row_of.get(number, -1)

    def show_found(self, found: Found) -> None:
        """Shows what a search found."""
        self._found = found
        self._lay_out()

    def set_stacked(self, stacked: bool) -> None:
        """Shows stacks, or each picture."""
        self.is_stacked = stacked
        self._lay_out()

    def fold(self, numbers: Iterable[int], *, folded: bool) -> None:
        """Folds stacks or unfolds them, by their first pictures."""
        if folded:
            self._unfolded.difference_update(numbers)
        else:
            self._unfolded.update(numbers)
        self._lay_out()

    def forget(self, numbers: Collection[int] | None = None) -> None:
        """Reads pictures anew, all if none are named: shows them as they were until then."""
        self._asked.difference_update(set(self._asked) if numbers is None else numbers)
        if len(self._rows.ids):
            self.dataChanged.emit(self.index(0), self.index(len(self._rows.ids) - 1))

    def clear(self) -> None:
        """Forgets everything, as where the workspace is another one."""
        self._entries.clear()
        self._asked.clear()
        self._unfolded.clear()
        nothing = np.zeros(0, np.int64)
        self.show_found(Found(nothing, nothing, 0))

    def take_entries(self, entries: Mapping[int, Entry]) -> None:
        """Takes over what was read."""
        while len(self._entries) + len(entries) > _MOST_KEPT and self._entries:
            oldest = next(iter(self._entries))
            del self._entries[oldest]
            self._asked.discard(oldest)
        for number, entry in entries.items():
            self._entries.pop(number, None)
            self._entries[number] = entry
            row = self.row_of(number)
            if row >= 0:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows.ids)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """What is known of a row's picture; asks for it where that is nothing yet."""
        if not index.isValid() or index.row() >= len(self._rows.ids):
            return None
        number = int(self._rows.ids[index.row()])
        if role == COUNT_ROLE:
            return int(self._rows.counts[index.row()])
        if role == OPEN_ROLE:
            return number in self._unfolded
        if role in (ENTRY_ROLE, FILE_ROLE) and number not in self._asked:
            self._want(index.row())
        entry = self._entries.get(number)
        return None if entry is None else self._of_entry(entry, role, int(self._rows.counts[index.row()]))

    def paths_of(self, rows: Iterable[int]) -> list[Path]:
        """The files of some rows, as far as they are read."""
        entries = [self._entries.get(number) for number in self.ids(rows)]
        return [entry.path for entry in entries if entry is not None]

    def _lay_out(self) -> None:
        self.beginResetModel()
        self._rows = self._found.rows(stacked=self.is_stacked, unfolded=self._unfolded)
        self._row_of = None
        self.endResetModel()

    def _want(self, row: int) -> None:
        near = self._rows.ids[max(0, row - _AHEAD // 4) : row + _AHEAD].tolist()
        self._wanted.update(number for number in near if number not in self._asked)
        if not self._ask.isActive():
            self._ask.start()

    def _ask_for_wanted(self) -> None:
        wanted = sorted(self._wanted)
        self._asked |= self._wanted
        self._wanted = set()
        self.entries_wanted.emit(wanted)

    def _of_entry(self, entry: Entry, role: int, count: int) -> object:
        match role:
            case _ if role == ENTRY_ROLE:
                return entry
            case _ if role == FILE_ROLE:
                return PortraitFile(path=entry.path, mtime=entry.mtime, size=entry.size)
            case _ if role == FAVORITE_ROLE:
                return entry.kind == "favorites"
            case Qt.ItemDataRole.ToolTipRole:
                return _tooltip(entry, count)
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(entry, count)
        return None


def _tooltip(entry: Entry, count: int) -> str:
    name, *others = describe(PortraitFile(path=entry.path, mtime=entry.mtime, size=entry.size)).split("\n")
    tags = [tr("Tags: {tags}", tags=", ".join(entry.mark.tags))] if entry.mark.tags else []
    note = [entry.mark.note] if entry.mark.note else []
    stack = [tr("{count} pictures of this face; F shows them all", count=count)] if count > 1 else []
    return "\n".join([name, *tags, *note, *stack, *others])


def _spoken(entry: Entry, count: int) -> str:
    stars = [trn("{number} star", "{number} stars", entry.mark.rating)] if entry.mark.rating else []
    stack = [tr("{count} pictures of this face", count=count)] if count > 1 else []
    return ", ".join([entry.path.stem, *stars, *stack])
