"""The recipe's spatial edits at the network's one seam, and the capture of feature maps there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec
import torch
from torch import Tensor

from ganstudio.networks.ops import FLOAT16_LIMIT
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.render.masks import layer_mask


class LayerEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What one spatial edit does to one layer; equal values do the same.

    Attributes:
        mode: `add`, `multiply`, `set` or `ablate`.
        selection: float32 [rows, columns]. feather: softness of its edge, in its cells.
        channels: The feature maps, each once, ascending. values: weight * multiplier of each.
    """

    mode: str
    selection: Array
    feather: float
    channels: tuple[int, ...]
    values: tuple[float, ...]


def layer_edits(recipe: Recipe) -> dict[str, tuple[LayerEdit, ...]]:
    """What the recipe's active edits do, by layer, in the recipe's order; layers without edits are left out."""
    edits: dict[str, list[LayerEdit]] = {}
    for edit in recipe.active_edits:
        for layer, part in _by_layer(edit).items():
            edits.setdefault(layer, []).append(part)
    return {layer: tuple(parts) for layer, parts in edits.items()}


def _by_layer(edit: SpatialEdit) -> dict[str, LayerEdit]:
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
                channels=channels,
                values=tuple(of_layer[channel] * edit.multiplier for channel in channels),
            )
    return parts


class RecipeTap:
    """Called after each layer: applies each image's edits, then keeps the maps asked for. For one run, one thread.

    Only the edited channels are touched, on a copy: what the network computed stays as it was, and may be kept.

    Attributes:
        captured: What was kept, by layer: [n, c, h, w] in the network's working format.
        output: The layer's output seen last, before its edits; after a block has run, the block's.
    """

    output: Tensor

    def __init__(self, edits: Sequence[dict[str, tuple[LayerEdit, ...]]], capture: Collection[str] = ()) -> None:
        """Prepares for a batch.

        Args:
            edits: One mapping an image, as `layer_edits` gives it.
            capture: Names of the layers to keep.
        """
        self.captured: dict[str, Tensor] = {}
        self._edits = edits
        self._capture = frozenset(capture)

    def __call__(self, layer: str, x: Tensor) -> Tensor:
        """[n, c, h, w] -> the same shape and dtype, edits applied."""
        self.output = x
        parts = [edits.get(layer, ()) for edits in self._edits]
        if any(parts):
            x = x.clone()
            for image, edits in zip(x, parts, strict=True):
                if edits:
                    _apply(edits, image)
        if layer in self._capture:
            self.captured[layer] = x
        return x


def _apply(edits: Iterable[LayerEdit], image: Tensor) -> None:
    """Apply one image's edits of one layer in place, their sum in float32 and rounded once.

    Args:
        edits: In the recipe's order.
        image: [c, h, w], which the caller owns.
    """
    edits = tuple(edits)
    channels = sorted({channel for edit in edits for channel in edit.channels})
    place = {channel: index for index, channel in enumerate(channels)}
    index = torch.tensor(channels, device=image.device)
    maps = image[index].float()  # [k, h, w]
    for edit in edits:
        rows = torch.tensor([place[channel] for channel in edit.channels], device=image.device)
        maps[rows] = _edited(maps[rows], edit)
    if image.dtype == torch.float16:
        maps = maps.clamp(-FLOAT16_LIMIT, FLOAT16_LIMIT)
    image[index] = maps.to(image.dtype)


def _edited(maps: Tensor, edit: LayerEdit) -> Tensor:
    """The edited channels' maps, float32 [k, h, w] -> the same shape."""
    size = (maps.shape[1], maps.shape[2])
    mask = torch.tensor(layer_mask(edit.selection, edit.feather, size), device=maps.device)  # [h, w]
    largest = torch.finfo(torch.float32).max
    values = torch.tensor(edit.values, dtype=torch.float64).clamp(-largest, largest)
    values = values.to(device=maps.device, dtype=torch.float32)[:, None, None]  # [k, 1, 1]
    match edit.mode:
        case "multiply":
            return maps * (1.0 + mask * values)
        case "set":
            signed = mask.clamp(-1.0, 1.0)
            return maps * (1.0 - signed.abs()) + signed * values
        case "ablate":
            return maps * (1.0 - mask.abs().clamp(max=1.0))
        case _:
            return maps + mask * values
