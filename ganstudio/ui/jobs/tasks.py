"""What runs in the worker for batch jobs: looking ahead, writing a job down, running it, making a film of files.

The engine is imported inside the tasks, in the worker's thread, so that the window opens without it.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Never, TypeAlias, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.errors import GanStudioError
from ganstudio.jobs.manifest import Job, read_job
from ganstudio.jobs.map_units import layers_to_learn, style_layer_to_learn, with_deviations
from ganstudio.jobs.outputs import FilmOptions
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.plots import Plot
from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.jobs.entries import seconds_left
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio
    from ganstudio.jobs.job_run import JobProgress

_Item = TypeVar("_Item")
PREVIEWS = 6
_MOST_SKIMMED = 100
"""Of so many planned pictures some are picked; of more the first ones, as each may be a file to read."""
MOST_ROWS, MOST_COLUMNS = 12, 10
"""Of a plot's preview."""
_SMALL = 160
"""Pixels of a cell's height in it."""


@dataclass(frozen=True)
class JobFailed:
    """A job that could not go on, and why."""

    sentence: str


@dataclass(frozen=True)
class OtherModel:
    """A job that met another model than its own, as one was loaded meanwhile."""


@dataclass(frozen=True)
class JobReady:
    """A job that has been written into its folder, or a film that has been made."""

    folder: Path


@dataclass(frozen=True, eq=False)
class FilmBegun:
    """A film that is being made: its first picture, uint8 [height, width, 3]."""

    image: npt.NDArray[np.uint8]


JobStep: TypeAlias = "JobProgress | JobReady | JobFailed | OtherModel | FilmBegun"
"""What the steps of a job that runs find."""


@dataclass(frozen=True, eq=False)
class Preview:
    """Some pictures of a plan.

    Attributes:
        serial: Of the plan that was asked for. images: uint8, so far. captions: what varies in each.
        seconds: Time of one picture, as measured; 0 if not known. problem: why it cannot be made, or empty.
        cells: Of a plot, row and column of each image.
    """

    serial: int
    images: tuple[npt.NDArray[np.uint8], ...] = ()
    captions: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str = ""
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(eq=False)
class Seen:
    """Small pictures of a dialog's previews, so that none is made twice. Given to tasks: the worker alone looks in."""

    model_id: str = ""
    pictures: dict[Recipe, npt.NDArray[np.uint8]] = field(default_factory=dict)


def preview(plan: Plan, serial: int, seen: Seen) -> Work[Preview]:
    """Renders some pictures from a plan's beginning to its end, or small ones of a plot's cells, a step each."""
    if isinstance(plan, Plot):
        return _plot_preview(plan, serial, seen)

    def work(studio: Studio) -> Iterator[Progress[Preview]]:
        from ganstudio.analysis.following import FollowingRenderer
        from ganstudio.jobs.planned import PlannedPicture
        from ganstudio.jobs.rendering import render_pictures, run_scripts, usable_pictures
        from ganstudio.jobs.resolve import resolved

        images: list[npt.NDArray[np.uint8]] = []
        captions: list[str] = []
        times: list[float] = []
        try:
            renderer = FollowingRenderer.of_folder(studio.renderer, studio.folder.path, studio.workspace.scripts)
            ready = resolved((yield from _told(plan, studio)), ws_of=renderer.ws, z_dim=studio.spec.z_dim)
            usable = (one for one in usable_pictures(ready, studio.generator) if isinstance(one, PlannedPicture))
            for picture in _some(usable, _spread(min(ready.total, _MOST_SKIMMED), PREVIEWS)):
                for note in run_scripts(renderer, [picture]):
                    yield Progress(len(images), PREVIEWS, note)
                started = time.perf_counter()
                images.append(render_pictures(renderer, [picture])[0].portrait.image)
                times.append(time.perf_counter() - started)
                captions.append(picture.caption)
                seconds = float(np.median(times[1:])) if len(times) > 1 else 0.0  # the first warms up
                shown = Preview(serial, tuple(images), tuple(captions), seconds)
                yield Progress(len(images), PREVIEWS, found=shown)
            if not images:
                yield Progress(found=Preview(serial, problem=tr("There is nothing to make pictures of.")))
        except GanStudioError as error:
            problem = _in_one_line(error)
            yield Progress(found=Preview(serial, tuple(images), tuple(captions), problem=problem))

    return work


