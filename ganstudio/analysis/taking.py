"""How a part is taken from one picture to another: style layers are tried, and those that bring it nearest are given.

Style layers act on the whole picture, so a part never comes alone. Where the model has attributes of the part, the
layers are also tried with only that share of their difference that lies along these, which leaves more of the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.part_masks import detected_masks
from ganstudio.errors import RecipeError
from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Latent, LatentWPlus, StyleMix
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_NEARER = 0.8
"""A part counts as taken if its colors are so much of their distance away, or less."""
_QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
_VERIFIED = 3
"""So many ranges that promise most are rendered."""
_SMALLEST = 1e-3
"""Beside the largest singular value: below it, attributes say the same."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CarryingLayers:
    """The style layers first..last of a source; and in colors of 0..255 what they do.

    Attributes:
        first, last: The range. source: Where the layers come from.
        inside: The mean change in the part. outside: in the rest.
        before: How far the part's colors were from those of the other picture. after: how far they are then.
    """

    first: int
    last: int
    source: Latent
    inside: float
    outside: float
    before: float
    after: float

    @property
    def gain(self) -> float:
        """How much nearer the part comes, less what changes in the rest."""
        return self.before - self.after - self.outside


class PartPlaces(NamedTuple):
    """Where a part is in the picture on screen and in the other one: bool [h, w] of the picture each."""

    here: Mask
    there: Mask


def part_in_each(
    renderer: Renderer, folder: Path, recipes: tuple[Recipe, Recipe], detectors: tuple[str, ...]
) -> PartPlaces:
    """Where a part is in two pictures; the same place in both, where it is in one only.

    Args:
        renderer: Of the model.
        folder: The model's.
        recipes: The pictures.
        detectors: Those that know the part.

    Raises:
        RecipeError: It is in neither.
    """
    spec = renderer.generator.spec
    size = (spec.img_height, spec.img_width)
    places: list[Mask] = []
    for recipe in recipes:
        place = np.zeros(size, bool)
        for mask in detected_masks(renderer, folder, recipe, detectors).values():
            place |= resize_mask(_to_one(mask), size) >= 0.5
        places.append(place)
    here, there = places
    if not (here.any() or there.any()):
        raise RecipeError(tr("That part was found in neither picture, so nothing can be taken."))
    return PartPlaces(here if here.any() else there, there if there.any() else here)


def carrying_layers(
    renderer: Renderer, recipes: tuple[Recipe, Recipe], sources: Sequence[Latent], places: PartPlaces
) -> Iterator[tuple[int, int, CarryingLayers | None]]:
    """Tries each style layer of some sources, and gives the range that brings a part nearest beside the rest.

    Args:
        renderer: Of the model; what it keeps of the picture on screen stays untouched.
        recipes: The picture that is to get the part, and the one that has it.
        sources: Where the layers may come from, one or more.
        places: Where the part is in either.

    Yields:
        Trials done, trials in all, and with the last one what was found.

    Raises:
        RecipeError: The recipes do not fit the model, or no layers bring the part nearer than they change the rest.
    """
    count = renderer.generator.spec.num_ws
    trials = _Trials(renderer, recipes, places)
    found: list[CarryingLayers] = []
    done, total = 0, len(sources) * (count + _VERIFIED)
    for source in sources:
        shifts: list[Float32Array] = []
        outsides: list[float] = []
        for layer in range(count):
            shift, outside = trials.effect(source, layer)
            shifts.append(shift)
            outsides.append(outside)
            done += 1
            yield done, total, None
        for first, last in best_ranges(trials.missing, shifts, outsides)[:_VERIFIED]:
            found.append(trials.measured(source, first, last))
            done = min(done + 1, total - 1)
            yield done, total, None
    taken = [one for one in found if one.after <= _NEARER * one.before and one.inside > one.outside]
    if not taken:
        raise RecipeError(
            tr(
                "No style layers of that picture bring this part a fifth nearer to how it looks there and change the "
                "rest less, so nothing was taken. Move its attributes, or mix the picture's layers in by hand."
            )
        )
    yield total, total, max(taken, key=lambda one: one.gain)


