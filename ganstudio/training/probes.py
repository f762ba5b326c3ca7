"""Detectors: linear probes on feature maps, fitted to masks, that say where a part is in a made picture."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.training.fast_network import FastSynthesis


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


def fit_probe(
    name: str, maps: dict[str, Tensor], labels: NDArray[np.float32], *, steps: int = 250, note: str = ""
) -> Detector:
    """Fit a logistic probe.

    Args:
        name: Of the detector.
        maps: Layer -> float32 [n, channels, h, w]; the largest grid is the detector's.
        labels: float32 [n, h, w] of that grid, 1 where a cell shows the part, or how sure that is.
        steps: Of Adam.
        note: Kept with the detector.

    Returns:
        A detector of kind `probe`, in the program's own form.
    """
    side = labels.shape[1]
    inputs, scales, names = [], [], []
    for layer, values in maps.items():
        deviation = values.std(dim=(0, 2, 3)).clamp_min(1e-3)  # [channels]
        wide = values / deviation[None, :, None, None]
        if wide.shape[2] < side:
            wide = nn.functional.interpolate(wide, size=(side, side), mode="bilinear", align_corners=False)
        inputs.append(wide)
        scales.append(deviation)
        names += [(layer, channel) for channel in range(values.shape[1])]
    x = torch.cat(inputs, dim=1)  # [n, maps, side, side]
    x = x.permute(0, 2, 3, 1).reshape(-1, x.shape[1])  # [cells, maps]
    wanted = torch.from_numpy(labels).flatten()
    mean = x.mean(dim=0)
    x = x - mean
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.full((1,), -1.0, requires_grad=True)
    optimizer = torch.optim.Adam((weight, bias), lr=0.05)
    # Small parts: cells that show the part count about as much in all as a quarter of the rest does.
    balance = ((1 - wanted).sum() / wanted.sum().clamp_min(1)).clamp(1, 4) ** 0.5
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 0.05 * (1 - step / steps) + 1e-3
        rows = torch.randint(len(x), (min(len(x), 16_384),), generator=torch.Generator().manual_seed(step))
        score = x[rows] @ weight + bias
        loss = (
            nn.functional.binary_cross_entropy_with_logits(score, wanted[rows], pos_weight=balance)
            + 1e-3 * weight.abs().mean()
        )
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    plain = (weight / torch.cat(scales)).detach()
    cut = _best_cut((x @ weight + bias).detach().view(len(labels), -1), wanted.view(len(labels), -1) > 0.5)
    shift = float((bias - mean @ weight).detach()) - cut
    weights = tuple(
        ChannelWeight(layer, channel, round(float(value), 6))
        for (layer, channel), value in zip(names, plain, strict=True)
    )
    return Detector(name=name, weights=weights, kind="probe", bias=round(shift, 6), note=note)


def _best_cut(scores: Tensor, shown: Tensor) -> float:
    """Above which score a cell is best taken to show the part, so that what is found and what is there overlap most.

    Small parts are rare, and a probability of a half finds too little of them.

    Args:
        scores: float32 [n, cells].
        shown: bool [n, cells].
    """
    there = shown.any(dim=1)
    if not there.any():
        return 0.0
    scores, shown = scores[there], shown[there]
    cuts = torch.linspace(-3, 3, 49)
    overlaps = []
    for cut in cuts:
        found = scores >= cut
        overlaps.append(((found & shown).sum(dim=1) / (found | shown).sum(dim=1)).mean())
    return float(cuts[int(torch.stack(overlaps).argmax())])
