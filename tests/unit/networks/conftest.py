"""Small random networks, and one thread for torch."""

from __future__ import annotations

import pytest
import torch

from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.random_init import random_generator

SMALL = {
    "z_dim": 16,
    "w_dim": 20,
    "block_resolutions": (4, 8, 16),
    "channels": (12, 10, 8),
    "mapping_widths": (14, 20),
}


def make_network(seed: int = 0, **changes):
    """A 16x16 generator with random weights, noise, biases and average latent."""
    rng = torch.Generator().manual_seed(seed)
    network = random_generator(GeneratorConfig(**(SMALL | changes)), rng, noise_strength=0.3, bias_std=0.2)
    network.mapping.w_avg.normal_(generator=rng)
    return network.eval().requires_grad_(False)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def make():
    return make_network
