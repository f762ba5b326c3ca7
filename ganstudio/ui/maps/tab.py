"""FeatureMapTab: the maps of one layer for the picture on screen, and beside them the style channels of its face."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.sheet_maps import Shown
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.bench.task import Task
from ganstudio.ui.canvas.feature_map_colors import Float32Array
from ganstudio.ui.maps.galleries import listed_gallery
from ganstudio.ui.maps.layers import (
    MapSource,
    in_network_order,
    layers_of_active_tabs,
    why_no_maps,
)
from ganstudio.ui.maps.layout import MapWidgets
from ganstudio.ui.maps.map_menu import MapMenu
from ganstudio.ui.maps.pages import MapPages
from ganstudio.ui.maps.parts.door import PartsDoor
from ganstudio.ui.maps.recording.recorded_view import RecordedMapsView
from ganstudio.ui.maps.sheets import MapSheets
from ganstudio.ui.maps.styles.view import StylesView
from ganstudio.ui.maps.view import MapView
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.jobs.job_run import JobProgress


class FeatureMapTab(QWidget):
    """The tab; it asks for maps only while it is seen or records.

    Attributes:
        bar: Layer, maps to get, order, colors. grid: the maps. info: about the map under the mouse.
        picks: Maps by number or by order. record: keep maps of each new picture. statistics: the chosen map in numbers.
        view: Shows maps in these. recorded: shows what is recorded.

    Signals:
        capture_changed(tuple[str, ...]): The layers whose maps are to come with each picture; while the tab is hidden,
            only those recorded.
        recorded_layers_changed(tuple[str, ...]): Others are recorded; none while recording is off.
        weights_requested(tuple[ChannelWeight, ...]): Maps that the current spatial tab is to weigh.
        detector_requested(tuple[ChannelWeight, ...]), script_requested(...): that its detector, its script is to have.
        shown_changed(bool): The tab came into sight or left it.
        overlay_requested(float32 [h, w] | None, str): A map to lay over the picture, and its name; None for none.
        recipe_edited(RecipeEdit): A style channel was shifted.
        message(str), status(str): What could not be done; what was done.
        task_requested(Task): Work for the model's thread.
    """

    capture_changed = Signal(tuple)
    shown_changed = Signal(bool)
    recorded_layers_changed = Signal(tuple)
    weights_requested = Signal(tuple)
    detector_requested = Signal(tuple)
    script_requested = Signal(tuple)
    overlay_requested = Signal(object, str)
    recipe_edited = Signal(RecipeEdit)
    message = Signal(str)
    status = Signal(str)
    task_requested = Signal(Task)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe()
        self._model: ModelContext | None = None
        self._frame: Frame | None = None
        self._target = self._listed_for = ""
        self._captured: tuple[str, ...] = ()
        widgets = MapWidgets(self)
        self.bar, self.grid, self.info = widgets.bar, widgets.grid, widgets.info
        self.picks, self.record, self.statistics = widgets.picks, widgets.record, widgets.statistics
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.styles = StylesView(self)
        self.pages = MapPages(self)
        self.pages.add(widgets, tr("Maps"), tr("What each feature map of a layer shows of this picture"))
        self.pages.add(self.styles, tr("Styles"), tr("The style channels of this face in every layer, with sliders"))
        outer.addWidget(self.pages)
        self.view = MapView(self, widgets)
        self.recorded = RecordedMapsView(self, self.view, widgets)
        self.records = self.recorded.records
        self.parts = PartsDoor(self)
        self.sheets = MapSheets(self, accept=self._take_shown)
        self._connect()
        self._show_maps()

    def show_model(self, model: ModelContext | None) -> None:
        """Offers another model's layers."""
        if model is not None and model.model_id != self._listed_for:
            if self._listed_for and self.picks.forget():
                self.status.emit(tr("The list of maps was of the other model, and is empty now."))
            self._listed_for = model.model_id
        self._model = model
        self._frame = None
        self.view.take_off()
        self.view.ordering.forget()
        self.bar.show_spec(model.spec if model is not None else None)
        self._list_layer()
        self.recorded.show_model(model)
        self.styles.show_model(model)
        self.parts.close()
        self._tell_capture()
        self._show_maps()

    def show_recipe(self, recipe: Recipe) -> None:
        """Marks the maps that the current spatial tab weighs, shows how styles are shifted; never emits."""
        self._recipe = recipe
        self.styles.show_recipe(recipe)
        self._show_marks()

    def show_selection(self, selection: npt.NDArray[np.float32] | None, name: str) -> None:
        """The current spatial tab's painted selection (float32 [rows, columns]) and its name; None and "" for none."""
        self._target = name
        self._show_marks()
        self.view.show_cells(selection)

    def show_frame(self, frame: Frame) -> None:
        """Shows a picture's maps, if it has those of the layer looked at; records them, if it is a new one."""
        self._frame = frame
        self.records.take(frame)
        self.styles.show_frame(frame)
        if self.isVisible():
            self._show_maps()

    def record_made(self, progress: JobProgress) -> None:
        """Records the pictures that a job's step has made, if recording is on."""
        self.records.take_made(progress)

    def close_threads(self) -> None:
        """Deletes what is recorded and waits for the thread that kept it."""
        self.records.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for maps."""
        super().showEvent(event)
        self.view.show_colors()
        self.recorded.watch()
        self._tell_capture()
        self._show_maps()
        self.view.settle()
        self.shown_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Asks for no maps any more; none lies over the picture."""
        super().hideEvent(event)
        self.recorded.watch()
        self._tell_capture()
        self.overlay_requested.emit(None, "")
        self.shown_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self.view.show_colors()

    def _connect(self) -> None:
        view, recorded = self.view, self.recorded
        self.styles.recipe_edited.connect(self.recipe_edited)
        self.styles.task_requested.connect(self.task_requested)
        self.styles.faces_requested.connect(recorded.show_style_faces)
        recorded.task_requested.connect(self.task_requested)
        view.ordering.task_requested.connect(self.task_requested)
        view.overlay_requested.connect(self.overlay_requested)
        view.status.connect(self.status)
        recorded.message.connect(self.message)
        recorded.status.connect(self.status)
        self.bar.layer_changed.connect(self._layer_changed)
        self.bar.capture_changed.connect(self._capture_chosen)
        self.bar.active_tabs_requested.connect(self._tick_active_tabs)
        self.grid.menu_requested.connect(self._open_menu)
        self.picks.list_changed.connect(self._tell_capture)
        self.picks.first_requested.connect(self._list_first)
        self.picks.view_requested.connect(self._view_listed)
        self.picks.tab_requested.connect(lambda: self._add(self.picks.field.maps))
        self.picks.detector_requested.connect(lambda: self.detector_requested.emit(self.picks.field.maps))
        self.picks.script_requested.connect(lambda: self.script_requested.emit(self.picks.field.maps))
        self.picks.parts_requested.connect(self.open_parts)
        self.parts.task_requested.connect(self.task_requested)
        self.parts.status.connect(self.status)
        self.parts.map_chosen.connect(self.picks.field.append)
        self.sheets.task_requested.connect(self.task_requested)
        self.bar.source_changed.connect(self._show_maps)
        recorded.recorded_maps_changed.connect(self._show_maps)
        self.records.layers_changed.connect(self._record_now)

    def open_parts(self) -> None:
        """Opens the table of the maps of the layer in view against parts."""
        if self._model is not None:
            recipes, folder = self.records.recording.recipes, self._model.workspace.portraits
            self.parts.open(self.bar.layer, self.recorded.layer_title, recipes, folder)

    # What is shown

    def _tell_capture(self) -> None:
        seen = {*self.bar.wanted, *(entry.layer for entry in self.picks.field.maps)} if self.isVisible() else ()
        spec = self._model.spec if self._model is not None else None
        wanted = in_network_order({*seen, *self.records.layers}, spec)
        if wanted != self._captured:
            self._captured = wanted
            self.capture_changed.emit(wanted)

    def _record_now(self) -> None:
        self._tell_capture()
        self.recorded_layers_changed.emit(self.records.layers)
        self.records.take(self._frame)

    def _capture_chosen(self) -> None:
        self._tell_capture()
        self._show_maps()

    def _layer_changed(self) -> None:
        self.view.take_off()
        self.view.show_maps(None, "")
        self._list_layer()
        self.record.follow(self.bar.layer)
        self.recorded.watch()

    def _show_maps(self) -> None:
        if self.bar.source is not MapSource.PICTURE:
            self.recorded.show_recorded_maps()
        else:
            maps = self._maps_of_frame()
            if maps is None:
                spec = self._model.spec if self._model is not None else None
                choice = self.bar.maps_to_get
                self.grid.set_empty_text(*why_no_maps(choice, spec, current=self.bar.layer, wanted=self.bar.wanted))
            self.view.show_maps(maps, self.recorded.layer_title)
        self._show_marks()
        self.recorded.show_history_button()

    def _maps_of_frame(self) -> Float32Array | None:
        if self._frame is None or self.bar.layer not in self.bar.wanted:
            return None
        return self._frame.feature_maps.get(self.bar.layer)

    def _list_layer(self) -> None:
        self.picks.show_layer(self._model.spec if self._model is not None else None, self.bar.layer)

    def _show_marks(self) -> None:
        edit = next((edit for edit in self._recipe.edits if edit.name == self._target), None)
        script = edit.script.file if edit is not None and edit.script is not None else ""
        self.picks.show_target(self._target, script=script)
        weights = edit.weights if edit is not None else ()
        self.grid.set_marked(weight.channel for weight in weights if weight.layer == self.bar.layer and weight.weight)

    # Maps picked

    def _add(self, weights: tuple[ChannelWeight, ...]) -> None:
        if weights:
            self.weights_requested.emit(weights)

    def _take_shown(self, shown: Shown) -> str:
        """Lists a map, or shifts a style, that a sheet shows; gives the reason where that cannot be."""
        if isinstance(shown, ChannelWeight):
            return self._take_map(shown)
        self.pages.show_page(self.styles)
        return self.styles.take(shown)

    def _take_map(self, entry: ChannelWeight) -> str:
        layers = {layer.name: layer.channels for layer in self._model.spec.layers} if self._model is not None else {}
        if entry.channel >= layers.get(entry.layer, 0):
            return tr(
                "This model has no map {channel} of {layer}; the sheet is of another one.",
                channel=entry.channel,
                layer=entry.layer,
            )
        if self.picks.field.error is not None:
            return tr("The list of maps cannot be read as it is. Mend or empty it first.")
        self.picks.set_folded(False)
        self.picks.field.append(entry)
        return ""

    def _list_first(self, count: int) -> None:
        self.picks.list_maps(ChannelWeight(self.bar.layer, channel, 1.0) for channel in self.grid.order[:count])

    def _view_listed(self) -> None:
        listed, frame = self.picks.field.maps, self._frame
        if frame is None or self._model is None:
            return
        maps = dict(frame.feature_maps)
        titles = {name: self._model.spec.layer(name).title for name in dict.fromkeys(entry.layer for entry in listed)}
        if self.view.maps is not None:
            maps[self.bar.layer] = self.view.maps
            titles.update({name: self.view.title for name in titles if name == self.bar.layer})
        missing = [title for name, title in titles.items() if name not in maps]
        if missing:
            self.status.emit(tr("The maps of {layers} come with the next picture.", layers=", ".join(missing)))
            return
        colors = self.view.colors_over_pictures
        self.recorded.open_gallery(listed_gallery(frame, maps, listed, titles=titles, colors=colors, parent=self))

    def _tick_active_tabs(self) -> None:
        layers = layers_of_active_tabs(self._recipe.edits)
        if layers:
            self.bar.set_custom_layers(layers)
        else:
            self.message.emit(tr("No spatial tab changes the picture now, so there are no layers to tick."))

    def _open_menu(self, channel: int, place: QPoint) -> None:
        menu = MapMenu(
            channel,
            self._target,
            self,
            is_overlaid=channel == self.view.overlaid,
            on_overlay=partial(self.view.choose, channel),
            on_add=lambda weight: self._add((ChannelWeight(self.bar.layer, channel, weight),)),
            on_list=lambda: self.picks.field.append(ChannelWeight(self.bar.layer, channel, 1.0)),
            on_history=self.recorded.history_of(channel),
            on_extremes=self.recorded.extremes_of(channel),
        )
        menu.popup(place)
