"""Films of pictures that are on disk already: the files of a folder or a job, several of them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Tile
from ganstudio.jobs.films import Shots
from ganstudio.jobs.manifest import MANIFEST, read_job
from ganstudio.jobs.plans import Plan, PlannedPicture
from ganstudio.jobs.sources import folder as folder_source

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


def track_of(folder: Path) -> list[Path]:
    """The pictures of a folder: in the plan's order if a job made them, else in the order of their names.

    Raises:
        JobError: There are none.
    """
    if (folder / MANIFEST).exists():
        planned = read_job(folder).plan.pictures()
        files = [folder / picture.name for picture in planned if isinstance(picture, PlannedPicture)]
        files = [path for path in files if path.exists()]
    else:
        names = folder_source(folder).files
        files = [folder / name for name in names if name.lower().endswith(PICTURE_ENDINGS)]
    if not files:
        raise JobError(f"{folder} has no pictures to make a film of.")
    return files


def plans_of(sources: Sequence[Path]) -> list[Plan]:
    """The plans of folders that jobs made; none where a source is anything else."""
    if not all((source / MANIFEST).exists() for source in sources):
        return []
    return [read_job(source).plan for source in sources]


def side_by_side(tracks: Sequence[Sequence[Path]]) -> tuple[Shots, int]:
    """A film that shows one picture of each track at a time, and its length; a shorter track rests at its end.

    Captions are the files' names without their numbers, or the folders' where there are several.
    """
    count = max(len(track) for track in tracks)

    def shots() -> Iterator[list[Tile]]:
        for step in range(count):
            chosen = [track[min(step, len(track) - 1)] for track in tracks]
            yield [Tile(_pixels(path), path.parent.name if len(tracks) > 1 else _words(path)) for path in chosen]

    return shots, count


def _words(path: Path) -> str:
    return path.stem.partition("__sample_")[0]


def _pixels(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    try:
        with Image.open(path) as picture:
            mode = picture.mode if picture.mode in ("L", "RGB", "RGBA") else "RGB"
            return np.asarray(picture.convert(mode))
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise JobError(f"{path} is not a picture, or is damaged ({error}). Take it out of the film.") from error
