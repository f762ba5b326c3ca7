"""Recipes and edits that the tests of plans share."""

import numpy as np

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit


def attribute(name: str, amount: float) -> AttributeShift:
    return AttributeShift(name=name, vector=Array(np.full(8, len(name))), amount=amount)


def tab(name: str, multiplier: float, *, layer: str = "b8") -> SpatialEdit:
    selection = np.zeros((8, 8), np.float32)
    selection[5:7, 3:5] = 1
    return SpatialEdit(
        name=name,
        resolution=8,
        selection=Array(selection),
        weights=(ChannelWeight(layer, 3, -2.0), ChannelWeight("b16", 1, 0.5)),
        multiplier=multiplier,
    )


def smile_and_age() -> Recipe:
    return Recipe(attributes=(attribute("smile", 2.0), attribute("age", -1.0)))


def mouth_and_hair() -> Recipe:
    return Recipe(edits=(tab("mouth_open", 10.0), tab("hair", -4.0), tab("blush", 0.0)))


def amounts(recipe: Recipe) -> dict[str, float]:
    return {shift.name: shift.amount for shift in recipe.attributes}


def multipliers(recipe: Recipe) -> dict[str, float]:
    return {edit.name: edit.multiplier for edit in recipe.edits}
