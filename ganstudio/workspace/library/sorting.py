"""In which order pictures are shown, as a value and as SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_COLUMNS = {
    "date": "p.mtime DESC",
    "name": "p.name_key",
    "rating": "p.rating DESC, p.mtime DESC",
    "seed": "p.seed IS NULL, p.seed, p.mtime DESC",
    "size": "p.size DESC",
    "recipe": "p.recipe IS NULL, p.recipe, p.home, p.mtime",
}
FIELDS = tuple(_COLUMNS)
_BACKWARDS = {  # with the ids where they let an index be read from its end, in place of sorting
    "date": "p.mtime, p.id DESC",
    "name": "p.name_key DESC, p.id DESC",
    "rating": "p.rating, p.mtime, p.id DESC",
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


def ordering(wanted: Order) -> str:
    """What stands behind ORDER BY in a selection of `pictures p`; by date for an attribute or tab, see `by_amount`."""
    columns = _BACKWARDS if wanted.is_backwards and wanted.by in FIELDS else _COLUMNS
    return f"{columns.get(wanted.by, columns['date'])}, p.id"


def by_amount(
    ids: npt.NDArray[np.int64], amounts: Mapping[int, float], plain: Collection[int], wanted: Order
) -> npt.NDArray[np.intp]:
    """The places of pictures, int64 [found] and sorted by date, in the order of an attribute or tab.

    Args:
        ids: The pictures.
        amounts: Of those that have it, by their ids; others are at zero.
        plain: Pictures without a recipe, which come last.
        wanted: The order.
    """
    known = np.fromiter(sorted(amounts), np.int64, len(amounts))
    found = np.zeros(len(ids))
    if len(known):
        places = np.searchsorted(known, ids).clip(max=len(known) - 1)
        has = known[places] == ids
        found[has] = np.array([amounts[number] for number in known.tolist()])[places[has]]
    return np.lexsort((found if wanted.is_backwards else -found, np.isin(ids, list(plain))))
