"""The workspace's `.trash`: what was deleted, to be listed, put back, or deleted for good.

Each deletion has a folder of its own, named after its time, in which the files lie as they did in the workspace:
`.trash/2026-03-09_14-05-33/portraits/sample_000012.png`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ganstudio.errors import WorkspaceError
from ganstudio.words import marked, tr
from ganstudio.workspace.files import inside, reason

STAMP = "%Y-%m-%d_%H-%M-%S"
_KINDS = {
    "portraits": marked("Portrait"),
    "favorites": marked("Favorite"),
    "versions": marked("Version"),
    "data": marked("Model data"),
    "scripts": marked("Script"),
}


@dataclass(frozen=True, kw_only=True)
class TrashedFile:
    """One deleted file.

    Attributes:
        path: Where it is now. original: where it was.
        kind: In words, shown through `tr`: `Portrait`, `Batch picture`, `Favorite`, `Version`, `Preset`, `Model data`,
            `Script`, `File`.
        deleted: When, in seconds since the epoch.
        size: Bytes.
    """

    path: Path
    original: Path
    kind: str
    deleted: float
    size: int


def trashed_files(root: Path) -> list[TrashedFile]:
    """What is in a workspace's trash, last deleted first.

    Args:
        root: The workspace.

    Raises:
        WorkspaceError: The trash is there and cannot be read.
    """
    trash = root / ".trash"
    try:
        deletions = [Path(entry.path) for entry in os.scandir(trash) if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WorkspaceError(
            tr("{path} cannot be read: {reason}. Check that you may read it.", path=trash, reason=reason(error))
        ) from error
    found = [file for folder in deletions for file in _files_of(folder, root)]
    found.sort(key=lambda file: str(file.original))
    found.sort(key=lambda file: file.deleted, reverse=True)
    return found


def delete_for_good(files: Iterable[TrashedFile], root: Path) -> int:
    """Deletes files of the trash; those that are gone already are no error. Gives how many were deleted.

    Raises:
        WorkspaceError: One cannot be deleted; those before it are gone.
    """
    count = 0
    inside(root / ".trash", root)
    try:
        for file in files:
            with suppress(FileNotFoundError):
                file.path.unlink()
                count += 1
    except OSError as error:
        raise WorkspaceError(
            tr(
                "{path} cannot be deleted: {reason}. Check the folder's permissions.",
                path=error.filename,
                reason=reason(error),
            )
        ) from error
    finally:
        sweep(root)
    return count


def sweep(root: Path) -> None:
    """Takes folders of the trash away that have nothing in them any more."""
    trash = root / ".trash"
    for folder, _, _ in os.walk(trash, topdown=False):
        with suppress(OSError):  # not empty
            Path(folder).rmdir()


def _files_of(folder: Path, root: Path) -> Iterator[TrashedFile]:
    deleted = _time_of(folder)
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            relative = path.relative_to(folder)
            with suppress(OSError):  # it has just been put back or deleted
                size = path.lstat().st_size
                yield TrashedFile(
                    path=path, original=root / relative, kind=_kind_of(relative), deleted=deleted, size=size
                )


def _time_of(folder: Path) -> float:
    """The time in the folder's name, local as it was written; its own time where it has another name."""
    try:
        return time.mktime(time.strptime("_".join(folder.name.split("_")[:2]), STAMP))
    except (ValueError, OverflowError):
        with suppress(OSError):
            return folder.stat().st_mtime
    return 0.0


def _kind_of(relative: Path) -> str:
    if relative.parts[0] == "portraits" and len(relative.parts) > 2:
        return marked("Batch picture")
    if relative.parts[0] == "data" and relative.match("tabs_*.json"):
        return marked("Preset")
    return _KINDS.get(relative.parts[0], marked("File"))
