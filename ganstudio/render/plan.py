"""What each block of the network takes from a recipe: two plans are compared to find what must be computed anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.networks.config import GeneratorConfig
from ganstudio.recipe.document import Recipe
from ganstudio.render.noise import noise_key
from ganstudio.render.taps import LayerEdit, layer_edits


@dataclass(frozen=True, kw_only=True)
class BlockPlan:
    """Everything that a block's output depends on besides what enters it: equal plans give equal bits.

    Attributes:
        ws: The rows of ws that the block reads, as bytes. noise: see `noise_key`.
        edits: What is done after conv0 and after conv1, in this order.
    """

    ws: bytes
    noise: tuple[str, int, float]
    edits: tuple[tuple[LayerEdit, ...], tuple[LayerEdit, ...]]


@dataclass(frozen=True, kw_only=True)
class RenderPlan:
    """One recipe as the network sees it.

    Attributes:
        recipe: It. ws: float32 [num_ws, w_dim]. edits: by layer. blocks: lowest resolution first.
    """

    recipe: Recipe
    ws: npt.NDArray[np.float32]
    edits: dict[str, tuple[LayerEdit, ...]]
    blocks: tuple[BlockPlan, ...]


def make_plan(recipe: Recipe, ws: npt.NDArray[np.float32], config: GeneratorConfig) -> RenderPlan:
    """Split a recipe by block.

    Args:
        recipe: Checked against the model.
        ws: float32 [num_ws, w_dim], computed from it.
        config: The network's shape.
    """
    edits = layer_edits(recipe)
    blocks = []
    for index, resolution in enumerate(config.block_resolutions):
        name = f"b{resolution}"
        last_row = 2 * index + (2 if config.has_torgb(index) else 1)
        rows = ws[max(2 * index - 1, 0) : last_row]
        parts = (edits.get(f"{name}.conv0", ()), edits.get(name, ()))
        blocks.append(BlockPlan(ws=rows.tobytes(), noise=noise_key(recipe.noise, name), edits=parts))
    return RenderPlan(recipe=recipe, ws=ws, edits=edits, blocks=tuple(blocks))


def first_difference(before: RenderPlan | None, after: RenderPlan) -> int:
    """The index of the first block that differs; the number of blocks where none does."""
    if before is None:
        return 0
    pairs = enumerate(zip(before.blocks, after.blocks, strict=True))
    return next((index for index, (old, new) in pairs if old != new), len(after.blocks))
