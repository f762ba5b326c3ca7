"""AmountField: the small field in which an attribute's number is typed."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRect, Qt, Signal
from PySide6.QtGui import QDoubleValidator, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ganstudio.ui.attributes.entries import POSITION_MAX, POSITIONS_PER_UNIT

_LIMIT = POSITION_MAX / POSITIONS_PER_UNIT


class AmountField(QLineEdit):
    """One field for all rows: it is laid over the number that is typed. Enter takes it, Escape leaves it as it was.

    Signals:
        typed(str, float): The attribute's name and the new amount.
        left(str): The field is gone while it had the focus; the attribute's slider may take it back.
    """

    typed = Signal(str, float)
    left = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self._before = 0.0
        validator = QDoubleValidator(-_LIMIT, _LIMIT, 2, self)
        validator.setLocale(QLocale.c())
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.setValidator(validator)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName("Amount")
        self.setToolTip(f"A number from −{_LIMIT:g} to {_LIMIT:g}; Enter takes it, Escape leaves it as it was")
        self.setTextMargins(0, 0, -4, 0)
        self.hide()

    def start(self, name: str, amount: float, area: QRect) -> None:
        """Begins to type the amount of an attribute at a place."""
        self._name = name
        self._before = amount
        self.setText(f"{amount:.2f}".rstrip("0").rstrip("."))
        self.setGeometry(area)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Hides the field without taking its number."""
        name, self._name = self._name, ""
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self.left.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Escape leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.stop()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere takes the number too."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._take()

    def _take(self) -> None:
        name, before = self._name, self._before
        if not name:
            return
        amount = float(self.text()) if self.hasAcceptableInput() else before
        self.stop()
        if amount != before:
            self.typed.emit(name, amount)
