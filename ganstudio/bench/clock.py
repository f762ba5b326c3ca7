"""Measuring in turns, so that what else the machine does slows all alike; and the most that the processor can do."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import torch

Clock = Literal["wall", "cpu"]
_CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
_PEAK_SIZE = 1536


@dataclass(frozen=True)
class Times:
    """Of one thing, in milliseconds."""

    median: float
    least: float


def in_turns(runs: Mapping[str, Callable[[], object]], *, rounds: int, clock: Clock) -> dict[str, Times]:
    """Do each thing once to warm up, then in rounds.

    Args:
        runs: What is to be done, by name.
        rounds: How often each is measured.
        clock: `wall`, or `cpu` for the processor's time, all threads together: with one thread it tells more on a
            machine that does other work too.
    """
    now = _CLOCKS[clock]
    for run in runs.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            started = now()
            run()
            taken[name].append(1000 * (now() - started))
    return {name: Times(round(statistics.median(times), 2), round(min(times), 2)) for name, times in taken.items()}


def peak_gflops(dtype: torch.dtype, *, clock: Clock) -> float:
    """The best rate of a large product of matrices, in 10^9 operations a second; a multiplication and a sum are two.

    A convolution of one tap, which oneDNN computes by its matrix product: on some processors the other library that
    torch has for float32 matrices is slower.
    """
    x = torch.ones(1, _PEAK_SIZE, _PEAK_SIZE, 1, dtype=dtype).contiguous(memory_format=torch.channels_last)
    weight = torch.ones(_PEAK_SIZE, _PEAK_SIZE, 1, 1, dtype=dtype)
    with torch.inference_mode():
        times = in_turns({"peak": lambda: torch.nn.functional.conv2d(x, weight)}, rounds=7, clock=clock)
    return round(2 * _PEAK_SIZE**3 / (times["peak"].least * 1e6), 1)
