"""What is kept of the last render: the tensors that enter each stage, captured feature maps, and finished pictures."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
from torch import Tensor

from ganstudio.networks.synthesis import BlockState
from ganstudio.render.plan import RenderPlan, Stage, first_difference

Pixels = npt.NDArray[np.uint8]
FeatureMaps = npt.NDArray[np.float32]


class RenderCache:
    """The last render, as far as it can serve the next. For one thread at a time.

    Attributes:
        states: What enters each block, by the block's index.
        outputs: Each block's output before its edits, [1, c, h, w], by the block's index.
        maps: Captured layers, by name.
    """

    def __init__(self, *, maps_bytes: int, pictures_bytes: int) -> None:
        """Takes the bounds on memory of captured maps and of finished pictures, in bytes."""
        self._plan: RenderPlan | None = None
        self.states: dict[int, BlockState] = {}
        self.outputs: dict[int, Tensor] = {}
        self.maps: dict[str, FeatureMaps] = {}
        self._stage_of: dict[str, int] = {}
        self._maps_bytes = maps_bytes
        self._pictures_bytes = pictures_bytes
        self._pictures: OrderedDict[tuple[Stage, ...], Pixels] = OrderedDict()

    def move_to(self, plan: RenderPlan) -> None:
        """Make the cache one of `plan`: drop what it makes wrong."""
        first = first_difference(self._plan, plan)
        # What enters the lowest block depends on the recipe itself (its placement), not on a stage below.
        self.states = {block: state for block, state in self.states.items() if 2 * block <= first and (block or first)}
        self.outputs = {block: x for block, x in self.outputs.items() if 2 * block + 1 <= first}
        self.maps = {name: maps for name, maps in self.maps.items() if self._stage_of[name] < first}
        self._plan = plan

    def forget(self) -> None:
        """Drop tensors and maps, so that a render that failed halfway leaves nothing wrong behind."""
        self._plan = None
        self.states = {}
        self.outputs = {}
        self.maps = {}

    def resume_at(self, stage: int) -> int:
        """The last stage, not after the given one, that can be entered with what is kept; 0 always can."""
        halfway = (2 * block + 1 for block in self.outputs if block in self.states)
        return max((kept for kept in (*(2 * block for block in self.states), *halfway) if kept <= stage), default=0)

    def picture(self, plan: RenderPlan) -> Pixels | None:
        """The finished picture of a plan rendered not long ago: undo and before/after need no network."""
        pixels = self._pictures.get(plan.stages)
        if pixels is not None:
            self._pictures.move_to_end(plan.stages)
        return pixels

    def keep_picture(self, plan: RenderPlan, pixels: Pixels) -> None:
        """Keep a finished picture, the oldest ones making room."""
        self._pictures[plan.stages] = pixels
        total = sum(_picture_bytes(stages, kept) for stages, kept in self._pictures.items())
        while total > self._pictures_bytes and len(self._pictures) > 1:
            total -= _picture_bytes(*self._pictures.popitem(last=False))

    def keep_map(self, name: str, stage: int, maps: FeatureMaps) -> None:
        """Keep a captured layer that `stage` gave out."""
        self.maps[name] = maps
        self._stage_of[name] = stage

    def limit_maps(self, wanted: Collection[str]) -> None:
        """Drop maps that are not wanted now where there is too much."""
        total = sum(maps.nbytes for maps in self.maps.values())
        for name in [name for name in self.maps if name not in wanted]:
            if total <= self._maps_bytes:
                return
            total -= self.maps.pop(name).nbytes


def _picture_bytes(stages: tuple[Stage, ...], pixels: Pixels) -> int:
    return pixels.nbytes + sum(len(stage.ws) for stage in stages)
