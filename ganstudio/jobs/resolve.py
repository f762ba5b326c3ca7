"""Makes a plan ready for a model: faces of a walk become w (or z), so that the plan itself needs no model any more."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.errors import JobError
from ganstudio.jobs.blending import plain
from ganstudio.jobs.plans import Plan, Walk
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import LatentZ, Seed
from ganstudio.words import tr

WsOf = Callable[[Recipe], npt.NDArray[np.float32]]
"""Recipe -> float32 [num_ws, w_dim], such as `Renderer.ws`."""


def resolved(plan: Plan, *, ws_of: WsOf, z_dim: int) -> Plan:
    """The plan with the stops of a walk in the walk's own space; other plans as they are.

    Raises:
        JobError: A walk in z has a stop that is kept as w.
    """
    if not isinstance(plan, Walk):
        return plan
    if plan.space == "w":
        stops = tuple(plain(stop, ws_of(stop)) for stop in plan.stops)
    else:
        stops = tuple(replace(stop, latent=_as_z(stop, z_dim)) for stop in plan.stops)
    return msgspec.structs.replace(plan, stops=stops)


def _as_z(recipe: Recipe, z_dim: int) -> LatentZ:
    match recipe.latent:
        case Seed(seed=seed):
            return LatentZ(Array(np.random.RandomState(seed).randn(z_dim)))
        case LatentZ() as latent:
            return latent
    raise JobError(
        tr(
            "One of the faces is kept as w, from which no z can be computed. "
            "Walk in w, or choose faces made from seeds."
        )
    )
