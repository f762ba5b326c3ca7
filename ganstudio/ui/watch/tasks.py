"""Making, reading and writing films that are played, as tasks of the render thread. No Qt."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.watch.film import Order
from ganstudio.words import tr, trn
from ganstudio.workspace.files import inside

if TYPE_CHECKING:
    from ganstudio.api import Studio

UInt8Array = npt.NDArray[np.uint8]
Shown = tuple[UInt8Array, float]
"""A picture and for how many seconds it is shown."""

FILMS = "films"
"""The folder, among the portraits, in which films are kept that were made while watching."""
_ORDERS: dict[Order, Literal["forward", "loop", "pingpong"]] = {
    Order.LOOP: "loop",
    Order.BACK_AND_FORTH: "pingpong",
    Order.ONCE: "forward",
}


def render(recipes: Sequence[Recipe], seconds: float) -> Work[Shown]:
    """The pictures of recipes one after another, each shown for so long."""

    def work(studio: Studio) -> Iterator[Progress[Shown]]:
        for done, recipe in enumerate(recipes, start=1):
            picture = studio.render(recipe).image
            yield Progress(done, len(recipes), _so_many(done, len(recipes)), found=(_rgb(picture), seconds))

    return work


def read(path: Path) -> Work[Shown]:
    """The pictures of a film's file."""

    def work(_studio: Studio) -> Iterator[Progress[Shown]]:
        from ganstudio.jobs.film_reading import read_film

        for done, shown in enumerate(read_film(path), start=1):
            yield Progress(done, 0, trn("{number} picture", "{number} pictures", done), found=shown)

    return work


def film_in(folder: Path) -> Path | None:
    """The film that a job made in its folder, the first of several; None where it made none."""
    from ganstudio.jobs.outputs import FILM_ENDINGS

    named = (folder / f"{stem}{ending}" for stem in ("film", "film_1") for ending in FILM_ENDINGS.values())
    return next((path for path in named if path.exists()), None)


def read_pictures(folder: Path, seconds: float) -> Work[Shown]:
    """The pictures of a job, or of a folder, in their order, each shown for so long; its sheet where there are none."""

    def work(_studio: Studio) -> Iterator[Progress[Shown]]:
        from ganstudio.errors import JobError
        from ganstudio.jobs.manifest import sheets
        from ganstudio.jobs.tracks import pixels_of, tracks_of

        try:
            paths = [path for track in tracks_of(folder) for path in track]
        except JobError:
            paths = sheets(folder)
            if not paths:
                raise
        for done, path in enumerate(paths, start=1):
            yield Progress(done, len(paths), _so_many(done, len(paths)), found=(_rgb(pixels_of(path)), seconds))

    return work


def save(portraits: Path, name: str, pictures: Sequence[UInt8Array], *, fps: float, order: Order) -> Work[Path]:
    """Writes a film beside the portraits under a name that is free, and gives its path.

    Args:
        portraits: The workspace's folder.
        name: With the ending of its format, such as `mouth_open.gif`.
        pictures: uint8 [H, W, 3] each.
        fps: Pictures a second.
        order: What comes after the last picture.
    """

    def work(_studio: Studio) -> Iterator[Progress[Path]]:
        from ganstudio.jobs.compose import Tile
        from ganstudio.jobs.films import make_film
        from ganstudio.jobs.outputs import FilmOptions, film_format

        path = _free(inside(portraits / FILMS, portraits.parent) / name)
        kind = film_format(path)
        options = FilmOptions(format=kind, fps=min(fps, 50.0), order=_ORDERS[order], repeats=3 if kind == "mp4" else 1)
        path.parent.mkdir(exist_ok=True)
        for done in make_film(path, lambda: ((Tile(one),) for one in pictures), len(pictures), options):
            yield Progress(done, len(pictures), _so_many(done, len(pictures)))
        yield Progress(len(pictures), len(pictures), found=path)

    return work


def _free(wanted: Path) -> Path:
    numbered = (wanted.with_stem(f"{wanted.stem}_{number:02d}") for number in itertools.count(1))
    return next(path for path in numbered if not path.exists())


def _rgb(picture: UInt8Array) -> UInt8Array:
    from ganstudio.jobs.compose import as_rgb

    return np.asarray(as_rgb(picture))


def _so_many(done: int, count: int) -> str:
    return tr("{done} of {count} pictures", done=done, count=count)
