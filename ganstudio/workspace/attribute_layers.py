"""Which style layers each attribute moves, as JSON beside the attribute sets: `attribute_layers.json`.

Format 1 is one object: `{"format": 1, "layers": {"smile": [0, 3], "blush": [8, null]}}`. Each name has the first and
the last style layer, both included; null stands for the last that the model has. Attributes that move every layer are
not listed.

Attributes that are exported as a table `smile.csv` have theirs beside it, in the same format: `smile_layers.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from ganstudio.words import tr
from ganstudio.workspace.vectors import MAX_ROWS

FORMAT = 1


class LayerLimit(NamedTuple):
    """The style layers that an attribute moves: `first` to `last`, both included; None for the last there is."""

    first: int = 0
    last: int | None = None


LayerLimits = Mapping[str, LayerLimit]
"""Attribute's name -> its limit; attributes that move every layer have none."""


class _Document(msgspec.Struct, frozen=True):
    format: int
    layers: dict[str, msgspec.Raw]


def limits_file_of(table: Path) -> Path:
    """Where the limits of an exported table are: `smile_layers.json` beside `smile.csv`."""
    return table.with_name(f"{table.stem}_layers.json")


def encode_limits(limits: LayerLimits) -> bytes:
    """The limits as UTF-8 JSON of the current format, sorted by name; those that leave nothing out are not written."""
    layers = {name: [limit.first, limit.last] for name, limit in sorted(limits.items()) if limit != LayerLimit()}
    return msgspec.json.format(msgspec.json.encode({"format": FORMAT, "layers": layers}), indent=1) + b"\n"


def decode_limits(
    document: bytes, source: str, *, num_ws: int | None = None
) -> tuple[dict[str, LayerLimit], tuple[str, ...]]:
    """The limits in a document, and a sentence about each part that cannot be used.

    Args:
        document: UTF-8 JSON. Damage never raises: a limit that is lost leaves its attribute moving every layer.
        source: The file's name, for the sentences.
        num_ws: How many style layers the model has, where known.
    """
    try:
        found = msgspec.json.decode(document, type=_Document)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return {}, (
            tr(
                "{source} is damaged ({error}), so attributes move all layers. Limit them anew to replace it.",
                source=source,
                error=error,
            ),
        )
    if found.format != FORMAT:
        sentence = tr(
            "{source} has format {found}, and this version of GanStudio reads format {known}. Attributes move all "
            "layers until you update GanStudio.",
            source=source,
            found=found.format,
            known=FORMAT,
        )
        return {}, (sentence,)
    if len(found.layers) > MAX_ROWS:
        sentence = tr(
            "{source} has {count:,} rows; at most {most:,} attributes are read.",
            source=source,
            count=len(found.layers),
            most=MAX_ROWS,
        )
        return {}, (sentence,)
    limits: dict[str, LayerLimit] = {}
    problems: list[str] = []
    for name, raw in found.layers.items():
        limit = _limit_of(raw)
        if limit is None:
            problems.append(
                tr(
                    "{source}: the limit of '{name}' is not two layer numbers, the lower first.",
                    source=source,
                    name=name,
                )
            )
        elif num_ws is not None and max(limit.first, limit.last or 0) >= num_ws:
            problems.append(
                tr(
                    "{source}: the limit of '{name}' goes past the model's style layers 0 to {highest}.",
                    source=source,
                    name=name,
                    highest=num_ws - 1,
                )
            )
        else:
            limits[name] = limit
    return limits, tuple(problems)


def _limit_of(raw: msgspec.Raw) -> LayerLimit | None:
    try:
        first, last = msgspec.json.decode(raw, type=tuple[int, int | None])
    except (msgspec.MsgspecError, ValueError):
        return None
    return LayerLimit(first, last) if first >= 0 and (last is None or last >= first) else None
