"""Writes a job's pictures on other threads, a bounded number waiting, and tells which ones are there already."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path

from ganstudio.errors import JobError
from ganstudio.jobs.manifest import cannot_write, write_whole
from ganstudio.recipe.portrait import PNG_END, Portrait
from ganstudio.words import tr


class PictureWriter:
    """Encodes and writes pictures on an executor, never more waiting than `queue`; a context manager."""

    def __init__(self, folder: Path, executor: Executor, *, queue: int = 16) -> None:
        self._folder = folder
        self._executor = executor
        self._queue = queue
        self._pending: deque[Future[None]] = deque()

    def __enter__(self) -> PictureWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or kind is GeneratorExit:
            self.finish()
            return
        while self._pending:  # something else went wrong already: write what can be written, tell no second trouble
            with suppress(Exception):
                self._pending.popleft().result()

    def write(self, name: str, portrait: Portrait) -> None:
        """Has a picture written; waits while too many are waiting.

        Raises:
            JobError: An earlier picture could not be written.
        """
        while len(self._pending) >= self._queue:
            self._pending.popleft().result()
        self._pending.append(self._executor.submit(write_picture, self._folder, name, portrait))

    def finish(self) -> None:
        """Waits until all are written.

        Raises:
            JobError: One could not be written.
        """
        while self._pending:
            self._pending.popleft().result()


def write_picture(folder: Path, name: str, portrait: Portrait) -> None:
    """Encodes one picture and writes it whole.

    Raises:
        JobError: It cannot be written.
    """
    try:
        content = portrait.png_bytes()
    except OSError as error:  # Pillow's trouble with its own buffer, such as no memory
        raise cannot_write(folder / name, error) from error
    write_whole(folder / name, content)


def whole_pictures(folder: Path) -> frozenset[str]:
    """Names of the PNGs in a folder that are whole, told by their end; a cut one is made again."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(".png") and entry.is_file()]
    except OSError as error:
        raise JobError(
            tr("The job's folder {folder} cannot be read: {reason}.", folder=folder, reason=error.strerror or error)
        ) from error
    return frozenset(name for name in names if _is_whole(folder / name))


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-len(PNG_END), os.SEEK_END)
            return file.read() == PNG_END
    except OSError:  # shorter than that, or gone
        return False
