"""The worker's part of "attribute from two pictures": the way from one picture's w to the other's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.errors import ModelMissingError
from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import TaskProgress

if TYPE_CHECKING:
    from ganstudio.api import Studio

DIFFERENCE_TASK = "attribute difference"


def difference_steps(studio: Studio, start: Path, end: Path) -> Iterator[TaskProgress]:
    """Maps both pictures to w; the difference, float32 [num_ws, w_dim], is the result of the last progress.

    Raises:
        GanStudioError: A picture has no recipe, or one of another model.
    """
    total = 3
    yield TaskProgress(DIFFERENCE_TASK, 0, total, f"reading {start.name}")
    first = studio.renderer.ws(_recipe(studio, start))
    yield TaskProgress(DIFFERENCE_TASK, 1, total, f"reading {end.name}")
    second = studio.renderer.ws(_recipe(studio, end))
    yield TaskProgress(DIFFERENCE_TASK, total, total, "done", second - first)


def _recipe(studio: Studio, path: Path) -> Recipe:
    recipe: Recipe = studio.open_recipe(path)
    if recipe.model and recipe.model != studio.model_id:
        raise ModelMissingError(
            f"{path.name} was made with another model ({recipe.model}) than the one that is loaded, so the two cannot "
            "be compared. Choose two pictures of this model."
        )
    return recipe
