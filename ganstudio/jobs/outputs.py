"""What a job gives besides its pictures: a contact sheet, a film; and the choices that belong to each."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.spacing import Easing, ease
from ganstudio.words import tr

FilmFormat = Literal["gif", "webp", "apng", "mp4"]
FilmOrder = Literal["auto", "forward", "pingpong", "loop"]
Palette = Literal["frame", "film"]

FILM_ENDINGS: dict[FilmFormat, str] = {"gif": ".gif", "webp": ".webp", "apng": ".apng", "mp4": ".mp4"}
FASTEST: dict[FilmFormat, float] = {"gif": 50.0, "webp": 1000.0, "apng": 1000.0, "mp4": 240.0}
"""Frames a second: viewers show GIF frames shorter than 2/100 s much slower; WebP counts whole milliseconds."""

MOST_TILES = 36
"""Films side by side; a plan of more faces is shown one picture after another."""

LARGEST_SIDE = 8192
LIMITS = {"size": LARGEST_SIDE, "quality": 100, "hold": 3600, "columns": 100}
"""Largest values of a film's numbers; the least is 0."""


class SheetOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contact sheet.

    Attributes:
        tile: Height of each picture on it, in pixels; 0 for as it is, with captions 128 at least.
        captions: Whether rows and columns are named.
        columns: Pictures a row; 0 for the plan's own grid.
    """

    tile: int = 128
    captions: bool = True
    columns: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.tile <= LARGEST_SIDE:
            raise JobError(
                tr(
                    "Pictures of {height} pixels were asked for on the sheet; 0 to {most} fit.",
                    height=self.tile,
                    most=LARGEST_SIDE,
                )
            )


class FilmOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A film.

    Attributes:
        format: `gif`, `webp`, `apng` or `mp4`.
        fps: Frames a second.
        order: `forward` plays once; `loop` begins again; `pingpong` goes there and back (0 1 2 3 4 3 2 1) and again;
            `auto` is `loop` where the pictures end where they began, else `pingpong`.
        hold: Extra seconds that the first and the last picture stay.
        easing: How the movement starts and stops; the film's length stays.
        size: Height of a picture in pixels; 0 for as it is, with captions 128 at least.
        columns: Films side by side in a row; 0 for a square arrangement.
        captions: Whether values are written below each picture.
        palette: GIF: 256 colors for the whole `film`, or chosen anew for each `frame`.
        dither: GIF: mix neighbouring pixels for colors that the palette lacks.
        quality: MP4 and WebP: 0 (small) to 100 (best); WebP at 100 is lossless.
        repeats: MP4, which knows no endless loop: how often it plays.
    """

    format: FilmFormat = "mp4"
    fps: float = 12.0
    order: FilmOrder = "auto"
    hold: float = 0.0
    easing: Easing = "linear"
    size: int = 0
    columns: int = 0
    captions: bool = False
    palette: Palette = "frame"
    dither: bool = True
    quality: int = 85
    repeats: int = 1

    def __post_init__(self) -> None:
        ease(self.easing, 0.0)
        fastest = FASTEST.get(self.format)
        if fastest is None:
            raise JobError(
                tr("A film cannot be a '{format}'; choose {names}.", format=self.format, names=", ".join(FASTEST))
            )
        if not 0.01 <= self.fps <= fastest:
            raise JobError(
                tr(
                    "{fps:g} frames a second were asked for; a {format} takes 0.01 to {fastest:g}.",
                    fps=self.fps,
                    format=self.format,
                    fastest=fastest,
                )
            )
        for name, most in LIMITS.items():
            value = getattr(self, name)
            if not 0 <= value <= most:
                raise JobError(
                    tr("The film's {name} is {value}; 0 to {most} are accepted.", name=name, value=value, most=most)
                )
        if not 1 <= self.repeats <= 1000:
            raise JobError(tr("The film is to play {count} times; 1 to 1000 are accepted.", count=self.repeats))


class Outputs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a job leaves behind.

    Attributes:
        pictures: Whether a PNG with its recipe is kept for each picture; a job that keeps them can be continued.
        sheet: A contact sheet, or None.
        films: Each becomes a file.
    """

    pictures: bool = True
    sheet: SheetOptions | None = None
    films: tuple[FilmOptions, ...] = ()

    def __post_init__(self) -> None:
        if not (self.pictures or self.sheet or self.films):
            raise JobError(tr("The job would leave nothing behind. Choose pictures, a contact sheet or a film."))


def film_format(path: PurePath) -> FilmFormat:
    """The format that a file's ending stands for.

    Raises:
        JobError: No film is written with that ending.
    """
    ending = path.suffix.lower()
    found = next(
        (name for name, known in FILM_ENDINGS.items() if known == ending), "apng" if ending == ".png" else None
    )
    if found is None:
        raise JobError(
            tr(
                "'{name}' does not end as a film: {endings}. Rename it.",
                name=path.name,
                endings=", ".join(FILM_ENDINGS.values()),
            )
        )
    return found
