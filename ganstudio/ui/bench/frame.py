"""The frozen values that cross from the worker thread to the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.document import Recipe


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One finished picture.

    Attributes:
        recipe: What was asked for.
        image: uint8 [H, W, 3 or 4] or [H, W], read-only.
        feature_maps: Layer name -> float32 [channels, height, width], read-only; only the layers asked for.
        seconds: Time the rendering took.
        first_layer: First block that was computed anew (`b4` means all of them); None if nothing had to be.
        serial: Counts requests; a later request has a higher one.
        keep: Whether it was generated, and is to be saved.
    """

    recipe: Recipe
    image: npt.NDArray[np.uint8]
    feature_maps: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    seconds: float = 0.0
    first_layer: str | None = None
    serial: int = 0
    keep: bool = False


@dataclass(frozen=True)
class Failure:
    """Something that could not be done: a sentence for the person, and details to fold away."""

    sentence: str
    details: str = ""
