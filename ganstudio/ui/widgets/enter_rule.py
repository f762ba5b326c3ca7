"""EnterRule: Enter presses the button that has the focus, as Space does; in dialogs it is the default button's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog

from ganstudio.ui.widgets.window_rule import WindowRule, widget_of


class EnterRule(WindowRule):
    """WORKAROUND: on X11 and Windows Qt's buttons take Space alone, save those of dialogs."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Gives a button Space in place of Enter; of a key that is held the first press counts."""
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        top = widget_of(watched)
        button = None if top is None or isinstance(top, QDialog) else top.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not isinstance(button, QAbstractButton) or not plain:
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                space = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ")
                QCoreApplication.sendEvent(button, space)
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
