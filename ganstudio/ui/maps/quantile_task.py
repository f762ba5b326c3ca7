"""Learning how a layer's maps vary over random pictures, as a task of the render thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

IMAGES = 32
"""So many random pictures give each map's quantiles to about 0.02."""


def learn(layer: str) -> Work[tuple[str, MapDistribution]]:
    """Gives, with the last picture, the layer's name and how its maps vary."""

    def work(studio: Studio) -> Iterator[Progress[tuple[str, MapDistribution]]]:
        from ganstudio.analysis.map_sampling import sample_distributions

        for done, found in enumerate(sample_distributions(studio.renderer, [layer], images=IMAGES), start=1):
            learned = (layer, found[layer]) if done == IMAGES else None
            yield Progress(done, IMAGES, tr("{done} of {images} random pictures", done=done, images=IMAGES), learned)

    return work
