"""SeedField: a seed to type; the arrow keys count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from ganstudio.ui.widgets.field_keys import is_for_window

SEED_MAX = 2**32 - 1


class SeedField(QLineEdit):
    """Takes a whole number up to 4294967295; an arrow key goes to the next or previous and counts as Enter.

    Keys that no number has, such as Space, stay with the window: they do there what they do everywhere.

    Signals:
        given_up(): Escape: what was typed is not wanted.
    """

    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(60)
        self.setValidator(QRegularExpressionValidator("[0-9]{0,10}", self))
        self.setMaxLength(10)

    @property
    def seed(self) -> int | None:
        """The seed shown, at most the largest there is; None while the field is empty."""
        return min(SEED_MAX, int(self.text())) if self.text() else None

    def event(self, event: QEvent) -> bool:
        """Leaves to the window's shortcuts what is for them."""
        if is_for_window(event, self, "0123456789"):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go to the next and the previous seed; Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.setText(str(min(SEED_MAX, max(0, int(self.text() or 0) + step))))
        self.returnPressed.emit()
