"""SearchField: words to look for; Escape empties it, Down and Enter go on to what was found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ganstudio.ui.widgets.icons import icon
from ganstudio.ui.widgets.tab_rule import LAST_IN_ROW

_PLAIN_ICONS = "QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }"
"""The icons inside a line edit are tool buttons, which must not look like buttons."""


class SearchField(QLineEdit):
    """Escape empties it, Down and Enter go on to what was found.

    Signals:
        left_down(): The keys are to go to the first row.
    """

    left_down = Signal()
    _is_built = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self.setStyleSheet(_PLAIN_ICONS)
        self.setProperty(LAST_IN_ROW, True)
        self._is_built = True

    def changeEvent(self, event: QEvent) -> None:
        """Draws the icon anew in the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_built:
            self._sign.setIcon(icon("search"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As above; an empty field leaves Escape to others."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        else:
            super().keyPressEvent(event)
