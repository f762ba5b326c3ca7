"""How each feature map's values are spread over many images, so that loud maps can be compared with quiet ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.selections import resize_selection
from ganstudio.errors import AnalysisError
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

SAMPLES_KEPT = 1024
"""Values kept of each map: quantiles are then right to about 0.015."""
_SAMPLES_PER_IMAGE = 64


class MapDistribution:
    """Running mean, deviation and quantiles of every map of one layer. For one thread at a time.

    Quantiles come from a uniform sample of all values seen (reservoir sampling; Vitter 1985, algorithm R), so memory
    does not grow with the number of images.
    """

    def __init__(self, channels: int, *, seed: int = 0) -> None:
        self.images = 0
        self._random = np.random.default_rng(seed)
        self._count = 0
        self._seen = 0
        self._mean = np.zeros(channels)
        self._squares = np.zeros(channels)
        self._samples = np.zeros((channels, SAMPLES_KEPT), np.float32)
        self._sorted: Float32Array | None = None

    @property
    def mean(self) -> Float64Array:
        """float64 [channels], over all locations and images."""
        return self._mean.copy()

    @property
    def deviation(self) -> Float64Array:
        """float64 [channels], the standard deviation over all locations and images; 0 before the first image."""
        return np.sqrt(self._squares / max(self._count, 1))

    def add(self, maps: Float32Array) -> None:
        """Take one image's maps, float32 [channels, h, w], in.

        Raises:
            AnalysisError: The number of maps is another.
        """
        if maps.ndim != 3 or len(maps) != len(self._mean):
            raise AnalysisError(
                tr(
                    "Maps of shape {shape} do not belong to a layer of {maps} maps.",
                    shape=list(maps.shape),
                    maps=len(self._mean),
                )
            )
        flat = maps.reshape(len(maps), -1).astype(np.float64)
        self._add_moments(flat)
        self._add_samples(flat)
        self.images += 1
        self._sorted = None

    def quantile(self, share: float) -> Float64Array:
        """The value below which that share (0..1) of each map's values lies: float64 [channels]."""
        values: Float64Array = np.quantile(self._ordered(), share, axis=1)
        return values

    def quantiles_of(self, maps: Float32Array) -> Float32Array:
        """Each location's value as the share of its map's values over many images that lie below it.

        Args:
            maps: float32 [channels, h, w].

        Returns:
            float32 [channels, h, w], 0..1; 0.5 where a map never varies.
        """
        ordered = self._ordered()
        shares = np.empty(maps.shape, np.float32)
        for channel, values in enumerate(maps):
            below = np.searchsorted(ordered[channel], values.ravel(), side="left")
            upto = np.searchsorted(ordered[channel], values.ravel(), side="right")
            shares[channel] = ((below + upto) / (2.0 * ordered.shape[1])).reshape(values.shape)
        return shares

    def _add_moments(self, flat: Float64Array) -> None:
        """Chan, Golub and LeVeque 1979: merging two means and sums of squared deviations."""
        count = flat.shape[1]
        mean = flat.mean(axis=1)
        total = self._count + count
        difference = mean - self._mean
        self._squares += ((flat - mean[:, None]) ** 2).sum(axis=1) + difference**2 * self._count * count / total
        self._mean += difference * count / total
        self._count = total

    def _add_samples(self, flat: Float64Array) -> None:
        places = self._random.permutation(flat.shape[1])[:_SAMPLES_PER_IMAGE]
        for place in places:
            row = self._seen if self._seen < SAMPLES_KEPT else int(self._random.integers(0, self._seen + 1))
            if row < SAMPLES_KEPT:
                self._samples[:, row] = flat[:, place]
            self._seen += 1

    def _ordered(self) -> Float32Array:
        if not self._seen:
            raise AnalysisError(
                tr("No image has been seen yet, so there are no quantiles. Record or sample some first.")
            )
        if self._sorted is None:
            self._sorted = np.sort(self._samples[:, : min(self._seen, SAMPLES_KEPT)], axis=1)
        return self._sorted


def scale_free_scores(maps: Float32Array, distribution: MapDistribution, selection: npt.ArrayLike) -> Float64Array:
    """How unusually high each map is where the selection is positive and low where it is negative.

    Args:
        maps: float32 [channels, h, w].
        distribution: Of the same layer.
        selection: float32 [rows, columns], signed.

    Returns:
        float64 [channels]: the mean quantile inside minus that outside, -1..1, high first; a loud map and a quiet
        one that behave alike score alike.
    """
    painted = resize_selection(selection, maps.shape[1], maps.shape[2]).astype(np.float64).ravel()
    shares = distribution.quantiles_of(maps).reshape(len(maps), -1).astype(np.float64) - 0.5  # [channels, h*w]
    inside = np.abs(painted)
    outside = np.clip(1.0 - inside, 0.0, None)
    score = shares @ painted / max(inside.sum(), 1e-9)
    leak = shares @ outside / max(outside.sum(), 1e-9)
    sign = np.sign(painted.sum()) or 1.0
    result: Float64Array = score - sign * leak if outside.sum() > 0 else score
    return result
