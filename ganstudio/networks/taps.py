"""What is done at the network's one seam: edits of feature maps applied, and feature maps kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.interruption import check_interruption
from ganstudio.networks.ops import FLOAT16_LIMIT


class LayerEdit(Protocol):
    """What one edit does to one layer of one image."""

    @property
    def mode(self) -> str:
        """`add`, `multiply`, `set` or `ablate`."""

    @property
    def channels(self) -> tuple[int, ...]:
        """The feature maps, each once."""

    @property
    def values(self) -> tuple[float, ...]:
        """Weight * multiplier of each."""

    def mask(self, size: tuple[int, int]) -> npt.NDArray[np.float32]:
        """Where it acts and how strongly: float32 of the layer's size."""


LayerEdits = Mapping[str, Sequence[LayerEdit]]
"""The edits of one image by layer, each layer's in order."""


class EditTap:
    """Called for each layer: applies each image's edits, then keeps what is asked for. For one run, one thread.

    Only the edited channels are touched, on a copy: what the network computed stays as it was, and may be kept.
    Styles are edited as maps of a single cell are.

    Attributes:
        captured: What was kept, by name: [n, c, h, w] in the network's working format; styles as float32 [n, c].
        output: The layer's output seen last, before its edits; after a block has run, the block's.
    """

    output: Tensor

    def __init__(self, edits: Sequence[LayerEdits], capture: Collection[str] = ()) -> None:
        """Prepares for a batch.

        Args:
            edits: Those of each image.
            capture: Names of the layers to keep.
        """
        self.captured: dict[str, Tensor] = {}
        self._edits = edits
        self._capture = frozenset(capture)

    def __call__(self, layer: str, x: Tensor) -> Tensor:
        """[n, c, h, w], or styles [n, c] -> the same shape and dtype, edits applied.

        Raises:
            InterruptedWork: The picture is not wanted any more.
        """
        check_interruption()
        if x.ndim == 4:
            self.output = x
        parts = [edits.get(layer, ()) for edits in self._edits]
        if any(parts):
            x = x.clone()
            for image, edits in zip(x, parts, strict=True):
                if edits:
                    _apply(edits, image if image.ndim == 3 else image[:, None, None])
        if layer in self._capture:
            self.captured[layer] = x
        return x


def _apply(edits: Sequence[LayerEdit], image: Tensor) -> None:
    """Apply one image's edits of one layer in place, their sum in float32 and rounded once.

    Args:
        edits: In order.
        image: [c, h, w], which the caller owns.
    """
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
    mask = torch.tensor(edit.mask((maps.shape[1], maps.shape[2])), device=maps.device)  # [h, w]
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
