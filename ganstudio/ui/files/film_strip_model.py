"""PictureListModel: the files of the film strip; a new listing changes only the rows that differ."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from ganstudio.ui.files.dragged_files import DraggedFilesModel
from ganstudio.ui.files.listing_changes import ListingChanges, changes
from ganstudio.words import tr
from ganstudio.workspace.pictures import PortraitFile

FILE_ROLE = int(Qt.ItemDataRole.UserRole)
FAVORITE_ROLE = FILE_ROLE + 1
AnyIndex = QModelIndex | QPersistentModelIndex


class PictureListModel(DraggedFilesModel):
    """Picture files, newest first.

    Attributes:
        words_of: What a file's tooltip says.
        name_of: What a screen reader calls it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: Sequence[PortraitFile] = ()
        """As they were given last. What is shown meanwhile is on its way there, a run of rows after another."""
        self._shown: list[PortraitFile] = []
        self._known: dict[Path, PortraitFile] = {}
        self._favorites: frozenset[str] = frozenset()
        self.words_of: Callable[[PortraitFile], str] = describe
        self.name_of: Callable[[PortraitFile], str] = lambda file: file.path.stem

    @property
    def files(self) -> Sequence[PortraitFile]:
        """All files, in order."""
        return self._shown

    @property
    def listing(self) -> Sequence[PortraitFile]:
        """The listing that was given last, for `changes`."""
        return self._files

    def row_of(self, path: Path | None) -> int:
        """The row of a file, -1 if it is not here."""
        file = None if path is None else self._known.get(path)
        if file is None:
            return -1
        row = bisect_left(self._shown, True, key=lambda shown: (shown.mtime, shown.path) <= (file.mtime, file.path))
        return row if row < len(self._shown) and self._shown[row] is file else -1

    def set_favorites(self, names: Iterable[str]) -> None:
        """The file names that get a star."""
        favorites = frozenset(names)
        if favorites != self._favorites:
            self._favorites = favorites
            if self._shown:
                self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1), [FAVORITE_ROLE])

    def set_files(self, files: Sequence[PortraitFile], how: ListingChanges | None = None) -> None:
        """Shows a new listing: rows that are in both stay, with selection and scroll position.

        Args:
            files: Sorted, newest first; it is kept, and not to be changed afterwards.
            how: What leads there from the files shown, where that was found already.
        """
        if how is None or how.before is not self._files:
            how = changes(self._files, files)
        if how.is_whole:
            self._reset(files, how.known)
            return
        for first, end in how.removed:
            self.beginRemoveRows(QModelIndex(), first, end - 1)
            for file in self._shown[first:end]:
                del self._known[file.path]
            del self._shown[first:end]
            self.endRemoveRows()
        for first, end in how.inserted:
            self.beginInsertRows(QModelIndex(), first, end - 1)
            self._shown[first:first] = files[first:end]
            self._known.update((file.path, file) for file in files[first:end])
            self.endInsertRows()
        self._files = files

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of files."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The file, whether it has a star, and its words for tooltip and screen reader."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        file = self._shown[index.row()]
        if role == FILE_ROLE:
            return file
        if role == FAVORITE_ROLE:
            return file.path.name in self._favorites
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words_of(file)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.name_of(file)
        return None

    def paths_of(self, rows: Iterable[int]) -> list[Path]:
        """The files of some rows."""
        return [self._shown[row].path for row in rows]

    def _reset(self, files: Sequence[PortraitFile], known: dict[Path, PortraitFile]) -> None:
        if not files and not self._shown:
            self._files = files
            return
        self.beginResetModel()
        self._files, self._shown = files, list(files)
        self._known = known
        self.endResetModel()


def describe(file: PortraitFile) -> str:
    """Name, folder of a batch, day and time, size."""
    folder = f"{file.path.parent.name}/" if file.path.parent.name.startswith("batch_") else ""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(file.mtime))
    hint = tr("Double-click opens; drag it out to copy")
    return f"{folder}{file.path.name}\n{when} · {max(1, file.size // 1024):,} kB\n{hint}"
