"""WeightsCard: which feature maps a spatial tab moves and by how much, as a table that can be typed into."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QTableView,
    QWidget,
)

from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec, LayerSpec
from ganstudio.ui.spatial.grid import default_layer
from ganstudio.ui.spatial.numbers import parse_number
from ganstudio.ui.spatial.tab_list import layer_text
from ganstudio.ui.spatial.weights_model import LAYER, MAP, REMOVE, WEIGHT, WeightsModel
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.map_text_field import MapTextField

_ROW_HEIGHT = 28
_MOST_ROWS = 9
_EMPTY = "No maps yet. Pick maps in the Feature maps tab, or set one here."


class WeightsCard(Card):
    """Shows one tab's weights; changes nothing itself.

    Signals:
        weights_set(object): {layer: {map: weight}}; a weight of 0 takes the map out.
        randomise_asked(), reset_asked(): New random weights; no weights.
    """

    weights_set = Signal(object)
    randomise_asked = Signal()
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Weights", parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._edit: SpatialEdit | None = None
        self._spec: GeneratorSpec | None = None
        self.filter_zero = QCheckBox("filter zero", self)
        self.filter_zero.setToolTip("Show only maps whose weight is not 0; off, every map of the layer is listed")
        self.filter_zero.setChecked(True)
        self.filter_zero.toggled.connect(self._refresh)
        self.add_header_widget(self.filter_zero)
        self.model = WeightsModel()
        self.model.setParent(self)
        self.model.weight_entered.connect(
            lambda layer, channel, weight: self.weights_set.emit({layer: {channel: weight}})
        )
        self.model.refused.connect(self._complain)
        self.table = self._make_table()
        self.empty_label = QLabel(_EMPTY, self)
        self.empty_label.setProperty("role", "quiet")
        self.empty_label.setWordWrap(True)
        self.body.addWidget(self.empty_label)
        self.body.addWidget(self.table)
        self._add_entry_row()
        self._add_buttons()

    def show_edit(self, edit: SpatialEdit | None, spec: GeneratorSpec | None) -> None:
        """Shows a tab's weights; no signal."""
        other = edit is not None and (self._edit is None or edit.name != self._edit.name or spec is not self._spec)
        if spec is not self._spec:
            self._fill_layers(spec)
        self._edit, self._spec = edit, spec
        if other and edit is not None and spec is not None:
            self._choose_layer(edit.weights[0].layer if edit.weights else default_layer(spec, edit.resolution).name)
            self._complain("")
        self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete takes the chosen rows out of the tab."""
        key = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.table and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove({index.row() for index in self.table.selectionModel().selectedIndexes()})
            return True
        return super().eventFilter(watched, event)

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName("Weights of the tab")
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

    def _add_entry_row(self) -> None:
        self.layer_choice = QComboBox(self)
        self.layer_choice.setAccessibleName("Layer")
        self.layer_choice.setToolTip("The layer whose maps are set")
        self.layer_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layer_choice.setMinimumContentsLength(5)
        self.layer_choice.setFixedWidth(92)
        self.layer_choice.view().setMinimumWidth(136)
        self.layer_choice.currentIndexChanged.connect(self._refresh)
        self.maps_field = MapTextField(self)
        self.maps_field.setPlaceholderText("33")
        self.maps_field.setClearButtonEnabled(False)
        self.maps_field.setMinimumWidth(48)
        self.maps_field.setAccessibleName("Maps to set")
        self.maps_field.setToolTip("A map, or several: 3,5,10_20,2x33 is maps 3, 5, 10 to 20, and 33 times 2")
        self.value_field = QLineEdit(self)
        self.value_field.setPlaceholderText("−2")
        self.value_field.setAccessibleName("Weight to set")
        self.value_field.setToolTip("The weight; 0 takes the maps out of the tab")
        self.value_field.setFixedWidth(56)
        self.set_button = QPushButton("Set", self)
        self.set_button.setToolTip("Set these maps to this weight (Enter)")
        self.set_button.setFixedWidth(48)
        self.set_button.clicked.connect(self._set_maps)
        row = QHBoxLayout()
        row.setSpacing(8)
        to_label = QLabel("to", self)
        to_label.setProperty("role", "quiet")
        for widget, stretch in (
            (self.layer_choice, 0),
            (self.maps_field, 1),
            (to_label, 0),
            (self.value_field, 0),
            (self.set_button, 0),
        ):
            row.addWidget(widget, stretch)
        self.body.addLayout(row)
        self.error_label = QLabel(self)
        self.error_label.setProperty("role", "warning")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self.body.addWidget(self.error_label)
        for field in (self.maps_field, self.value_field):
            field.returnPressed.connect(self._set_maps)
            field.textEdited.connect(lambda _text: self._complain(""))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.randomise_button = QPushButton("Randomise", self)
        self.randomise_button.setToolTip("New random weights for the tab's maps; for eight random maps if it has none")
        self.randomise_button.clicked.connect(self.randomise_asked)
        self.reset_button = QPushButton("Reset weights", self)
        self.reset_button.setToolTip("Take every map out of the tab")
        self.reset_button.clicked.connect(self.reset_asked)
        for button in (self.randomise_button, self.reset_button):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.body.addLayout(row)

    def _fill_layers(self, spec: GeneratorSpec | None) -> None:
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        for layer in spec.layers if spec else ():
            self.layer_choice.addItem(layer_text(layer), layer)
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

    def _refresh(self) -> None:
        layer = self._layer()
        self.maps_field.set_channels(layer.channels if layer is not None else 0)
        all_of = None if self.filter_zero.isChecked() else layer
        self.model.show_edit(self._edit, self._spec, all_of=all_of)
        rows = self.model.rowCount()
        self.table.setVisible(rows > 0)
        self.empty_label.setVisible(rows == 0)
        shown = min(rows, _MOST_ROWS)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + shown * _ROW_HEIGHT + 2)
        self.reset_button.setEnabled(bool(self._edit and self._edit.weights))

    def _set_maps(self) -> None:
        layer = self._layer()
        if layer is None:
            return
        value = parse_number(self.value_field.text())
        maps, error = self.maps_field.maps, self.maps_field.error
        if error is not None:
            self._complain(str(error))
            self.maps_field.setFocus()
            self.maps_field.setSelection(error.start, error.end - error.start)
        elif not maps:
            self._complain("Which map? Type a number, or several such as 3,5,10_20.")
            self.maps_field.setFocus()
        elif value is None:
            self._complain("To which weight? Type a number such as −2 or 0.5.")
            self.value_field.setFocus()
        else:
            self._complain("")
            self.weights_set.emit({layer.name: {entry.channel: entry.weight * value for entry in maps}})

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == REMOVE:
            self._remove({index.row()})

    def _remove(self, places: set[int]) -> None:
        by_layer: dict[str, dict[int, float]] = {}
        for place in places:
            row = self.model.row(place)
            if row.weight:
                by_layer.setdefault(row.layer, {})[row.channel] = 0.0
        if by_layer:
            self.weights_set.emit(by_layer)

    def _complain(self, sentence: str) -> None:
        self.error_label.setText(sentence)
        self.error_label.setVisible(bool(sentence))
