"""What a person changes by hand: attribute sliders and spatial edits of feature maps."""

from __future__ import annotations

import math

import msgspec

from ganstudio.recipe.array import Array

MULTIPLIER_SLIDER_MAX = 200
"""The multiplier slider's integer positions go from minus this to plus this (as in the original program)."""


class AttributeShift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Adds amount * vector to w.

    Attributes:
        name: As shown beside the slider.
        vector: float32 [w_dim], or [num_ws, w_dim] for a direction in w+.
        amount: -3..3 by the slider (integer position -30..30, divided by 10).
        first: First style layer that is moved. last: last style layer that is moved, None for the last there is.
    """

    name: str
    vector: Array
    amount: float = 0.0
    first: int = 0
    last: int | None = None


class ChannelWeight(msgspec.Struct, frozen=True, array_like=True):
    """How strongly a spatial edit acts on one feature map: `layer` (`b16` or `b16.conv0`), `channel`, `weight`."""

    layer: str
    channel: int
    weight: float


class SpatialEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One spatial tab: feature maps, a painted selection, a multiplier.

    With mode `add`, `selection[y, x] * weight * multiplier` is added to each weighted feature map at (y, x).

    Attributes:
        name: The tab's name, unique within a recipe.
        resolution: The grid on which the tab paints: its selection has about this many rows (see `selection`).
        selection: float32 [rows, columns], signed; rescaled to each weighted layer (nearest up, mean of blocks down).
        weights: The weighted feature maps, of any layers.
        multiplier: See `multiplier_from_slider`.
        mode: `add`; `multiply` (x * (1 + value)); `set` (blend to weight * multiplier by |selection|, at most 1);
            `ablate` (blend to 0 by |selection|, whatever the size of weight and multiplier).
        feather: Softness of the selection's edge: a Gaussian's standard deviation in cells; 0 is hard.
        detector: Name of the model's detector that places the selection on new pictures; empty for none. Rendering
            does not need it: the selection it found is in the recipe.
        detector_mode: When a new picture is made: `off`; `run` (place the selection, leave the picture unmodified);
            `modify` (place the selection and apply the edit).
        curve: What the multiplier's slider stands for: `exponential` (the original's) or `linear`. Rendering does not
            need it.
    """

    name: str
    resolution: int
    selection: Array
    weights: tuple[ChannelWeight, ...] = ()
    multiplier: float = 0.0
    mode: str = "add"
    feather: float = 0.0
    detector: str = ""
    detector_mode: str = "off"
    curve: str = "exponential"

    @property
    def is_active(self) -> bool:
        """Whether it changes the picture at all."""
        return (
            self.multiplier != 0.0
            and any(weight.weight != 0.0 for weight in self.weights)
            and bool(self.selection.numpy().any())
        )


def multiplier_from_slider(position: int) -> float:
    """sign(v) * exp(|v| / 20), and 0 at v = 0, for v in -200..200 (the original's multiplier slider)."""
    return math.copysign(math.exp(abs(position) / 20.0), position) if position else 0.0


def slider_from_multiplier(multiplier: float) -> int:
    """The slider position, -200..200, whose multiplier is nearest on the slider's scale to the given one."""
    magnitude = abs(multiplier)
    if magnitude < 0.5 * math.exp(1 / 20.0):
        return 0
    position = min(MULTIPLIER_SLIDER_MAX, max(1, round(20.0 * math.log(magnitude)))) if magnitude > 1.0 else 1
    return position if multiplier > 0 else -position
