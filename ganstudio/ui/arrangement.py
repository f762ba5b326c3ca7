"""Arrangement: where the panels are and which cards are folded: at first, kept for the next sitting, and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer

from ganstudio.ui.attributes.entries import KINDS
from ganstudio.ui.card_folds import CardFolds
from ganstudio.ui.widgets.card import Card
from ganstudio.workspace import Settings

if TYPE_CHECKING:
    from ganstudio.ui.main_window import MainWindow

_STATE_VERSION = 1
_WIDE_FROM = 1440
_COLUMNS = {True: (284, 436), False: (266, 356)}
"""Width of the left and the right column in a wide and in a narrow window."""
_TALL_FROM = 900
_STRIP_HEIGHTS = {True: 148, False: 124}
"""Height of the film strip in a tall and in a low window."""


class Arrangement:
    """Moves the window's docks; made once these are there. Main thread only."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        """Puts everything where it was left, or where it is at first."""
        self._window = window
        self._shape = (True, True)
        self._folds = CardFolds(window.findChildren(Card), settings.folded_cards)
        self._chips = window.tab_set.attributes.chips
        if settings.attribute_sets:
            self._chips.set_kinds(settings.attribute_sets)
        self._restore(settings)

    def kept(self) -> dict[str, Any]:
        """What of the settings is to be kept for the next sitting, by the names of their fields."""
        window = self._window
        return {
            "window_geometry": bytes(window.saveGeometry().data()),
            "window_state": bytes(window.saveState(_STATE_VERSION).data()),
            "folded_cards": self._folds.folded,
            "attribute_sets": tuple(kind for kind in KINDS if kind in self._chips.kinds),
        }

    def reset(self) -> None:
        """Puts the docks where they are at first."""
        window, areas = self._window, Qt.DockWidgetArea
        places = ((window.left_dock, areas.LeftDockWidgetArea), (window.right_dock, areas.RightDockWidgetArea))
        for dock, area in (*places, (window.strip_dock, areas.BottomDockWidgetArea)):
            dock.setFloating(False)
            window.addDockWidget(area, dock)
            dock.show()
        self._fit()

    def follow_size(self) -> None:
        """Gives the docks another size when the window has turned wide or narrow, tall or low."""
        shape = self._present_shape()
        if shape != self._shape:
            self._shape = shape
            QTimer.singleShot(0, self._window, self._fit)  # once the docks know the window's new size

    def _restore(self, settings: Settings) -> None:
        window = self._window
        window.resize(1600, 1000)
        self.reset()
        if settings.window_geometry:
            window.restoreGeometry(QByteArray(settings.window_geometry))
            self._shape = self._present_shape()  # what follows is the person's own arrangement: leave it
        if settings.window_state:
            window.restoreState(QByteArray(settings.window_state), _STATE_VERSION)

    def _present_shape(self) -> tuple[bool, bool]:
        return self._window.width() >= _WIDE_FROM, self._window.height() >= _TALL_FROM

    def _fit(self) -> None:
        window, (wide, tall) = self._window, self._shape
        window.resizeDocks([window.left_dock, window.right_dock], list(_COLUMNS[wide]), Qt.Orientation.Horizontal)
        window.resizeDocks([window.strip_dock], [_STRIP_HEIGHTS[tall]], Qt.Orientation.Vertical)
