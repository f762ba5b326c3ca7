"""How far made pictures are from drawn ones: small parts of a face weigh as much as hair and background."""

from __future__ import annotations

from torch import Tensor, nn


def picture_loss(made: Tensor, targets: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Weighted L1 and squares at full and half size, and half of the L1 of horizontal and vertical differences.

    L1 alone leaves out a thin line whose place is not yet known, as that is seldom in one pixel; squares do not.

    Args:
        made: float32 [n, 3, r, r].
        targets: float32 [n, 3, r, r].
        weight: float32 [n, 1, r, r].

    Returns:
        (loss, error): two scalars; `error` is the plain mean absolute error on [-1, 1], for the log.
    """
    difference = made - targets
    magnitude = difference.abs()
    half = nn.functional.avg_pool2d(difference, 2)
    half_weight = nn.functional.avg_pool2d(weight, 2)
    down = (difference[:, :, 1:] - difference[:, :, :-1]).abs() * weight[:, :, 1:]
    right = (difference[:, :, :, 1:] - difference[:, :, :, :-1]).abs() * weight[:, :, :, 1:]
    loss = ((magnitude + difference.square()) * weight).mean()
    loss = loss + ((half.abs() + half.square()) * half_weight).mean() + 0.5 * (down.mean() + right.mean())
    return loss / weight.mean(), magnitude.mean()
