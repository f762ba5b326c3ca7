"""Writing files so that a crash, a full disk or a second window never leaves half a file behind."""

from __future__ import annotations

import errno
import mmap
import os
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from filelock import FileLock, Timeout

from ganstudio.errors import UnwritableError, WorkspaceBusyError, WorkspaceError
from ganstudio.whole_file import read_file, whole_file
from ganstudio.words import tr

_FORBIDDEN = frozenset('<>:"/\\|?*')
_WINDOWS_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
_LOCK_POLL_S = 0.01
_UNNOTICED_S = 0.04
_LOCK_WAIT_S: ContextVar[float] = ContextVar("lock_wait_s", default=10.0)
"""A file is held for some milliseconds; who holds one for so long hangs, or was stopped."""
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})
_NOT_ALLOWED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_LONGEST_NAME = 200  # bytes: below the 255 of common file systems, with room for an ending


def write_atomically(path: Path, content: bytes) -> None:
    """Write the whole file or leave the old one as it was.

    Its folder is made if it is missing, but none above it: a workspace that is gone is not made again in silence.

    Args:
        path: Where to; replaced if it exists.
        content: The whole new content.

    Raises:
        WorkspaceError: The disk is full, the folder cannot be written, ...; names the file and the reason.
    """
    try:
        path.parent.mkdir(exist_ok=True)
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
            _append(path, content)
        except OSError as error:
            raise cannot_write(path, error) from error


def put_line(path: Path, line: str, *, start: str) -> None:
    """Add a line in the place of those that begin with `start`, which are left blank; else as `append_lines`.

    The line comes first, at the end: a crash between the two leaves both. The file is not written anew, for it may be
    large.

    Raises:
        WorkspaceError: It cannot be written; what was in the file before stays.
    """
    with locked(path):
        try:
            size = _append(path, line.encode("utf-8") + b"\n")
            _blank(path, start.encode("utf-8"), size)
        except OSError as error:
            raise cannot_write(path, error) from error


def _append(path: Path, content: bytes) -> int:
    """Writes and syncs, or leaves the file as it was; gives the size that it had."""
    with os.fdopen(open_no_link(path), "a+b", buffering=0) as stream:  # what is kept back cannot be taken back
        size = stream.seek(0, os.SEEK_END)
        if size and not _ends_with_newline(path):
            content = b"\n" + content  # a crash cut the last line short: keep the damage to that line
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[stream.write(rest) :]
            os.fsync(stream.fileno())
        except OSError:
            with suppress(OSError):
                stream.truncate(size)
            raise
        return size


