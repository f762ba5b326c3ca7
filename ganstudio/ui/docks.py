"""Docks: panels that can be moved, floated and closed, with a slim grip in place of a title bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSizePolicy, QWidget

from ganstudio.ui import theme

_GRIP_PX = 10


def add_dock(window: QMainWindow, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
    """Puts a widget into a dock; `name` is what its place is remembered by."""
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setWidget(widget)
    dock.setTitleBarWidget(_Grip(title, dock))
    window.addDockWidget(area, dock)
    return dock


class _Grip(QWidget):
    """A thin strip to drag the dock by; a double click floats it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"Drag to move the panel “{title}”, double-click to float it; View, Reset layout puts it back")
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(40, _GRIP_PX)

    def minimumSizeHint(self) -> QSize:
        """As thin."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leaves the mouse to the dock, which moves."""
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws a short line in the middle."""
        colors = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.color("bg"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("text_quiet" if self.underMouse() else "border"))
        painter.drawRoundedRect(QRectF(self.width() / 2 - 14, self.height() / 2 - 1, 28, 3), 1.5, 1.5)
        painter.end()
