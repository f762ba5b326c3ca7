"""Which style layers carry a part from one picture to another: found by trying each, told as it is.

Style layers act on the whole picture, so a part never comes alone; the layers are those that change it most and the
rest least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.part_masks import detected_masks
from ganstudio.errors import RecipeError
from ganstudio.masks import resize_mask
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Latent, StyleMix
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class CarryingLayers:
    """The style layers first..last, and how much they change, as a mean over pixels of 0..255.

    Attributes:
        first, last: The range. inside: in the part. outside: in the rest.
    """

    first: int
    last: int
    inside: float
    outside: float


def part_in_either(
    renderer: Renderer, folder: Path, recipes: tuple[Recipe, Recipe], detectors: tuple[str, ...]
) -> Float32Array:
    """Where a part is in one of two pictures: float32 [h, w] of the picture, 1 inside and 0 elsewhere.

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
    there = np.zeros(size, bool)
    for recipe in recipes:
        for mask in detected_masks(renderer, folder, recipe, detectors).values():
            there |= resize_mask(_to_one(mask), size) >= 0.5
    if not there.any():
        raise RecipeError(tr("That part was found in neither picture, so nothing can be taken."))
    return there.astype(np.float32)


def carrying_layers(
    renderer: Renderer, recipe: Recipe, source: Latent, inside: Float32Array
) -> Iterator[tuple[int, int, CarryingLayers | None]]:
    """Tries each style layer of another picture, and gives the range that changes a part most beside the rest.

    Args:
        renderer: Of the model; what it keeps of the picture on screen stays untouched.
        recipe: The picture that is to get the part.
        source: Where the layers come from.
        inside: float32 [h, w] of the picture, 1 in the part.

    Yields:
        Trials done, trials in all, and with the last one what was found.

    Raises:
        RecipeError: The recipe does not fit the model.
    """
    count = renderer.generator.spec.num_ws
    before = _pixels(renderer, recipe)
    changes: list[tuple[float, float]] = []
    for layer in range(count):
        changes.append(_change(before, _pixels(renderer, _mixed(recipe, source, layer, layer)), inside))
        yield layer + 1, count + 1, None
    first, last = best_range(gains_of(changes))
    within, without = _change(before, _pixels(renderer, _mixed(recipe, source, first, last)), inside)
    yield count + 1, count + 1, CarryingLayers(first=first, last=last, inside=within, outside=without)


def gains_of(changes: list[tuple[float, float]]) -> list[float]:
    """Each layer's share of all that changes in the part, less its share of all that changes in the rest.

    Args:
        changes: In the part and in the rest, for each layer.
    """
    within, without = (max(1e-9, sum(values)) for values in zip(*changes, strict=True))
    return [one / within - other / without for one, other in changes]


def best_range(gains: list[float]) -> tuple[int, int]:
    """The neighbours with the largest sum, one at least: first and last, both included (Kadane's algorithm)."""
    best, found, start, total = -np.inf, (0, 0), 0, 0.0
    for index, gain in enumerate(gains):
        if total <= 0.0:
            start, total = index, 0.0
        total += gain
        if total > best:
            best, found = total, (start, index)
    return found


def _mixed(recipe: Recipe, source: Latent, first: int, last: int) -> Recipe:
    return replace(recipe, style_mix=(*recipe.style_mix, StyleMix(first=first, last=last, source=source)))


def _pixels(renderer: Renderer, recipe: Recipe) -> Float32Array:
    image = renderer.render_batch([recipe])[0].portrait.image.astype(np.float32)
    return image if image.ndim == 2 else image[:, :, :3].mean(axis=2)


def _change(before: Float32Array, after: Float32Array, inside: Float32Array) -> tuple[float, float]:
    change = np.abs(after - before)
    within, all_of_it = float((change * inside).sum()), float(change.sum())
    covered = float(inside.sum())
    return within / max(1.0, covered), (all_of_it - within) / max(1.0, inside.size - covered)


def _to_one(mask: Float32Array) -> Float32Array:
    """A soft detector has a scale of its own."""
    return mask / mask.max() if mask.max() > 1.0 else mask
