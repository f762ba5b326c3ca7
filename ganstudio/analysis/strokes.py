"""A detector from strokes: a linear probe fitted to what a person marked on one to five pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import FROM_STROKES, Detector, FeatureMaps, interpolate, sigmoid
from ganstudio.analysis.linear_algebra import product, solution, symmetric_eigenvectors
from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

PENALTIES = (0.3, 3.0, 30.0)
"""L2 penalties tried by cross-validation, relative to the number of marked cells over 1000."""
MOST_AXES = 128
"""Principal axes of the features that the fit uses at most."""
MOST_CELLS = 4_000
"""More marked cells than this are sampled: the fit's time grows with them, its quality hardly."""
LEAST_CELLS_OF_A_PICTURE = 50
"""Taken of each picture, however many pictures there are."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MarkedPicture:
    """One picture on which the part was marked.

    Attributes:
        feature_maps: float32 [channels, h, w] of each layer that the probe may use.
        strokes: float32 [rows, columns]: above 0 the part, below 0 not the part, 0 unmarked. Any grid.
    """

    feature_maps: FeatureMaps
    strokes: Float32Array


@dataclass(frozen=True, kw_only=True)
class ProbeFit:
    """A fitted detector and how far to trust it.

    Attributes:
        detector: Of kind `probe`.
        confidence: 0..1: intersection over union on pictures left out of the fit, in turn (two pictures or more), else
            on the marked cells themselves, which flatters.
        cross_validated: Whether `confidence` comes from pictures left out.
        penalty: The L2 penalty that was used.
    """

    detector: Detector
    confidence: float
    cross_validated: bool
    penalty: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cells:
    """Marked cells: features float64 [n, d], is_part bool [n], picture intp [n], importance float64 [n]."""

    features: Float64Array
    is_part: npt.NDArray[np.bool_]
    picture: npt.NDArray[np.intp]
    importance: Float64Array

    def where(self, chosen: npt.NDArray[np.bool_]) -> _Cells:
        return _Cells(
            features=self.features[chosen],
            is_part=self.is_part[chosen],
            picture=self.picture[chosen],
            importance=self.importance[chosen],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Rotation:
    """Standardised features on their leading principal axes: z = ((x - mean) * scale) @ basis.

    The penalised fit hardly uses the other axes, and is many times faster on few numbers a cell.

    Attributes:
        mean, scale: float64 [d]. basis: float64 [d, r].
    """

    mean: Float64Array
    scale: Float64Array
    basis: Float64Array

    def apply(self, cells: _Cells) -> _Cells:
        rotated = product((cells.features - self.mean) * self.scale, self.basis)
        return replace(cells, features=rotated)


def fit_detector(name: str, pictures: Sequence[MarkedPicture], *, unmarked_is_not_part: bool = False) -> ProbeFit:
    """Fit a logistic regression from the maps at a cell to whether the cell was marked as the part.

    Features are standardised, which is folded into weights and bias, so that the detector takes plain maps. Strokes
    count by balanced classes. In whole masks the rarer class is raised by the square root of what would balance it:
    without, a small part such as a mouth is found too seldom, with all of it too often (see
    tests/unit/analysis/measure_strokes.py; a threshold chosen by cross-validation did worse).

    Args:
        name: The detector's name.
        pictures: Marked pictures with the maps of the same layers each.
        unmarked_is_not_part: Take unmarked cells as not the part: for whole masks, or where only the part was marked.

    Returns:
        The detector and its confidence.

    Raises:
        AnalysisError: Nothing was marked as the part, or nothing as other.
    """
    if not pictures:
        raise AnalysisError(tr("No picture is marked. Paint the part on a picture first."))
    channels = {layer: len(maps) for layer, maps in pictures[0].feature_maps.items()}
    cells = _collect(pictures, channels, unmarked_is_not_part=unmarked_is_not_part)
    _check_marks(cells)
    rotation = _rotation(cells.features)
    cells = rotation.apply(cells)
    penalty, confidence = _choose_penalty(cells)
    rotated, bias = _fit_logistic(cells, penalty)
    cross_validated = confidence is not None
    if confidence is None:
        confidence = intersection_over_union(product(cells.features, rotated) + bias > 0, cells.is_part)
    weights = product(rotation.basis, rotated) * rotation.scale
    names = [(layer, channel) for layer, count in channels.items() for channel in range(count)]
    detector = Detector(
        name=name,
        kind="probe",
        weights=tuple(
            ChannelWeight(layer, channel, float(f"{weight:.6g}"))
            for (layer, channel), weight in zip(names, weights, strict=True)
            if weight != 0.0
        ),
        bias=float(bias - weights @ rotation.mean),
        note=f"{FROM_STROKES} on {len(pictures)} picture{'s' if len(pictures) > 1 else ''}",
    )
    return ProbeFit(detector=detector, confidence=confidence, cross_validated=cross_validated, penalty=penalty)


def _collect(pictures: Sequence[MarkedPicture], channels: Mapping[str, int], *, unmarked_is_not_part: bool) -> _Cells:
    features, is_part, picture, importance = [], [], [], []
    most = max(LEAST_CELLS_OF_A_PICTURE, MOST_CELLS // len(pictures))
    random = np.random.RandomState(0)
    for index, marked in enumerate(pictures):
        if {layer: len(maps) for layer, maps in marked.feature_maps.items()} != dict(channels):
            raise AnalysisError(
                tr("The marked pictures carry maps of different layers. Mark them again with one model.")
            )
        size = max((maps.shape[1:] for maps in marked.feature_maps.values()), key=lambda shape: shape[0] * shape[1])
        strokes = resize_mask(np.asarray(marked.strokes, np.float32), (size[0], size[1])).ravel()
        known = np.ones(strokes.shape, bool) if unmarked_is_not_part else strokes != 0
        part = strokes > (0.5 if unmarked_is_not_part else 0)
        chosen = _sample(np.flatnonzero(known), part, most, random)
        # A layer at a time and only the cells wanted: all maps at the finest grid would take gigabytes.
        parts = [
            interpolate(maps, (size[0], size[1])).reshape(len(maps), -1)[:, chosen]
            for maps in marked.feature_maps.values()
        ]
        features.append(np.concatenate(parts).T)  # [cells, d]
        is_part.append(part[chosen])
        importance.append(_sampled_from(part[known], part[chosen]))
        picture.append(np.full(len(chosen), index))
    marked_part = np.concatenate(is_part)
    return _Cells(
        features=np.concatenate(features),
        is_part=marked_part,
        picture=np.concatenate(picture),
        importance=_of_masks(marked_part, importance) if unmarked_is_not_part else _balanced(marked_part),
    )


def _sampled_from(all_cells: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_]) -> Float64Array:
    """How many cells each chosen one stands for, by class, scaled to a mean of 1: float64 [chosen]."""
    counts = [max(1, int(np.count_nonzero(chosen == is_part))) for is_part in (False, True)]
    other, part = (
        int(np.count_nonzero(all_cells == is_part)) / count
        for is_part, count in zip((False, True), counts, strict=True)
    )
    return np.asarray(np.where(chosen, part, other) * (len(chosen) / max(1, len(all_cells))), np.float64)


def _of_masks(is_part: npt.NDArray[np.bool_], stands_for: Sequence[Float64Array]) -> Float64Array:
    """Importance of the cells of whole masks: as many as each stands for, half way to balance: float64 [n]."""
    counts = np.concatenate(stands_for)
    share = float(np.clip(np.average(is_part, weights=counts), 1e-6, 1.0 - 1e-6))
    raised = counts * np.sqrt(np.where(is_part, 0.5 / share, 0.5 / (1.0 - share)))
    return np.asarray(raised / raised.mean(), np.float64)


def _balanced(is_part: npt.NDArray[np.bool_]) -> Float64Array:
    """Importance by which both classes count alike: float64 [n], of mean 1."""
    share = float(np.clip(is_part.mean(), 1e-6, 1.0 - 1e-6)) if len(is_part) else 0.5
    return np.asarray(np.where(is_part, 0.5 / share, 0.5 / (1.0 - share)), np.float64)


def _sample(
    cells: npt.NDArray[np.intp], is_part: npt.NDArray[np.bool_], most: int, random: np.random.RandomState
) -> npt.NDArray[np.intp]:
    """At most `most` cells, the part's first: it is usually the smaller class."""
    if len(cells) <= most:
        return cells
    part = random.permutation(cells[is_part[cells]])[: most // 2]
    other = random.permutation(cells[~is_part[cells]])[: most - len(part)]
    return np.sort(np.concatenate([part, other]))


def _check_marks(cells: _Cells) -> None:
    if not cells.is_part.any():
        raise AnalysisError(tr("Nothing is marked as the part. Paint over it with the left button first."))
    if cells.is_part.all():
        raise AnalysisError(
            tr(
                "Everything that is marked is marked as the part. Paint some of what is not the part with the right "
                "button, or take unmarked cells as not the part."
            )
        )


def _rotation(features: Float64Array) -> _Rotation:
    mean = features.mean(axis=0)
    spread = features.std(axis=0)
    scale = np.where(spread > 1e-8, 1.0 / np.maximum(spread, 1e-8), 0.0)
    x = (features - mean) * scale  # [n, d]
    if len(x) < x.shape[1]:  # the axes of x'x from those of the smaller xx'
        values, vectors = symmetric_eigenvectors(product(x, x.T))
        kept = np.flatnonzero(values > 1e-9 * max(values[-1], 1e-12))[-MOST_AXES:]
        basis = product(x.T, vectors[:, kept] / np.sqrt(values[kept]))
    else:
        basis = symmetric_eigenvectors(product(x.T, x))[1][:, -MOST_AXES:]
    return _Rotation(mean=mean, scale=scale, basis=basis)


def _choose_penalty(cells: _Cells) -> tuple[float, float | None]:
    """The penalty that does best on pictures left out in turn, and how well; the middle one where that cannot be."""
    groups = [group for group in np.unique(cells.picture) if _has_both(cells.where(cells.picture != group))]
    if len(groups) < 2:
        return PENALTIES[1], None
    scores = []
    for penalty in PENALTIES:
        found = np.zeros(len(cells.is_part), bool)
        for group in groups:
            weights, bias = _fit_logistic(cells.where(cells.picture != group), penalty)
            inside = cells.picture == group
            found[inside] = product(cells.features[inside], weights) + bias > 0
        scores.append(intersection_over_union(found, cells.is_part))
    best = int(np.argmax(scores))
    return PENALTIES[best], scores[best]


def _has_both(cells: _Cells) -> bool:
    return bool(cells.is_part.any()) and not bool(cells.is_part.all())


def intersection_over_union(found: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> float:
    """0..1; 1 where there is nothing and nothing is found."""
    union = np.count_nonzero(found | true)
    return float(np.count_nonzero(found & true) / union) if union else 1.0


def _fit_logistic(cells: _Cells, penalty: float) -> tuple[Float64Array, float]:
    return fit_logistic(cells.features, cells.is_part, penalty, importance=cells.importance)


def fit_logistic(
    features: Float64Array, is_part: npt.NDArray[np.bool_], penalty: float, *, importance: Float64Array | None = None
) -> tuple[Float64Array, float]:
    """L2-penalised logistic regression by Newton's method.

    Source: Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd edition, section 4.4.1.

    Args:
        features: float64 [n, d], standardised.
        is_part: bool [n].
        penalty: Relative to n over 1000.
        importance: float64 [n] of each row; all alike where None.

    Returns:
        float64 [d], the weights; the bias, which is not penalised.
    """
    x = np.concatenate([features, np.ones((len(features), 1))], axis=1)  # [n, d + 1]
    counts = np.ones(len(x)) if importance is None else importance
    ridge = np.full(x.shape[1], penalty * len(x) / 1000.0)
    ridge[-1] = 1e-6
    fitted = np.zeros(x.shape[1])
    for _ in range(10):
        probability = sigmoid(product(x, fitted)).astype(np.float64)
        gradient = product(x.T, counts * (is_part - probability)) - ridge * fitted
        curvature = np.maximum(counts * probability * (1.0 - probability), 1e-9)
        step = solution(product((x * curvature[:, None]).T, x) + np.diag(ridge), gradient)
        fitted = fitted + step
        if np.abs(step).max() < 1e-3:
            break
    return fitted[:-1], float(fitted[-1])
