"""Reading the picture that a style mix takes its layers from, as a task of the render thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.errors import ModelMissingError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, belongs_to, check, replace
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus
from ganstudio.ui.bench.face_parts import part_of
from ganstudio.ui.bench.task import Progress, Work, once
from ganstudio.words import spoken, tr

if TYPE_CHECKING:
    from ganstudio.analysis.taking import CarryingLayers
    from ganstudio.api import Studio

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class MixSource:
    """Where the layers come from: the picture's file, and its styles."""

    path: Path
    latent: Latent


@dataclass(frozen=True, eq=False)
class PartSource:
    """A picture that a part is taken from, and the style layers that carry it."""

    source: MixSource
    part: str
    layers: CarryingLayers


def read_mix_source(path: Path) -> Work[MixSource]:
    """Refuses what was made with another model."""

    def read(studio: Studio) -> MixSource:
        return MixSource(path, mix_latent(studio, _of_this_model(path, studio)))

    return once(read)


def read_part_source(path: Path, recipe: Recipe, part: str, detectors: tuple[str, ...]) -> Work[PartSource]:
    """Reads a picture and tries which style layers bring a part of another one nearest to it, a trial a step."""

    def work(studio: Studio) -> Iterator[Progress[PartSource]]:
        from ganstudio.analysis.taking import along_attributes, carrying_layers, part_in_each

        there = _of_this_model(path, studio)
        both = recipe, there
        places = part_in_each(studio.renderer, studio.folder.path, both, detectors)
        along = along_attributes(studio.renderer, recipe, there, _attributes_of(part, studio))
        sources = [mix_latent(studio, there), *([] if along is None else [along])]
        for done, total, layers in carrying_layers(studio.renderer, both, sources, places):
            found = None if layers is None else PartSource(MixSource(path, layers.source), part, layers)
            yield Progress(done, total, tr("Trying which layers carry the {part}", part=spoken(part)), found)

    return work


def _attributes_of(part: str, studio: Studio) -> list[Float32Array]:
    found = {name: vector for known in studio.folder.attribute_sets().values() for name, vector in known.items()}
    return [vector.numpy() for name, vector in found.items() if part_of(name) == part]


def _of_this_model(path: Path, studio: Studio) -> Recipe:
    recipe = studio.open_recipe(path)
    if not belongs_to(recipe, studio.identity):
        raise ModelMissingError(
            tr(
                "{name} was made with another model, so its styles do not fit this one; choose a picture of the model "
                "that is open.",
                name=path.name,
            )
        )
    return recipe


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
