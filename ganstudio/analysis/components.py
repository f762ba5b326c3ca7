"""Components before names: the main ways in which styles, or the maps of a layer, vary, brought back to w.

Source: Härkönen et al. 2020, "GANSpace: Discovering Interpretable GAN Controls", section 2: PCA of what a layer makes
of many random latents, and the latent directions by linear regression on the components' coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.directions import Direction, sampled_w
from ganstudio.analysis.linear_algebra import product, symmetric_eigenvectors
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.array import Array
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

FACES_OF_MAPS = 240
_FIRST_SEED = 3_000_000
_SILENT = 1e-5
"""A channel whose deviation is below this share of the largest is always the same."""
_MOST_CELLS = 8
"""Maps are looked at on a grid of at most so many rows and columns: a component is where and what, not lines."""


def style_directions(
    generator: LoadedGenerator, count: int = 20, *, first: int = 0, last: int | None = None, samples: int = 10_000
) -> list[Direction]:
    """The directions in w along which the style channels of some layers (the space S) vary most.

    Channels count alike, each in its own standard deviations. Amount 1 is one standard deviation of the component.

    Args:
        generator: Its mapping network is sampled, its affine layers are looked at.
        count: How many, strongest first.
        first: First style layer whose channels are looked at, and that the directions move.
        last: Last one, None for the last there is.
        samples: Number of random z (and random classes, for a conditional model).

    Raises:
        AnalysisError: Not at least one direction is asked for, or the model has no such layers.
    """
    spec = generator.spec
    end = spec.num_ws - 1 if last is None else last
    if not 0 <= first <= end < spec.num_ws:
        raise AnalysisError(
            tr(
                "Layers {first}..{end} were asked for, and this model has 0..{last}.",
                first=first,
                end=end,
                last=spec.num_ws - 1,
            )
        )
    _check_count(count)
    root = _root_of_covariance(sampled_w(generator, samples))
    names = [layer.name for layer in spec.style_layers if first <= layer.ws_index <= end]
    # Styles are affine in w, s = A w + b, so cov(s) = A C A' and its axes follow from matrices of the size of w:
    # with C = R R', those of R'A'AR are q, each component moves w by R q.
    moved = product(_affine(generator, names), root)  # A R, float64 [channels, w_dim]
    spread = np.sqrt((moved**2).sum(axis=1, keepdims=True))
    moved = moved / np.where(spread > _SILENT * spread.max(), spread, np.inf)
    powers, vectors = symmetric_eigenvectors(product(moved.T, moved))
    order = np.argsort(-powers)[:count]
    total = max(float(np.clip(powers, 0.0, None).sum()), 1e-12)
    return [
        replace(
            _direction(product(root, vectors[:, index]), f"Styles {number}", (first, last), powers[index] / total),
            title=tr("Styles {number}", number=number),
        )
        for number, index in enumerate(order, start=1)
        if powers[index] > 1e-9 * total
    ]


def _affine(generator: LoadedGenerator, names: list[str]) -> Float64Array:
    """By how much each style channel of some layers follows each number of w: float64 [channels, w_dim]."""
    spec = generator.spec
    w = np.concatenate([np.zeros((1, spec.w_dim), np.float32), np.eye(spec.w_dim, dtype=np.float32)])
    styles = generator.styles(np.repeat(w[:, None], spec.num_ws, axis=1))
    values = np.concatenate([styles[name] for name in names], axis=1).astype(np.float64)  # [1 + w_dim, channels]
    return np.ascontiguousarray((values[1:] - values[:1]).T)


def _root_of_covariance(w: Float64Array) -> Float64Array:
    """The symmetric R with R R' = cov(w): float64 [w_dim, w_dim]."""
    centred = w - w.mean(axis=0)
    powers, vectors = symmetric_eigenvectors(product(centred.T, centred) / max(1, len(w) - 1))
    return product(vectors * np.sqrt(np.clip(powers, 0.0, None)), np.ascontiguousarray(vectors.T))


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
    _check_count(count)
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
    yield (
        FACES_OF_MAPS,
        _regressed(centred, np.stack(w).astype(np.float64), count, size=of.title, layers=layers),
    )


def _regressed(
    values: Float64Array, w: Float64Array, count: int, *, size: str, layers: tuple[int, int | None]
) -> list[Direction]:
    """PCA of centred values [n, d] by way of their products, and the w that goes with each component."""
    powers, vectors = symmetric_eigenvectors(product(values, values.T))  # of [n, n]
    total = max(float(np.clip(powers, 0.0, None).sum()), 1e-12)
    order = [index for index in np.argsort(-powers)[: min(count, w.shape[1])] if powers[index] > 1e-9 * total]
    centred = w - w.mean(axis=0)
    found = []
    for number, index in enumerate(order, start=1):
        coordinates = vectors[:, index] * np.sqrt(len(values))  # of deviation 1
        direction = product(centred.T, coordinates) / len(values)  # least squares of w on one coordinate
        component = _direction(direction, f"{size} maps {number}", layers, powers[index] / total)
        found.append(replace(component, title=tr("{size} maps {number}", size=size, number=number)))
    return found


def _direction(vector: Float64Array, method: str, layers: tuple[int, int | None], share: float) -> Direction:
    """The sign of a component is arbitrary: the largest entry is made positive, so that results repeat."""
    sign = 1.0 if vector[np.argmax(np.abs(vector))] > 0 else -1.0
    return Direction(vector=Array(sign * vector), method=method, first=layers[0], last=layers[1], share=float(share))


def _check_count(count: int) -> None:
    if count < 1:
        raise AnalysisError(tr("{count} directions were asked for; 1 or more are possible.", count=count))
