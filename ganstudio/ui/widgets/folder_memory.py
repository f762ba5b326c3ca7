"""FolderMemory: the folder that was last used for each purpose, for the dialogs that ask for files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
_MOST = 40


class FolderMemory(QObject):
    """A child of the window, found by whatever stands in it. Main thread only.

    Attributes:
        folders: Purpose -> folder.

    Signals:
        changed(dict[str, str]): As they are now.
    """

    changed = Signal(dict)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders: dict[str, str] = {}

    @staticmethod
    def of(widget: QWidget | None) -> FolderMemory:
        """That of the window that a widget stands in; an empty one where there is none."""
        above: QObject | None = widget
        while above is not None:
            found = above.findChild(FolderMemory, options=_DIRECT)
            if found is not None:
                return found
            above = above.parent()
        return FolderMemory()

    def restore(self, folders: Mapping[str, str]) -> None:
        """Knows what was kept."""
        self.folders = dict(folders)

    def folder(self, purpose: str, otherwise: Path) -> Path:
        """The one used last for that; `otherwise` where there is none, or it is gone."""
        known = self.folders.get(purpose, "")
        return Path(known) if known and Path(known).is_dir() else otherwise

    def suggestion(self, purpose: str, otherwise: Path) -> Path:
        """Where to save a file of that name."""
        return self.folder(purpose, otherwise.parent) / otherwise.name

    def used(self, purpose: str, folder: Path) -> None:
        """Keeps the folder in mind; the purpose used longest ago is forgotten beyond a few dozen."""
        self.folders.pop(purpose, None)
        self.folders[purpose] = str(folder)
        while len(self.folders) > _MOST:
            del self.folders[next(iter(self.folders))]
        self.changed.emit(dict(self.folders))

    def follow(self, dialog: QFileDialog, purpose: str) -> None:
        """Opens a dialog in the folder used last, and keeps the one in mind that is used now."""
        dialog.setDirectory(str(self.folder(purpose, Path(dialog.directory().absolutePath()))))
        dialog.filesSelected.connect(lambda names: self.used(purpose, Path(names[0]).parent))


def ask_file(parent: QWidget, purpose: str, title: str, folder: Path, filters: str) -> Path | None:
    """A file that is there; `folder` is where to look the first time."""
    memory = FolderMemory.of(parent)
    name, _ = QFileDialog.getOpenFileName(parent, title, str(memory.folder(purpose, folder)), filters)
    if not name:
        return None
    memory.used(purpose, Path(name).parent)
    return Path(name)


def ask_files(parent: QWidget, purpose: str, title: str, folder: Path, filters: str) -> list[Path]:
    """Files that are there, in the order in which they were chosen."""
    memory = FolderMemory.of(parent)
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(memory.folder(purpose, folder)), filters)
    if names:
        memory.used(purpose, Path(names[0]).parent)
    return [Path(name) for name in names]


def ask_target(parent: QWidget, purpose: str, title: str, suggestion: Path, filters: str) -> tuple[Path | None, str]:
    """Where to save a file, and the filter that was chosen: that of the suggestion's ending to begin with."""
    memory = FolderMemory.of(parent)
    shown = str(memory.suggestion(purpose, suggestion))
    name, kind = QFileDialog.getSaveFileName(parent, title, shown, filters, _filter_of(suggestion, filters))
    if not name:
        return None, kind
    memory.used(purpose, Path(name).parent)
    return Path(name), kind


def ask_directory(parent: QWidget, purpose: str, title: str, folder: Path) -> Path | None:
    """A folder; the next time it is looked for where this one lies."""
    memory = FolderMemory.of(parent)
    name = QFileDialog.getExistingDirectory(parent, title, str(memory.folder(purpose, folder)))
    if not name:
        return None
    memory.used(purpose, Path(name))
    return Path(name)


def _filter_of(suggestion: Path, filters: str) -> str:
    kinds = filters.split(";;")
    pattern = f"*{suggestion.suffix}"
    return next((kind for kind in kinds if pattern in re.split("[() ]", kind)), kinds[0])
