"""Where a job of feature maps acts: a spatial tab's selection, or the whole image."""

from __future__ import annotations

import msgspec
import numpy as np

from ganstudio.errors import JobError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import LayerSpec
from ganstudio.words import tr

WHOLE_IMAGE = "whole image"
IN_DEVIATIONS = 6.0
"""Strength to begin with, in standard deviations of a map: a visible change that most pictures stand."""


def region(recipe: Recipe, tab: str, layer: LayerSpec, strength: float) -> SpatialEdit:
    """The edit whose selection such a job uses, with a multiplier.

    Args:
        recipe: With the tabs.
        tab: The name of one of them, or empty for the whole image.
        layer: Where the maps are; gives the grid of the whole image.
        strength: The multiplier.

    Raises:
        JobError: There is no tab of that name.
    """
    if not tab:
        everywhere = Array(np.ones((layer.height, layer.width), np.float32))
        return SpatialEdit(name=WHOLE_IMAGE, resolution=layer.height, selection=everywhere, multiplier=strength)
    found = next((edit for edit in recipe.edits if edit.name == tab), None)
    if found is None:
        known = ", ".join(edit.name for edit in recipe.edits) or tr("none")
        raise JobError(tr("There is no spatial tab '{tab}' in this picture. Its tabs: {names}.", tab=tab, names=known))
    return msgspec.structs.replace(found, multiplier=strength)


def strength_of(recipe: Recipe, tab: str) -> float:
    """The multiplier to begin with: that of the tab, or 10 where it is 0 or there is no such tab."""
    return next((edit.multiplier for edit in recipe.edits if edit.name == tab and edit.multiplier), 10.0)
