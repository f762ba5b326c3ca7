"""RecordedMaps on view: records the maps of pictures and shows what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Task
from ganstudio.ui.maps.galleries import extremes_gallery, history_gallery
from ganstudio.ui.maps.layers import MapSource, why_no_recorded_maps
from ganstudio.ui.maps.layout import MapWidgets
from ganstudio.ui.maps.map_gallery import MapGallery
from ganstudio.ui.maps.recording.record_actions import RecordActions
from ganstudio.ui.maps.recording.recorded import RecordedHistory, RecordedMaps
from ganstudio.ui.maps.styles.faces import StyleFaces
from ganstudio.ui.maps.view import MapView
from ganstudio.words import tr, trn

Place = tuple[str, int]
"""Layer and map."""


class RecordedMapsView(QObject):
    """Which pictures are recorded, the tab says; what is recorded, it shows in the tab's view.

    Attributes:
        records: What is recorded.

    Signals:
        recorded_maps_changed(): The average or deviation that is looked at is another now.
        task_requested(Task): Work for the model's thread.
        message(str), status(str): What could not be done; what was done.
    """

    task_requested = Signal(Task)
    recorded_maps_changed = Signal()
    message = Signal(str)
    status = Signal(str)

    def __init__(self, tab: QWidget, view: MapView, widgets: MapWidgets) -> None:
        """`tab` says by its visibility whether any map is seen."""
        super().__init__(tab)
        self._tab, self._view = tab, view
        self._bar, self._grid, self._card, self._picks = widgets.bar, widgets.grid, widgets.record, widgets.picks
        self._asked: dict[tuple[str, int], RecordedHistory | None] = {}
        self._show_one: Callable[..., MapGallery] | None = None
        self._model: ModelContext | None = None
        self.records = RecordActions(self._card, tab)
        self._style_faces = StyleFaces(tab)
        self._style_faces.task_requested.connect(self.task_requested)
        self._style_faces.gallery_made.connect(self.open_gallery)
        self._bar.source_changed.connect(self.watch)
        self._bar.order_changed.connect(self.watch)
        self._grid.map_chosen.connect(self.show_history_button)
        self._grid.map_hovered.connect(self.show_history_button)
        self._picks.list_changed.connect(self.show_history_button)
        self._picks.history_requested.connect(lambda: self._ask_history(self._with_history()[0]))
        self.records.recorded_changed.connect(self._recorded_changed)
        self.records.known.connect(self._take_recorded)
        self.records.history_told.connect(self._view_history)
        self.records.message.connect(self.message)
        self.records.status.connect(self.status)

    def show_model(self, model: ModelContext | None) -> None:
        """Records another model's maps."""
        self._model = model
        self._style_faces.forget()
        self.records.show_model(model)
        self._card.follow(self._bar.layer)

    @property
    def layer_title(self) -> str:
        """What the layer looked at is called; empty without a model."""
        return self._model.spec.layer(self._bar.layer).title if self._model is not None else ""

    def watch(self) -> None:
        """Keeps the average, deviation and distribution of the layer looked at up to date while they are used."""
        wanted = self._bar.source is not MapSource.PICTURE or self._bar.order.needs_distribution
        self.records.watch(self._bar.layer if wanted and self._tab.isVisible() else "")

    def show_recorded_maps(self) -> None:
        """Shows the average or the deviation, as the bar says."""
        if self._model is None:
            return
        layer, source = self._model.spec.layer(self._bar.layer), self._bar.source
        images = self.records.images(layer.name)
        self._grid.set_empty_text(*why_no_recorded_maps(layer, images))
        if source is MapSource.AVERAGE:
            title = tr("{layer} average", layer=layer.title)
            note = trn("average of {number} recorded picture", "average of {number} recorded pictures", images)
        else:
            title = tr("{layer} deviation", layer=layer.title)
            note = trn("deviation over {number} recorded picture", "deviation over {number} recorded pictures", images)
        self._view.show_maps(self.records.maps(source, layer.name), title, note=note)

    def history_of(self, channel: int) -> Callable[[], None] | None:
        """What asks for a map's history; None where nothing is recorded."""
        if channel < 0 or not self.records.images(self._bar.layer):
            return None
        return partial(self._ask_history, [(self._bar.layer, channel)])

    def extremes_of(self, channel: int) -> Callable[[], None] | None:
        """What asks for the recorded pictures that excite a map most and least; None where nothing is recorded."""
        if self.history_of(channel) is None:
            return None
        return partial(self._ask_history, [(self._bar.layer, channel)], extremes_gallery)

    def show_style_faces(self, place: tuple[str, int]) -> None:
        """Shows the faces, recorded or random ones, that have most and least of a style channel."""
        self._style_faces.look(place, self.records.recording.recipes, self._view.colors_over_pictures)

    def show_history_button(self) -> None:
        """Offers the history of the listed maps if there is one, and says of which there is none."""
        maps, missing = self._with_history()
        named = self._named(maps)
        what = trn("map {maps}", "maps {maps}", len(maps), maps=named) if named else ""
        why = "" if maps else tr("Record some pictures, and list a map whose layer is recorded or click one.")
        self._picks.show_history_of(what, why_not=why, missing=self._said_missing(missing) if maps else "")

    def open_gallery(self, gallery: MapGallery) -> None:
        """Shows a window of maps."""
        gallery.status.connect(self.status)
        gallery.message.connect(self.message)
        gallery.show()

    def _with_history(self) -> tuple[list[Place], list[Place]]:
        """The listed maps, or where none is listed the one chosen in the grid: those that are recorded, the others."""
        listed: Iterable[ChannelWeight] = self._picks.field.maps
        maps = [(entry.layer, entry.channel) for entry in listed] or [(self._bar.layer, self._view.current)]
        known = [(layer, channel) for layer, channel in maps if channel >= 0]
        recorded = [place for place in known if self.records.images(place[0])]
        return recorded, [place for place in known if place not in recorded]

    def _named(self, maps: Iterable[Place]) -> str:
        """Such as `3 of 16×16, 5 of 16×16`; empty without a model."""
        spec = self._model.spec if self._model is not None else None
        if spec is None:
            return ""
        return ", ".join(
            tr("{channel} of {layer}", channel=channel, layer=spec.layer(layer).title) for layer, channel in maps
        )

    def _said_missing(self, maps: Collection[Place]) -> str:
        """That some of the listed maps are not recorded, so that their history cannot be shown."""
        if not maps:
            return ""
        return trn(
            "No history of map {maps}: its layer is not recorded.",
            "No history of maps {maps}: their layers are not recorded.",
            len(maps),
            maps=self._named(maps),
        )

    def _ask_history(self, maps: Iterable[tuple[str, int]], show: Callable[..., MapGallery] | None = None) -> None:
        self._asked, self._show_one = dict.fromkeys(maps), show
        for layer, channel in self._asked:
            self.records.view_history(layer, channel)

    def _recorded_changed(self) -> None:
        size = self.records.recording.size
        self._view.ordering.show_images(size.images)
        self._bar.offer_recorded(offered=size.pictures > 0)
        self.show_history_button()
        if self._bar.source is not MapSource.PICTURE and not self.records.images(self._bar.layer):
            self.recorded_maps_changed.emit()

    def _take_recorded(self, recorded: RecordedMaps) -> None:
        self._view.ordering.show_recorded(recorded.layer, recorded.distribution)
        if self._bar.source is not MapSource.PICTURE and recorded.layer == self._bar.layer:
            self.recorded_maps_changed.emit()

    def _view_history(self, history: RecordedHistory) -> None:
        if (history.layer, history.channel) not in self._asked:
            return
        self._asked[history.layer, history.channel] = history
        told = [each for each in self._asked.values() if each is not None]
        if self._model is not None and len(told) == len(self._asked):
            self._asked = {}
            colors, spec = self._view.colors_over_pictures, self._model.spec
            if self._show_one is not None:
                self.open_gallery(self._show_one(told[0], spec, colors=colors, parent=self._tab))
            else:
                missing = self._said_missing(self._with_history()[1])
                self.open_gallery(history_gallery(told, spec, colors=colors, parent=self._tab, missing=missing))
