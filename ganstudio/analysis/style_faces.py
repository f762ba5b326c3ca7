"""The faces that have most and least of a style channel, and where in their pictures it acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.analysis.styles import Styles
from ganstudio.recipe.document import Recipe, with_style_added
from ganstudio.recipe.edits import StyleShift
from ganstudio.render import Renderer

FACES = 200
"""Random faces that are looked at where none are given."""
_FIRST_SEED = 4_000_000
_SHIFT = 4.0
"""Deviations by which a channel is shifted to see where it acts."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StyleFace:
    """A face and what it has of a channel.

    Attributes:
        recipe: The face. unusual: its value, in standard deviations from the mean of random faces.
        picture: uint8 [h, w, c].
        change: float32 [h, w], by how much (0..255) its picture changes where the channel is shifted to the other side:
            what has most of it already often takes no more.
    """

    recipe: Recipe
    unusual: float
    picture: npt.NDArray[np.uint8]
    change: npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class StyleExtremes:
    """The faces that have most of a channel, highest first, and least, lowest last; `faces` were looked at."""

    layer: str
    channel: int
    faces: int
    most: tuple[StyleFace, ...]
    least: tuple[StyleFace, ...]


def most_and_least(
    renderer: Renderer, styles: Styles, layer: str, channel: int, *, recipes: Sequence[Recipe] = (), each: int = 6
) -> Iterator[tuple[int, int, StyleExtremes | None]]:
    """Look for them.

    Args:
        renderer: For the model; what it keeps for the picture on screen stays.
        styles: Those of the model.
        layer: Of `spec.style_layers`.
        channel: Of that layer.
        recipes: The faces; `FACES` random ones if there are none.
        each: How many of either are wanted, at most.

    Yields:
        Steps done and to do, and with the last one what was found.

    Raises:
        RecipeError: The model has no such channel, or a recipe does not fit it.
    """
    plus = styles.shift(layer, channel, _SHIFT)
    spec = renderer.generator.spec
    looked_at = tuple(recipes) or tuple(random_recipe(spec, _FIRST_SEED + number) for number in range(FACES))
    count = min(each, (len(looked_at) + 1) // 2)
    shown = min(2 * count, len(looked_at))
    total = len(looked_at) + shown
    values = []
    for done, recipe in enumerate(looked_at, start=1):
        values.append(float(styles.of(recipe)[layer][channel]))
        yield done, total, None
    mean, deviation = float(styles.statistics.mean[layer][channel]), plus.deviation
    order = sorted(range(len(values)), key=lambda place: -values[place])
    found: list[StyleFace] = []
    for place in (*order[:count], *order[len(order) - (shown - count) :]):
        found.append(_face(renderer, looked_at[place], (values[place] - mean) / deviation, plus))
        if len(found) < shown:
            yield len(looked_at) + len(found), total, None
    result = StyleExtremes(
        layer=layer, channel=channel, faces=len(looked_at), most=tuple(found[:count]), least=tuple(found[count:])
    )
    yield total, total, result


def _face(renderer: Renderer, recipe: Recipe, unusual: float, plus: StyleShift) -> StyleFace:
    shift = msgspec.structs.replace(plus, amount=-plus.amount) if unusual > 0 else plus
    both = renderer.render_batch([recipe, with_style_added(recipe, shift)])
    before, after = (np.atleast_3d(one.portrait.image) for one in both)
    change = np.abs(after.astype(np.float32) - before).mean(axis=2)
    return StyleFace(recipe=recipe, unusual=unusual, picture=before, change=change)
