"""MapView: the maps of one layer in order and color, and one of them laid over the picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.analysis.feature_map_order import MapOrder
from ganstudio.ui import theme
from ganstudio.ui.canvas.feature_map_colors import ColorStyle, Float32Array, MapColors, limits_of, map_colors
from ganstudio.ui.maps.layout import MapWidgets
from ganstudio.ui.maps.ordering import MapOrdering
from ganstudio.words import tr, trn

_SETTLE_MS = 200
"""Maps change places only when the picture has rested this long, so that nothing jumps about during a drag."""


class MapView(QObject):
    """Shows maps in widgets of the tab; which ones, `show_maps` is told.

    Attributes:
        ordering: Works out the order. maps: those shown, float32 [channels, h, w]; None for none. title: their name.
        overlaid: The map that lies over the picture; -1 for none.

    Signals:
        overlay_requested(float32 [h, w] | None, str): A map to lay over the picture, and its name; None for none.
        status(str): What was done.
    """

    overlay_requested = Signal(object, str)
    status = Signal(str)

    def __init__(self, tab: QWidget, widgets: MapWidgets) -> None:
        """`tab` says by its visibility whether any map is seen."""
        super().__init__(tab)
        self._tab = tab
        self._bar, self._grid, self._info = widgets.bar, widgets.grid, widgets.info
        self._picks, self._numbers = widgets.picks, widgets.statistics
        self.ordering = MapOrdering(self)
        self.maps: Float32Array | None = None
        self.title = self._note = ""
        self.overlaid = self._counted = -1
        self._selection: Float32Array | None = None
        self._why_by_number = ""
        self._blue_for_green = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_MS)
        self._rest.timeout.connect(self.settle)
        self.ordering.learned.connect(self.settle)
        self.ordering.given_up.connect(self._order_by_number)
        self._bar.order_changed.connect(self._sort)
        self._bar.colors_changed.connect(self.show_colors)
        self._grid.map_chosen.connect(self.choose)
        self._grid.map_hovered.connect(self._follow)
        self.show_colors()

    @property
    def is_heat(self) -> bool:
        """Whether a map laid over the picture is to be a smooth heat map rather than cells by sign."""
        return self._bar.color_style is ColorStyle.HEAT

    @property
    def overlay_limits(self) -> tuple[float, float] | None:
        """The values at the ends of the colors where all maps share one scale; None where each has its own."""
        return limits_of(self.maps) if self._bar.is_common_scale and self.maps is not None else None

    @property
    def colors(self) -> MapColors:
        """How values become colors."""
        name = theme.current().name
        return map_colors(self._bar.color_style, theme=name, blue_for_green=self._blue_for_green)

    @property
    def colors_over_pictures(self) -> MapColors:
        """The same in shades that stand out from a dimmed picture, whatever the theme."""
        return map_colors(self._bar.color_style, theme="dark", blue_for_green=self._blue_for_green)

    @property
    def current(self) -> int:
        """The map that lies over the picture, or that the keys are at; -1 for none."""
        channel = self.overlaid if self.overlaid >= 0 else self._grid.current
        return channel if self.maps is not None and channel < len(self.maps) else -1

    def show_maps(self, maps: Float32Array | None, title: str, *, note: str = "") -> None:
        """Shows a layer's maps, float32 [channels, h, w], and what they are called; None for none.

        Maps of another layer are put in order at once, others when they have rested. `note` says what they are if they
        are not the picture's.
        """
        before, is_same_layer = self.maps, title == self.title
        self.maps, self.title, self._note = maps, title, note
        self._grid.set_maps(maps)
        self._grid.set_chosen(self.overlaid)
        self._picks.show_channels(0 if maps is None else len(maps))
        if maps is None or before is None or before.shape != maps.shape or not is_same_layer:
            self.settle()
        elif before is not maps:
            self._rest.start()
        self._show_overlay()
        self._show_info(-1)

    def show_cells(self, selection: Float32Array | None) -> None:
        """The painted selection by which maps may be ordered, float32 [rows, columns]; None for none."""
        self._selection = None if selection is None or not np.any(selection) else np.asarray(selection, np.float32)
        if self._bar.order.needs_selection and self._tab.isVisible():
            self._rest.start()

    def set_blue_for_green(self, blue: bool) -> None:
        """Positive values in blue instead of green."""
        self._blue_for_green = blue
        self.show_colors()

    def settle(self) -> None:
        """Puts the maps in order now, and tells the numbers of the chosen one."""
        self._sort()
        self._show_statistics()

    def choose(self, channel: int) -> None:
        """Lays a map over the picture; takes it off if it lies there."""
        self.overlaid = -1 if channel == self.overlaid else channel
        self._grid.set_chosen(self.overlaid)
        self._show_overlay()
        self._show_statistics()
        self._show_info(channel)

    def take_off(self) -> None:
        """No map lies over the picture any more."""
        if self.overlaid >= 0:
            self.choose(self.overlaid)

    def show_colors(self) -> None:
        """Draws the maps in the colors of the bar and of the theme."""
        self._grid.set_colors(self.colors, common_scale=self._bar.is_common_scale)
        self._show_overlay()

    def _sort(self) -> None:
        if self.maps is None:
            return
        order, why = self.ordering.channels(self.maps, self._bar.layer, self._bar.order, self._selection)
        self._why_by_number = why
        self._grid.set_order(order)
        self._show_info(-1)

    def _order_by_number(self) -> None:
        self._bar.set_order(MapOrder.INDEX)
        self.status.emit(tr("What is usual for each map was not learned; maps are by number."))

    def _show_info(self, channel: int) -> None:
        shown = channel if channel >= 0 else self.overlaid
        if self.maps is None:
            self._say("")
        elif 0 <= shown < len(self.maps):
            values = self.maps[shown]
            low, high = limits_of(values)
            magnitude = float(np.abs(values).sum(dtype=np.float64))
            self._say(
                tr(
                    "Map {channel}, {note}: from {low:.3g} to {high:.3g}",
                    channel=shown,
                    note=self._note,
                    low=low,
                    high=high,
                )
                if self._note
                else tr(
                    "Map {channel}   magnitude {magnitude:.4g}   from {low:.3g} to {high:.3g}",
                    channel=shown,
                    magnitude=magnitude,
                    low=low,
                    high=high,
                )
            )
        else:
            self._say(*((self._why_by_number,) if self._why_by_number else self._about_maps()))

    def _say(self, *texts: str) -> None:
        """The longest of these that has room; all of it in the tooltip."""
        self._info.set_texts(*texts)
        self._info.setToolTip(texts[0])

    def _about_maps(self) -> tuple[str, ...]:
        maps = trn("{number} map", "{number} maps", 0 if self.maps is None else len(self.maps))
        if self._note:
            return (tr("{maps}: {note}.", maps=maps, note=self._note),)
        if self._bar.order.needs_distribution:
            return (
                tr("{maps}, those unusual in the selection first; learned from {basis}.", maps=maps, basis=self._basis),
                tr("{maps}, those unusual in the selection first.", maps=maps),
            )
        return (
            tr("{maps}. Click one to lay it over the picture; right-click for more.", maps=maps),
            tr("{maps}. A click lays one over; a right-click offers more.", maps=maps),
        )

    @property
    def _basis(self) -> str:
        return self.ordering.basis(self._bar.layer)

    def _follow(self, channel: int) -> None:
        """The mouse is over another map, or the keys went to one."""
        self._show_info(channel)
        if self.current != self._counted:
            self._show_statistics()

    def _show_statistics(self) -> None:
        channel = self._counted = self.current
        if self.maps is not None and channel >= 0:
            name = tr("{layer} map {channel}", layer=self.title, channel=channel)
            self._numbers.show_map(self.maps[channel], name)
        else:
            self._numbers.show_map(None, "")

    def _show_overlay(self) -> None:
        if self.maps is not None and 0 <= self.overlaid < len(self.maps) and self._tab.isVisible():
            self.overlay_requested.emit(
                self.maps[self.overlaid], tr("{layer} map {channel}", layer=self.title, channel=self.overlaid)
            )
        else:
            self.overlay_requested.emit(None, "")
