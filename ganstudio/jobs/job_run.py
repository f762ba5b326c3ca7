"""How far a job is: what one run of it has made, found and skipped so far."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.jobs.manifest import Job, SkippedFile
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.rendering import BatchRenderer, usable_pictures
from ganstudio.render.renderer import Rendering


@dataclass(frozen=True, kw_only=True)
class JobProgress:
    """How far a job is.

    Attributes:
        done: Pictures that are there. skipped: pictures that cannot be made. total: all that the plan has.
        note: What it is doing at the moment, or what it has written.
        seconds: Time since this run began. fresh: pictures that this run has made.
        image: The last picture made, uint8, or None.
        renderings: What this step has made, with feature maps where the renderer captures them.
    """

    done: int
    skipped: int
    total: int
    note: str = ""
    seconds: float = 0.0
    fresh: int = 0
    image: npt.NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)
    renderings: tuple[Rendering, ...] = field(default=(), repr=False, compare=False)


class JobRun:
    """What one run of a job has done so far; its own thread alone touches it."""

    def __init__(self, folder: Path, job: Job, renderer: BatchRenderer) -> None:
        self.folder = folder
        self.job = job
        self.renderer = renderer
        self.done = 0
        self.fresh = 0
        self.skipped: dict[str, SkippedFile] = {}
        self.image: npt.NDArray[np.uint8] | None = None
        self._started = time.monotonic()

    def found(self, pictures: int) -> None:
        """Counts pictures that were there already."""
        self.done += pictures

    def made(self, pictures: int, image: npt.NDArray[np.uint8] | None = None) -> None:
        """Counts pictures that this run has made, and keeps the last one to be shown."""
        self.done += pictures
        self.fresh += pictures
        self.image = image

    def progress(self, note: str) -> JobProgress:
        """How far it is; `note` says what it does."""
        return JobProgress(
            done=self.done,
            skipped=sum(one.pictures for one in self.skipped.values()),
            total=self.job.plan.total,
            note=note,
            seconds=time.monotonic() - self._started,
            fresh=self.fresh,
            image=self.image,
        )

    def document(self, state: str) -> Job:
        """The job as it is to be written down now."""
        return msgspec.structs.replace(self.job, state=state, skipped=tuple(self.skipped.values()))

    def usable(self) -> Iterator[PlannedPicture]:
        """The plan's pictures, each with the model's id; those from files that do not fit are skipped."""
        found: dict[str, SkippedFile] = {}
        for planned in usable_pictures(self.job.plan, self.renderer.generator):
            if isinstance(planned, PlannedPicture):
                yield planned
                continue
            known = found.get(planned.name)
            pictures = planned.count + (known.pictures if known else 0)
            found[planned.name] = SkippedFile(name=planned.name, reason=planned.reason, pictures=pictures)
            if planned.name not in self.skipped or self.skipped[planned.name].pictures < pictures:
                self.skipped[planned.name] = found[planned.name]  # a second pass finds the same ones again
