"""WeightsModel: the weighted feature maps of a tab or detector as a table: layer, map, weight, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from ganstudio.recipe.edits import NUMBER_MAX, ChannelWeight
from ganstudio.spec import GeneratorSpec, LayerSpec
from ganstudio.ui import theme
from ganstudio.ui.spatial.numbers import exact_text, number_text, parse_number
from ganstudio.words import tr

LAYER, MAP, WEIGHT, REMOVE = range(4)
_HEADINGS = (tr("layer"), tr("map"), tr("weight"), "")
_Index = QModelIndex | QPersistentModelIndex
_Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Row:
    """One feature map: layer, the layer's place in the network (-1 if the model lacks it), number, weight."""

    layer: str
    text: str
    place: int
    channel: int
    weight: float


@dataclass(frozen=True, eq=False)
class _Maps:
    """The maps that are listed, unsorted; a `Row` is made of one only when it is shown.

    Attributes:
        names: The layers' names; those of the model first, in its order. known: how many of them the model has.
        layer, channel: int [maps]: place in `names`, and number. weight: float64 [maps].
    """

    names: tuple[str, ...]
    known: int
    layer: _Places
    channel: _Places
    weight: npt.NDArray[np.float64]

    def order(self, column: int) -> _Places:
        """The maps' places in the order of a column, smallest first; layers that the model lacks come first."""
        place = np.where(self.layer < self.known, self.layer, -1)
        keys = {
            WEIGHT: (self.channel, place, self.weight),
            MAP: (place, self.channel),
            LAYER: (self.channel, place),
        }
        return np.lexsort(keys[column])

    def same_maps(self, other: _Maps) -> bool:
        """Whether the two differ in weights at most."""
        mine, others = (self.names, self.known), (other.names, other.known)
        return (
            mine == others and np.array_equal(self.layer, other.layer) and np.array_equal(self.channel, other.channel)
        )


class WeightsModel(QAbstractTableModel):
    """Rows of one tab or detector, as many as the model has maps; asks for changes and makes none.

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
        self._unit = _HEADINGS[WEIGHT]
        self._maps = _listed((), None)
        self._order: _Places = np.zeros(0, np.intp)
        self._texts: dict[str, str] = {}
        self._shown_for: tuple[object, ...] = ()
        self._sorting = (LAYER, Qt.SortOrder.AscendingOrder)

    def show_weights(self, weights: tuple[ChannelWeight, ...], spec: GeneratorSpec | None, *, every_map: bool) -> None:
        """Shows weights; with `every_map`, those of all maps of all layers, at 0 if need be."""
        wanted = (weights, spec, every_map)
        if wanted == self._shown_for:
            return
        self._shown_for = wanted
        self._texts = {layer.name: layer.title for layer in spec.layers} if spec else {}
        maps = _listed(weights, spec, every_map=every_map)
        if maps.same_maps(self._maps):
            self._change_weights(maps)
        else:
            self.beginResetModel()
            self._maps = maps
            self._order = self._sorted()
            self.endResetModel()

    def set_unit(self, heading: str) -> None:
        """What the weights' column is called."""
        if heading != self._unit:
            self._unit = heading
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, WEIGHT, WEIGHT)

    def row(self, index: int) -> Row:
        """The row at that place."""
        maps, at = self._maps, self._order[index]
        layer = int(maps.layer[at])
        name = maps.names[layer]
        text = self._texts.get(name) or tr("{layer} (not in this model)", layer=name)
        place = layer if layer < maps.known else -1
        return Row(name, text, place, int(maps.channel[at]), float(maps.weight[at]))

    def first_of(self, layer: str) -> QModelIndex:
        """The uppermost row of a layer; an invalid index if none is listed."""
        maps = self._maps
        if layer not in maps.names:
            return QModelIndex()
        rows = np.flatnonzero(maps.layer[self._order] == maps.names.index(layer))
        return self.index(int(rows[0]), LAYER) if rows.size else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        """Rows of the table."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 Qt's signature
        """Layer, map, weight, remove."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._unit if section == WEIGHT else _HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and section == WEIGHT:
            return tr("In standard deviations (sd) of each map over many random pictures, or raw, as recipes have it")
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows, edits, says and looks like."""
        row, column = self.row(index.row()), index.column()
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

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Takes a typed weight; it is shown once the recipe has it."""
        if role != Qt.ItemDataRole.EditRole or index.column() != WEIGHT:
            return False
        row, number = self.row(index.row()), parse_number(str(value))
        if number is None or abs(number) > NUMBER_MAX:
            most = number_text(NUMBER_MAX)
            self.refused.emit(
                tr("“{typed}” is not a number. Type a weight such as −2 or 0.5.", typed=value)
                if number is None
                else tr("“{typed}” is beyond {most}. Type a weight such as −2 or 0.5.", typed=value, most=most)
            )
            return False
        if number != row.weight:
            self.weight_entered.emit(row.layer, row.channel, number)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Weights can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == WEIGHT else flags

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Orders the rows by a column; what is selected stays selected."""
        if column != REMOVE:
            self._sorting = (column, order)
            self._reorder()

    def _sorted(self) -> _Places:
        column, direction = self._sorting
        order = self._maps.order(column)
        return order if direction == Qt.SortOrder.AscendingOrder else order[::-1]

    def _reorder(self) -> None:
        order = self._sorted()
        if np.array_equal(order, self._order):
            return
        self.layoutAboutToBeChanged.emit()
        row_of = np.empty_like(order)
        row_of[order] = np.arange(len(order))
        before = self.persistentIndexList()
        after = [self.index(int(row_of[self._order[index.row()]]), index.column()) for index in before]
        self._order = order
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _change_weights(self, maps: _Maps) -> None:
        changed = np.flatnonzero((maps.weight != self._maps.weight)[self._order])
        self._maps = maps
        if len(changed):
            self.dataChanged.emit(self.index(int(changed[0]), LAYER), self.index(int(changed[-1]), REMOVE))
            self._reorder()


def _listed(weighted: Sequence[ChannelWeight], spec: GeneratorSpec | None, *, every_map: bool = False) -> _Maps:
    layers: Sequence[LayerSpec] = spec.layers if spec else ()
    names = list(dict.fromkeys([layer.name for layer in layers] + [weight.layer for weight in weighted]))
    places = {name: place for place, name in enumerate(names)}
    weights = {(places[weight.layer], weight.channel): weight.weight for weight in weighted}
    every = ((place, channel) for place, layer in enumerate(layers) for channel in range(layer.channels))
    cells = list(dict.fromkeys([*every, *weights])) if every_map else list(weights)
    where = np.array(cells, np.intp).reshape(len(cells), 2)
    values = np.array([weights.get(cell, 0.0) for cell in cells], np.float64)
    return _Maps(tuple(names), len(layers), where[:, 0], where[:, 1], values)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = {LAYER: Qt.AlignmentFlag.AlignLeft, REMOVE: Qt.AlignmentFlag.AlignHCenter}
    return side.get(column, Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter


def _tooltip(row: Row, column: int, owner: str) -> str:
    if column == REMOVE:
        return _take_out(row.channel, owner) if row.weight else ""
    if column == WEIGHT:
        return tr("Double-click or press F2 to type another weight; 0 takes the map out")
    return tr("Map {channel} of {layer}", channel=row.channel, layer=row.layer)


def _take_out(channel: int, owner: str) -> str:
    if owner == "tab":
        return tr("Take map {channel} out of the tab", channel=channel)
    return tr("Take map {channel} out of the detector", channel=channel)
