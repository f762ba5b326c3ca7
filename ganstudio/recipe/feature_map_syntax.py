"""The text in which a person lists feature maps: `3,5,10_20,2x33`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from ganstudio.errors import AnalysisError
from ganstudio.words import tr

_ITEM = re.compile(r"(?:(?P<weight>[+-]?(?:\d+\.?\d*|\.\d+))\s*[x×*]\s*)?(?P<first>\d+)(?:\s*_\s*(?P<last>\d+))?")
_ACCEPTED = tr("a map number (3), a range (10_20), or either with a weight before it (2x33, -0.5x10_20)")


class WeightedMap(NamedTuple):
    """One feature map of a list: its channel number and its weight."""

    channel: int
    weight: float


class MapTextError(AnalysisError):
    """A list of maps that cannot be read, and where: characters `start` to `end` (exclusive) of the text."""

    def __init__(self, sentence: str, *, start: int, end: int) -> None:
        super().__init__(sentence)
        self.start = start
        self.end = end


def parse_maps(text: str, channels: int) -> tuple[WeightedMap, ...]:
    """The maps that a text names, in its order; the weights of a map named twice add up, at its first place.

    Args:
        text: Comma-separated items: `5` is map 5; `10_20` maps 10 to 20, both included; `2x33` map 33 with weight 2;
            `-1x10_20` a range with a weight. Spaces do not matter. May be empty.
        channels: How many maps the layer has.

    Returns:
        The maps; weight 1 where none is written.

    Raises:
        MapTextError: An item is not understood, counts down or names a map that the layer does not have.
    """
    if not text.strip():
        return ()
    found: dict[int, float] = {}
    start = 0
    for piece in text.split(","):
        lead = len(piece) - len(piece.lstrip())
        item = piece.strip()
        begin = start + lead
        for entry in _parse_item(item, channels, start=begin, end=max(begin + len(item), begin + 1)):
            found[entry.channel] = found.get(entry.channel, 0.0) + entry.weight
        start += len(piece) + 1
    return tuple(WeightedMap(channel, weight) for channel, weight in found.items())


def format_maps(maps: Iterable[WeightedMap]) -> str:
    """The shortest text that `parse_maps` reads back as these maps: `3,5,10_20,2x33`."""
    items: list[str] = []
    run: list[WeightedMap] = []
    for entry in maps:
        if run and (entry.channel != run[-1].channel + 1 or entry.weight != run[0].weight):
            items.append(_format_run(run))
            run = []
        run.append(entry)
    if run:
        items.append(_format_run(run))
    return ",".join(items)


def _format_run(run: list[WeightedMap]) -> str:
    weight = "" if run[0].weight == 1.0 else f"{run[0].weight:.12g}x"
    first, last = run[0].channel, run[-1].channel
    if len(run) == 1:
        return f"{weight}{first}"
    if len(run) == 2:
        return f"{weight}{first},{weight}{last}"
    return f"{weight}{first}_{last}"


def _parse_item(item: str, channels: int, *, start: int, end: int) -> list[WeightedMap]:
    match = _ITEM.fullmatch(item)
    if match is None:
        sentence = (
            tr("'{item}' is not a feature map. Write {accepted}.", item=item, accepted=_ACCEPTED)
            if item
            else tr("A map is missing here: {accepted}.", accepted=_ACCEPTED)
        )
        raise MapTextError(sentence, start=start, end=end)
    weight = float(match["weight"]) if match["weight"] else 1.0
    first = int(match["first"])
    last = first if match["last"] is None else int(match["last"])
    if last < first:
        raise MapTextError(
            tr(
                "The range {first}_{last} counts down. Write the lower map first: {last}_{first}.",
                first=first,
                last=last,
            ),
            start=start,
            end=end,
        )
    if last >= channels:
        raise MapTextError(
            tr("Map {number} is not in this layer, whose maps are 0 to {highest}.", number=last, highest=channels - 1),
            start=start,
            end=end,
        )
    if not math.isfinite(weight):
        raise MapTextError(tr("The weight {weight} is too large.", weight=match["weight"]), start=start, end=end)
    return [WeightedMap(channel, weight) for channel in range(first, last + 1)]
