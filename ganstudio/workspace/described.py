"""What model files were found to be, kept beside the settings so that it is known again without reading them.

An aid, so trouble with it is passed over. A file that was written since is not known.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from ganstudio.errors import WorkspaceError
from ganstudio.words import settings_path
from ganstudio.workspace.files import read_bytes, write_atomically
from ganstudio.workspace.settings import make_folder_of

_FORMS = 1
"""Counts the ways in which files are read and described: what was kept of an earlier one is void."""
_MOST = 200
"""Oldest entries beyond this many are forgotten."""

Stamp = tuple[int, int, int, int, int, int]


class _Kept(msgspec.Struct, frozen=True):
    stamp: Stamp
    description: msgspec.Raw


def stamp_of(file: Path) -> Stamp | None:
    """What changes when a file is written or another takes its place; None where there is no such file."""
    try:
        stat = file.stat()
    except (OSError, ValueError):
        return None
    return _FORMS, stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def kept_description(file: Path) -> bytes | None:
    """The JSON that was kept of a file, None where nothing was or the file is another by now."""
    kept = _load().get(_name(file))
    return bytes(kept.description) if kept is not None and kept.stamp == stamp_of(file) else None


def keep_description(file: Path, stamp: Stamp, description: bytes) -> None:
    """Keeps what a file was found to be.

    Args:
        file: The file.
        stamp: What `stamp_of` gave before it was read.
        description: JSON.
    """
    if stamp == stamp_of(file):
        others = {name: kept for name, kept in _load().items() if name != _name(file)}
        newest = {_name(file): _Kept(stamp, msgspec.Raw(description)), **dict(list(others.items())[: _MOST - 1])}
        with suppress(WorkspaceError, OSError):
            make_folder_of(_path())
            write_atomically(_path(), msgspec.json.encode(newest))


def _name(file: Path) -> str:
    return os.path.abspath(file)  # noqa: PTH100 - resolve() would lose the link the user named


def _path() -> Path:
    return settings_path().with_name("described.json")


def _load() -> dict[str, _Kept]:
    try:
        return msgspec.json.decode(read_bytes(_path()) or b"{}", type=dict[str, _Kept])
    except (WorkspaceError, msgspec.MsgspecError, ValueError, OSError, RecursionError):
        return {}
