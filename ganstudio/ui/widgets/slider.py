"""Slider: whole positions on a thin line, with zero marked where it is in the middle."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QSlider, QWidget

from ganstudio.ui import theme

_KNOB = 6.0
_WHEEL_MS, _KEYS_MS = 350, 2000
"""A turn of the wheel, or presses of keys in a row, are one change once nothing has moved for this long."""
_OWN_KEYS = frozenset(
    {
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
        *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    }
)


class Slider(QSlider):
    """A horizontal slider that tells a change under way from a change done.

    Signals:
        moved(int): The position, at each change by the person.
        settled(int): The position once the change is done: the mouse let go, the wheel at rest, or, after keys, a rest
            or anything else that the person does. After a click without a drag it waits until that cannot become a
            double click, whose reset is then the one change.
        reset_requested(): A double click on it.
    """

    moved = Signal(int)
    settled = Signal(int)
    reset_requested = Signal()

    def __init__(self, minimum: int, maximum: int, parent: QWidget | None = None, *, centre_zero: bool = False) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(minimum, maximum)
        self._centre_zero = centre_zero
        self._pressed = False
        self._dragged = False
        self._unsettled = False
        self._telling = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest_ms = _WHEEL_MS
        self._rest.timeout.connect(self._settle)
        self._click = QTimer(self)
        self._click.setSingleShot(True)
        self._click.timeout.connect(self._settle)
        self.actionTriggered.connect(self._acted)

    def set_position(self, position: int) -> None:
        """Shows a position without a signal; ignored while the person holds the knob."""
        if self._pressed or self._telling or (self._unsettled and position == self.value()):
            return
        self._end_change()  # another position than the person's comes from elsewhere, as by undo
        self.blockSignals(True)
        self.setValue(position)
        self.blockSignals(False)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as other controls, less their frame."""
        return QSize(120, 26)

    def minimumSizeHint(self) -> QSize:
        """Wide enough to be dragged."""
        return QSize(56, 26)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the knob to the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._settle()
            self._pressed, self._dragged = True, False
            self._drag_to(event.position().x())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the knob."""
        if self._pressed:
            before = self.value()
            self._drag_to(event.position().x())
            self._dragged = self._dragged or self.value() != before

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends the drag, which is one change."""
        if event.button() == Qt.MouseButton.LeftButton and self._pressed:
            self._pressed = False
            if self._dragged:
                self._settle()
            else:
                self._click.start(QApplication.doubleClickInterval())
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Asks for the reset position."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = False
            self._unsettled = False
            self._click.stop()
            self.reset_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the knob; what other keys follow in a row belongs to the same change."""
        self._rest_ms = _KEYS_MS
        super().keyPressEvent(event)
        self._rest_ms = _WHEEL_MS

    def event(self, event: QEvent) -> bool:
        """Losing the focus, or a key for something else, ends a change by keys or wheel."""
        other_key = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() not in _OWN_KEYS
        )
        if other_key or (event.type() == QEvent.Type.FocusOut and not self._pressed):
            self._settle()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a change is not done: so does the mouse, wherever it is pressed."""
        if event.type() == QEvent.Type.MouseButtonPress and watched is not self and not self._pressed:
            self._settle()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line, filled part from zero or from the left, mark at zero, knob, focus ring."""
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        left, right = self._x(self.minimum()) - _KNOB, self._x(self.maximum()) + _KNOB
        start, knob = self._x(0) if self._centre_zero else left, self._x(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("groove"))
        painter.drawRoundedRect(QRectF(left, middle - 1.5, right - left, 3), 1.5, 1.5)
        if self._centre_zero:
            painter.drawRoundedRect(QRectF(start - 1, middle - 5, 2, 10), 1, 1)
        painter.setBrush(colors.color("accent_text" if self.isEnabled() else "text_disabled"))
        painter.drawRoundedRect(QRectF(min(start, knob), middle - 1.5, abs(knob - start), 3), 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(QPen(colors.color("accent_text"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(knob, middle), _KNOB + 2.5, _KNOB + 2.5)
        hovered = self.underMouse() and self.isEnabled()
        rim = "accent_text" if hovered or self._pressed else "text_quiet"
        painter.setPen(QPen(colors.color(rim), 1))
        painter.setBrush(colors.color("knob" if self.isEnabled() else "text_disabled"))
        painter.drawEllipse(QPointF(knob, middle), _KNOB, _KNOB)
        painter.end()

    def _margin(self) -> float:
        return _KNOB + 3

    def _x(self, position: int) -> float:
        span = max(1, self.maximum() - self.minimum())
        return self._margin() + (position - self.minimum()) / span * (self.width() - 2 * self._margin())

    def _drag_to(self, x: float) -> None:
        room = max(1.0, self.width() - 2 * self._margin())
        share = min(1.0, max(0.0, (x - self._margin()) / room))
        position = round(self.minimum() + share * (self.maximum() - self.minimum()))
        if position != self.value():
            self.setValue(position)
            self._unsettled = True
            self.moved.emit(position)
        self.update()

    def _acted(self) -> None:
        # Keys, wheel and accessibility tools come through here, before the value itself changes.
        position = self.sliderPosition()
        if position != self.value():
            self.setValue(position)
            self._unsettled = self._telling = True
            self.moved.emit(position)
            self._telling = False
            self._rest.start(self._rest_ms)
            self._watch(on=True)

    def _settle(self) -> None:
        unsettled = self._unsettled
        self._end_change()
        if unsettled:
            self.settled.emit(self.value())

    def _end_change(self) -> None:
        self._unsettled = False
        self._rest.stop()
        self._click.stop()
        self._watch(on=False)

    def _watch(self, *, on: bool) -> None:
        app = QApplication.instance()
        if app is not None:
            (app.installEventFilter if on else app.removeEventFilter)(self)
