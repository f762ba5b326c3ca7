"""Masks in numbers: the one rule that brings a selection to another resolution, and the one that softens its edge."""

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


def with_margin(mask: npt.NDArray[np.float32], margin: int) -> npt.NDArray[np.float32]:
    """The mask with its outermost cells repeated beyond the picture: what is painted up to the border goes on there.

    Args:
        mask: float32 [..., h, w].
        margin: Cells added on each side.
    """
    sides = [(0, 0)] * (mask.ndim - 2) + [(margin, margin)] * 2
    return np.pad(mask, sides, mode="edge") if margin else mask


def soften(mask: npt.NDArray[np.float32], sigma_rows: float, sigma_columns: float) -> npt.NDArray[np.float32]:
    """Blur with a Gaussian; what lies beyond the border counts as equal to what is near it.

    Args:
        mask: float32 [h, w].
        sigma_rows: Standard deviation downwards, in cells; 0 leaves the columns as they are.
        sigma_columns: The same sideways.

    Returns:
        float32 [h, w]; a constant mask stays as it is.
    """
    if sigma_rows <= 0.0 and sigma_columns <= 0.0:
        return mask
    rows = _gaussian_weights(mask.shape[0], sigma_rows)
    columns = _gaussian_weights(mask.shape[1], sigma_columns)
    softened: npt.NDArray[np.float32] = (rows @ mask.astype(np.float64) @ columns.T).astype(np.float32)
    return softened


def _gaussian_weights(size: int, sigma: float) -> npt.NDArray[np.float64]:
    """How much each cell takes from each other: [size, size], rows of sum 1."""
    distance = np.arange(size)[:, None] - np.arange(size)[None, :]
    spread = min(max(sigma, 1e-3), 1e6)  # outside, the weights are an identity or a mean already
    with np.errstate(under="ignore"):
        weights: npt.NDArray[np.float64] = np.exp(-0.5 * np.square(distance / spread))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
