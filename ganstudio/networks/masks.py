"""The one rule by which a painted selection is brought to a layer's resolution."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def resize_mask(mask: npt.NDArray[np.float32], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Give each target cell the mean of the mask over the area that it covers.

    For whole ratios this repeats cells on the way up and takes the mean of blocks on the way down.

    Args:
        mask: float32 [..., h, w].
        size: Height and width wanted.

    Returns:
        float32 [..., size[0], size[1]].
    """
    if mask.shape[-2:] == size:
        return mask
    rows = _area_weights(mask.shape[-2], size[0])  # [target h, h]
    columns = _area_weights(mask.shape[-1], size[1])  # [target w, w]
    return (rows @ mask.astype(np.float64) @ columns.T).astype(np.float32)


def _area_weights(source: int, target: int) -> npt.NDArray[np.float64]:
    """The share of each source cell in each target cell: [target, source], rows of sum 1."""
    # Whole numbers (both grids drawn on source*target ticks) keep the weights of whole ratios exact.
    target_edges = np.arange(target + 1) * source
    source_edges = np.arange(source + 1) * target
    end = np.minimum(target_edges[1:, None], source_edges[None, 1:])
    start = np.maximum(target_edges[:-1, None], source_edges[None, :-1])
    overlap: npt.NDArray[np.float64] = np.maximum(end - start, 0) / source
    return overlap
