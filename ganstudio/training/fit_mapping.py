"""The mapping network: learned as z -> factors, then composed with the fit's embedding into z -> w.

It does not depend on the synthesis network, so it can be learned beside the fit, once. A factor follows one to five
entries of z only, and a dense network takes very long to find out which. The hidden layers are therefore learned in
blocks: a share of the units for each group of factors, joined to that group's entries of z and to one another; the
weights between blocks stay zero, and the file is an ordinary StyleGAN2 mapping network.
"""

from __future__ import annotations

import math
import time
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import torch
from torch import Tensor, nn

from ganstudio.training.faces_factors import FACTOR_NAMES, INDEX, Z_DIM, dependences, factors_of_latents
from ganstudio.training.fast_network import (
    MAPPING_LR_MULTIPLIER,
    EqualLinear,
    FastMapping,
    FastSynthesis,
    draw_weights,
)
from ganstudio.training.fit import FactorEmbedding

_ACTIVATION_GAIN: Final = math.sqrt(2)


class MappingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How the mapping network is learned.

    Attributes:
        run: Folder for its checkpoint and the log.
        steps: Batches; each has fresh z. batch_size: z in one. rate: learning rate at the start, falling by a cosine.
        widths: Hidden layers. seed: of weights and z. bf16: the first nine tenths in bfloat16.
        worn_weight: Weight of the factors of what is worn, which few faces show and which are learned last.
    """

    run: Path
    steps: int = 8_000
    batch_size: int = 1024
    rate: float = 0.004
    widths: tuple[int, ...] = (768, 768, 768, 768)
    seed: int = 1
    worn_weight: float = 4.0
    bf16: bool = True
    checkpoint_steps: int = 250


class FactorMapping(nn.Module):
    """z -> standardised factors: the hidden layers of the mapping network and a linear head."""

    def __init__(self, *, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.widths = widths
        for index, (inputs, outputs) in enumerate(zip((Z_DIM, *widths[:-1]), widths, strict=True)):
            self.add_module(f"fc{index}", EqualLinear(inputs, outputs, lr_multiplier=MAPPING_LR_MULTIPLIER))
        self.head = EqualLinear(widths[-1], len(FACTOR_NAMES), lr_multiplier=MAPPING_LR_MULTIPLIER)

    def forward(self, z: Tensor) -> Tensor:
        """z: float32 [n, z_dim] -> float32 [n, factors], zero mean and unit variance."""
        x = z * torch.rsqrt(z.square().mean(dim=1, keepdim=True) + 1e-8)
        for index in range(len(self.widths)):
            x = nn.functional.leaky_relu(self.get_submodule(f"fc{index}")(x), 0.2) * _ACTIVATION_GAIN
        standard: Tensor = self.head(x)
        return standard

    def layer_weights(self) -> list[Tensor]:
        """The weights from first to last layer, float32 [outputs, inputs] each."""
        return [parameter for name, parameter in self.named_parameters() if name.endswith(".weight")]


def factor_groups() -> list[tuple[list[int], list[int]]]:
    """Factors that share entries of z, as (entries of z, columns of factors), in the order of the factors."""
    depends, groups, left = dependences(), [], set(range(len(FACTOR_NAMES)))
    while left:
        group, grown = set[int](), {min(left)}
        while grown != group:
            group = grown
            entries = depends[:, sorted(group)].any(axis=1)
            grown = group | set(np.nonzero(depends[entries].any(axis=0))[0].tolist())
        groups.append((np.nonzero(entries)[0].tolist(), sorted(group)))
        left -= group
    return groups


def block_masks(widths: tuple[int, ...]) -> list[Tensor]:
    """Which weights of each layer join units of one group, float32 [outputs, inputs] of 0 and 1.

    Hidden units are shared out by entries times factors of a group, at least one each.

    Raises:
        ValueError: A layer has fewer units than there are groups.
    """
    groups = factor_groups()
    if min(widths) < len(groups):
        raise ValueError(f"A hidden layer needs at least {len(groups)} units, one for each group of factors.")
    owner_of_z, owner_of_factor = np.full(Z_DIM, -1), np.full(len(FACTOR_NAMES), -1)
    for number, (entries, factors) in enumerate(groups):
        owner_of_z[entries], owner_of_factor[factors] = number, number
    sizes = np.array([len(entries) * len(factors) for entries, factors in groups])
    owners = [owner_of_z]
    for width in widths:
        edges = np.round(np.cumsum(sizes) / sizes.sum() * (width - len(groups))).astype(int)
        counts = np.diff(edges, prepend=0) + 1
        owners.append(np.repeat(np.arange(len(groups)), counts))
    owners.append(owner_of_factor)
    return [torch.from_numpy((after[:, None] == before).astype(np.float32)) for before, after in pairwise(owners)]


class MappingRun:
    """Learning of z -> factors; resumable. Used by one thread only."""

    def __init__(self, options: MappingOptions) -> None:
        self.options = options
        self.step_number = 0
        self.mapping = FactorMapping(widths=options.widths)
        draw_weights(self.mapping, torch.Generator().manual_seed(options.seed))
        self._blocks = list(zip(self.mapping.layer_weights(), block_masks(options.widths), strict=True))
        with torch.no_grad():
            for weight, mask in self._blocks:
                weight.mul_(mask * (mask.shape[1] / mask.sum(dim=1, keepdim=True).clamp_min(1)).sqrt())
        self.average = FactorMapping(widths=options.widths)
        self.average.load_state_dict(self.mapping.state_dict())
        self._optimizer = torch.optim.Adam(self.mapping.parameters(), betas=(0.9, 0.99), fused=True)
        self._embedding = FactorEmbedding(w_dim=1)
        self._weights = torch.ones(len(FACTOR_NAMES))
        for name in ("hairband", "ribbon", "glasses"):
            for ending in ("", "_r", "_g", "_b"):
                self._weights[INDEX[name + ending]] = options.worn_weight
        path = options.run / "mapping.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)  # noqa: TID251 - written by `save`, tensors and numbers only
            self.mapping.load_state_dict(state["mapping"])
            self.average.load_state_dict(state["average"])
            self._optimizer.load_state_dict(state["optimizer"])
            self.step_number = int(state["step"])

    def run(self) -> None:
        """Learn to the last step."""
        total = 0.0
        while self.step_number < self.options.steps:
            total += self.step()
            if self.step_number % self.options.checkpoint_steps == 0:
                self.save()
                with (self.options.run / "mapping.txt").open("a", encoding="utf-8") as log:
                    mean = total / self.options.checkpoint_steps
                    log.write(
                        f"{time.strftime('%H:%M:%S')} step {self.step_number}, loss {mean:.4f}, "
                        f"explained {self.explained():.4f}\n"
                    )
                total = 0.0
        self.save()

    def step(self) -> float:
        """One batch of fresh z. Returns the loss."""
        options = self.options
        share = self.step_number / options.steps
        rate = (
            options.rate
            * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
            * min(1.0, (self.step_number + 1) / 100)
        )
        for group in self._optimizer.param_groups:
            group["lr"] = rate / MAPPING_LR_MULTIPLIER
        z, wanted = self._pairs(np.random.RandomState(options.seed + 7 * self.step_number), options.batch_size)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16 and share < 0.9):
            made = self.mapping(z)
        # Huber: near the edges between colours the middle of both is wrong, so large misses count linearly.
        loss = (nn.functional.huber_loss(made.float(), wanted, delta=0.5, reduction="none") * self._weights).mean()
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        with torch.no_grad():
            torch._foreach_mul_([weight for weight, _ in self._blocks], [mask for _, mask in self._blocks])
            decay = min(0.995, (self.step_number + 1) / (self.step_number + 10))
            torch._foreach_lerp_(list(self.average.parameters()), list(self.mapping.parameters()), 1 - decay)
        self.step_number += 1
        return float(loss.detach())

    def explained(self) -> float:
        """The share of the factors' variance that the averaged network explains, on fresh z."""
        z, wanted = self._pairs(np.random.RandomState(987_654_321), 4000)
        with torch.inference_mode():
            return 1 - float((self.average(z) - wanted).square().mean() / wanted.square().mean())

    def save(self) -> None:
        """Write mapping.pt."""
        self.options.run.mkdir(parents=True, exist_ok=True)
        state = {
            "mapping": self.mapping.state_dict(), "average": self.average.state_dict(),
            "optimizer": self._optimizer.state_dict(), "step": self.step_number,
        }  # fmt: skip
        path = self.options.run / "mapping.partial"
        torch.save(state, path)
        path.replace(self.options.run / "mapping.pt")

    def _pairs(self, random: np.random.RandomState, count: int) -> tuple[Tensor, Tensor]:
        z = random.randn(count, Z_DIM).astype(np.float32)
        return torch.from_numpy(z), self._embedding.standardise(torch.from_numpy(factors_of_latents(z)))


