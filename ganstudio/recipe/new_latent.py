"""What changes in a recipe when another picture is asked for: its seed and, with seeded noise, the noise's seed."""

from __future__ import annotations

import msgspec

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Seed


def with_new_seed(recipe: Recipe, seed: int, *, own_noise: bool = True) -> Recipe:
    """The recipe with another seed, everything else as it is.

    Args:
        recipe: The template.
        seed: 0..4294967295.
        own_noise: With noise `seeded`, draw the picture's noise from its own seed too, so that no two new pictures
            share their noise; otherwise the template's noise seed stays.
    """
    noise = recipe.noise
    if own_noise and noise.mode == "seeded":
        noise = msgspec.structs.replace(noise, seed=seed)
    return replace(recipe, latent=Seed(seed), noise=noise)
