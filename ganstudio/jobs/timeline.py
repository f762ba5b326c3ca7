"""When each picture of a film is shown, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ganstudio.jobs.outputs import FilmOptions
from ganstudio.jobs.spacing import ease


def showing_times(count: int, options: FilmOptions) -> list[float]:
    """Seconds that each of `count` pictures stays each time it comes, holds included.

    Easing shows the pictures of a slow part longer; what they take together, holds apart, is count / fps.
    """
    borders = np.arange(count + 1) / max(count, 1)
    if options.easing != "linear":
        times = np.linspace(0.0, 1.0, 4097)
        positions = np.array([ease(options.easing, float(time)) for time in times])
        borders = np.interp(borders, positions, times)
    seconds = [float(length) * count / options.fps for length in np.diff(borders)]
    if seconds:
        seconds[0] += options.hold
        if count > 1:
            seconds[-1] += options.hold
    return seconds


def way_back(count: int, options: FilmOptions) -> range:
    """The pictures shown after the last one: n-2 .. 1 for ping-pong, none otherwise; `auto` is settled before."""
    return range(count - 2, 0, -1) if options.order in ("pingpong", "auto") else range(0)


def whole_ticks(seconds: Iterable[float], tick: float, *, shortest: int = 0) -> Iterator[int]:
    """Durations as whole numbers of ticks whose sum stays within half a tick of the true one.

    Args:
        seconds: Duration of each picture.
        tick: Length of a tick in seconds: 1/100 for a GIF, 1/fps for a film of constant rate.
        shortest: Fewest ticks that a picture is given.
    """
    wanted, given = 0.0, 0
    for duration in seconds:
        wanted += duration / tick
        ticks = max(shortest, round(wanted - given))
        given += ticks
        yield ticks
