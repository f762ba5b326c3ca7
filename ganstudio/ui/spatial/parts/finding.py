"""Where the parts that detectors know are in a picture, as a task of the render thread. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ganstudio.masks import resize_mask, soften
from ganstudio.recipe.document import Recipe, replace
from ganstudio.ui.bench.face_parts import SCENE, part_of
from ganstudio.ui.bench.task import Work, once

if TYPE_CHECKING:
    from ganstudio.api import Studio

Float32Array = npt.NDArray[np.float32]

SIDE = 96
"""Rows and columns on which parts are pointed at: a cell is seven pixels of a picture shown 700 high."""
_SMALL = 0.03
"""A part that covers less of the picture is widened by a cell's width or two, so that a hand can hit it."""
_WIDENING = 2
CERTAIN = 0.5
"""From which value of its field on a place belongs to a part."""


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a picture.

    Attributes:
        name: Such as `eyes`. detectors: those that know it, such as `eyes` and `irises`.
        field: float32 [SIDE, SIDE]: it is where this is at least 0.5.
    """

    name: str
    detectors: tuple[str, ...]
    field: Float32Array

    @property
    def share(self) -> float:
        """How much of the picture it covers, 0..1."""
        return float((self.field >= CERTAIN).mean())

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what it covers, in shares of the picture; zeros where that is nothing."""
        rows, columns = np.nonzero(self.field >= CERTAIN)
        height, width = self.field.shape
        if not rows.size:
            return 0.0, 0.0, 0.0, 0.0
        left, right, top, bottom = columns.min(), columns.max() + 1, rows.min(), rows.max() + 1
        return float(left / width), float(top / height), float(right / width), float(bottom / height)


@dataclass(frozen=True, eq=False)
class FoundParts:
    """The parts of a picture.

    Attributes:
        picture: The recipe without spatial edits. parts: the smallest first.
        masks: Detector -> what it finds, float32 [rows, columns], for selections.
    """

    picture: Recipe
    parts: tuple[Part, ...] = ()
    masks: Mapping[str, Float32Array] = field(default_factory=dict)

    def at(self, x: float, y: float) -> Part | None:
        """The smallest part at a place, in shares of the picture; None where there is none."""
        column, row = int(x * SIDE), int(y * SIDE)
        if not (0 <= x < 1 and 0 <= y < 1):
            return None
        return next((part for part in self.parts if part.field[row, column] >= CERTAIN), None)


def find_parts(recipe: Recipe) -> Work[FoundParts]:
    """Looks at the unmodified picture with every detector of the model that fits it."""
    picture = replace(recipe, edits=())

    def look(studio: Studio) -> FoundParts:
        from ganstudio.analysis.part_masks import detected_masks

        masks = detected_masks(studio.renderer, studio.folder.path, picture)
        return FoundParts(picture, parts_of(masks), masks)

    return once(look)


def detectors_of(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Part -> the detectors that know it; without what is behind a face."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        part = part_of(name) or name
        found[part] = (*found.get(part, ()), name)
    return {part: detectors for part, detectors in found.items() if part != SCENE}


def parts_of(masks: Mapping[str, Float32Array]) -> tuple[Part, ...]:
    """The parts that masks show, the smallest first; masks of one part are joined, what is behind is left out."""
    parts = (
        Part(part, detectors, _field([masks[name] for name in detectors]))
        for part, detectors in detectors_of(masks).items()
    )
    return tuple(sorted((part for part in parts if part.share), key=lambda part: part.share))


def _field(masks: list[Float32Array]) -> Float32Array:
    from ganstudio.analysis.detectors import interpolate

    size = (SIDE, SIDE)
    certain = [mask / mask.max() if mask.max() > 1.0 else mask for mask in masks]  # a soft detector has its own scale
    fields = [resize_mask(mask, size) if max(mask.shape) > SIDE else interpolate(mask, size) for mask in certain]
    joined: Float32Array = np.max(fields, axis=0).astype(np.float32)
    return soften(_widened(joined), 1.0, 1.0) if (joined >= CERTAIN).mean() < _SMALL else joined


def _widened(values: Float32Array) -> Float32Array:
    """Each cell as high as the highest within `_WIDENING` cells."""
    padded = np.pad(values, _WIDENING)
    size = 2 * _WIDENING + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    widest: Float32Array = windows.max(axis=(-2, -1))
    return widest
