"""Reads a model file into memory, as it was at one moment: a file that is mapped kills the program when it is cut."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from ganstudio.errors import CheckpointError
from ganstudio.interruption import check_interruption
from ganstudio.words import tr

MOST_BYTES: Final = 16 << 30
"""No StyleGAN file comes near: the largest known have 1 GB."""
_CHUNK: Final = 8 << 20
Progress = Callable[[int, int], None]
"""Called with the number of bytes read and the number in all."""


@dataclass(frozen=True, eq=False)
class FileContent:
    """A file's bytes, and their md5 as 32 hexadecimal digits."""

    content: bytes
    md5: str


def read_content(stream: BinaryIO, path: Path, progress: Progress | None = None) -> FileContent:
    """All bytes of a file that is open at its beginning.

    Args:
        stream: The file.
        path: Its name, under which it has to be there afterwards too.
        progress: Told after each part.

    Raises:
        CheckpointError: It is too large, or was changed while it was read.
        InterruptedWork: Reading is to end.
        OSError: It cannot be read.
    """
    before = os.fstat(stream.fileno())
    total = before.st_size
    if total > MOST_BYTES:
        raise CheckpointError(
            tr("The file has {size:,} bytes; a model has at most {most:,}.", size=total, most=MOST_BYTES)
        )
    digest = hashlib.md5(usedforsecurity=False)
    parts: list[bytes] = []
    done = 0
    while done < total:
        check_interruption()
        part = stream.read(min(_CHUNK, total - done))
        if not part:
            break
        parts.append(part)
        digest.update(part)
        done += len(part)
        if progress is not None:
            progress(done, total)
    check_interruption()
    if done < total or not _same(before, os.fstat(stream.fileno())) or not _same(before, path.stat()):
        raise CheckpointError(
            tr("The file was changed while it was read. Wait until it is written, then open it again.")
        )
    return FileContent(b"".join(parts), digest.hexdigest())


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) == (
        other.st_dev,
        other.st_ino,
        other.st_size,
        other.st_mtime_ns,
    )
