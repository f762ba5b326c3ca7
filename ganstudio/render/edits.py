"""The recipe's spatial edits as the network's seam takes them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.render.masks import Float32Array, layer_mask
from ganstudio.spec import GeneratorSpec


class LayerEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What one spatial edit does to one layer; equal values do the same.

    Attributes:
        mode: `add`, `multiply`, `set` or `ablate`.
        selection: float32 [rows, columns]. feather: softness of its edge, in its cells.
        margin: Cells of the layer on each side that lie beyond the picture.
        channels: The feature maps, each once, ascending. values: weight * multiplier of each.
    """

    mode: str
    selection: Array
    feather: float
    margin: int = 0
    channels: tuple[int, ...]
    values: tuple[float, ...]

    def mask(self, size: tuple[int, int]) -> Float32Array:
        """The selection as a layer of that size sees it."""
        return layer_mask(self.selection, self.feather, size, self.margin)


def layer_edits(recipe: Recipe, spec: GeneratorSpec) -> dict[str, tuple[LayerEdit, ...]]:
    """What the recipe's active edits do, by layer, in the recipe's order; layers without edits are left out."""
    margins = {layer.name: layer.margin for layer in spec.layers}
    edits: dict[str, list[LayerEdit]] = {}
    for edit in recipe.active_edits:
        for layer, part in _by_layer(edit, margins).items():
            edits.setdefault(layer, []).append(part)
    return {layer: tuple(parts) for layer, parts in edits.items()}


def _by_layer(edit: SpatialEdit, margins: Mapping[str, int]) -> dict[str, LayerEdit]:
    weights: dict[str, dict[int, float]] = {}
    for entry in edit.weights:
        of_layer = weights.setdefault(entry.layer, {})
        of_layer[entry.channel] = of_layer.get(entry.channel, 0.0) + entry.weight
    parts: dict[str, LayerEdit] = {}
    for layer, of_layer in weights.items():
        channels = tuple(sorted(channel for channel, weight in of_layer.items() if weight))
        if channels:
            parts[layer] = LayerEdit(
                mode=edit.mode,
                selection=edit.selection,
                feather=edit.feather,
                margin=margins[layer],
                channels=channels,
                values=tuple(of_layer[channel] * edit.multiplier for channel in channels),
            )
    return parts
