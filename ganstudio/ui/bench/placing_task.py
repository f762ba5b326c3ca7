"""Placing the selections of a picture: the task that does it, and what becomes of the picture; no Qt."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from ganstudio.analysis.script_steps import ScriptFolder, ScriptStep
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio


class Occasion(Enum):
    """Why selections are placed: for a picture that is being made, that was opened, or because a person asks."""

    NEW = "new"
    OPENED = "opened"
    ASKED = "asked"


@dataclass(frozen=True, eq=False)
class Order:
    """A picture whose tabs' selections are to be placed.

    Attributes:
        recipe: The picture, its tabs as they are. tabs: those whose scripts run. occasion: why.
        before: What was on screen when it was asked for.
    """

    recipe: Recipe
    tabs: tuple[str, ...]
    occasion: Occasion
    before: Recipe


def runs_on_opened(edit: SpatialEdit) -> bool:
    """Whether a tab's script runs when its picture is opened; see `Placing.place_opened`."""
    script = edit.script
    return script is not None and (script.always or (script.follows and not edit.selection.numpy().any()))


def place(order: Order, scripts: ScriptFolder) -> Work[ScriptStep]:
    """Runs detectors and scripts of a picture."""

    def work(studio: Studio) -> Iterator[Progress[ScriptStep]]:
        from ganstudio.analysis.apply import apply_detectors, lacking, place_selections
        from ganstudio.analysis.detector_files import load_detectors
        from ganstudio.analysis.script_tabs import run_tab_scripts

        recipe, lost = order.recipe, {}
        is_new = order.occasion is Occasion.NEW
        tabs = {edit.name for edit in recipe.edits} if is_new else set(order.tabs)
        following = [edit.name for edit in recipe.edits if edit.follows_detector and edit.name in tabs]
        if following:
            detectors = load_detectors(studio.folder.path)
            lost = {name: of for name, of in lacking(recipe, detectors).items() if name in following}
            there = [name for name in following if name not in lost]
            recipe = (
                apply_detectors(studio.renderer, recipe, detectors)
                if is_new
                else place_selections(studio.renderer, recipe, detectors, tabs=there)
            )
        for step in run_tab_scripts(studio.renderer, recipe, scripts, tabs=order.tabs):
            yield Progress(note=_note(step), found=dataclasses.replace(step, lacking=lost))

    return work


def merged(current: Recipe, before: Recipe, placed: Recipe) -> Recipe:
    """A new picture with what a person has changed while its scripts ran.

    Args:
        current: What is on screen now.
        before: What was on screen when the picture was asked for.
        placed: The picture, ready to be shown.
    """
    if current == before:
        return placed
    old, new = ({edit.name: edit for edit in recipe.edits} for recipe in (before, placed))
    return replace(
        current,
        model=placed.model,
        weights_id=placed.weights_id,
        latent=placed.latent,
        noise=placed.noise if current.noise == before.noise else current.noise,
        variation=placed.variation if current.variation == before.variation else current.variation,
        edits=tuple(_merged_tab(edit, old.get(edit.name), new.get(edit.name)) for edit in current.edits),
    )


def _merged_tab(edit: SpatialEdit, before: SpatialEdit | None, placed: SpatialEdit | None) -> SpatialEdit:
    if placed is None or before is None:
        return edit
    if edit == before:
        return placed
    same_grid = edit.selection.shape == placed.selection.shape
    return msgspec.structs.replace(edit, selection=placed.selection if same_grid else edit.selection, held=placed.held)


def failure_of(step: ScriptStep, *, is_new: bool) -> Failure:
    """What to say of scripts that failed, on a picture that was made or on the one on screen."""
    first = step.problems[0]
    sentence, _, said = first.text.partition("\n")
    more = "".join(
        "\n\n" + tr("Tab '{tab}': {problem}", tab=other.tab, problem=other.text) for other in step.problems[1:]
    )
    failed = {problem.tab for problem in step.problems}
    edits = [edit for edit in step.recipe.edits if edit.name in failed and edit.script and edit.script.mode != "off"]
    tabs = ", ".join(f"'{edit.name}'" for edit in edits)
    if not is_new:
        then = tr("The selection stays as it was.")
    elif tabs:
        then = tr("The picture was made; nothing is selected in {tabs}.", tabs=tabs)
    else:
        then = tr("The picture was made all the same.")
    return Failure(tr("{problem} {what_then}", problem=sentence, what_then=then), (said + more).strip())


def _note(step: ScriptStep) -> str:
    if not step.file:
        return tr("Scripts")
    note = f"{step.tab}: {step.file}, {step.seconds:.0f} s"
    if step.total == 1:
        return note
    number = min(step.total - len(step.pending) + 1, step.total)
    return tr("{note} ({number} of {total})", note=note, number=number, total=step.total)
