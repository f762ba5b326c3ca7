"""MapTextField: a line for lists of feature maps (`3,5,10_20,2x33`) that underlines what it does not understand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from ganstudio.recipe.feature_map_syntax import MapTextError, WeightedMap, format_maps, parse_maps
from ganstudio.ui import theme


class MapTextField(QLineEdit):
    """A text of maps, checked while it is typed.

    Signals:
        maps_changed(): The text means something else now, or is no longer understood (see `maps` and `error`).
    """

    maps_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._channels = 0
        self.maps: tuple[WeightedMap, ...] = ()
        self.error: MapTextError | None = None
        self.setPlaceholderText("3,5,10_20,2x33")
        self.setToolTip("Maps by number: 5 is a map, 10_20 a range, 2x33 map 33 with weight 2; commas between")
        self.setAccessibleName("List of maps")
        self.setClearButtonEnabled(True)
        self.setStyleSheet("QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }")
        self.textChanged.connect(self._check)

    def set_channels(self, channels: int) -> None:
        """How many maps the layer has."""
        self._channels = channels
        self._check()

    def append(self, entry: WeightedMap) -> None:
        """Adds a map at the end of a list that is understood."""
        if self.error is None:
            kept = [known for known in self.maps if known.channel != entry.channel]
            self.setText(format_maps([*kept, entry]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A wavy line under the part at fault."""
        super().paintEvent(event)
        if self.error is None:
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        painter = QPainter(self)
        painter.setClipRect(inside)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().color("negative"), 1.4))
        left, right = (self._x_of(place) for place in (self.error.start, self.error.end))
        base = self.cursorRect().bottom() + 1.0
        count = max(2, round((right - left) / 3.0))
        wave = [QPointF(left + (right - left) * i / count, base + (i % 2) * 2.0) for i in range(count + 1)]
        painter.drawPolyline(QPolygonF(wave))
        painter.end()

    def _x_of(self, place: int) -> float:
        """Where a character is drawn, whatever part of the text is scrolled into view."""
        metrics = self.fontMetrics()
        to_cursor = metrics.horizontalAdvance(self.text()[: self.cursorPosition()])
        return float(self.cursorRect().center().x() - to_cursor + metrics.horizontalAdvance(self.text()[:place]))

    def _check(self) -> None:
        text = self.text().rstrip(", ")  # a comma at the end is only the beginning of the next map
        try:
            self.maps, self.error = parse_maps(text, self._channels), None
        except MapTextError as error:
            self.maps, self.error = (), error
        self.update()
        self.maps_changed.emit()
