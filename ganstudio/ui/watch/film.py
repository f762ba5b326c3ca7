"""A film as it is played: its pictures, and which of them comes next. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt

from ganstudio.words import marked

UInt8Array = npt.NDArray[np.uint8]


class Order(Enum):
    """What comes after the last picture, in English."""

    LOOP = marked("Loop")
    BACK_AND_FORTH = marked("Back and forth")
    ONCE = marked("Once")


SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
MOST_BYTES = 1 << 29
"""Of the pictures of one film: what comes after them is not played."""


@dataclass(eq=False)
class Film:
    """Pictures that come while they are played already. Main thread only.

    Attributes:
        title: What it shows.
        name: What its file is to be called, without ending; empty for one that is a file already.
        expected: How many pictures there will be, as far as known.
        pictures: uint8 [H, W, 3] each. seconds: how long each is shown.
    """

    title: str
    name: str = ""
    expected: int = 0
    pictures: list[UInt8Array] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    _bytes: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it takes no more pictures."""
        return self._bytes >= MOST_BYTES

    def add(self, picture: UInt8Array, seconds: float) -> None:
        """Adds a picture at the end."""
        if not self.is_full:
            self.pictures.append(picture)
            self.seconds.append(seconds)
            self._bytes += picture.nbytes

    @property
    def fps(self) -> float:
        """Pictures a second, in the mean."""
        return len(self.seconds) / sum(self.seconds) if self.seconds else 1.0


def following(place: int, direction: int, count: int, order: Order) -> tuple[int, int] | None:
    """Place and direction after a picture; None where the film ends.

    Args:
        place: Of the picture shown.
        direction: 1 forwards, -1 backwards.
        count: How many pictures there are.
        order: What comes after the last one.
    """
    there = place + direction
    if 0 <= there < count:
        return there, direction
    if order is Order.ONCE or count < 2:
        return None
    if order is Order.LOOP:
        return there % count, direction
    return place - direction, -direction
