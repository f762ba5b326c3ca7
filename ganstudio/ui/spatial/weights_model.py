"""WeightsModel: the weighted feature maps of a tab or detector as a table: layer, map, weight, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import GeneratorSpec, LayerSpec
from ganstudio.ui import theme
from ganstudio.ui.spatial.numbers import exact_text, number_text, parse_number
from ganstudio.ui.spatial.tab_list import layer_text

LAYER, MAP, WEIGHT, REMOVE = range(4)
_HEADINGS = ("layer", "map", "weight", "")
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Row:
    """One feature map: layer, the layer's place in the network (-1 if the model lacks it), number, weight."""

    layer: str
    text: str
    place: int
    channel: int
    weight: float


class WeightsModel(QAbstractTableModel):
    """Rows of one tab or detector; asks for changes and makes none.

    Signals:
        weight_entered(str, int, float): A weight was typed: layer, map, weight.
        refused(str): What was typed is not a number.
    """

    weight_entered = Signal(str, int, float)
    refused = Signal(str)

    def __init__(self, owner: str = "tab") -> None:
        """A table of nothing; `owner` is whose maps they are, in tooltips."""
        super().__init__()
        self._owner = owner
        self._rows: list[Row] = []
        self._shown_for: tuple[object, ...] = ()
        self._sorting = (LAYER, Qt.SortOrder.AscendingOrder)

    def show_weights(
        self, weights: tuple[ChannelWeight, ...], spec: GeneratorSpec | None, *, all_of: LayerSpec | None
    ) -> None:
        """Shows weights; with `all_of`, every map of that layer and of the weighted ones, at 0 if need be."""
        wanted = (weights, spec, all_of)
        if wanted == self._shown_for:
            return
        self._shown_for = wanted
        self.beginResetModel()
        self._rows = _rows(weights, spec, all_of)
        self._sort_rows()
        self.endResetModel()

    def row(self, index: int) -> Row:
        """The row at that place."""
        return self._rows[index]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        """Rows of the table."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        """Layer, map, weight, remove."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, edits, says and looks like."""
        row, column = self._rows[index.row()], index.column()
        texts = (row.text, str(row.channel), number_text(row.weight), "✕" if row.weight else "")
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[column]
        if role == Qt.ItemDataRole.EditRole:
            return exact_text(row.weight) if column == WEIGHT else texts[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(row, column, self._owner)
        if role == Qt.ItemDataRole.ForegroundRole and (column == REMOVE or not row.weight or row.place < 0):
            return theme.current().color("text_quiet")
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes a typed weight; it is shown once the recipe has it."""
        if role != Qt.ItemDataRole.EditRole or index.column() != WEIGHT:
            return False
        row, number = self._rows[index.row()], parse_number(str(value))
        if number is None:
            self.refused.emit(f"'{value}' is not a number. Type a weight such as −2 or 0.5.")
            return False
        if number != row.weight:
            self.weight_entered.emit(row.layer, row.channel, number)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Weights can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == WEIGHT else flags

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Orders the rows by a column."""
        if column == REMOVE:
            return
        self._sorting = (column, order)
        self.layoutAboutToBeChanged.emit()
        self._sort_rows()
        self.layoutChanged.emit()

    def _sort_rows(self) -> None:
        column, order = self._sorting
        if column == WEIGHT:
            self._rows.sort(key=lambda row: (row.weight, row.place, row.channel))
        elif column == MAP:
            self._rows.sort(key=lambda row: (row.channel, row.place))
        else:
            self._rows.sort(key=lambda row: (row.place, row.channel))
        if order == Qt.SortOrder.DescendingOrder:
            self._rows.reverse()


def _rows(weighted: Sequence[ChannelWeight], spec: GeneratorSpec | None, all_of: LayerSpec | None) -> list[Row]:
    layers: Sequence[LayerSpec] = spec.layers if spec else ()
    places = {layer.name: place for place, layer in enumerate(layers)}
    texts = {layer.name: layer_text(layer) for layer in layers}
    weights = {(weight.layer, weight.channel): weight.weight for weight in weighted}
    if all_of is not None:
        named = {all_of.name, *(name for name, _ in weights)}
        for layer in layers:
            if layer.name in named:
                weights = {**{(layer.name, channel): 0.0 for channel in range(layer.channels)}, **weights}
    return [
        Row(name, texts.get(name, f"{name} (not in this model)"), places.get(name, -1), channel, weight)
        for (name, channel), weight in weights.items()
    ]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = {LAYER: Qt.AlignmentFlag.AlignLeft, REMOVE: Qt.AlignmentFlag.AlignHCenter}
    return side.get(column, Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter


def _tooltip(row: Row, column: int, owner: str) -> str:
    if column == REMOVE:
        return f"Take map {row.channel} out of the {owner}" if row.weight else ""
    if column == WEIGHT:
        return "Double-click or press F2 to type another weight; 0 takes the map out"
    return f"Map {row.channel} of {row.layer}"
