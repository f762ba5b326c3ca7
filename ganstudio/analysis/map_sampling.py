"""Sampling random images to learn how the feature maps of a model's layers are distributed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.render import Renderer


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
        recipe = Recipe(latent=Seed(seed), classes=_random_class(spec.c_dim, seed))
        for name, maps in feature_maps(renderer, recipe, layers).items():
            found[name].add(maps)
        yield found


def _random_class(c_dim: int, seed: int) -> tuple[float, ...]:
    if not c_dim:
        return ()
    chosen = np.random.RandomState(seed).randint(c_dim)
    return tuple(float(index == chosen) for index in range(c_dim))
