"""The search for maps as a task of the render thread, a step between two pictures."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Never

from ganstudio.ui.bench.task import Progress, Work
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.find_maps import MapSearch, SearchStep
    from ganstudio.analysis.map_distribution import MapDistribution
    from ganstudio.api import Studio

KnownDistributions = dict[tuple[str, str], "MapDistribution"]
"""By model and layer; read and written in the render thread alone."""


def search_maps(search: MapSearch, known: KnownDistributions) -> Work[SearchStep]:
    """Tries every map, a few a step.

    Args:
        search: What to look for.
        known: Distributions found before, so that they are sampled once a model and layer.
    """

    def work(studio: Studio) -> Iterator[Progress[SearchStep]]:
        from ganstudio.analysis.find_maps import find_maps

        yield from sampled(studio, search.layers, known)
        distributions = {layer: known[studio.model_id, layer] for layer in search.layers}
        started = time.monotonic()
        for step in find_maps(studio.renderer, search, distributions):
            left = (time.monotonic() - started) / step.done * (step.total - step.done)
            note = (
                tr("{done} of {total} maps · {time} left", done=step.done, total=step.total, time=duration(left))
                if step.done < step.total
                else tr("{done} of {total} maps", done=step.done, total=step.total)
            )
            yield Progress(step.done, step.total, note, step)

    return work


def sampled(studio: Studio, layers: Iterable[str], known: KnownDistributions) -> Iterator[Progress[Never]]:
    """Learn how strong each map of the layers usually is, where that is not known yet."""
    from ganstudio.analysis.holding_faces import SAMPLED
    from ganstudio.analysis.map_sampling import sample_distributions

    missing = [layer for layer in layers if (studio.model_id, layer) not in known]
    if not missing:
        return
    found: dict[str, MapDistribution] = {}
    for done, found in enumerate(sample_distributions(studio.renderer, missing, images=SAMPLED), start=1):  # noqa: B007
        yield Progress(done, SAMPLED, tr("learning how strong each map usually is"))
    for layer in missing:
        known[studio.model_id, layer] = found[layer]


def duration(seconds: float) -> str:
    """A time left, in words."""
    if seconds < 90:
        return tr("{seconds} s", seconds=max(1, round(seconds)))
    return tr("{minutes} min", minutes=round(seconds / 60))
