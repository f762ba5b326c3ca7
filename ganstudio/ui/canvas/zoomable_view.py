"""ZoomableView: a surface that zooms about the mouse and is moved with the middle button or Space."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from ganstudio.ui.canvas.pointer import PointerEvent, PointerKind
from ganstudio.ui.canvas.viewport import Viewport
from ganstudio.ui.widgets.key_presses import KeyPresses

_ZOOM_PER_NOTCH = 1.25


class ZoomableView(QWidget):
    """Zoom, pan, and the mouse in shares of what is shown; draws nothing itself.

    Signals:
        pointer(PointerEvent): The left or right mouse button, or the mouse moving.
        key_pressed(QKeyEvent): A key that the view itself has no use for; accept it to keep it.
        space_tapped(): Space was pressed and let go without dragging (held with a drag, it moves the picture).
        zoom_changed(float): The zoom in per cent.
    """

    pointer = Signal(PointerEvent)
    key_pressed = Signal(QKeyEvent)
    space_tapped = Signal()
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = Viewport()
        self._panning_from: QPointF | None = None
        self._space_held, self._space_used = False, False
        self._presses = KeyPresses()
        self._tool_cursor = Qt.CursorShape.ArrowCursor
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)

    @property
    def zoom(self) -> float:
        """In per cent; 100 is one picture pixel per screen pixel."""
        return self._viewport.percent

    def fit(self) -> None:
        """All of the picture, as large as the view allows; it follows the window's size from now on."""
        self._viewport.fit()
        self._refresh()

    def show_actual_size(self) -> None:
        """One picture pixel per screen pixel."""
        self.zoom_to(100.0)

    def zoom_to(self, percent: float) -> None:
        """A zoom in per cent about the middle of the view."""
        self._viewport.zoom_to(percent)
        self._refresh()

    def zoom_by(self, direction: int) -> None:
        """One step nearer (1) or farther (-1)."""
        self._viewport.step(direction)
        self._refresh()

    def picture_rect(self) -> QRectF:
        """Where the picture lies in the view."""
        return QRectF(*self._viewport.rectangle())

    def set_tool_cursor(self, shape: Qt.CursorShape) -> None:
        """The mouse pointer's shape while it is not moving the picture."""
        self._tool_cursor = shape
        self._show_cursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the fit."""
        super().resizeEvent(event)
        self._refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms about the mouse."""
        notches = event.angleDelta().y() / 120.0
        if notches:
            self._zoom_about(event.position(), _ZOOM_PER_NOTCH**notches)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Pinches on touchpads and touch screens, Space (elsewhere a shortcut), and moves to another screen."""
        kind = event.type()
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_about(event.position(), 1.0 + event.value())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._zoom_about(self.mapFromGlobal(pinch.centerPoint()), pinch.scaleFactor())
            return True
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Elsewhere Space is a shortcut. (underMouse() is wrong after a drag: ask where the mouse is.)
            over_view = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
            if event.key() == Qt.Key.Key_Space and not event.modifiers() and (self._space_held or over_view):
                event.accept()
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._refresh()
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._space_held = False
            self._show_cursor()
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The middle button, or any with Space, moves the picture; left and right are passed on."""
        if event.button() == Qt.MouseButton.MiddleButton or self._space_held:
            self._panning_from = event.position()
            self._space_used = True
            self._show_cursor()
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._pass_on(PointerKind.PRESS, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves the picture, or is passed on."""
        if self._panning_from is not None:
            moved = event.position() - self._panning_from
            self._panning_from = event.position()
            self._viewport.pan(moved.x(), moved.y())
            self._refresh()
        else:
            self._pass_on(PointerKind.MOVE if event.buttons() else PointerKind.HOVER, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a move of the picture, or is passed on."""
        if self._panning_from is not None:
            self._panning_from = None
            self._show_cursor()
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._pass_on(PointerKind.RELEASE, event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tells that the mouse is gone."""
        self.pointer.emit(PointerEvent(PointerKind.LEAVE))
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+, 0 and 1 zoom in, fit and show pixel for pixel; Space held moves; the rest is passed on."""
        actions: dict[str, Callable[[], None]] = {
            "+": lambda: self.zoom_by(1),
            "=": lambda: self.zoom_by(1),
            "_": lambda: self.zoom_by(-1),
            "0": self.fit,
            "1": self.show_actual_size,
        }
        if event.key() == Qt.Key.Key_Space:
            if self._presses.is_new(event):
                self._end_space()  # of a press before that was let go unseen
                self._space_held, self._space_used = True, False
                self._show_cursor()
            return
        event.ignore()
        self.key_pressed.emit(event)
        if not event.isAccepted() and event.text() in actions:
            actions[event.text()]()
            event.accept()
        if not event.isAccepted():
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go."""
        if event.key() == Qt.Key.Key_Space:
            self._presses.let_go(event)
            if not event.isAutoRepeat():
                self._end_space()
        else:
            super().keyReleaseEvent(event)

    def _end_space(self) -> None:
        if self._space_held:
            self._space_held = False
            self._show_cursor()
            if not self._space_used:
                self.space_tapped.emit()

    def _refresh(self) -> None:
        """The zoom, the size or the picture has changed."""
        self._viewport.set_view((self.width(), self.height()), self.devicePixelRatioF())
        self.zoom_changed.emit(self._viewport.percent)
        self.update()

    def _pass_on(self, kind: PointerKind, event: QMouseEvent) -> None:
        x, y = self._viewport.fraction((event.position().x(), event.position().y()))
        held = event.modifiers()
        right = bool((event.button() | event.buttons()) & Qt.MouseButton.RightButton)
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        self.pointer.emit(PointerEvent(kind, x, y, right=right, control=control, shift=shift))

    def _zoom_about(self, position: QPointF, factor: float) -> None:
        self._viewport.zoom_to(self._viewport.percent * factor, (position.x(), position.y()))
        self._refresh()

    def _show_cursor(self) -> None:
        if self._panning_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(self._tool_cursor)
