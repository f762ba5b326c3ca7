"""What a person has done, told from the recipe before and after; no Qt."""

from __future__ import annotations

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit

EVENTS = frozenset(
    {
        *("part_clicked", "part_dragged", "film_started", "film_saved", "generated", "job_started"),
        *("tab_chosen", "tab_added", "painted", "maps_chosen", "multiplier_moved", "detector_followed"),
        *("face_changed", "psi_moved"),
    }
)
"""What a step of a lesson may wait for, besides controls that are pressed, commands, and pages that are turned to."""


def done_between(before: Recipe, after: Recipe) -> frozenset[str]:
    """What has happened, of `EVENTS`, where one recipe has become another by a person's hand."""
    said = {
        "face_changed": before.latent != after.latent,
        "psi_moved": before.truncation.psi != after.truncation.psi,
    }
    found = {event for event, happened in said.items() if happened}
    old = {edit.name: edit for edit in before.edits}
    if set(old) < {edit.name for edit in after.edits}:
        found.add("tab_added")
    for edit in after.edits:
        if edit.name in old and before.latent == after.latent:
            found |= _done_to_tab(old[edit.name], edit)
    return frozenset(found)


def is_so_already(waits: str, *, page: str, edit: SpatialEdit | None) -> bool:
    """Whether what a step waits for is so: the page at the right is shown, or the tab shown follows its detector."""
    if waits == "detector_followed":
        return edit is not None and bool(edit.detector) and edit.detector_mode == "modify"
    return waits == f"page:{page}"


def _done_to_tab(before: SpatialEdit, after: SpatialEdit) -> set[str]:
    other_cells = bool(after.selection.numpy().any())  # else it was cleared
    followed = after.detector_mode == "modify" and before.detector_mode != "modify"
    said = {
        "painted": before.selection != after.selection and other_cells and before.multiplier == after.multiplier,
        "maps_chosen": before.weights != after.weights,
        "multiplier_moved": before.multiplier != after.multiplier and before.weights == after.weights,
        "detector_followed": followed,
    }
    return {event for event, happened in said.items() if happened}
