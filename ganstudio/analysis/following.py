"""A renderer for jobs, with the detectors that spatial tabs follow: in every picture of a batch or frame of a film."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.apply import place_selections
from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.document import Recipe
from ganstudio.render import Renderer, Rendering


class FollowingRenderer:
    """Stands in for a renderer in jobs, which say which selections are to be placed in which picture.

    The rule is in `ganstudio.jobs.selections`. The pictures carry the recipes with the selections found. For one
    thread at a time.
    """

    def __init__(self, renderer: Renderer, detectors: Mapping[str, Detector]) -> None:
        self._renderer = renderer
        self._detectors = detectors

    @classmethod
    def of_folder(cls, renderer: Renderer, folder: Path) -> FollowingRenderer:
        """With the detectors kept in a model's data folder.

        Raises:
            AnalysisError: The file there is damaged.
            WorkspaceError: It cannot be read.
        """
        return cls(renderer, load_detectors(folder))

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
        return self._renderer.render_batch(recipes, capture)

    def detected(self, recipe: Recipe, tabs: Sequence[str]) -> Recipe:
        """The recipe with the selections of these tabs placed by the detectors that they follow.

        Raises:
            AnalysisError: A tab follows a detector that is not there, or one that does not fit the model.
            RecipeError: The recipe does not fit the model.
        """
        return place_selections(self._renderer, recipe, self._detectors, tabs=tabs)
