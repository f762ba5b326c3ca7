"""Detectors: linear probes on feature maps, fitted to masks, that say where a part is in a made picture."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.analysis.detectors import Detector, sigmoid
from ganstudio.masks import resize_mask
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.training.evaluate_measures import overlap
from ganstudio.training.faces.factors import Floats
from ganstudio.training.faces.masks import grown_cells
from ganstudio.training.fast_network import FastSynthesis

FOUND: Final = 0.5
"""From this probability on, a cell counts as one that a detector finds."""

_BATCH: Final = 8
_NEAR, _MOST, _FAR = 3, 300, 60
"""Of each face the fit sees so many cells (at most) that show the part, as many within so many cells of those, and
a few of the rest."""
_DECAY: Final = 1e-5
_KEPT_BACK: Final = 8
"""Every so many-th face says where the cut lies, and is not fitted to."""
_CUTS: Final = np.linspace(-3, 3, 49)


def captured(synthesis: FastSynthesis, ws: Floats, layers: tuple[str, ...]) -> dict[str, Tensor]:
    """The feature maps of some layers of faces: float32 [n, w_dim] -> float16 [n, channels, h, w] each."""
    kept: dict[str, list[Tensor]] = {name: [] for name in layers}

    def tap(name: str, x: Tensor) -> Tensor:
        if name in kept:
            kept[name].append(x.half())
        return x

    last = max(int(name.split(".")[0][1:]) for name in layers)
    with torch.inference_mode():
        for start in range(0, len(ws), _BATCH):
            synthesis(torch.from_numpy(ws[start : start + _BATCH]), resolution=last, tap=tap)
    return {name: torch.cat(parts) for name, parts in kept.items()}


def fit_probe(
    name: str, maps: dict[str, Tensor], labels: NDArray[np.bool_], *, steps: int = 60, note: str = ""
) -> Detector:
    """Fit a logistic probe.

    Args:
        name: Of the detector.
        maps: Layer -> float [n, channels, h, w]; the largest grid is the detector's.
        labels: bool [n, h, w] of that grid or a coarser one, whether a cell shows the part.
        steps: Of L-BFGS.
        note: Kept with the detector.

    Returns:
        A detector of kind `probe`, in the program's own form.
    """
    side, faces = max(values.shape[2] for values in maps.values()), np.arange(len(labels))
    fine = labels.repeat(side // labels.shape[1], axis=1).repeat(side // labels.shape[2], axis=2)
    back = faces % _KEPT_BACK == _KEPT_BACK - 1
    x, wanted, counts = _examples(maps, fine, faces[~back])
    weight, bias = _logistic(x, wanted, counts, steps=steps)
    layers = [(layer, channel) for layer, values in maps.items() for channel in range(values.shape[1])]
    fitted = Detector(
        name=name,
        kind="probe",
        weights=tuple(
            ChannelWeight(layer, channel, round(float(value), 6))
            for (layer, channel), value in zip(layers, weight, strict=True)
        ),
        note=note,
    )
    known = [face for face in faces[back] if labels[face].any()] or [face for face in faces if labels[face].any()]
    scores = [
        fitted.response({layer: values[face].float().numpy() for layer, values in maps.items()}) for face in known
    ]
    return msgspec.structs.replace(
        fitted, bias=round(bias - _best_cut([score + bias for score in scores], labels[known]), 6)
    )


def found_cells(probabilities: NDArray[np.float32], side: int) -> NDArray[np.bool_]:
    """The cells of a grid of `side` rows in which a detector is more sure than not: bool [side, side]."""
    return resize_mask(probabilities, (side, side)) >= FOUND


def _examples(
    maps: dict[str, Tensor], shown: NDArray[np.bool_], faces: NDArray[np.int64]
) -> tuple[Tensor, Tensor, Tensor]:
    """Some cells of each face: maps float32 [cells, maps], labels [cells], and for how many others each stands."""
    random, side = np.random.RandomState(0), shown.shape[1]
    x, wanted, counts = [], [], []
    for face in faces:
        there = shown[face]
        near = grown_cells(there, _NEAR * side // 32) & ~there
        for cells, most in ((there, _MOST), (near, _MOST), (~there & ~near, _FAR)):
            places = np.flatnonzero(cells)
            chosen = places if len(places) <= most else random.choice(places, most, replace=False)
            if len(chosen):
                x.append(_at(maps, int(face), chosen, side))
                wanted.append(torch.from_numpy(there.ravel()[chosen].astype(np.float32)))
                counts.append(torch.full((len(chosen),), len(places) / len(chosen)))
    return torch.cat(x), torch.cat(wanted), torch.cat(counts)


def _at(maps: dict[str, Tensor], face: int, cells: NDArray[np.int64], side: int) -> Tensor:
    """What the maps of a face are in some cells of a grid, linear between their own: float32 [cells, maps]."""
    rows, columns = np.divmod(cells, side)
    place = torch.from_numpy(np.stack([columns, rows], axis=1)).float()  # [cells, 2]
    place = ((place + 0.5) * (2 / side) - 1)[None, None]
    found = [
        nn.functional.grid_sample(values[face : face + 1].float(), place, padding_mode="border", align_corners=False)
        for values in maps.values()
    ]
    return torch.cat(found, dim=1)[0, :, 0].t()


def _logistic(x: Tensor, wanted: Tensor, counts: Tensor, *, steps: int) -> tuple[Tensor, float]:
    """Weights [maps] and bias of a logistic regression, with a little weight decay on standardised maps."""
    mean, deviation = x.mean(dim=0), x.std(dim=0).clamp_min(1e-3)
    x.sub_(mean).div_(deviation)
    counts = counts / counts.sum()
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.full((1,), -1.0, requires_grad=True)
    optimizer = torch.optim.LBFGS((weight, bias), max_iter=steps, history_size=12, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        away = nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, wanted, reduction="none")
        total = away @ counts + _DECAY * weight.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    plain = weight.detach() / deviation
    return plain, float(bias.detach() - mean @ plain)


def _best_cut(scores: list[NDArray[np.float32]], shown: NDArray[np.bool_]) -> float:
    """Above which score a cell is best taken to show the part, so that what is found and what is there overlap most.

    Small parts are rare, and a probability of a half finds too little of them.

    Args:
        scores: float32 [h, w] of each face.
        shown: bool [n, cells, cells], on the same grid or a coarser one.
    """
    if not scores:
        return 0.0
    overlaps = [
        np.mean(
            [
                overlap(found_cells(sigmoid(score - cut), len(there)), there)
                for score, there in zip(scores, shown, strict=True)
            ]
        )
        for cut in _CUTS
    ]
    return float(_CUTS[int(np.argmax(overlaps))])
