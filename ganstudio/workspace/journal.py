"""Journal: every step of a window's session in a file of the workspace, so that no crash, kill or quit loses one.

`.sessions/<date and time>-<random>.jsonl`, one a window and model: lines of JSON, only ever added at the end. The first
names the model; then come steps (as in `ganstudio.recipe.history`), moves through them, the tab shown and the files of
the pictures. A line that is damaged, as one that a power cut has cut short, costs itself alone. Who writes a journal
holds its lock, so that a second window takes another one.
"""

from __future__ import annotations

import os
import queue
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from ganstudio.recipe.history import History
from ganstudio.whole_file import remove_leftovers
from ganstudio.words import tr
from ganstudio.workspace.files import cannot_write, inside, open_no_link, reason
from ganstudio.workspace.journal_lines import (
    FORMAT,
    Head,
    Kept,
    Left,
    LineMaker,
    Moved,
    Record,
    Shown,
    Stepped,
    head_of,
    read_back,
)

SYNC_S = 2.0
"""So long after it was written, a line is on the disk at the latest."""


def claim_journal(folder: Path, model: str, path: str, *, most_bytes: int, anew: bool = False) -> Journal:
    """The journal of the session last left of a model, which no other window has; a new one where there is none.

    Args:
        folder: The workspace's `.sessions`.
        model: md5 of the model file.
        path: Where that is, or `builtin`.
        most_bytes: How much its history may hold, see `History.within`.
        anew: Begin a new one in any case.

    Where nothing can be locked, as on a disk that is read-only, that session goes on in a new journal.

    Raises:
        WorkspaceError: The folder cannot be written or read.
    """
    left = Left()
    try:
        _make(inside(folder, folder.parent))
        remove_leftovers(folder)
        for file in () if anew else _newest_first(folder):
            lock, is_held = _lock(file)
            if is_held:
                continue
            head = head_of(file)
            if head is not None and head.model == model:
                if lock is not None:
                    return Journal(file, head, lock, read_back(file, most_bytes))
                left = read_back(file, most_bytes)
                break
            if lock is not None:
                lock.release()
        file = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}.jsonl"
        return Journal(file, Head(FORMAT, model, path), _lock(file)[0], left, is_begun=False)
    except OSError as error:
        raise cannot_write(folder, error) from error


def last_model(folder: Path) -> str:
    """The model file, or `builtin`, of the session left last that no other window has; or an empty text."""
    with suppress(OSError):
        for file in _newest_first(folder):
            lock, is_held = _lock(file)
            if lock is not None:
                lock.release()
            head = None if is_held else head_of(file)
            if head is not None:
                return head.path
    return ""


class Journal:
    """Writes what it is told in a thread of its own. Methods are for one thread, the main one.

    Attributes:
        left: What was in it when it was opened. model: md5 of the model.
    """

    def __init__(self, file: Path, head: Head, lock: FileLock | None, left: Left, *, is_begun: bool = True) -> None:
        """See `claim_journal`; `is_begun` says whether what was left stands in this file."""
        self.left = left
        self.model = head.model
        self._known = left.history if is_begun else None
        self._lock = lock
        self._writer = _Writer(file, head)

    def start(self, on_problem: Callable[[str], None]) -> None:
        """Begins to write; `on_problem` is told, in the writing thread, when that fails."""
        self._writer.on_problem = on_problem
        self._writer.start()

    def show_history(self, history: History) -> None:
        """Adds what is new in it: a step, a move, or all of it where nothing is known yet."""
        known, self._known = self._known, history
        if known is None:
            for step in history.steps:
                self._writer.add(Stepped(step))
            if history.future:
                self._writer.add(Moved(-len(history.future)))
            return
        place = next((at for at, step in enumerate(known.steps) if step is history.present), None)
        if place is None:
            if known.past and history.past and history.past[-1] is known.past[-1]:
                self._writer.add(Moved(-1))  # the last step was completed: this one is in its place
            self._writer.add(Stepped(history.present))
        elif place != len(known.past):
            self._writer.add(Moved(place - len(known.past)))

    def show_tab(self, tab: str) -> None:
        """Adds which tab is shown."""
        self._writer.add(Shown(tab))

    def show_file(self, picture: int, file: str) -> None:
        """Adds which file of the workspace follows the changes of a picture."""
        self._writer.add(Kept(picture, file))

    def close(self) -> None:
        """Writes and syncs what is left, and lets another window have it."""
        self._writer.end()
        if self._lock is not None:
            self._lock.release()


