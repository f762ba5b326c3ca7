"""A detector with at most k maps, fitted to what the whole detector finds on random pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import Detector, interpolate
from ganstudio.analysis.linear_algebra import product, solution
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.analysis.sparse_fits import SIZES, SparseFit, SparseTable, choose, heaviest_first
from ganstudio.analysis.strokes import fit_logistic, intersection_over_union
from ganstudio.errors import AnalysisError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.render import Renderer
from ganstudio.words import marked, tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

IMAGES = 30
_LEFT_OUT = 3
"""Every third picture is left out of the fit, and only tells how good it is."""
_CELLS = 400
"""Of each picture, half of them the part's where there are so many."""
_PENALTY = 0.3
_FIRST_SEED = 2_000_000

MEASURE_OF_DETECTOR = (
    f"Intersection over union with what the whole detector finds, on {IMAGES // _LEFT_OUT} random pictures left out "
    "of the fit."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Seen:
    """What a detector's maps are on one picture.

    Attributes:
        maps: float32 [d, h, w], those that the detector weighs, on its finest grid. part: bool [h, w], what it finds.
    """

    maps: Float32Array
    part: npt.NDArray[np.bool_]


def sparse_detectors(
    renderer: Renderer, detector: Detector, *, sizes: Sequence[int] = SIZES
) -> Iterator[tuple[int, SparseTable | None]]:
    """Fit the detector anew with few of its maps each time, chosen by `sparse_fits.choose`.

    Args:
        renderer: For the maps of random pictures; the picture on screen stays.
        detector: Of kind `threshold` or `probe`.
        sizes: How many maps at most; all are fitted too.

    Yields:
        The pictures looked at so far of `IMAGES`, and at last the table. Weights are those of a `probe` with the bias
        `scale`; see `as_detector`.

    Raises:
        AnalysisError: The detector keeps values, does not fit the model, or finds nothing or everything.
    """
    detector.check(renderer.generator.spec)
    if detector.kind == "soft":
        raise AnalysisError(
            tr(
                "Detector '{name}' gives values and says nowhere what is the part. Give it a threshold first.",
                name=detector.name,
            )
        )
    seen = []
    for done in range(IMAGES):
        recipe = random_recipe(renderer.generator.spec, _FIRST_SEED + done)
        seen.append(_look(detector, feature_maps(renderer, recipe, detector.layers)))
        yield done + 1, None
    fitted, left_out = [one for i, one in enumerate(seen) if i % _LEFT_OUT], seen[::_LEFT_OUT]
    features, is_part = _cells(fitted)
    if is_part.all() or not is_part.any() or not any(one.part.any() for one in left_out):
        found = (
            marked(
                "Detector '{name}' finds everything on {images} random pictures, so there is nothing to fit. "
                "Change its threshold first."
            )
            if is_part.all()
            else marked(
                "Detector '{name}' finds nothing on {images} random pictures, so there is nothing to fit. "
                "Change its threshold first."
            )
        )
        raise AnalysisError(tr(found, name=detector.name, images=IMAGES))
    fitting = _standardised(features, is_part)
    fits = [_fit(detector, size, rows, fitting, left_out) for size, rows in fitting.rows(sizes).items()]
    yield (
        IMAGES,
        SparseTable(
            kind="detector",
            name=detector.name,
            model=renderer.generator.model_id,
            measure=MEASURE_OF_DETECTOR,
            fits=tuple(fits),
        ),
    )


def as_detector(table: SparseTable, fit: SparseFit) -> Detector:
    """A fit as a detector of its own, its name and note in English, as they are kept."""
    count = f"{len(fit.weights)} map{'' if len(fit.weights) == 1 else 's'}"
    return Detector(
        name=f"{table.name} ({count})",
        kind="probe",
        weights=fit.weights,
        bias=fit.scale,
        least=0.5,
        note=f"{count} of {table.name}; IoU {fit.quality:.2f} with it on pictures left out",
    )


def _look(detector: Detector, maps: dict[str, Float32Array]) -> _Seen:
    found = detector.detect(maps)
    rows = [
        interpolate(maps[weight.layer][weight.channel], (found.shape[0], found.shape[1])) for weight in detector.weights
    ]
    return _Seen(maps=np.stack(rows).astype(np.float32), part=found >= 0.5)


def _cells(pictures: Sequence[_Seen]) -> tuple[Float64Array, npt.NDArray[np.bool_]]:
    """Features float64 [n, d] and whether each cell is the part, bool [n]."""
    random = np.random.RandomState(0)
    features, parts = [], []
    for one in pictures:
        part = one.part.ravel()
        inside = random.permutation(np.flatnonzero(part))[: _CELLS // 2]
        outside = random.permutation(np.flatnonzero(~part))[: _CELLS - len(inside)]
        cells = np.concatenate([inside, outside])
        features.append(one.maps.reshape(len(one.maps), -1)[:, cells].T.astype(np.float64))
        parts.append(part[cells])
    return np.concatenate(features), np.concatenate(parts)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Fitting:
    """Cells of the pictures that are fitted: standardised features float64 [n, d], is_part bool [n]."""

    columns: Float64Array
    is_part: npt.NDArray[np.bool_]
    mean: Float64Array
    scale: Float64Array

    def rows(self, sizes: Sequence[int]) -> dict[int, list[int]]:
        """The columns to take, for each size; 0 for all."""
        count = self.columns.shape[1]
        share = self.is_part.mean()
        target = np.where(self.is_part, 0.5 / share, -0.5 / (1.0 - share))  # least squares, both classes alike
        gram, aims = product(self.columns.T, self.columns), product(self.columns.T, target)
        ridge = 1e-3 * len(self.columns)

        def least_squares(rows: list[int]) -> Float64Array:
            return solution(gram[np.ix_(rows, rows)] + ridge * np.eye(len(rows)), aims[rows])

        sets = choose(np.ascontiguousarray(self.columns.T), target, [s for s in sizes if s < count], least_squares)
        return {**sets, 0: list(range(count))}

    def fit(self, rows: list[int]) -> tuple[Float64Array, float]:
        """Weights of plain maps, float64 [rows], and the bias."""
        weights, bias = fit_logistic(self.columns[:, rows], self.is_part, _PENALTY)
        plain = weights * self.scale[rows]
        return plain, float(bias - plain @ self.mean[rows])


def _standardised(features: Float64Array, is_part: npt.NDArray[np.bool_]) -> _Fitting:
    mean, spread = features.mean(axis=0), features.std(axis=0)
    scale = np.where(spread > 1e-8, 1.0 / np.maximum(spread, 1e-8), 0.0)
    return _Fitting(columns=(features - mean) * scale, is_part=is_part, mean=mean, scale=scale)


def _fit(detector: Detector, size: int, rows: list[int], fitting: _Fitting, left_out: Sequence[_Seen]) -> SparseFit:
    weights, bias = fitting.fit(rows)
    found = [np.tensordot(weights, one.maps[rows], axes=1).ravel() + bias > 0 for one in left_out]
    true = np.concatenate([one.part.ravel() for one in left_out])
    kept = [
        ChannelWeight(detector.weights[row].layer, detector.weights[row].channel, float(f"{weight:.6g}"))
        for row, weight in zip(rows, weights, strict=True)
        if weight
    ]
    quality = intersection_over_union(np.concatenate(found), true)
    return SparseFit(most=size or len(rows), weights=heaviest_first(kept), scale=bias, quality=quality)
