"""Spatial tabs, found by effect: the weights of feature maps that, added where a part is, change the picture as wanted.

What is wanted is given as pairs of w (before and after); the weights are those for which the edited first picture
comes nearest
to the second inside the selection and to the first outside it. For another model, the pairs can come from its
attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.training.faces_factors import Floats
from ganstudio.training.fast_network import FastSynthesis

Masks = NDArray[np.float32]


class TabExamples(msgspec.Struct, frozen=True, kw_only=True):
    """Examples of one edit.

    Attributes:
        before: float32 [n, w_dim], faces to edit. wanted: float32 [n, 3, r, r], the pictures they should become.
        selections: float32 [n, rows, columns], 0..1 (or signed), where the edit acts.
        region: float32 [n, 1, r, r], 1 where the picture may change.
    """

    before: Floats
    wanted: Tensor
    selections: Masks
    region: Tensor


class TabSearch(msgspec.Struct, frozen=True, kw_only=True):
    """How weights are searched.

    Attributes:
        layers: Layers whose maps are weighted. multiplier: the slider's value at which the effect is as wanted.
        steps: Of Adam. batch_size: examples in one. rate: of learning, in units of the maps' deviation.
        outside: Weight of change outside the region.
        focus: Share of the error that counts where the wanted picture differs from the first, by how much it does;
            the rest counts evenly in the region.
        keep: Weights smaller than this share of the largest are dropped at the end.
    """

    layers: tuple[str, ...]
    multiplier: float = 100.0
    steps: int = 120
    batch_size: int = 8
    rate: float = 0.16
    outside: float = 3.0
    focus: float = 0.8
    keep: float = 0.03


class FoundTab(msgspec.Struct, frozen=True, kw_only=True):
    """The weights found: (layer, channel, weight) each, and the mean error inside the region before and after."""

    weights: tuple[tuple[str, int, float], ...]
    error_before: float
    error_after: float


def find_tab(synthesis: FastSynthesis, examples: TabExamples, search: TabSearch, *, seed: int = 0) -> FoundTab:
    """Search the weights of one tab by gradient descent on its effect."""
    before = torch.from_numpy(examples.before)
    sizes = _layer_sizes(synthesis, before[:1], search.layers)
    weights = {name: torch.zeros(count, requires_grad=True) for name, (count, _) in sizes.items()}
    scales = _deviations(synthesis, before[:16], search.layers)
    masks = {
        name: torch.from_numpy(resized(examples.selections, side)).unsqueeze(1) for name, (_, side) in sizes.items()
    }
    optimizer = torch.optim.Adam(weights.values(), lr=search.rate, betas=(0.8, 0.95))
    random = np.random.RandomState(seed)
    start = _plain(synthesis, before)
    for step in range(search.steps):
        optimizer.param_groups[0]["lr"] = search.rate * min(1.0, 2 * (1 - step / search.steps))
        rows = torch.from_numpy(random.choice(len(before), min(search.batch_size, len(before)), replace=False))
        tap = _adding({name: (weights[name] * scales[name], masks[name][rows]) for name in weights})
        made = synthesis(before[rows], dtype=torch.bfloat16, tap=tap)
        loss = _effect_loss(made, examples, rows, start, search)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    with torch.no_grad():
        tap = _adding({name: (weights[name] * scales[name], masks[name]) for name in weights})
        made = synthesis(before, dtype=torch.bfloat16, tap=tap)
        total = examples.region.sum() * 3
        errors = [
            float(((picture - examples.wanted).abs() * examples.region).sum() / total) for picture in (start, made)
        ]
    return FoundTab(weights=_chosen(weights, scales, search), error_before=errors[0], error_after=errors[1])


def resized(masks: Masks, side: int) -> Masks:
    """Selections on another grid, as the program scales them: repeated up, averaged down; [n, side, side]."""
    rows = masks.shape[1]
    if side >= rows:
        repeated: Masks = np.repeat(np.repeat(masks, side // rows, axis=1), side // rows, axis=2)
        return repeated
    step = rows // side
    averaged: Masks = masks.reshape(len(masks), side, step, side, step).mean(axis=(2, 4), dtype=np.float32)
    return averaged


def _effect_loss(made: Tensor, examples: TabExamples, rows: Tensor, start: Tensor, search: TabSearch) -> Tensor:
    region, wanted = examples.region[rows], examples.wanted[rows]
    pixels = region.sum().clamp_min(1)
    moved = (wanted - start[rows]).abs().mean(dim=1, keepdim=True) * region  # [n, 1, r, r]
    weight = region * (1 - search.focus) + moved * (search.focus * pixels / moved.sum().clamp_min(1e-6))
    missed = (made - wanted) * weight
    inside = missed.abs().sum() / pixels
    edges = nn.functional.avg_pool2d(missed, 2).abs().sum() * 4 / pixels
    spill = ((made - start[rows]).abs() * (1 - region)).sum() / pixels
    return inside + 0.5 * edges + search.outside * spill


def _adding(edits: dict[str, tuple[Tensor, Tensor]]) -> Callable[[str, Tensor], Tensor]:
    def tap(name: str, x: Tensor) -> Tensor:
        if name not in edits:
            return x
        weight, mask = edits[name]
        return x + (weight[None, :, None, None] * mask).to(x.dtype)

    return tap


def _plain(synthesis: FastSynthesis, ws: Tensor) -> Tensor:
    with torch.no_grad():
        made: Tensor = synthesis(ws, dtype=torch.bfloat16)
    return made


def captured(synthesis: FastSynthesis, ws: Tensor, layers: tuple[str, ...]) -> dict[str, Tensor]:
    """The feature maps of some layers, float32 [n, channels, h, w] each."""
    kept: dict[str, Tensor] = {}

    def tap(name: str, x: Tensor) -> Tensor:
        if name in layers:
            kept[name] = x.float()
        return x

    with torch.no_grad():
        synthesis(ws, dtype=torch.bfloat16, tap=tap)
    return kept


def _layer_sizes(synthesis: FastSynthesis, ws: Tensor, layers: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    return {name: (maps.shape[1], maps.shape[2]) for name, maps in captured(synthesis, ws, layers).items()}


def _deviations(synthesis: FastSynthesis, ws: Tensor, layers: tuple[str, ...]) -> dict[str, Tensor]:
    return {name: maps.std(dim=(0, 2, 3)).clamp_min(1e-3) for name, maps in captured(synthesis, ws, layers).items()}


def _chosen(
    weights: dict[str, Tensor], scales: dict[str, Tensor], search: TabSearch
) -> tuple[tuple[str, int, float], ...]:
    rows: list[tuple[str, int, float]] = []
    for name, relative in weights.items():
        strength: Any = relative.detach().abs()
        kept = torch.nonzero(strength > search.keep * strength.max()).flatten().tolist()
        plain = (relative.detach() * scales[name] / search.multiplier).tolist()
        rows += [(name, channel, round(plain[channel], 7)) for channel in kept]
    return tuple(rows)
