"""From the network's numbers to pixels: the one place where a picture is rounded."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor


def to_pixels(images: Tensor) -> npt.NDArray[np.uint8]:
    """Round images as NVlabs' gen_images does: `floor(clamp(x * 127.5 + 128, 0, 255))`.

    Numbers that an extreme edit has broken still give a picture: NaN becomes black, infinities the end of the range.

    Args:
        images: float32 [..., c, h, w]; -1 is black, 1 white.

    Returns:
        uint8 [..., h, w, c].
    """
    scaled = (images.detach().float() * 127.5 + 128.0).nan_to_num_(nan=0.0).clamp_(0.0, 255.0)
    pixels: npt.NDArray[np.uint8] = scaled.byte().movedim(-3, -1).contiguous().cpu().numpy()
    return pixels
