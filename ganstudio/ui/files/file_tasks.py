"""Reading and writing files in the worker thread: tasks of one step each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.frame import Task, TaskProgress
from ganstudio.workspace import Deletion

if TYPE_CHECKING:
    from ganstudio.api import Studio


@dataclass(frozen=True)
class Opened:
    """A recipe that was read, and the file of its model where that is another one (None if not known)."""

    recipe: Recipe
    label: str
    model_file: str | None = None
    path: Path | None = None
    to_clipboard: bool = False


@dataclass(frozen=True)
class Saved:
    """A picture that was written."""

    recipe: Recipe
    path: Path
    favorite: Path | None = None
    asked: bool = True


@dataclass(frozen=True)
class Marked:
    """Files that were marked as favorites."""

    count: int


@dataclass(frozen=True)
class Deleted:
    """Pictures that were moved to the trash."""

    deletion: Deletion


@dataclass(frozen=True)
class Restored:
    """Pictures that were taken back from the trash."""

    count: int


def open_task(name: str, path: Path, *, to_clipboard: bool = False) -> Task:
    """Reads a picture, a recipe or a latent."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        recipe = studio.open_recipe(path)
        opened = _opened(studio, recipe, path.name)
        yield TaskProgress(name, 1, 1, result=replace(opened, path=path, to_clipboard=to_clipboard))

    return task


def locate_task(name: str, recipe: Recipe, label: str) -> Task:
    """Finds the model of a recipe that is at hand already."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        yield TaskProgress(name, 1, 1, result=_opened(studio, recipe, label))

    return task


def save_task(
    name: str,
    recipe: Recipe,
    image: npt.NDArray[np.uint8] | None,
    *,
    known: Path | None = None,
    favorite: bool = False,
    asked: bool = True,
) -> Task:
    """Saves to the portraits folder unless `known` is the file already; renders first if there is no image yet."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        path = known if known is not None and known.exists() else None
        if path is None:
            path = studio.save(Portrait(image, recipe) if image is not None else studio.render(recipe))
        marked = studio.workspace.mark_favorite(path) if favorite else None
        yield TaskProgress(name, 1, 1, result=Saved(recipe, path, marked, asked))

    return task


def save_as_task(name: str, recipe: Recipe, image: npt.NDArray[np.uint8] | None, path: Path) -> Task:
    """Saves to a file that the person chose, and its latent to the model's table."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        portrait = Portrait(image, recipe) if image is not None else studio.render(recipe)
        yield TaskProgress(name, 1, 1, result=Saved(recipe, studio.save_as(portrait, path)))

    return task


def favorite_files_task(name: str, paths: Sequence[Path]) -> Task:
    """Marks files as favorites."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        for path in paths:
            studio.workspace.mark_favorite(path)
        yield TaskProgress(name, 1, 1, result=Marked(len(paths)))

    return task


def delete_task(name: str, paths: Sequence[Path]) -> Task:
    """Moves pictures to the workspace's trash."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        yield TaskProgress(name, 1, 1, result=Deleted(studio.workspace.delete(paths)))

    return task


def restore_task(name: str, deletion: Deletion) -> Task:
    """Takes deleted pictures back."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        yield TaskProgress(name, 1, 1, result=Restored(len(studio.workspace.restore(deletion))))

    return task


def _opened(studio: Studio, recipe: Recipe, label: str) -> Opened:
    if recipe.model in ("", studio.model_id):
        return Opened(recipe, label)
    found = studio.find_model(recipe.model)
    return Opened(recipe, label, None if found is None else str(found))
