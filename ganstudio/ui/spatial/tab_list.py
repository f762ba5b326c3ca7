"""Lists of spatial tabs and the maps that they weigh. Values in, values out; no Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.spec import LayerSpec
from ganstudio.ui.spatial.painting.grid import Grid, empty_selection

Edits = tuple[SpatialEdit, ...]
RANDOM_MAPS = 8
"""How many maps `randomised` draws for a tab that weighs none yet."""


def changed(edit: SpatialEdit, **fields: object) -> SpatialEdit:
    """The tab with some fields changed."""
    return msgspec.structs.replace(edit, **fields)


def find(edits: Edits, name: str) -> SpatialEdit | None:
    """The tab of that name."""
    return next((edit for edit in edits if edit.name == name), None)


def place(edits: Edits, name: str) -> int:
    """Where the tab of that name stands."""
    return next(index for index, edit in enumerate(edits) if edit.name == name)


def unique_name(wanted: str, edits: Iterable[SpatialEdit]) -> str:
    """The name itself, or with a number behind it if it is taken: `hair`, `hair 2`, `hair 3`."""
    taken = {edit.name for edit in edits}
    if wanted not in taken:
        return wanted
    stem = re.sub(r" \d+$", "", wanted)
    numbered = (f"{stem} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in numbered if name not in taken)


def new_tab(edits: Edits, grid: Grid, name: str = "tab") -> SpatialEdit:
    """A tab with nothing selected and nothing weighted, whose slider is for weights in deviations."""
    return SpatialEdit(
        name=unique_name(name, edits), resolution=grid.rows, selection=empty_selection(grid), curve="linear"
    )


def successor(before: Edits, after: Edits, name: str) -> str:
    """The tab to show when the one that was shown is not in the new list: the one in its place, else the last one."""
    index = next((index for index, edit in enumerate(before) if edit.name == name), 0)
    return after[min(index, len(after) - 1)].name if after else ""


def cleared(edits: Edits) -> Edits:
    """With every selection empty."""
    return tuple(changed(edit, selection=Array(np.zeros(edit.selection.shape, np.float32))) for edit in edits)


def with_weights(edit: SpatialEdit, layer: str, weights: Mapping[int, float]) -> SpatialEdit:
    """The tab with some maps of a layer weighted otherwise; a weight of 0 takes the map out."""
    kept = [weight for weight in edit.weights if weight.layer != layer or weight.channel not in weights]
    added = [ChannelWeight(layer, channel, float(weight)) for channel, weight in weights.items() if weight != 0.0]
    return changed(edit, weights=(*kept, *added))


def randomised(edit: SpatialEdit, layer: LayerSpec, rng: np.random.Generator) -> SpatialEdit:
    """New weights (normal, mean 0, deviation 1) for the tab's maps, or for some maps of the layer if it has none."""
    weights = edit.weights
    if not weights:
        chosen = np.sort(rng.choice(layer.channels, min(RANDOM_MAPS, layer.channels), replace=False))
        weights = tuple(ChannelWeight(layer.name, int(channel), 1.0) for channel in chosen)
    drawn = np.round(rng.standard_normal(len(weights)), 3)
    fresh = (ChannelWeight(old.layer, old.channel, float(new)) for old, new in zip(weights, drawn, strict=True))
    return changed(edit, weights=tuple(fresh))
