"""Chip: a small rounded button with a dot that says whether what it stands for acts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ganstudio.ui import theme
from ganstudio.words import tr

_HEIGHT = 28
_PAD = 12
_DOT = 8


class Chip(QAbstractButton):
    """A checkable pill: dot, name, quiet suffix such as the resolution.

    Signals:
        rename_requested(): A double click on it, or F2.
    """

    rename_requested = Signal()

    def __init__(
        self, text: str, suffix: str = "", parent: QWidget | None = None, *, dot: bool = True, checkable: bool = True
    ) -> None:
        super().__init__(parent)
        self._suffix = suffix
        self._dot = dot
        self._active = False
        self.setText(text)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._describe()

    @property
    def active(self) -> bool:
        """Whether the dot is lit."""
        return self._active

    def set_active(self, active: bool) -> None:
        """Lights the dot: what it stands for changes the picture."""
        if active != self._active:
            self._active = active
            self._describe()
            self.update()

    def set_suffix(self, suffix: str) -> None:
        """Shows another quiet text behind the name."""
        self._suffix = suffix
        self.updateGeometry()
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for dot, name and suffix."""
        return QSize(self._text_left() + self._name_width() + self._suffix_width() + _PAD, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """May shrink: the name is cut with an ellipsis."""
        return QSize(min(self.sizeHint().width(), 72), _HEIGHT)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Asks for a new name."""
        self.rename_requested.emit()
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Shows the hover."""
        super().enterEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of font or theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self.updateGeometry()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the pill."""
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, hovered = self.isChecked(), self.underMouse() and self.isEnabled()
        fill = "accent_soft" if chosen else "hover" if hovered else "raised"
        line = "accent_text" if chosen or self.hasFocus() else "border_strong" if hovered else "border"
        painter.setPen(QPen(colors.color(line), 2 if self.hasFocus() else 1))
        painter.setBrush(colors.color(fill))
        inset = 1.0 if self.hasFocus() else 0.5
        body = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        if self._dot:
            self._paint_dot(painter, colors)
        self._paint_text(painter, colors)
        painter.end()

    def _paint_dot(self, painter: QPainter, colors: theme.Tokens) -> None:
        # Lit it is filled, unlit a ring: the shape tells it too, not the color alone.
        centre = QPointF(_PAD + _DOT / 2, self.height() / 2)
        if self._active:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("positive"))
            painter.drawEllipse(centre, _DOT / 2, _DOT / 2)
        else:
            painter.setPen(QPen(colors.color("text_quiet"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, _DOT / 2 - 1, _DOT / 2 - 1)

    def _paint_text(self, painter: QPainter, colors: theme.Tokens) -> None:
        metrics = self.fontMetrics()
        left, right = self._text_left(), self.width() - _PAD
        room = max(0, right - left - self._suffix_width())
        name = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setPen(colors.color("text" if self.isEnabled() else "text_disabled"))
        painter.drawText(QRectF(left, 0, room + 1, self.height()), flags, name)
        if self._suffix:
            painter.setPen(colors.color("text_quiet" if self.isEnabled() else "text_disabled"))
            after = left + metrics.horizontalAdvance(name) + 6
            painter.drawText(QRectF(after, 0, right - after + 2, self.height()), flags, self._suffix)

    def _text_left(self) -> int:
        return _PAD + (_DOT + 8 if self._dot else 0)

    def _name_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text()) + 2  # advances are rounded at fractional scales

    def _suffix_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._suffix) + 6 if self._suffix else 0

    def _describe(self) -> None:
        name = f"{self.text()} {self._suffix}".strip()
        if self._dot:
            name = tr("{name}, on", name=name) if self._active else tr("{name}, off", name=name)
        self.setAccessibleName(name)
