"""Writing files so that a crash, a full disk or a second window never leaves half a file behind."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from ganstudio.errors import WorkspaceError
from ganstudio.whole_file import whole_file

_FORBIDDEN = frozenset('<>:"/\\|?*')
_WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_LOCK_POLL_S = 0.01
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})
_LONGEST_NAME = 200  # bytes: below the 255 of common file systems, with room for an ending


def write_atomically(path: Path, content: bytes) -> None:
    """Write the whole file or leave the old one as it was; missing folders are made.

    Args:
        path: Where to; replaced if it exists.
        content: The whole new content.

    Raises:
        WorkspaceError: The disk is full, the folder cannot be written, ...; names the file and the reason.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise cannot_write(path, error) from error


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Add lines at the end of a text file, all of them or none, also while other programs add theirs.

    Args:
        path: UTF-8 text file; made if missing.
        lines: Without their line breaks.

    Raises:
        WorkspaceError: They cannot be written; what was in the file before stays.
    """
    content = b"".join(line.encode("utf-8") + b"\n" for line in lines)
    with locked(path):
        try:
            with os.fdopen(open_no_link(path), "a+b") as stream:
                size = stream.seek(0, os.SEEK_END)
                if size and not _ends_with_newline(path):
                    content = b"\n" + content  # a crash cut the last line short: keep the damage to that line
                try:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                except OSError:
                    with suppress(OSError):
                        stream.truncate(size)
                    raise
        except OSError as error:
            raise cannot_write(path, error) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the advisory lock that belongs to a file while the block runs; other processes wait.

    The lock is on a hidden file beside it, so that replacing the file does not lose the lock. Where the file system
    refuses locks, as some network drives do, the block runs without one.

    Raises:
        WorkspaceError: The folder cannot be written.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(poll_interval=_LOCK_POLL_S)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise cannot_write(path, error) from error
    try:
        yield
    finally:
        lock.release()


def inside(folder: Path, root: Path) -> Path:
    """The folder itself, where no link on the way from `root` leads out of it; `root` may be a link.

    Every folder of a workspace goes through here before something is written to it, as a workspace may have come from
    somebody else.

    Raises:
        WorkspaceError: A link leads elsewhere; says where.
    """
    real = Path(os.path.realpath(folder))
    if not real.is_relative_to(os.path.realpath(root)):
        raise WorkspaceError(
            f"{folder} is a link to {real}, outside {root}, so nothing is written or deleted there. "
            "Put a folder in its place, or choose a workspace that lies there as a whole."
        )
    return folder


def read_bytes(path: Path) -> bytes | None:
    """The content of a file, or None where there is none.

    Raises:
        WorkspaceError: It exists and cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be read: {reason(error)}. Check that it is a file and that you may read it."
        ) from error


def cannot_write(path: Path, error: OSError) -> WorkspaceError:
    """The refusal for a failed write, in words."""
    return WorkspaceError(
        f"{path} cannot be written: {reason(error)}. What was there before is kept; "
        "free space, check the folder's permissions or choose another folder."
    )


def reason(error: OSError) -> str:
    """What the system says, such as `No space left on device`."""
    if error.errno == errno.ELOOP:
        return "it is a link, which nothing is written through"
    return error.strerror or str(error)


def check_name(name: str, what: str) -> str:
    """The name itself, if a file can be named after it on every system.

    Args:
        name: As the user typed it.
        what: For the message, such as `tab set`.

    Raises:
        WorkspaceError: It is empty, too long, or has a character that file names must not have.
    """
    stem = name.strip()
    bad = sorted({character for character in stem if character in _FORBIDDEN or not character.isprintable()})
    if bad:
        raise WorkspaceError(
            f"A {what} cannot be named {name!r}: {' '.join(map(repr, bad))} may not be in a file's name."
        )
    if not stem or stem.strip(".") == "" or stem.endswith(".") or stem.casefold() in _WINDOWS_DEVICES:
        raise WorkspaceError(f"A {what} cannot be named {name!r}, because no file can. Choose another name.")
    if len(stem.encode("utf-8", errors="replace")) > _LONGEST_NAME:
        raise WorkspaceError(f"The name of this {what} is too long: at most {_LONGEST_NAME} bytes are accepted.")
    return stem


def open_no_link(path: Path) -> int:
    """Opens a file to be read and added to; made if missing, refused if it is a link."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
    if sys.platform == "win32":
        return os.open(path, flags | os.O_BINARY)
    return os.open(path, flags | os.O_NOFOLLOW, 0o666)


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"
