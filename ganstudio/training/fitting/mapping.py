"""The mapping network: learned as z -> inputs beside the fit, then composed with its embedding into z -> w.

An input follows a few entries of z only, and a dense network takes very long to find out which. The hidden layers are
therefore learned in blocks: a share of the units for each group of inputs, joined to that group's entries of z and to
the few entries that many groups share (sex); the other weights stay zero. The file is an ordinary mapping network.
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
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.training.faces.factors import NAMES, highest, lowest
from ganstudio.training.faces.inputs import INPUT_NAMES, deviations, inputs_of_factors, mean_inputs
from ganstudio.training.faces.people import Z_DIM, factors_of_latents, natural_faces
from ganstudio.training.fast_network import (
    MAPPING_LR_MULTIPLIER,
    EqualLinear,
    FastMapping,
    FastSynthesis,
    draw_weights,
)
from ganstudio.training.fitting.model import InputEmbedding
from ganstudio.training.workers import tell_done

MAPPED_GAIN: Final = math.sqrt(2)
"""What StyleGAN2's leaky ReLU multiplies by."""
_SHARED: Final = 12
"""An entry of z that more factors than this follow is shared: it joins no groups."""

_FARTHEST: Final = 6.0
"""Deviations from the mean face beyond which an input counts as no farther."""

Flags = NDArray[np.bool_]


class MappingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How the mapping network is learned.

    Attributes:
        run: Folder of its checkpoint and log. steps: batches. batch_size: z in one.
        people: Number of z whose inputs are computed once, to draw batches from.
        rate: Learning rate at the start, falling by a cosine. widths: hidden layers. seed: of weights and z.
    """

    run: Path
    steps: int = 20_000
    batch_size: int = 256
    people: int = 300_000
    rate: float = 0.15
    widths: tuple[int, ...] = (1024, 1024, 1024)
    seed: int = 1
    checkpoint_steps: int = 1000


class InputMapping(nn.Module):
    """z -> standardised inputs: the hidden layers of the mapping network and a linear head."""

    def __init__(self, *, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.widths = widths
        for index, (inputs, outputs) in enumerate(zip((Z_DIM, *widths[:-1]), widths, strict=True)):
            self.add_module(f"fc{index}", EqualLinear(inputs, outputs, lr_multiplier=MAPPING_LR_MULTIPLIER))
        self.head = EqualLinear(widths[-1], len(INPUT_NAMES), lr_multiplier=MAPPING_LR_MULTIPLIER)

    def forward(self, z: Tensor) -> Tensor:
        """z: float32 [n, z_dim] -> float32 [n, inputs]: 0 for the mean face, unit deviation."""
        x = z * torch.rsqrt(z.square().mean(dim=1, keepdim=True) + 1e-8)
        for index in range(len(self.widths)):
            x = nn.functional.leaky_relu(self.get_submodule(f"fc{index}")(x), 0.2) * MAPPED_GAIN
        standard: Tensor = self.head(x)
        return standard

    def layer_weights(self) -> list[Tensor]:
        """The weights from first to last layer, float32 [outputs, inputs] each."""
        return [parameter for name, parameter in self.named_parameters() if name.endswith(".weight")]


def factors_of_entries() -> Flags:
    """Which factors follow each entry of z, found by changing one after another: bool [Z_DIM, factors]."""
    z = np.random.RandomState(0).randn(1000, Z_DIM).astype(np.float32)
    z /= np.sqrt(np.mean(z**2, axis=1, keepdims=True))
    before, found = factors_of_latents(z), []
    for column in range(Z_DIM):
        changed = z.copy()
        changed[:, column] *= -1  # keeps the length of z, which every factor sees
        found.append((np.abs(factors_of_latents(changed) - before) > 1e-5).any(axis=0))
    return np.stack(found)


def inputs_of_each_factor() -> Flags:
    """Which inputs follow each factor, found by changing one after another: bool [factors, inputs]."""
    faces = natural_faces(12, seed=0)
    before, found = inputs_of_factors(faces), []
    for column in range(len(NAMES)):
        changed = faces.copy()
        changed[:, column] = np.linspace(lowest()[column], highest()[column], len(faces))
        found.append((np.abs(inputs_of_factors(changed) - before) > 1e-6).any(axis=0))
    return np.stack(found)


def input_groups() -> tuple[list[tuple[list[int], list[int]]], list[int]]:
    """Inputs that follow the same entries of z.

    Returns:
        (groups, shared): each group as (its own entries of z, columns of its inputs); and the entries shared by all.
    """
    factors = factors_of_entries()
    shared = np.flatnonzero(factors.sum(axis=1) > _SHARED)
    follows = (factors.astype(int) @ inputs_of_each_factor().astype(int)) > 0  # [Z_DIM, inputs]
    follows[shared] = False
    groups, left = [], set(range(len(INPUT_NAMES)))
    while left:
        columns = np.zeros(len(INPUT_NAMES), bool)
        columns[min(left)] = True
        while True:
            entries = follows[:, columns].any(axis=1)
            grown = columns | follows[entries].any(axis=0)
            if (grown == columns).all():
                break
            columns = grown
        groups.append((np.flatnonzero(entries).tolist(), np.flatnonzero(columns).tolist()))
        left -= set(groups[-1][1])
    return groups, shared.tolist()


def block_masks(widths: tuple[int, ...]) -> list[Tensor]:
    """Which weights of each layer join units of one group, float32 [outputs, inputs] of 0 and 1.

    Raises:
        ValueError: There are fewer units in a layer than groups.
    """
    groups, shared = input_groups()
    if min(widths) < len(groups):
        raise ValueError(f"A hidden layer needs at least {len(groups)} units, one for each group of inputs.")
    owner_of_z, owner_of_input = np.full(Z_DIM, -1), np.full(len(INPUT_NAMES), -1)
    for number, (entries, columns) in enumerate(groups):
        owner_of_z[entries], owner_of_input[columns] = number, number
    sizes = np.array([(1 + len(entries)) * (1 + len(columns)) ** 0.5 for entries, columns in groups])
    owners = [owner_of_z]
    for width in widths:
        edges = np.round(np.cumsum(sizes) / sizes.sum() * (width - len(groups))).astype(int)
        owners.append(np.repeat(np.arange(len(groups)), np.diff(edges, prepend=0) + 1))
    owners.append(owner_of_input)
    masks = [(after[:, None] == before).astype(np.float32) for before, after in pairwise(owners)]
    masks[0][:, shared] = 1
    return [torch.from_numpy(mask) for mask in masks]


class MappingRun:
    """Learning of z -> inputs; resumable. One thread's."""

    def __init__(self, plan: MappingPlan) -> None:
        self.plan = plan
        self.step_number = 0
        self.mapping = InputMapping(widths=plan.widths)
        draw_weights(self.mapping, torch.Generator().manual_seed(plan.seed))
        self._blocks = list(zip(self.mapping.layer_weights(), block_masks(plan.widths), strict=True))
        with torch.no_grad():
            for weight, mask in self._blocks:
                weight.mul_(mask * (mask.shape[1] / mask.sum(dim=1, keepdim=True).clamp_min(1)).sqrt())
        self.average = InputMapping(widths=plan.widths)
        self.average.load_state_dict(self.mapping.state_dict())
        self._optimizer = torch.optim.Adam(self.mapping.parameters(), betas=(0.9, 0.99), fused=True)
        self._people = pairs(np.random.RandomState(plan.seed), plan.people)
        if (plan.run / "mapping.pt").exists():
            state = torch.load(plan.run / "mapping.pt", weights_only=True)  # noqa: TID251 - our own file
            self.mapping.load_state_dict(state["mapping"])
            self.average.load_state_dict(state["average"])
            if "optimizer" in state:  # none in that of a model that was shipped
                self._optimizer.load_state_dict(state["optimizer"])
            self.step_number = int(state["step"])

    def run(self) -> None:
        """Learn to the last step."""
        self.plan.run.mkdir(parents=True, exist_ok=True)
        total = 0.0
        while self.step_number < self.plan.steps:
            total += self.step()
            if self.step_number % 100 == 0:
                tell_done(self.plan.run, self.step_number)
            if self.step_number % self.plan.checkpoint_steps == 0:
                self.save()
                mean, total = total / self.plan.checkpoint_steps, 0.0
                with (self.plan.run / "mapping.txt").open("a", encoding="utf-8") as log:
                    log.write(
                        f"{time.strftime('%H:%M:%S')} step {self.step_number}, loss {mean:.4f}, "
                        f"explained {self.explained():.4f}\n"
                    )
        self.save()

    def step(self) -> float:
        """One batch of fresh z. Returns the loss."""
        plan = self.plan
        fall = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.step_number / plan.steps))
        for group in self._optimizer.param_groups:
            group["lr"] = plan.rate * fall * min(1.0, (self.step_number + 1) / 100) / MAPPING_LR_MULTIPLIER
        random = np.random.RandomState(plan.seed + 7 * self.step_number)
        rows = torch.from_numpy(random.randint(plan.people, size=plan.batch_size))
        z, wanted = self._people[0][rows], self._people[1][rows]
        # Squares: a loss that counts large misses linearly leaves out what few people have.
        early = self.step_number < 0.85 * plan.steps
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=early):
            found = self.mapping(z)
        loss = nn.functional.mse_loss(found.float(), wanted.clamp(-_FARTHEST, _FARTHEST))
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
        """The share of the inputs' variance that the averaged network explains, of people not learned from."""
        z, wanted = pairs(np.random.RandomState(987_654_321), 2000)
        with torch.inference_mode():
            missed = (self.average(z) - wanted).square().mean()
            return 1 - float(missed / (wanted - wanted.mean(dim=0)).square().mean())

    def save(self) -> None:
        """Write mapping.pt."""
        self.plan.run.mkdir(parents=True, exist_ok=True)
        state = {
            "mapping": self.mapping.state_dict(), "average": self.average.state_dict(),
            "optimizer": self._optimizer.state_dict(), "step": self.step_number,
        }  # fmt: skip
        torch.save(state, self.plan.run / "mapping.partial")
        (self.plan.run / "mapping.partial").replace(self.plan.run / "mapping.pt")


