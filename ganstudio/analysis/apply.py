"""Letting detectors place spatial edits: recipe -> recipe, for a new picture, a batch or frames of an animation."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit, for_new_picture
from ganstudio.render import Renderer
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

_NOTHING = np.zeros((1, 1), np.float32)


def apply_detectors(renderer: Renderer, recipe: Recipe, detectors: Mapping[str, Detector]) -> Recipe:
    """The recipe of a new picture: the selection of each edit that follows a detector placed, as its mode says.

    A function of its arguments alone: the recipe that comes back holds the selections found, and needs no detector to
    be rendered. The cost is one pass up to the highest layer that a detector looks at.

    Args:
        renderer: For the maps; the picture on screen stays untouched.
        recipe: Any. Edits with `detector_mode` `off` stay as they are. With `modify` they get their selection; with
            `run` too, but they are held: the part is marked, the picture stays unmodified, and the multiplier waits.
            Edits whose detector is not there select nothing.
        detectors: By name.

    Raises:
        AnalysisError: An edit names a detector that does not fit the model.
        RecipeError: The recipe does not fit the model.
    """
    following = [edit.name for edit in recipe.edits if edit.follows_detector]
    if not following:
        return recipe
    lost = lacking(recipe, detectors)
    placed = place_selections(renderer, recipe, detectors, tabs=[name for name in following if name not in lost])
    edits = (_placed(edit, _NOTHING) if edit.name in lost else edit for edit in placed.edits)
    return replace(placed, edits=tuple(for_new_picture(edit) for edit in edits))


def lacking(recipe: Recipe, detectors: Mapping[str, Detector]) -> dict[str, str]:
    """The edits that follow a detector which is not there: its name, by theirs."""
    return {
        edit.name: edit.detector for edit in recipe.edits if edit.follows_detector and edit.detector not in detectors
    }


def place_selections(
    renderer: Renderer, recipe: Recipe, detectors: Mapping[str, Detector], *, tabs: Collection[str]
) -> Recipe:
    """The recipe with the selections of these edits as their detectors see them in the unmodified picture.

    Args:
        renderer: For the maps; the picture on screen stays untouched.
        recipe: Any; but for these selections it stays as it is.
        detectors: By name.
        tabs: Names of edits that follow a detector; the same recipe comes back if there are none.

    Raises:
        AnalysisError: An edit names a detector that is not there, or one that does not fit the model.
        RecipeError: The recipe does not fit the model.
    """
    following = [edit for edit in recipe.edits if edit.name in tabs]
    if not following:
        return recipe
    spec = renderer.generator.spec
    chosen = {edit.detector: _detector_of(edit, detectors, spec) for edit in following}
    layers = dict.fromkeys(layer for detector in chosen.values() for layer in detector.layers)
    maps = feature_maps(renderer, replace(recipe, edits=()), tuple(layers))
    masks = {name: detector.detect(maps) for name, detector in chosen.items()}
    edits = (_placed(edit, masks[edit.detector]) if edit.name in tabs else edit for edit in recipe.edits)
    return replace(recipe, edits=tuple(edits))


def _detector_of(edit: SpatialEdit, detectors: Mapping[str, Detector], spec: GeneratorSpec) -> Detector:
    found = detectors.get(edit.detector)
    if found is None:
        known = ", ".join(sorted(detectors)) or tr("none")
        raise AnalysisError(
            tr(
                "Tab '{tab}' follows detector '{detector}', which this model does not have (known: "
                "{known}). Choose another detector, or set the tab to 'do not run'.",
                tab=edit.name,
                detector=edit.detector,
                known=known,
            )
        )
    found.check(spec)
    return found


def _placed(edit: SpatialEdit, mask: npt.NDArray[np.float32]) -> SpatialEdit:
    rows, columns = edit.selection.shape
    selection = Array(resize_mask(mask, (rows, columns)))
    return msgspec.structs.replace(edit, selection=selection)
