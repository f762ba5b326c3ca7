"""Spotlight: a ring around a control, drawn over the whole window, through which the mouse goes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from ganstudio.ui import theme

_AROUND = 5


class Spotlight(QWidget):
    """Lies over its window; it is as large as that whenever it points at something."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._place: QRect | None = None
        self._behind: QRect | None = None
        self.hide()

    @property
    def place(self) -> QRect | None:
        """What is ringed, in the window's coordinates; None for nothing."""
        return self._place

    def point_at(self, place: QRect | None, *, behind: QRect | None = None) -> None:
        """Rings another place, or none; the ring passes behind what lies at `behind`, such as the card."""
        if (place, behind) == (self._place, self._behind) and self.isVisible() == (place is not None):
            return
        self._place, self._behind = place, behind
        self.setVisible(place is not None)
        self.setGeometry(self.window().rect())
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring, with a rim that is seen on any picture."""
        del event
        if self._place is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._behind is not None:
            painter.setClipRegion(QRegion(self.rect()) - QRegion(self._behind))
        ring = QRectF(self._place.adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)).intersected(
            QRectF(self.rect()).adjusted(2, 2, -2, -2)
        )
        for color, width in ((QColor(0, 0, 0, 110), 6.0), (theme.current().color("star"), 3.0)):
            painter.setPen(QPen(color, width))
            painter.drawRoundedRect(ring, 9, 9)
        painter.end()
