"""Variations of single channels: each feature map or style channel alone, and random maps together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
import numpy as np

from ganstudio.errors import JobError
from ganstudio.jobs.names import padded
from ganstudio.jobs.varied import Varied
from ganstudio.recipe.document import Recipe, with_edit, with_style_added
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, StyleShift, applied
from ganstudio.recipe.style_names import map_name, style_name
from ganstudio.words import marked, tr, trn

MapUnit = Literal["raw", "deviation"]
"""Of a map's weight: the numbers of the network, or the map's own standard deviation over random pictures."""


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
            raise JobError(tr("No feature map was chosen. Name some, such as 0_15."))
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
                values = ((map_name(self.layer, channel), sign * weight * self.edit.multiplier),)
                name = f"{padded(channel, largest + 1)}_{word}_{self.layer}"
                shown = ChannelWeight(self.layer, channel, sign * weight)
                yield Varied((name,), edited, values, tr(UNIT_WORDS[self.unit]), shown)


class EachMapOfLayers(
    msgspec.Struct, frozen=True, kw_only=True, tag="each_map_of_layers", tag_field="kind", forbid_unknown_fields=True
):
    """Each feature map of several layers alone, one layer after another.

    Attributes:
        parts: The maps of each layer.
    """

    parts: tuple[EachMap, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise JobError(tr("No feature map was chosen. Name some, such as 0_15."))

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """The maps of the first layer, then those of the next."""
        for part in self.parts:
            yield from part.apply(recipe)


class EachStyle(
    msgspec.Struct, frozen=True, kw_only=True, tag="each_style", tag_field="kind", forbid_unknown_fields=True
):
    """Each style channel of a list alone, once shifted up and once down, on the whole picture.

    A channel that the picture shifts already is shifted on from there.

    Attributes:
        layer: Of `spec.style_layers`, such as `b16.conv1`.
        channels: Number and weight of each.
        strength: Of weight 1, in standard deviations of the channel.
        deviations: Of all channels of the layer; empty until `map_units.with_deviations`.
    """

    layer: str
    channels: tuple[tuple[int, float], ...]
    strength: float
    deviations: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.channels:
            raise JobError(tr("No style channel was chosen. Name some, such as 0_15."))
        if not self.strength:
            raise JobError(tr("A strength of 0 changes nothing. Choose another."))

    def __len__(self) -> int:
        return 2 * len(self.channels)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """`<channel>_p` and `<channel>_n` for each."""
        if not self.deviations:
            raise JobError(_untold(self.layer))
        largest = max(channel for channel, _ in self.channels)
        for channel, weight in self.channels:
            for sign, word in ((1.0, "p"), (-1.0, "n")):
                amount = sign * weight * self.strength
                shifted = with_style_added(
                    recipe, StyleShift(self.layer, channel, amount, float(f"{self.deviations[channel]:.6g}"))
                )
                place = self.layer, channel
                shown = next((shift for shift in shifted.style_shifts if shift.place == place), None)
                name = f"{padded(channel, largest + 1)}_{word}_{self.layer}"
                yield Varied(
                    (name,), shifted, ((style_name(self.layer, channel), amount),), tr(UNIT_WORDS["deviation"]), shown
                )


class RandomMaps(
    msgspec.Struct, frozen=True, kw_only=True, tag="random_maps", tag_field="kind", forbid_unknown_fields=True
):
    """Random weights on random feature maps of a layer or of a list; the same seed gives the same ones.

    Attributes:
        layer: Where the maps are. channels: how many it has.
        count: Pictures to make.
        maps_per_picture: How many maps get a weight, drawn from a normal distribution of deviation 1.
        edit, unit: As in EachMap.
        seed: Of the draws: picture k uses (seed, k), so that each can be made alone.
        among: The maps that are drawn from, of any layers, and by what the weights of each are multiplied; empty for
            all maps of the layer.
        deviations: Of all maps of the layer or, where there are some, of those in `among`; empty until
            `map_units.with_deviations`.
    """

    layer: str
    channels: int
    count: int
    maps_per_picture: int
    edit: SpatialEdit
    seed: int
    unit: MapUnit = "raw"
    deviations: tuple[float, ...] = ()
    among: tuple[ChannelWeight, ...] = ()

    def __post_init__(self) -> None:
        if self.count < 1:
            raise JobError(tr("{count} pictures were asked for; 1 or more are needed.", count=self.count))
        if self.among and not 1 <= self.maps_per_picture <= len(self.among):
            raise JobError(
                trn(
                    "{wanted} maps a picture were asked for; {number} map is listed to draw from.",
                    "{wanted} maps a picture were asked for; {number} maps are listed to draw from.",
                    len(self.among),
                    wanted=self.maps_per_picture,
                )
            )
        if not self.among and not 1 <= self.maps_per_picture <= self.channels:
            raise JobError(
                tr(
                    "{wanted} maps a picture were asked for; layer {layer} has {count}.",
                    wanted=self.maps_per_picture,
                    layer=self.layer,
                    count=self.channels,
                )
            )
        _require_visible(self.edit)

    def __len__(self) -> int:
        return self.count

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """One picture a draw."""
        among = self.among or tuple(ChannelWeight(self.layer, channel, 1.0) for channel in range(self.channels))
        word = "-".join(dict.fromkeys(entry.layer for entry in among))
        for index in range(self.count):
            random = np.random.default_rng((self.seed, index))
            places = np.sort(random.choice(len(among), self.maps_per_picture, replace=False))
            drawn = [round(float(weight), 4) for weight in random.standard_normal(self.maps_per_picture)]
            shares = [(int(place), weight * among[place].weight) for place, weight in zip(places, drawn, strict=True)]
            weights = tuple(
                ChannelWeight(among[place].layer, among[place].channel, weight * _size(self, place))
                for place, weight in shares
            )
            edited = with_edit(recipe, applied(self.edit, weights=weights))
            values = tuple((self._name(among[place]), weight * self.edit.multiplier) for place, weight in shares[:4])
            yield Varied((f"random-{padded(index, self.count)}", word), edited, values, tr(UNIT_WORDS[self.unit]))

    def _name(self, entry: ChannelWeight) -> str:
        """As captions write a map: that of a list with its layer."""
        return map_name(entry.layer if self.among else "", entry.channel)


UNIT_WORDS: dict[MapUnit, str] = {"raw": marked("raw"), "deviation": marked("sd")}
"""As captions write them."""


def _size(of: EachMap | RandomMaps, place: int) -> float:
    """What a weight of 1 adds to the map that has this place in the deviations."""
    if of.unit == "raw":
        return 1.0
    if not of.deviations:
        raise JobError(f"{_untold(of.layer)} {tr('Or use raw strengths.')}")
    return float(f"{of.deviations[place]:.6g}")


def _untold(layer: str) -> str:
    return tr(
        "How much the channels of {layer} vary is not known yet, and these strengths are in standard deviations. "
        "Begin the job with the deviations of that layer.",
        layer=layer,
    )


def _require_visible(edit: SpatialEdit) -> None:
    if edit.multiplier == 0.0 or not edit.selection.numpy().any():
        raise JobError(
            tr(
                "'{name}' has an empty selection or a multiplier of 0, so every picture would be the same. "
                "Paint a selection and move the multiplier away from 0.",
                name=edit.name,
            )
        )
