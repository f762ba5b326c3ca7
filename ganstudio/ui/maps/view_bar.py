"""ViewBar: which layer is looked at, which layers' maps are got, in what order and colors."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from ganstudio.analysis.feature_map_order import MapOrder
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.canvas.feature_map_colors import ColorStyle
from ganstudio.ui.maps.layers import MapSource, MapsToGet, first_layer_to_show, wanted_layers
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.words import tr, trn

_COLORS = (
    (tr("by sign"), ColorStyle.SIGN, False),
    (tr("by sign, shared"), ColorStyle.SIGN, True),
    (tr("heat"), ColorStyle.HEAT, False),
    (tr("heat, shared"), ColorStyle.HEAT, True),
)


class ViewBar(QWidget):
    """Four choices in two rows; a row appears for looking at what is recorded, and one for choosing layers by hand.

    Signals:
        layer_changed(str): Another layer is looked at.
        capture_changed(): Other layers are wanted (see `wanted`).
        source_changed(): This picture's maps, or recorded ones (see `source`).
        order_changed(): Another order. colors_changed(): other colors.
        active_tabs_requested(): The layers of the active spatial tabs are to be ticked.
    """

    layer_changed = Signal(str)
    capture_changed = Signal()
    source_changed = Signal()
    order_changed = Signal()
    colors_changed = Signal()
    active_tabs_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: GeneratorSpec | None = None
        self._custom: set[str] = set()
        self.layer_box = _box(tr("Layer"), tr("The layer whose maps are shown, from coarse to fine"))
        self.get_box = _box(
            tr("Maps to get"), tr("Which layers' maps come with each picture: more layers, slower pictures")
        )
        self.order_box = _box(
            tr("Order"),
            tr(
                "By number; by how well a map agrees with what is painted in the Spatial tab (selection: dot product; "
                "hinge: sign by a margin; quantile: unusually high there for that map, so that loud maps do not win); "
                "or by strength (sum of magnitudes)"
            ),
        )
        self.colors_box = _box(
            tr("Colors"),
            tr("By sign, or from dark to bright; each map by its own largest value, or all maps by a shared one"),
        )
        self.source_box = _box(
            tr("Maps to show"),
            tr("This picture's maps; or the average, or how much they vary, over all recorded pictures"),
        )
        self.source_box.addItems([tr(source.value) for source in MapSource])
        self.get_box.addItems([tr(choice.value) for choice in MapsToGet])
        self.get_box.setCurrentIndex(list(MapsToGet).index(MapsToGet.CURRENT))
        self.order_box.addItems([tr(order.value) for order in MapOrder])
        self.colors_box.addItems([name for name, _, _ in _COLORS])
        self._custom_row = QWidget(self)
        self._custom_button = QPushButton(tr("Choose layers"), self._custom_row)
        self._custom_button.setToolTip(tr("Tick the layers whose maps are to come with each picture"))
        self._custom_menu = QMenu(self._custom_button)
        self._custom_button.setMenu(self._custom_menu)
        self.active_tabs_button = QPushButton(tr("Active tabs"), self._custom_row)
        self.active_tabs_button.setToolTip(tr("Tick the layers that the active spatial tabs act on"))
        self._lay_out()
        self.show_spec(None)
        self.layer_box.currentIndexChanged.connect(self._layer_chosen)
        self.get_box.currentIndexChanged.connect(self._get_chosen)
        self.source_box.currentIndexChanged.connect(self.source_changed)
        self.order_box.currentIndexChanged.connect(self.order_changed)
        self.colors_box.currentIndexChanged.connect(self.colors_changed)
        self.active_tabs_button.clicked.connect(self.active_tabs_requested)

    @property
    def layer(self) -> str:
        """The layer looked at; empty without a model."""
        return str(self.layer_box.currentData() or "")

    @property
    def maps_to_get(self) -> MapsToGet:
        """Which layers' maps are wanted."""
        return list(MapsToGet)[self.get_box.currentIndex()]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The layers to capture."""
        return wanted_layers(self.maps_to_get, self._spec, current=self.layer, custom=self._custom)

    @property
    def source(self) -> MapSource:
        """Which maps of the layer are looked at."""
        return list(MapSource)[self.source_box.currentIndex()]

    @property
    def order(self) -> MapOrder:
        """The order chosen."""
        return list(MapOrder)[self.order_box.currentIndex()]

    @property
    def color_style(self) -> ColorStyle:
        """How values become colors."""
        return _COLORS[self.colors_box.currentIndex()][1]

    @property
    def is_common_scale(self) -> bool:
        """Whether all maps share one scale."""
        return _COLORS[self.colors_box.currentIndex()][2]

    def show_spec(self, spec: GeneratorSpec | None) -> None:
        """Offers another model's layers; stays at the layer of the same name where there is one. Without a signal."""
        before = self.layer
        self._spec = spec
        self.layer_box.blockSignals(True)
        self.layer_box.clear()
        for layer in spec.layers if spec is not None else ():
            self.layer_box.addItem(layer.title, layer.name)
        if spec is not None:
            wanted = self.layer_box.findData(before)
            self.layer_box.setCurrentIndex(
                wanted if wanted >= 0 else self.layer_box.findData(first_layer_to_show(spec))
            )
        self.layer_box.blockSignals(False)
        self._custom &= {layer.name for layer in spec.layers} if spec is not None else set()
        self._fill_menu()
        for control in (self.layer_box, self._custom_button, self.active_tabs_button):
            open_unless(control, "" if spec is not None else NO_MODEL)

    def set_order(self, order: MapOrder) -> None:
        """Chooses the order."""
        self.order_box.setCurrentIndex(list(MapOrder).index(order))

    def offer_recorded(self, *, offered: bool) -> None:
        """Lets recorded maps be looked at; where nothing is recorded, this picture's are."""
        if not offered:
            self.source_box.setCurrentIndex(0)
        for widget in self._source_row:
            widget.setVisible(offered)

    def set_custom_layers(self, names: Iterable[str]) -> None:
        """Ticks these layers and no others."""
        self._custom = set(names)
        self._fill_menu()
        self.capture_changed.emit()

    def _layer_chosen(self) -> None:
        self.layer_changed.emit(self.layer)
        self.capture_changed.emit()

    def _get_chosen(self) -> None:
        is_custom = self.maps_to_get is MapsToGet.CUSTOM
        if is_custom and not self._custom and self.layer:
            self._custom = {self.layer}
            self._fill_menu()
        self._custom_row.setVisible(is_custom)
        self.capture_changed.emit()

    def _fill_menu(self) -> None:
        self._custom_menu.clear()
        for layer in self._spec.layers if self._spec is not None else ():
            action = self._custom_menu.addAction(layer.title)
            action.setCheckable(True)
            action.setChecked(layer.name in self._custom)
            action.setData(layer.name)
            action.toggled.connect(self._ticked)
        self._show_count()

    def _show_count(self) -> None:
        count = len(self._custom)
        self._custom_button.setText(trn("{number} layer", "{number} layers", count))

    def _ticked(self) -> None:
        self._custom = {str(action.data()) for action in self._custom_menu.actions() if action.isChecked()}
        self._show_count()
        self.capture_changed.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._custom_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._custom_button, 1)
        row.addWidget(self.active_tabs_button, 1)
        self._custom_row.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        places = ((self.layer_box, 0, 0), (self.get_box, 0, 2), (self.order_box, 1, 0), (self.colors_box, 1, 2))
        names = {
            self.layer_box: tr("Layer"),
            self.get_box: tr("Get"),
            self.order_box: tr("Order"),
            self.colors_box: tr("Colors"),
        }
        for box, line, column in places:
            label = QLabel(names[box], self)
            label.setProperty("role", "quiet")
            label.setBuddy(box)
            grid.addWidget(label, line, column)
            grid.addWidget(box, line, column + 1)
        label = QLabel(tr("Show"), self)
        label.setProperty("role", "quiet")
        label.setBuddy(self.source_box)
        grid.addWidget(label, 2, 0)
        grid.addWidget(self.source_box, 2, 1, 1, 3)
        self._source_row = (label, self.source_box)
        self.offer_recorded(offered=False)
        grid.addWidget(self._custom_row, 3, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)


def _box(name: str, tooltip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tooltip)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumContentsLength(6)
    return box
