"""What each stage of the network takes from a recipe: two plans are compared to find what must be computed anew.

A block is two stages: its convolutions, with the edits between them; and its end, where its output is edited and
turned into colors. So an edit of a block's output costs no convolution of that block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.networks.config import GeneratorConfig
from ganstudio.recipe.document import Recipe
from ganstudio.render.edits import LayerEdit, layer_edits
from ganstudio.render.noise import noise_key


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that a stage's result depends on besides what enters it: equal stages give equal bits.

    Attributes:
        ws: The rows of ws that the stage reads, as bytes.
        noise: See `noise_key`; the same for all ends of blocks, which have none.
        edits: What is done to the maps in this stage.
    """

    ws: bytes
    noise: tuple[str, int, float]
    edits: tuple[LayerEdit, ...]


@dataclass(frozen=True, kw_only=True)
class RenderPlan:
    """One recipe as the network sees it.

    Attributes:
        recipe: It. ws: float32 [num_ws, w_dim]. edits: by layer.
        stages: Two a block, lowest resolution first: block i's convolutions at 2 * i, its end at 2 * i + 1.
    """

    recipe: Recipe
    ws: npt.NDArray[np.float32]
    edits: dict[str, tuple[LayerEdit, ...]]
    stages: tuple[Stage, ...]


def make_plan(recipe: Recipe, ws: npt.NDArray[np.float32], config: GeneratorConfig) -> RenderPlan:
    """Split a recipe by stage.

    Args:
        recipe: Checked against the model.
        ws: float32 [num_ws, w_dim], computed from it.
        config: The network's shape.
    """
    edits = layer_edits(recipe)
    stages = []
    for index, resolution in enumerate(config.block_resolutions):
        name = f"b{resolution}"
        convolutions = ws[max(2 * index - 1, 0) : 2 * index + 1]
        colors = ws[2 * index + 1 : 2 * index + 2] if config.has_torgb(index) else ws[:0]
        noise = noise_key(recipe.noise, name)
        stages.append(Stage(ws=convolutions.tobytes(), noise=noise, edits=edits.get(f"{name}.conv0", ())))
        stages.append(Stage(ws=colors.tobytes(), noise=("none", 0, 0.0), edits=edits.get(name, ())))
    return RenderPlan(recipe=recipe, ws=ws, edits=edits, stages=tuple(stages))


def first_difference(before: RenderPlan | None, after: RenderPlan) -> int:
    """The index of the first stage that differs; the number of stages where none does."""
    if before is None:
        return 0
    pairs = enumerate(zip(before.stages, after.stages, strict=True))
    return next((index for index, (old, new) in pairs if old != new), len(after.stages))
