"""Letting detectors place spatial edits: recipe -> recipe, for a new picture, a batch or frames of an animation."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.errors import AnalysisError
from ganstudio.networks.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.render import Renderer
from ganstudio.spec import GeneratorSpec


def apply_detectors(renderer: Renderer, recipe: Recipe, detectors: Mapping[str, Detector]) -> Recipe:
    """Place the selection of each edit that names a detector, as seen in the unmodified picture.

    A function of its arguments alone: the recipe that comes back holds the selections found, and needs no detector to
    be rendered. The cost is one pass up to the highest layer that a detector looks at.

    Args:
        renderer: For the maps; the picture on screen stays untouched.
        recipe: Any. Edits with `detector_mode` `off` stay as they are; with `run` they get their selection and a
            multiplier of 0 (the picture stays unmodified, the part is marked); with `modify` their selection alone.
        detectors: By name.

    Raises:
        AnalysisError: An edit names a detector that is not there, or one that does not fit the model.
        RecipeError: The recipe does not fit the model.
    """
    following = [edit for edit in recipe.edits if follows(edit)]
    if not following:
        return recipe
    spec = renderer.generator.spec
    chosen = {edit.detector: _detector_of(edit, detectors, spec) for edit in following}
    layers = dict.fromkeys(layer for detector in chosen.values() for layer in detector.layers)
    maps = feature_maps(renderer, replace(recipe, edits=()), tuple(layers))
    masks = {name: detector.detect(maps) for name, detector in chosen.items()}
    edits = tuple(_placed(edit, masks[edit.detector]) if follows(edit) else edit for edit in recipe.edits)
    return replace(recipe, edits=edits)


def follows(edit: SpatialEdit) -> bool:
    """Whether the edit's selection comes from a detector when a new picture is made."""
    return bool(edit.detector) and edit.detector_mode != "off"


def _detector_of(edit: SpatialEdit, detectors: Mapping[str, Detector], spec: GeneratorSpec) -> Detector:
    found = detectors.get(edit.detector)
    if found is None:
        known = ", ".join(sorted(detectors)) or "none"
        raise AnalysisError(
            f"Tab '{edit.name}' follows detector '{edit.detector}', which this model does not have (known: {known}). "
            "Choose another detector, or set the tab to 'do not run'."
        )
    found.check(spec)
    return found


def _placed(edit: SpatialEdit, mask: npt.NDArray[np.float32]) -> SpatialEdit:
    rows, columns = edit.selection.shape
    selection = Array(resize_mask(mask, (rows, columns)))
    multiplier = 0.0 if edit.detector_mode == "run" else edit.multiplier
    return msgspec.structs.replace(edit, selection=selection, multiplier=multiplier)
