"""Mixing several feature maps into one weighted set that changes a part in the direction a person picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.linear_algebra import product
from ganstudio.errors import AnalysisError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.find_maps import MapEffect

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

PENALTY = 0.2
_MOST_ROUNDS, _SETTLED = 200, 1e-4
"""Of the fit of shares: a few numbers, which settle after some tens of rounds."""


@dataclass(frozen=True, kw_only=True)
class MapMix:
    """A weighted set of maps.

    Attributes:
        weights: Largest magnitude 1.
        multiplier: With which they make about the change that was asked for.
        agreement: 0..1: the share of the asked change that they explain together, as far as changes add up.
    """

    weights: tuple[ChannelWeight, ...]
    multiplier: float
    agreement: float


def mix_of_chosen(chosen: Sequence[MapEffect]) -> MapMix:
    """The chosen maps as they were seen: each by its own amount in its better direction.

    Raises:
        AnalysisError: Nothing is chosen.
    """
    if not chosen:
        raise AnalysisError(tr("No map is chosen. Click one or more of the small pictures first."))
    return as_mix([(effect, float(effect.sign)) for effect in chosen], agreement=1.0)


def mix_towards(
    wanted: Float32Array, candidates: Sequence[MapEffect], *, most: int = 8, penalty: float = PENALTY
) -> MapMix:
    """Choose maps one after another, each time the one that comes nearest to the wanted change, weights refitted.

    Changes are taken to add up. Outside the selection the wanted change is 0, so that what leaks cancels. No map is
    moved farther than it was tried: what it does beyond is not known, and was seen to be a smear.
    Source: orthogonal matching pursuit, Pati, Rezaiifar, Krishnaprasad 1993, with a ridge penalty.

    Args:
        wanted: float32 [c, rows, columns], as `MapEffect.response`: in pixel values, 0 outside the selection.
        candidates: The maps to choose from.
        most: How many at most.
        penalty: Of large weights, as a share of the mean squared response.

    Raises:
        AnalysisError: There are no candidates, or none changes the picture in the wanted direction.
    """
    target = wanted.astype(np.float64).ravel()
    length = float(target @ target)
    if not candidates or length == 0.0:
        raise AnalysisError(tr("There is nothing to mix. Find maps first, and pick a direction of change."))
    responses = np.stack([effect.response.astype(np.float64).ravel() for effect in candidates])  # [k, n]
    norms = np.sqrt((responses**2).sum(axis=1))
    chosen: list[int] = []
    shares = np.zeros(0)
    left: Float64Array = target
    for _ in range(min(most, len(candidates))):
        fit = np.abs(responses @ left) / np.maximum(norms, 1e-9)
        fit[chosen] = 0.0
        best = int(np.argmax(fit))
        if fit[best] < 0.02 * np.sqrt(length):
            break
        chosen.append(best)
        shares = fitted_shares(responses[chosen], target, penalty)
        left = np.asarray(target - shares @ responses[chosen], np.float64)
    if not chosen:
        raise AnalysisError(tr("None of the maps found changes the part in that direction. Try more layers."))
    agreement = max(0.0, 1.0 - float(left @ left) / length)
    return as_mix([(candidates[index], float(share)) for index, share in zip(chosen, shares, strict=True)], agreement)


def fitted_shares(responses: Float64Array, target: Float64Array, penalty: float = PENALTY) -> Float64Array:
    """The shares of -1..1 that fit best with a ridge penalty, by coordinate descent.

    Args:
        responses: float64 [k, n].
        target: float64 [n].
        penalty: Of large shares, as a share of the mean squared response.

    Returns:
        float64 [k].
    """
    gram, aims = product(responses, responses.T), product(responses, target)
    damped = gram + penalty * float(np.trace(gram)) / len(gram) * np.eye(len(gram))
    shares = np.zeros(len(aims))
    for _ in range(_MOST_ROUNDS):
        before = shares.copy()
        for index, row in enumerate(damped):
            rest = aims[index] - row @ shares + row[index] * shares[index]
            shares[index] = np.clip(rest / max(row[index], 1e-12), -1.0, 1.0)
        if np.abs(shares - before).max() < _SETTLED:
            break
    return shares


def as_mix(shares: Sequence[tuple[MapEffect, float]], agreement: float) -> MapMix:
    """Maps, each by a share of the amount that it was tried with, as a tab has them."""
    amounts = {(effect.layer, effect.channel): share * effect.amount for effect, share in shares}
    largest = max(abs(amount) for amount in amounts.values()) or 1.0
    weights = tuple(
        ChannelWeight(layer, channel, float(f"{amount / largest:.4g}")) for (layer, channel), amount in amounts.items()
    )
    return MapMix(weights=weights, multiplier=largest, agreement=agreement)
