"""What is known of a picture's scripts while they run, and what becomes of its tabs; no engine needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.script_bundle import ScriptBundle, read_bundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit, TabScript, for_new_picture
from ganstudio.words import trn


@dataclass(frozen=True)
class ScriptFolder:
    """Where scripts are, and which of them may run.

    Attributes:
        path: The workspace's `scripts/`; scripts run in the folder that it lies in.
        consent: The user's agreements.
    """

    path: Path
    consent: ScriptConsent = field(default_factory=ScriptConsent)

    def file_of(self, script: TabScript) -> Path:
        """The script's file; it may be missing."""
        return self.path / script.file

    def bundle_of(self, script: TabScript) -> ScriptBundle:
        """All that would run for a tab, as it stands now.

        Raises:
            ScriptError: A file is missing or cannot be read; see `read_bundle`.
        """
        return read_bundle(self.file_of(script), self.path.parent, script.arguments)


@dataclass(frozen=True)
class ScriptProblem:
    """A script that placed nothing.

    Attributes:
        tab: The tab's name. text: why and what to do in the first line; what the script said below.
    """

    tab: str
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class ScriptStep:
    """How far the scripts of a picture are.

    Attributes:
        recipe: With the selections placed so far.
        tab, file: The tab and the script at work, or that worked last. seconds: how long it has run.
        output: What it printed so far.
        pending: Tabs whose scripts have not ended yet, the one at work included. total: all that are run.
        answered: Tabs whose scripts gave a selection back. problems: of the scripts that failed.
        lacking: Tabs that follow a detector which is not there: its name, by theirs. They select nothing.
    """

    recipe: Recipe
    tab: str = ""
    file: str = ""
    seconds: float = 0.0
    output: str = ""
    pending: tuple[str, ...] = ()
    total: int = 0
    answered: tuple[str, ...] = ()
    problems: tuple[ScriptProblem, ...] = ()
    lacking: Mapping[str, str] = field(default_factory=dict)


def for_new_recipe(recipe: Recipe, tabs: Collection[str]) -> Recipe:
    """The recipe of a new picture: of these tabs, those that are only to be run are held."""
    edits = (for_new_picture(edit) if edit.name in tabs else edit for edit in recipe.edits)
    return replace(recipe, edits=tuple(edits))


def with_selections(recipe: Recipe, selections: Mapping[str, npt.NDArray[np.float32]]) -> Recipe:
    """The recipe with other selections in some tabs.

    Args:
        recipe: Any.
        selections: float32 [rows, columns] by name of the tab, resized to the tab's; other names do not matter.
    """
    edits = (_selecting(edit, selections[edit.name]) if edit.name in selections else edit for edit in recipe.edits)
    return replace(recipe, edits=tuple(edits))


def without_selections(recipe: Recipe, tabs: Collection[str]) -> Recipe:
    """The recipe with the selections of these tabs empty, for their scripts did not say where the part is.

    A tab whose script is not to place its selection on new pictures (mode `off`) keeps it.
    """
    placed = [edit for edit in recipe.edits if edit.name in tabs and edit.script and edit.script.mode != "off"]
    return with_selections(recipe, {edit.name: np.zeros((1, 1), np.float32) for edit in placed})


def nothing_found(who: str, tabs: Sequence[str]) -> str:
    """What is said where a selection was emptied, as nothing was found in its place."""
    return trn(
        "{who} found nothing on this picture: the selection of {tabs} is empty now. "
        "Undo (Ctrl+Z) brings back what was there.",
        "{who} found nothing on this picture: the selections of {tabs} are empty now. "
        "Undo (Ctrl+Z) brings back what was there.",
        len(tabs),
        who=who,
        tabs=", ".join(tabs),
    )


def no_detector(lacking: Mapping[str, str]) -> str:
    """What is said where tabs follow detectors that are not there."""
    gone = dict.fromkeys(f"'{detector}'" for detector in lacking.values())
    return trn(
        "The detector {detectors} is not there any more: nothing is selected in {tabs}. Choose another in Detector.",
        "The detectors {detectors} are not there any more: nothing is selected in {tabs}. Choose another in Detector.",
        len(gone),
        detectors=", ".join(gone),
        tabs=", ".join(lacking),
    )


def _selecting(edit: SpatialEdit, selection: npt.NDArray[np.float32]) -> SpatialEdit:
    rows, columns = edit.selection.shape
    return msgspec.structs.replace(edit, selection=Array(resize_mask(selection, (rows, columns))))
