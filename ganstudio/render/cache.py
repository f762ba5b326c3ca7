"""What is kept of the last render: the states that enter each block, captured feature maps, and finished pictures."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from ganstudio.networks.stylegan2 import BlockState
from ganstudio.render.plan import BlockPlan, RenderPlan, first_difference

Pixels = npt.NDArray[np.uint8]
FeatureMaps = npt.NDArray[np.float32]


class RenderCache:
    """The last render, as far as it can serve the next. For one thread at a time.

    Attributes:
        plan: The render that states and maps belong to; None before the first.
        states: By index of the block that they enter. maps: captured layers, by name.
    """

    def __init__(self, *, maps_bytes: int, pictures_bytes: int) -> None:
        """Takes the bounds on memory of captured maps and of finished pictures, in bytes."""
        self.plan: RenderPlan | None = None
        self.states: dict[int, BlockState] = {}
        self.maps: dict[str, FeatureMaps] = {}
        self._maps_bytes = maps_bytes
        self._pictures_bytes = pictures_bytes
        self._pictures: OrderedDict[tuple[BlockPlan, ...], Pixels] = OrderedDict()

    def move_to(self, plan: RenderPlan, block_of: Mapping[str, int]) -> int:
        """Make the cache one of `plan`: drop what it makes wrong.

        Args:
            plan: The render that comes.
            block_of: Index of the block of each layer.

        Returns:
            The index of the first block that differs, the number of blocks where none does.
        """
        first = first_difference(self.plan, plan)
        self.states = {index: state for index, state in self.states.items() if index <= first}
        self.maps = {name: maps for name, maps in self.maps.items() if block_of[name] < first}
        self.plan = plan
        return first

    def forget(self) -> None:
        """Drop the states and maps, so that a render that failed halfway leaves nothing wrong behind."""
        self.plan = None
        self.states = {}
        self.maps = {}

    def picture(self, plan: RenderPlan) -> Pixels | None:
        """The finished picture of a plan rendered not long ago: undo and before/after need no network."""
        pixels = self._pictures.get(plan.blocks)
        if pixels is not None:
            self._pictures.move_to_end(plan.blocks)
        return pixels

    def keep_picture(self, plan: RenderPlan, pixels: Pixels) -> None:
        """Keep a finished picture, the oldest ones making room."""
        self._pictures[plan.blocks] = pixels
        total = sum(_picture_bytes(blocks, kept) for blocks, kept in self._pictures.items())
        while total > self._pictures_bytes and len(self._pictures) > 1:
            total -= _picture_bytes(*self._pictures.popitem(last=False))

    def limit_maps(self, wanted: Collection[str]) -> None:
        """Drop maps that are not wanted now where there is too much."""
        total = sum(maps.nbytes for maps in self.maps.values())
        for name in [name for name in self.maps if name not in wanted]:
            if total <= self._maps_bytes:
                return
            total -= self.maps.pop(name).nbytes


def _picture_bytes(blocks: tuple[BlockPlan, ...], pixels: Pixels) -> int:
    return pixels.nbytes + sum(len(block.ws) for block in blocks)
