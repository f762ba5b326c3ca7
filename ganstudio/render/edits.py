"""The recipe's spatial edits and style shifts as the network's seam takes them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from ganstudio.networks.synthesis import style_name
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


class StyleEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What a recipe adds to the styles of one layer; equal values do the same.

    Attributes:
        layer: As the seam calls these styles. channels: each once, ascending. values: what is added to each.
    """

    layer: str
    channels: tuple[int, ...]
    values: tuple[float, ...]
    mode: str = "add"

    def mask(self, size: tuple[int, int]) -> Float32Array:
        """A style has no places: 1 in its single cell."""
        return np.ones(size, np.float32)


Edits = tuple[LayerEdit, ...] | tuple[StyleEdit, ...]


def layer_edits(recipe: Recipe, spec: GeneratorSpec) -> dict[str, Edits]:
    """What the recipe's active edits do, by layer, in the recipe's order, and its style shifts, by the seam's name.

    Layers without edits are left out.
    """
    margins = {layer.name: layer.margin for layer in spec.layers}
    edits: dict[str, list[LayerEdit]] = {}
    for edit in recipe.active_edits:
        for layer, part in _by_layer(edit, margins).items():
            edits.setdefault(layer, []).append(part)
    found: dict[str, Edits] = {layer: tuple(parts) for layer, parts in edits.items()}
    found.update({part.layer: (part,) for part in _style_edits(recipe)})
    return found


def _style_edits(recipe: Recipe) -> list[StyleEdit]:
    values: dict[str, dict[int, float]] = {}
    for shift in recipe.style_shifts:
        values.setdefault(style_name(shift.layer), {})[shift.channel] = shift.value
    return [
        StyleEdit(
            layer=name, channels=tuple(sorted(of_layer)), values=tuple(of_layer[number] for number in sorted(of_layer))
        )
        for name, of_layer in values.items()
    ]


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
