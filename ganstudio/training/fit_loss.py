"""How far made pictures are from drawn ones: small parts of a face weigh as much as hair and background."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

from ganstudio.training.faces_parts import Part

PART_WEIGHTS: Final[dict[Part, float]] = {
    Part.BACKGROUND: 1.0,
    Part.HAIR: 1.6,
    Part.CLOTHES: 1.2,
    Part.FACE: 1.2,
    Part.MOUTH: 6.0,
    Part.EYES: 3.0,
    Part.BROWS: 2.5,
    Part.HAIRBAND: 2.5,
    Part.GLASSES: 4.0,
    Part.RIBBON: 3.0,
    Part.CHEEKS: 1.5,
}


def part_weights() -> Tensor:
    """float32 [parts], by the value of `Part`."""
    return torch.tensor([PART_WEIGHTS[part] for part in Part])


def prepare_batch(pictures: Tensor, parts: Tensor, weights: Tensor, *, resolution: int) -> tuple[Tensor, Tensor]:
    """Drawn pictures as training targets at one resolution.

    Args:
        pictures: uint8 [n, size, size, 3].
        parts: uint8 [n, size, size] of `Part`.
        weights: float32 [parts].
        resolution: Side wanted, size divided by a power of two.

    Returns:
        (targets, weight): float32 [n, 3, r, r] of -1..1, and float32 [n, 1, r, r].
    """
    targets = pictures.permute(0, 3, 1, 2).float() / 127.5 - 1  # [n, 3, size, size]
    weight = weights[parts.long()].unsqueeze(1)  # [n, 1, size, size]
    # Grown by one pixel: the outside of an outline counts as its inside does.
    weight = nn.functional.max_pool2d(weight, 3, stride=1, padding=1)
    factor = pictures.shape[1] // resolution
    if factor > 1:
        targets, weight = nn.functional.avg_pool2d(targets, factor), nn.functional.avg_pool2d(weight, factor)
    return targets, weight


def picture_loss(made: Tensor, targets: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Weighted L1 at full and half size, and half of the L1 of horizontal and vertical differences.

    Args:
        made: float32 [n, 3, r, r].
        targets: float32 [n, 3, r, r].
        weight: float32 [n, 1, r, r].

    Returns:
        (loss, error): two scalars; `error` is the plain mean absolute error on [-1, 1], for the log.
    """
    difference = made - targets
    magnitude = difference.abs()
    half = nn.functional.avg_pool2d(difference, 2).abs()
    half_weight = nn.functional.avg_pool2d(weight, 2)
    down = (difference[:, :, 1:] - difference[:, :, :-1]).abs() * weight[:, :, 1:]
    right = (difference[:, :, :, 1:] - difference[:, :, :, :-1]).abs() * weight[:, :, :, 1:]
    loss = (magnitude * weight).mean() + (half * half_weight).mean() + 0.5 * (down.mean() + right.mean())
    return loss / weight.mean(), magnitude.mean()
