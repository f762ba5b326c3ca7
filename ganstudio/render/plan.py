"""What each stage of the network takes from a recipe: two plans are compared to find what must be computed anew.

A block is two stages: its convolutions, with the edits between them; and its end, where its output is edited and
turned into colors. So an edit of a block's output costs no convolution of that block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.networks.config import StageShape
from ganstudio.networks.synthesis import style_name
from ganstudio.recipe.document import Recipe
from ganstudio.render.edits import Edits, layer_edits
from ganstudio.render.noise import noise_key
from ganstudio.spec import GeneratorSpec


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that a stage's result depends on besides what enters it: equal stages give equal bits.

    Attributes:
        ws: The rows of ws that the stage reads, as bytes.
        noise: See `noise_key`; the same for all stages that have none.
        placement: How the picture is moved and turned, in the first stage.
        edits: What is done to the maps in this stage. styles: and to the styles that it makes.
    """

    ws: bytes
    noise: tuple[str, int, float]
    placement: tuple[float, ...]
    edits: Edits
    styles: tuple[Edits, ...]


@dataclass(frozen=True, kw_only=True)
class RenderPlan:
    """One recipe as the network sees it.

    Attributes:
        recipe: It. ws: float32 [num_ws, w_dim]. edits: see `layer_edits`.
        stages: Two a block, lowest resolution first: block i's convolutions at 2 * i, its end at 2 * i + 1.
    """

    recipe: Recipe
    ws: npt.NDArray[np.float32]
    edits: dict[str, Edits]
    stages: tuple[Stage, ...]


def make_plan(
    recipe: Recipe, ws: npt.NDArray[np.float32], shapes: Sequence[StageShape], spec: GeneratorSpec
) -> RenderPlan:
    """Split a recipe by stage.

    Args:
        recipe: Checked against the model.
        ws: float32 [num_ws, w_dim], computed from it.
        shapes: The network's stages.
        spec: The model's sizes.
    """
    edits = layer_edits(recipe, spec)
    stages = [
        Stage(
            ws=ws[shape.rows].tobytes(),
            noise=noise_key(recipe.noise, shape.noise),
            placement=() if index else (*recipe.translate, recipe.rotate),
            edits=edits.get(shape.layer, ()),
            styles=tuple(edits[name] for name in map(style_name, shape.styles) if name in edits),
        )
        for index, shape in enumerate(shapes)
    ]
    return RenderPlan(recipe=recipe, ws=ws, edits=edits, stages=tuple(stages))


def first_difference(before: RenderPlan | None, after: RenderPlan) -> int:
    """The index of the first stage that differs; the number of stages where none does."""
    if before is None:
        return 0
    pairs = enumerate(zip(before.stages, after.stages, strict=True))
    return next((index for index, (old, new) in pairs if old != new), len(after.stages))
