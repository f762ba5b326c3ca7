"""Sampling random images to learn how the feature maps of a model's layers are distributed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.render import Renderer
from ganstudio.spec import GeneratorSpec, LayerSpec

_SILENT = 1e-5
"""A map whose deviation is below this share of the loudest one's is always the same."""


def sample_distributions(
    renderer: Renderer, layers: Sequence[str], *, images: int = 32, first_seed: int = 1_000_000
) -> Iterator[dict[str, MapDistribution]]:
    """Estimate the distributions over random images; the same mapping is given after each image, further on.

    Args:
        renderer: Only blocks up to the highest layer are computed.
        layers: Which ones.
        images: How many random images.
        first_seed: They are this one and the next ones.

    Raises:
        RecipeError: The model has no such layer.
    """
    spec = renderer.generator.spec
    found = {name: MapDistribution(spec.layer(name).channels) for name in layers}
    for seed in range(first_seed, first_seed + images):
        for name, maps in feature_maps(renderer, random_recipe(spec, seed), layers).items():
            found[name].add(maps)
        yield found


def random_recipe(spec: GeneratorSpec, seed: int) -> Recipe:
    """A random picture: the seed's, of a random class where the model has classes."""
    return Recipe(latent=Seed(seed), classes=_random_class(spec.c_dim, seed))


def images_for(layer: LayerSpec) -> int:
    """Of how many random images a layer's deviations are estimated: of fewer where each has more cells, and costs more.

    200 up to 32x32, 32 from 128x128 on.
    """
    return max(32, min(200, 200 * 32 // max(layer.height, layer.width)))


def sample_deviations(renderer: Renderer, layer: str) -> Iterator[tuple[int, npt.NDArray[np.float32] | None]]:
    """Estimate how much each map of a layer varies over random images, `images_for` so many.

    Args:
        renderer: Only blocks up to the layer are computed.
        layer: Which one.

    Yields:
        The images looked at so far, and with the last one the standard deviations over locations and images, float32
        [channels], see `heard_deviations`.

    Raises:
        RecipeError: The model has no such layer.
    """
    images = images_for(renderer.generator.spec.layer(layer))
    for done, found in enumerate(sample_distributions(renderer, [layer], images=images), start=1):
        yield done, heard_deviations(found[layer].deviation) if done == images else None


def heard_deviations(deviations: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Deviations with which every map can be moved: a map that is always the same takes the middle one of the others.

    It may have been kept free for edits, and mean much.

    Args:
        deviations: As measured, 0 or more, [channels].

    Returns:
        float32 [channels], above 0; 1 where no map varies.
    """
    own = np.asarray(deviations, np.float64)
    heard = own > _SILENT * own.max(initial=0.0)
    return np.where(heard, own, np.median(own[heard]) if heard.any() else 1.0).astype(np.float32)


def _random_class(c_dim: int, seed: int) -> tuple[float, ...]:
    if not c_dim:
        return ()
    chosen = np.random.RandomState(seed).randint(c_dim)
    return tuple(float(index == chosen) for index in range(c_dim))
