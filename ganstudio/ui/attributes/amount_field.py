"""AmountField: the small field in which an attribute's number is typed."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ganstudio.ui.attributes.entries import POSITION_MAX, POSITIONS_PER_UNIT
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.words import tr

_LIMIT = POSITION_MAX / POSITIONS_PER_UNIT


class AmountField(NumberField):
    """One field for all rows: it is laid over the number that is typed. Enter takes it, Escape leaves it as it was.

    Signals:
        typed_for(str, float): The attribute's name and the new amount.
        left(str): The field is gone while it had the focus; the attribute's slider may take it back.
    """

    typed_for = Signal(str, float)
    left = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(-_LIMIT, _LIMIT, parent, step=1 / POSITIONS_PER_UNIT, written=_short)
        self._name = ""
        self.setAccessibleName(tr("Amount"))
        self.setToolTip(
            tr("A number from −{limit:g} to {limit:g}; Enter takes it, Escape leaves it as it was", limit=_LIMIT)
        )
        self.setTextMargins(0, 0, -4, 0)
        self.entered.connect(self._entered)
        self.hide()

    def start(self, name: str, amount: float, area: QRect) -> None:
        """Begins to type the amount of an attribute at a place."""
        self._name = name
        self.setModified(False)
        self.set_value(round(amount, 2))
        self.setGeometry(area)
        self.show()
        self.raise_()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Hides the field without taking its number."""
        name, self._name = self._name, ""
        had_focus = self.hasFocus()
        self.setModified(False)
        self.hide()
        if had_focus:
            self.left.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere takes the number too."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self._name:
            self.stop()

    def _give_keys_back(self) -> None:
        self.stop()

    def _entered(self, amount: float) -> None:
        if self._name:
            self.typed_for.emit(self._name, amount)


def _short(amount: float) -> str:
    return f"{amount:.2f}".rstrip("0").rstrip(".")
