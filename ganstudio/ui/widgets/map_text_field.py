"""MapTextField: a line for lists of feature maps (`3,10_20; b32: 2x33`) that underlines what it does not understand."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QToolButton, QWidget

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.feature_map_syntax import MapTextError
from ganstudio.recipe.layer_maps import format_layer_maps, parse_layer_maps
from ganstudio.spec import GeneratorSpec
from ganstudio.ui import theme
from ganstudio.words import tr


class MapTextField(QLineEdit):
    """A text of maps, checked while it is typed.

    Attributes:
        maps: What is listed. error: what is not understood, or None.

    Signals:
        maps_changed(): The text means something else now, or is no longer understood.
    """

    maps_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: GeneratorSpec | None = None
        self._layer = ""
        self.maps: tuple[ChannelWeight, ...] = ()
        self.error: MapTextError | None = None
        self.setPlaceholderText("3,5,10_20,2x33")
        self.setToolTip(
            tr(
                "Maps by number: 5 is a map, 10_20 a range, 2x33 map 33 with weight 2; commas between. "
                "Those of another layer behind a semicolon and its name: 3,5; b32: 2x33"
            )
        )
        self.setAccessibleName(tr("List of maps"))
        self.setClearButtonEnabled(True)
        for button in self.findChildren(QToolButton):
            button.setToolTip(tr("Empty the list"))
            button.setAccessibleName(tr("Empty the list"))
        self.setStyleSheet("QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }")
        self.textChanged.connect(self._check)

    @property
    def understood(self) -> str:
        """The text; empty where something in it is not understood."""
        return self.text() if self.error is None else ""

    def show_layer(self, spec: GeneratorSpec | None, layer: str) -> None:
        """Whose maps are meant where no layer is named."""
        if (spec, layer) != (self._spec, self._layer):
            self._spec, self._layer = spec, layer
            self._check()

    def set_maps(self, maps: Iterable[ChannelWeight]) -> None:
        """Lists these."""
        self.setText(format_layer_maps(maps, self._layer))

    def append(self, entry: ChannelWeight) -> None:
        """Adds a map at the end of a list that is understood."""
        if self.error is None:
            kept = [known for known in self.maps if (known.layer, known.channel) != (entry.layer, entry.channel)]
            self.set_maps([*kept, entry])

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
            found = parse_layer_maps(text, self._spec, self._layer) if self._spec is not None else ()
            self.maps, self.error = found, None
        except MapTextError as error:
            self.maps, self.error = (), error
        self.update()
        self.maps_changed.emit()
