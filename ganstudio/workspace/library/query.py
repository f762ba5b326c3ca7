"""What is looked for in the library, as a value; `reading` makes it of a line that a person types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TEXT_FIELDS = ("name", "folder", "model", "tag", "note", "tab")
NUMBER_FIELDS = ("seed", "psi", "rating", "width", "height", "size")
IN_KINDS = ("portraits", "favorites", "versions", "batches")
IS_KINDS = ("rated", "unrated", "tagged", "untagged", "edited", "duplicate", "film", "plain")
FIELDS = (*TEXT_FIELDS, *NUMBER_FIELDS, "date", "in", "is")


@dataclass(frozen=True)
class Everything:
    """All pictures: nothing was typed."""


@dataclass(frozen=True)
class Words:
    """A word, or words one after another: in the file's name, in tags and notes, in names of attributes and tabs."""

    text: str


@dataclass(frozen=True)
class Text:
    """A field with words: a tag as a whole, the others in part; `*` stands for anything."""

    field: str
    text: str


@dataclass(frozen=True)
class Compare:
    """A number to compare with.

    Attributes:
        op: `=`, `!=`, `<`, `<=`, `>`, `>=`.
        value: The number. places: how many digits were typed behind its point: `=` is as exact as that.
    """

    op: str
    value: float
    places: int = 0


@dataclass(frozen=True)
class Between:
    """From one number to another, both included; None where it is open."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class Number:
    """A number that every picture or recipe has; `field` is one of NUMBER_FIELDS."""

    field: str
    test: Compare | Between


@dataclass(frozen=True)
class Amount:
    """Where an attribute's slider or a tab's multiplier of that name stands; 0 where a picture has none."""

    name: str
    test: Compare | Between


@dataclass(frozen=True)
class When:
    """Changed last on a day from `first` on and before `end`; None where it is open."""

    first: date | None
    end: date | None


@dataclass(frozen=True)
class Kind:
    """Of which folder (`in`), or of which state (`is`)."""

    field: str
    kind: str


@dataclass(frozen=True)
class Not:
    """All but these."""

    part: Query


@dataclass(frozen=True)
class All:
    """What is in every part."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Any:
    """What is in one of the parts."""

    parts: tuple[Query, ...]


Query = Everything | Words | Text | Number | Amount | When | Kind | Not | All | Any


def amounts_in(query: Query) -> list[str]:
    """The attributes and tabs that a query asks for."""
    match query:
        case Amount(name):
            return [name]
        case Not(part):
            return amounts_in(part)
        case All(parts) | Any(parts):
            return [name for part in parts for name in amounts_in(part)]
    return []
