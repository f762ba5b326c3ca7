"""What widgets that paint themselves are, for screen readers: Qt knows it of its own kinds of widgets alone."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QWidget

_PROPERTY = "accessible_role"
_INSTALLED = "ganstudio_roles"


def set_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Says what a widget is, such as a list; its name is given it as to any other."""
    widget.setProperty(_PROPERTY, role.value)


def install(app: QApplication) -> None:
    """Lets screen readers hear of roles that were set; once an application."""
    if not app.property(_INSTALLED):
        app.setProperty(_INSTALLED, True)
        QAccessible.installFactory(_Roles().interface_of)


class _Roles:
    """Answers Qt, which asks once a widget; what it was answered lives as long as the application."""

    def __init__(self) -> None:
        self._answered: list[QAccessibleInterface] = []

    def interface_of(self, _kind: str, widget: QObject) -> QAccessibleInterface | None:
        """None leaves the widget to Qt."""
        role = widget.property(_PROPERTY) if isinstance(widget, QWidget) else None
        if role is None or not isinstance(widget, QWidget):
            return None
        self._answered.append(QAccessibleWidget(widget, QAccessible.Role(role)))
        return self._answered[-1]
