"""Random starting weights for a generator, as training begins with them."""

from __future__ import annotations

import math

import torch

from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.mapping import FullyConnectedLayer
from ganstudio.networks.stylegan2 import Generator, SynthesisBlock

BINOMIAL_FILTER = (1.0, 3.0, 3.0, 1.0)


def binomial_filter_2d(taps: int = len(BINOMIAL_FILTER)) -> torch.Tensor:
    """The 2-d resampling filter of sum 1, float32 [taps, taps], binomial both ways: of [1, 3, 3, 1] for 4 taps."""
    row = torch.tensor([math.comb(taps - 1, index) for index in range(taps)], dtype=torch.float32)
    filter_2d = torch.outer(row, row)
    return filter_2d / filter_2d.sum()


def random_generator(
    config: GeneratorConfig, rng: torch.Generator, *, noise_strength: float = 0.0, bias_std: float = 0.0
) -> Generator:
    """A generator with normal weights, unit style biases and the binomial resampling filter.

    Source: Karras et al. 2019, section C ("equalized learning rate": N(0, 1) weights scaled at run time).

    Args:
        config: Its sizes; the filter must be square.
        rng: Where the randomness comes from.
        noise_strength: Strength of every layer's noise.
        bias_std: Standard deviation of the convolutions' biases.

    Returns:
        The network, on the CPU, in float32.
    """
    network = Generator(config)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, FullyConnectedLayer):
                module.weight.normal_(generator=rng).div_(module.bias_gain)
            elif isinstance(module, SynthesisBlock) and module.is_first:
                module.const.normal_(generator=rng)
        for name, tensor in network.synthesis.state_dict(keep_vars=True).items():
            if name.endswith("affine.bias"):
                tensor.fill_(1.0)
            elif name.endswith(("conv0.weight", "conv1.weight", "torgb.weight", "skip.weight", "noise_const")):
                tensor.normal_(generator=rng)
            elif name.endswith("noise_strength"):
                tensor.fill_(noise_strength)
            elif name.endswith("resample_filter"):
                tensor.copy_(binomial_filter_2d(config.filter_height))
            elif name.endswith("bias") and bias_std:
                tensor.normal_(std=bias_std, generator=rng)
    return network
