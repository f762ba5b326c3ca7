"""With at most k maps: how much of a change, or of a detector, so few make, for k = 1, 2, 5, 20 and all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.find_maps import MapEffect, MapSearch, picture_on_grid, ranked
from ganstudio.analysis.linear_algebra import product
from ganstudio.analysis.mix_maps import MapMix, as_mix, fitted_shares, mix_of_chosen
from ganstudio.errors import AnalysisError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, with_edit
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

SIZES = (1, 2, 5, 20)
"""Numbers of maps that are tried, beside all."""
_MOST_EXCHANGES = 3
_MOST_STEPS = 6
_PARTS = (1.0, 0.5, 0.25)
_LEAST_GAIN = 0.005
"""Of quality: a step that gains less is the last."""
_TRIED_ALONE = 3
"""Maps that do most in one direction may do little in the other: what adds up does not see them."""


class SparseFit(msgspec.Struct, frozen=True, kw_only=True):
    """The best fit that was found with at most so many maps.

    Attributes:
        most: How many maps were allowed.
        weights: Those taken, the heaviest first.
        scale: The multiplier of a change; the bias of a detector.
        quality: 0..1, higher is better; see `SparseTable.measure`.
    """

    most: int
    weights: tuple[ChannelWeight, ...]
    scale: float
    quality: float


class SparseTable(msgspec.Struct, frozen=True, kw_only=True):
    """The fits of one thing, fewest maps first.

    Attributes:
        kind: `change` or `detector`. name: of the tab or detector.
        model: md5 of the model file.
        measure: What `quality` is, as an English sentence.
        fits: One for each number of maps, that with all maps last.
    """

    kind: str
    name: str
    model: str
    measure: str
    fits: tuple[SparseFit, ...]


MEASURE_OF_CHANGE = (
    "Share of the wanted change (squared pixel values on a coarse grid, what changes besides counted against it) "
    "that the picture made with these maps shows."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Wanted:
    """A change, and the maps that were tried for it.

    Attributes:
        name: Of the tab. search: as it was made; its recipe is the picture without the change.
        change: float32 [c, rows, columns], as `MapEffect.response`; or the mix that makes it, whose effect is measured.
        candidates: The maps that may be taken.
    """

    name: str
    search: MapSearch
    change: Float32Array | MapMix
    candidates: tuple[MapEffect, ...]


def choose(
    responses: Float64Array, target: Float64Array, sizes: Sequence[int], fit: Callable[[list[int]], Float64Array]
) -> dict[int, list[int]]:
    """The rows of `responses` that fit a target best, for each number of rows at most.

    Rows are taken one after another, each time the one most like what is left (orthogonal matching pursuit; Pati,
    Rezaiifar, Krishnaprasad 1993); then each is exchanged for a better one while that helps, which is a local search
    of the best subset (L0), so that no fit is worse than the pursuit's.

    Args:
        responses: float64 [n, d].
        target: float64 [d].
        sizes: How many at most, each 1 or more.
        fit: The factors of chosen rows.

    Returns:
        {size: rows}.
    """
    norms = np.maximum(np.sqrt((responses**2).sum(axis=1)), 1e-12)
    found: dict[int, list[int]] = {}
    chosen: list[int] = []
    for size in sorted(set(sizes)):
        chosen = list(chosen)
        while len(chosen) < min(size, len(responses)):
            best = _nearest(responses, norms, _left(responses, target, chosen, fit), taken=chosen)
            if best is None:
                break
            chosen.append(best)
        chosen = _exchanged(responses, norms, target, chosen, fit)
        found[size] = chosen
    return found


def sparse_mixes(
    change: Float32Array, candidates: Sequence[MapEffect], sizes: Sequence[int] = SIZES
) -> list[tuple[int, MapMix]]:
    """The mixes that come nearest to a change with at most so many maps, and with all (size 0); changes add up.

    Args:
        change: float32 [c, rows, columns], as `MapEffect.response`.
        candidates: The maps that may be taken.
        sizes: How many at most.

    Raises:
        AnalysisError: There is no change to make or no map to make it of.
    """
    target = change.astype(np.float64).ravel()
    if not candidates or not target.any():
        raise _nothing_to_fit()
    responses = np.stack([effect.response.astype(np.float64).ravel() for effect in candidates])

    def fit(rows: list[int]) -> Float64Array:
        return fitted_shares(responses[rows], target)

    sets = choose(responses, target, [size for size in sizes if size < len(responses)], fit)
    mixes = []
    for size, rows in (*sets.items(), (0, list(range(len(responses))))):
        shares = fit(rows)
        left = target - product(shares, responses[rows])
        agreement = max(0.0, 1.0 - float(left @ left) / float(target @ target))
        taken = [(candidates[row], float(share)) for row, share in zip(rows, shares, strict=True) if share]
        if taken:
            mixes.append((size, as_mix(taken, agreement)))
    return mixes


def _nothing_to_fit() -> AnalysisError:
    return AnalysisError(tr("There is nothing to fit. Find maps first, and choose some or a picture to come near to."))


def sparse_changes(
    renderer: Renderer, wanted: Wanted, sizes: Sequence[int] = SIZES
) -> Iterator[tuple[int, int, SparseTable | None]]:
    """The mixes of `sparse_mixes` and the maps that were found best alone, each tried on the picture and improved.

    Changes do not quite add up, and strong ones hardly do. So the best of a size is fitted to what its picture still
    lacks, with maps added as far as the size allows, as long as the picture gets better (Gauss-Newton steps, halved
    where a whole one is too far).

    Yields:
        How many sizes are done, of how many, and at last the table; the `scale` of its fits is the multiplier.

    Raises:
        AnalysisError: As `sparse_mixes`.
        RecipeError: The recipe does not fit the model.
    """
    if not wanted.candidates:
        raise _nothing_to_fit()
    before = _on_grid(renderer, wanted, wanted.search.recipe)
    change = wanted.change
    if isinstance(change, MapMix):
        change = _on_grid(renderer, wanted, _mixed(wanted, change)) - before
    goal = _Goal(before=before, change=change)
    mixes = sparse_mixes(change, wanted.candidates, sizes)
    if not mixes:
        raise AnalysisError(tr("None of the maps found changes the part in that direction. Try more layers."))
    starts = [mix_of_chosen([effect]) for effect in ranked(wanted.candidates)[:_TRIED_ALONE]]
    best = _tried(renderer, wanted, goal, _shares(mixes[0][1], wanted.candidates))
    fits: list[SparseFit] = []
    for done, (size, mix) in enumerate(mixes):
        for one in starts if not done else [mix]:
            yield done, len(mixes), None
            best = max(best, _tried(renderer, wanted, goal, _shares(one, wanted.candidates)), key=_quality)
        most = size or len(wanted.candidates)
        for better in _improved(renderer, wanted, goal, best, most):
            yield done, len(mixes), None
            best = better
        taken = as_mix(_taken(best.shares, wanted.candidates), best.quality)
        weights = heaviest_first(taken.weights)
        fits.append(SparseFit(most=most, weights=weights, scale=taken.multiplier, quality=best.quality))
    model = renderer.generator.model_id
    table = SparseTable(kind="change", name=wanted.name, model=model, measure=MEASURE_OF_CHANGE, fits=tuple(fits))
    yield len(mixes), len(mixes), table


@dataclass(frozen=True, kw_only=True, eq=False)
class _TriedMix:
    """A mix on the picture.

    Attributes:
        shares: float64 [candidates], -1..1, of the amounts that the maps were tried with; 0 where one is not taken.
        missing: What it does not change as wanted. quality: see `MEASURE_OF_CHANGE`.
    """

    shares: Float64Array
    missing: Float32Array
    quality: float


@dataclass(frozen=True, kw_only=True, eq=False)
class _Goal:
    """The picture without the change, and the change: float32 [c, rows, columns] each."""

    before: Float32Array
    change: Float32Array


def _tried(renderer: Renderer, wanted: Wanted, goal: _Goal, shares: Float64Array) -> _TriedMix:
    taken = _taken(shares, wanted.candidates)
    missing = goal.change
    if taken:
        missing = goal.change - (_on_grid(renderer, wanted, _mixed(wanted, as_mix(taken, 0.0))) - goal.before)
    quality = max(0.0, 1.0 - float((missing**2).sum()) / float((goal.change**2).sum()))
    return _TriedMix(shares=shares, missing=missing, quality=quality)


def _quality(tried: _TriedMix) -> float:
    return tried.quality


def _improved(renderer: Renderer, wanted: Wanted, goal: _Goal, best: _TriedMix, most: int) -> Iterator[_TriedMix]:
    """The best of at most so many maps after each step towards a better one."""
    responses = np.stack([one.response.astype(np.float64).ravel() for one in wanted.candidates])
    for _ in range(_MOST_STEPS):
        step, better = _step(best, responses, most), best
        for part in _PARTS:
            shares = np.clip(best.shares + part * step, -1.0, 1.0)
            better = max(better, _tried(renderer, wanted, goal, shares), key=_quality)
            yield better
        if better.quality < best.quality + _LEAST_GAIN:
            return
        best = better


def _shares(mix: MapMix, candidates: Sequence[MapEffect]) -> Float64Array:
    amounts = {(one.layer, one.channel): one.weight * mix.multiplier for one in mix.weights}
    return np.array([amounts.get((one.layer, one.channel), 0.0) / (one.amount or 1.0) for one in candidates])


def _taken(shares: Float64Array, candidates: Sequence[MapEffect]) -> list[tuple[MapEffect, float]]:
    return [(one, float(share)) for one, share in zip(candidates, shares, strict=True) if share]


def _step(best: _TriedMix, responses: Float64Array, most: int) -> Float64Array:
    """By how much to change the shares of the maps taken, and of others as far as there may be more."""
    target = best.missing.astype(np.float64).ravel()
    rows = [int(row) for row in np.flatnonzero(best.shares)]
    others = [row for row in range(len(responses)) if row not in set(rows)]
    more = min(most - len(rows), len(others))
    if more == len(others):
        rows += others
    elif more > 0:
        left = responses[others]
        rows += [
            others[row] for row in choose(left, target, [more], lambda found: fitted_shares(left[found], target))[more]
        ]
    step = np.zeros(len(responses))
    step[rows] = fitted_shares(responses[rows], target)
    return step


def _mixed(wanted: Wanted, mix: MapMix) -> Recipe:
    """The picture with a mix in the selection."""
    selection = wanted.search.selection / max(float(np.abs(wanted.search.selection).max(initial=0.0)), 1e-12)
    edit = SpatialEdit(
        name=wanted.name,
        resolution=selection.shape[0],
        selection=Array(selection),
        weights=mix.weights,
        multiplier=mix.multiplier,
    )
    return with_edit(wanted.search.recipe, edit)


def _on_grid(renderer: Renderer, wanted: Wanted, recipe: Recipe) -> Float32Array:
    """A picture on the grid of the candidates' responses: float32 [c, rows, columns]."""
    rows, columns = wanted.candidates[0].response.shape[1:]
    return picture_on_grid(renderer.render_batch([recipe])[0].portrait.image, (rows, columns))


