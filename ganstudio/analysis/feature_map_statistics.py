"""What one feature map looks like in numbers: its values' histogram, mean, spread, active share and spectrum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]


class MapStatistics(NamedTuple):
    """Numbers about one map.

    Attributes:
        mean, deviation, minimum, maximum: Of its values.
        magnitude: L1, sum(|x|).
        active: Share of locations whose value is above 0, 0..1.
        counts: int64 [bins], the histogram of the values. edges: float64 [bins + 1], its bounds.
        spectrum: float64 [frequencies], shares of the power at 1, 2, ... cycles per map width; all 0 for a flat map.
    """

    mean: float
    deviation: float
    minimum: float
    maximum: float
    magnitude: float
    active: float
    counts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float64]
    spectrum: npt.NDArray[np.float64]


def map_statistics(values: Float32Array, *, bins: int = 32) -> MapStatistics:
    """The statistics of one map, float32 [h, w]."""
    numbers = np.asarray(values, dtype=np.float64)
    counts, edges = np.histogram(numbers, bins=bins)
    return MapStatistics(
        mean=float(numbers.mean()),
        deviation=float(numbers.std()),
        minimum=float(numbers.min()),
        maximum=float(numbers.max()),
        magnitude=float(np.abs(numbers).sum()),
        active=float(np.count_nonzero(numbers > 0.0) / numbers.size),
        counts=counts.astype(np.int64),
        edges=edges.astype(np.float64),
        spectrum=radial_spectrum(numbers),
    )


def radial_spectrum(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The share of a map's power at each whole spatial frequency, its mean left out.

    Args:
        values: [h, w].

    Returns:
        float64 [max(1, min(h, w) // 2)]: entry k - 1 sums |FFT|^2 over the ring of radius k (rounded), as a share of
        the power of all rings; corners beyond the last ring are added to it.
    """
    numbers = np.asarray(values, dtype=np.float64)
    height, width = numbers.shape
    rings = max(1, min(height, width) // 2)
    power = np.abs(np.fft.fft2(numbers - numbers.mean())) ** 2  # [h, w]
    rows = np.fft.fftfreq(height) * height
    columns = np.fft.fftfreq(width) * width
    radius = np.rint(np.hypot(rows[:, None], columns[None, :])).astype(np.int64)
    ring = np.clip(radius, 1, rings) - 1
    sums = np.bincount(ring.ravel(), weights=power.ravel(), minlength=rings).astype(np.float64)
    total = float(sums.sum())
    flat = total <= 1e-20 * max(1.0, float((numbers**2).sum())) * numbers.size
    return np.zeros(rings) if flat else sums / total
