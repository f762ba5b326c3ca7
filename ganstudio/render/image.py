"""From the network's tensors to the arrays of pictures and feature maps that people and analyses get."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from ganstudio.networks.pixels import to_pixels


def to_picture(image: Tensor) -> npt.NDArray[np.uint8]:
    """One image as a picture.

    Args:
        image: float32 [c, h, w]; see `to_pixels`.

    Returns:
        uint8 [h, w, c], or [h, w] for a grey image; read-only.
    """
    return _frozen(to_pixels(image))


def to_draft(image: Tensor, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """The colors of a lower block as a picture of the finished one's size, read-only.

    Args:
        image: float32 [c, h, w]; see `to_pixels`.
        size: Height and width of the finished picture.
    """
    small = torch.from_numpy(to_pixels(image)).movedim(-1, 0)[None]  # [1, c, h, w], channels last
    large = functional.interpolate(small, size=size, mode="bilinear")[0]
    return _frozen(large.movedim(0, -1).contiguous().numpy())


def to_feature_maps(x: Tensor, margin: int = 0) -> npt.NDArray[np.float32]:
    """One layer's feature maps on the picture for people and for analysis, broken numbers made finite.

    Args:
        x: [c, h, w] in the network's working format, margins included.
        margin: Cells on each side that lie beyond the picture, see `LayerSpec`.

    Returns:
        float32 [c, h, w], read-only; on the CPU it may share memory with x.
    """
    if margin:
        x = x[:, margin:-margin, margin:-margin]
    maps: npt.NDArray[np.float32] = x.float().contiguous().cpu().numpy()
    if not np.isfinite(maps).all():
        maps = np.nan_to_num(maps)
    maps.flags.writeable = False
    return maps


def _frozen(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """uint8 [h, w, c] -> the same, or [h, w] for a grey image; read-only."""
    if pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]  # [h, w]
    pixels.flags.writeable = False
    return pixels
