"""The widgets of the Feature maps tab and where they are; what they do is in `tab`."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ganstudio.ui.tabs.feature_map_tab.pick_card import PickCard
from ganstudio.ui.tabs.feature_map_tab.statistics_card import StatisticsCard
from ganstudio.ui.tabs.feature_map_tab.view_bar import ViewBar
from ganstudio.ui.widgets.feature_map_grid import FeatureMapGrid

_ROOM_FOR_BOTH = 680
"""Below this height one card folds when the other is opened, so that the maps keep their room."""


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
        self.picks.folded_changed.connect(self._fold_statistics)
        self.statistics.folded_changed.connect(self._fold_picks)

    def _fold_statistics(self, folded: bool) -> None:
        if not folded and self.height() < _ROOM_FOR_BOTH:
            self.statistics.set_folded(True)

    def _fold_picks(self, folded: bool) -> None:
        if not folded and self.height() < _ROOM_FOR_BOTH:
            self.picks.set_folded(True)
