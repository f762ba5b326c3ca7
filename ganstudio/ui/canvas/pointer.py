"""PointerEvent: what the mouse does over the picture, in shares of the picture, for whoever draws on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class PointerKind(Enum):
    """What happened."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    HOVER = "hover"
    LEAVE = "leave"


@dataclass(frozen=True)
class PointerEvent:
    """One event of the left or right button, or of the mouse moving without a button.

    Attributes:
        kind: What happened.
        x: 0 at the picture's left edge, 1 at its right one; may lie outside. y: the same downwards.
        right: Whether it is the right button.
        control: Whether Ctrl is held. shift: whether Shift is.
    """

    kind: PointerKind
    x: float = 0.0
    y: float = 0.0
    right: bool = False
    control: bool = False
    shift: bool = False
