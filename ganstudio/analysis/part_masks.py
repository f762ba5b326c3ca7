"""What a model's detectors see in a picture."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.render import Renderer
from ganstudio.spec import GeneratorSpec

Float32Array = npt.NDArray[np.float32]


def detected_masks(
    renderer: Renderer, folder: Path, recipe: Recipe, names: Collection[str] | None = None
) -> dict[str, Float32Array]:
    """What each detector that fits the model finds in the picture without its spatial edits.

    Args:
        renderer: Of the model.
        folder: The model's.
        recipe: The picture.
        names: Of the detectors; all where None.

    Returns:
        float32 [rows, columns] by name.
    """
    known = load_detectors(folder).values()
    spec = renderer.generator.spec
    detectors = [one for one in known if (names is None or one.name in names) and _fits(one, spec)]
    layers = dict.fromkeys(layer for detector in detectors for layer in detector.layers)
    maps = feature_maps(renderer, replace(recipe, edits=()), tuple(layers))
    return {detector.name: detector.detect(maps) for detector in detectors}


def _fits(detector: Detector, spec: GeneratorSpec) -> bool:
    try:
        detector.check(spec)
    except GanStudioError:
        return False
    return True
