"""Strengths in standard deviations of maps or style channels: which plans are told in them, and how they learn them."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.errors import JobError
from ganstudio.jobs.channels import EachMap, EachStyle, RandomMaps
from ganstudio.jobs.plans import Plan, Product
from ganstudio.words import tr


def layer_to_learn(plan: Plan) -> str:
    """The layer whose maps' deviations the plan has still to be told; empty for none."""
    if isinstance(plan, Product) and isinstance(plan.variation, EachMap | RandomMaps):
        told = plan.variation
        return told.layer if told.unit == "deviation" and not told.deviations else ""
    return ""


def style_layer_to_learn(plan: Plan) -> str:
    """The layer whose styles' deviations the plan has still to be told; empty for none."""
    told = plan.variation if isinstance(plan, Product) else None
    return told.layer if isinstance(told, EachStyle) and not told.deviations else ""


def with_deviations(plan: Plan, deviations: npt.ArrayLike) -> Plan:
    """The plan that knows how much each channel of its layer varies, so that it needs no model any more.

    Args:
        plan: One for which `layer_to_learn` or `style_layer_to_learn` names a layer; any other comes back as it is.
        deviations: float32 [channels] of that layer, as `Studio.map_deviations` gives them at last, or the statistics
            of `Studio.styles`.

    Raises:
        JobError: They are of a layer with fewer channels than the plan changes.
    """
    if not isinstance(plan, Product) or not (layer_to_learn(plan) or style_layer_to_learn(plan)):
        return plan
    sizes = np.asarray(deviations, np.float64).ravel()
    match plan.variation:
        case EachMap(maps=channels) | EachStyle(channels=channels):
            needed = 1 + max(channel for channel, _ in channels)
        case RandomMaps(channels=count):
            needed = count
    if len(sizes) < needed:
        raise JobError(
            tr("{count} deviations were given for a layer of {needed} maps or more.", count=len(sizes), needed=needed)
        )
    known = msgspec.structs.replace(plan.variation, deviations=tuple(float(f"{size:.6g}") for size in sizes))
    return msgspec.structs.replace(plan, variation=known)
