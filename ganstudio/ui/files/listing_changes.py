"""What leads from one listing of pictures to the next; found beside the window's thread, as it takes long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from ganstudio.workspace.pictures import PortraitFile

_MOST_RUNS = 200
"""Beyond so many, showing all anew is faster."""


@dataclass(frozen=True, eq=False)
class ListingChanges:
    """Runs of rows, each as (first row, row after the last).

    Attributes:
        before: The files that the changes are of, by identity.
        removed: Rows of `before` that go, last run first. inserted: rows of the new files that come, first run first.
        is_whole: Whether all is to be shown anew instead. known: then, all new files by their paths.
    """

    before: Sequence[PortraitFile]
    removed: tuple[tuple[int, int], ...] = ()
    inserted: tuple[tuple[int, int], ...] = ()
    is_whole: bool = False
    known: dict[Path, PortraitFile] = field(default_factory=dict)


def changes(before: Sequence[PortraitFile], after: Sequence[PortraitFile]) -> ListingChanges:
    """The changes between two listings, both sorted alike; a file that was written again goes and comes."""
    if not before or not after:
        return _all_anew(before, after)
    start = _alike(before, after, 0, min(len(before), len(after)))
    end = _alike(before, after, -1, min(len(before), len(after)) - start)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    known, wanted = set(old), set(new)
    removed = _runs([start + row for row, file in enumerate(old) if file not in wanted])
    inserted = _runs([start + row for row, file in enumerate(new) if file not in known])
    stays = [file for file in old if file in wanted] == [file for file in new if file in known]
    if not stays or len(removed) + len(inserted) > _MOST_RUNS:
        return _all_anew(before, after)
    return ListingChanges(before, tuple(reversed(removed)), tuple(inserted))


def _all_anew(before: Sequence[PortraitFile], after: Sequence[PortraitFile]) -> ListingChanges:
    return ListingChanges(before, is_whole=True, known={file.path: file for file in after})


def _alike(one: Sequence[PortraitFile], other: Sequence[PortraitFile], step: int, most: int) -> int:
    """How many files are the same at the beginning (step 0) or at the end (step -1)."""
    pairs = zip(one, other, strict=False) if step == 0 else zip(reversed(one), reversed(other), strict=False)
    for count, (left, right) in enumerate(pairs):
        if count == most or (left is not right and left != right):
            return count
    return most


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    starts = [row for before, row in zip(chain([-2], rows), rows, strict=False) if row != before + 1]
    ends = [row + 1 for row, after in zip(rows, chain(rows[1:], [-2]), strict=False) if after != row + 1]
    runs.extend(zip(starts, ends, strict=True))
    return runs