def _blank(path: Path, start: bytes, size: int) -> None:
    """Fills the lines that begin with `start`, in the first `size` bytes, with spaces."""
    if not size:
        return
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as content:
        found = size
        while found > 0:
            found = content.rfind(b"\n" + start, 0, found) + 1
            if content[found : found + len(start)] == start:
                end = content.find(b"\n", found)
                content[found:end] = b" " * (end - found)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the advisory lock that belongs to a file while the block runs; other processes wait, see `waiting_at_most`.

    The lock is on a hidden file beside it, so that replacing the file does not lose the lock; who holds it stands in
    it. Where the file system refuses locks, as some network drives do, the block runs without one.

    Raises:
        WorkspaceBusyError: Another program holds it for longer than is waited.
        WorkspaceError: The folder cannot be written.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    holder = Path(lock.lock_file)
    try:
        path.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=_LOCK_WAIT_S.get(), poll_interval=_LOCK_POLL_S)
    except Timeout as error:
        raise _is_busy(path, holder) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise cannot_write(path if isinstance(error, FileNotFoundError) else _real(path), error) from error
    _write_holder(holder, f"{os.getpid()} {int(time.time())} {socket.gethostname()}")
    try:
        yield
    finally:
        _write_holder(holder, "")
        lock.release()


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Within the block, and in its thread, locks are waited for only so long, and then refused."""
    before = _LOCK_WAIT_S.set(seconds)
    try:
        yield
    finally:
        _LOCK_WAIT_S.reset(before)


def hardly_wait() -> None:
    """From now on this thread waits for locks for a moment that nobody notices: for the one that draws the window."""
    _LOCK_WAIT_S.set(_UNNOTICED_S)


def _real(path: Path) -> Path:
    """What a person finds on the disk: some locks belong to no file, but to all names that are given in a folder."""
    return path if path.exists() else path.parent


def _write_holder(lock_file: Path, words: str) -> None:
    with suppress(OSError):  # for the sentence to others alone; on Windows what is locked cannot be written
        descriptor = os.open(lock_file, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0))
        try:
            os.write(descriptor, words.encode())
        finally:
            os.close(descriptor)


def _is_busy(path: Path, lock_file: Path) -> WorkspaceBusyError:
    who = tr("another program")
    with suppress(OSError, ValueError):
        process, since, host = read_file(lock_file)[:200].decode("utf-8", "replace").split()
        number, when = int(process), time.strftime("%H:%M:%S", _local(since))
        who = (
            tr("another GanStudio (process {number}, since {time})", number=number, time=when)
            if host == socket.gethostname()
            else tr("another GanStudio (process {number} on {host}, since {time})", number=number, host=host, time=when)
        )
    return WorkspaceBusyError(
        tr(
            "{path} is in use by {who}, so nothing was changed. Wait until that is done, or end it, then try again.",
            path=path,
            who=who,
        )
    )


def _local(seconds: str) -> time.struct_time:
    try:
        return time.localtime(int(seconds))
    except (OverflowError, OSError) as error:
        raise ValueError("no time") from error


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
            tr(
                "{folder} is a link to {real}, outside {root}, so nothing is written or deleted there. "
                "Put a folder in its place, or choose a workspace that lies there as a whole.",
                folder=folder,
                real=real,
                root=root,
            )
        )
    return folder


def read_bytes(path: Path) -> bytes | None:
    """The content of a file, or None where there is none.

    Raises:
        WorkspaceError: It exists and cannot be read.
    """
    try:
        return read_file(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorkspaceError(
            tr(
                "{path} cannot be read: {reason}. Check that it is a file and that you may read it.",
                path=path,
                reason=reason(error),
            )
        ) from error


def cannot_write(path: Path, error: OSError) -> WorkspaceError:
    """The refusal for a failed write, in words."""
    if isinstance(error, FileNotFoundError):
        return is_gone(path.parent)
    said = {"path": path, "reason": reason(error)}
    if error.errno in _NOT_ALLOWED:
        return UnwritableError(
            tr("{path} cannot be written: {reason}. Get the right to write there, or choose another folder.", **said)
        )
    if error.errno in _FULL:
        return UnwritableError(
            tr(
                "{path} cannot be written: {reason}. What was there before is kept; free space on that disk, or "
                "choose another folder.",
                **said,
            )
        )
    return UnwritableError(
        tr(
            "{path} cannot be written: {reason}. What was there before is kept; free space, check "
            "the folder's permissions or choose another folder.",
            **said,
        )
    )


def is_unwritable(error: BaseException) -> bool:
    """Whether a refusal to write comes of a disk that is full or read-only, or of missing rights."""
    why = error.__cause__
    return isinstance(error, UnwritableError) or (isinstance(why, OSError) and why.errno in _NOT_ALLOWED | _FULL)


def advice(error: OSError) -> str:
    """What to do where all that is known is what the system says; empty where that tells too little."""
    if error.errno in _FULL:
        return tr("Free space on that disk, or choose another folder.")
    return tr("Check its permissions, or choose another place.") if error.errno in _NOT_ALLOWED else ""


def is_gone(folder: Path) -> WorkspaceError:
    """The refusal where the folder to write into is no more."""
    return WorkspaceError(
        tr(
            "{folder} is not there any more: it was moved, deleted or unmounted. Put it back, or "
            "choose another folder.",
            folder=folder,
        )
    )


def reason(error: OSError) -> str:
    """What the system says, such as `No space left on device`."""
    if error.errno == errno.ELOOP:
        return tr("it is a link, which nothing is written through")
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
            tr(
                "A {what} cannot be named {name!r}: {letters} may not be in a file's name.",
                what=what,
                name=name,
                letters=" ".join(map(repr, bad)),
            )
        )
    if not stem or stem.strip(".") == "" or stem.endswith(".") or stem.casefold() in _WINDOWS_DEVICES:
        raise WorkspaceError(
            tr("A {what} cannot be named {name!r}, because no file can. Choose another name.", what=what, name=name)
        )
    if len(stem.encode("utf-8", errors="replace")) > _LONGEST_NAME:
        raise WorkspaceError(
            tr(
                "The name of this {what} is too long: at most {most} bytes are accepted.",
                what=what,
                most=_LONGEST_NAME,
            )
        )
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
