"""WeightsCard: which feature maps a spatial tab moves and by how much."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.spatial.painting.grid import default_layer
from ganstudio.ui.spatial.weights.table import WeightsTable
from ganstudio.ui.spatial.weights.units import MapUnits
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr

_EMPTY = tr("No maps yet. Pick maps in the Feature maps tab, or set one here.")


class WeightsCard(Card):
    """Shows one tab's weights; changes nothing itself.

    Signals:
        weights_set(object): {layer: {map: weight}}, in the unit shown; a weight of 0 takes the map out.
        raw_chosen(bool): Weights are to be shown as recipes have them, or in deviations.
        randomise_requested(), reset_requested(): New random weights; no weights.
    """

    weights_set = Signal(Mapping)
    raw_chosen = Signal(bool)
    randomise_requested = Signal()
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Weights"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.maps = WeightsTable("tab", _EMPTY, self)
        self.maps.weights_set.connect(self.weights_set)
        self.filter_zero = QCheckBox(tr("hide zeros"), self)
        self.filter_zero.setToolTip(
            tr(
                "Show only maps whose weight is not 0; off, every map of every layer is listed, from the layer "
                "chosen below"
            )
        )
        self.filter_zero.setChecked(True)
        self.filter_zero.toggled.connect(self.maps.set_only_weighted)
        self.raw = QCheckBox(tr("raw"), self)
        self.raw.setToolTip(
            tr(
                "Weights as recipes and scripts have them. Off, they are in standard deviations of each map over many "
                "random pictures, so that 1 is as strong on one map as on another, whatever the model"
            )
        )
        self.raw.setChecked(True)
        self.raw.clicked.connect(self.raw_chosen)
        self.add_header_widget(self.raw)
        self.add_header_widget(self.filter_zero)
        self.body.addWidget(self.maps)
        self._add_buttons()

    def show_edit(self, edit: SpatialEdit | None, spec: GeneratorSpec | None, units: MapUnits) -> None:
        """Shows a tab's weights; no signal."""
        layer = default_layer(spec, edit.resolution).name if edit is not None and spec is not None else ""
        weights = units.shown(edit.weights) if edit is not None else ()
        self.raw.setChecked(units.raw)
        is_known = units.knows(weight.layer for weight in weights)
        self.maps.model.set_unit(tr("weight") if units.raw else tr("weight (sd)") if is_known else tr("weight (raw)"))
        self.maps.show_weights(edit and edit.name, weights, spec, layer=layer)
        open_unless(self.reset_button, "" if weights else tr("No map has a weight."))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.randomise_button = QPushButton(tr("Randomize"), self)
        self.randomise_button.setToolTip(
            tr("New random weights for the tab's maps; for eight random maps if it has none")
        )
        self.randomise_button.clicked.connect(self.randomise_requested)
        self.reset_button = QPushButton(tr("Reset weights"), self)
        self.reset_button.setToolTip(tr("Take every map out of the tab"))
        self.reset_button.clicked.connect(self.reset_requested)
        for button in (self.randomise_button, self.reset_button):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self.body.addLayout(row)
