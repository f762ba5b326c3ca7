"""What a plan asks for, picture by picture, and the words that say what varies in each."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.jobs.names import number_words
from ganstudio.jobs.varied import Values
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.sheet_maps import Shown


@dataclass(frozen=True, kw_only=True)
class PlannedPicture:
    """One picture that a plan asks for.

    Attributes:
        name: Its file name, unique in the job.
        recipe: How it is made.
        number: Its place in the job, from 1.
        cell: Row and column on a contact sheet.
        values: What varied.
        row: What the sheet writes beside its row. column: what it writes above its column. page: in the corner.
        shown: The one feature map that it shows, with its weight, or its one style shift; None where no single one.
        file: The file or table row it started from; empty if the plan itself holds the start.
        detect: The tabs whose selections detectors are to place before it is rendered, see
            `ganstudio.jobs.selections`.
    """

    name: str
    recipe: Recipe
    number: int
    cell: tuple[int, int] = (0, 0)
    values: Values = ()
    row: str = ""
    column: str = ""
    page: str = ""
    shown: Shown | None = None
    file: str = ""
    detect: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """Page, row and column in one line."""
        return "  ".join(word for word in (self.page, self.row, self.column) if word)


@dataclass(frozen=True, kw_only=True)
class SkippedPictures:
    """Pictures that cannot be made because what they start from is not usable.

    Attributes:
        name: The file or table row. reason: why, as a sentence.
        count: How many pictures the plan had for it.
    """

    name: str
    reason: str
    count: int


_NO_BREAK = "\u00a0"

Planned = PlannedPicture | SkippedPictures


def words_of(values: Values, unit: str = "") -> str:
    """`mouth_open 99.5, hair −2`; with a unit, which no line break parts from its number, `16×16 map 3 +6 sd`."""
    if unit:
        return ", ".join(
            f"{name} {'+' if value > 0 else ''}{number_words(value)}{_NO_BREAK}{unit}" for name, value in values
        )
    return ", ".join(f"{name} {number_words(value)}" for name, value in values)
