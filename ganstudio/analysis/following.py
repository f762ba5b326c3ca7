"""A renderer for jobs, with the detectors and scripts that spatial tabs follow: in every picture, in every frame."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.apply import place_selections
from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.script_steps import ScriptFolder, with_selections
from ganstudio.analysis.script_tabs import run_tab_scripts
from ganstudio.errors import ScriptError
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.render import Renderer, Rendering
from ganstudio.words import tr

_ANSWERS_KEPT = 1024
"""Selections, of the size of a tab. The pictures of one face differ in sliders alone: a script is asked once a face."""


class FollowingRenderer:
    """Stands in for a renderer in jobs, which say which selections are to be placed in which picture.

    The rule is in `ganstudio.jobs.selections`. The pictures carry the recipes with the selections found. For one
    thread at a time.
    """

    def __init__(
        self,
        renderer: Renderer,
        detectors: Mapping[str, Detector],
        scripts: ScriptFolder | None = None,
        *,
        capture: Collection[str] = (),
    ) -> None:
        """Stands in for a renderer.

        Args:
            renderer: The model's.
            detectors: By name.
            scripts: None where tabs that follow a script are refused.
            capture: Layers whose feature maps every rendering is to carry, such as those that are recorded.
        """
        self._capture = tuple(capture)
        self._renderer = renderer
        self._detectors = detectors
        self._scripts = scripts
        self._answers: dict[tuple[object, ...], npt.NDArray[np.float32] | None] = {}

    @classmethod
    def of_folder(
        cls, renderer: Renderer, folder: Path, scripts: Path | None = None, *, capture: Collection[str] = ()
    ) -> FollowingRenderer:
        """With the detectors kept in a model's data folder, and the scripts of a scripts folder.

        Of the scripts, those run that the user has agreed to; others are refused when it is their turn.

        Raises:
            AnalysisError: The file there is damaged.
            WorkspaceError: It cannot be read.
        """
        found = None if scripts is None else ScriptFolder(scripts)
        return cls(renderer, load_detectors(folder), found, capture=capture)

    @property
    def generator(self) -> LoadedGenerator:
        """The model."""
        return self._renderer.generator

    def ws(self, recipe: Recipe) -> npt.NDArray[np.float32]:
        """The w of every style layer: float32 [num_ws, w_dim]."""
        return self._renderer.ws(recipe)

    def render_batch(self, recipes: Sequence[Recipe], capture: Collection[str] = ()) -> list[Rendering]:
        """As `Renderer.render_batch`: the recipes as they are.

        Raises:
            RecipeError: A recipe or a layer does not fit the model.
        """
        return self._renderer.render_batch(recipes, tuple(dict.fromkeys((*capture, *self._capture))))

    def detected(self, recipe: Recipe, tabs: Sequence[str]) -> Recipe:
        """The recipe with the selections of these tabs placed by the detectors and scripts that they follow.

        Waits for scripts that `run_scripts` has not run on this picture.

        Raises:
            AnalysisError: A tab follows a detector that is not there, or one that does not fit the model.
            ScriptError: A script has not been agreed to, is missing or failed.
            RecipeError: The recipe does not fit the model.
        """
        for _ in self.run_scripts(recipe, tabs):
            pass
        scripted = _scripted(recipe, tabs)
        found = place_selections(
            self._renderer, recipe, self._detectors, tabs=[tab for tab in tabs if tab not in scripted]
        )
        answers = {name: self._answers[_question(recipe, edit)] for name, edit in scripted.items()}
        return with_selections(found, {name: answer for name, answer in answers.items() if answer is not None})

    def run_scripts(self, recipe: Recipe, tabs: Sequence[str]) -> Iterator[str]:
        """Run the scripts of these tabs on a picture and keep what they answer for `detected`.

        Yields:
            What runs, in words; each step takes a moment. Closing the iterator ends the script.

        Raises:
            ScriptError, RecipeError: As `detected`.
        """
        for name, edit in _scripted(recipe, tabs).items():
            question = _question(recipe, edit)
            if question in self._answers:
                self._answers[question] = self._answers.pop(question)  # now the youngest
                continue
            if self._scripts is None:
                raise ScriptError(
                    tr("The tab '{tab}' follows a script, and scripts are not run here. Set it to 'off'.", tab=name)
                )
            answer = None
            for step in run_tab_scripts(self._renderer, recipe, self._scripts, tabs=[name]):
                if step.problems:
                    raise ScriptError(tr("Tab '{tab}': {problem}", tab=name, problem=step.problems[0].text))
                if step.answered:
                    answer = next(one.selection.numpy() for one in step.recipe.edits if one.name == name)
                script = edit.script.file if edit.script else ""
                yield tr("{tab}: {script}, {seconds:.0f} s", tab=name, script=script, seconds=step.seconds)
            self._answers[question] = answer
            while len(self._answers) > _ANSWERS_KEPT:
                self._answers.pop(next(iter(self._answers)))


def _scripted(recipe: Recipe, tabs: Sequence[str]) -> dict[str, SpatialEdit]:
    return {edit.name: edit for edit in recipe.edits if edit.name in tabs and edit.script is not None}


def _question(recipe: Recipe, edit: SpatialEdit) -> tuple[object, ...]:
    """All that a script's answer depends on."""
    return replace(recipe, edits=()), edit.script, edit.script and (edit.script.maps or edit.weights), edit.selection
