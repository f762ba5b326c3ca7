"""One job in the queue as the window knows it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.jobs.outputs import FilmOptions


class JobState(Enum):
    """Where a job is."""

    PREPARING = "preparing"
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"
    DONE = "done"


LIVE = (JobState.PREPARING, JobState.WAITING, JobState.RUNNING)
"""Those that go on by themselves."""
CAN_GO_ON = (JobState.PAUSED, JobState.STOPPED, JobState.FAILED)


@dataclass(frozen=True, kw_only=True)
class FilmOrder:
    """A film of files, which is made in one go."""

    sources: tuple[Path, ...]
    target: Path
    options: FilmOptions


@dataclass(frozen=True, kw_only=True)
class JobEntry:
    """A job, frozen: the queue replaces it when something changes.

    Attributes:
        number: Counts the jobs of this sitting. title: as shown. model: md5 of its model; empty for a film of files.
        state: Where it is. folder: its files; None until it has been written down.
        film: The film to make, if it is one.
        done: Pictures there. skipped: those that cannot be made. total: all. note: what it does, or why it stopped.
        seconds: Time that this run has taken. fresh: pictures that it has made.
        image: The last picture.
    """

    number: int
    title: str
    model: str = ""
    state: JobState = JobState.PREPARING
    folder: Path | None = None
    film: FilmOrder | None = None
    done: int = 0
    skipped: int = 0
    total: int = 0
    note: str = ""
    seconds: float = 0.0
    fresh: int = 0
    image: npt.NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)

    @property
    def rate(self) -> float:
        """Pictures a second in this run; 0 if not known yet."""
        return _rate(self.fresh, self.seconds)

    @property
    def seconds_left(self) -> float | None:
        """How long it will take; None if not known."""
        return seconds_left(self.total - self.done - self.skipped, fresh=self.fresh, seconds=self.seconds)


def seconds_left(pictures: int, *, fresh: int, seconds: float) -> float | None:
    """How long so many pictures take, where `fresh` took so many seconds; None if not known."""
    rate = _rate(fresh, seconds)
    return pictures / rate if rate and pictures >= 0 else None


def _rate(fresh: int, seconds: float) -> float:
    return fresh / seconds if seconds > 0.5 and fresh else 0.0


def numbers() -> itertools.count[int]:
    """1, 2, 3, ..."""
    return itertools.count(1)
