"""WeightsTable: weighted feature maps as a table that can be typed into, with a row to set more of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ganstudio.recipe.edits import NUMBER_MAX, ChannelWeight
from ganstudio.recipe.layer_maps import by_layer
from ganstudio.spec import GeneratorSpec, LayerSpec
from ganstudio.ui.spatial.numbers import number_text
from ganstudio.ui.spatial.weights.model import LAYER, MAP, REMOVE, WEIGHT, WeightsModel
from ganstudio.ui.widgets.map_text_field import MapTextField
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.refusal import refuse
from ganstudio.words import tr, trp

_NAMES = {"tab": tr("Weights of the tab"), "detector": tr("Weights of the detector")}
_WEIGHT_TIPS = {
    "tab": tr("The weight; 0 takes the maps out of the tab"),
    "detector": tr("The weight; 0 takes the maps out of the detector"),
}
_ROW_HEIGHT = 28
_MOST_ROWS = 9


class WeightsTable(QWidget):
    """Shows the weights of a tab or of a detector, and changes nothing itself.

    Signals:
        weights_set(object): {layer: {map: weight}}; a weight of 0 takes the map out.
    """

    weights_set = Signal(Mapping)

    def __init__(self, owner: str, empty: str, parent: QWidget | None = None) -> None:
        """A table of nothing.

        Args:
            owner: Whose maps they are, in tooltips: `tab` or `detector`.
            empty: A sentence for when there are none.
            parent: Qt's.
        """
        super().__init__(parent)
        self._owner = owner
        self._shown: object = None
        self._weights: tuple[ChannelWeight, ...] = ()
        self._spec: GeneratorSpec | None = None
        self._only_weighted = True
        self.model = WeightsModel(owner)
        self.model.setParent(self)
        self.model.weight_entered.connect(
            lambda layer, channel, weight: self.weights_set.emit({layer: {channel: weight}})
        )
        self.table = self._make_table()
        self.model.refused.connect(partial(refuse, self.table))
        self.empty_label = QLabel(empty, self)
        self.empty_label.setProperty("role", "quiet")
        self.empty_label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.empty_label)
        column.addWidget(self.table)
        column.addLayout(self._make_entry_row())

    def show_weights(
        self, shown: object, weights: Sequence[ChannelWeight], spec: GeneratorSpec | None, *, layer: str = ""
    ) -> None:
        """Shows weights; no signal.

        Args:
            shown: Whose they are; for another than before, the entry row offers `layer` again.
            weights: The maps.
            spec: The model's.
            layer: Offered for maps to be added, while there are none.
        """
        other = shown != self._shown or spec is not self._spec
        if spec is not self._spec:
            self._fill_layers(spec)
        self._shown, self._weights, self._spec = shown, tuple(weights), spec
        if other and spec is not None:
            self._choose_layer(weights[0].layer if weights else layer)
        self._refresh()

    def set_only_weighted(self, on: bool) -> None:
        """Lists only maps whose weight is not 0; off, every map of every layer, beginning with the chosen one."""
        self._only_weighted = on
        self._refresh()
        self._layer_chosen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete takes the chosen rows out."""
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.table and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove({index.row() for index in self.table.selectionModel().selectedIndexes()})
            return True
        return super().eventFilter(watched, event)

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setTabKeyNavigation(False)  # Tab leaves it, the arrow keys move in it
        table.setModel(self.model)
        table.setAccessibleName(_NAMES[self._owner])
        table.setSortingEnabled(True)
        table.sortByColumn(LAYER, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.setShowGrid(False)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(28)
        header.setHighlightSections(False)
        for column, mode in (
            (LAYER, QHeaderView.ResizeMode.Stretch),
            (MAP, QHeaderView.ResizeMode.Stretch),
            (WEIGHT, QHeaderView.ResizeMode.Stretch),
            (REMOVE, QHeaderView.ResizeMode.Fixed),
        ):
            header.setSectionResizeMode(column, mode)
        header.resizeSection(REMOVE, 32)
        table.clicked.connect(self._clicked)
        table.installEventFilter(self)
        return table

    def _make_entry_row(self) -> QHBoxLayout:
        self.layer_choice = QComboBox(self)
        self.layer_choice.setAccessibleName(tr("Layer"))
        self.layer_choice.setToolTip(tr("The layer whose maps are set; a list of every map goes there"))
        self.layer_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layer_choice.setMinimumContentsLength(5)
        self.layer_choice.setFixedWidth(92)
        self.layer_choice.view().setMinimumWidth(136)
        self.layer_choice.currentIndexChanged.connect(self._layer_chosen)
        self.maps_field = MapTextField(self)
        self.maps_field.setPlaceholderText("33")
        self.maps_field.setClearButtonEnabled(False)
        self.maps_field.setMinimumWidth(48)
        self.maps_field.setAccessibleName(tr("Maps to set"))
        self.maps_field.setToolTip(tr("A map, or several: 3,5,10_20,2x33 is maps 3, 5, 10 to 20, and 33 times 2"))
        self.value_field = NumberField(-NUMBER_MAX, NUMBER_MAX, self, decimals=None, written=number_text)
        self.value_field.set_value(None)
        self.value_field.setPlaceholderText("−2")
        self.value_field.setAccessibleName(tr("Weight to set"))
        self.value_field.setToolTip(_WEIGHT_TIPS[self._owner])
        self.value_field.setFixedWidth(56)
        self.set_button = QPushButton(tr("Set"), self)
        self.set_button.setToolTip(tr("Set these maps to this weight (Enter)"))
        self.set_button.setFixedWidth(48)
        self.set_button.clicked.connect(self._set_maps)
        to_label = QLabel(trp("maps to a weight", "to"), self)
        to_label.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setSpacing(6)  # so that the longer word for "to" of another language leaves all of it in the column
        for widget, stretch in (
            (self.layer_choice, 0),
            (self.maps_field, 1),
            (to_label, 0),
            (self.value_field, 0),
            (self.set_button, 0),
        ):
            row.addWidget(widget, stretch)
        for field in (self.maps_field, self.value_field):
            field.returnPressed.connect(self._set_maps)
        return row

    def _fill_layers(self, spec: GeneratorSpec | None) -> None:
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        for layer in spec.layers if spec else ():
            self.layer_choice.addItem(layer.title, layer)
        self.layer_choice.blockSignals(False)

    def _choose_layer(self, name: str) -> None:
        for index in range(self.layer_choice.count()):
            if self.layer_choice.itemData(index).name == name:
                self.layer_choice.blockSignals(True)
                self.layer_choice.setCurrentIndex(index)
                self.layer_choice.blockSignals(False)

    def _layer(self) -> LayerSpec | None:
        layer = self.layer_choice.currentData()
        return layer if isinstance(layer, LayerSpec) else None

    def _layer_chosen(self) -> None:
        layer = self._layer()
        self.maps_field.show_layer(self._spec, layer.name if layer is not None else "")
        if layer is not None and not self._only_weighted:
            self.table.scrollTo(self.model.first_of(layer.name), QAbstractItemView.ScrollHint.PositionAtTop)

    def _refresh(self) -> None:
        layer = self._layer()
        self.maps_field.show_layer(self._spec, layer.name if layer is not None else "")
        self.model.show_weights(self._weights, self._spec, every_map=not self._only_weighted)
        rows = self.model.rowCount()
        self.table.setVisible(rows > 0)
        self.empty_label.setVisible(rows == 0)
        shown = min(rows, _MOST_ROWS)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + shown * _ROW_HEIGHT + 2)

    def _set_maps(self) -> None:
        layer = self._layer()
        if layer is None or not self.value_field.take():
            return
        value = self.value_field.value
        maps, error = self.maps_field.maps, self.maps_field.error
        if error is not None:
            refuse(self.maps_field, str(error))
            self.maps_field.setFocus()
            self.maps_field.setSelection(error.start, error.end - error.start)
        elif not maps:
            refuse(self.maps_field, tr("Which map? Type a number, or several such as 3,5,10_20."))
            self.maps_field.setFocus()
        elif value is None:
            refuse(self.value_field, tr("To which weight? Type a number such as −2 or 0.5."))
            self.value_field.setFocus()
        else:
            self.weights_set.emit(by_layer(ChannelWeight(it.layer, it.channel, it.weight * value) for it in maps))

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == REMOVE:
            self._remove({index.row()})

    def _remove(self, places: set[int]) -> None:
        rows = [self.model.row(place) for place in places]
        taken = by_layer(ChannelWeight(row.layer, row.channel, 0.0) for row in rows if row.weight)
        if taken:
            self.weights_set.emit(taken)