def compose(
    factors: FactorMapping, embedding: FactorEmbedding, synthesis: FastSynthesis, *, offset: float = 12.0
) -> tuple[FastMapping, float]:
    """Z -> w as one StyleGAN2 mapping network; `synthesis` is changed to fit it and gives the same pictures.

    StyleGAN2's last mapping layer ends in a leaky ReLU, while the embedding is linear. w is therefore moved by a
    constant to where
    the activation is linear too, and the affine layers of the synthesis take the constant off again.

    Args:
        factors: z -> standardised factors.
        embedding: Standardised factors -> w.
        synthesis: Changed in place.
        offset: The constant, in standard deviations of the largest entry of w.

    Returns:
        The mapping network, and the constant that was added to w.
    """
    w_dim = len(embedding.bias)
    mapping = FastMapping(z_dim=Z_DIM, widths=(*factors.widths, w_dim))
    with torch.no_grad():
        for index in range(len(factors.widths)):
            mapping.get_submodule(f"fc{index}").load_state_dict(factors.get_submodule(f"fc{index}").state_dict())
        last = mapping.get_submodule(f"fc{len(factors.widths)}")
        assert isinstance(last, EqualLinear)
        head, gain = factors.head, math.sqrt(len(FACTOR_NAMES))
        matrix = embedding.weight / gain  # [w_dim, factors]
        moved = (matrix.square().sum(dim=1).sqrt().max() * offset).half().float()
        weight = matrix @ (head.weight * head.weight_gain)  # [w_dim, hidden]
        bias = matrix @ (head.bias * head.bias_gain) + embedding.bias + moved
        last.weight.copy_(weight / (last.weight_gain * _ACTIVATION_GAIN))
        last.bias.copy_(bias / (last.bias_gain * _ACTIVATION_GAIN))
        for module in synthesis.modules():
            if isinstance(module, EqualLinear):
                module.bias.sub_((module.weight * module.weight_gain).sum(dim=1) * moved)
        random = np.random.RandomState(0)
        z = torch.from_numpy(random.randn(10_000, Z_DIM).astype(np.float32))
        mapping.w_avg.copy_(mapping(z).mean(dim=0))
    return mapping, float(moved)
