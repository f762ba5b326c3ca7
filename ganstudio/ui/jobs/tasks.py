"""What runs in the worker for batch jobs: looking ahead, writing a job down, running it, making a film of files.

The engine is imported inside the tasks, in the worker's thread, so that the window opens without it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.errors import GanStudioError
from ganstudio.jobs.manifest import Job, read_job
from ganstudio.jobs.outputs import FilmOptions
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.unfinished import unfinished_jobs
from ganstudio.ui.bench.frame import Task, TaskProgress

if TYPE_CHECKING:
    from ganstudio.api import Studio

PREVIEWS = 6


@dataclass(frozen=True)
class JobFailed:
    """A job that could not go on, and why."""

    sentence: str


@dataclass(frozen=True)
class OtherModel:
    """A job that met another model than its own, as one was loaded meanwhile."""


@dataclass(frozen=True)
class JobReady:
    """A job that has been written into its folder."""

    folder: Path


@dataclass(frozen=True, eq=False)
class Preview:
    """The first pictures of a plan.

    Attributes:
        serial: Of the plan that was asked for. images: uint8, so far. captions: what varies in each.
        seconds: Time of one picture, as measured; 0 if not known. problem: why it cannot be made, or empty.
    """

    serial: int
    images: tuple[npt.NDArray[np.uint8], ...] = ()
    captions: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str = ""


def preview_task(name: str, plan: Plan, serial: int) -> Task:
    """Renders the first pictures of a plan, a step each."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        from ganstudio.analysis.following import FollowingRenderer
        from ganstudio.jobs.plans import PlannedPicture
        from ganstudio.jobs.rendering import render_pictures, run_scripts, usable_pictures
        from ganstudio.jobs.resolve import resolved

        images: list[npt.NDArray[np.uint8]] = []
        captions: list[str] = []
        times: list[float] = []
        try:
            renderer = FollowingRenderer.of_folder(studio.renderer, studio.folder.path, studio.workspace.scripts)
            ready = resolved(plan, ws_of=renderer.ws, z_dim=studio.spec.z_dim)
            usable = (one for one in usable_pictures(ready, studio.generator) if isinstance(one, PlannedPicture))
            for picture in itertools.islice(usable, PREVIEWS):
                for note in run_scripts(renderer, [picture]):
                    yield TaskProgress(name, len(images), PREVIEWS, note)
                started = time.perf_counter()
                images.append(render_pictures(renderer, [picture])[0].portrait.image)
                times.append(time.perf_counter() - started)
                captions.append(picture.caption)
                seconds = float(np.median(times[1:])) if len(times) > 1 else 0.0  # the first warms up
                shown = Preview(serial, tuple(images), tuple(captions), seconds)
                yield TaskProgress(name, len(images), PREVIEWS, result=shown)
            if not images:
                yield TaskProgress(name, 0, 0, result=Preview(serial, problem="There is nothing to make pictures of."))
        except GanStudioError as error:
            problem = _in_one_line(error)
            yield TaskProgress(name, 0, 0, result=Preview(serial, tuple(images), tuple(captions), problem=problem))

    return task


def prepare_task(name: str, job: Job, model_path: str) -> Task:
    """Writes a job into the next batch folder of the workspace."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        from ganstudio.jobs.runner import begin

        result: JobReady | JobFailed
        try:
            folder = studio.workspace.new_batch_folder()
            begin(folder, job, studio.renderer, model_path=model_path)
            result = JobReady(folder)
        except GanStudioError as error:
            result = JobFailed(str(error))
        yield TaskProgress(name, 1, 1, result=result)

    return task


def run_task(name: str, folder: Path, recorded: Sequence[str] = ()) -> Task:
    """Runs a folder's job, a batch of pictures a step; the results are JobProgress, or JobFailed at the end.

    Their renderings carry the feature maps of the layers in `recorded`.
    """

    def task(studio: Studio) -> Iterator[TaskProgress]:
        from ganstudio.analysis.following import FollowingRenderer
        from ganstudio.jobs.runner import run

        try:
            if read_job(folder).model not in ("", studio.model_id):
                yield TaskProgress(name, 0, 0, result=OtherModel())
                return
            layers = [layer for layer in recorded if layer in {known.name for known in studio.spec.layers}]
            renderer = FollowingRenderer.of_folder(
                studio.renderer, studio.folder.path, studio.workspace.scripts, capture=layers
            )
            for progress in run(folder, renderer, latents=studio.folder):
                there = progress.done + progress.skipped
                yield TaskProgress(name, there, progress.total, progress.note, progress)
        except GanStudioError as error:
            yield TaskProgress(name, 0, 0, result=JobFailed(_in_one_line(error)))

    return task


def film_task(name: str, sources: Sequence[Path], target: Path, options: FilmOptions) -> Task:
    """Makes a film of folders side by side, or of pictures, a picture a step."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        from ganstudio.jobs.films import make_film
        from ganstudio.jobs.tracks import side_by_side, track_of

        try:
            folders = [source for source in sources if source.is_dir()]
            tracks = [track_of(folder) for folder in folders] or [list(sources)]
            shots, count = side_by_side(tracks)
            for taken in make_film(target, shots, count, options):
                yield TaskProgress(name, taken, count)
        except GanStudioError as error:
            yield TaskProgress(name, 0, 0, result=JobFailed(str(error)))
        else:
            yield TaskProgress(name, count, count, result=JobReady(target))

    return task


def find_task(name: str) -> Task:
    """Looks for jobs in the workspace that were begun and not finished."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        found = tuple(unfinished_jobs(studio.workspace.portraits))
        yield TaskProgress(name, 1, 1, result=found)

    return task


def _in_one_line(error: GanStudioError) -> str:
    """The sentence; of what a script said below it, the last line, which names the fault."""
    sentence, *said = str(error).splitlines()
    return f"{sentence} ({said[-1].strip()})" if said else sentence
