"""The frozen values that cross from the worker thread to the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.codec import Made
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.portrait import Portrait


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One finished picture.

    Attributes:
        recipe: What was asked for.
        image: uint8 [H, W, 3 or 4] or [H, W], read-only.
        made: In which precision, and on what.
        feature_maps: Layer name -> float32 [channels, height, width], read-only; only the layers asked for.
        seconds: Time the rendering took.
        first_layer: First block that was computed anew (`b4` means all of them); None if nothing had to be.
        serial: Counts requests; a later request has a higher one.
        keep: Whether it was generated, and is to be saved.
    """

    recipe: Recipe
    image: npt.NDArray[np.uint8]
    made: Made | None = None
    feature_maps: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    seconds: float = 0.0
    first_layer: str | None = None
    serial: int = 0
    keep: bool = False

    @property
    def portrait(self) -> Portrait:
        """The picture as it is saved."""
        return Portrait(self.image, self.recipe, self.made)


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """A blurred picture of what is being rendered, in place of the one before until that is there.

    Attributes:
        recipe: What was asked for.
        image: uint8 [H, W, 3 or 4] or [H, W], read-only, in the size of the finished picture.
        serial: Of the request.
    """

    recipe: Recipe
    image: npt.NDArray[np.uint8]
    serial: int


@dataclass(frozen=True)
class Failure:
    """Something that could not be done: a sentence for the person, and details to fold away.

    `is_unwritable`: of something that was to be written: nothing can be, so that the next try will likely fail as well.
    """

    sentence: str
    details: str = ""
    is_unwritable: bool = False
