"""StatisticsCard: the chosen map in numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ganstudio.analysis.feature_map_statistics import map_statistics
from ganstudio.ui.canvas.feature_map_colors import Float32Array
from ganstudio.ui.maps.map_statistics_plot import MapStatisticsPlot
from ganstudio.ui.widgets.card import Card
from ganstudio.words import tr


class StatisticsCard(Card):
    """Mean, deviation, range, share of active cells, histogram and spectrum of one map; folded at first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Statistics"), parent)
        self._name = QLabel(self)
        self._name.setObjectName("of")
        self._name.setProperty("role", "quiet")
        self.add_header_widget(self._name)
        self.numbers = QLabel(self)
        self.numbers.setWordWrap(True)
        self.numbers.setAccessibleName(tr("Statistics of the map"))
        self.plot = MapStatisticsPlot(self)
        self.body.addWidget(self.numbers)
        self.body.addWidget(self.plot)
        self._values: Float32Array | None = None
        self.set_folded(True)
        self.folded_changed.connect(self._compute)
        self.show_map(None, "")

    def show_map(self, values: Float32Array | None, name: str) -> None:
        """Shows the numbers of a map, float32 [h, w]; None for no map."""
        self._values = values
        self._name.setText(name)
        self._compute()

    def _compute(self) -> None:
        if self.folded:
            return
        self.plot.setVisible(self._values is not None)
        if self._values is None:
            self.numbers.setText(tr("Click a map to see its numbers."))
            return
        numbers = map_statistics(self._values)
        self.plot.show_statistics(numbers)
        self.numbers.setText(
            tr(
                "mean {mean:.4g}   deviation {deviation:.4g}   active {active:.0%}\n"
                "from {minimum:.4g} to {maximum:.4g}   magnitude {magnitude:.4g}",
                mean=numbers.mean,
                deviation=numbers.deviation,
                active=numbers.active,
                minimum=numbers.minimum,
                maximum=numbers.maximum,
                magnitude=numbers.magnitude,
            )
        )
