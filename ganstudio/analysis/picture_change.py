"""How much a picture changes inside a part and outside, and where in the network that is measured."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.analysis.window import Window
from ganstudio.masks import resize_mask
from ganstudio.spec import GeneratorSpec, LayerSpec

Float32Array = npt.NDArray[np.float32]

LEVELS = 127.5
"""From the network's -1..1 to pixel values."""
SMALLEST_PICTURE = 128
"""Trials of a `skip` model stop at the first block whose sum of colors has this many rows. At half of them
the small pictures showed a change about a quarter weaker than the built-in model then made."""


def last_block(spec: GeneratorSpec, first: int) -> int:
    """The block, from `first` on, after which the sum of colors is taken for the picture."""
    last = len(spec.blocks) - 1
    if spec.architecture != "skip":
        return last
    large = [index for index, block in enumerate(spec.blocks) if block.height >= SMALLEST_PICTURE]
    return max(first, large[0]) if large else last


def inside_of(selection: Float32Array, block: LayerSpec) -> Tensor:
    """1 where the picture at a block is selected: float32 [h, w]."""
    covered = resize_mask(np.abs(selection), (block.height, block.width)) > 0
    return torch.from_numpy(covered.astype(np.float32))


def seen(image: Tensor, *, is_final: bool) -> Tensor:
    """The picture as the eye sees it: colors of the final one beyond the range do not show."""
    image = torch.nan_to_num(image)
    return image.clamp(-1.0, 1.0) if is_final else image


def changes_of(change: Tensor, inside: Tensor, window: Window) -> tuple[Float32Array, Float32Array]:
    """The mean change inside a part and outside.

    Args:
        change: float32 [n, c, h, w], within the window, in pixel values.
        inside: float32 [H, W], 1 in the part.
        window: Outside of it nothing changes.

    Returns:
        float32 [n] each, in pixel values.
    """
    strength = change.abs().mean(dim=1)  # [n, h, w]
    within = (strength * window.cut(inside)).sum(dim=(1, 2))
    total = strength.sum(dim=(1, 2))
    covered = inside.sum()
    return (
        (within / covered.clamp(min=1e-9)).cpu().numpy(),
        ((total - within) / (inside.numel() - covered).clamp(min=1e-9)).cpu().numpy(),
    )
