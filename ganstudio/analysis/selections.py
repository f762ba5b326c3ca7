"""A painted selection: brought to the grid of a layer's feature maps, and softened as it acts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask, soften
from ganstudio.spec import LayerSpec
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]

FAINT = 0.04
"""A Gaussian has no end: what is weaker than this share of the strongest cell does not count."""


def as_it_acts(painted: Float32Array, feather: float, layers: Iterable[LayerSpec]) -> Float32Array:
    """The selection with its edge softened, on the finest grid that matters: float32 [rows, columns].

    Args:
        painted: float32 [rows, columns].
        feather: In its cells.
        layers: On whose maps it acts.
    """
    if feather <= 0.0:
        return painted
    rows, columns = max([painted.shape, *((layer.height, layer.width) for layer in layers)])
    size = feather * rows / painted.shape[0], feather * columns / painted.shape[1]
    return without_faint(soften(resize_mask(painted, (rows, columns)), *size))


def without_faint(softened: Float32Array) -> Float32Array:
    """A softened selection without the cells that are too weak to count, see `FAINT`."""
    magnitude = np.abs(softened)
    return np.where(magnitude < FAINT * magnitude.max(initial=0.0), np.float32(0), softened)


def resize_selection(selection: npt.ArrayLike, height: int, width: int) -> Float32Array:
    """A selection on another grid: every cell repeated going up, the mean of each block of cells going down.

    Args:
        selection: float32 [rows, columns].
        height: Rows wanted.
        width: Columns wanted.

    Returns:
        float32 [height, width].

    Raises:
        AnalysisError: The selection is not rows by columns.
    """
    painted = np.asarray(selection, dtype=np.float32)
    if painted.ndim != 2 or 0 in painted.shape:
        raise AnalysisError(
            tr("A selection of shape {shape} cannot be used; it must be rows by columns.", shape=list(painted.shape))
        )
    return _resize_axis(_resize_axis(painted, height, axis=0), width, axis=1)


def _resize_axis(values: Float32Array, length: int, *, axis: int) -> Float32Array:
    present = values.shape[axis]
    if present == length:
        return values
    if present % length == 0:
        factor = present // length
        shape = (length, factor, values.shape[1]) if axis == 0 else (values.shape[0], length, factor)
        means: Float32Array = values.reshape(shape).mean(axis=axis + 1, dtype=np.float32)
        return means
    nearest = (np.arange(length) * present) // length
    repeated: Float32Array = np.take(values, nearest, axis=axis)
    return repeated
