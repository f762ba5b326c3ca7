"""PlotPreview: the cells of a plot, small, with what varies at the heads of rows and columns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.jobs.plots import Plot
from ganstudio.ui import theme
from ganstudio.ui.jobs.tasks import Preview, shown_cells
from ganstudio.ui.widgets.picture import Picture, to_qimage
from ganstudio.words import tr

_SIZE = QSize(460, 400)
_HEAD = 20
_BESIDE, _MOST_BESIDE = 96, 0.45
"""Pixels that the names of rows have at least, and the part of the whole that they have at most."""
_GAP = 3

Cell = tuple[int, int]


class PlotPreview(QWidget):
    """As many cells as there is room for, evenly chosen; those on their way are empty places.

    Signals:
        cell_chosen(row, column): A click.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: Plot | None = None
        self._rows: tuple[int, ...] = ()
        self._columns: tuple[int, ...] = ()
        self._pictures: dict[Cell, Picture] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_SIZE)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Preview of the plot"))

    @property
    def cells(self) -> frozenset[Cell]:
        """Row and column of those that are there."""
        return frozenset(self._pictures)

    def show_plot(self, plot: Plot) -> None:
        """Shows the heads of a plot, empty places for its cells, and what is the same in it as before."""
        same = self._plot is not None and self._plot.sizes == plot.sizes
        self._plot = plot
        self._rows, self._columns = shown_cells(plot)
        self._pictures = dict(self._pictures) if same else {}
        self.update()

    def show_preview(self, preview: Preview | None) -> None:
        """Takes in cells that are there."""
        if preview is None:
            self._pictures = {}
        else:
            shown = zip(preview.cells, preview.images, strict=True)
            self._pictures.update({cell: Picture(to_qimage(image)) for cell, image in shown})
        self.update()

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is shown."""
        return self._box(self._rows.index(row), self._columns.index(column)).toAlignedRect()

    def sizeHint(self) -> QSize:
        """Room for five by four or so."""
        return _SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws heads, pictures, empty places, and a frame about the picture that differences are taken from."""
        del event
        if self._plot is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        colors = theme.current()
        painter.setPen(colors.color("text_quiet"))
        above = [self._plot.at(0, column).column for column in self._columns]
        boxes = [QRectF(self._box(0, place).left(), 0, self._side(), _HEAD) for place in range(len(above))]
        if not self._write(painter, boxes, above) and self._beside:  # the columns' name stands in the corner then
            corner = QRectF(0, 0, self._beside - 6, _HEAD)
            painter.drawText(corner, int(Qt.AlignmentFlag.AlignCenter), above[0].rpartition(" ")[0])
        boxes = [
            QRectF(0, self._box(place, 0).top(), self._beside - 6, self._side()) for place in range(len(self._rows))
        ]
        self._write(painter, boxes, self._row_heads())
        for i, row in enumerate(self._rows):
            for j, column in enumerate(self._columns):
                self._paint_cell(painter, self._box(i, j), (row, column))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Chooses a cell."""
        cell = self._cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.cell_chosen.emit(*cell)

    def event(self, event: QEvent) -> bool:
        """What the cell under the mouse is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(event.pos())
            if cell is not None and self._plot is not None:
                QToolTip.showText(event.globalPos(), self._plot.at(*cell).caption, self)
            return True
        return super().event(event)

    def _row_heads(self) -> list[str]:
        if self._plot is None:
            return []
        firsts = [self._plot.at(row, 0) for row in self._rows]
        return ["  ".join(word for word in (first.page, first.row) if word) for first in firsts]

    @property
    def _beside(self) -> int:
        """Room for the names of rows: as wide as they are, within reason."""
        if self._plot is None or not (self._plot.y or self._plot.z):
            return 0
        longest = max(map(QFontMetrics(theme.font(11)).horizontalAdvance, self._row_heads()))
        return min(max(longest + 14, _BESIDE), round(self.width() * _MOST_BESIDE))

    def _side(self) -> float:
        columns, rows = max(1, len(self._columns)), max(1, len(self._rows))
        wide = (self.width() - self._beside) / columns
        return max(8.0, min(wide, (self.height() - _HEAD) / rows, 160.0) - _GAP)

    def _box(self, row: int, column: int) -> QRectF:
        side = self._side()
        return QRectF(self._beside + column * (side + _GAP), _HEAD + row * (side + _GAP), side, side)

    def _cell_at(self, point: QPoint) -> Cell | None:
        return next(
            (
                (row, column)
                for i, row in enumerate(self._rows)
                for j, column in enumerate(self._columns)
                if self._box(i, j).contains(point)
            ),
            None,
        )

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: Cell) -> None:
        colors = theme.current()
        picture = self._pictures.get(cell)
        if picture is None:
            painter.setPen(colors.color("border"))
            painter.setBrush(colors.color("field"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        else:
            width, height = picture.size
            scale = box.width() / max(width, height)
            shown = QRectF(0, 0, width * scale, height * scale)
            shown.moveCenter(box.center())
            picture.draw(painter, shown, smooth=True)
        reference = self._plot.reference if self._plot is not None else None
        if reference is not None and reference.number and reference.cell == cell:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("accent_text"), 2.0))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)

    def _write(self, painter: QPainter, boxes: list[QRectF], texts: list[str]) -> bool:
        """Names and values, or the values alone where there is no room for all; gives whether there was."""
        painter.setPen(theme.current().color("text_quiet"))
        metrics = painter.fontMetrics()
        fits = all(metrics.horizontalAdvance(text) <= box.width() - 4 for box, text in zip(boxes, texts, strict=True))
        for box, text in zip(boxes, texts, strict=True):
            written = text if fits else "  ".join(part.rpartition(" ")[2] for part in text.split("  "))
            shown = metrics.elidedText(written, Qt.TextElideMode.ElideMiddle, int(box.width()))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
        return fits
