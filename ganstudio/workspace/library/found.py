"""What a search found: pictures in their order, and those of one face as a stack."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """What is shown of what was found.

    Attributes:
        ids: int64 [rows], a picture each. counts: int64 [rows], how many pictures its stack has where it is the first
            of one, else 1.
    """

    ids: Ids
    counts: Ids


class Found:
    """Pictures by their ids.

    Attributes:
        ids: int64 [found], in order.
        known: How many pictures there are in the library.
    """

    def __init__(self, ids: Ids, faces: Ids, known: int) -> None:
        """`faces`, int64 [found], says of each picture which face it shows, see `Facts`."""
        self.ids = ids
        self.known = known
        _, first, stacks, counts = np.unique(faces, return_index=True, return_inverse=True, return_counts=True)
        self._first = first[stacks]
        """Of each picture the place of the first one of its stack."""
        self._counts = np.ones(len(ids), np.int64)
        self._counts[first] = counts

    def rows(self, *, stacked: bool, unfolded: Collection[int] = ()) -> Rows:
        """What is shown: each picture, or where they are stacked, of each face the first and those unfolded.

        Args:
            stacked: Whether pictures of one face are one row.
            unfolded: First pictures of the stacks of which all are shown.
        """
        if not stacked:
            return Rows(self.ids, np.ones(len(self.ids), np.int64))
        places = np.arange(len(self.ids))
        is_shown = self._first == places
        if unfolded:  # isin brings much of NumPy along, which a window that opens need not wait for
            is_shown |= np.isin(self.ids, list(unfolded))[self._first]
        shown = places[is_shown]
        shown = shown[np.lexsort((shown, self._first[shown]))]
        return Rows(self.ids[shown], self._counts[shown])

    def stack_of(self, number: int) -> int | None:
        """The first picture of the stack in which one is; None where it stands alone or was not found."""
        (places,) = np.nonzero(self.ids == number)
        if not len(places):
            return None
        first = self._first[places[0]]
        return int(self.ids[first]) if self._counts[first] > 1 else None
