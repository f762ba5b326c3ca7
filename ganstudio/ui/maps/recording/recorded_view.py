"""RecordedMapsView: the part of the Feature maps tab that records, and shows what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.maps.galleries import history_gallery
from ganstudio.ui.maps.layers import MapSource, layer_title, why_no_recorded_maps
from ganstudio.ui.maps.map_gallery import MapGallery
from ganstudio.ui.maps.recording.record_actions import RecordActions
from ganstudio.ui.maps.recording.recorded import RecordedHistory, RecordedMaps
from ganstudio.ui.maps.view import FeatureMapView


class RecordedMapsView(FeatureMapView):
    """Which pictures are recorded, the tab says.

    Attributes:
        records: What is recorded.

    Signals:
        recorded_maps_changed(): The average or deviation that is looked at is another now.
        message(str): What could not be done.
    """

    recorded_maps_changed = Signal()
    message = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: ModelContext | None = None
        self._frame: Frame | None = None
        self.records = RecordActions(self.record, self)
        self.bar.source_changed.connect(self.watch)
        self.bar.order_changed.connect(self.watch)
        self.grid.map_chosen.connect(self.show_history_button)
        self.grid.map_hovered.connect(self.show_history_button)
        self.record.history_requested.connect(self._ask_history)
        self.records.recorded_changed.connect(self._recorded_changed)
        self.records.known.connect(self._take_recorded)
        self.records.history_told.connect(self._view_history)
        self.records.message.connect(self.message)
        self.records.status.connect(self.status)

    @property
    def layer_title(self) -> str:
        """What the layer looked at is called; empty without a model."""
        return layer_title(self._model.spec.layer(self.bar.layer)) if self._model is not None else ""

    def watch(self) -> None:
        """Keeps the average, deviation and distribution of the layer looked at up to date while they are used."""
        wanted = self.bar.source is not MapSource.PICTURE or self.bar.order.needs_distribution
        self.records.watch(self.bar.layer if wanted and self.isVisible() else "")

    def show_recorded_maps(self) -> None:
        """Shows the average or the deviation, as the bar says."""
        if self._model is None:
            return
        layer, source = self._model.spec.layer(self.bar.layer), self.bar.source
        images = self.records.images(layer.name)
        self.grid.set_empty_text(*why_no_recorded_maps(layer, images))
        what = "average of" if source is MapSource.AVERAGE else "deviation over"
        note = f"{what} {images} recorded picture{'' if images == 1 else 's'}"
        self.show_maps(self.records.maps(source, layer.name), f"{self.layer_title} {source.name.lower()}", note=note)

    def history_of(self, channel: int) -> Callable[[], None] | None:
        """What asks for a map's history; None where nothing is recorded."""
        if channel < 0 or not self.records.images(self.bar.layer):
            return None
        return partial(self.records.view_history, self.bar.layer, channel)

    def show_history_button(self) -> None:
        """Offers the current map's history if there is one."""
        can = self.history_of(self.current) is not None
        self.record.show_history_of(f"map {self.current} of {self.layer_title}", can=can)

    def open_gallery(self, gallery: MapGallery) -> None:
        """Shows a window of maps."""
        gallery.status.connect(self.status)
        gallery.message.connect(self.message)
        gallery.show()

    def _ask_history(self) -> None:
        ask = self.history_of(self.current)
        if ask is not None:
            ask()

    def _recorded_changed(self) -> None:
        size = self.records.recording.size
        self.ordering.show_images(size.images)
        self.bar.offer_recorded(offered=size.pictures > 0)
        self.show_history_button()
        if self.bar.source is not MapSource.PICTURE and not self.records.images(self.bar.layer):
            self.recorded_maps_changed.emit()

    def _take_recorded(self, recorded: RecordedMaps) -> None:
        self.ordering.show_recorded(recorded.layer, recorded.distribution)
        if self.bar.source is not MapSource.PICTURE and recorded.layer == self.bar.layer:
            self.recorded_maps_changed.emit()

    def _view_history(self, history: RecordedHistory) -> None:
        if self._model is not None:
            title = layer_title(self._model.spec.layer(history.layer))
            gallery = history_gallery(history, title=title, colors=self.colors_over_pictures, parent=self)
            self.open_gallery(gallery)
