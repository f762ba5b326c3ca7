"""MapWidgets: what the Feature maps tab is made of, and where it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ganstudio.ui.maps.feature_map_grid import FeatureMapGrid
from ganstudio.ui.maps.pick_card import PickCard
from ganstudio.ui.maps.recording.record_card import RecordCard
from ganstudio.ui.maps.statistics_card import StatisticsCard
from ganstudio.ui.maps.view_bar import ViewBar
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.elided_label import ElidedLabel

_ROOM_FOR_TWO, _ROOM_FOR_THREE = 680, 860
"""Below these heights cards fold when another is opened, so that the maps keep their room."""


class MapWidgets(QWidget):
    """What to look at above, the maps, and beneath them a line about one map and the cards.

    Attributes:
        bar: Layer, maps to get, order, colors. grid: the maps. info: about the map under the mouse.
        picks: Maps by number or by order. record: keep maps of each new picture. statistics: the chosen map in numbers.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = ViewBar(self)
        self.grid = FeatureMapGrid(self)
        self.info = ElidedLabel(self)
        self.info.setProperty("role", "quiet")
        self.picks = PickCard(self)
        self.record = RecordCard(self)
        self.statistics = StatisticsCard(self)
        self._cards: tuple[Card, ...] = (self.picks, self.record, self.statistics)
        self._shelf = QGridLayout()
        self._shelf.setSpacing(6)
        self._shelf.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.info)
        layout.addWidget(self.picks)
        layout.addLayout(self._shelf)
        for card in self._cards:
            card.folded_changed.connect(partial(self._make_room, card))
        for card in self._cards[1:]:
            card.folded_changed.connect(self._fill_shelf)
        self._fill_shelf()

    def _fill_shelf(self) -> None:
        """The last two cards side by side while both are folded, so that the maps have a row more."""
        both = self.record.folded and self.statistics.folded
        self._shelf.addWidget(self.record, 0, 0, 1, 1 if both else 2)
        self._shelf.addWidget(self.statistics, 0 if both else 1, 1 if both else 0, 1, 1 if both else 2)

    def _make_room(self, opened: Card, folded: bool) -> None:
        if folded:
            return
        most = 3 if self.height() >= _ROOM_FOR_THREE else 2 if self.height() >= _ROOM_FOR_TWO else 1
        others = [card for card in self._cards if card is not opened and not card.folded]
        for card in others[: max(0, len(others) + 1 - most)]:
            card.set_folded(True)
