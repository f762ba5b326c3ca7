"""How values are spread between a start and an end, and how a movement starts and stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from ganstudio.errors import JobError
from ganstudio.words import tr

Easing = Literal["linear", "smooth", "in", "out"]

EASINGS: dict[str, Callable[[float], float]] = {
    "linear": lambda t: t,
    "smooth": lambda t: t * t * (3.0 - 2.0 * t),  # Hermite's cubic with zero slope at both ends
    "in": lambda t: t * t,
    "out": lambda t: t * (2.0 - t),
}
"""Position of a movement, 0..1, at a time, 0..1."""


def ease(easing: str, time: float) -> float:
    """Where a movement is at a time, both 0..1.

    Raises:
        JobError: The easing is not known.
    """
    if easing not in EASINGS:
        raise JobError(tr("Easing '{easing}' is not known; choose {names}.", easing=easing, names=", ".join(EASINGS)))
    return EASINGS[easing](time)


def spread(start: float, end: float, count: int, *, easing: str = "linear") -> tuple[float, ...]:
    """`count` values from start to end, both included; only the start for a count of 1.

    Evenly spaced values from -x to x are exact mirror images, and pass 0 exactly where the count is odd.

    Raises:
        JobError: The count is below 1, or the easing is not known.
    """
    if count < 1:
        raise JobError(tr("{count} pictures were asked for; a series needs 1 or more.", count=count))
    steps = count - 1
    if easing == "linear" or steps == 0:
        return tuple((start * (steps - i) + end * i) / steps for i in range(count)) if steps else (start,)
    positions = [ease(easing, i / steps) for i in range(count)]
    return tuple(start * (1.0 - position) + end * position for position in positions)


def attribute_values(value: float, count: int, *, past_zero: bool = False, easing: str = "linear") -> tuple[float, ...]:
    """A slider's way from its set value to 0, or as far past 0 as it stands before it.

    Args:
        value: Where the slider stands.
        count: Number of values; 1 gives the set value alone.
        past_zero: Go on to minus the set value.
        easing: See `ease`.
    """
    return spread(value, -value if past_zero else 0.0, count, easing=easing)


def multiplier_values(
    value: float, count: int, *, start: float | None = None, easing: str = "linear"
) -> tuple[float, ...]:
    """A spatial tab's multipliers from a start point to the slider's value.

    Args:
        value: The slider's multiplier.
        count: Number of values; 1 gives the slider's value alone.
        start: Where to start; None for minus the slider's value.
        easing: See `ease`.
    """
    if count == 1:
        return (value,)
    return spread(-value if start is None else start, value, count, easing=easing)


def slerp(start: npt.NDArray[np.float32], end: npt.NDArray[np.float32], position: float) -> npt.NDArray[np.float32]:
    """Along the great circle between two vectors, so that the length stays usual for a normal z.

    Source: Shoemake 1985, "Animating rotation with quaternion curves"; for latents White 2016, "Sampling generative
    networks", section 2.1.

    Args:
        start: float32 [z_dim], given at position 0.
        end: float32 [z_dim], given at position 1.
        position: 0..1.
    """
    if position in (0.0, 1.0):
        return end if position else start
    a, b = start.astype(np.float64), end.astype(np.float64)
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    angle = float(np.arccos(np.clip(np.dot(a, b) / lengths, -1.0, 1.0))) if lengths else 0.0
    if np.sin(angle) < 1e-6:  # the same direction, or opposite ones, between which no great circle is meant
        mixed = a * (1.0 - position) + b * position
    else:
        mixed = (np.sin((1.0 - position) * angle) * a + np.sin(position * angle) * b) / np.sin(angle)
    return mixed.astype(np.float32)
