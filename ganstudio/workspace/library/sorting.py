"""In which order pictures are shown, as a value and as SQL."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.workspace.library.selecting import key

_COLUMNS = {
    "date": "p.mtime DESC",
    "name": "p.name_key",
    "rating": "p.rating DESC, p.mtime DESC",
    "seed": "p.seed IS NULL, p.seed, p.mtime DESC",
    "size": "p.size DESC",
    "recipe": "p.recipe IS NULL, p.recipe, p.home, p.mtime",
}
FIELDS = tuple(_COLUMNS)
_BACKWARDS = {
    "date": "p.mtime",
    "name": "p.name_key DESC",
    "rating": "p.rating, p.mtime",
    "seed": "p.seed IS NULL, p.seed DESC, p.mtime DESC",
    "size": "p.size",
    "recipe": "p.recipe IS NULL, p.recipe DESC, p.home, p.mtime",
}


@dataclass(frozen=True)
class Order:
    """What pictures are sorted by.

    Attributes:
        by: One of FIELDS, else the name of an attribute or tab. Newest, best and largest come first, names and seeds
            in their order; pictures that have none come last.
        is_backwards: The other way round.
    """

    by: str = "date"
    is_backwards: bool = False


def order(text: str) -> Order:
    """An order as it is typed: `rating`, `-date`, `mouth_open`."""
    return Order(text.removeprefix("-") or "date", is_backwards=text.startswith("-"))


def ordering(wanted: Order) -> tuple[str, str, tuple[object, ...]]:
    """For SQL: what is joined to `pictures p`, what stands behind ORDER BY, and the parameters."""
    if wanted.by in _COLUMNS:
        return "", f"{(_BACKWARDS if wanted.is_backwards else _COLUMNS)[wanted.by]}, p.id", ()
    joined = (
        "LEFT JOIN (SELECT picture, max(amount) AS amount FROM amounts WHERE name_key = ? GROUP BY picture) a "
        "ON a.picture = p.id"
    )
    direction = "" if wanted.is_backwards else " DESC"
    said = f"p.recipe IS NULL, coalesce(a.amount, 0){direction}, p.mtime DESC, p.id"
    return joined, said, (key(wanted.by),)
