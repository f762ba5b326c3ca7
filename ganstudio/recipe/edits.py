"""What a person changes by hand: attribute sliders and spatial edits of feature maps."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec

from ganstudio.recipe.array import Array

NUMBER_MAX = 1_000_000.0
"""The largest multiplier or weight that is taken from a person; files may say more."""
Name = Annotated[str, msgspec.Meta(max_length=100_000)]
"""In a file; more than any field takes from a person."""
MULTIPLIER_SLIDER_MAX = 200
"""The multiplier slider's integer positions go from minus this to plus this (as in the original program)."""


class AttributeShift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, weakref=True):
    """Adds amount * vector to w.

    Attributes:
        name: As shown beside the slider.
        vector: float32 [w_dim], or [num_ws, w_dim] for a direction in w+.
        amount: -3..3 by the slider (integer position -30..30, divided by 10).
        first: First style layer that is moved. last: last style layer that is moved, None for the last there is.
    """

    name: Name
    vector: Array
    amount: float = 0.0
    first: int = 0
    last: int | None = None


class ChannelWeight(msgspec.Struct, frozen=True, array_like=True):
    """How strongly a spatial edit acts on one feature map: `layer` (`b16` or `b16.conv0`), `channel`, `weight`."""

    layer: Name
    channel: int
    weight: float


class StyleShift(msgspec.Struct, frozen=True, array_like=True):
    """Adds amount * deviation to one style channel, on the whole picture.

    The amount is what a person sets: it means about the same on every channel. How large a deviation is was measured
    on random faces of the model, and stands in the recipe beside it, so that the picture is made again without
    measuring anything, on any machine.

    Source: Wu et al. 2021, "StyleSpace Analysis", section 3.

    Attributes:
        layer: `b16.conv0`, `b16.conv1`, `b16.torgb`; see `GeneratorSpec.style_layers`. channel: counts from 0.
        amount: In standard deviations of the channel over random faces.
        deviation: Such a one in the network's numbers; 1 where the amount is in these.
    """

    layer: Name
    channel: int
    amount: float
    deviation: float = 1.0

    @property
    def place(self) -> tuple[str, int]:
        """The channel that it shifts."""
        return self.layer, self.channel

    @property
    def value(self) -> float:
        """What is added to the style."""
        return self.amount * self.deviation


class TabScript(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Python file of the user's that places a tab's selection, and how it is run; see `analysis.script_files`.

    Attributes:
        file: Its place in the workspace's `scripts/` folder, such as `spatial_map.py`; `/` between folders.
        arguments: Its own, each as it gets it.
        maps: The feature maps that it is given, each multiplied by its weight; those that the tab weighs if empty.
        write_selection: Write the tab's selection for it. write_image: write the picture for it.
        image_path: Tell it where the picture is; the picture is then written in any case.
        mode: When a new picture is made: `off`, `run` or `modify`, as a detector's.
        always: Run it on each new picture whatever the mode is, and on each picture that is opened.
        show_output: Show what it prints; hidden, it is shown only where the script fails.
        time_limit_s: It is ended after so many seconds.
    """

    file: str
    arguments: tuple[str, ...] = ()
    maps: tuple[ChannelWeight, ...] = ()
    write_selection: bool = True
    write_image: bool = True
    image_path: bool = False
    mode: str = "off"
    always: bool = False
    show_output: bool = False
    time_limit_s: float = 60.0

    @property
    def follows(self) -> bool:
        """Whether it runs when a new picture is made."""
        return self.always or self.mode != "off"


class SpatialEdit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, weakref=True):
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
        detector_mode: When a new picture is made: `off`; `run` (place the selection, leave the picture unmodified: the
            edit is held); `modify` (place the selection and apply the edit).
        held: Placed by a detector in mode `run` and not applied yet; its multiplier waits. Moving the multiplier
            applies it, see `applied`.
        curve: What the multiplier's slider stands for: `exponential` (the original's) or `linear`. Rendering does not
            need it.
        script: A script that places the selection instead of a detector, or None. Rendering does not need it either.
    """

    name: Name
    resolution: Annotated[int, msgspec.Meta(ge=0, le=1 << 16)]
    selection: Array
    weights: tuple[ChannelWeight, ...] = ()
    multiplier: float = 0.0
    mode: str = "add"
    feather: float = 0.0
    detector: Name = ""
    detector_mode: str = "off"
    curve: str = "exponential"
    held: bool = False
    script: TabScript | None = None

    @property
    def follows_detector(self) -> bool:
        """Whether a detector places its selection when a new picture is made."""
        return bool(self.detector) and self.detector_mode != "off"

    @property
    def follows_script(self) -> bool:
        """Whether a script places its selection when a new picture is made."""
        return self.script is not None and self.script.follows

    @property
    def is_placed(self) -> bool:
        """Whether a detector or a script places its selection when a new picture is made."""
        return self.follows_detector or self.follows_script

    @property
    def is_set(self) -> bool:
        """Whether its slider stands for something: it acts, or would once it is applied or its detector has run."""
        return (
            self.multiplier != 0.0
            and any(weight.weight != 0.0 for weight in self.weights)
            and (self.is_placed or bool(self.selection.numpy().any()))
        )

    @property
    def is_active(self) -> bool:
        """Whether it changes the picture at all."""
        return self.is_set and not self.held and bool(self.selection.numpy().any())


def applied(edit: SpatialEdit, **changes: object) -> SpatialEdit:
    """The edit, not held back any more, with some fields changed."""
    return msgspec.structs.replace(edit, **{"held": False, **changes})


def for_new_picture(edit: SpatialEdit) -> SpatialEdit:
    """The edit as a new picture gets it: held where its detector or script only runs: the picture stays unmodified."""
    if not edit.is_placed:
        return edit
    mode = edit.detector_mode if edit.script is None else edit.script.mode
    return msgspec.structs.replace(edit, held=mode == "run" and edit.multiplier != 0.0)


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
