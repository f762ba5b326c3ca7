"""From the network's tensors to the arrays of pictures and feature maps that people and analyses get."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor

from ganstudio.networks.pixels import to_pixels


def to_picture(image: Tensor) -> npt.NDArray[np.uint8]:
    """One image as a picture.

    Args:
        image: float32 [c, h, w]; see `to_pixels`.

    Returns:
        uint8 [h, w, c], or [h, w] for a grey image; read-only.
    """
    pixels = to_pixels(image)  # [h, w, c]
    if pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]  # [h, w]
    pixels.flags.writeable = False
    return pixels


def to_feature_maps(x: Tensor) -> npt.NDArray[np.float32]:
    """One layer's feature maps for people and for analysis, broken numbers made finite.

    Args:
        x: [c, h, w] in the network's working format.

    Returns:
        float32 [c, h, w], read-only; on the CPU it may share memory with x.
    """
    maps: npt.NDArray[np.float32] = x.float().contiguous().cpu().numpy()
    if not np.isfinite(maps).all():
        maps = np.nan_to_num(maps)
    maps.flags.writeable = False
    return maps
