"""Reads the pictures of a film again: GIF, animated WebP and APNG with Pillow, MP4 with ffmpeg."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import imageio_ffmpeg
import numpy as np
from PIL import Image

from ganstudio.errors import JobError
from ganstudio.jobs.compose import Pixels
from ganstudio.words import tr

_SHORTEST_S = 0.02
"""Viewers show pictures of a GIF that say less for a tenth of a second."""
_UNSAID_S = 0.1
_AS_PPM = ("-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "ppm", "-")


def read_film(path: Path) -> Iterator[tuple[Pixels, float]]:
    """The pictures of a film in their order.

    Yields:
        uint8 [H, W, 3], and for how many seconds it is shown.

    Raises:
        JobError: The file is gone, damaged or no film.
    """
    try:
        with path.open("rb") as stream:
            is_mp4 = stream.read(12)[4:8] == b"ftyp"
        yield from _read_mp4(path) if is_mp4 else _read_pictures(path)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise JobError(
            tr("{name} cannot be played ({error}). Choose another film.", name=path.name, error=error)
        ) from error


def first_picture(path: Path) -> Pixels:
    """The first picture of a film: uint8 [H, W, 3].

    Raises:
        JobError: The file is gone, damaged or no film.
    """
    for picture, _ in read_film(path):
        return picture
    raise JobError(tr("{name} has no pictures. Choose another film.", name=path.name))


def _read_pictures(path: Path) -> Iterator[tuple[Pixels, float]]:
    with Image.open(path) as film:
        number = 0
        while True:
            try:
                film.seek(number)
            except EOFError:
                return
            picture = np.asarray(film.convert("RGB"))
            seconds = film.info.get("duration", 0) / 1000.0
            yield picture, seconds if seconds >= _SHORTEST_S else _UNSAID_S
            number += 1


def _read_mp4(path: Path) -> Iterator[tuple[Pixels, float]]:
    """By way of ffmpeg, which says its rate on stderr and gives the pictures as PPM, one after another."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-i", str(path), *_AS_PPM]
    with tempfile.TemporaryFile(prefix="ganstudio-film-") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        try:
            assert process.stdout is not None
            seconds = 0.0
            while (picture := _next_ppm(process.stdout)) is not None:
                seconds = seconds or 1.0 / _rate(said)
                yield picture, seconds
            if not seconds:
                raise ValueError(tr("ffmpeg finds no pictures in it"))
        finally:
            process.kill()
            process.communicate()


def _next_ppm(stream: IO[bytes]) -> Pixels | None:
    """The next picture of a stream; None at its end."""
    if stream.readline() != b"P6\n":
        return None
    width, height = map(int, stream.readline().split())
    stream.readline()  # 255
    content = stream.read(width * height * 3)
    return np.frombuffer(content, np.uint8).reshape(height, width, 3)


def _rate(said: IO[bytes]) -> float:
    """Pictures a second, as ffmpeg has said."""
    said.seek(0)
    found = re.search(rb"([\d.]+) fps", said.read())
    said.seek(0, 2)
    return float(found[1]) if found and float(found[1]) > 0 else 1.0 / _UNSAID_S
