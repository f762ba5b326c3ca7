"""What is done at the network's one seam: edits added to feature maps, and feature maps captured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.errors import RecipeError
from ganstudio.networks.masks import resize_mask
from ganstudio.networks.ops import FLOAT16_LIMIT
from ganstudio.spec import GeneratorSpec, LayerSpec


@dataclass(frozen=True, kw_only=True, eq=False)
class FeatureMapEdit:
    """Adds `mask * weight * multiplier` to some channels of one layer.

    Attributes:
        layer: `b16` or `b16.conv0`.
        channels: Weight of each edited channel.
        mask: float32 [h, w], or [n, h, w] with one an image, in any resolution; None means 1 everywhere.
        multiplier: Factor on the whole edit.
    """

    layer: str
    channels: Mapping[int, float]
    mask: npt.NDArray[np.float32] | None
    multiplier: float = 1.0

    def check(self, spec: GeneratorSpec, batch_size: int) -> None:
        """Refuse an edit that does not fit the model.

        Raises:
            RecipeError: The layer or a channel does not exist, a number is not finite, or the mask's shape is wrong.
        """
        layer = spec.layer(self.layer)
        for channel, weight in self.channels.items():
            if not 0 <= channel < layer.channels:
                raise RecipeError(
                    f"Channel {channel} is not in layer '{layer.name}' (it has channels 0 to {layer.channels - 1}). "
                    "Choose another channel or layer."
                )
            if not np.isfinite(weight):
                raise RecipeError(f"The weight of channel {channel} in layer '{layer.name}' is {weight}, not a number.")
        if not np.isfinite(self.multiplier):
            raise RecipeError(f"The multiplier of the edit at layer '{layer.name}' is {self.multiplier}, not a number.")
        if self.mask is not None:
            self._check_mask(self.mask, batch_size)

    def _check_mask(self, mask: npt.NDArray[np.float32], batch_size: int) -> None:
        shape = list(mask.shape)
        if mask.ndim not in (2, 3) or 0 in shape or (mask.ndim == 3 and shape[0] not in (1, batch_size)):
            raise RecipeError(
                f"The mask of the edit at layer '{self.layer}' has shape {shape}; [h, w] is accepted, "
                f"or [{batch_size}, h, w] with one an image."
            )
        if not np.isfinite(mask).all():
            raise RecipeError(f"The mask of the edit at layer '{self.layer}' contains values that are not numbers.")

    def images(self, part: slice) -> FeatureMapEdit:
        """The edit as it is for some images of the batch."""
        if self.mask is None or self.mask.ndim == 2 or self.mask.shape[0] == 1:
            return self
        return FeatureMapEdit(
            layer=self.layer, channels=self.channels, mask=self.mask[part], multiplier=self.multiplier
        )

    def shift(self, layer: LayerSpec, device: torch.device) -> tuple[Tensor, Tensor]:
        """What the edit adds.

        Returns:
            int64 [k], the channels; float32 [n or 1, k, h, w], what is added to them.
        """
        channels = torch.tensor(list(self.channels), dtype=torch.int64, device=device)
        weights = torch.tensor(list(self.channels.values()), dtype=torch.float32, device=device) * self.multiplier
        mask = np.ones((1, 1), np.float32) if self.mask is None else self.mask
        resized = torch.from_numpy(np.ascontiguousarray(resize_mask(mask, (layer.height, layer.width))))
        resized = resized.to(device).reshape(-1, 1, layer.height, layer.width)  # [n or 1, 1, h, w]
        return channels, resized * weights[:, None, None]


class EditAndCapture:
    """A tap that adds edits and then keeps the feature maps asked for; used for one run, by one thread."""

    def __init__(
        self, spec: GeneratorSpec, edits: Sequence[FeatureMapEdit] = (), *, capture: Collection[str] = ()
    ) -> None:
        self.feature_maps: dict[str, Tensor] = {}
        self._capture = frozenset(capture)
        self._edits: dict[str, list[FeatureMapEdit]] = {}
        self._layers = {layer.name: layer for layer in spec.layers}
        for edit in edits:
            self._edits.setdefault(edit.layer, []).append(edit)

    def __call__(self, layer_name: str, x: Tensor) -> Tensor:
        """[n, c, h, w] -> the same with the layer's edits added."""
        for edit in self._edits.get(layer_name, ()):
            x = add_shift(x, *edit.shift(self._layers[layer_name], x.device))
        if layer_name in self._capture:
            self.feature_maps[layer_name] = x.float()
        return x


def add_shift(x: Tensor, channels: Tensor, shift: Tensor) -> Tensor:
    """Add to some channels, leaving x itself as it was.

    Args:
        x: [n, c, h, w].
        channels: int64 [k].
        shift: float32 [n or 1, k, h, w].

    Returns:
        [n, c, h, w] in the dtype and memory format of x.
    """
    edited = x[:, channels].float() + shift  # [n, k, h, w]
    if x.dtype == torch.float16:
        edited = edited.clamp(-FLOAT16_LIMIT, FLOAT16_LIMIT)
    result = x.clone()
    result[:, channels] = edited.to(x.dtype)
    return result
