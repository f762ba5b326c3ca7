"""What the window and the command line ask of a search for effects that hold: faces, the part on each, step sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.holding import FacePart, Kind
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.selections import as_it_acts
from ganstudio.errors import AnalysisError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.render import Renderer
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]

_FIRST_SEED = 2_000_000
_VARIATION = 0.7


@dataclass(frozen=True, kw_only=True, eq=False)
class HoldingWish:
    """What a person asks for.

    Attributes:
        kind: `maps` or `styles`. layers: whose channels are tried.
        recipe: The face at hand, whose tabs do not count. faces: how many, that one first, then random ones like it.
        recorded: The faces instead of these.
        selection: float32 [rows, columns], painted on it.
        detector: Which detector finds the part on each face; empty for where it is painted.
        feather: How soft the part's edge is, in cells.
        strength: In standard deviations of each channel.
    """

    kind: Kind
    layers: tuple[str, ...]
    recipe: Recipe
    faces: int
    selection: Float32Array
    detector: str
    feather: float
    strength: float
    recorded: tuple[Recipe, ...] = ()


def parts_on_faces(
    renderer: Renderer, wish: HoldingWish, detectors: Mapping[str, Detector]
) -> Iterator[FacePart | None]:
    """Each face with its part; None where the detector finds none.

    Args:
        renderer: For the model.
        wish: Which faces, and where the part is.
        detectors: Those of the model.

    Raises:
        AnalysisError: There is no detector of that name, or it does not fit the model.
    """
    spec = renderer.generator.spec
    if wish.detector and wish.detector not in detectors:
        known = ", ".join(sorted(detectors)) or tr("none")
        raise AnalysisError(
            tr("This model has no detector '{detector}'. It has: {known}.", detector=wish.detector, known=known)
        )
    layers = [spec.layer(name) for name in wish.layers] if wish.kind == "maps" else []
    for recipe in _faces(wish):
        painted = wish.selection
        if wish.detector:
            painted = _found(renderer, recipe, detectors[wish.detector], painted.shape)
        selection = as_it_acts(painted, wish.feather, layers)
        largest = float(np.abs(selection).max(initial=0.0))
        yield FacePart(recipe=recipe, selection=selection / np.float32(largest)) if largest else None


def sizes_of(wish: HoldingWish, deviations: Mapping[str, Float32Array]) -> dict[str, Float32Array]:
    """What is added to each map or style of each layer: float32 [channels].

    Args:
        wish: Which layers, and how strongly.
        deviations: Those of the model's maps or styles, by layer.

    Raises:
        AnalysisError: There is no such layer.
    """
    for layer in wish.layers:
        if layer not in deviations:
            raise AnalysisError(
                tr(
                    "There is no style layer '{layer}'. This model's: {known}.",
                    layer=layer,
                    known=", ".join(deviations),
                )
            )
    return {layer: np.float32(wish.strength) * deviations[layer] for layer in wish.layers}


def _faces(wish: HoldingWish) -> list[Recipe]:
    if wish.recorded:
        return [replace(recipe, edits=()) for recipe in wish.recorded]
    face = replace(wish.recipe, edits=())
    template = replace(face, variation=face.variation or _VARIATION)
    return [face, *(with_new_seed(template, _FIRST_SEED + number) for number in range(1, wish.faces))]


def _found(renderer: Renderer, recipe: Recipe, detector: Detector, size: tuple[int, ...]) -> Float32Array:
    detector.check(renderer.generator.spec)
    return detector.detect(feature_maps(renderer, recipe, detector.layers), (size[0], size[1]))
