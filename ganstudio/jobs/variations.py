"""Variations: what a job does with each face it starts from; one face and one variation give a row of pictures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from ganstudio.errors import JobError
from ganstudio.jobs.axes import Axis
from ganstudio.jobs.names import padded
from ganstudio.recipe.document import Recipe, with_attribute, with_edit
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit, applied

MOST_PICTURES = 10_000_000

Values = tuple[tuple[str, float], ...]
"""What varied and its value, such as (("mouth_open", 99.5),)."""

MapUnit = Literal["raw", "deviation"]
"""Of a map's weight: the numbers of the network, or the map's own standard deviation over random pictures."""


@dataclass(frozen=True)
class Varied:
    """One picture of a row.

    Attributes:
        words: What file names say, such as `mouth_open-2`.
        recipe: The picture's.
        values: What varied. unit: of the values, as captions write it; empty for none.
        map: The one feature map that the picture shows, with its weight; None where it shows no single one.
    """

    words: tuple[str, ...]
    recipe: Recipe
    values: Values
    unit: str = ""
    map: ChannelWeight | None = None


class AsIs(msgspec.Struct, frozen=True, kw_only=True, tag="as_is", tag_field="kind", forbid_unknown_fields=True):
    """The face as it is."""

    def __len__(self) -> int:
        return 1

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """The recipe itself."""
        yield Varied((), recipe, ())


class Together(msgspec.Struct, frozen=True, kw_only=True, tag="together", tag_field="kind", forbid_unknown_fields=True):
    """All axes step at once (the original's "spectrum")."""

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        _require_axes(self.axes)
        lengths = {len(axis.values) for axis in self.axes}
        if len(lengths) > 1:
            raise JobError(f"Axes that step together need one count; these have {sorted(lengths)}.")

    def __len__(self) -> int:
        return len(self.axes[0].values)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """One picture a step."""
        for index in range(len(self)):
            yield _at(recipe, self.axes, [index] * len(self.axes))


class InTurn(msgspec.Struct, frozen=True, kw_only=True, tag="in_turn", tag_field="kind", forbid_unknown_fields=True):
    """One axis after another (the original's "sequential").

    While one moves, those before it stay at their last value and those after it at their first, so that the pictures
    make one continuous movement.
    """

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        _require_axes(self.axes)

    def __len__(self) -> int:
        return sum(len(axis.values) for axis in self.axes)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """Each axis over all its values."""
        for moving, axis in enumerate(self.axes):
            for index in range(len(axis.values)):
                indices = [
                    len(other.values) - 1 if position < moving else 0 for position, other in enumerate(self.axes)
                ]
                indices[moving] = index
                varied = _at(recipe, self.axes, indices)
                words = (f"{padded(moving, len(self.axes))}_{axis.file_word(index)}",)
                yield Varied(words, varied.recipe, varied.values)


class EveryCombination(
    msgspec.Struct, frozen=True, kw_only=True, tag="every_combination", tag_field="kind", forbid_unknown_fields=True
):
    """Every combination of the axes' values; the last axis runs fastest."""

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        _require_axes(self.axes)
        require_bearable(math.prod(len(axis.values) for axis in self.axes))

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """One picture a combination."""
        for indices in itertools.product(*(range(len(axis.values)) for axis in self.axes)):
            yield _at(recipe, self.axes, list(indices))


class EachMap(msgspec.Struct, frozen=True, kw_only=True, tag="each_map", tag_field="kind", forbid_unknown_fields=True):
    """Each feature map of a list alone, once with its weight and once with minus it (the original's "axis-aligned").

    Attributes:
        layer: Where the maps are, such as `b16`.
        maps: Channel and weight of each.
        edit: The spatial edit whose selection, multiplier and mode are used; its own weights are not.
        unit: Of the weights.
        deviations: Of all maps of the layer, where the unit is that; empty until `map_units.with_deviations`.
    """

    layer: str
    maps: tuple[tuple[int, float], ...]
    edit: SpatialEdit
    unit: MapUnit = "raw"
    deviations: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.maps:
            raise JobError("No feature map was chosen. Name some, such as 0_15.")
        _require_visible(self.edit)

    def __len__(self) -> int:
        return 2 * len(self.maps)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """`<map>_p` and `<map>_n` for each map."""
        largest = max(channel for channel, _ in self.maps)
        for channel, weight in self.maps:
            for sign, word in ((1.0, "p"), (-1.0, "n")):
                weights = (ChannelWeight(self.layer, channel, sign * weight * _size(self, channel)),)
                edited = with_edit(recipe, applied(self.edit, weights=weights))
                values = ((f"{self.layer} map {channel}", sign * weight * self.edit.multiplier),)
                name = f"{padded(channel, largest + 1)}_{word}_{self.layer}"
                shown = ChannelWeight(self.layer, channel, sign * weight)
                yield Varied((name,), edited, values, UNIT_WORDS[self.unit], shown)


class RandomMaps(
    msgspec.Struct, frozen=True, kw_only=True, tag="random_maps", tag_field="kind", forbid_unknown_fields=True
):
    """Random weights on random feature maps of a layer; the same seed gives the same ones.

    Attributes:
        layer: Where the maps are. channels: how many it has.
        count: Pictures to make.
        maps_per_picture: How many maps get a weight, drawn from a normal distribution of deviation 1.
        edit, unit, deviations: As in EachMap.
        seed: Of the draws: picture k uses (seed, k), so that each can be made alone.
    """

    layer: str
    channels: int
    count: int
    maps_per_picture: int
    edit: SpatialEdit
    seed: int
    unit: MapUnit = "raw"
    deviations: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.count < 1:
            raise JobError(f"{self.count} pictures were asked for; 1 or more are needed.")
        if not 1 <= self.maps_per_picture <= self.channels:
            raise JobError(
                f"{self.maps_per_picture} maps a picture were asked for; layer {self.layer} has {self.channels}."
            )
        _require_visible(self.edit)

    def __len__(self) -> int:
        return self.count

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """One picture a draw."""
        for index in range(self.count):
            random = np.random.default_rng((self.seed, index))
            channels = np.sort(random.choice(self.channels, self.maps_per_picture, replace=False))
            drawn = [round(float(weight), 4) for weight in random.standard_normal(self.maps_per_picture)]
            maps = [(int(channel), weight) for channel, weight in zip(channels, drawn, strict=True)]
            weights = tuple(
                ChannelWeight(self.layer, channel, weight * _size(self, channel)) for channel, weight in maps
            )
            edited = with_edit(recipe, applied(self.edit, weights=weights))
            values = tuple((f"map {channel}", weight * self.edit.multiplier) for channel, weight in maps[:4])
            yield Varied((f"random-{padded(index, self.count)}", self.layer), edited, values, UNIT_WORDS[self.unit])


class Sliders(msgspec.Struct, frozen=True, kw_only=True, tag="sliders", tag_field="kind", forbid_unknown_fields=True):
    """Sets sliders on each face: those of the same name are replaced, the face's others stay."""

    attributes: tuple[AttributeShift, ...] = ()
    edits: tuple[SpatialEdit, ...] = ()

    def __post_init__(self) -> None:
        if not self.attributes and not self.edits:
            raise JobError("No slider is set, so nothing would change. Move a slider first.")

    def __len__(self) -> int:
        return 1

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """The face with the sliders."""
        values: list[tuple[str, float]] = []
        for shift in self.attributes:
            recipe = with_attribute(recipe, shift)
            values.append((shift.name, shift.amount))
        for edit in self.edits:
            recipe = with_edit(recipe, applied(edit))
            values.append((edit.name, edit.multiplier))
        yield Varied((), recipe, tuple(values))


Variation = AsIs | Together | InTurn | EveryCombination | EachMap | RandomMaps | Sliders


def require_bearable(pictures: int) -> None:
    """Refuses a job that would never end.

    Raises:
        JobError: It makes more than ten million pictures.
    """
    if pictures > MOST_PICTURES:
        raise JobError(
            f"This would make {pictures:,} pictures; at most {MOST_PICTURES:,} are accepted. Lower the counts."
        )


UNIT_WORDS: dict[MapUnit, str] = {"raw": "raw", "deviation": "sd"}
"""As captions write them: standard deviations, for which the font of sheets has no letter sigma."""


def _size(of: EachMap | RandomMaps, channel: int) -> float:
    """What a weight of 1 adds to a map."""
    if of.unit == "raw":
        return 1.0
    if not of.deviations:
        raise JobError(
            f"How much the maps of {of.layer} vary is not known yet, and these strengths are in standard deviations. "
            "Begin the job with the deviations of that layer ('Studio.map_deviations'), or use raw strengths."
        )
    return float(f"{of.deviations[channel]:.6g}")


def _at(recipe: Recipe, axes: tuple[Axis, ...], indices: list[int]) -> Varied:
    for axis, index in zip(axes, indices, strict=True):
        recipe = axis.at(recipe, index)
    words = tuple(axis.file_word(index) for axis, index in zip(axes, indices, strict=True))
    values = tuple((axis.name, axis.values[index]) for axis, index in zip(axes, indices, strict=True))
    return Varied(words, recipe, values)


def _require_axes(axes: tuple[Axis, ...]) -> None:
    if not axes:
        raise JobError(
            "Nothing varies: no attribute slider and no spatial multiplier is set. Move one away from 0 first."
        )
    names = [axis.name for axis in axes]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise JobError(f"'{twice}' would vary twice at once. Name each attribute and tab once.")


def _require_visible(edit: SpatialEdit) -> None:
    if edit.multiplier == 0.0 or not edit.selection.numpy().any():
        raise JobError(
            f"'{edit.name}' has an empty selection or a multiplier of 0, so every picture would be the same. "
            "Paint a selection and move the multiplier away from 0."
        )
