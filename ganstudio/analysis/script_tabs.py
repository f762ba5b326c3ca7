"""Letting users' scripts place the selections of spatial tabs: for a new picture, for one tab, in jobs."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator

import numpy as np

from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.script_steps import (
    ScriptFolder,
    ScriptProblem,
    ScriptStep,
    with_selections,
)
from ganstudio.analysis.scripts import ScriptCall, ScriptInput, ScriptState, run_script
from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.render import Renderer


def run_tab_scripts(
    renderer: Renderer, recipe: Recipe, scripts: ScriptFolder, *, tabs: Collection[str]
) -> Iterator[ScriptStep]:
    """Run the scripts of some tabs, one after another in the order of the tabs, on the unmodified picture.

    What a script gives back becomes its tab's selection, resized to it; where it gives nothing back or fails, the
    selection stays. Each step takes a moment; closing the iterator ends the script.

    Args:
        renderer: For picture and maps; its picture on screen stays untouched.
        recipe: But for these selections it stays as it is.
        scripts: Where they are and which may run.
        tabs: Names of tabs; those without a script are left out.

    Yields:
        How far it is; the first before anything runs, the last with nothing pending.

    Raises:
        RecipeError: The recipe does not fit the model.
    """
    chosen = {edit.name: edit.script for edit in recipe.edits if edit.script is not None and edit.name in tabs}
    step = ScriptStep(recipe=recipe, pending=tuple(chosen), total=len(chosen))
    yield step
    given = _read_picture(renderer, recipe, chosen) if chosen else None
    for edit in recipe.edits:
        if edit.name not in chosen or given is None:
            continue
        script, rest = chosen[edit.name], step.pending[1:]
        step = dataclasses.replace(step, tab=edit.name, file=script.file, seconds=0.0, output="")
        try:
            for state in _run(edit, script, given, scripts, renderer):
                step = dataclasses.replace(step, seconds=state.seconds, output=state.output)
                if state.selection is not None:
                    placed = with_selections(step.recipe, {edit.name: state.selection})
                    step = dataclasses.replace(step, recipe=placed, answered=(*step.answered, edit.name))
                if state.finished:
                    step = dataclasses.replace(step, pending=rest)
                yield step
        except GanStudioError as error:
            problems = (*step.problems, ScriptProblem(edit.name, str(error)))
            step = dataclasses.replace(step, pending=rest, problems=problems)
            yield step


def _read_picture(renderer: Renderer, recipe: Recipe, chosen: dict[str, TabScript]) -> ScriptInput:
    """The unmodified picture and its maps; the picture itself only where a script gets it."""
    unmodified = replace(recipe, edits=())
    edits = [edit for edit in recipe.edits if edit.name in chosen]
    layers = tuple(dict.fromkeys(weight.layer for edit in edits for weight in _maps(edit, chosen[edit.name])))
    if any(script.write_image or script.image_path for script in chosen.values()):
        rendering = renderer.render_batch([unmodified], layers)[0]
        maps, image = rendering.feature_maps, rendering.portrait.image
    else:
        maps, image = feature_maps(renderer, unmodified, layers), np.zeros((1, 1, 3), np.uint8)
    return ScriptInput(feature_maps=maps, selection=np.zeros((1, 1), np.float32), image=image)


def _maps(edit: SpatialEdit, script: TabScript) -> tuple[ChannelWeight, ...]:
    return script.maps or edit.weights


def _run(
    edit: SpatialEdit, script: TabScript, picture: ScriptInput, scripts: ScriptFolder, renderer: Renderer
) -> Iterator[ScriptState]:
    call = ScriptCall(
        script=scripts.file_of(script),
        working_folder=scripts.path.parent,
        weights=_maps(edit, script),
        arguments=script.arguments,
        with_selection=script.write_selection,
        with_image=script.write_image,
        with_image_path=script.image_path,
        time_limit_s=script.time_limit_s,
    )
    given = dataclasses.replace(picture, selection=edit.selection.numpy())
    return run_script(call, given, spec=renderer.generator.spec, consent=scripts.consent)
