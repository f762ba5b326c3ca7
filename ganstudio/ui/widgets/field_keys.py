"""Which keys a field for numbers leaves to the window, though a text field would take them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

_NO_COMMAND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def is_for_window(event: QEvent, field: QLineEdit, accepted: str) -> bool:
    """Whether an event asks for a key that the field has no use for, so that a shortcut of the window may have it.

    These are characters that no number has, such as Space; and undo and redo while nothing is being typed, which would
    otherwise go through numbers entered long ago while the picture stays.

    Args:
        event: Any; only those that ask whether a shortcut is overridden can be.
        field: Its `isModified` says whether something is being typed.
        accepted: The characters that the field takes.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        return not field.isModified()
    text = event.text()
    return not event.modifiers() & ~_NO_COMMAND and text.isprintable() and text != "" and text not in accepted