def heaviest_first(weights: Sequence[ChannelWeight]) -> tuple[ChannelWeight, ...]:
    """The weights in the order of their size."""
    return tuple(sorted(weights, key=lambda weight: (-abs(weight.weight), weight.layer, weight.channel)))


def _left(
    responses: Float64Array, target: Float64Array, rows: list[int], fit: Callable[[list[int]], Float64Array]
) -> Float64Array:
    return np.asarray(target - product(fit(rows), responses[rows]), np.float64) if rows else target


def _nearest(responses: Float64Array, norms: Float64Array, left: Float64Array, *, taken: Sequence[int]) -> int | None:
    likeness = np.abs(product(responses, left)) / norms
    likeness[list(taken)] = 0.0
    best = int(np.argmax(likeness))
    return best if likeness[best] > 0.0 else None


def _exchanged(
    responses: Float64Array,
    norms: Float64Array,
    target: Float64Array,
    rows: list[int],
    fit: Callable[[list[int]], Float64Array],
) -> list[int]:
    """The rows, each replaced by a better one as long as what is left gets smaller."""
    now = float((_left(responses, target, rows, fit) ** 2).sum())
    for _ in range(_MOST_EXCHANGES):
        before = now
        for place in range(len(rows)):
            others = rows[:place] + rows[place + 1 :]
            best = _nearest(responses, norms, _left(responses, target, others, fit), taken=others)
            if best is None or best == rows[place]:
                continue
            tried = [*rows[:place], best, *rows[place + 1 :]]
            left = float((_left(responses, target, tried, fit) ** 2).sum())
            if left < now * (1.0 - 1e-6):
                rows, now = tried, left
        if now >= before:
            break
    return rows
