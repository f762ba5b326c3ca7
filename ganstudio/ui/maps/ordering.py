"""MapOrdering: the order of a layer's maps, and what has to be known of many pictures for the order by quantile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from ganstudio.analysis.feature_map_order import MapOrder, order_maps
from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.ui.bench.task import Task
from ganstudio.ui.canvas.feature_map_colors import Float32Array
from ganstudio.ui.maps.quantile_task import IMAGES, learn
from ganstudio.ui.maps.recording.recorded import ENOUGH_RECORDED
from ganstudio.words import tr


class MapOrdering(QObject):
    """Orders maps; what it does not know of them it has the model's thread find out, once a model and layer.

    Signals:
        task_requested(Task): Work for the model's thread.
        learned(): The order by quantile is possible now.
        given_up(): It was to be made possible, and was cancelled or failed.
    """

    task_requested = Signal(Task)
    learned = Signal()
    given_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sampled: dict[str, MapDistribution] = {}
        self._recorded: dict[str, MapDistribution] = {}
        self._images: Mapping[str, int] = {}
        self._learning: dict[str, Task[tuple[str, MapDistribution]]] = {}

    def forget(self) -> None:
        """Another model's maps vary otherwise."""
        self._sampled.clear()
        self._recorded.clear()
        self._images = {}
        for task in self._learning.values():
            task.drop()
        self._learning.clear()

    def show_images(self, images: Mapping[str, int]) -> None:
        """How many pictures of each layer are recorded; how their maps vary is told by `show_recorded` in time."""
        self._images = images
        self._recorded = {layer: known for layer, known in self._recorded.items() if images.get(layer, 0)}

    def show_recorded(self, layer: str, distribution: MapDistribution) -> None:
        """How a layer's maps vary over the recorded pictures."""
        self._recorded[layer] = distribution
        if self._known(layer) is distribution:
            self.learned.emit()

    def channels(
        self, maps: Float32Array, layer: str, order: MapOrder, selection: Float32Array | None
    ) -> tuple[list[int], str]:
        """The channels of maps, float32 [channels, h, w], and why they are by number if that was not asked for."""
        reason = self._why_not(order, layer, selection)
        if reason:
            return list(range(len(maps))), reason
        known = self._known(layer) if order.needs_distribution else None
        return [int(channel) for channel in order_maps(maps, order, selection, distribution=known)], ""

    def basis(self, layer: str) -> str:
        """Which pictures the quantiles of a layer are of, in words; empty if they are not known."""
        known = self._known(layer)
        if known is None:
            return ""
        if known is self._recorded.get(layer):
            return tr("{count} recorded pictures", count=known.images)
        return tr("{count} random pictures", count=known.images)

    def _why_not(self, order: MapOrder, layer: str, selection: Float32Array | None) -> str:
        if order.needs_selection and selection is None:
            return tr("Paint a selection in the Spatial tab to order maps by it; they are by number now.")
        if order.needs_distribution and self._known(layer) is None:
            if self._images.get(layer, 0) >= ENOUGH_RECORDED:
                return tr("Reading the recorded maps; by number until then.")
            self._learn(layer)
            return tr(
                "Looking at {images} random pictures to learn what is usual for each map; by number until then.",
                images=IMAGES,
            )
        return ""

    def _known(self, layer: str) -> MapDistribution | None:
        recorded, sampled = self._recorded.get(layer), self._sampled.get(layer)
        if recorded is not None and recorded.images >= ENOUGH_RECORDED:
            return recorded
        return sampled

    def _learn(self, layer: str) -> None:
        if layer not in self._learning:
            self._learning[layer] = Task(
                tr("learning how the maps of {layer} vary", layer=layer),
                learn(layer),
                title=tr("Learning what is usual for each map"),
                found=self._take_learned,
                ended=partial(self._end, layer),
            )
            self.task_requested.emit(self._learning[layer])

    def _take_learned(self, learned: tuple[str, MapDistribution]) -> None:
        layer, distribution = learned
        self._sampled[layer] = distribution

    def _end(self, layer: str) -> None:
        del self._learning[layer]
        (self.learned if layer in self._sampled else self.given_up).emit()
