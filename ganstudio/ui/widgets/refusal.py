"""Says at a field why what was typed is not taken, over what lies there: nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QWidget

_SHOWN_MS = 10_000
_WIDTH, _GAP, _MARGIN = 300, 4, 8


def refuse(field: QWidget, sentence: str) -> None:
    """Shows a sentence below a field until another key is pressed there, or some seconds have passed."""
    _label_of(field).say(field, sentence)


def take_back_refusal(field: QWidget) -> None:
    """Hides what was said, as when what is typed is understood by now."""
    label = field.window().findChild(_Refusal)
    if label is not None:
        label.hide()


def refusal_in(window: QWidget) -> str:
    """The sentence that is shown in a window; empty for none."""
    label = window.window().findChild(_Refusal)
    return "" if label is None or label.isHidden() else label.text()


def _label_of(field: QWidget) -> _Refusal:
    return field.window().findChild(_Refusal) or _Refusal(field.window())


class _Refusal(QLabel):
    """One for a window; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "refusal")
        self.setMargin(_MARGIN)  # padding in the style sheet is left out of the height that a wrapped text asks for
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._field: QWidget | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SHOWN_MS)
        self._rest.timeout.connect(self.hide)
        self.hide()

    def say(self, field: QWidget, sentence: str) -> None:
        """Shows a sentence at a field."""
        if self._field is not None:
            self._field.removeEventFilter(self)
        self._field = field
        field.installEventFilter(self)
        field.destroyed.connect(self._forget)
        self.setText(sentence)
        self._place(field)
        self.show()
        self.raise_()
        self._rest.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The next key, or the field's going, ends it."""
        if watched is self._field and event.type() in (QEvent.Type.KeyPress, QEvent.Type.Hide):
            self.hide()
        return super().eventFilter(watched, event)

    def _place(self, field: QWidget) -> None:
        self.ensurePolished()
        window = field.window()
        width = min(_WIDTH, window.width() - 2 * _GAP)
        height = self.heightForWidth(width)
        corner = field.mapTo(window, QPoint(0, field.height() + _GAP))
        if corner.y() + height > window.height():
            corner.setY(corner.y() - field.height() - height - 2 * _GAP)
        corner.setX(max(_GAP, min(corner.x(), window.width() - width - _GAP)))
        self.setGeometry(QRect(corner.x(), max(0, corner.y()), width, height))

    def _forget(self) -> None:
        self._field = None
        self.hide()
