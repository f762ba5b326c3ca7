"""Copies of pictures in a folder of the person's choice: an export, which leaves the library as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from ganstudio.errors import WorkspaceError
from ganstudio.whole_file import whole_file
from ganstudio.words import tr
from ganstudio.workspace.files import cannot_write, reason
from ganstudio.workspace.pictures import numbered


def export(
    paths: Sequence[Path],
    folder: Path,
    *,
    told: Callable[[int, int], None] = lambda done, total: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Copies pictures, each whole or not at all, and gives the copies' paths.

    A file of that name that is there already stays, and the copy gets a number.

    Args:
        paths: Which.
        folder: Where to; made if it is missing, but none above it.
        told: Is told how many are copied, of how many.
        is_stopped: Whether to leave off; copies that were made stay.

    Raises:
        WorkspaceError: The folder cannot be written, or a picture cannot be read; copies that were made stay.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    copies: list[Path] = []
    for path in paths:
        if is_stopped():
            break
        target = next(one for one in numbered(folder / path.name) if not one.exists())
        _copy(path, target)
        copies.append(target)
        told(len(copies), len(paths))
    return copies


def _copy(path: Path, target: Path) -> None:
    if not path.is_file():
        raise WorkspaceError(
            tr("{path} is not there any more, so it was not copied. Search again, then export.", path=path)
        )
    try:
        with whole_file(target, sync=False) as part:
            shutil.copy2(path, part)
    except OSError as error:
        if not path.is_file():
            raise WorkspaceError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error))) from error
        raise cannot_write(target, error) from error
