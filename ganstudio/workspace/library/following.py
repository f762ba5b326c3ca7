"""Keeps the index in step with the folders: what is new or changed is read, what is gone is taken out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ganstudio.errors import WorkspaceError
from ganstudio.workspace.files import is_gone
from ganstudio.workspace.library.facts import read_facts
from ganstudio.workspace.library.index import Index, Place, Reading
from ganstudio.workspace.library.marks import FILE_NAME, NO_MARK, Mark, read_marks
from ganstudio.workspace.pictures import PictureKind, PortraitFile
from ganstudio.workspace.workspace import Workspace

KINDS: tuple[PictureKind, ...] = ("portraits", "favorites", "versions", "batches")
_AT_A_TIME = 50
"""Pictures that are put in together: other windows wait meanwhile."""


@dataclass(frozen=True)
class Followed:
    """What one round changed.

    Attributes:
        read: Pictures that were read. gone: pictures that were taken out. marked: whose marks have changed.
        by_others: whether another window has put changes into the index since the round before.
        problems: Sentences about files of marks that could not be read.
        folders: The workspace's and those of pictures, the ones with the newest first: what is to be watched.
    """

    read: int = 0
    gone: int = 0
    marked: int = 0
    by_others: bool = False
    problems: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.read or self.gone or self.marked or self.by_others)


@dataclass
class Follower:
    """One round over all folders. For one thread.

    Attributes:
        workspace, index: Which, and where it is kept.
        told: Called now and then with how many pictures are read and how many are to be.
        pause: Called between pictures; others get a turn.
        is_stopped: Asked between pictures whether to leave off.
    """

    workspace: Workspace
    index: Index
    told: Callable[[int, int], None] = lambda done, total: None
    pause: Callable[[], None] = lambda: None
    is_stopped: Callable[[], bool] = lambda: False
    _marks: dict[str, dict[str, Mark]] = field(default_factory=dict)
    _damaged: dict[str, str] = field(default_factory=dict)

    def run(self) -> Followed:
        """Does the round.

        Raises:
            WorkspaceError: The workspace is not there; then nothing is taken out.
            sqlite3.Error: The index is damaged, or another program holds it.
        """
        if not self.workspace.is_here():
            raise is_gone(self.workspace.root)
        with self.index.changing():
            self.index.set_models(self.workspace.model_names())
        new: list[tuple[PortraitFile, Place]] = []
        gone: list[int] = []
        folders: dict[str, None] = {}
        for kind in KINDS:
            self._compare(kind, new, gone, folders)
        marked = sum(self._follow_marks(folder) for folder in sorted(folders))
        if gone and self.workspace.is_here():  # it may have gone while its folders were listed
            with self.index.changing():
                self.index.remove(gone)
        new.sort(key=lambda one: -one[0].mtime)
        read = self._read(new)
        root = self.workspace.root
        watched = dict.fromkeys((root, *(root / kind for kind in KINDS[:3]), *(root / folder for folder in folders)))
        there = tuple(folder for folder in watched if folder.is_dir())
        by_others = self.index.is_changed_by_others()
        return Followed(read, len(gone), marked, by_others, tuple(self._damaged.values()), there)

    def _compare(
        self, kind: PictureKind, new: list[tuple[PortraitFile, Place]], gone: list[int], folders: dict[str, None]
    ) -> None:
        known = self.index.known(kind)
        start = len(str(self.workspace.root)) + 1
        for files, is_whole in self.workspace.list_in_parts(kind, few=0, pause=self.pause):
            if not is_whole:
                continue
            for file in files:
                folder, _, name = str(file.path)[start:].replace(os.sep, "/").rpartition("/")
                folders[folder] = None
                before = known.pop((folder, name), None)
                if before is None or before[1:] != (file.mtime, file.size):
                    new.append((file, Place(folder, name, kind)))
        gone += [number for number, _, _ in known.values()]

    def _read(self, new: Sequence[tuple[PortraitFile, Place]]) -> int:
        done = 0
        for start in range(0, len(new), _AT_A_TIME):
            if self.is_stopped():
                return done
            readings = [self._reading(file, place) for file, place in new[start : start + _AT_A_TIME]]
            with self.index.changing():
                for reading in readings:
                    self.index.put(reading)
            done += len(readings)
            self.told(done, len(new))
        return done

    def _reading(self, file: PortraitFile, place: Place) -> Reading:
        self.pause()
        mark = self._marks_in(place.folder).get(place.name, NO_MARK)
        return Reading(place, file.mtime, file.size, read_facts(file), mark)

    def _follow_marks(self, folder: str) -> int:
        """Takes over what was written beside pictures, as by another window; gives for how many."""
        stamp = marks_stamp(self.workspace, folder)
        if stamp == self.index.marks_stamp(folder):
            return 0
        now, before = self._marks_in(folder), self.index.marked(folder)
        if folder in self._damaged:
            return 0
        changed = {name for name in now.keys() | before.keys() if now.get(name, NO_MARK) != before.get(name)}
        with self.index.changing():
            for name in changed:
                self.index.set_mark(folder, name, now.get(name, NO_MARK))
            self.index.note_marks(folder, stamp)
        return len(changed)

    def _marks_in(self, folder: str) -> dict[str, Mark]:
        """The marks of a folder, read once a round; of a damaged file those that were known, which is told once."""
        if folder not in self._marks:
            try:
                self._marks[folder] = read_marks(self.workspace.root / folder)
            except WorkspaceError as error:
                self._damaged[folder] = str(error)
                self._marks[folder] = self.index.marked(folder)
        return self._marks[folder]


def marks_stamp(workspace: Workspace, folder: str) -> tuple[int, int]:
    """Time and size of a folder's file of marks; zeros where there is none."""
    try:
        status = (workspace.root / folder / FILE_NAME).stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
