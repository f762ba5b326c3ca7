"""The contact sheet and the films of a job, from its PNGs or straight from the renderer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from ganstudio.errors import GanStudioError, JobError
from ganstudio.jobs.channels import EachMap, EachMapOfLayers, EachStyle
from ganstudio.jobs.compose import Pixels, Tile
from ganstudio.jobs.differences import differing
from ganstudio.jobs.films import Shots, make_film
from ganstudio.jobs.manifest import Job, cannot_write, part_path, sheet_name, sheets
from ganstudio.jobs.outputs import FILM_ENDINGS, FilmOptions, SheetOptions
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.plans import Plan, Product, Walk
from ganstudio.jobs.plots import Plot
from ganstudio.jobs.rendering import BatchRenderer, batches, render_pictures
from ganstudio.jobs.sheet_plans import PLAN_KEY, add_plan, holds_all
from ganstudio.jobs.sheets import SheetCell, rearranged, sheet_pages
from ganstudio.jobs.tracks import shows_rows
from ganstudio.recipe.portrait import Portrait
from ganstudio.recipe.sheet_maps import SHEET_KEY, map_chunk
from ganstudio.whole_file import whole_file
from ganstudio.words import tr

Pictures = Callable[[], Iterator[PlannedPicture]]


@dataclass(frozen=True)
class ProductStep:
    """How far a sheet or film is: its file's name, pictures taken in, and all."""

    name: str
    taken: int
    count: int


def make_products(
    folder: Path, job: Job, renderer: BatchRenderer, *, pictures: Pictures, known: int
) -> Iterator[ProductStep]:
    """Makes the sheet and the films that are not there yet, a picture a step.

    Args:
        folder: The job's.
        job: What is wanted.
        renderer: Used where no PNGs are kept.
        pictures: The usable pictures of the plan, in order; may be asked more than once.
        known: How many they are, if PNGs are kept.

    Raises:
        JobError: A file cannot be written, or no picture is left to show.
    """
    kept = folder if job.outputs.pictures else None
    if job.outputs.sheet is not None and not sheets(folder):
        shown = shown_images(job.plan, pictures(), kept, renderer, batch=job.batch)
        yield from make_sheet(folder, job, job.outputs.sheet, shown)
    for number, options in enumerate(job.outputs.films, start=1):
        name = "film" if len(job.outputs.films) == 1 else f"film_{number}"
        path = folder / f"{name}{FILM_ENDINGS[options.format]}"
        if not path.exists():
            shots, count = shots_of(job.plan, pictures, kept, renderer, batch=job.batch, known=known)
            for taken in make_film(path, shots, count, settled(options, [job.plan])):
                yield ProductStep(path.name, taken, count)


def settled(options: FilmOptions, plans: Sequence[Plan]) -> FilmOptions:
    """The options of a film of these plans' pictures: order `auto` is a loop where all end where they began.

    A plot has the columns of its other axes.
    """
    if len(plans) == 1 and isinstance(plans[0], Plot) and not options.columns:
        options = msgspec.structs.replace(options, columns=plans[0].frame[1])
    if options.order != "auto":
        return options
    goes_round = bool(plans) and all(isinstance(plan, Walk) and plan.closed for plan in plans)
    return msgspec.structs.replace(options, order="loop" if goes_round else "pingpong")


def product_names(folder: Path) -> list[str]:
    """The sheets and films of a job that are there."""
    return sorted(path.name for path in folder.iterdir() if path.stem.partition("_")[0] in ("sheet", "film"))


def images(
    pictures: Iterable[PlannedPicture], folder: Path | None, renderer: BatchRenderer, *, batch: int = 1
) -> Iterator[tuple[PlannedPicture, Pixels]]:
    """Each planned picture with its pixels, from its PNG in the folder or rendered where there is none.

    Raises:
        JobError: A PNG is gone.
    """
    if folder is None:
        for group in batches(iter(pictures), max(1, batch)):
            renderings = render_pictures(renderer, group)
            yield from zip(group, (rendering.portrait.image for rendering in renderings), strict=True)
        return
    for picture in pictures:
        try:
            yield picture, Portrait.open(folder / picture.name).image
        except GanStudioError as error:
            raise JobError(tr("{error} Resume the job to make it again.", error=error)) from error


def shown_images(
    plan: Plan, pictures: Iterable[PlannedPicture], folder: Path | None, renderer: BatchRenderer, *, batch: int = 1
) -> Iterator[tuple[PlannedPicture, Pixels]]:
    """Each planned picture as sheets and films show it: as it is, or what a plot wants to see of it."""
    shown = images(pictures, folder, renderer, batch=batch)
    reference = plan.reference if isinstance(plan, Plot) else None
    if not isinstance(plan, Plot) or plan.differences is None or reference is None:
        return shown
    ((_, pixels),) = images([reference], None, renderer)
    return differing(shown, pixels, plan.differences.gain)


