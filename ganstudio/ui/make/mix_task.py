"""Reading the picture that a style mix takes its layers from, as a task of the render thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.errors import ModelMissingError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, belongs_to, check, replace
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus
from ganstudio.ui.bench.task import Work, once

if TYPE_CHECKING:
    from ganstudio.api import Studio


@dataclass(frozen=True, eq=False)
class MixSource:
    """Where the layers come from: the picture's file, and its styles."""

    path: Path
    latent: Latent


def read_mix_source(path: Path) -> Work[MixSource]:
    """Refuses what was made with another model."""

    def read(studio: Studio) -> MixSource:
        recipe = studio.open_recipe(path)
        if not belongs_to(recipe, studio.identity):
            raise ModelMissingError(
                f"{path.name} was made with another model, so its styles do not fit this one; "
                "choose a picture of the model that is open."
            )
        return MixSource(path, mix_latent(studio, recipe))

    return once(read)


def mix_latent(studio: Studio, recipe: Recipe) -> Latent:
    """The styles that a picture shows.

    Its own latent, where nothing has been done to it; else the w of every layer, with variation, attributes and
    mixes in it.

    Raises:
        RecipeError: The recipe does not fit the model.
    """
    check(recipe, studio.spec)
    untouched = replace(
        Recipe(latent=recipe.latent, noise=recipe.noise, edits=recipe.edits),
        model=recipe.model,
        weights_id=recipe.weights_id,
        translate=recipe.translate,
        rotate=recipe.rotate,
    )
    needs_class = studio.spec.c_dim > 0 and not isinstance(recipe.latent, LatentW | LatentWPlus)
    if recipe == untouched and not needs_class:
        return recipe.latent
    return LatentWPlus(Array(studio.renderer.ws(recipe)))