def along_attributes(
    renderer: Renderer, recipe: Recipe, there: Recipe, vectors: Sequence[npt.ArrayLike]
) -> LatentWPlus | None:
    """Styles that differ from the picture's along a part's attributes only, by that share of the whole difference.

    Args:
        renderer: Of the model.
        recipe: The picture that is to get the part.
        there: The one that has it.
        vectors: float32 [w_dim] or [num_ws, w_dim] of the part's attributes.

    Returns:
        What style mixing makes it of; None where there are no attributes, or psi leaves nothing of any styles.
    """
    psi, cutoff = recipe.truncation.psi, recipe.truncation.cutoff
    if not vectors or abs(psi) < _SMALLEST:
        return None
    before = renderer.ws(recipe)  # [num_ws, w_dim]
    difference = renderer.ws(there) - before
    shared = np.zeros_like(difference)
    stacked = np.stack([np.broadcast_to(np.asarray(vector, np.float32), before.shape) for vector in vectors], axis=1)
    for layer, (rows, whole) in enumerate(zip(stacked, difference, strict=True)):  # [n, w_dim], [w_dim]
        shared[layer] = np.linalg.lstsq(rows.T, whole, rcond=_SMALLEST)[0] @ rows
    ws = renderer.ws(replace(recipe, attributes=())) + shared  # attributes come after mixing
    if psi != 1.0:
        average = renderer.generator.w_avg
        ws[:cutoff] = average + (ws[:cutoff] - average) / np.float32(psi)  # mixing truncates
    return LatentWPlus(Array(ws.astype(np.float32)))


def best_ranges(
    missing: Float32Array, shifts: Sequence[Float32Array], outsides: Sequence[float]
) -> list[tuple[int, int]]:
    """Ranges of layers, the one first that promises most: as if what single layers do added up.

    Args:
        missing: From the part's look to that in the other picture.
        shifts: What each layer does to the look.
        outsides: What it changes in the rest.
    """
    look = np.concatenate([np.zeros((1, missing.size), np.float32), np.cumsum(shifts, axis=0)])  # [layers + 1, k]
    rest = np.concatenate([[0.0], np.cumsum(outsides)])
    ranges = [(first, last) for first in range(len(shifts)) for last in range(first, len(shifts))]

    def loss(layers: tuple[int, int]) -> float:
        first, end = layers[0], layers[1] + 1
        return float(np.abs(missing - (look[end] - look[first])).mean() + rest[end] - rest[first])

    return sorted(ranges, key=loss)


class _Trials:
    """Renders the picture with layers of others, and compares the part."""

    def __init__(self, renderer: Renderer, recipes: tuple[Recipe, Recipe], places: PartPlaces) -> None:
        self._renderer = renderer
        self._recipe = recipes[0]
        self._here, self._rest = places.here, ~(places.here | places.there)
        self._before = _pixels(renderer, recipes[0])
        self._look = _look(self._before, places.here)
        self.missing = _look(_pixels(renderer, recipes[1]), places.there) - self._look

    def effect(self, source: Latent, layer: int) -> tuple[Float32Array, float]:
        """What one layer does to the part's look, and to the rest."""
        after = self._mixed(source, layer, layer)
        return _look(after, self._here) - self._look, self._change(after, self._rest)

    def measured(self, source: Latent, first: int, last: int) -> CarryingLayers:
        """What a range does."""
        after = self._mixed(source, first, last)
        return CarryingLayers(
            first=first,
            last=last,
            source=source,
            inside=self._change(after, self._here),
            outside=self._change(after, self._rest),
            before=float(np.abs(self.missing).mean()),
            after=float(np.abs(self.missing - (_look(after, self._here) - self._look)).mean()),
        )

    def _mixed(self, source: Latent, first: int, last: int) -> Float32Array:
        mix = StyleMix(first=first, last=last, source=source)
        return _pixels(self._renderer, replace(self._recipe, style_mix=(*self._recipe.style_mix, mix)))

    def _change(self, after: Float32Array, place: Mask) -> float:
        return float(np.abs(after - self._before)[place].mean()) if place.any() else 0.0


def _pixels(renderer: Renderer, recipe: Recipe) -> Float32Array:
    image = renderer.render_batch([recipe])[0].portrait.image.astype(np.float32)
    return np.atleast_3d(image)[:, :, :3]


def _look(image: Float32Array, place: Mask) -> Float32Array:
    """The dark and the light of a part's colors, wherever it is: float32 [quantiles * channels]."""
    return np.quantile(image[place], _QUANTILES, axis=0).astype(np.float32).ravel()


def _to_one(mask: Float32Array) -> Float32Array:
    """A soft detector has a scale of its own."""
    return mask / mask.max() if mask.max() > 1.0 else mask