def make_sheet(
    folder: Path, job: Job, options: SheetOptions, shown: Iterator[tuple[PlannedPicture, Pixels]]
) -> Iterator[ProductStep]:
    """Writes sheet.png, or sheet_1.png, sheet_2.png, ... where one page is not enough."""
    plan = job.plan
    grid = plan.grid
    cells: Iterator[SheetCell] = (
        SheetCell(
            image=image,
            row=picture.cell[0],
            column=picture.cell[1],
            row_caption=picture.row,
            column_caption=picture.column,
            shown=picture.shown,
            number=picture.number,
            page=picture.page,
        )
        for picture, image in shown
    )
    if isinstance(plan, Walk) and plan.walks == 1:
        columns = options.columns or grid[1]  # its rows and columns have no names of their own
    else:
        columns = options.columns or (sheet_columns(plan.total, together=_together(plan)) if 1 in grid else 0)
    if columns:
        cells = rearranged(cells, columns)
        grid = (-(-plan.total // columns), columns)
    pages: list[Path] = []
    taken = 0
    block = plan.block if isinstance(plan, Plot) and not columns else 0
    for page in sheet_pages(cells, grid, options, block=block):
        path = folder / sheet_name(len(pages) + 1)
        if page is None:
            taken += 1
        else:
            _save_page(page, path, job)
            pages.append(path)
        yield ProductStep(path.name, min(taken, plan.total), plan.total)


def _save_page(page: Image.Image, path: Path, job: Job) -> None:
    chunks = map_chunk(page.info[SHEET_KEY])
    if holds_all(job.plan):
        add_plan(chunks, job.plan, job.model, page.info[PLAN_KEY])
    try:
        with whole_file(path, part_path(path), sync=False) as part:
            page.save(part, format="PNG", pnginfo=chunks)
    except OSError as error:
        raise cannot_write(path, error) from error


def sheet_columns(count: int, *, together: int = 1) -> int:
    """Columns for pictures without a grid of their own: wider than high, so many together never parted."""
    wanted = max(1, min(count, int(np.ceil(np.sqrt(count * 1.6)))))
    return -(-wanted // together) * together


def _together(plan: Plan) -> int:
    """How many pictures are to stand side by side: a map raised and lowered do."""
    return 2 if isinstance(plan, Product) and isinstance(plan.variation, EachMap | EachMapOfLayers | EachStyle) else 1


def shots_of(
    plan: Plan, pictures: Pictures, folder: Path | None, renderer: BatchRenderer, *, batch: int = 1, known: int = 0
) -> tuple[Shots, int]:
    """What a film shows, and how many pictures long it is.

    Several faces with several steps each go side by side; anything else comes one picture after another.
    """
    if isinstance(plan, Plot) and plan.total > plan.steps:
        return _frames_of_plot(plan, pictures, folder, renderer), plan.steps
    if shows_rows(plan):
        return _side_by_side(pictures, folder, renderer), plan.grid[1]

    def one_by_one() -> Iterator[list[Tile]]:
        for picture, image in shown_images(plan, pictures(), folder, renderer, batch=batch):
            yield [Tile(image, picture.caption)]

    return one_by_one, known or sum(1 for _ in pictures())


def _side_by_side(pictures: Pictures, folder: Path | None, renderer: BatchRenderer) -> Shots:
    """Step after step, all faces of a step at once."""

    def steps() -> Iterator[list[Tile]]:
        by_step: dict[int, list[PlannedPicture]] = {}
        for picture in pictures():  # recipes share their arrays, so holding them costs little
            by_step.setdefault(picture.cell[1], []).append(picture)
        for step in sorted(by_step):
            shown = images(by_step[step], folder, renderer, batch=len(by_step[step]))
            yield [Tile(image, picture.caption) for picture, image in shown]

    return steps


def _frames_of_plot(plot: Plot, pictures: Pictures, folder: Path | None, renderer: BatchRenderer) -> Shots:
    """Step after step along the axis of time, each a page of the other axes."""

    def steps() -> Iterator[list[Tile]]:
        frames: dict[int, dict[int, PlannedPicture]] = {}
        for picture in pictures():
            frame, place = plot.place_in_film(picture.cell)
            frames.setdefault(frame, {})[place] = picture
        for step in sorted(frames):
            placed = [frames[step][place] for place in sorted(frames[step])]
            shown = shown_images(plot, placed, folder, renderer, batch=len(placed))
            yield [Tile(image, picture.caption) for picture, image in shown]

    return steps
