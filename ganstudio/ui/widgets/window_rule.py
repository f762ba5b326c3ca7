"""WindowRule: what is done with the events of every window that gets the keys, before its widgets have them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget


class WindowRule(QObject):
    """Stands before every window that gets the keys, so that a control made later, or in a dialog, obeys too."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.watch)

    def watch(self, window: QWindow | None) -> None:
        """Lets the rule count in a window."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)


def widget_of(window: QObject) -> QWidget | None:
    """The widget that is shown in a window."""
    return next((widget for widget in QApplication.topLevelWidgets() if widget.windowHandle() is window), None)
