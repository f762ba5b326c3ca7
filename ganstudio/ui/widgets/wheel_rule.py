"""WheelRule: the mouse wheel scrolls the panel under it; only a control that has the focus is turned by it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWheelEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QTabBar,
    QWidget,
)

_TURNED = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)
"""What the wheel would change."""


class WheelRule(QObject):
    """Stands before every window that gets the keys, so that a control made later, or in a dialog, obeys too.

    A list or table inside a panel scrolls once it has the focus, or where the panel has nothing to scroll.
    """

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Gives the wheel to the panel where the control under it has not the focus."""
        if event.type() != QEvent.Type.Wheel or not isinstance(event, QWheelEvent):
            return False
        path = _path_to_top(watched, event)
        turned = next((widget for widget in path if isinstance(widget, _TURNED) and not _is_bar(widget)), None)
        areas = [widget for widget in path if isinstance(widget, QAbstractScrollArea)]
        panel = next((area for area in reversed(areas) if _can_scroll(area)), None)
        control = turned or (areas[0] if areas else None)
        if control is None or control is panel or any(_is_bar(widget) for widget in path) or _has_focus(control):
            return False
        if panel is None:
            return turned is not None
        QApplication.sendEvent(panel.viewport(), _at(panel.viewport(), event))
        return True


def _path_to_top(watched: QObject, event: QWheelEvent) -> list[QWidget]:
    """The widgets under the mouse, from the innermost to the window."""
    top = next((widget for widget in QApplication.topLevelWidgets() if widget.windowHandle() is watched), None)
    path: list[QWidget] = []
    widget = None if top is None else top.childAt(event.position().toPoint())
    while widget is not None:
        path.append(widget)
        widget = None if widget.isWindow() else widget.parentWidget()
    return path


def _is_bar(widget: QWidget) -> bool:
    return isinstance(widget, QScrollBar)


def _has_focus(control: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is control or control.isAncestorOf(focused))


def _can_scroll(area: QAbstractScrollArea) -> bool:
    bar = area.verticalScrollBar()
    return bar.maximum() > bar.minimum()


def _at(viewport: QWidget, event: QWheelEvent) -> QWheelEvent:
    """The same turn of the wheel, over another widget."""
    return QWheelEvent(
        viewport.mapFromGlobal(event.globalPosition()),
        event.globalPosition(),
        event.pixelDelta(),
        event.angleDelta(),
        event.buttons(),
        event.modifiers(),
        event.phase(),
        event.inverted(),
        event.source(),
    )
