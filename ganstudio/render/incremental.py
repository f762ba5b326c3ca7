"""Incremental synthesis: what the last render computed serves the next, and the bits are those of a full render."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.stylegan2 import BlockState
from ganstudio.render.cache import FeatureMaps, Pixels, RenderCache
from ganstudio.render.image import to_feature_maps, to_pixels
from ganstudio.render.noise import network_noise
from ganstudio.render.plan import RenderPlan
from ganstudio.render.taps import RecipeTap

MIB = 1 << 20


class IncrementalSynthesis:
    """Runs the synthesis network from the first block that a plan changes. For one thread at a time.

    The states that enter the blocks are kept for the last plan; finished pictures and captured maps for a while.
    """

    def __init__(self, generator: LoadedGenerator, *, states_bytes: int, maps_bytes: int, pictures_bytes: int) -> None:
        self._synthesis = generator.network.synthesis
        self._generator = generator
        self._block_of = {layer.name: (layer.ws_index + 1) // 2 for layer in generator.spec.layers}
        self._count = len(generator.spec.blocks)
        self._keep = _states_within(generator, states_bytes)
        self._cache = RenderCache(maps_bytes=maps_bytes, pictures_bytes=pictures_bytes)

    def render(self, plan: RenderPlan, capture: Sequence[str]) -> tuple[Pixels, dict[str, FeatureMaps], int | None]:
        """Make the picture and the maps of a plan. Call it in inference mode.

        Args:
            plan: What to compute.
            capture: Names of layers of the model.

        Returns:
            uint8 pixels; float32 maps by layer; the index of the first block computed, None if none was.
        """
        try:
            return self._render(plan, capture)
        except BaseException:
            self._cache.forget()
            raise

    def _render(self, plan: RenderPlan, capture: Sequence[str]) -> tuple[Pixels, dict[str, FeatureMaps], int | None]:
        unchanged = self._cache.move_to(plan, self._block_of)
        pixels = self._cache.picture(plan)
        first: int | None = None
        if pixels is None:
            first = self._resume_at(min(unchanged, self._count - 1))
            missing = [name for name in capture if self._block_of[name] >= first]
            final = self._advance(plan, first, self._count, missing)
            if final.image is None:
                raise AssertionError("the last block always has ToRGB")
            pixels = to_pixels(final.image[0])
            self._cache.keep_picture(plan, pixels)
        for name in capture:
            if name not in self._cache.maps:
                started = self._capture_alone(plan, name, capture)
                first = started if first is None or (started is not None and started < first) else first
        maps = {name: self._cache.maps[name] for name in capture}
        self._cache.limit_maps(capture)
        return pixels, maps, first

    def _capture_alone(self, plan: RenderPlan, name: str, capture: Sequence[str]) -> int | None:
        """Get a map below the part that the picture needed; gives the first block computed for it, None if none was."""
        block = self._block_of[name]
        is_output = "." not in name
        if is_output and block + 1 in self._cache.states:
            self._cache.maps[name] = to_feature_maps(self._cache.states[block + 1].x[0])
            return None
        start = self._resume_at(block)
        missing = [other for other in capture if start <= self._block_of[other] <= block]
        self._advance(plan, start, block + 1, missing)
        return start

    def _resume_at(self, block: int) -> int:
        """The block nearest below or at the given one that can be entered with what is kept; 0 always can."""
        return max((index for index in self._cache.states if index <= block), default=0)

    def _advance(self, plan: RenderPlan, start: int, end: int, capture: Sequence[str]) -> BlockState:
        """Run blocks start..end-1, keeping their states and maps, and give the state after them."""
        device = self._generator.device
        ws = torch.from_numpy(plan.ws).to(device)[None]  # [1, num_ws, w_dim]
        noise = network_noise([plan.recipe.noise], self._generator.spec)
        tap = RecipeTap([plan.edits], capture)
        state = self._cache.states.get(start) or self._synthesis.start(1)
        for index in range(start, end):
            if index in self._keep:
                self._cache.states[index] = state
            block_ws = self._synthesis.block_ws(ws, index)
            state = self._synthesis.block(index)(state, block_ws, noise=noise, tap=tap)
        if end in self._keep:
            self._cache.states[end] = state
        self._cache.maps.update({name: to_feature_maps(x[0]) for name, x in tap.captured.items()})
        return state


def _states_within(generator: LoadedGenerator, limit: int) -> frozenset[int]:
    """The blocks whose entering state is kept: from the lowest up, as many as fit into `limit` bytes."""
    item = generator.precision.dtype.itemsize
    total = 0
    kept = set()
    for index, below in enumerate(generator.spec.blocks[:-1], start=1):
        pixels = below.height * below.width
        total += pixels * (below.channels * item + generator.spec.img_channels * 4)
        if total > limit:
            break
        kept.add(index)
    return frozenset(kept)
