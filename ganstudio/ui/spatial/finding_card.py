"""FindingCard: the search for maps, on the face on screen or on many faces; one of the two is in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from ganstudio.ui.spatial.finder.search import MapFinder
from ganstudio.ui.spatial.holding.search import HoldingFinder
from ganstudio.ui.widgets.card import Card
from ganstudio.words import tr

_PAGES = (
    (tr("This face"), tr("Try maps where something is painted on this face, and mix those that are best")),
    (
        tr("Many faces"),
        tr("Which maps or style channels have an effect that holds: tried on many faces, the part found on each"),
    ),
)


class FindingCard(Card):
    """Two pages under a bar; each keeps what it found while the other is in sight.

    Attributes:
        bar: Turns them.
    """

    def __init__(self, finder: MapFinder, holding: HoldingFinder, parent: QWidget | None = None) -> None:
        super().__init__(tr("Find the maps"), parent)
        self._pages = (finder, holding)
        self.bar = QTabBar(self)
        self.bar.setExpanding(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar.setAccessibleName(tr("On which faces maps are tried"))
        self.bar.setToolTip(tr("Whether maps are tried on this face, or on many"))
        for button in self.bar.findChildren(QToolButton):  # seen where there is no room for the names
            button.setToolTip(tr("The other page"))
            button.setAccessibleName(tr("The other page"))
        for text, tooltip in _PAGES:
            self.bar.setTabToolTip(self.bar.addTab(text), tooltip)
        self.body.addWidget(self.bar)
        for page in self._pages:
            self.body.addWidget(page)
        self.bar.currentChanged.connect(self._show)
        self._show(0)

    def show_page(self, page: QWidget) -> None:
        """Turns to one of the two, unfolded."""
        self.set_folded(False)
        self.bar.setCurrentIndex(self._pages.index(page))

    def _show(self, index: int) -> None:
        for number, page in enumerate(self._pages):
            page.setVisible(number == index)
