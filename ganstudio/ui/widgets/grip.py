"""A grip: the short line that says that something can be dragged there, and a splitter that has one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ganstudio.ui import theme

GRIP_PX = 10
"""How high a strip with a grip is."""


def paint_grip(strip: QWidget) -> None:
    """Draws a short line in the middle of a strip, lighter under the mouse."""
    colors = theme.current()
    painter = QPainter(strip)
    painter.fillRect(strip.rect(), colors.color("bg"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.color("text_quiet" if strip.underMouse() else "border"))
    painter.drawRoundedRect(QRectF(strip.width() / 2 - 14, strip.height() / 2 - 1, 28, 3), 1.5, 1.5)
    painter.end()


class GripSplitter(QSplitter):
    """Two widgets, one above the other, with a grip between them.

    Signals:
        reset_requested(): The grip was double-clicked.
    """

    reset_requested = Signal()

    def __init__(self, tooltip: str, parent: QWidget | None = None) -> None:
        """`tooltip` says what dragging the grip does."""
        super().__init__(Qt.Orientation.Vertical, parent)
        self._tooltip = tooltip
        self.setHandleWidth(GRIP_PX)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        """A handle with a grip."""
        handle = _Handle(self)
        handle.setToolTip(self._tooltip)
        handle.double_clicked.connect(self.reset_requested)
        return handle


class _Handle(QSplitterHandle):
    """Signals: double_clicked()."""

    double_clicked = Signal()

    def __init__(self, splitter: QSplitter) -> None:
        super().__init__(splitter.orientation(), splitter)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tells of it."""
        self.double_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the grip."""
        paint_grip(self)
