"""Where each layer's noise comes from: the model file, a seed, or nowhere; with a factor by layer or resolution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

import torch
from torch import Tensor

# Knuth's multiplicative constant keeps the layers' streams of neighbouring seeds apart.
_SEED_STRIDE = 2654435761


@dataclass(frozen=True, kw_only=True)
class Noise:
    """A choice of noise for a batch of images.

    Attributes:
        mode: `const` adds the noise stored in the model, `seeded` noise drawn from `seeds`, `none` adds nothing.
        seeds: With `seeded`, one seed an image, or a single one for all.
        factors: Factor on the layer's noise strength, by layer (`b16.conv0`, `b16.conv1`) or by block (`b16`, both
            of its layers). Layers not named keep 1.
    """

    mode: Literal["const", "seeded", "none"] = "const"
    seeds: tuple[int, ...] = ()
    factors: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def factor(self, layer_name: str) -> float:
        """The factor on the strength of the layer `b16.conv0` or `b16.conv1`."""
        if layer_name in self.factors:
            return float(self.factors[layer_name])
        return float(self.factors.get(layer_name.partition(".")[0], 1.0))

    def images(self, part: slice) -> Noise:
        """The noise of some images of the batch."""
        return self if len(self.seeds) <= 1 else replace(self, seeds=self.seeds[part])

    def draw(self, layer_name: str, noise_const: Tensor) -> Tensor | None:
        """The noise to add at one layer, before its strength.

        Each layer has its own stream, so a render resumed at any block draws what a full render draws.

        Args:
            layer_name: `b16.conv0` or `b16.conv1`.
            noise_const: float32 [h, w], the layer's stored noise; its device is where the result goes.

        Returns:
            float32 [1 or n, 1, h, w] on the stored noise's device, or None where nothing is to be added.
        """
        factor = self.factor(layer_name)
        if self.mode == "none" or factor == 0.0:
            return None
        if self.mode == "const":
            noise = noise_const[None, None]  # [1, 1, h, w]
        else:
            noise = torch.stack([seeded_noise(seed, layer_name, noise_const.shape) for seed in self.seeds])
            noise = noise.to(noise_const.device)  # [n, 1, h, w]
        return noise if factor == 1.0 else noise * factor


def seeded_noise(seed: int, layer_name: str, shape: torch.Size) -> Tensor:
    """Normal noise of one layer of one image, the same on every device.

    Args:
        seed: Any integer.
        layer_name: `b16.conv0` or `b16.conv1`; each layer draws its own numbers.
        shape: Height and width.

    Returns:
        float32 [1, h, w] on the CPU.
    """
    resolution, _, convolution = layer_name.removeprefix("b").partition(".conv")
    stream = 2 * int(resolution) + int(convolution)
    generator = torch.Generator(device="cpu").manual_seed((seed * _SEED_STRIDE + stream) % (1 << 63))
    return torch.randn((1, *shape), generator=generator)


CONST_NOISE = Noise()
NO_NOISE = Noise(mode="none")
