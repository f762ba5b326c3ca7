"""Incremental synthesis: what the last render computed serves the next, and the bits are those of a full render."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

import torch
from torch import Tensor

from ganstudio.interruption import InterruptedWork
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.synthesis import BlockState
from ganstudio.networks.taps import EditTap
from ganstudio.render.cache import FeatureMaps, Pixels, RenderCache
from ganstudio.render.image import to_draft, to_feature_maps, to_picture
from ganstudio.render.noise import network_noise
from ganstudio.render.pace import Pace
from ganstudio.render.placement import placement_of
from ganstudio.render.plan import RenderPlan

Draft = Callable[[Pixels], None]
"""Takes a picture of the size of the finished one, made of a lower block's colors, while that is computed."""


class IncrementalSynthesis:
    """Runs the synthesis network from the first stage that a plan changes. For one thread at a time.

    The tensors that enter the stages are kept for the last plan; finished pictures and captured maps for a while.
    """

    def __init__(self, generator: LoadedGenerator, *, states_bytes: int, maps_bytes: int, pictures_bytes: int) -> None:
        self._synthesis = generator.network.synthesis
        self._generator = generator
        self._count = len(generator.spec.blocks)
        self._keep = _blocks_within(generator, states_bytes)
        shapes = enumerate(generator.network.config.stages())
        self._stage_of = {shape.layer: stage for stage, shape in shapes if shape.layer}
        self._cache = RenderCache(maps_bytes=maps_bytes, pictures_bytes=pictures_bytes)
        sums_colors = generator.spec.architecture == "skip"
        self._pace = Pace([min(layer.height, layer.width) * sums_colors for layer in generator.spec.blocks])

    def render(
        self, plan: RenderPlan, capture: Sequence[str], draft: Draft | None = None
    ) -> tuple[Pixels, dict[str, FeatureMaps], int | None]:
        """Make the picture and the maps of a plan. Call it in inference mode.

        Args:
            plan: What to compute.
            capture: Names of layers of the model.
            draft: Called before a picture that takes long, see `Pace`; what is computed until then serves both.

        Returns:
            uint8 pixels; float32 maps by layer; the index of the first block computed, None if none was.
        """
        try:
            return self._render(plan, capture, draft)
        except InterruptedWork:
            raise  # between layers: what is kept by then is right, and serves the next picture
        except BaseException:
            self._cache.forget()
            raise

    def _render(
        self, plan: RenderPlan, capture: Sequence[str], draft: Draft | None
    ) -> tuple[Pixels, dict[str, FeatureMaps], int | None]:
        self._cache.move_to(plan)
        started: list[int] = []
        pixels = self._cache.picture(plan)
        if pixels is None:
            start = self._cache.resume_at(2 * self._count - 1)
            started.append(start)
            if draft is not None and self._show_draft(plan, start, capture, draft):
                start = self._cache.resume_at(2 * self._count - 1)
            final = self._advance(plan, start, end=self._count, capture=self._missing(capture, start, self._count))
            if final.image is None:
                raise AssertionError("the last block always has ToRGB")
            pixels = to_picture(final.image[0])
            self._cache.keep_picture(plan, pixels)
        for name in capture:
            if name not in self._cache.maps:
                started += self._capture_alone(plan, name, capture)
        maps = {name: self._cache.maps[name] for name in capture}
        self._cache.limit_maps(capture)
        return pixels, maps, min(started) // 2 if started else None

    def _show_draft(self, plan: RenderPlan, start: int, capture: Sequence[str], draft: Draft) -> bool:
        """Compute as far as a draft needs and show it; gives whether there was one."""
        end = self._pace.draft_end((start + 1) // 2)
        if end is None:
            return False
        state = self._advance(plan, start, end=end, capture=self._missing(capture, start, end))
        if state.image is not None:
            spec = self._generator.spec
            draft(to_draft(state.image[0], (spec.img_height, spec.img_width)))
        return True

    def _capture_alone(self, plan: RenderPlan, name: str, capture: Sequence[str]) -> list[int]:
        """Get a map below what the picture needed; gives the stage computation began at, none if it was at hand."""
        stage = self._stage_of[name]
        block, is_output = divmod(stage, 2)
        if is_output and block + 1 in self._cache.states:
            self._keep_map(name, self._cache.states[block + 1].x)
            return []
        start = self._cache.resume_at(stage)
        self._advance(plan, start, end=block + 1, capture=self._missing(capture, start, block + 1))
        return [start]

    def _missing(self, capture: Sequence[str], start: int, end: int) -> list[str]:
        """The layers wanted and not at hand that the stages from `start` to the end of block `end` - 1 give out."""
        return [name for name in capture if name not in self._cache.maps and start <= self._stage_of[name] < 2 * end]

    def _advance(self, plan: RenderPlan, start: int, *, end: int, capture: Collection[str]) -> BlockState:
        """Run from stage `start` to the end of block `end` - 1, keeping tensors and maps; gives the state after it."""
        ws = torch.from_numpy(plan.ws).to(self._generator.device)[None]  # [1, num_ws, w_dim]
        noise = network_noise([plan.recipe.noise], self._generator.spec)
        tap = EditTap([plan.edits], capture)
        first, halfway = divmod(start, 2)
        placement = placement_of([plan.recipe])
        state = self._cache.states.get(first) or self._synthesis.start(1, placement)
        for index in range(first, end):
            if halfway and index == first:
                state = self._synthesis.finish(self._cache.outputs[index], state, ws, tap=tap)
            else:
                started = time.perf_counter()
                entered, state = state, self._synthesis.advance(state, ws, noise=noise, tap=tap)
                self._pace.note(index, time.perf_counter() - started)
                if index in self._keep:
                    self._cache.states[index] = entered
                    self._cache.outputs[index] = tap.output
        if end in self._keep:
            self._cache.states[end] = state
        for name, x in tap.captured.items():
            self._keep_map(name, x)
        return state

    def _keep_map(self, name: str, x: Tensor) -> None:
        self._cache.keep_map(name, self._stage_of[name], to_feature_maps(x[0], self._generator.spec.layer(name).margin))


def _blocks_within(generator: LoadedGenerator, limit: int) -> frozenset[int]:
    """The blocks whose tensors are kept: from the lowest up, as many as fit into `limit` bytes, each edited."""
    total = 0
    kept = set()
    for index, layer in enumerate(generator.spec.blocks):
        cells = (layer.height + 2 * layer.margin) * (layer.width + 2 * layer.margin)
        maps = cells * layer.channels * generator.precision.dtype.itemsize
        total += 2 * maps + layer.height * layer.width * generator.spec.img_channels * 4
        if total > limit:
            break
        kept.add(index)
    return frozenset(kept)
