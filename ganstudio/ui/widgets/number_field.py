"""NumberField: a number that looks like text until it is pointed at, and can then be typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QDoubleValidator, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ganstudio.ui.widgets.field_keys import is_for_window


class NumberField(QLineEdit):
    """A decimal number with a dot, right-aligned. Enter or leaving takes it, Escape gives it up, arrows step.

    Signals:
        entered(float): The person set another number.
    """

    entered = Signal(float)

    def __init__(
        self, minimum: float, maximum: float, parent: QWidget | None = None, *, decimals: int = 2, step: float = 0.01
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "number")
        self._minimum, self._maximum = minimum, maximum
        self._decimals, self._step = decimals, step
        self._value = minimum
        validator = QDoubleValidator(self)
        validator.setLocale(QLocale.c())
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.setValidator(validator)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        widest = max(len(self._text(end)) for end in (minimum, maximum))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * widest) + 18)
        self.set_value(minimum)

    @property
    def value(self) -> float:
        """The number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Shows a number without a signal, unless another one is being typed."""
        changed = value != self._value
        self._value = value
        if changed or not self.isModified():
            self.setText(self._text(value))
            self.setModified(False)

    def event(self, event: QEvent) -> bool:
        """Leaves to the window's shortcuts what is for them."""
        if is_for_window(event, self, "0123456789.,-−+e"):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Escape, up and down."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take()
                self.selectAll()
            case Qt.Key.Key_Escape if self.isModified():
                self._show()
            case Qt.Key.Key_Up:
                self._set(self._value + self._step)
            case Qt.Key.Key_Down:
                self._set(self._value - self._step)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All is selected, to be typed over."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what was typed."""
        super().focusOutEvent(event)
        self._take()

    def _take(self) -> None:
        if not self.isModified():
            return
        try:
            typed = float(self.text().replace(",", ".").replace("−", "-"))
        except ValueError:
            self._show()
            return
        self._set(typed)

    def _set(self, wanted: float) -> None:
        value = round(min(self._maximum, max(self._minimum, wanted)), self._decimals)
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.entered.emit(value)

    def _show(self) -> None:
        self.setText(self._text(self._value))
        self.setModified(False)

    def _text(self, value: float) -> str:
        return f"{value:.{self._decimals}f}"
