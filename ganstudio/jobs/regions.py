"""Where a job of feature maps acts: a spatial tab's selection, or the whole image."""

from __future__ import annotations

import msgspec
import numpy as np

from ganstudio.errors import JobError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import LayerSpec

WHOLE_IMAGE = "whole image"


def region(recipe: Recipe, tab: str | None, layer: LayerSpec, strength: float) -> SpatialEdit:
    """The edit whose selection and multiplier such a job uses.

    Args:
        recipe: With the tabs.
        tab: The name of one of them, or None for the whole image.
        layer: Where the maps are; gives the grid of the whole image.
        strength: Multiplier of the whole image, or of a tab whose multiplier is 0.

    Raises:
        JobError: There is no tab of that name, or nothing is painted in it.
    """
    if tab is None:
        everywhere = Array(np.ones((layer.height, layer.width), np.float32))
        return SpatialEdit(name=WHOLE_IMAGE, resolution=layer.height, selection=everywhere, multiplier=strength)
    found = next((edit for edit in recipe.edits if edit.name == tab), None)
    if found is None:
        known = ", ".join(edit.name for edit in recipe.edits) or "none"
        raise JobError(f"There is no spatial tab '{tab}' in this picture. Its tabs: {known}.")
    return found if found.multiplier else msgspec.structs.replace(found, multiplier=strength)
