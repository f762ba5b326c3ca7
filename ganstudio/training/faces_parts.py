"""The parts of a face that a pixel can show."""

from __future__ import annotations

from enum import IntEnum


class Part(IntEnum):
    """What is seen in a pixel."""

    BACKGROUND = 0
    HAIR = 1
    CLOTHES = 2
    FACE = 3
    MOUTH = 4
    EYES = 5
    BROWS = 6
    HAIRBAND = 7
    GLASSES = 8
    RIBBON = 9
    CHEEKS = 10
