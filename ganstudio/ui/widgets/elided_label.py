"""ElidedLabel: a line of text that gives way: where there is no room, a shorter text, and at last an ellipsis."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget


class ElidedLabel(QLabel):
    """A QLabel of one line; its size hint is that of the longest text, its minimum next to nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: tuple[str, ...] = ("",)

    def set_texts(self, *texts: str) -> None:
        """The text, and shorter ones for less room, the longest first."""
        self._texts = texts
        self.setText(texts[0])

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The longest text that fits."""
        del event
        area, metrics = self.contentsRect(), self.fontMetrics()
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= area.width())
        text = next(fitting, metrics.elidedText(self._texts[-1], Qt.TextElideMode.ElideRight, area.width()))
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment()), text)
        painter.end()
