"""Components before names: the main ways in which styles, or the maps of a layer, vary, brought back to w.

Source: Härkönen et al. 2020, "GANSpace: Discovering Interpretable GAN Controls", section 2: PCA of what a layer makes
of many random latents, and the latent directions by linear regression on the components' coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.directions import Direction
from ganstudio.analysis.linear_algebra import product, symmetric_eigenvectors
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.array import Array
from ganstudio.render import Renderer

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

FACES_OF_STYLES = 2000
FACES_OF_MAPS = 240
_FIRST_SEED = 3_000_000
_MOST_CELLS = 8
"""Maps are looked at on a grid of at most so many rows and columns: a component is where and what, not lines."""


def style_directions(
    generator: LoadedGenerator, count: int = 20, *, first: int = 0, last: int | None = None
) -> list[Direction]:
    """The directions in w along which the style channels of some layers (the space S) vary most.

    Channels count alike, each in its own standard deviations. Amount 1 is one standard deviation of the component.

    Args:
        generator: Its mapping network and affine layers are run on random z (and classes).
        count: How many, strongest first.
        first: First style layer whose channels are looked at, and that the directions move.
        last: Last one, None for the last there is.

    Raises:
        AnalysisError: Not at least one direction is asked for, or the model has no such layers.
    """
    spec = generator.spec
    end = spec.num_ws - 1 if last is None else last
    if not 0 <= first <= end < spec.num_ws:
        raise AnalysisError(f"Layers {first}..{end} were asked for, and this model has 0..{spec.num_ws - 1}.")
    recipes = [random_recipe(spec, _FIRST_SEED + index) for index in range(FACES_OF_STYLES)]
    z = np.stack([np.random.RandomState(_FIRST_SEED + i).randn(spec.z_dim) for i in range(len(recipes))])
    labels = np.asarray([recipe.classes for recipe in recipes], np.float32) if spec.c_dim else None
    ws = generator.map(z.astype(np.float32), labels)  # [n, num_ws, w_dim]
    styles = generator.styles(ws)
    wanted = [styles[layer.name] for layer in spec.style_layers if first <= layer.ws_index <= end]
    values = np.concatenate(wanted, axis=1).astype(np.float64)
    spread = values.std(axis=0)
    values = (values - values.mean(axis=0)) / np.where(spread > 1e-5 * spread.max(), spread, np.inf)
    return _regressed(values, ws[:, 0].astype(np.float64), count, method="Styles", layers=(first, last))


def map_directions(renderer: Renderer, layer: str, count: int = 20) -> Iterator[tuple[int, list[Direction] | None]]:
    """The directions in w along which the feature maps of a layer vary most.

    Amount 1 is one standard deviation of the component.

    Args:
        renderer: Only blocks up to the layer are computed, for random pictures.
        layer: Such as `b16`. Style layers above its own are not moved: they have no part in it.
        count: How many, strongest first.

    Yields:
        The pictures looked at so far of `FACES_OF_MAPS`, and with the last one the directions.

    Raises:
        AnalysisError: Not at least one direction is asked for.
        RecipeError: The model has no such layer.
    """
    spec = renderer.generator.spec
    of = spec.layer(layer)
    size = min(of.height, _MOST_CELLS), min(of.width, _MOST_CELLS)
    values, w = [], []
    for done in range(FACES_OF_MAPS):
        recipe = random_recipe(spec, _FIRST_SEED + done)
        values.append(resize_mask(feature_maps(renderer, recipe, [layer])[layer], size).astype(np.float32).ravel())
        w.append(renderer.ws(recipe)[0])
        if done + 1 < FACES_OF_MAPS:
            yield done + 1, None
    centred = np.stack(values).astype(np.float64)
    centred -= centred.mean(axis=0)
    layers = (0, of.ws_index if of.ws_index + 1 < spec.num_ws else None)
    yield FACES_OF_MAPS, _regressed(centred, np.stack(w).astype(np.float64), count, method=of.name, layers=layers)


def _regressed(
    values: Float64Array, w: Float64Array, count: int, *, method: str, layers: tuple[int, int | None]
) -> list[Direction]:
    """PCA of centred values [n, d] by way of their products, and the w that goes with each component."""
    if count < 1:
        raise AnalysisError(f"{count} directions were asked for; 1 or more are possible.")
    powers, vectors = symmetric_eigenvectors(product(values, values.T))  # of [n, n]
    total = max(float(np.clip(powers, 0.0, None).sum()), 1e-12)
    order = [index for index in np.argsort(-powers)[: min(count, w.shape[1])] if powers[index] > 1e-9 * total]
    centred = w - w.mean(axis=0)
    found = []
    for number, index in enumerate(order, start=1):
        coordinates = vectors[:, index] * np.sqrt(len(values))  # of deviation 1
        direction = product(centred.T, coordinates) / len(values)  # least squares of w on one coordinate
        sign = 1.0 if direction[np.argmax(np.abs(direction))] > 0 else -1.0
        found.append(
            Direction(
                vector=Array(sign * direction),
                method=f"{method} {number}",
                first=layers[0],
                last=layers[1],
                share=float(powers[index] / total),
            )
        )
    return found
