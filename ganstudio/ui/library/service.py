"""LibraryService: the library beside the window's thread; what is asked of it comes back by signals."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, QFileSystemWatcher, QObject, QRunnable, Qt, QThreadPool, QTimer, Signal

from ganstudio.errors import GanStudioError, QueryError
from ganstudio.ui.library.details import Details, read_details
from ganstudio.words import tr
from ganstudio.workspace.library import copies
from ganstudio.workspace.library.following import Followed
from ganstudio.workspace.library.found import Found
from ganstudio.workspace.library.index import Entry
from ganstudio.workspace.library.library import Library
from ganstudio.workspace.library.marks import Change
from ganstudio.workspace.library.reading import parse
from ganstudio.workspace.library.sorting import Order
from ganstudio.workspace.workspace import Workspace

T = TypeVar("T")
_log = logging.getLogger("ganstudio")
_LEAST_REST_MS = 100
_MOST_WATCHED = 64
"""Folders that are watched: some systems allow few watches."""
_PAUSE_S = 0.0005
_TOLD_EVERY_S = 0.2


class LibraryService(QObject):
    """Main thread only, but for its three workers: one searches, one follows the folders, one copies.

    Signals:
        found(Found): What the newest search found. refused(str, int): why it finds nothing, and at which letter.
        entries_read(dict): Entries by their ids. names_read(list, list): attributes and tabs, and tags, of all.
        marked(): Marks were changed. copies_chosen(list): ids of the extra ones among duplicates.
        progressed(int, int): So many new pictures are read, of so many; followed(bool): the index is in step, and
            whether anything has changed.
        exported(int, Path): So many copies were made. export_progressed(int, int).
        failed(str): Why something could not be done.
    """

    found = Signal(Found)
    refused = Signal(str, int)
    entries_read = Signal(object)
    names_read = Signal(list, list)
    marked = Signal()
    copies_chosen = Signal(list)
    progressed = Signal(int, int)
    followed = Signal(bool)
    exported = Signal(int, Path)
    export_progressed = Signal(int, int)
    failed = Signal(str)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: _Desk | None = None
        self._searcher, self._follower, self._copier = (_pool(self) for _ in range(3))
        self._searches = self._detailed = 0
        self._is_following = self._is_stale = False
        self._stop_copying = Event()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._changed)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self.refresh)
        self._rest_ms = _LEAST_REST_MS
        self._since = QElapsedTimer()
        self._since.start()
        self._problems: tuple[str, ...] = ()
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def show_workspace(self, workspace: Workspace | None) -> None:
        """Works on another workspace from now on, from the next `refresh` or search on."""
        self._leave()
        self._desk = None if workspace is None else _Desk(workspace)
        self._problems = ()

    def refresh(self) -> None:
        """Looks at the folders now."""
        desk = self._desk
        self._is_stale = self._is_following
        if desk is not None and not self._is_following:
            self._is_following = True
            started = time.perf_counter()
            self._run(self._follower, partial(self._follow, desk), partial(self._end_round, desk, started))

    def search(self, text: str, order: Order) -> None:
        """Finds pictures; of several searches that wait only the last is done."""
        desk = self._desk
        if desk is None:
            return
        self._searches += 1
        number = self._searches

        def work() -> Callable[[], None]:
            if number != self._searches:
                return _nothing
            try:
                found = desk.reading.search(parse(text), order)
            except QueryError as error:
                return partial(self.refused.emit, str(error), error.place)
            return partial(self.found.emit, found)

        def take(tell: Callable[[], None]) -> None:
            if number == self._searches:
                tell()
            if desk.has_lost_index:
                self.refresh()

        self._run(self._searcher, work, take)

    def read_entries(self, numbers: Sequence[int]) -> None:
        """Reads what is shown of some pictures."""
        desk = self._desk
        if desk is not None:
            self._run(self._searcher, lambda: desk.reading.entries(numbers), self.entries_read.emit)

    def read_names(self) -> None:
        """Reads which attributes, tabs and tags there are."""
        desk = self._desk
        if desk is None:
            return

        def work() -> tuple[list[str], list[str]]:
            return desk.reading.names(), desk.reading.tags()

        self._run(self._searcher, work, lambda read: self.names_read.emit(*read))

    def fetch(self, numbers: Sequence[int], then: Callable[[list[Entry]], object]) -> None:
        """Hands over pictures by their ids, in that order, without those that are gone."""
        desk = self._desk
        if desk is None:
            return

        def work() -> list[Entry]:
            entries = desk.reading.entries(numbers)
            return [entries[number] for number in numbers if number in entries]

        self._run(self._searcher, work, then)

    def read_details(self, entries: Sequence[Entry], side: int, then: Callable[[list[Details]], None]) -> None:
        """Hands over pictures and recipes, those alone that were asked for last; `side` is the longest, in pixels."""
        desk = self._desk
        if desk is None:
            return
        self._detailed += 1
        number = self._detailed

        def work() -> list[Details]:
            return [read_details(desk.workspace, one, side) for one in entries] if number == self._detailed else []

        def take(details: list[Details]) -> None:
            if number == self._detailed:
                then(details)

        self._run(self._searcher, work, take)

    def mark(self, paths: Sequence[Path], change: Change) -> None:
        """Changes ratings, tags or notes."""
        desk = self._desk
        if desk is not None and paths:
            self._run(self._searcher, lambda: desk.reading.mark(paths, change), lambda _: self.marked.emit())

    def choose_copies(self, numbers: Sequence[int]) -> None:
        """Finds the extra ones among duplicates."""
        desk = self._desk
        if desk is not None:
            self._run(self._searcher, lambda: desk.reading.extra_copies(numbers), self.copies_chosen.emit)

    def export(self, paths: Sequence[Path], folder: Path) -> None:
        """Copies pictures into a folder."""
        self._stop_copying.clear()

        def tell(done: int, total: int) -> None:
            self._answered.emit(partial(self.export_progressed.emit, done, total))

        work = partial(copies.export, paths, folder, told=tell, is_stopped=self._stop_copying.is_set)
        self._run(self._copier, work, lambda made: self.exported.emit(len(made), folder))

    def stop_export(self) -> None:
        """Leaves off copying; what was copied stays."""
        self._stop_copying.set()

    def close(self) -> None:
        """Ends the workers."""
        self._leave()
        self._desk = None
        self._rest.stop()
        self._stop_copying.set()
        for pool in (self._searcher, self._follower, self._copier):
            pool.waitForDone()

    def _leave(self) -> None:
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        if self._desk is not None:
            self._desk.is_left.set()
            self._run(self._searcher, self._desk.close_reading, lambda _: None)
            self._run(self._follower, self._desk.close_following, lambda _: None)

    def _follow(self, desk: _Desk) -> Followed:
        told = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal told
            if done == total or time.monotonic() - told > _TOLD_EVERY_S:
                told = time.monotonic()
                self._answered.emit(partial(self.progressed.emit, done, total))

        return desk.follow(tell)

    def _end_round(self, desk: _Desk, started: float, followed: Followed) -> None:
        self._rest_ms = round(4000 * (time.perf_counter() - started))  # following takes a fifth of the time
        self._since.restart()
        if desk is not self._desk:
            self._is_following = False
            self.refresh()
            return
        self._watch(followed.folders)
        self._end_following()
        self.followed.emit(followed.is_change)
        for problem in followed.problems:
            if problem not in self._problems:
                self.failed.emit(problem)
        self._problems = followed.problems

    def _end_following(self) -> None:
        self._is_following = False
        if self._is_stale:
            self._changed()

    def _changed(self) -> None:
        if not self._rest.isActive():
            self._rest.start(max(_LEAST_REST_MS, self._rest_ms - self._since.elapsed()))

    def _watch(self, folders: Sequence[Path]) -> None:
        known, wanted = set(self._watcher.directories()), {str(folder) for folder in folders[:_MOST_WATCHED]}
        if known - wanted:
            self._watcher.removePaths(sorted(known - wanted))
        if wanted - known:
            self._watcher.addPaths(sorted(wanted - known))

    def _run(self, pool: QThreadPool, work: Callable[[], T], then: Callable[[T], object]) -> None:
        pool.start(_Job(self._answered.emit, work, then, partial(self._fail, is_round=pool is self._follower)))

    def _fail(self, sentence: str, *, is_round: bool) -> None:
        if is_round:
            self._end_following()
            self.followed.emit(False)
        self.failed.emit(sentence)

    def _take(self, answer: Callable[[], None]) -> None:
        if self._desk is not None:
            answer()


class _Desk:
    """The two libraries of one workspace, each used in its worker alone."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.is_left = Event()
        self._reading: Library | None = None
        self._following: Library | None = None

    @property
    def reading(self) -> Library:
        """That of the worker that searches."""
        if self._reading is None:
            self._reading = Library(self.workspace)
        return self._reading

    @property
    def has_lost_index(self) -> bool:
        """Whether the index was damaged while it was read, and is to be filled again."""
        return self._reading is not None and self._reading.was_made_anew

    def follow(self, told: Callable[[int, int], None]) -> Followed:
        """A round over the folders; the first one looks whether the index is sound."""
        is_first = self._following is None
        if self._following is None:
            self._following = Library(self.workspace)
        followed = self._following.follow(
            told, pause=lambda: time.sleep(_PAUSE_S), is_stopped=self.is_left.is_set, thorough=is_first
        )
        if self._reading is not None:
            self._reading.was_made_anew = False
        return followed

    def close_reading(self) -> None:
        """Called in the worker that searches."""
        if self._reading is not None:
            self._reading.close()

    def close_following(self) -> None:
        """Called in the worker that follows."""
        if self._following is not None:
            self._following.close()


class _Job(QRunnable):
    def __init__(
        self,
        answer: Callable[[Callable[[], object]], object],
        work: Callable[[], T],
        then: Callable[[T], object],
        fail: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._answer, self._fail = answer, fail
        self._work: Callable[[], Callable[[], object]] = lambda: partial(then, work())

    def run(self) -> None:
        """Works, and hands over what is to be told."""
        try:
            answer = self._work()
        except GanStudioError as error:
            answer = partial(self._fail, str(error))
        except Exception as error:  # noqa: BLE001 - a fault in this program; the window goes on
            _log.exception("The library failed")
            answer = partial(
                self._fail, tr("The library met an error that it did not expect ({error}). See the log.", error=error)
            )
        with suppress(RuntimeError):  # the window may be gone by the time the answer is there
            self._answer(answer)


def _pool(parent: QObject) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(1)
    return pool


def _nothing() -> None:
    """There is nothing to tell."""
