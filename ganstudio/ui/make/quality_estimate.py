"""The quality estimate: a rough guess by rule, as the original program made it."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.recipe.document import Recipe

_STEPS = ((1.0, 1), (1.5, 1), (2.0, 2), (2.5, 2))
"""An attribute beyond each of these amounts adds so many points."""

_LEVELS = ((10.0, "Very Low"), (8.0, "Low"), (6.0, "Medium"), (3.0, "High"))
_BEST = "Maximum"


@dataclass(frozen=True)
class Estimate:
    """How good the picture is likely to be: a word, and 0 (worst) to 4 (best) for its color."""

    word: str
    level: int


def score(recipe: Recipe) -> float:
    """13 for full variation, and points for each attribute that is far from zero; lower is better."""
    points = 13.0 * recipe.variation
    for shift in recipe.attributes:
        points += sum(extra for limit, extra in _STEPS if abs(shift.amount) > limit)
    return points


def estimate(recipe: Recipe) -> Estimate:
    """The word for a recipe's score."""
    points = score(recipe)
    for level, (least, word) in enumerate(_LEVELS):
        if points >= least:
            return Estimate(word, level)
    return Estimate(_BEST, len(_LEVELS))
