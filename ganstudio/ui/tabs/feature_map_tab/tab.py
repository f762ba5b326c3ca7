"""FeatureMapTab: the maps of one layer for the picture on screen; picked maps go to the current spatial tab."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ganstudio.analysis.feature_map_order import MapOrder, order_maps
from ganstudio.analysis.feature_map_syntax import WeightedMap
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui import theme
from ganstudio.ui.feature_map_colors import ColorStyle, Float32Array, MapColors, limits_of, map_colors
from ganstudio.ui.frame import Frame
from ganstudio.ui.model_context import ModelContext
from ganstudio.ui.tabs.feature_map_tab.layers import layer_title, layers_of_active_tabs, why_no_maps
from ganstudio.ui.tabs.feature_map_tab.layout import FeatureMapTabLayout
from ganstudio.ui.tabs.feature_map_tab.map_menu import MapMenu
from ganstudio.ui.widgets.map_gallery import GalleryMap, MapGallery

_SETTLE_MS = 200
"""Maps change places only when the picture has rested this long, so that nothing jumps about during a drag."""


class FeatureMapTab(FeatureMapTabLayout):
    """The tab; it asks for maps only while it is seen.

    Signals:
        capture_changed(tuple[str, ...]): The layers whose maps are to come with each picture; () while hidden.
        overlay_requested(float32 [h, w] | None, str): A map to lay over the picture, and its name; None for none.
        weights_requested(tuple[ChannelWeight, ...]): Maps that the current spatial tab is to weigh.
        recipe_edited(RecipeEdit): As every tab has it; never emitted.
        message(str), status(str): What could not be done; what was done.
    """

    capture_changed = Signal(object)
    overlay_requested = Signal(object, str)
    weights_requested = Signal(object)
    recipe_edited = Signal(object)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: ModelContext | None = None
        self._recipe = Recipe()
        self._frame: Frame | None = None
        self._maps: Float32Array | None = None
        self._selection: npt.NDArray[np.float32] | None = None
        self._target = ""
        self._overlaid = -1
        self._blue_for_green = False
        self._captured: tuple[str, ...] = ()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_MS)
        self._connect()
        self._show_colors()
        self._show_maps()

    @property
    def is_heat(self) -> bool:
        """Whether a map laid over the picture is to be a smooth heat map rather than cells by sign."""
        return self.bar.color_style is ColorStyle.HEAT

    @property
    def overlay_limits(self) -> tuple[float, float] | None:
        """The values at the ends of the colours where all maps share one scale; None where each has its own."""
        return limits_of(self._maps) if self.bar.is_common_scale and self._maps is not None else None

    def show_model(self, model: ModelContext | None) -> None:
        """Offers another model's layers."""
        self._model = model
        self._frame = None
        self._take_off()
        self.bar.show_spec(model.spec if model is not None else None)
        self._tell_capture()
        self._show_maps()

    def show_recipe(self, recipe: Recipe) -> None:
        """Marks the maps that the current spatial tab weighs; never emits."""
        self._recipe = recipe
        self._show_marks()

    def show_selection(self, selection: npt.NDArray[np.float32] | None, name: str) -> None:
        """The current spatial tab's painted selection (float32 [rows, columns]) and its name; None and "" for none."""
        self._selection = None if selection is None or not np.any(selection) else np.asarray(selection, np.float32)
        self._target = name
        self.picks.set_target(name)
        self._show_marks()
        if self.bar.order.needs_selection and self.isVisible():
            self._rest.start()

    def show_frame(self, frame: Frame) -> None:
        """Shows a picture's maps, if it has those of the layer looked at."""
        self._frame = frame
        if self.isVisible():
            self._show_maps()

    def set_blue_for_green(self, blue: bool) -> None:
        """Positive values in blue instead of green."""
        self._blue_for_green = blue
        self._show_colors()

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for maps."""
        super().showEvent(event)
        self._tell_capture()
        self._show_maps()
        self._settle()

    def hideEvent(self, event: QHideEvent) -> None:
        """Asks for no maps any more; none lies over the picture."""
        super().hideEvent(event)
        self._tell_capture()
        if self._overlaid >= 0:
            self.overlay_requested.emit(None, "")

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_rest"):
            self._show_colors()

    def _connect(self) -> None:
        self._rest.timeout.connect(self._settle)
        self.bar.layer_changed.connect(self._layer_changed)
        self.bar.capture_changed.connect(self._capture_chosen)
        self.bar.order_changed.connect(self._sort)
        self.bar.colors_changed.connect(self._show_colors)
        self.bar.active_tabs_requested.connect(self._tick_active_tabs)
        self.grid.map_chosen.connect(self._choose)
        self.grid.map_hovered.connect(self._show_info)
        self.grid.menu_requested.connect(self._open_menu)
        self.picks.add_listed.connect(self._add_listed)
        self.picks.add_first.connect(self._add_first)
        self.picks.view_listed.connect(self._view_listed)

    # What is shown

    def _tell_capture(self) -> None:
        wanted = self.bar.wanted if self.isVisible() else ()
        if wanted != self._captured:
            self._captured = wanted
            self.capture_changed.emit(wanted)

    def _capture_chosen(self) -> None:
        self._tell_capture()
        self._show_maps()

    def _layer_changed(self) -> None:
        self._take_off()
        self._maps = None

    def _show_maps(self) -> None:
        before = self._maps
        self._maps = self._maps_of_frame()
        self.grid.set_maps(self._maps)
        self.grid.set_chosen(self._overlaid)
        count = 0 if self._maps is None else len(self._maps)
        self.picks.set_channels(count)
        if self._maps is None:
            spec = self._model.spec if self._model is not None else None
            choice = self.bar.maps_to_get
            self.grid.set_empty_text(*why_no_maps(choice, spec, current=self.bar.layer, wanted=self.bar.wanted))
        elif before is None or before.shape != self._maps.shape:
            self._settle()
        elif before is not self._maps:
            self._rest.start()
        self._show_overlay()
        self._show_marks()
        self._show_info(-1)

    def _maps_of_frame(self) -> Float32Array | None:
        if self._frame is None or self.bar.layer not in self.bar.wanted:
            return None
        return self._frame.feature_maps.get(self.bar.layer)

    def _settle(self) -> None:
        self._sort()
        self._show_statistics()

    def _sort(self) -> None:
        if self._maps is None:
            return
        order = self.bar.order
        if order.needs_selection and self._selection is None:
            order = MapOrder.INDEX
        self.grid.set_order(order_maps(self._maps, order, self._selection).tolist())
        self._show_info(-1)

    def _show_colors(self) -> None:
        self.grid.set_colors(self._colors(), common_scale=self.bar.is_common_scale)
        self._show_overlay()

    def _colors(self) -> MapColors:
        name = theme.current().name
        return map_colors(self.bar.color_style, theme=name, blue_for_green=self._blue_for_green)

    def _show_marks(self) -> None:
        weights = (weight for edit in self._recipe.edits if edit.name == self._target for weight in edit.weights)
        self.grid.set_marked(weight.channel for weight in weights if weight.layer == self.bar.layer and weight.weight)

    def _show_info(self, channel: int) -> None:
        shown = channel if channel >= 0 else self._overlaid
        if self._maps is None:
            self.info.setText("")
        elif shown >= 0:
            values = self._maps[shown]
            low, high = limits_of(values)
            magnitude = float(np.abs(values).sum(dtype=np.float64))
            self.info.setText(f"Map {shown}   magnitude {magnitude:.4g}   from {low:.3g} to {high:.3g}")
        elif self.bar.order.needs_selection and self._selection is None:
            self.info.setText("Paint a selection in the Spatial tab to order maps by it; they are by number now.")
        else:
            self.info.setText(f"{len(self._maps)} maps. Click one to lay it over the picture; right-click for more.")

    def _show_statistics(self) -> None:
        channel = self._overlaid if self._overlaid >= 0 else self.grid.current
        if self._maps is not None and 0 <= channel < len(self._maps):
            self.statistics.show_map(self._maps[channel], f"map {channel}")
        else:
            self.statistics.show_map(None, "")

    # One map over the picture

    def _choose(self, channel: int) -> None:
        self._overlaid = -1 if channel == self._overlaid else channel
        self.grid.set_chosen(self._overlaid)
        if self._overlaid < 0:
            self.overlay_requested.emit(None, "")
        self._show_overlay()
        self._show_statistics()
        self._show_info(channel)

    def _take_off(self) -> None:
        if self._overlaid >= 0:
            self._choose(self._overlaid)

    def _show_overlay(self) -> None:
        if self._overlaid < 0 or self._maps is None or not self.isVisible():
            return
        if self._overlaid < len(self._maps):
            self.overlay_requested.emit(self._maps[self._overlaid], f"{self._layer_title} map {self._overlaid}")

    @property
    def _layer_title(self) -> str:
        return layer_title(self._model.spec.layer(self.bar.layer)) if self._model is not None else ""

    # Maps picked

    def _add(self, maps: Iterable[WeightedMap]) -> None:
        layer = self.bar.layer
        weights = tuple(ChannelWeight(layer, entry.channel, entry.weight) for entry in maps)
        if weights and self._target:
            self.weights_requested.emit(weights)
            count = "1 map" if len(weights) == 1 else f"{len(weights)} maps"
            self.status.emit(f"Added {count} of {self._layer_title} to {self._target}.")

    def _add_listed(self) -> None:
        self._add(self.picks.field.maps)

    def _add_first(self, count: int) -> None:
        self._add(WeightedMap(channel, 1.0) for channel in self.grid.order[:count])

    def _view_listed(self) -> None:
        if self._maps is None or self._frame is None:
            return
        maps = [
            GalleryMap(
                self._maps[channel], f"{self._layer_title}  {channel}" + ("" if weight == 1 else f" × {weight:g}")
            )
            for channel, weight in self.picks.field.maps
        ]
        gallery = MapGallery(f"Maps of {self._layer_title}", self._frame.image, maps, self._colors(), self)
        gallery.status.connect(self.status)
        gallery.message.connect(self.message)
        gallery.show()

    def _tick_active_tabs(self) -> None:
        layers = layers_of_active_tabs(self._recipe.edits)
        if layers:
            self.bar.set_custom_layers(layers)
        else:
            self.message.emit("No spatial tab changes the picture now, so there are no layers to tick.")

    def _open_menu(self, channel: int, place: QPoint) -> None:
        menu = MapMenu(
            channel,
            self._target,
            self,
            is_overlaid=channel == self._overlaid,
            on_overlay=partial(self._choose, channel),
            on_add=lambda weight: self._add([WeightedMap(channel, weight)]),
            on_list=lambda: self.picks.field.append(WeightedMap(channel, 1.0)),
        )
        menu.popup(place)
