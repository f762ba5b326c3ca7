"""A painted selection brought to a layer's resolution, its edge softened where asked."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from ganstudio.errors import RecipeError
from ganstudio.networks.masks import resize_mask
from ganstudio.recipe.array import Array

Float32Array = npt.NDArray[np.float32]

LARGEST_SIDE = 4096
"""Cells of a selection along a side; the tables for rescaling grow with its square."""


@functools.lru_cache(maxsize=32)
def layer_mask(selection: Array, feather: float, size: tuple[int, int]) -> Float32Array:
    """The selection as a layer sees it; kept for the next frame of a drag.

    Cells are repeated on the way up and block means taken on the way down; other ratios take the mean over the area.
    Softening happens on the finer of the two grids, so that it is smooth and as wide as asked on each layer.

    Args:
        selection: float32 [rows, columns].
        feather: Standard deviation of the Gaussian in cells of the selection; 0 for hard edges.
        size: Height and width of the layer.

    Returns:
        float32 [height, width], read-only.

    Raises:
        RecipeError: The selection is larger than any picture.
    """
    mask = selection.numpy()
    rows, columns = mask.shape
    if max(rows, columns) > LARGEST_SIDE:
        raise RecipeError(
            f"A selection of {rows} x {columns} cells is too large; at most {LARGEST_SIDE} a side are accepted."
        )
    height, width = size
    if feather > 0.0 and rows * columns > height * width:
        mask = resize_mask(soften(mask, feather, feather), size)
    else:
        mask = resize_mask(mask, size)
        if feather > 0.0:
            mask = soften(mask, feather * height / rows, feather * width / columns)
    mask = np.ascontiguousarray(mask)
    mask.flags.writeable = False
    return mask


def soften(mask: Float32Array, sigma_rows: float, sigma_columns: float) -> Float32Array:
    """Blur with a Gaussian; what lies beyond the border counts as equal to what is near it.

    Args:
        mask: float32 [h, w].
        sigma_rows: Standard deviation downwards, in cells, positive.
        sigma_columns: The same sideways.

    Returns:
        float32 [h, w]; a constant mask stays as it is.
    """
    rows = _gaussian_weights(mask.shape[0], sigma_rows)
    columns = _gaussian_weights(mask.shape[1], sigma_columns)
    softened: Float32Array = (rows @ mask.astype(np.float64) @ columns.T).astype(np.float32)
    return softened


def _gaussian_weights(size: int, sigma: float) -> npt.NDArray[np.float64]:
    """How much each cell takes from each other: [size, size], rows of sum 1."""
    distance = np.arange(size)[:, None] - np.arange(size)[None, :]
    spread = min(max(sigma, 1e-3), 1e6)  # outside, the weights are an identity or a mean already
    with np.errstate(under="ignore"):
        weights: npt.NDArray[np.float64] = np.exp(-0.5 * np.square(distance / spread))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
