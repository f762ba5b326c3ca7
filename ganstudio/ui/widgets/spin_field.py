"""Number fields with arrows: their text keeps its distance from the frame, and what they cannot take they say."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QDoubleSpinBox, QSpinBox, QWidget

from ganstudio.ui.widgets.field_keys import is_for_window
from ganstudio.ui.widgets.refusal import refuse
from ganstudio.ui.widgets.tab_rule import give_keys_back
from ganstudio.words import tr

_TEXT_MARGIN = 7
"""WORKAROUND: Qt 6.11 gives a spin box's text no padding from a style sheet. With the frame: 8 pixels, as elsewhere."""


class SpinField(QSpinBox):
    """A whole number. Enter takes it and gives the keys back to the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.installEventFilter(_Typing(self))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Lets anything be typed, so that what is wrong with it can be said."""
        return _typed(super().validate(text, position))

    def fixup(self, text: str) -> str:
        """Says what is wrong; the old number comes back."""
        _refuse(self, text)
        return text


class DecimalField(QDoubleSpinBox):
    """The same for a number with decimals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.installEventFilter(_Typing(self))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Lets anything be typed, so that what is wrong with it can be said."""
        return _typed(super().validate(text, position))

    def fixup(self, text: str) -> str:
        """Says what is wrong; the old number comes back."""
        _refuse(self, text)
        return text


class _Typing(QObject):
    """Enter and the window's keys in a field."""

    def __init__(self, field: QAbstractSpinBox) -> None:
        super().__init__(field)
        self._field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaves to the window's shortcuts what is for them; a number that is refused ends no dialog."""
        field = self._field
        if watched is not field:
            return False
        if is_for_window(event, field.lineEdit(), "0123456789.,-−+"):
            event.ignore()
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        refused, in_dialog = not field.hasAcceptableInput(), isinstance(field.window(), QDialog)
        field.interpretText()
        if refused:
            field.selectAll()
        elif not in_dialog:
            give_keys_back(field)
        return refused or not in_dialog


def _typed(answer: tuple[QValidator.State, str, int]) -> tuple[QValidator.State, str, int]:
    state, text, position = answer
    return QValidator.State.Intermediate if state == QValidator.State.Invalid else state, text, position


def _refuse(field: SpinField | DecimalField, text: str) -> None:
    typed = text.removeprefix(field.prefix()).removesuffix(field.suffix()).strip()
    if typed:
        low, high, kept = (f"{number:.12g}" for number in (field.minimum(), field.maximum(), field.value()))
        sentence = tr(
            "{typed} cannot be taken. Type a number from {low} to {high}. {kept} stays.",
            typed=typed,
            low=low,
            high=high,
            kept=kept,
        )
        refuse(field, sentence)
