"""What a fit is told: its stages, its network, and where things lie."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import msgspec

CHANNELS: Final[dict[int, int]] = {4: 256, 8: 256, 16: 160, 32: 96, 64: 48, 128: 32, 256: 16}
"""Feature maps by resolution: wide where shapes are decided, thin where each map costs most."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """Some pictures at one resolution.

    Attributes:
        resolution: Side of the pictures. kimg: thousands of faces seen.
        first_rate, last_rate: The learning rate falls from one to the other.
        batch_size: Faces in a step. twins: how many of them are painted on as well.
        fade_kimg: The newest block grows in over so many thousands of faces.
        lower_rate: Learning rate of the blocks before the newest, as a share.
        windows: Whether blocks above 64 pixels see windows of the faces, mostly at their features.
        frozen: Whether the blocks up to 64 pixels stay as they are.
        grain: Whether noise is given, and the drawings have the grain that it should make.
        turn: Only heads turned by no more than so many degrees are seen.
    """

    resolution: int
    kimg: float
    first_rate: float
    last_rate: float
    batch_size: int = 8
    twins: int = 0
    fade_kimg: float = 0.0
    lower_rate: float = 1.0
    turn: float = 90.0
    windows: bool = False
    frozen: bool = False
    grain: bool = False


class FitPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A whole fit.

    Attributes:
        faces, twins: Folders of drawn faces and of their twins. run: folder of the checkpoint, the log and grids.
        stages: One after another. channels: feature maps by resolution.
        processes: One-thread workers. compile: use torch.compile. bf16: convolutions in bfloat16.
        seed: Of weights and batches. ema_kimg: half-life of the averaged weights.
        steps_between_averages: Steps that the workers go alone before their weights are averaged.
    """

    faces: Path
    twins: Path
    run: Path
    stages: tuple[Stage, ...]
    channels: dict[int, int] = msgspec.field(default_factory=lambda: dict(CHANNELS))
    w_dim: int = 256
    processes: int = 2
    compile: bool = True
    bf16: bool = True
    seed: int = 1
    ema_kimg: float = 2.0
    checkpoint_minutes: float = 4.0
    steps_between_averages: int = 8


STAGES: Final = (
    Stage(resolution=32, kimg=12, first_rate=0.016, last_rate=0.014),
    Stage(resolution=64, kimg=71, first_rate=0.010, last_rate=0.002, twins=3, fade_kimg=1, lower_rate=0.9),
    Stage(
        resolution=128, kimg=16, first_rate=0.008, last_rate=0.005, twins=3, fade_kimg=1.5, lower_rate=0.45,
        windows=True,
    ),
    Stage(
        resolution=256, kimg=32, first_rate=0.007, last_rate=0.0006, twins=3, fade_kimg=1.5, lower_rate=0.45,
        windows=True, grain=True,
    ),
)  # fmt: skip
"""The stages of the built-in model, whose fit went from 256 pixels back to 64 once: shapes are learned fastest there.

Measured on one AVX-512 core with bfloat16, beside other programs: 64 faces a second at 32 pixels, 40 at 64, 34 in
windows at 128 and 27 at 256, all with torch.compile but the first. Steps are many and small: after the same
time 8 faces in one had taught more than 32.
"""

LATER_STAGES: Final = (
    Stage(resolution=64, kimg=44, first_rate=0.007, last_rate=0.001, twins=3, lower_rate=0.9),
    Stage(
        resolution=256, kimg=18, first_rate=0.005, last_rate=0.0006, twins=3, lower_rate=0.45, windows=True, grain=True
    ),
)
"""Those of a fit that goes on with a model: back to 64 pixels for shapes, then whole size."""


def stage_at(stages: tuple[Stage, ...], images: int) -> tuple[int, float]:
    """The stage a run is in after so many faces, and the thousands of faces done of it; past the end, (stages, 0)."""
    start = 0.0
    for index, stage in enumerate(stages):
        if images / 1000 < start + stage.kimg:
            return index, images / 1000 - start
        start += stage.kimg
    return len(stages), 0.0


def learning_rate(stage: Stage, seen_kimg: float) -> float:
    """The rate after `seen_kimg` of a stage: a short warm-up, then a cosine from the first to the last rate."""
    share = min(seen_kimg / stage.kimg, 1.0)
    rate = stage.last_rate + (stage.first_rate - stage.last_rate) * 0.5 * (1 + math.cos(math.pi * share))
    return rate * min(1.0, 0.1 + seen_kimg)


def fade(stage: Stage, seen_kimg: float) -> float:
    """How much of the newest block is seen, 0..1."""
    return min(1.0, seen_kimg / stage.fade_kimg) if stage.fade_kimg > 0 else 1.0
