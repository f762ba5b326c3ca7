"""FloatingBar: a frame over the picture, whose mouse is its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

_WIDTH = 600


class FloatingBar(QFrame):
    """Hidden until it is shown.

    Signals:
        closed(): Done with it: Escape, or its own button.
        entered(): The mouse is on the bar, and no more on the picture.
    """

    closed = Signal()
    entered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, width: int = _WIDTH) -> None:
        """`name` is for screen readers; `width` in device-independent pixels, where there is as much room."""
        super().__init__(parent)
        self._width = width
        self.setProperty("role", "floating")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(name)
        self.hide()

    def leave(self) -> None:
        """Hides; keys that it had are those of what it floats over."""
        focus = QApplication.focusWidget()
        below = self.parentWidget() if focus is not None and self.isAncestorOf(focus) else None
        self.hide()
        if below is not None:
            below.setFocus()

    def sizeHint(self) -> QSize:
        """Of one width, whatever is in it."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return QSize(self._width, layout.totalHeightForWidth(self._width))
        return QSize(self._width, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tells so."""
        super().enterEvent(event)
        self.entered.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keeps what hits no control from the picture below."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Likewise."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Likewise."""
        event.accept()
