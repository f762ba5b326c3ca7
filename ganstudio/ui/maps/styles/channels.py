"""Which style channels are listed and in what order; plain values, no Qt."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.recipe.style_names import style_layer_name
from ganstudio.words import marked

Float32Array = npt.NDArray[np.float32]
Place = tuple[str, int]
"""Style layer and channel."""


class StyleOrder(enum.Enum):
    """In what order channels are listed; the value is the name that a person reads, through `tr`."""

    UNUSUAL = marked("unusual in this face")
    NUMBER = marked("layer and number")


class StyleChannel(NamedTuple):
    """One channel of a face: where it is, its value, how many deviations that is from the mean, and such a one."""

    layer: str
    channel: int
    value: float
    unusual: float
    deviation: float

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.layer, self.channel


@dataclass(frozen=True, kw_only=True, eq=False)
class FaceStyles:
    """The styles of a face among those of random faces.

    Attributes:
        own, mean, deviation: float32 [channels] of each style layer.
    """

    own: Mapping[str, Float32Array]
    mean: Mapping[str, Float32Array]
    deviation: Mapping[str, Float32Array]

    def channel(self, place: Place) -> StyleChannel:
        """One of them."""
        layer, number = place
        value, deviation = float(self.own[layer][number]), float(self.deviation[layer][number])
        return StyleChannel(layer, number, value, (value - float(self.mean[layer][number])) / deviation, deviation)


def listed(
    face: FaceStyles, *, search: str, order: StyleOrder, shifted: Collection[Place], only_shifted: bool
) -> list[Place]:
    """The channels that a search finds: those shifted first, then in the order asked for.

    Args:
        face: Whose they are.
        search: Words, all of which must fit: a part of the layer's name (`b16`, `torgb`, `16x16`), a channel's number,
            or both (`b16.conv0:37`).
        order: Of those not shifted.
        shifted: Those that are.
        only_shifted: Leave the others out.
    """
    found: list[tuple[float, Place]] = []
    for layer, own in face.own.items():
        unusual = np.abs((own - face.mean[layer]) / face.deviation[layer])
        numbers = _numbers_found(search, layer, len(own))
        found += [(-float(unusual[number]), (layer, number)) for number in numbers]
    if order is StyleOrder.UNUSUAL:
        found.sort(key=lambda pair: pair[0])  # of equal ones the coarser layer and the lower number first
    places = [place for _, place in found]
    first = [place for place in places if place in shifted]
    return first if only_shifted else [*first, *(place for place in places if place not in shifted)]


def _numbers_found(search: str, layer: str, channels: int) -> range | tuple[int, ...]:
    wanted: set[int] = set()
    called = style_layer_name(layer).lower()
    names = layer.lower(), called, called.replace("×", "x")
    for word in search.lower().split():
        name, colon, number = word.partition(":")
        if not colon and word.isdecimal():
            name, number = "", word
        if not any(name in one for one in names) or (number and not number.isdecimal()):
            return ()
        if number:
            wanted.add(int(number))
    if not wanted:
        return range(channels)
    return tuple(wanted) if len(wanted) == 1 and max(wanted) < channels else ()
