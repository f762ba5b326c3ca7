"""`python -m ganstudio.training.faces.smoothness`: searches for pops, where a face changes all at once.

The largest local change between neighboring frames is followed down by halving the step: the change of a smooth factor
shrinks with the step, a pop's does not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from ganstudio.training.faces.drawing import draw_picture
from ganstudio.training.faces.factors import INDEX, NAMES, Floats, highest, lowest
from ganstudio.training.faces.people import factors_of_latents, latents

Way = Callable[[float], Floats]
"""From 0..1 to a face's factors, float32 [factors]."""

POP: float = 4.0
"""A block of 8x8 pixels (of 128x128) that changes by more than this, of 255, in the smallest step has popped."""

_SIDE = 128


class Jump(msgspec.Struct, frozen=True, kw_only=True):
    """The largest local change along a way: where it is, and its size over the first and over the smallest step."""

    place: float
    first: float
    last: float

    @property
    def is_pop(self) -> bool:
        """Whether the change does not shrink with the step."""
        return self.last > POP


def largest_jump(way: Way, *, steps: int = 10, halvings: int = 9) -> Jump:
    """Find the largest local change along a way, and follow it down until it is small or the step is."""
    places = np.linspace(0, 1, steps + 1)
    frames = [_frame(way(place)) for place in places]
    changes = [_change(*pair) for pair in pairwise(frames)]
    start = int(np.argmax(changes))
    low, high, before, after = places[start], places[start + 1], frames[start], frames[start + 1]
    change = changes[start]
    for _ in range(halvings):
        if change <= POP:
            break
        middle = (low + high) / 2
        frame = _frame(way(middle))
        first, second = _change(before, frame), _change(frame, after)
        if first > second:
            high, after, change = middle, frame, first
        else:
            low, before, change = middle, frame, second
    return Jump(place=float(low), first=changes[start], last=change)


def sweep(name: str, face: Floats) -> Way:
    """One factor from its lowest to its highest value, the rest of a face kept."""
    column, low, high = INDEX[name], lowest()[INDEX[name]], highest()[INDEX[name]]

    def way(share: float) -> Floats:
        moved = face.copy()
        moved[column] = low + (high - low) * share
        return moved

    return way


def between(first: Floats, second: Floats) -> Way:
    """From one face to another."""
    return lambda share: (first + (second - first) * np.float32(share)).astype(np.float32)


def person(seed: int) -> Floats:
    """The factors of a seed's face: float32 [factors]."""
    found: Floats = factors_of_latents(latents([seed]))[0]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Search every factor and some pairs of faces; print the pops. Returns the number found."""
    parser = argparse.ArgumentParser(description="Search drawn faces for pops.")
    parser.add_argument("--pairs", type=int, default=8)
    found = 0
    for name, jump in _all_jumps(parser.parse_args(arguments).pairs):
        if jump.is_pop:
            found += 1
            print(f"{name}: {jump.first:.1f}, still {jump.last:.1f} at {jump.place:.4f} of the way")  # noqa: T201
    print(f"{found} pops")  # noqa: T201
    return found


def _all_jumps(pairs: int) -> Iterator[tuple[str, Jump]]:
    for number, name in enumerate(NAMES):
        yield name, largest_jump(sweep(name, person(8100 + number % 7)))
    for number in range(pairs):
        yield f"pair {number}", largest_jump(between(person(5000 + number), person(6000 + number)))


def _frame(face: Floats) -> NDArray[np.int16]:
    return draw_picture(face, size=_SIDE).astype(np.int16)


def _change(first: NDArray[np.int16], second: NDArray[np.int16]) -> float:
    blocks = np.abs(first - second).reshape(_SIDE // 8, 8, _SIDE // 8, 8, 3).mean(axis=(1, 3, 4))
    return float(blocks.max())


if __name__ == "__main__":
    sys.exit(main())
