"""A folder on a disk that is full or read-only, for tests that run as whoever may write everywhere."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHANGING = ("rename", "replace", "unlink", "remove", "rmdir", "symlink", "link")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@contextmanager
def unwritable(folder: Path, number: int = errno.EROFS) -> Iterator[None]:
    """Within the block nothing below a folder can be written by Python; `number` says why.

    On a full disk (ENOSPC) files can still be deleted and renamed, as on a real one.
    """
    place = _Place(folder, number)
    with pytest.MonkeyPatch.context() as patch:
        for name in () if number == errno.ENOSPC else CHANGING:
            patch.setattr(os, name, place.changing(getattr(os, name)))
        patch.setattr(os, "mkdir", place.making(os.mkdir))
        patch.setattr(os, "open", place.opening(os.open))
        reopened = place.opening_file(io.open)
        patch.setattr(io, "open", reopened)
        patch.setattr(builtins, "open", reopened)
        yield


class _Place:
    def __init__(self, folder: Path, number: int) -> None:
        self._folder, self._number = str(folder), number

    def refuse(self, path: object) -> None:
        if isinstance(path, str | os.PathLike) and os.path.abspath(path).startswith(self._folder):  # noqa: PTH100
            raise OSError(self._number, os.strerror(self._number), os.fspath(path))

    def changing(self, change: Callable[..., Any]) -> Callable[..., Any]:
        def guard(*arguments: Any, **more: Any) -> Any:
            for path in arguments[:2]:
                self.refuse(path)
            return change(*arguments, **more)

        return guard

    def making(self, mkdir: Callable[..., None]) -> Callable[..., None]:
        def guard(path: Any, *more: Any, **named: Any) -> None:
            if not Path(path).exists():  # what is there is told by its own error, whatever the disk is
                self.refuse(path)
            mkdir(path, *more, **named)

        return guard

    def opening(self, os_open: Callable[..., int]) -> Callable[..., int]:
        def guard(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & WRITING:
                self.refuse(path)
            return os_open(path, flags, *more, **named)

        return guard

    def opening_file(self, io_open: Callable[..., Any]) -> Callable[..., Any]:
        def guard(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            if set(mode) & set("wax+"):
                self.refuse(file)
            return io_open(file, mode, *more, **named)

        return guard
