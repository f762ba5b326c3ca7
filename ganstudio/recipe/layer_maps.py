"""The text in which a person lists feature maps of several layers: `b16: 3,5,10_20; b32: 2x33`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from ganstudio.errors import RecipeError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.feature_map_syntax import MapTextError, WeightedMap, format_maps, parse_maps
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

_EXAMPLE = "b16: 3,5,10_20; b32: 2x33"


def parse_layer_maps(text: str, spec: GeneratorSpec, layer: str = "") -> tuple[ChannelWeight, ...]:
    """The maps that a text names, in its order.

    Args:
        text: For each layer its name (`b16`, `b16.conv0`, or 16 for `b16`), a colon and its maps as
            `feature_map_syntax` says; semicolons between. May be empty.
        spec: The model.
        layer: The layer of maps that are listed without one; "" if each must be named.

    Raises:
        MapTextError: A part is not understood, or the model has no such layer or map; says where.
    """
    maps: list[ChannelWeight] = []
    start = 0
    for part in text.split(";"):
        if part.strip():
            maps += _parse_part(part, start, spec, layer)
        start += len(part) + 1
    return tuple(maps)


def format_layer_maps(maps: Iterable[ChannelWeight], layer: str = "") -> str:
    """The text that `parse_layer_maps` reads back as these maps; those of `layer` are listed without its name."""
    groups = itertools.groupby(maps, key=lambda weight: weight.layer)
    return "; ".join(
        ("" if name == layer else f"{name}: ")
        + format_maps([WeightedMap(weight.channel, weight.weight) for weight in group])
        for name, group in groups
    )


def by_layer(maps: Iterable[ChannelWeight]) -> dict[str, dict[int, float]]:
    """The same as {layer: {map: weight}}."""
    found: dict[str, dict[int, float]] = {}
    for weight in maps:
        found.setdefault(weight.layer, {})[weight.channel] = weight.weight
    return found


def _parse_part(part: str, start: int, spec: GeneratorSpec, layer_of_others: str) -> list[ChannelWeight]:
    name, colon, listed = part.partition(":")
    if not colon and layer_of_others:
        name, listed, start = layer_of_others, part, start - len(layer_of_others) - 1
    lead = len(name) - len(name.lstrip())
    if not colon and not layer_of_others:
        raise MapTextError(
            tr(
                "Of which layer are the maps '{maps}'? Write the layer before them: {example}.",
                maps=part.strip(),
                example=_EXAMPLE,
            ),
            start=start + lead,
            end=start + len(part.rstrip()),
        )
    wanted = name.strip()
    try:
        layer = spec.layer(f"b{wanted}" if re.fullmatch(r"\d+(\.conv\d)?", wanted) else wanted)
    except RecipeError as error:
        raise MapTextError(str(error), start=start + lead, end=start + max(len(name.rstrip()), lead + 1)) from None
    offset = start + len(name) + 1
    try:
        found = parse_maps(listed.rstrip().rstrip(","), layer.channels)
    except MapTextError as error:
        raise MapTextError(str(error), start=offset + error.start, end=offset + error.end) from None
    return [ChannelWeight(layer.name, entry.channel, entry.weight) for entry in found]
