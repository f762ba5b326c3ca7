"""A painted selection brought to a layer's resolution, its edge softened where asked."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from ganstudio.errors import RecipeError
from ganstudio.masks import resize_mask, soften, with_margin
from ganstudio.recipe.array import Array
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]

LARGEST_SIDE = 4096
"""Cells of a selection along a side; the tables for rescaling grow with its square."""


@functools.lru_cache(maxsize=32)
def layer_mask(selection: Array, feather: float, size: tuple[int, int], margin: int = 0) -> Float32Array:
    """The selection as a layer sees it; kept for the next frame of a drag.

    Cells are repeated on the way up and block means taken on the way down; other ratios take the mean over the area.
    Softening happens on the finer of the two grids, so that it is smooth and as wide as asked on each layer.

    Args:
        selection: float32 [rows, columns].
        feather: Standard deviation of the Gaussian in cells of the selection; 0 for hard edges.
        size: Height and width of the layer's maps.
        margin: Cells of these on each side that lie beyond the picture; the selection is one of the picture.

    Returns:
        float32 [height, width], read-only.

    Raises:
        RecipeError: The selection is larger than any picture.
    """
    mask = selection.numpy()
    rows, columns = mask.shape
    if max(rows, columns) > LARGEST_SIDE:
        raise RecipeError(
            tr(
                "A selection of {rows} x {columns} cells is too large; at most {most} a side are accepted.",
                rows=rows,
                columns=columns,
                most=LARGEST_SIDE,
            )
        )
    height, width = size[0] - 2 * margin, size[1] - 2 * margin
    if rows * columns > height * width:
        mask = resize_mask(soften(mask, feather, feather), (height, width))
    else:
        mask = soften(resize_mask(mask, (height, width)), feather * height / rows, feather * width / columns)
    mask = np.ascontiguousarray(with_margin(mask, margin))
    mask.flags.writeable = False
    return mask
