"""From the network's numbers to pixels: the one place where a picture is rounded."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor


def to_pixels(image: Tensor) -> npt.NDArray[np.uint8]:
    """Round one image as NVlabs' gen_images does: `floor(clamp(x * 127.5 + 128, 0, 255))`.

    Numbers that an extreme edit has broken still give a picture: NaN becomes black, infinities the end of the range.

    Args:
        image: float32 [c, h, w]; -1 is black, 1 white.

    Returns:
        uint8 [h, w, c], or [h, w] for a grey image; read-only.
    """
    scaled = (image.float() * 127.5 + 128.0).nan_to_num_(nan=0.0).clamp_(0.0, 255.0)
    pixels: npt.NDArray[np.uint8] = scaled.byte().permute(1, 2, 0).contiguous().cpu().numpy()  # [h, w, c]
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
