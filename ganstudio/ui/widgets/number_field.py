"""NumberField: a number that can be typed; what it cannot take is refused in words beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QLineEdit, QWidget

from ganstudio.ui.widgets.field_keys import is_for_window
from ganstudio.ui.widgets.refusal import refuse, take_back_refusal
from ganstudio.ui.widgets.tab_rule import give_keys_back
from ganstudio.words import tr

_BEGUN = re.compile(r"[-+−]?\d*[.,]?\d*([eE][-+−]?\d*)?")
"""What a number is typed through."""


def take_typed() -> None:
    """Takes the number that is being typed anywhere, unless its field gives up what it is left with."""
    field = QApplication.focusWidget()
    if isinstance(field, QAbstractSpinBox) or (isinstance(field, NumberField) and field.leaving_takes_it):
        give_keys_back(field, Qt.FocusReason.OtherFocusReason)


class NumberField(QLineEdit):
    """Enter takes the number and gives the keys back to the picture; leaving takes it too, Escape gives it up.

    Signals:
        entered(float): The person set another number.

    Attributes:
        leaving_takes_it: Whether going elsewhere takes what is typed, as Enter does, or gives it up, as Escape does.
    """

    entered = Signal(float)

    def __init__(
        self,
        minimum: float,
        maximum: float,
        parent: QWidget | None = None,
        *,
        decimals: int | None = 2,
        step: float = 0.01,
        written: Callable[[float], str] | None = None,
    ) -> None:
        """A field that shows `minimum` at first.

        Args:
            minimum: The least number that can be typed; a smaller one can be shown.
            maximum: The largest.
            parent: Qt's.
            decimals: To which a number is rounded; None for any.
            step: Of the up and down keys.
            written: How a number is shown, if not with its decimals.
        """
        super().__init__(parent)
        self._minimum, self._maximum = minimum, maximum
        self._decimals, self._step = decimals, step
        self._written = written or self._with_decimals
        self._value: float | None = minimum
        self.leaving_takes_it = True
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(self._look_at_typed)
        self._show()

    def fit_width(self) -> None:
        """Looks like text until it is pointed at, as wide as its longest number."""
        self.setProperty("role", "number")
        widest = max(len(self._written(end)) for end in (self._minimum, self._maximum))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0" * widest) + 18)

    @property
    def value(self) -> float | None:
        """The number; None while there is none."""
        return self._value

    @property
    def typed(self) -> float | None:
        """The number that the text says by now; None if it says none that can be taken."""
        try:
            return self._read(self.text())
        except ValueError:
            return None

    def set_value(self, value: float | None) -> None:
        """Shows a number without a signal, unless another one is being typed."""
        changed = value != self._value
        self._value = value
        if changed or not self.isModified():
            self._show()

    def take(self) -> bool:
        """Takes what is typed; says so if that cannot be, and shows the old number again."""
        if not self.isModified():
            return True
        typed = self.text().strip()
        if not typed:
            self._show()
            return True
        try:
            number = self._read(typed)
        except ValueError as error:
            self._show()
            kept = self.text() or tr("Nothing")
            refuse(self, tr("{problem} {range} {kept} stays.", problem=error, range=self._bounds, kept=kept))
            return False
        self._set(number)
        return True

    def give_up(self) -> None:
        """Shows the number again in place of what is typed."""
        self._show()

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
                if self.take():
                    self._give_keys_back()
                    self.returnPressed.emit()
                else:
                    self.selectAll()
            case Qt.Key.Key_Escape if self.isModified() or not isinstance(self.window(), QDialog):
                self._show()
                self._give_keys_back()
            case Qt.Key.Key_Up:
                self._step_by(self._step)
            case Qt.Key.Key_Down:
                self._step_by(-self._step)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All is selected, to be typed over."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what was typed, or gives it up."""
        if not self.leaving_takes_it:
            self._show()
        elif event.reason() != Qt.FocusReason.PopupFocusReason:
            self.take()
        super().focusOutEvent(event)

    def _look_at_typed(self, text: str) -> None:
        """Says at once what can be no number, however it goes on."""
        if _BEGUN.fullmatch(text.strip()):
            take_back_refusal(self)
        else:
            refuse(self, tr("“{typed}” is not a number.", typed=text))

    def _give_keys_back(self) -> None:
        self.selectAll()
        if not isinstance(self.window(), QDialog):
            give_keys_back(self)

    def _read(self, text: str) -> float:
        """The number that a text says.

        Raises:
            ValueError: It says none, or one that is not taken.
        """
        try:
            number = float(text.strip().replace(",", ".").replace("−", "-"))
        except ValueError:
            raise ValueError(tr("“{typed}” is not a number.", typed=text)) from None
        if not self._minimum <= number <= self._maximum:  # so is what is not finite
            raise ValueError(tr("{typed} is out of range.", typed=text))
        if self._decimals == 0 and not number.is_integer():
            raise ValueError(tr("{typed} is not a whole number.", typed=text))
        return number

    @property
    def _bounds(self) -> str:
        if math.isinf(self._maximum):
            return tr("Type a whole number.") if self._decimals == 0 else tr("Type a number.")
        low, high = self._written(self._minimum), self._written(self._maximum)
        if self._decimals == 0:
            return tr("Type a whole number from {low} to {high}.", low=low, high=high)
        return tr("Type a number from {low} to {high}.", low=low, high=high)

    def _step_by(self, step: float) -> None:
        before = self._value if self._value is not None else 0.0
        typed = self.typed if self.isModified() else None
        self._set(min(self._maximum, max(self._minimum, (before if typed is None else typed) + step)))

    def _set(self, wanted: float) -> None:
        value = wanted if self._decimals is None else round(wanted, self._decimals)
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.entered.emit(value)

    def _show(self) -> None:
        text = "" if self._value is None else self._written(self._value)
        if text != self.text():
            self.setText(text)
        self.setModified(False)

    def _with_decimals(self, value: float) -> str:
        return f"{value:.{self._decimals or 0}f}"
