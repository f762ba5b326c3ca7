"""MapWidgets: what the Feature maps tab is made of, and where it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ganstudio.ui.maps.feature_map_grid import FeatureMapGrid
from ganstudio.ui.maps.pick_card import PickCard
from ganstudio.ui.maps.recording.record_card import RecordCard
from ganstudio.ui.maps.statistics_card import StatisticsCard
from ganstudio.ui.maps.view_bar import ViewBar
from ganstudio.ui.widgets.card import Card

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
        self.info = QLabel(self)
        self.info.setProperty("role", "quiet")
        self.info.setWordWrap(True)
        self.picks = PickCard(self)
        self.record = RecordCard(self)
        self.statistics = StatisticsCard(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addWidget(self.grid, 1)
        self._cards: tuple[Card, ...] = (self.picks, self.record, self.statistics)
        for widget in (self.info, *self._cards):
            layout.addWidget(widget)
        for card in self._cards:
            card.folded_changed.connect(partial(self._make_room, card))

    def _make_room(self, opened: Card, folded: bool) -> None:
        if folded:
            return
        most = 3 if self.height() >= _ROOM_FOR_THREE else 2 if self.height() >= _ROOM_FOR_TWO else 1
        others = [card for card in self._cards if card is not opened and not card.folded]
        for card in others[: max(0, len(others) + 1 - most)]:
            card.set_folded(True)
