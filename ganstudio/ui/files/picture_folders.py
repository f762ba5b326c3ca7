"""PictureFolders: lists the workspace's pictures beside the window's thread, and again whenever a folder changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event

from PySide6.QtCore import QElapsedTimer, QFileSystemWatcher, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal

from ganstudio.ui.files.batch_groups import BatchGroup, batch_groups
from ganstudio.ui.files.listing_changes import ListingChanges, changes
from ganstudio.workspace.pictures import PictureKind, PortraitFile
from ganstudio.workspace.workspace import Workspace

_LEAST_PAUSE_MS = 60
"""A file is often written in several steps, each of which is a change of its folder."""
_MOST_WATCHED = 64
"""Batch folders that are watched, the newest first: some systems allow few watches."""
_FEW = 300
"""The newest pictures, more than a strip shows: of very many they come first."""
_PAUSE_S = 0.003
"""Between a hundred pictures, which take a millisecond, where very many are listed for the first time."""


@dataclass(frozen=True)
class PictureListing:
    """What one look at the folders found.

    Attributes:
        kind: Which pictures. files: newest first. changes: what leads there from the listing before.
        favorites: File names of the favorites folder.
        groups: Of batches, the files by the job that made them.
        is_whole: Whether these are all; of very many the newest come first.
        folders: What is to be watched.
        seconds: How long it took.
    """

    kind: PictureKind
    files: list[PortraitFile]
    changes: ListingChanges
    favorites: frozenset[str]
    folders: tuple[str, ...]
    seconds: float
    groups: tuple[BatchGroup, ...] = ()
    is_whole: bool = True


class PictureFolders(QObject):
    """Watches the folders of one workspace; main thread only, but for the listing.

    Signals:
        listed(PictureListing): What is there now.
    """

    listed = Signal(PictureListing)
    _found = Signal(PictureListing)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._kind: PictureKind = "portraits"
        self._before: Sequence[PortraitFile] = ()
        self._is_listing = self._is_stale = False
        self._hurried = Event()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._changed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._rest_ms = _LEAST_PAUSE_MS
        self._since_listed = QElapsedTimer()
        self._since_listed.start()
        self._pause.timeout.connect(self.refresh)
        self._found.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def show(self, workspace: Workspace | None, kind: PictureKind) -> None:
        """Lists and watches these pictures from now on."""
        self._workspace = workspace
        self._kind = kind
        self._before = ()
        self._hurried.set()  # a listing under way makes no more pauses
        self.refresh()

    def refresh(self) -> None:
        """Looks at the folders now."""
        self._is_stale = self._is_listing
        if self._workspace is not None and not self._is_listing:
            self._is_listing = True
            self._hurried = Event()
            self._pool.start(_ListJob(self, self._workspace, self._kind, self._before, self._hurried))

    def close(self) -> None:
        """Stops watching and waits for a listing under way."""
        self._workspace = None
        self._pause.stop()
        self._hurried.set()  # a listing under way makes no more pauses
        self._pool.waitForDone()

    def found(self, listing: PictureListing) -> None:
        """Hands a listing over from the worker."""
        self._found.emit(listing)

    def _changed(self) -> None:
        if not self._pause.isActive():
            self._pause.start(max(_LEAST_PAUSE_MS, self._rest_ms - self._since_listed.elapsed()))

    def _take(self, listing: PictureListing) -> None:
        if listing.is_whole:
            self._is_listing = False
            self._rest_ms = round(listing.seconds * 4000)  # however many there are, listing takes a fifth of the time
            self._since_listed.restart()
        if self._workspace is None:
            return
        self._watch(listing.folders)
        if listing.kind == self._kind:
            self._before = listing.files
            self.listed.emit(listing)
        if self._is_stale and listing.is_whole:
            self.refresh()

    def _watch(self, folders: tuple[str, ...]) -> None:
        known, wanted = set(self._watcher.directories()), set(folders)
        if known - wanted:
            self._watcher.removePaths(sorted(known - wanted))
        if wanted - known:
            self._watcher.addPaths(sorted(wanted - known))


class _ListJob(QRunnable):
    def __init__(
        self,
        folders: PictureFolders,
        workspace: Workspace,
        kind: PictureKind,
        before: Sequence[PortraitFile],
        hurried: Event,
    ) -> None:
        super().__init__()
        self._folders, self._workspace, self._kind, self._before = folders, workspace, kind, before
        self._hurried = hurried

    def _pause(self) -> None:
        """The first picture is made while very many are listed for the first time; Python does one thing at a time."""
        if not self._before:
            self._hurried.wait(_PAUSE_S)

    def run(self) -> None:
        """Lists one kind of pictures."""
        with suppress(RuntimeError):  # the window may be gone by the time the answer is there
            for listing in list_pictures(self._workspace, self._kind, self._before, self._pause):
                self._folders.found(listing)


def list_pictures(
    workspace: Workspace,
    kind: PictureKind,
    before: Sequence[PortraitFile] = (),
    pause: Callable[[], None] = lambda: None,
) -> Iterator[PictureListing]:
    """What is in the workspace's folders now, latents too, and how that differs from before; nothing where one is gone.

    Where very many are listed for the first time, the newest come first, and the others are looked at with pauses.
    """
    start = time.perf_counter()
    favorites = [] if kind == "favorites" else workspace.list_portraits("favorites")
    last = before
    for files, is_whole in workspace.list_in_parts(kind, few=_FEW, pause=pause, latents=True):
        watched = [workspace.root, workspace.portraits, workspace.favorites]
        if kind == "batches":
            watched += list(dict.fromkeys(file.path.parent for file in files))[:_MOST_WATCHED]
        yield PictureListing(
            kind=kind,
            files=files,
            changes=changes(last, files),
            favorites=frozenset(file.path.name for file in favorites),
            folders=tuple(str(folder) for folder in watched if folder.is_dir()),
            groups=batch_groups(files) if kind == "batches" else (),
            seconds=time.perf_counter() - start,
            is_whole=is_whole,
        )
        last = files
