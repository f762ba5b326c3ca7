"""In which order a layer's feature maps are shown: by index, by agreement with a painted selection, by strength."""

from __future__ import annotations

import enum

import numpy as np
import numpy.typing as npt

from ganstudio.errors import AnalysisError

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


class MapOrder(enum.Enum):
    """The orders of the original program; the value is the name that a person reads."""

    INDEX = "index"
    SELECTION = "selection"
    MAGNITUDE = "magnitude"
    HINGE = "hinge"

    @property
    def needs_selection(self) -> bool:
        """Whether the order is undefined without a painted selection."""
        return self in {MapOrder.SELECTION, MapOrder.HINGE}


def order_maps(maps: Float32Array, order: MapOrder, selection: npt.ArrayLike | None = None) -> npt.NDArray[np.intp]:
    """The channel numbers of a layer, first to be shown first.

    Args:
        maps: float32 [channels, h, w].
        order: By what. Equal scores keep the order of their index.
        selection: float32 [rows, columns], signed; resized to [h, w]. Needed by `SELECTION` and `HINGE` only.

    Returns:
        intp [channels]: every channel once, highest score first.

    Raises:
        AnalysisError: The maps are not [channels, h, w], or the order needs a selection and there is none.
    """
    scores = score_maps(maps, order, selection)
    return np.argsort(-scores, kind="stable")


def score_maps(maps: Float32Array, order: MapOrder, selection: npt.ArrayLike | None = None) -> Float64Array:
    """The number by which `order_maps` sorts, float64 [channels], high first; arguments as there."""
    if maps.ndim != 3:
        raise AnalysisError(f"Feature maps have shape {list(maps.shape)}; they must be channels by rows by columns.")
    if order is MapOrder.INDEX:
        return -np.arange(len(maps), dtype=np.float64)
    if order is MapOrder.MAGNITUDE:
        return magnitudes(maps)
    if selection is None:
        raise AnalysisError(
            f"The order by {order.value} compares maps with a painted selection, and there is none. "
            "Paint one in the Spatial tab, or order by index or magnitude."
        )
    painted = resize_selection(selection, maps.shape[1], maps.shape[2])
    return selection_scores(maps, painted) if order is MapOrder.SELECTION else hinge_scores(maps, painted)


def magnitudes(maps: Float32Array) -> Float64Array:
    """The L1 magnitude of each map, sum(|x|): float64 [channels]."""
    flat = maps.reshape(len(maps), -1)
    sums: Float64Array = np.abs(flat).sum(axis=1, dtype=np.float64)
    return sums


def selection_scores(maps: Float32Array, selection: Float32Array) -> Float64Array:
    """The dot product of each map with the selection, both flattened: float64 [channels]."""
    return (maps.reshape(len(maps), -1) @ selection.reshape(-1)).astype(np.float64)


def hinge_scores(maps: Float32Array, selection: Float32Array) -> Float64Array:
    """-sum(max(|m| - x * (2 * s - m), 0)) of each map x, where s is the selection and m its mean: float64 [channels].

    A map pays at every location where it does not have the selection's sign by a margin; 0 is best.
    Source: the original program's "hinge" order.
    """
    mean = float(selection.mean())
    slope = (2.0 * selection - mean).astype(np.float32)
    shortfall = np.maximum(abs(mean) - maps * slope, 0.0)  # [channels, h, w]
    penalties: Float64Array = shortfall.reshape(len(maps), -1).sum(axis=1, dtype=np.float64)
    return -penalties


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
        raise AnalysisError(f"A selection of shape {list(painted.shape)} cannot be used; it must be rows by columns.")
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
