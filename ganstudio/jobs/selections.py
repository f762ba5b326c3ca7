"""Which selections of a job's pictures detectors and scripts place anew, and which stay as a person saw them."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import numpy as np

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, face_of, replace
from ganstudio.recipe.edits import SpatialEdit, for_new_picture


def as_new_picture(recipe: Recipe) -> Recipe:
    """The recipe of a new face; tabs that are only to be marked are held, until a job varies or applies them."""
    return replace(recipe, edits=tuple(for_new_picture(edit) for edit in recipe.edits))


def to_detect(recipe: Recipe, shown: Recipe | None = None) -> tuple[str, ...]:
    """The tabs of a job's picture whose selections their detectors or scripts are to place, by name.

    The rule for all jobs: a tab that follows a detector or a script keeps its selection where a person has seen it on
    the same face, and may have corrected it by hand; everywhere else it is placed. So a series over sliders of the
    picture on screen keeps what is painted there. New latents, other truncation or style mixes, faces that get the
    tabs of another picture, and each frame between two faces are detected anew.

    Args:
        recipe: The picture's.
        shown: The finished picture that it was made from, with its selections; None for a template.
    """
    kept = _kept(recipe, shown)
    return tuple(edit.name for edit in recipe.edits if edit.is_placed and edit not in kept)


def cleared(recipe: Recipe, tabs: Collection[str]) -> Recipe:
    """The recipe with nothing selected in these tabs, as until they are placed."""
    edits = (
        msgspec.structs.replace(edit, selection=Array(np.zeros(edit.selection.shape, np.float32)))
        if edit.name in tabs
        else edit
        for edit in recipe.edits
    )
    return replace(recipe, edits=tuple(edits))


def _kept(recipe: Recipe, shown: Recipe | None) -> tuple[SpatialEdit, ...]:
    if shown is None or face_of(shown) != face_of(recipe):
        return ()
    seen = {edit.name: edit.selection for edit in shown.edits}
    return tuple(edit for edit in recipe.edits if seen.get(edit.name) == edit.selection)
