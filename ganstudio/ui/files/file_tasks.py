"""Reading and writing files in the worker thread: work of one step each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.document import Recipe, belongs_to
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.task import Work, once
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


@dataclass(frozen=True)
class Saved:
    """A picture that was written."""

    recipe: Recipe
    path: Path
    favorite: Path | None = None


def read(path: Path) -> Work[Opened]:
    """Reads a picture, a recipe or a latent."""
    return once(lambda studio: replace(_opened(studio, studio.open_recipe(path), path.name), path=path))


def locate(recipe: Recipe, label: str) -> Work[Opened]:
    """Finds the model of a recipe that is at hand already."""
    return once(lambda studio: _opened(studio, recipe, label))


def save(
    recipe: Recipe, image: npt.NDArray[np.uint8] | None, *, known: Path | None = None, favorite: bool = False
) -> Work[Saved]:
    """Saves to the portraits folder unless `known` is the file already; renders first if there is no image yet."""

    def write(studio: Studio) -> Saved:
        path = known if known is not None and known.exists() else None
        if path is None:
            path = studio.save(Portrait(image, recipe) if image is not None else studio.render(recipe))
        return Saved(recipe, path, studio.workspace.mark_favorite(path) if favorite else None)

    return once(write)


def save_as(recipe: Recipe, image: npt.NDArray[np.uint8] | None, path: Path) -> Work[Saved]:
    """Saves to a file that the person chose, and its latent to the model's table."""

    def write(studio: Studio) -> Saved:
        portrait = Portrait(image, recipe) if image is not None else studio.render(recipe)
        return Saved(recipe, studio.save_as(portrait, path))

    return once(write)


def mark_favorites(paths: Sequence[Path]) -> Work[int]:
    """Marks files as favorites; gives how many."""

    def mark(studio: Studio) -> int:
        for path in paths:
            studio.workspace.mark_favorite(path)
        return len(paths)

    return once(mark)


def delete(paths: Sequence[Path]) -> Work[Deletion]:
    """Moves pictures to the workspace's trash."""
    return once(lambda studio: studio.workspace.delete(paths))


def restore(deletion: Deletion) -> Work[int]:
    """Takes deleted pictures back; gives how many."""
    return once(lambda studio: len(studio.workspace.restore(deletion)))


def _opened(studio: Studio, recipe: Recipe, label: str) -> Opened:
    if belongs_to(recipe, studio.identity):
        return Opened(recipe, label)
    found = studio.find_model(recipe.model, recipe.weights_id)
    return Opened(recipe, label, None if found is None else str(found))
