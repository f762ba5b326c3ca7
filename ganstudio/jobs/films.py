"""Makes a film of pictures that come one after another; memory does not grow with its length."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Pixels, Tile, frame_of
from ganstudio.jobs.film_files import ApngWriter, FilmWriter, WebpWriter
from ganstudio.jobs.gif import GifWriter, gif_palette
from ganstudio.jobs.manifest import cannot_write, part_path
from ganstudio.jobs.mp4 import Mp4Writer
from ganstudio.jobs.outputs import FILM_ENDINGS, FilmOptions
from ganstudio.jobs.timeline import showing_times, way_back, whole_ticks
from ganstudio.whole_file import whole_file
from ganstudio.words import tr

Tiles = Sequence[Tile]
Shots = Callable[[], Iterable[Tiles]]
"""Gives the film's pictures from the first on, each as the tiles that are side by side; may be asked more than once."""

PALETTE_SAMPLES = 24


def make_film(path: Path, shots: Shots, count: int, options: FilmOptions) -> Iterator[int]:
    """Writes a film step by step, giving after each step how many pictures have been taken in.

    The file appears under its name when it is complete. Closing the iterator early leaves nothing.

    Args:
        path: Where to; replaced if it exists.
        shots: The pictures.
        count: How many they are.
        options: Format, rate, order and the like.

    Raises:
        JobError: There is no picture, or the file cannot be written.
    """
    if count < 1:
        raise JobError(tr("There is no picture to make a film of."))
    try:
        ending = FILM_ENDINGS[options.format]  # imageio tells a film by it, whatever the file's own is
        with whole_file(path, part_path(path.with_name(f"film{ending}")), sync=False) as part:
            yield from _write(part, shots, count, options)
    except OSError as error:
        raise cannot_write(path, error) from error


def _write(part: Path, shots: Shots, count: int, options: FilmOptions) -> Iterator[int]:
    times = showing_times(count, options)
    back = way_back(count, options)
    repeats = options.repeats if options.format == "mp4" else 1
    keep = bool(back) or repeats > 1
    palette = None
    if options.format == "gif" and options.palette == "film":
        palette = yield from _film_palette(shots, count, options)
    with open_writer(part, options, palette) as writer, _Spool(keep) as spool:
        durations = [*times, *(times[index] for index in back)] * repeats
        ticks = whole_ticks(durations, writer.tick, shortest=writer.shortest)
        taken = 0
        for frame in _frames(shots, options):
            if taken == count:
                break
            spool.keep(frame)
            _add(writer, frame, next(ticks))
            taken += 1
            yield taken
        if taken < count:
            raise JobError(
                tr("The film was to have {count} pictures, and {taken} came. Start it again.", count=count, taken=taken)
            )
        for index in [*back, *[*range(count), *back] * (repeats - 1)]:
            _add(writer, spool.frame(index), next(ticks))
            yield taken


def _add(writer: FilmWriter, frame: Pixels, ticks: int) -> None:
    if ticks:
        writer.add(frame, ticks)


def _frames(shots: Shots, options: FilmOptions) -> Iterator[Pixels]:
    size: tuple[int, ...] | None = None
    for tiles in shots():
        frame = frame_of(tiles, height=options.size, columns=options.columns, captions=options.captions)
        size = size or frame.shape
        if frame.shape != size:  # pictures of several models: the first one's size is the film's
            frame = np.asarray(Image.fromarray(frame).resize((size[1], size[0]), Image.Resampling.LANCZOS))
        yield frame


def open_writer(path: Path, options: FilmOptions, palette: Image.Image | None = None) -> FilmWriter:
    """The writer of a format."""
    endless = options.order != "forward"
    match options.format:
        case "gif":
            return GifWriter(path, endless=endless, palette=palette, dither=options.dither)
        case "webp":
            return WebpWriter(path, endless=endless, quality=options.quality)
        case "apng":
            return ApngWriter(path, endless=endless)
        case "mp4":
            return Mp4Writer(path, fps=options.fps, quality=options.quality)


def _film_palette(shots: Shots, count: int, options: FilmOptions) -> Generator[int, None, Image.Image]:
    """256 colors for a whole film, from pictures spread evenly over it; a step for each picture looked at."""
    wanted = set(np.linspace(0, count - 1, min(count, PALETTE_SAMPLES)).round().astype(int).tolist())
    samples: list[Image.Image] = []
    for index, frame in enumerate(_frames(shots, options)):
        if index in wanted:
            samples.append(Image.fromarray(frame))
            samples[-1].thumbnail((256, 256), Image.Resampling.NEAREST)
        yield 0
    return gif_palette(samples, pixels=1 << 16)


class _Spool:
    """Frames on disk, for the way back; a context manager that deletes them."""

    def __init__(self, keeps: bool) -> None:
        self._file = tempfile.TemporaryFile(prefix="ganstudio-film-") if keeps else None  # noqa: SIM115 - closed below
        self._shape: tuple[int, ...] = ()

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def keep(self, frame: Pixels) -> None:
        """Appends a frame; all have one shape."""
        if self._file is not None:
            self._shape = frame.shape
            self._file.write(np.ascontiguousarray(frame).tobytes())

    def frame(self, index: int) -> Pixels:
        """One kept before."""
        if self._file is None:
            raise AssertionError("nothing was kept")
        length = int(np.prod(self._shape))
        self._file.seek(index * length)
        return np.frombuffer(self._file.read(length), np.uint8).reshape(self._shape)
