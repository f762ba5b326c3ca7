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
from ganstudio.jobs.outputs import MOST_TILES
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.plans import Plan, Product, Walk
from ganstudio.jobs.plots import Plot
from ganstudio.jobs.sources import folder as folder_source
from ganstudio.words import tr
from ganstudio.workspace.pictures import LATENT_ENDINGS

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


def shows_rows(plan: Plan) -> bool:
    """Whether a film of the plan's pictures shows the rows of its grid side by side: faces with several steps each."""
    rows, columns = plan.grid
    several = isinstance(plan, Product) or (isinstance(plan, Walk) and plan.walks > 1)
    return several and 1 < rows <= MOST_TILES and columns > 1


def tracks_of(folder: Path) -> list[list[Path]]:
    """The pictures of a folder: in the plan's order if a job made them, else in the order of their names.

    Where the job's own film shows several side by side, each of these is a track.

    Raises:
        JobError: There are none.
    """
    tracks: dict[int, list[Path]] = {}
    if (folder / MANIFEST).exists():
        plan = read_job(folder).plan
        for picture in plan.pictures():
            if isinstance(picture, PlannedPicture) and (folder / picture.name).exists():
                tracks.setdefault(_track(plan, picture), []).append(folder / picture.name)
    else:
        names = folder_source(folder).files
        tracks[0] = [folder / name for name in names if name.lower().endswith(PICTURE_ENDINGS)]
    if not any(tracks.values()):
        raise JobError(tr("{folder} has no pictures to make a film of.", folder=folder))
    return [tracks[number] for number in sorted(tracks)]


def latents_of(folder: Path) -> list[Path]:
    """The latents that lie in a folder of pictures, which no film shows; none in a job's."""
    if not folder.is_dir() or (folder / MANIFEST).exists():
        return []
    return [folder / name for name in folder_source(folder).files if name.lower().endswith(LATENT_ENDINGS)]


def _track(plan: Plan, picture: PlannedPicture) -> int:
    """Which of the pictures side by side a picture belongs to."""
    if isinstance(plan, Plot):
        return plan.place_in_film(picture.cell)[1]
    return picture.cell[0] if shows_rows(plan) else 0


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
    folders = len({track[0].parent for track in tracks})

    def shots() -> Iterator[list[Tile]]:
        for step in range(count):
            chosen = [track[min(step, len(track) - 1)] for track in tracks]
            yield [Tile(pixels_of(path), path.parent.name if folders > 1 else _words(path)) for path in chosen]

    return shots, count


def _words(path: Path) -> str:
    return path.stem.partition("__sample_")[0]


def pixels_of(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A picture's pixels: uint8 [H, W] or [H, W, 3 or 4].

    Raises:
        JobError: The file is gone, damaged or no picture.
    """
    if path.suffix.lower() in LATENT_ENDINGS:
        raise JobError(tr("{path} is a latent, and a film is made of pictures. Make a picture of it first.", path=path))
    try:
        with Image.open(path) as picture:
            mode = picture.mode if picture.mode in ("L", "RGB", "RGBA") else "RGB"
            return np.asarray(picture.convert(mode))
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise JobError(
            tr("{path} is not a picture, or is damaged ({error}). Take it out of the film.", path=path, error=error)
        ) from error
