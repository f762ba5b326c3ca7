"""In which order a layer's feature maps are shown: by index, by strength, by agreement with a painted selection."""

from __future__ import annotations

import enum

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.map_distribution import MapDistribution, scale_free_scores
from ganstudio.analysis.selections import resize_selection
from ganstudio.errors import AnalysisError
from ganstudio.words import marked, tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

_MOST_CELLS = 192
"""Of the cells inside a selection, and of those outside, so many are looked up; more change the order hardly."""


class MapOrder(enum.Enum):
    """The orders of the original program, and by quantile; the value, through `tr`, is what a person reads."""

    INDEX = marked("index")
    SELECTION = marked("selection")
    MAGNITUDE = marked("magnitude")
    HINGE = marked("hinge")
    QUANTILE = marked("quantile")

    @property
    def needs_selection(self) -> bool:
        """Whether the order is undefined without a painted selection."""
        return self in {MapOrder.SELECTION, MapOrder.HINGE, MapOrder.QUANTILE}

    @property
    def needs_distribution(self) -> bool:
        """Whether the order is undefined before it is known how the maps vary over many images."""
        return self is MapOrder.QUANTILE


def order_maps(
    maps: Float32Array,
    order: MapOrder,
    selection: npt.ArrayLike | None = None,
    *,
    distribution: MapDistribution | None = None,
) -> npt.NDArray[np.intp]:
    """The channel numbers of a layer, first to be shown first.

    Args:
        maps: float32 [channels, h, w].
        order: By what. Equal scores keep the order of their index.
        selection: float32 [rows, columns], signed; resized to [h, w]. Needed by `SELECTION`, `HINGE`, `QUANTILE` only.
        distribution: How the layer's maps vary over many images. Needed by `QUANTILE` only.

    Returns:
        intp [channels]: every channel once, highest score first.

    Raises:
        AnalysisError: The maps are not [channels, h, w], or the order needs a selection or a distribution and there
            is none.
    """
    scores = score_maps(maps, order, selection, distribution=distribution)
    return np.argsort(-scores, kind="stable")


def score_maps(
    maps: Float32Array,
    order: MapOrder,
    selection: npt.ArrayLike | None = None,
    *,
    distribution: MapDistribution | None = None,
) -> Float64Array:
    """The number by which `order_maps` sorts, float64 [channels], high first; arguments as there."""
    if maps.ndim != 3:
        raise AnalysisError(
            tr("Feature maps have shape {shape}; they must be channels by rows by columns.", shape=list(maps.shape))
        )
    if order is MapOrder.INDEX:
        return -np.arange(len(maps), dtype=np.float64)
    if order is MapOrder.MAGNITUDE:
        return magnitudes(maps)
    if selection is None:
        raise AnalysisError(
            tr(
                "The order by {order} compares maps with a painted selection, and there is none. Paint "
                "one in the Spatial tab, or order by index or magnitude.",
                order=tr(order.value),
            )
        )
    painted = resize_selection(selection, maps.shape[1], maps.shape[2])
    if order is MapOrder.QUANTILE:
        if distribution is None:
            raise AnalysisError(
                tr("The order by quantile needs to know how maps vary. Record or sample some images first.")
            )
        return quantile_scores(maps, painted, distribution)
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


def quantile_scores(maps: Float32Array, selection: Float32Array, distribution: MapDistribution) -> Float64Array:
    """How unusually high each map is inside the selection, for that map, whatever its scale: float64 [channels].

    Each location's value counts as its quantile among that map's values over many images; the score is the mean
    inside minus the mean outside (see `scale_free_scores`). Of large maps, evenly spread cells are looked up.
    """
    inside, outside = (np.flatnonzero(cells) for cells in (selection, selection == 0.0))
    cells = np.concatenate([_spread(inside), _spread(outside)])
    looked_up = maps.reshape(len(maps), 1, -1)[:, :, cells]  # [channels, 1, cells]
    return scale_free_scores(looked_up, distribution, selection.reshape(1, -1)[:, cells])


def _spread(places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    if len(places) <= _MOST_CELLS:
        return places
    return places[np.linspace(0, len(places) - 1, _MOST_CELLS).astype(np.intp)]
