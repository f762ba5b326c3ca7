"""Learning how a layer's maps vary over random pictures, as a task of the render thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.ui.bench.frame import Task, TaskProgress

if TYPE_CHECKING:
    from ganstudio.api import Studio

LEARN = "learn how maps vary: "
"""A task's name is this and the layer's, so that one layer's task does not replace another's."""
IMAGES = 32
"""So many random pictures give each map's quantiles to about 0.02."""


def learn_task(layer: str) -> Task:
    """A task whose last result is a tuple of the layer's name and its MapDistribution."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        from ganstudio.analysis.map_sampling import sample_distributions

        for done, found in enumerate(sample_distributions(studio.renderer, [layer], images=IMAGES), start=1):
            result = (layer, found[layer]) if done == IMAGES else None
            yield TaskProgress(LEARN + layer, done, IMAGES, f"{done} of {IMAGES} random pictures", result=result)

    return task
