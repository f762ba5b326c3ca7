"""The worker's part of "attribute from two pictures": the way from one picture's w to the other's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.errors import ModelMissingError
from ganstudio.recipe.document import Recipe, belongs_to
from ganstudio.ui.bench.task import Progress
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

Float32Array = npt.NDArray[np.float32]


def difference_steps(studio: Studio, start: Path, end: Path) -> Iterator[Progress[Float32Array]]:
    """Maps both pictures to w; the difference, float32 [num_ws, w_dim], is what the last step finds.

    Raises:
        GanStudioError: A picture has no recipe, or one of another model.
    """
    total = 3
    yield Progress(0, total, tr("reading {name}", name=start.name))
    first = studio.renderer.ws(_recipe(studio, start))
    yield Progress(1, total, tr("reading {name}", name=end.name))
    second = studio.renderer.ws(_recipe(studio, end))
    yield Progress(total, total, tr("done"), second - first)


def _recipe(studio: Studio, path: Path) -> Recipe:
    recipe: Recipe = studio.open_recipe(path)
    if not belongs_to(recipe, studio.identity):
        raise ModelMissingError(
            tr(
                "{name} was made with another model ({model}) than the one that is loaded, so the two "
                "cannot be compared. Choose two pictures of this model.",
                name=path.name,
                model=recipe.model,
            )
        )
    return recipe
