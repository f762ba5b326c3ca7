"""A renderer for jobs whose spatial tabs follow detectors: in every picture of a batch, in every frame of a film."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.apply import apply_detectors, follows
from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.document import Recipe
from ganstudio.render import Renderer, Rendering


class FollowingRenderer:
    """Stands in for a renderer in jobs: places the selections of tabs that follow a detector, then renders.

    The pictures carry the recipes with the selections found. For one thread at a time.
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
        """As `Renderer.render_batch`, selections placed.

        Raises:
            AnalysisError: A tab follows a detector that is not there, or one that does not fit the model.
            RecipeError: A recipe or a layer does not fit the model.
        """
        placed = [self._placed(recipe) for recipe in recipes]
        return self._renderer.render_batch(placed, capture)

    def _placed(self, recipe: Recipe) -> Recipe:
        if not any(follows(edit) for edit in recipe.edits):
            return recipe
        return apply_detectors(self._renderer, recipe, self._detectors)