def save_finished(inputs: InputMapping, plan: MappingPlan) -> None:
    """Write a mapping.pt in which nothing is left to learn."""
    plan.run.mkdir(parents=True, exist_ok=True)
    state = {"mapping": inputs.state_dict(), "average": inputs.state_dict(), "step": plan.steps}
    torch.save(state, plan.run / "mapping.pt")


def pairs(random: np.random.RandomState, count: int) -> tuple[Tensor, Tensor]:
    """Fresh z and their standardised inputs: float32 [count, Z_DIM] and float32 [count, inputs]."""
    z = random.randn(count, Z_DIM).astype(np.float32)
    inputs = inputs_of_factors(factors_of_latents(z))
    return torch.from_numpy(z), torch.from_numpy((inputs - mean_inputs()) / deviations())


def compose(
    inputs: InputMapping, embedding: InputEmbedding, synthesis: FastSynthesis, *, offset: float = 12.0
) -> tuple[FastMapping, float]:
    """Z -> w as one StyleGAN2 mapping network; `synthesis` is changed to fit it and gives the same pictures.

    StyleGAN2's last mapping layer ends in a leaky ReLU, while the embedding is linear. w is therefore moved by a
    constant to where the activation is linear too, and the affine layers of the synthesis take the constant off again.
    The average w is the mean face's, not the mean of all w, whose mixed colors are grey.

    Args:
        inputs: z -> standardised inputs.
        embedding: Inputs -> w.
        synthesis: Changed in place.
        offset: The constant, in standard deviations of the largest entry of w.

    Returns:
        The mapping network, and the constant that was added to w.
    """
    w_dim, count = embedding.weight.shape
    mapping = FastMapping(z_dim=Z_DIM, widths=(*inputs.widths, w_dim))
    with torch.no_grad():
        for index in range(len(inputs.widths)):
            mapping.get_submodule(f"fc{index}").load_state_dict(inputs.get_submodule(f"fc{index}").state_dict())
        last = mapping.get_submodule(f"fc{len(inputs.widths)}")
        assert isinstance(last, EqualLinear)
        matrix = embedding.weight / math.sqrt(count)  # [w_dim, inputs]
        moved = (matrix.square().sum(dim=1).sqrt().max() * offset).half().float()
        head = inputs.head
        weight = matrix @ (head.weight * head.weight_gain)  # [w_dim, hidden]
        bias = matrix @ (head.bias * head.bias_gain) + moved
        last.weight.copy_(weight / (last.weight_gain * MAPPED_GAIN))
        last.bias.copy_(bias / (last.bias_gain * MAPPED_GAIN))
        for module in synthesis.modules():
            if isinstance(module, EqualLinear):
                module.bias.sub_((module.weight * module.weight_gain).sum(dim=1) * moved)
        mapping.w_avg.fill_(float(moved))
    return mapping, float(moved)
