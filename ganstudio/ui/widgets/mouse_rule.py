"""MouseRule: the wheel scrolls the panel under it, save over a control that has the focus; what a press leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
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

from ganstudio.ui.widgets.number_field import take_typed
from ganstudio.ui.widgets.window_rule import WindowRule, widget_of

_TURNED = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)
"""What the wheel would change."""


class MouseRule(WindowRule):
    """Who gets the wheel, and the focus by a press.

    A list or table inside a panel scrolls once it has the focus, or where the panel has nothing to scroll. A combo box
    gets the focus by Tab alone, unless it is typed into, so that the wheel does not turn it after a choice by mouse.
    A press beside a number that is being typed takes the number, also where what is pressed leaves the focus where it
    was.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Gives the wheel to the panel where the control under it has not the focus; looks at what is pressed."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            _leave_typed(_path_to_top(watched, event))
            return False
        return event.type() == QEvent.Type.Wheel and isinstance(event, QWheelEvent) and self._redirects(watched, event)

    def _redirects(self, watched: QObject, event: QWheelEvent) -> bool:
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


def _leave_typed(path: list[QWidget]) -> None:
    for combo in (widget for widget in path if isinstance(widget, QComboBox) and not widget.isEditable()):
        combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if QApplication.focusWidget() not in path:
        take_typed()


def _path_to_top(watched: QObject, event: QWheelEvent | QMouseEvent) -> list[QWidget]:
    """The widgets under the mouse, from the innermost to the window."""
    top = widget_of(watched)
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
