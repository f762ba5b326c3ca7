"""Strengths in standard deviations of maps or style channels: which plans are told in them, and how they learn them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.errors import JobError
from ganstudio.jobs.channels import EachMap, EachMapOfLayers, EachStyle, RandomMaps
from ganstudio.jobs.plans import Plan, Product
from ganstudio.jobs.variations import Variation
from ganstudio.words import tr

Deviations = Mapping[str, npt.ArrayLike]
"""Layer -> float32 [channels]."""


def layers_to_learn(plan: Plan) -> tuple[str, ...]:
    """The layers whose maps' deviations the plan has still to be told, in its order."""
    match plan.variation if isinstance(plan, Product) else None:
        case EachMapOfLayers(parts=parts):
            return tuple(dict.fromkeys(part.layer for part in parts if _is_untold(part)))
        case EachMap() as told if _is_untold(told):
            return (told.layer,)
        case RandomMaps() as told if _is_untold(told):
            return tuple(dict.fromkeys(entry.layer for entry in told.among)) or (told.layer,)
    return ()


def style_layer_to_learn(plan: Plan) -> str:
    """The layer whose styles' deviations the plan has still to be told; empty for none."""
    told = plan.variation if isinstance(plan, Product) else None
    return told.layer if isinstance(told, EachStyle) and not told.deviations else ""


def with_deviations(plan: Plan, deviations: Deviations) -> Plan:
    """The plan that knows how much the channels of its layers vary, so that it needs no model any more.

    Args:
        plan: One for which `layers_to_learn` or `style_layer_to_learn` names layers; any other comes back as it is.
        deviations: Of those layers, as `Studio.map_deviations` gives them at last, or the statistics of
            `Studio.styles`. Other layers are passed over; what needs a layer that is missing stays untold.

    Raises:
        JobError: They are of a layer with fewer channels than the plan changes.
    """
    if not isinstance(plan, Product):
        return plan
    return msgspec.structs.replace(plan, variation=_told(plan.variation, deviations))


def _told(variation: Variation, deviations: Deviations) -> Variation:
    match variation:
        case EachMapOfLayers(parts=parts):
            return EachMapOfLayers(parts=tuple(_each_map(part, deviations) for part in parts))
        case EachMap():
            return _each_map(variation, deviations)
        case EachStyle(layer=layer, channels=channels) if not variation.deviations and layer in deviations:
            sizes = _sizes(deviations[layer], 1 + max(channel for channel, _ in channels))
            return msgspec.structs.replace(variation, deviations=sizes)
        case RandomMaps() if _is_untold(variation):
            return _random_maps(variation, deviations)
    return variation


def _is_untold(maps: EachMap | RandomMaps) -> bool:
    return maps.unit == "deviation" and not maps.deviations


def _each_map(maps: EachMap, deviations: Deviations) -> EachMap:
    if not _is_untold(maps) or maps.layer not in deviations:
        return maps
    sizes = _sizes(deviations[maps.layer], 1 + max(channel for channel, _ in maps.maps))
    return msgspec.structs.replace(maps, deviations=sizes)


def _random_maps(maps: RandomMaps, deviations: Deviations) -> RandomMaps:
    if any(layer not in deviations for layer in {entry.layer for entry in maps.among} or {maps.layer}):
        return maps
    if not maps.among:
        return msgspec.structs.replace(maps, deviations=_sizes(deviations[maps.layer], maps.channels))
    sizes = tuple(_sizes(deviations[entry.layer], 1 + entry.channel)[entry.channel] for entry in maps.among)
    return msgspec.structs.replace(maps, deviations=sizes)


def _sizes(deviations: npt.ArrayLike, needed: int) -> tuple[float, ...]:
    sizes = np.asarray(deviations, np.float64).ravel()
    if len(sizes) < needed:
        raise JobError(
            tr("{count} deviations were given for a layer of {needed} maps or more.", count=len(sizes), needed=needed)
        )
    return tuple(float(f"{size:.6g}") for size in sizes)
