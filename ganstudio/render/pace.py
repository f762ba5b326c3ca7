"""How long the blocks of a model take, and from which of them a draft of a slow picture is made."""

from __future__ import annotations

from collections.abc import Sequence

SLOW_S = 0.04
"""A picture that takes longer is preceded by a draft, which is to be there in this time if it can."""
LEAST_SIDE = 32
"""Pixels along the shorter side of a draft: fewer tell too little."""
_WEIGHT_OF_LATEST = 0.3
_STAYING = 1.5
"""A draft of the same size as the last may take so many times as long: sizes that change are seen as flicker."""


class Pace:
    """Seconds of each block, lately. For one thread at a time."""

    def __init__(self, sides: Sequence[int]) -> None:
        """Takes the shorter side of each block's colors, lowest first; 0 where a block gives none."""
        self._sides = tuple(sides)
        self._seconds: dict[int, float] = {}
        self._last: int | None = None

    def note(self, block: int, seconds: float) -> None:
        """Learns how long a block took."""
        before = self._seconds.get(block, seconds)
        self._seconds[block] = before + _WEIGHT_OF_LATEST * (seconds - before)

    def draft_end(self, first: int) -> int | None:
        """Where computation pauses for a draft.

        Args:
            first: The block that it begins with.

        Returns:
            How many blocks are done then: as many as are done in time, or the fewest that make a draft. None where
            the picture is soon there, or a draft would not be there much sooner, or how long it takes is not known.
        """
        count = len(self._sides)
        if any(block not in self._seconds for block in range(first, count)):
            return None
        whole = self._until(first, count)
        ends = [end for end in range(first + 1, count) if self._sides[end - 1] >= LEAST_SIDE]
        if whole <= SLOW_S or not ends:
            return None
        in_time = [end for end in ends if self._until(first, end) <= SLOW_S * (_STAYING if end == self._last else 1.0)]
        end = max(in_time, default=min(ends))
        if self._until(first, end) > whole / 2:
            return None
        self._last = end
        return end

    def _until(self, first: int, end: int) -> float:
        return sum(self._seconds[block] for block in range(first, end))
