"""MapUnits: weights as a person types them, in standard deviations of their maps, and as recipes have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Progress, Task, Work, once
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

Deviations = npt.NDArray[np.float32]


class MapUnits(QObject):
    """What it does not know of a layer's maps it has the model's thread find out, once a model and layer.

    Attributes:
        raw: Whether weights are shown and typed as recipes have them.

    Signals:
        changed(): Weights are shown otherwise now.
        task_requested(Task): Work for the model's thread.
    """

    changed = Signal()
    task_requested = Signal(Task)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.raw = True
        self._known: dict[str, Deviations] = {}
        self._learning: dict[str, Task[Deviations]] = {}
        self._reading: Task[Mapping[str, Deviations]] | None = None
        self._waiting: list[tuple[tuple[str, ...], Callable[[], None]]] = []

    def show_model(self, model: ModelContext | None) -> None:
        """Another model's maps vary otherwise."""
        for task in self._learning.values():
            task.drop()
        if self._reading is not None:
            self._reading.drop()
        self._known, self._learning, self._waiting, self._reading = {}, {}, [], None
        if model is not None:
            layers = tuple(layer.name for layer in model.spec.layers)
            self._reading = Task(
                tr("reading how strong maps are"), once(partial(_kept, layers)), finished=self._take_kept
            )
            self.task_requested.emit(self._reading)

    def set_raw(self, on: bool) -> None:
        """Shows and takes weights as recipes have them, or in deviations."""
        if on != self.raw:
            self.raw = on
            self.changed.emit()

    def knows(self, layers: Iterable[str]) -> bool:
        """Whether weights of these layers can be shown in the unit that is wanted."""
        return self.raw or all(layer in self._known for layer in layers)

    def when_known(self, layers: Iterable[str], then: Callable[[], None]) -> None:
        """Does something as soon as the layers' maps are known: at once, if they are."""
        wanted = tuple(dict.fromkeys(layers))
        if self.knows(wanted):
            then()
            return
        self._waiting.append((wanted, then))
        self.learn(wanted)

    def learn(self, layers: Iterable[str]) -> None:
        """Has the maps of those layers looked at that are not known."""
        for layer in layers:
            if self.knows([layer]) or layer in self._learning:
                continue
            self._learning[layer] = Task(
                tr("learning how strong the maps of {layer} are", layer=layer),
                _learn(layer),
                title=tr("Learning how strong these maps are"),
                found=partial(self._take, layer),
                ended=partial(self._end, layer),
            )
            self.task_requested.emit(self._learning[layer])

    def raw_of(self, weights: Iterable[ChannelWeight]) -> tuple[ChannelWeight, ...]:
        """Weights in the unit shown, as a recipe has them."""
        return tuple(
            ChannelWeight(it.layer, it.channel, it.weight * self._unit(it.layer, it.channel)) for it in weights
        )

    def shown(self, weights: Iterable[ChannelWeight]) -> tuple[ChannelWeight, ...]:
        """Weights of a recipe, as they are shown."""
        return tuple(
            ChannelWeight(it.layer, it.channel, float(f"{it.weight / self._unit(it.layer, it.channel):.6g}"))
            for it in weights
        )

    def _unit(self, layer: str, channel: int) -> float:
        known = None if self.raw else self._known.get(layer)
        return float(known[channel]) if known is not None and channel < len(known) else 1.0

    def _take_kept(self, kept: Mapping[str, Deviations]) -> None:
        self._known = {**kept, **self._known}
        self.changed.emit()
        self._do_waiting()

    def _take(self, layer: str, deviations: Deviations) -> None:
        self._known[layer] = deviations

    def _end(self, layer: str) -> None:
        del self._learning[layer]
        if layer not in self._known:  # it was cancelled, or failed
            self._waiting = [(wanted, then) for wanted, then in self._waiting if layer not in wanted]
            return
        self.changed.emit()
        self._do_waiting()

    def _do_waiting(self) -> None:
        ready = [then for wanted, then in self._waiting if self.knows(wanted)]
        self._waiting = [(wanted, then) for wanted, then in self._waiting if not self.knows(wanted)]
        for then in ready:
            then()


def _kept(layers: tuple[str, ...], studio: Studio) -> dict[str, Deviations]:
    """Those that are in the model's folder, by layer."""
    kept = ((layer, studio.folder.map_deviations(layer)) for layer in layers)
    return {layer: deviations for layer, deviations in kept if deviations is not None}


def _learn(layer: str) -> Work[Deviations]:
    def work(studio: Studio) -> Iterator[Progress[Deviations]]:
        from ganstudio.analysis.map_sampling import images_for

        images = images_for(studio.spec.layer(layer))
        for done, found in studio.map_deviations(layer):
            yield Progress(done, images, tr("{done} of {total} random pictures", done=done, total=images), found)

    return work
