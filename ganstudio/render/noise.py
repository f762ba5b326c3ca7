"""The recipe's noise in the network's terms, and when two of them are the same at a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from ganstudio.errors import RecipeError
from ganstudio.networks.noise import Noise as NetworkNoise
from ganstudio.recipe.latent import Noise
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr


def network_noise(noises: Sequence[Noise], spec: GeneratorSpec) -> NetworkNoise:
    """The noise of a batch whose recipes agree in mode and strengths.

    Args:
        noises: One an image; with mode `seeded` each keeps its own seed.
        spec: The model.

    Raises:
        RecipeError: A strength is given for a resolution that the model does not have.
    """
    first = noises[0]
    factors = {f"b{resolution}": factor for resolution, factor in first.strengths}
    unknown = [resolution for resolution, _ in first.strengths if resolution not in spec.noise_resolutions]
    if unknown:
        known = ", ".join(map(str, spec.noise_resolutions)) or tr("none: it adds no noise")
        raise RecipeError(
            tr(
                "noise.strengths names resolution {resolution}, but this model has {known}. Leave it out, "
                "or load its model.",
                resolution=min(unknown),
                known=known,
            )
        )
    mode = cast("Literal['const', 'seeded', 'none']", first.mode)
    return NetworkNoise(mode=mode, seeds=tuple(noise.seed for noise in noises), factors=factors)


def noise_key(noise: Noise, block: str) -> tuple[str, int, float]:
    """What of the noise reaches one block: (mode, seed, strength); equal keys draw the same numbers there.

    Args:
        noise: The recipe's.
        block: `b16`; empty for a stage without noise.
    """
    strength = {f"b{resolution}": factor for resolution, factor in noise.strengths}.get(block, 1.0)
    if not block or noise.mode == "none" or strength == 0.0:
        return ("none", 0, 0.0)
    return (noise.mode, noise.seed if noise.mode == "seeded" else 0, strength)
