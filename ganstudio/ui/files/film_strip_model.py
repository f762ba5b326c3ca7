"""PictureListModel: the files of the film strip; a new listing changes only the rows that differ."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, QUrl

from ganstudio.workspace.pictures import PortraitFile

FILE_ROLE = int(Qt.ItemDataRole.UserRole)
FAVORITE_ROLE = FILE_ROLE + 1
AnyIndex = QModelIndex | QPersistentModelIndex


class PictureListModel(QAbstractListModel):
    """Picture files, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[PortraitFile] = []
        self._rows: dict[Path, int] = {}
        self._favorites: frozenset[str] = frozenset()

    @property
    def files(self) -> Sequence[PortraitFile]:
        """All files, in order."""
        return self._files

    def row_of(self, path: Path | None) -> int:
        """The row of a file, -1 if it is not here."""
        return -1 if path is None else self._rows.get(path, -1)

    def set_favorites(self, names: Iterable[str]) -> None:
        """The file names that get a star."""
        favorites = frozenset(names)
        if favorites != self._favorites:
            self._favorites = favorites
            if self._files:
                self.dataChanged.emit(self.index(0), self.index(len(self._files) - 1), [FAVORITE_ROLE])

    def set_files(self, files: Sequence[PortraitFile]) -> None:
        """Shows a new listing: rows that are in both stay, with selection and scroll position."""
        new = list(files)
        if new == self._files:
            return
        known = {file.path for file in self._files}
        kept = {file.path for file in new} & known
        stays = [file.path for file in self._files if file.path in kept]
        if stays != [file.path for file in new if file.path in kept]:
            self._reset(new)
            return
        self._remove_all_but(kept)
        self._insert_missing(new)
        self._files = new
        self._rows = {file.path: row for row, file in enumerate(new)}
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1), [FILE_ROLE])

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of files."""
        return 0 if parent is not None and parent.isValid() else len(self._files)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The file, whether it has a star, and its words for tooltip and screen reader."""
        if not index.isValid() or index.row() >= len(self._files):
            return None
        file = self._files[index.row()]
        if role == FILE_ROLE:
            return file
        if role == FAVORITE_ROLE:
            return file.path.name in self._favorites
        if role == Qt.ItemDataRole.ToolTipRole:
            return describe(file)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return file.path.stem
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Pictures can be chosen and dragged out."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDragActions(self) -> Qt.DropAction:
        """Dragging out copies."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        """Files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The files, as other programs take them."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self._files[index.row()].path)) for index in indexes])
        return mime

    def _reset(self, files: list[PortraitFile]) -> None:
        self.beginResetModel()
        self._files = files
        self._rows = {file.path: row for row, file in enumerate(files)}
        self.endResetModel()

    def _remove_all_but(self, kept: set[Path]) -> None:
        last = len(self._files) - 1
        while last >= 0:
            if self._files[last].path in kept:
                last -= 1
                continue
            first = last
            while first > 0 and self._files[first - 1].path not in kept:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._files[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _insert_missing(self, new: list[PortraitFile]) -> None:
        row = 0
        while row < len(new):
            if row < len(self._files) and self._files[row].path == new[row].path:
                row += 1
                continue
            next_known = self._files[row].path if row < len(self._files) else None
            end = row
            while end < len(new) and new[end].path != next_known:
                end += 1
            self.beginInsertRows(QModelIndex(), row, end - 1)
            self._files[row:row] = new[row:end]
            self.endInsertRows()
            row = end


def describe(file: PortraitFile) -> str:
    """Name, folder of a batch, day and time, size."""
    folder = f"{file.path.parent.name}/" if file.path.parent.name.startswith("batch_") else ""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(file.mtime))
    return (
        f"{folder}{file.path.name}\n{when} · {max(1, file.size // 1024):,} kB\nDouble-click opens; drag it out to copy"
    )
