"""The worker's part: finding directions, and five pictures along each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.errors import AnalysisError, GanStudioError
from ganstudio.recipe.document import Recipe, belongs_to, with_attribute
from ganstudio.recipe.edits import AttributeShift
from ganstudio.ui.bench.task import Progress, Work, once
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.directions import Direction
    from ganstudio.api import Studio

AMOUNTS = (-2.0, -1.0, 0.0, 1.0, 2.0)
COUNT = 10
_SIDE = 144
_PREVIEW = "preview of a direction"


@dataclass(frozen=True)
class Layers:
    """The style layers that a direction moves; `last` is None for the last there is."""

    first: int = 0
    last: int | None = None


@dataclass(frozen=True, eq=False)
class Previewed:
    """A direction that was found.

    Attributes:
        shift: The direction with its layers, amount 1.
        method: How it was found, in English. title: the same in the language spoken.
        quality: A phrase about how good it is. images: uint8, one for each of `AMOUNTS`.
    """

    shift: AttributeShift
    method: str
    title: str
    quality: str
    images: tuple[npt.NDArray[np.uint8], ...]


def compare_two_sets(
    recipe: Recipe, *, paths: tuple[Sequence[Path], Sequence[Path]], layers: Layers
) -> Work[Previewed]:
    """From pictures with something (the first paths) and pictures without it."""

    def work(studio: Studio) -> Iterator[Progress[Previewed]]:
        from ganstudio.analysis.directions import from_two_sets

        total = len(paths[0]) + len(paths[1]) + 1
        found: tuple[list[npt.NDArray[np.float32]], list[npt.NDArray[np.float32]]] = ([], [])
        left_out = done = 0
        for part, into in zip(paths, found, strict=True):
            for path in part:
                ws = _ws_of(studio, path)
                left_out += ws is None
                if ws is not None:
                    into.append(ws)
                done += 1
                yield Progress(done, total, tr("reading {name}", name=path.name))
        if not all(found):
            raise AnalysisError(
                tr(
                    "{left_out} of these pictures carry no latent of this model, which leaves a set empty. "
                    "Choose pictures that this model made.",
                    left_out=left_out,
                )
            )
        direction = from_two_sets(np.stack(found[0]), np.stack(found[1]))
        yield Progress(total, total, found=_previewed(studio, recipe, direction, layers))

    return work


def find_principal(recipe: Recipe, *, layers: Layers) -> Work[Previewed]:
    """The directions along which w varies most."""

    def work(studio: Studio) -> Iterator[Progress[Previewed]]:
        from ganstudio.analysis.directions import principal_directions

        yield Progress(0, COUNT, tr("sampling the latent space"))
        yield from _each(studio, recipe, principal_directions(studio.generator, COUNT), layers)

    return work


def find_factors(recipe: Recipe, *, layers: Layers) -> Work[Previewed]:
    """The directions that the layers' style weights amplify most."""

    def work(studio: Studio) -> Iterator[Progress[Previewed]]:
        from ganstudio.analysis.directions import factorised_directions

        directions = factorised_directions(studio.generator, COUNT, first=layers.first, last=layers.last)
        yield from _each(studio, recipe, directions, layers)

    return work


def find_styles(recipe: Recipe, *, layers: Layers) -> Work[Previewed]:
    """The directions along which the layers' style channels vary most."""

    def work(studio: Studio) -> Iterator[Progress[Previewed]]:
        from ganstudio.analysis.components import style_directions

        yield Progress(0, COUNT, tr("sampling the style channels"))
        directions = style_directions(studio.generator, COUNT, first=layers.first, last=layers.last)
        yield from _each(studio, recipe, directions, layers)

    return work


def find_in_maps(recipe: Recipe, layer: str, *, layers: Layers) -> Work[Previewed]:
    """The directions along which a layer's feature maps vary most."""

    def work(studio: Studio) -> Iterator[Progress[Previewed]]:
        from ganstudio.analysis.components import FACES_OF_MAPS, map_directions

        for done, found in map_directions(studio.renderer, layer, COUNT):
            yield Progress(
                done,
                FACES_OF_MAPS + 1,
                tr("looking at picture {done} of {total}", done=done, total=FACES_OF_MAPS),
            )
            if found is not None:
                yield from _each(studio, recipe, found, layers)

    return work


def preview(recipe: Recipe, shift: AttributeShift) -> Work[tuple[npt.NDArray[np.uint8], ...]]:
    """The five pictures of a direction whose layers were chosen anew."""
    return once(lambda studio: _images(studio, recipe, shift))


def _each(
    studio: Studio, recipe: Recipe, directions: Iterable[Direction], layers: Layers
) -> Iterator[Progress[Previewed]]:
    for done, direction in enumerate(directions, start=1):
        previewed = _previewed(studio, recipe, direction, layers)
        yield Progress(done, COUNT, tr("making previews"), found=previewed)


def _previewed(studio: Studio, recipe: Recipe, direction: Direction, layers: Layers) -> Previewed:
    shift = AttributeShift(name=_PREVIEW, vector=direction.vector, amount=1.0, first=layers.first, last=layers.last)
    images = _images(studio, recipe, shift)
    return Previewed(shift, direction.method, direction.title, _quality(direction), images)


def _images(studio: Studio, recipe: Recipe, shift: AttributeShift) -> tuple[npt.NDArray[np.uint8], ...]:
    recipes = [with_attribute(recipe, _times(shift, amount)) for amount in AMOUNTS]
    return tuple(_small(rendering.portrait.image) for rendering in studio.renderer.render_batch(recipes))


def _times(shift: AttributeShift, amount: float) -> AttributeShift:
    return AttributeShift(name=shift.name, vector=shift.vector, amount=amount, first=shift.first, last=shift.last)


def _quality(direction: Direction) -> str:
    if direction.accuracy is not None:
        return tr("right about {accuracy:.0%} of the pictures left out (chance: 50%)", accuracy=direction.accuracy)
    if direction.share is not None:
        if direction.method.startswith("SeFa"):
            return tr("{share:.1%} of what the style layers react to", share=direction.share)
        return tr("{share:.1%} of what varies between faces", share=direction.share)
    return tr("too few pictures to test it")


def _small(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    step = max(1, max(image.shape[:2]) // _SIDE)
    return np.ascontiguousarray(image[::step, ::step])


def _ws_of(studio: Studio, path: Path) -> npt.NDArray[np.float32] | None:
    """float32 [num_ws, w_dim] of a picture, or None for one that this model did not make."""
    try:
        recipe: Recipe = studio.open_recipe(path)
        return studio.renderer.ws(recipe) if belongs_to(recipe, studio.identity) else None
    except GanStudioError:
        return None
