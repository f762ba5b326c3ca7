"""The widgets of the Feature maps tab and where they are; what they do is in `tab`."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ganstudio.ui.tabs.feature_map_tab.pick_card import PickCard
from ganstudio.ui.tabs.feature_map_tab.statistics_card import StatisticsCard
from ganstudio.ui.tabs.feature_map_tab.view_bar import ViewBar
from ganstudio.ui.widgets.feature_map_grid import FeatureMapGrid


class FeatureMapTabLayout(QWidget):
    """What to look at above, the maps, and beneath them a line about one map and the cards.

    Attributes:
        bar: Layer, maps to get, order, colours. grid: the maps. info: about the map under the mouse.
        picks: Maps by number or by order. statistics: the chosen map in numbers.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = ViewBar(self)
        self.grid = FeatureMapGrid(self)
        self.info = QLabel(self)
        self.info.setProperty("role", "quiet")
        self.info.setWordWrap(True)
        self.picks = PickCard(self)
        self.statistics = StatisticsCard(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addWidget(self.grid, 1)
        for widget in (self.info, self.picks, self.statistics):
            layout.addWidget(widget)
