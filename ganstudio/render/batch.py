"""Rendering many recipes for jobs on a GPU: those that can share a run of the network do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.synthesis import BlockState
from ganstudio.networks.taps import EditTap
from ganstudio.render.cache import FeatureMaps, Pixels
from ganstudio.render.image import to_feature_maps, to_picture
from ganstudio.render.noise import network_noise
from ganstudio.render.placement import placement_of
from ganstudio.render.plan import RenderPlan, first_difference

_PIXELS_AT_ONCE = 4 << 20  # 64 images of 256x256, 4 of 1024x1024: enough to keep a GPU busy


def render_together(
    generator: LoadedGenerator, plans: Sequence[RenderPlan], capture: Sequence[str]
) -> list[tuple[Pixels, dict[str, FeatureMaps]]]:
    """Make the pictures of many plans, several in one run of the network. Call it in inference mode.

    Blocks that all images of a run share are computed once. A convolution over several images may add in another
    order than over one, so a picture may differ from a single render by one step of 255 here and there.

    Args:
        generator: The model.
        plans: What to compute.
        capture: Names of layers of the model.

    Returns:
        uint8 pixels and float32 maps by layer, for each plan in order.
    """
    results: dict[int, tuple[Pixels, dict[str, FeatureMaps]]] = {}
    for group in _groups(plans, generator):
        rendered = _render_group(generator, [plans[index] for index in group], capture)
        results.update(zip(group, rendered, strict=True))
    return [results[index] for index in range(len(plans))]


def _groups(plans: Sequence[RenderPlan], generator: LoadedGenerator) -> Iterator[list[int]]:
    """Indices of plans that may share a run: noise of one mode and strength, and no more at once than memory bears."""
    by_noise: dict[object, list[int]] = {}
    for index, plan in enumerate(plans):
        by_noise.setdefault((plan.recipe.noise.mode, plan.recipe.noise.strengths), []).append(index)
    size = max(1, min(64, _PIXELS_AT_ONCE // (generator.spec.img_height * generator.spec.img_width)))
    for indices in by_noise.values():
        for start in range(0, len(indices), size):
            yield indices[start : start + size]


def _render_group(
    generator: LoadedGenerator, plans: Sequence[RenderPlan], capture: Sequence[str]
) -> list[tuple[Pixels, dict[str, FeatureMaps]]]:
    synthesis = generator.network.synthesis
    ws = torch.from_numpy(np.stack([plan.ws for plan in plans])).to(generator.device)  # [n, num_ws, w_dim]
    noise = network_noise([plan.recipe.noise for plan in plans], generator.spec)
    shared = min(first_difference(plans[0], plan) for plan in plans) // 2  # blocks that are the same for all
    recipes = [plan.recipe for plan in plans]
    state = synthesis.start(1, placement_of(recipes[:1]))
    common = EditTap([plans[0].edits], capture)
    one_noise = network_noise([plans[0].recipe.noise], generator.spec)
    while state.index < shared:
        state = synthesis.advance(state, ws[:1], noise=one_noise, tap=common)
    own = EditTap([plan.edits for plan in plans], capture)
    if not shared:
        state = synthesis.start(len(plans), placement_of(recipes))
    elif shared < synthesis.count:
        state = _repeated(state, len(plans))
    while state.index < synthesis.count:
        state = synthesis.advance(state, ws, noise=noise, tap=own)
    if state.image is None:
        raise AssertionError("the last block always has ToRGB")
    captured = {**common.captured, **own.captured}
    return [
        (
            to_picture(state.image[number % len(state.image)]),
            {
                name: to_feature_maps(x[number % len(x)], generator.spec.layer(name).margin)
                for name, x in captured.items()
            },
        )
        for number in range(len(plans))
    ]


def _repeated(state: BlockState, count: int) -> BlockState:
    """The state of one image as that of several equal ones."""
    x = state.x.expand(count, -1, -1, -1).contiguous(memory_format=torch.channels_last)
    if state.x.is_contiguous():
        x = x.contiguous()
    image = None if state.image is None else state.image.expand(count, -1, -1, -1).contiguous()
    return BlockState(index=state.index, x=x, image=image)
