"""The search for maps as a task of the render thread, a step between two pictures."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Never

import numpy as np
import numpy.typing as npt

from ganstudio.ui.bench.task import Progress, Work
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.find_maps import MapSearch, SearchStep
    from ganstudio.api import Studio

Deviations = dict[str, npt.NDArray[np.float32]]
"""By layer: float32 [channels]."""


def search_maps(search: MapSearch) -> Work[SearchStep]:
    """Tries every map, a few a step."""

    def work(studio: Studio) -> Iterator[Progress[SearchStep]]:
        from ganstudio.analysis.find_maps import find_maps

        deviations = yield from learned_deviations(studio, search.layers)
        started = time.monotonic()
        for step in find_maps(studio.renderer, search, deviations):
            left = (time.monotonic() - started) / step.done * (step.total - step.done)
            note = tr("{done} of {total} maps", done=step.done, total=step.total)
            yield Progress(step.done, step.total, note, step, left if step.done < step.total else None)

    return work


def learned_deviations(studio: Studio, layers: Iterable[str]) -> Generator[Progress[Never], None, Deviations]:
    """How strong each map of the layers usually is: what weights are shown in, so that both are the same numbers."""
    from ganstudio.analysis.map_sampling import images_for

    found: Deviations = {}
    for layer in layers:
        images = images_for(studio.spec.layer(layer))
        for done, deviations in studio.map_deviations(layer):
            if deviations is None:
                yield Progress(done, images, tr("learning how strong each map usually is"))
            else:
                found[layer] = deviations
    return found
