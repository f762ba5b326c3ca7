"""The quality estimate, number by number as the original made it."""

from __future__ import annotations

import pytest

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.ui.make.quality_estimate import estimate, score


def with_amounts(variation: float, *amounts: float) -> Recipe:
    shifts = tuple(
        AttributeShift(name=str(index), vector=Array([1.0]), amount=amount) for index, amount in enumerate(amounts)
    )
    return Recipe(variation=variation, attributes=shifts)


@pytest.mark.parametrize(
    ("amount", "points"),
    [(0.0, 0), (1.0, 0), (1.1, 1), (1.5, 1), (1.6, 2), (2.0, 2), (2.1, 4), (2.5, 4), (2.6, 6), (3.0, 6), (-3.0, 6)],
)
def test_an_attribute_adds_points_by_its_distance_from_zero(amount, points):
    assert score(with_amounts(0.0, amount)) == points


def test_the_points_of_all_attributes_and_of_the_variation_add_up():
    assert score(with_amounts(0.5, 3.0, 1.1)) == 6.5 + 6 + 1


@pytest.mark.parametrize(
    ("variation", "word", "level"),
    [
        (1.0, "Very Low", 0),  # 13
        (0.8, "Very Low", 0),  # 10.4
        (0.75, "Low", 1),  # 9.75
        (0.65, "Low", 1),  # 8.45
        (0.6, "Medium", 2),  # 7.8
        (0.5, "Medium", 2),  # 6.5
        (0.45, "High", 3),  # 5.85
        (0.25, "High", 3),  # 3.25
        (0.2, "Maximum", 4),  # 2.6
        (0.0, "Maximum", 4),
    ],
)
def test_words_by_variation(variation, word, level):
    guess = estimate(with_amounts(variation))
    assert (guess.word, guess.level) == (word, level)


@pytest.mark.parametrize(
    ("amounts", "word"),
    [((3.0, 2.1), "Very Low"), ((3.0, 1.6), "Low"), ((3.0,), "Medium"), ((2.1,), "High"), ((1.6,), "Maximum")],
)
def test_words_at_the_exact_limits(amounts, word):
    assert estimate(with_amounts(0.0, *amounts)).word == word
