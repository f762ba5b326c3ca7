"""LatentLog: the latents of a job's pictures, written into the model's latents.csv once each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.errors import WorkspaceError
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.recipe.document import Recipe
from ganstudio.workspace.model_folder import ModelFolder

_MOST_WAITING = 64
_LONGEST_WAIT_S = 1.0
"""A write to the disk for each picture would cost more than a small picture itself."""


class LatentLog:
    """Collects rows and writes them together; a context manager, at whose end nothing waits any more.

    Rows are called `batch_0001/seed-5__sample_1.png`, after folder and picture. A job that was killed lacks at most the
    rows that waited: when it is run again, its pictures are given once more, and those that have no row get theirs.
    The pictures have their latents in themselves, so that trouble with the table stops no job.

    Attributes:
        problem: Why the table could not be written, the last time that it could not; empty where it always could.
    """

    def __init__(self, model: ModelFolder, folder: Path, ws_of: Callable[[Recipe], npt.NDArray[np.float32]]) -> None:
        """Reads which pictures have rows already.

        Args:
            model: Whose latents.csv is written.
            folder: The job's.
            ws_of: The w of every style layer of a recipe, float32 [num_ws, w_dim].

        Raises:
            WorkspaceError: latents.csv cannot be read.
        """
        self._model = model
        self._prefix = f"{folder.name}/"
        self._ws_of = ws_of
        self._listed = {name for name in model.latent_names() if name.startswith(self._prefix)}
        self._waiting: list[tuple[str, npt.NDArray[np.float32]]] = []
        self._written = time.monotonic()
        self.problem = ""

    def __enter__(self) -> LatentLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.write()

    def add(self, pictures: Iterable[PlannedPicture]) -> None:
        """Takes in pictures that are made; those that have a row are passed over."""
        for picture in pictures:
            name = self._prefix + picture.name
            if name not in self._listed:
                self._listed.add(name)
                self._waiting.append((name, self._ws_of(picture.recipe)))
            if len(self._waiting) >= _MOST_WAITING or time.monotonic() - self._written > _LONGEST_WAIT_S:
                self.write()

    def write(self) -> None:
        """Writes what waits; what cannot be written is left to another run of the job."""
        waiting, self._waiting = self._waiting, []
        try:
            self._model.append_latents(waiting)
        except WorkspaceError as error:
            self.problem = str(error)
        self._written = time.monotonic()
