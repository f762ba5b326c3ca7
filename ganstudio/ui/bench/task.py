"""Task: work for the worker's thread, and what is heard of it in the main thread."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from ganstudio.ui.bench.frame import Failure

if TYPE_CHECKING:
    from ganstudio.api import Studio

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Progress(Generic[T_co]):
    """A step of a task.

    Attributes:
        done: Steps done. total: steps in all; 0 if not known.
        note: What it is doing, for a person.
        found: What this step has found, if anything; the last such is the task's result.
        seconds_left: How long it will still take, where the work knows better than its steps tell.
    """

    done: int = 0
    total: int = 0
    note: str = ""
    found: T_co | None = None
    seconds_left: float | None = None


Work = Callable[["Studio"], Iterator[Progress[T]]]
"""Runs in the worker's thread, a step between two pictures; each `yield` ends a step."""


def once(find: Callable[[Studio], T]) -> Work[T]:
    """Work of a single step."""

    def work(studio: Studio) -> Iterator[Progress[T]]:
        yield Progress(1, 1, found=find(studio))

    return work


class Task(QObject, Generic[T_co]):
    """Made by whoever wants something done, who connects to it and has it started; its signals are its own.

    Main thread only. Nothing is heard of a task that the worker's service was closed upon.

    Attributes:
        name: What it is, for the sentence on a fault. title: as shown in the status bar, empty for not at all.
        work: What to do. is_quiet: whether who made it says what went wrong, and the service does not.

    Signals:
        progressed(Progress[T]): A step is done.
        found(T): That step has found something.
        finished(T): All is done; the last that was found.
        failed(Failure): It could not be done.
        ended(): It is over, whatever became of it; comes last, and once.
        cancel_requested(int): It is to end after its present step; to the service that runs it.
    """

    progressed = Signal(Progress)
    found = Signal(object)
    finished = Signal(object)
    failed = Signal(Failure)
    ended = Signal()
    cancel_requested = Signal(int)
    _numbers = itertools.count(1)

    def __init__(
        self,
        name: str,
        work: Work[T_co],
        *,
        title: str = "",
        is_quiet: bool = False,
        instead_of: Task[object] | None = None,
        progressed: Callable[[Progress[T_co]], None] | None = None,
        found: Callable[[T_co], None] | None = None,
        finished: Callable[[T_co], None] | None = None,
        ended: Callable[[], None] | None = None,
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Connects those of its signals that a slot is given for.

        `instead_of` is cancelled, if it still runs; what it has found by then is still told.
        """
        super().__init__()
        self.number = next(self._numbers)
        self.name = name
        self.title = title
        self.is_quiet = is_quiet
        self.work: Work[T_co] = work
        if instead_of is not None:
            instead_of.cancel()
        joined = (
            (self.progressed, progressed),
            (self.found, found),
            (self.finished, finished),
            (self.ended, ended),
            (self.cancel_requested, cancelled),
        )
        self._listening = [signal.connect(slot) for signal, slot in joined if slot is not None]

    def cancel(self) -> None:
        """Ends it after its present step; `ended` tells when. Does nothing if it is over or was never started."""
        self.cancel_requested.emit(self.number)

    def drop(self) -> None:
        """Cancels it, and the slots that it was made with hear no more of it, not even of this."""
        for connection in self._listening:
            QObject.disconnect(connection)
        self._listening.clear()
        self.cancel()
