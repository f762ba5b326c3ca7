"""What is measured: a model from a file or with random weights, plain and as it is rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from ganstudio.networks.checkpoint import Network, build_network, checkpoint_of
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.devices import PrecisionName, cpu_has_bf16, resolve_device, resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.loading import load_generator
from ganstudio.networks.noise import CONST_NOISE
from ganstudio.networks.random_init import random_generator
from ganstudio.networks.synthesis import BlockState, BlockwiseSynthesis, no_tap

MOST_CHANNELS = 512


@dataclass(frozen=True, eq=False)
class Variant:
    """One way to make the picture: from w float32 [1, num_ws, w_dim] to [1, c, h, w]."""

    name: str
    run: Callable[[], Tensor]
    synthesis: BlockwiseSynthesis | None = None


class Subject:
    """A model with one w, and the ways in which this program makes its picture."""

    def __init__(self, generator: LoadedGenerator, *, name: str) -> None:
        self.name = name
        self.generator = generator
        self.plain = _twin(generator.network).synthesis
        self.spec = generator.spec
        z = np.random.RandomState(0).randn(1, generator.spec.z_dim).astype(np.float32)
        c = np.eye(1, generator.spec.c_dim, dtype=np.float32) if generator.spec.c_dim else None
        self.ws = torch.from_numpy(generator.map(z, c))

    def variants(self) -> list[Variant]:
        """The plain form first, then each precision of this processor."""
        names: list[PrecisionName] = ["fp32", "bf16"] if cpu_has_bf16() else ["fp32"]
        found = [Variant("plain form, fp32", lambda: self.plain(self.ws), self.plain)]
        return found + [self._prepared(name) for name in names]

    def _prepared(self, name: PrecisionName) -> Variant:
        synthesis = _twin(self.generator.network).synthesis
        synthesis.prepare(resolve_precision(name, self.generator.device).dtype)
        return Variant(f"GanStudio, {name}", lambda: synthesis(self.ws), synthesis)

    def operations(self) -> list[float]:
        """The least that each block takes by the plain form's convolutions: 10^9, a product and its sum being two."""
        counts: list[float] = []
        for state in states_of(self.plain, self.ws):
            with FlopCounterMode(display=False) as counter:
                self.plain.advance(state, self.ws, noise=CONST_NOISE, tap=no_tap)
            counts.append(counter.get_total_flops() / 1e9)
        return counts


def states_of(synthesis: BlockwiseSynthesis, ws: Tensor) -> list[BlockState]:
    """What enters each block, lowest first."""
    kept = synthesis.run(ws, keep=range(synthesis.count)).states
    return [kept[index] for index in range(synthesis.count)]


def load_subject(path: str) -> Subject:
    """A model file, or `builtin`.

    Raises:
        CheckpointError: It cannot be loaded.
    """
    generator = load_generator(path)
    return Subject(generator, name=path)


def random_subject(resolution: int, channel_base: int) -> Subject:
    """A StyleGAN2 model of the usual sizes with random weights: `channel_base` / side maps a block, 512 at the most."""
    sides = [4 << index for index in range(resolution.bit_length() - 2)]
    config = GeneratorConfig(
        z_dim=512,
        w_dim=512,
        block_resolutions=tuple(sides),
        channels=tuple(max(1, min(channel_base // side, MOST_CHANNELS)) for side in sides),
        mapping_widths=(512,) * 8,
    )
    network = random_generator(config, torch.Generator().manual_seed(0), noise_strength=0.1, bias_std=0.1)
    network.eval().requires_grad_(False)
    device = resolve_device("cpu")
    generator = LoadedGenerator(
        network,
        model_id="0" * 32,
        source="random",
        has_w_avg=True,
        device=device,
        precision=resolve_precision("fp32", device),
    )
    return Subject(generator, name=f"random {resolution}, channel base {channel_base}")


def _twin(network: Network) -> Network:
    """The same network with the same weights in memory, as it is written."""
    return build_network(checkpoint_of(network))
