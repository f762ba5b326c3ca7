"""Writes GIF: ffmpeg finds each picture's colors and encodes; how long each is shown is written afterwards."""

from __future__ import annotations

import math
import struct
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import imageio_ffmpeg
import numpy as np
from PIL import Image

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Pixels
from ganstudio.words import tr

_OWN_COLORS = "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither="
_CONTROL = b"\x21\xf9\x04"
"""Begins a frame's graphic control extension: packed bits, delay, transparent color (GIF89a, 23)."""


class GifWriter:
    """A film that ffmpeg writes, picture by picture. Source of the format: W3C, "Graphics Interchange Format 89a"."""

    tick = 0.01  # seconds
    shortest = 2  # viewers play anything shorter as 1/10 s

    def __init__(self, path: Path, *, endless: bool, palette: Image.Image | None, dither: bool) -> None:
        """Makes the file; ffmpeg starts with the first picture, whose size is the film's.

        Args:
            path: Where to.
            endless: Whether it plays again and again.
            palette: A picture of mode P whose colors all pictures take, which Pillow then finds; None for colors of its
                own for each, which ffmpeg finds.
            dither: Error diffusion; ffmpeg's with Sierra's two rows, smaller and truer here than Floyd and Steinberg's.
        """
        path.touch()  # a folder that is gone or full is said before ffmpeg starts
        self._path = path
        self._loop = "0" if endless else "-1"
        self._palette = palette
        self._dither = "sierra2" if dither else "none"
        self._ticks: list[int] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._said = tempfile.TemporaryFile(prefix="ganstudio-gif-")  # noqa: SIM115 - closed at the end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._said:
            if self._process is not None:
                self._end(is_whole=kind is None)

    def add(self, picture: Pixels, ticks: int) -> None:
        """Adds a picture for `ticks` hundredths of a second.

        Raises:
            JobError: ffmpeg cannot write it.
        """
        if self._process is None:
            self._process = self._start(picture)
        self._ticks.append(min(ticks, 0xFFFF))
        try:
            _input(self._process).write(self._raw(picture))
        except OSError as error:
            raise self._failure() from error

    def _raw(self, picture: Pixels) -> bytes:
        """The picture as ffmpeg takes it: RGB, or indices and 256 colors of 4 bytes (blue, green, red, alpha)."""
        if self._palette is None:
            return np.ascontiguousarray(picture).tobytes()
        dither = Image.Dither.NONE if self._dither == "none" else Image.Dither.FLOYDSTEINBERG
        indexed = Image.fromarray(picture).quantize(palette=self._palette, dither=dither)
        table = np.full((256, 4), 255, np.uint8)
        colors = np.asarray(indexed.getpalette(), np.uint8).reshape(-1, 3)
        table[: len(colors), :3] = colors[:256, ::-1]
        return indexed.tobytes() + table.tobytes()

    def _start(self, picture: Pixels) -> subprocess.Popen[bytes]:
        size = f"{picture.shape[1]}x{picture.shape[0]}"
        kind = "rgb24" if self._palette is None else "pal8"
        filters = ("-filter_complex", _OWN_COLORS + self._dither) if self._palette is None else ()
        pictures = ("-f", "rawvideo", "-pix_fmt", kind, "-s", size, "-r", "25", "-i", "-")
        result = ("-fps_mode", "passthrough", "-loop", self._loop, "-f", "gif", str(self._path))
        return subprocess.Popen(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *pictures, *filters, *result],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
        )

    def _end(self, *, is_whole: bool) -> None:
        if self._process is None:
            return
        if not is_whole:
            self._process.kill()
        with suppress(OSError):
            _input(self._process).close()
        failed = self._process.wait() != 0
        if is_whole:
            if failed:
                raise self._failure()
            _write_delays(self._path, self._ticks)

    def _failure(self) -> JobError:
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip().splitlines()
        return JobError(
            tr(
                "ffmpeg could not write the film ({reason}). Check the free space, or choose another size or format.",
                reason=said[-1] if said else tr("it ended early"),
            )
        )


def _input(process: subprocess.Popen[bytes]) -> BinaryIO:
    if process.stdin is None:
        raise AssertionError("it was started with a pipe")
    return process.stdin  # type: ignore[return-value]


def _write_delays(path: Path, ticks: list[int]) -> None:
    """Puts each frame's time into the file, in place of the constant one that it was encoded with."""
    with path.open("r+b") as file:
        content = file.read()
        places = list(_delays(content))
        if len(places) != len(ticks):
            raise JobError(
                tr(
                    "ffmpeg wrote {count} of the film's {total} pictures. Choose another format.",
                    count=len(places),
                    total=len(ticks),
                )
            )
        for place, delay in zip(places, ticks, strict=True):
            file.seek(place)
            file.write(struct.pack("<H", delay))


def _delays(content: bytes) -> list[int]:
    """Where the delay of each frame stands."""
    found: list[int] = []
    position = 13 + _table_bytes(content[10])
    while content[position] != 0x3B:
        if content[position] == 0x21:  # an extension: a label and blocks
            if content[position : position + 3] == _CONTROL:
                found.append(position + 4)
            position = _after_blocks(content, position + 2)
        else:  # a picture: place and size, perhaps a table, the code size, blocks
            position = _after_blocks(content, position + 11 + _table_bytes(content[position + 9]))
    return found


def _table_bytes(flags: int) -> int:
    return 6 << (flags & 7) if flags & 0x80 else 0


def _after_blocks(content: bytes, position: int) -> int:
    while content[position]:
        position += content[position] + 1
    return position + 1


def gif_palette(samples: list[Image.Image], *, pixels: int = 1 << 14) -> Image.Image:
    """The 256 colors that suit the samples best: median cut refined by k-means.

    For several samples maximal coverage is tried too, as median cut may spend all its colors on some of them.

    Args:
        samples: Pictures of one size, in three channels.
        pixels: About how many pixels are looked at in all; k-means takes its time.
    """
    shrink = min(1.0, math.sqrt(pixels / (len(samples) * samples[0].width * samples[0].height)))
    width, height = (max(1, round(side * shrink)) for side in samples[0].size)
    sheet = Image.new("RGB", (width, height * len(samples)))
    for index, sample in enumerate(samples):
        sheet.paste(sample.resize((width, height), Image.Resampling.NEAREST), (0, index * height))
    methods = [Image.Quantize.MEDIANCUT, Image.Quantize.MAXCOVERAGE][: len(samples)]
    candidates = [sheet.quantize(256, method=method, kmeans=1, dither=Image.Dither.NONE) for method in methods]
    truth = np.asarray(sheet, np.int16)
    return min(candidates, key=lambda found: float(np.abs(np.asarray(found.convert("RGB"), np.int16) - truth).mean()))
