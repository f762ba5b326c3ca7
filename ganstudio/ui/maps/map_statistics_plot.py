"""MapStatisticsPlot: the histogram of one map's values, and beside it its spectrum."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.analysis.feature_map_statistics import MapStatistics
from ganstudio.ui import theme
from ganstudio.words import tr, trp

_HEIGHT = 92
_LABEL = 16


class MapStatisticsPlot(QWidget):
    """Two small bar charts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._statistics: MapStatistics | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Histogram and spectrum of the map"))
        self.setToolTip(
            tr(
                "Left: how many cells have which value (red below zero, green above).\n"
                "Right: how the map's detail is spread, from broad shapes to single cells"
            )
        )

    def show_statistics(self, statistics: MapStatistics | None) -> None:
        """Shows a map's numbers; None for no map."""
        self._statistics = statistics
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(240, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws both charts."""
        statistics = self._statistics
        if statistics is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        gap = 16.0
        width = (self.width() - gap) / 2
        middles = (statistics.edges[:-1] + statistics.edges[1:]) / 2
        tokens = ["positive" if value > 0 else "negative" for value in middles]
        left = QRectF(0, 0, width, self.height())
        ends = (f"{statistics.minimum:.3g}", f"{statistics.maximum:.3g}")
        # The square root keeps rare strong cells visible beside the many near zero.
        _draw_bars(painter, left, np.sqrt(statistics.counts.astype(np.float64)), tokens, ends)
        right = QRectF(width + gap, 0, width, self.height())
        spectrum = statistics.spectrum
        _draw_bars(
            painter, right, spectrum, ["accent_text"] * len(spectrum), (trp("detail", "broad"), trp("detail", "fine"))
        )
        painter.end()


def _draw_bars(
    painter: QPainter, area: QRectF, values: npt.NDArray[np.float64], tokens: list[str], ends: tuple[str, str]
) -> None:
    colors = theme.current()
    chart = area.adjusted(0, 2, 0, -_LABEL)
    painter.setPen(Qt.PenStyle.NoPen)
    highest = float(values.max()) or 1.0
    step = chart.width() / len(values)
    for place, (value, token) in enumerate(zip(values.tolist(), tokens, strict=True)):
        height = chart.height() * value / highest
        painter.setBrush(colors.color(token))
        width = max(1.0, step - 1.0)
        painter.drawRect(QRectF(chart.left() + place * step, chart.bottom() - height, width, height))
    painter.setBrush(colors.color("border"))
    painter.drawRect(QRectF(chart.left(), chart.bottom(), chart.width(), 1.0))
    painter.setPen(colors.color("text_quiet"))
    line = QRectF(area.left(), chart.bottom() + 2, area.width(), _LABEL - 2)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, ends[0])
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, ends[1])
