"""Which precision is the faster one on a CPU: measured, as bfloat16 instructions gain on some and lose on others."""

from __future__ import annotations

import sys
import time
from collections.abc import MutableMapping

import numpy as np

from ganstudio.networks.devices import PrecisionName, cpu_has_bf16, resolve_precision
from ganstudio.networks.generator import LoadedGenerator

WORTHWHILE = 0.9
"""bf16 is chosen where a picture takes less than this share of its time in fp32: it rounds, so it has to pay."""
SMALL_PIXELS = 64 * 64
"""Models of pictures up to this size are fast in fp32, and left in it unmeasured."""
_ROUNDS = 5
_clock = time.perf_counter if sys.platform == "win32" else time.thread_time
"""The processor time of this thread, which leaves out what other programs take; Windows counts it in steps of 16 ms."""
_LONGEST_S = 1.5
"""No further round is begun after that long."""


def choose_faster(generator: LoadedGenerator, measured: MutableMapping[str, float]) -> None:
    """Put a generator on a CPU into bf16 where that is faster, else into fp32; others are left as they are.

    Args:
        generator: Just loaded.
        measured: Hash of a model's numbers -> time of a picture in bf16 divided by that in fp32, on this machine.
            Where the model is not in it, it is measured (up to ten pictures) and added.
    """
    pixels = generator.spec.img_height * generator.spec.img_width
    if generator.device.type != "cpu" or pixels <= SMALL_PIXELS or not cpu_has_bf16():
        return
    key = generator.identity.weights_id
    if key not in measured:
        times: dict[PrecisionName, list[float]] = {"fp32": [], "bf16": []}
        begun = time.perf_counter()
        while len(times["bf16"]) < _ROUNDS and time.perf_counter() - begun < _LONGEST_S:
            for name, taken in times.items():  # in turn, so that what else the machine does slows both alike
                taken.append(_seconds(generator, name))
        measured[key] = round(min(times["bf16"]) / min(times["fp32"]), 3)
    name = "bf16" if measured[key] < WORTHWHILE else "fp32"
    if generator.precision.name != name:
        generator.use(resolve_precision(name, generator.device))


def _seconds(generator: LoadedGenerator, name: PrecisionName) -> float:
    if generator.precision.name != name:
        generator.use(resolve_precision(name, generator.device))
    started = _clock()
    generator.synthesize(np.zeros((1, generator.spec.num_ws, generator.spec.w_dim), np.float32))
    return _clock() - started
