"""Detecting, and fitting detectors to marks, as tasks of the render thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.document import Recipe, replace
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.task import Progress, Work, once
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.analysis.strokes import ProbeFit
    from ganstudio.api import Studio

_COARSEST, _FINEST = 8, 64

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Mark:
    """A picture on which the part was marked.

    Attributes:
        recipe: The picture, without spatial edits. strokes: float32 [rows, columns]: 1 part, -1 not, 0 unmarked.
        image: uint8 [h, w, c], to be shown.
    """

    recipe: Recipe
    strokes: Float32Array
    image: npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Detected:
    """What a detector sees in a picture: mask float32 [rows, columns]; sureness 0..1, or None if it has no opinion."""

    recipe: Recipe
    detector: str
    mask: Float32Array
    sureness: float | None


def detect(recipe: Recipe, detector: Detector) -> Work[Detected]:
    """Looks at the unmodified picture."""

    def look(studio: Studio) -> Detected:
        from ganstudio.analysis.lower_layers import feature_maps

        detector.check(studio.spec)
        mask = detector.detect(feature_maps(studio.renderer, replace(recipe, edits=()), detector.layers))
        sure = float(mask[mask > 0.5].mean()) if detector.kind == "probe" and (mask > 0.5).any() else None
        return Detected(recipe, detector.name, mask, sure)

    return once(look)


def make(recipe: Recipe, detector: Detector) -> Work[Detector]:
    """Gives a detector made of maps the threshold that parts the picture on screen best; looks at it unmodified."""

    def work(studio: Studio) -> Detector:
        from ganstudio.analysis.detectors import with_best_threshold
        from ganstudio.analysis.lower_layers import feature_maps

        detector.check(studio.spec)
        return with_best_threshold(detector, feature_maps(studio.renderer, replace(recipe, edits=()), detector.layers))

    return once(work)


def fit(name: str, marks: tuple[Mark, ...], *, rest_is_other: bool) -> Work[ProbeFit]:
    """Fits a detector of that name to marked pictures."""

    def work(studio: Studio) -> Iterator[Progress[ProbeFit]]:
        from ganstudio.analysis.lower_layers import feature_maps
        from ganstudio.analysis.strokes import MarkedPicture, fit_detector

        layers = probe_layers(studio.spec)
        total = len(marks) + 1
        pictures = []
        for done, mark in enumerate(marks, start=1):
            maps = feature_maps(studio.renderer, mark.recipe, layers)
            pictures.append(MarkedPicture(feature_maps=maps, strokes=mark.strokes))
            yield Progress(done, total, tr("reading the marked pictures"))
        fitted = fit_detector(name, pictures, unmarked_is_not_part=rest_is_other)
        yield Progress(total, total, found=fitted)

    return work


def probe_layers(spec: GeneratorSpec) -> tuple[str, ...]:
    """The layers that a probe looks at: block outputs fine enough to place a part and coarse enough to know it."""
    fitting = [block.name for block in spec.blocks if _COARSEST <= max(block.height, block.width) <= _FINEST]
    return tuple(fitting) or (spec.blocks[-1].name,)
