"""Writers of animated WebP and APNG that keep one picture in memory: each is encoded alone and then joined.

Pillow encodes the single pictures; its own writers of animations gather all frames first, so their memory grows.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import numpy as np
from PIL import Image

from ganstudio.jobs.compose import Pixels

FOREVER = 0


class FilmWriter(Protocol):
    """Takes pictures one after another; leaving the `with` block without an error completes the file."""

    def add(self, picture: Pixels, ticks: int) -> None:
        """Adds a picture, uint8 [H, W, 3], for a number of ticks."""

    @property
    def tick(self) -> float:
        """Seconds of a tick."""

    @property
    def shortest(self) -> int:
        """Fewest ticks of a picture."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _FileWriter:
    """Opens the file, and leaves the end of it to the kind of film."""

    tick = 0.001
    shortest = 1

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("w+b")
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is None and self._count:
                self._complete()

    def _complete(self) -> None:
        raise NotImplementedError


class WebpWriter(_FileWriter):
    """Animated WebP, every picture whole. Source: Google, "WebP Container Specification"."""

    def __init__(self, path: Path, *, endless: bool, quality: int) -> None:
        """Opens the file; at quality 100 pictures keep every pixel."""
        super().__init__(path)
        self._loops = FOREVER if endless else 1
        self._quality = quality

    def add(self, picture: Pixels, ticks: int) -> None:
        """Adds a picture for `ticks` milliseconds."""
        image = Image.fromarray(picture)
        buffer = io.BytesIO()
        image.save(buffer, format="WEBP", quality=self._quality, lossless=self._quality == 100, method=4)
        frame = b"".join(tag + content for tag, content in _webp_chunks(buffer.getvalue()))
        size = _uint24(image.width - 1) + _uint24(image.height - 1)
        if not self._count:
            self._file.write(b"RIFF\x00\x00\x00\x00WEBP")
            self._file.write(b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + size)  # 2: it is an animation
            self._file.write(b"ANIM" + struct.pack("<IIH", 6, 0, self._loops))
        header = _uint24(0) + _uint24(0) + size + _uint24(min(ticks, 0xFFFFFF)) + b"\x02"  # 2: replaces what was there
        self._file.write(b"ANMF" + struct.pack("<I", len(header) + len(frame)) + header + frame)
        self._count += 1

    def _complete(self) -> None:
        length = self._file.tell()
        self._file.seek(4)
        self._file.write(struct.pack("<I", length - 8))


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a still WebP that hold its picture: tag and size-and-content, padded to even length."""
    position = 12
    while position + 8 <= len(content):
        tag = content[position : position + 4]
        (length,) = struct.unpack("<I", content[position + 4 : position + 8])
        end = position + 8 + length + length % 2
        if tag in (b"VP8 ", b"VP8L", b"ALPH"):
            yield tag, content[position + 4 : end]
        position = end


def _uint24(number: int) -> bytes:
    return number.to_bytes(3, "little")


class ApngWriter(_FileWriter):
    """Animated PNG, every pixel kept. Source: W3C, "Portable Network Graphics (Third Edition)", section 11.3.4."""

    def __init__(self, path: Path, *, endless: bool) -> None:
        """Opens the file."""
        super().__init__(path)
        self._plays = FOREVER if endless else 1
        self._sequence = 0
        self._control_at = 0

    def add(self, picture: Pixels, ticks: int) -> None:
        """Adds a picture for `ticks` milliseconds."""
        buffer = io.BytesIO()
        image = Image.fromarray(np.ascontiguousarray(picture))
        image.save(buffer, format="PNG", compress_level=6)
        chunks = list(_png_chunks(buffer.getvalue()))
        if not self._count:
            self._file.write(b"\x89PNG\r\n\x1a\n")
            self._chunk(b"IHDR", next(content for tag, content in chunks if tag == b"IHDR"))
            self._control_at = self._file.tell()
            self._chunk(b"acTL", struct.pack(">II", 1, self._plays))
        delay = (min(ticks, 0xFFFF), 1000) if ticks <= 0xFFFF else (min(ticks // 10, 0xFFFF), 100)
        self._chunk(b"fcTL", struct.pack(">IIIIIHHBB", self._next(), *image.size, 0, 0, *delay, 0, 0))
        for tag, content in chunks:
            if tag == b"IDAT" and not self._count:
                self._chunk(b"IDAT", content)
            elif tag == b"IDAT":
                self._chunk(b"fdAT", struct.pack(">I", self._next()) + content)
        self._count += 1

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence - 1

    def _chunk(self, tag: bytes, content: bytes) -> None:
        checked = tag + content
        self._file.write(struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked)))

    def _complete(self) -> None:
        self._chunk(b"IEND", b"")
        self._file.seek(self._control_at)
        self._chunk(b"acTL", struct.pack(">II", self._count, self._plays))


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 8
    while position < len(content):
        (length,) = struct.unpack(">I", content[position : position + 4])
        yield content[position + 4 : position + 8], content[position + 8 : position + 8 + length]
        position += 12 + length
