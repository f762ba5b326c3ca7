"""WipeHandle: the line over the picture between before (left) and now (right), dragged or moved by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ganstudio.ui.widgets import roles
from ganstudio.words import tr

_WIDTH = 36
_KNOB = 14.0


class WipeHandle(QWidget):
    """A vertical line with a knob; says how far along the picture it was moved.

    Signals:
        moved(float): The share of the picture that lies left of the line, 0..1.
    """

    moved = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = 0.5
        self._picture = QRectF()
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Before and after line"))
        roles.set_role(self, QAccessible.Role.Splitter)
        self.setToolTip(tr("Left of the line: before. Right of it: now. Drag it, or move it with the arrow keys."))
        self.hide()

    @property
    def share(self) -> float:
        """How much of the picture's width lies left of the line, 0..1."""
        return self._share

    def set_share(self, share: float) -> None:
        """Moves the line."""
        self._share = min(max(share, 0.0), 1.0)
        self._lay_out()
        self.moved.emit(self._share)

    def follow(self, picture: QRectF) -> None:
        """The picture lies somewhere else in the view now."""
        self._picture = picture
        self._lay_out()

    def line_x(self) -> float:
        """The line's x in the view."""
        return self._picture.left() + self._share * self._picture.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A white line with a dark rim, and a knob with two arrows."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.line_x() - self.x()
        for color, width in ((QColor(0, 0, 0, 130), 4.0), (QColor(255, 255, 255), 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        centre = QPointF(middle, self.height() / 2)
        painter.setPen(QPen(QColor(0, 0, 0, 110), 1.0))
        painter.setBrush(self.palette().highlight() if self.hasFocus() else QColor(255, 255, 255))
        painter.drawEllipse(centre, _KNOB, _KNOB)
        painter.setPen(QPen(QColor("white") if self.hasFocus() else QColor("#30343d"), 2.0, c=Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            tip = centre + QPointF(side * 8, 0)
            painter.drawLine(tip, tip + QPointF(-side * 4, -4))
            painter.drawLine(tip, tip + QPointF(-side * 4, 4))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follows the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._picture.width() > 0:
            x = self.mapToParent(event.position()).x()
            self.set_share((x - self._picture.left()) / self._picture.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the mouse, so that the view below does not."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move by 2 per cent, with Shift by 10; Home and End to the edges."""
        step = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.02
        moves = {
            Qt.Key.Key_Left: self._share - step,
            Qt.Key.Key_Right: self._share + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        if event.key() in moves:
            self.set_share(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Shows at once whether it has the keyboard."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def _lay_out(self) -> None:
        parent = self.parentWidget()
        view = parent.rect() if parent is not None else self.rect()
        top = max(0, int(self._picture.top()))
        bottom = min(view.height(), int(self._picture.bottom()) + 1)
        self.setGeometry(round(self.line_x()) - _WIDTH // 2, top, _WIDTH, max(1, bottom - top))
        self.update()