class _Writer(threading.Thread):
    """Adds lines to a file as they come. Where that fails they wait in memory for the next try."""

    def __init__(self, file: Path, head: Head) -> None:
        super().__init__(name="ganstudio-journal", daemon=True)
        self.on_problem: Callable[[str], None] = lambda sentence: None
        self._file = file
        self._records: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
        self._maker = LineMaker()
        self._is_new = not file.exists()
        self._waiting = self._maker.lines(head) if self._is_new else []
        self._stream: BinaryIO | None = None
        self._unsynced_since = 0.0
        self._is_told = False

    def add(self, record: Record) -> None:
        """Has a record written."""
        self._records.put(record)

    def end(self) -> None:
        """Has the rest written, and waits for it."""
        if self.is_alive():
            self._records.put(None)
            self.join()

    def run(self) -> None:
        """Until it is told to end."""
        open_ended = True
        while open_ended:
            with suppress(queue.Empty):
                record = self._records.get(timeout=SYNC_S / 2 if self._unsynced_since or self._waiting else None)
                open_ended = record is not None
                self._waiting += [] if record is None else self._maker.lines(record)
            self._try(is_last=not open_ended)
        if self._stream is not None:
            self._stream.close()

    def _try(self, *, is_last: bool) -> None:
        try:
            self._write()
            if self._unsynced_since and (is_last or time.monotonic() - self._unsynced_since >= SYNC_S / 2):
                self._sync()
        except OSError as error:
            if not self._is_told:
                self._is_told = True
                self.on_problem(
                    tr(
                        "The steps of this session are not kept at the moment: {file} cannot be written "
                        "({reason}). Save what must not be lost; it is tried again.",
                        file=self._file,
                        reason=reason(error),
                    )
                )

    def _write(self) -> None:
        """Each line begins with a line break of its own, so that a line that was cut short spoils no other."""
        if self._waiting and self._stream is None:
            if self._is_new:
                self._file.parent.mkdir(exist_ok=True)
            self._stream = os.fdopen(open_no_link(self._file), "ab", buffering=0)
        while self._waiting and self._stream is not None:
            line = b"\n" + self._waiting[0]
            if self._stream.write(line) < len(line):
                raise OSError(0, tr("the disk took a part of a line only"))
            self._waiting.pop(0)
            self._unsynced_since = self._unsynced_since or time.monotonic()

    def _sync(self) -> None:
        assert self._stream is not None
        os.fsync(self._stream.fileno())
        self._unsynced_since = 0.0
        if not self._file.exists():  # deleted, renamed or unmounted: a file without a name keeps nothing
            raise FileNotFoundError(0, tr("it is not there any more"))
        self._is_told = False


def _make(folder: Path) -> None:
    """Makes it where it can be made; who writes into it says later where it cannot, once, as of any other trouble."""
    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError:
        raise
    except OSError:
        return


def _newest_first(folder: Path) -> list[Path]:
    files = [file for file in folder.glob("*.jsonl") if not file.is_symlink()]
    return sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)


def _lock(file: Path) -> tuple[FileLock | None, bool]:
    """The lock of a journal, or None where it cannot be locked; and whether another window holds it."""
    lock = FileLock(file.with_name(f".{file.name}.lock"), thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None, True
    except (OSError, NotImplementedError):
        return None, False
    return lock, False
