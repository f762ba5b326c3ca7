"""Files that appear under their name whole or not at all: written beside it, then renamed; and files read whole."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_PART = re.compile(r"\.ganstudio-(\d+)-[0-9a-f]{16}\.tmp")


@contextmanager
def whole_file(path: Path, part: Path | None = None, *, sync: bool = True) -> Iterator[Path]:
    """A file to write, which takes the place of `path` when the block ends well and is removed when it does not.

    Args:
        path: The name in the end; a file of that name is replaced. Its folder must be there.
        part: The name until then, in the same folder; a hidden one by default.
        sync: Wait until the content is on the disk, so that a power cut leaves the old file or the new one. Without
            it, thousands of files are written faster, and a power cut may leave one cut short.

    Yields:
        `part`, not made yet.

    Raises:
        OSError: The disk is full, the folder is gone or may not be written, ...; what the block raises passes through.
    """
    part = part_of(path) if part is None else part
    try:
        yield part
        if sync:
            with part.open("r+b") as stream:
                os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


@contextmanager
def synced(path: Path) -> Iterator[BinaryIO]:
    """A new file to write, whose content is on the disk when the block ends.

    Raises:
        OSError: It is there already, or cannot be written.
    """
    with path.open("xb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def open_file(path: Path) -> BinaryIO:
    """Opens a file to be read, where it is one: a device or a pipe may give bytes without end, or none for ever.

    Raises:
        OSError: It is not there, may not be read, or is no file.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # to open a pipe may wait, too
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, os.strerror(number), str(path))
    return os.fdopen(descriptor, "rb")


def read_file(path: Path) -> bytes:
    """The content of a file, see `open_file`.

    Raises:
        OSError: It cannot be read.
    """
    with open_file(path) as stream:
        return stream.read()


def part_of(path: Path) -> Path:
    """A hidden name beside `path` for a file that is being written; it says which process writes it."""
    return path.with_name(f".ganstudio-{os.getpid()}-{secrets.token_hex(8)}.tmp")


def remove_leftovers(folder: Path) -> None:
    """Removes what `whole_file` left in a folder where its process was killed; what another process writes stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _PART.fullmatch(entry.name)
            if match and not _is_running(int(match[1])):
                with suppress(OSError):
                    Path(entry.path).unlink()


def _is_running(process: int) -> bool:
    """Whether a process of that number runs; where that cannot be told (on Windows a signal would end it), it does."""
    if os.name == "nt" or process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
