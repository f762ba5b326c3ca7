"""The measures of the evaluation: distance of two sets of pictures, rank correlation, overlap of masks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ganstudio.training.faces.factors import Floats


def frechet_distance(a: Floats, b: Floats) -> float:
    """Fréchet distance of two sets of features taken as Gaussians.

    Source: Heusel et al. 2017, "GANs Trained by a Two Time-Scale Update Rule", equation 6; here with our own features.

    Args:
        a: float32 [n, features].
        b: float32 [m, features].
    """
    mean = float(np.square(a.mean(axis=0, dtype=np.float64) - b.mean(axis=0, dtype=np.float64)).sum())
    first, second = np.cov(a.astype(np.float64), rowvar=False), np.cov(b.astype(np.float64), rowvar=False)
    # trace((first second)^1/2) by the eigenvalues of the symmetric root(first) second root(first).
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    cross = np.sqrt(np.clip(np.linalg.eigvalsh(root @ second @ root), 0, None)).sum()
    return mean + float(np.trace(first) + np.trace(second) - 2 * cross)


def spearman(x: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    """Spearman's rank correlation, equal values sharing their mean rank."""
    ranks = [_ranks(np.asarray(values, np.float64)) for values in (x, y)]
    spread = ranks[0].std() * ranks[1].std()
    if spread == 0:
        return 0.0
    return float(((ranks[0] - ranks[0].mean()) * (ranks[1] - ranks[1].mean())).mean() / spread)


def overlap(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    """Intersection over union of two masks; 1 where both are empty."""
    union = np.logical_or(a, b).sum()
    return float(np.logical_and(a, b).sum() / union) if union else 1.0


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: NDArray[np.float64] = (last - (counts - 1) / 2.0)[inverse]
    return middle
