"""What a variation gives for each picture."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.sheet_maps import Shown

Values = tuple[tuple[str, float], ...]
"""What varied and its value, such as (("mouth_open", 99.5),)."""


@dataclass(frozen=True)
class Varied:
    """One picture of a row.

    Attributes:
        words: What file names say, such as `mouth_open-2`.
        recipe: The picture's.
        values: What varied. unit: of the values, as captions write it; empty for none.
        shown: The one feature map that the picture shows, with its weight, or its one style shift; None where it shows
            no single one.
    """

    words: tuple[str, ...]
    recipe: Recipe
    values: Values
    unit: str = ""
    shown: Shown | None = None
