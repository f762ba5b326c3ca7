"""The style channels of a model, the space S: what a face has of them, and how much they vary over faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import StyleShift
from ganstudio.render import Renderer

Float32Array = npt.NDArray[np.float32]

FACES = 1000
FIRST_SEED = 1_000_000
"""The seeds whose faces are looked at are this one and the next ones, as for feature maps."""
_SILENT = 1e-5
"""A channel whose deviation is below this share of its layer's largest is always the same."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StyleStatistics:
    """Of each layer of `spec.style_layers`, by name.

    Attributes:
        mean: float32 [channels].
        deviation: float32 [channels], above 0: a channel that never varies takes the middle one of its layer.
    """

    mean: Mapping[str, Float32Array]
    deviation: Mapping[str, Float32Array]


class Styles:
    """The style channels of one model. For one thread at a time."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._statistics: StyleStatistics | None = None

    @property
    def statistics(self) -> StyleStatistics:
        """How they vary over random faces; sampled once."""
        if self._statistics is None:
            self._statistics = sample_styles(self._renderer.generator)
        return self._statistics

    def of(self, recipe: Recipe) -> dict[str, Float32Array]:
        """What a recipe's face has of them, its style shifts not counted in: float32 [channels] by layer.

        Raises:
            RecipeError: The recipe does not fit the model.
        """
        found = self._renderer.generator.styles(self._renderer.ws(recipe)[None])
        return {name: values[0] for name, values in found.items()}

    def shift(self, layer: str, channel: int, amount: float) -> StyleShift:
        """A channel shifted by so many of its standard deviations, for a recipe.

        Raises:
            RecipeError: The model has no such layer or channel.
        """
        self._renderer.generator.spec.style_channel(layer, channel)
        return StyleShift(layer, channel, amount, float(self.statistics.deviation[layer][channel]))


def sample_styles(generator: LoadedGenerator, *, faces: int = FACES) -> StyleStatistics:
    """The statistics over the faces of consecutive seeds without truncation; the same each time on one machine.

    Only z is mapped and the affine layers are run, no picture is made: a second or so for a large model.

    Args:
        generator: Of a conditional model, each face has a class drawn at random.
        faces: How many.
    """
    spec = generator.spec
    seeds = range(FIRST_SEED, FIRST_SEED + faces)
    z = np.stack([np.random.RandomState(seed).randn(spec.z_dim) for seed in seeds]).astype(np.float32)
    labels = None
    if spec.c_dim:
        classes = [np.random.RandomState(seed).randint(spec.c_dim) for seed in seeds]
        labels = np.eye(spec.c_dim, dtype=np.float32)[classes]
    styles = generator.styles(generator.map(z, labels))  # [faces, channels] by layer
    return StyleStatistics(
        mean={name: values.mean(axis=0, dtype=np.float64).astype(np.float32) for name, values in styles.items()},
        deviation={name: _deviation(values) for name, values in styles.items()},
    )


def _deviation(values: Float32Array) -> Float32Array:
    """float32 [faces, channels] -> float32 [channels]."""
    own = values.std(axis=0, dtype=np.float64)
    heard = own > _SILENT * own.max(initial=0.0)
    spare = np.median(own[heard]) if heard.any() else 1.0
    return np.where(heard, own, spare).astype(np.float32)