def shown_cells(plot: Plot) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The rows and the columns that a preview shows: all, or as many as there is room for, spread evenly."""
    rows, columns = plot.grid
    return _spread(rows, MOST_ROWS), _spread(columns, MOST_COLUMNS)


def _spread(count: int, most: int) -> tuple[int, ...]:
    if count <= most:
        return tuple(range(count))
    return tuple(round(index * (count - 1) / (most - 1)) for index in range(most))


def _some(pictures: Iterable[_Item], places: Iterable[int]) -> Iterator[_Item]:
    """Those at these places, in their order; the next one that there is."""
    due = iter(places)
    wanted = next(due, None)
    for place, picture in enumerate(pictures):
        if wanted is None:
            return
        if place >= wanted:
            yield picture
            wanted = next(due, None)


def _plot_preview(plot: Plot, serial: int, seen: Seen) -> Work[Preview]:
    def work(studio: Studio) -> Iterator[Progress[Preview]]:
        from ganstudio.analysis.following import FollowingRenderer
        from ganstudio.jobs.compose import as_rgb
        from ganstudio.jobs.differences import amplified
        from ganstudio.jobs.planned import PlannedPicture
        from ganstudio.jobs.rendering import fitting, render_pictures, run_scripts

        if seen.model_id != studio.model_id:
            seen.model_id, seen.pictures = studio.model_id, {}
        times: list[float] = []
        renderer = FollowingRenderer.of_folder(studio.renderer, studio.folder.path, studio.workspace.scripts)

        def small(picture: PlannedPicture) -> Iterator[Progress[Preview]]:
            """Makes it, unless it was seen before."""
            if picture.recipe in seen.pictures:
                return
            fit = dataclasses.replace(picture, recipe=fitting(picture.recipe, studio.generator))
            for note in run_scripts(renderer, [fit]):
                yield Progress(note=note)
            started = time.perf_counter()
            image = render_pictures(renderer, [fit])[0].portrait.image
            times.append(time.perf_counter() - started)
            seen.pictures[picture.recipe] = np.asarray(as_rgb(image, min(_SMALL, image.shape[0])))
            yield Progress()

        try:
            reference = plot.reference
            if reference is not None:
                yield from small(reference)
            rows, columns = shown_cells(plot)
            cells = [(row, column) for row in rows for column in columns]
            for done, (row, column) in enumerate(cells, start=1):
                picture = plot.at(row, column)
                yield from small(picture)
                image = seen.pictures[picture.recipe]
                if reference is not None and plot.differences is not None:
                    image = amplified(image, seen.pictures[reference.recipe], plot.differences.gain)
                seconds = float(np.median(times[1:])) if len(times) > 1 else 0.0
                shown = Preview(serial, (image,), (picture.caption,), seconds, cells=((row, column),))
                yield Progress(done, len(cells), found=shown)
        except GanStudioError as error:
            yield Progress(found=Preview(serial, problem=_in_one_line(error)))

    return work


def prepare(job: Job, model_path: str) -> Work[JobReady | JobFailed]:
    """Writes a job into the next batch folder of the workspace."""

    def work(studio: Studio) -> Iterator[Progress[JobReady | JobFailed]]:
        from ganstudio.jobs.runner import begin

        try:
            ready = msgspec.structs.replace(job, plan=(yield from _told(job.plan, studio)))
            folder = studio.workspace.new_batch_folder()
            begin(folder, ready, studio.renderer, model_path=model_path)
        except GanStudioError as error:
            yield Progress(found=JobFailed(str(error)))
        else:
            yield Progress(found=JobReady(folder))

    return work


def _told(plan: Plan, studio: Studio) -> Generator[Progress[Never], None, Plan]:
    """The plan with the deviations of its maps, a picture a step where they have to be learned first."""
    from ganstudio.analysis.map_sampling import images_for

    if style_layer_to_learn(plan):
        return with_deviations(plan, studio.styles.statistics.deviation)
    deviations = {}
    for layer in layers_to_learn(plan):
        images = images_for(studio.spec.layer(layer))
        for done, found in studio.map_deviations(layer):
            if found is not None:
                deviations[layer] = found
            yield Progress(
                done,
                images,
                tr(
                    "Learning how strong the maps of {layer} are: {done} of {images} pictures",
                    layer=layer,
                    done=done,
                    images=images,
                ),
            )
    return with_deviations(plan, deviations)


def run_folder(folder: Path, recorded: Sequence[str] = ()) -> Work[JobStep]:
    """Runs a folder's job, a batch of pictures a step; finds JobProgress, or at last JobFailed.

    Their renderings carry the feature maps of the layers in `recorded`.
    """

    def work(studio: Studio) -> Iterator[Progress[JobStep]]:
        from ganstudio.analysis.following import FollowingRenderer
        from ganstudio.jobs.runner import run

        with ExitStack() as stack:  # outside the `try`: what a stopped job could not write is told by whoever stops it
            try:
                if not studio.identity.owns(read_job(folder).model):
                    yield Progress(found=OtherModel())
                    return
                layers = [layer for layer in recorded if layer in {known.name for known in studio.spec.layers}]
                renderer = FollowingRenderer.of_folder(
                    studio.renderer, studio.folder.path, studio.workspace.scripts, capture=layers
                )
                for progress in stack.enter_context(closing(run(folder, renderer, latents=studio.folder))):
                    there = progress.done + progress.skipped
                    left = seconds_left(progress.total - there, fresh=progress.fresh, seconds=progress.seconds)
                    yield Progress(there, progress.total, progress.note, progress, left)
            except GanStudioError as error:
                yield Progress(found=JobFailed(_in_one_line(error)))

    return work


def make_film_of(sources: Sequence[Path], target: Path, options: FilmOptions) -> Work[JobStep]:
    """Makes a film of folders side by side, or of pictures, a picture a step."""

    def work(studio: Studio) -> Iterator[Progress[JobStep]]:
        from ganstudio.jobs.compose import frame_of
        from ganstudio.jobs.films import make_film
        from ganstudio.jobs.products import settled
        from ganstudio.jobs.tracks import plans_of, side_by_side, tracks_of

        try:
            folders = [source for source in sources if source.is_dir()]
            tracks = [track for folder in folders for track in tracks_of(folder)] or [list(sources)]
            shots, count = side_by_side(tracks)
            for tiles in itertools.islice(shots(), 1):
                yield Progress(0, count, found=FilmBegun(frame_of(tiles, columns=options.columns)))
            for taken in make_film(target, shots, count, settled(options, plans_of(sources))):
                yield Progress(taken, count)
        except GanStudioError as error:
            yield Progress(found=JobFailed(str(error)))
        else:
            yield Progress(count, count, found=JobReady(target))

    return work


def _in_one_line(error: GanStudioError) -> str:
    """The sentence; of what a script said below it, the last line, which names the fault."""
    sentence, *said = str(error).splitlines()
    return f"{sentence} ({said[-1].strip()})" if said else sentence
