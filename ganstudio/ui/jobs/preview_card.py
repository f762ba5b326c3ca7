"""How many pictures a job makes, about how long it takes, and the first of them, small."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ganstudio.jobs.plans import Plan
from ganstudio.jobs.plots import Plot
from ganstudio.ui import theme
from ganstudio.ui.jobs.plot_preview import PlotPreview
from ganstudio.ui.jobs.tasks import PREVIEWS, Preview
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.picture import Picture, to_qimage
from ganstudio.ui.widgets.progress import clock_text
from ganstudio.ui.widgets.wrapped import wrapped
from ganstudio.words import tr, trn

_TILE = 104
_WORDS = 32
"""Of two lines."""
_GAP = 8
_COLUMNS = 3


class PreviewCard(Card):
    """Number, time, some pictures; of a plot, its cells.

    Signals:
        cell_chosen(row, column): A click on a cell of a plot.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Makes"), parent, collapsible=False)
        self._count = QLabel("", self)
        self._count.setProperty("role", "big-number")
        self._time = QLabel("", self)
        self._time.setProperty("role", "quiet")
        self._time.setWordWrap(True)
        self._total = 0
        self._shape = ""
        self.tiles = PreviewTiles(self)
        self.plot = PlotPreview(self)
        self.plot.hide()
        self.plot.cell_chosen.connect(self.cell_chosen)
        for widget in (self._count, self._time, self.tiles):
            self.body.addWidget(widget)
        self.body.addWidget(self.plot, 1)
        self.body.addStretch(0)

    def show_plan(self, plan: Plan | None) -> None:
        """Shows what is known before anything is rendered."""
        self._total = 0 if plan is None else plan.total
        pictures = trn("{number:,} picture", "{number:,} pictures", self._total)
        self._count.setText("–" if plan is None else pictures)
        rows, columns = (0, 0) if plan is None else plan.grid
        is_full = rows > 1 and columns > 1 and rows * columns - self._total <= 1  # a corner may be empty
        self._shape = f"{rows:,} × {columns:,}" if is_full else ""
        self._time.setText(self._shape or " ")
        if isinstance(plan, Plot):
            self.tiles.hide()
            self.plot.show()
            self.plot.show_plot(plan)
        elif plan is None:
            self.tiles.show_preview(None)
        else:
            self.tiles.expect(min(self._total, PREVIEWS))

    def show_note(self, note: str) -> None:
        """Says what has to be done before there are pictures."""
        self._time.setText(note)

    def show_preview(self, preview: Preview) -> None:
        """Shows some pictures and the time that all will take."""
        if preview.problem and not preview.images:
            self._time.setText(preview.problem)
            self.tiles.show_preview(None)
            return
        if preview.cells:
            self.plot.show_preview(preview)
        whole = clock_text(max(1.0, preview.seconds * self._total))
        about = tr("about {time} on this device", time=whole) if preview.seconds else ""
        self._time.setText(" · ".join(part for part in (self._shape, about) if part) or " ")
        if not preview.cells:
            self.tiles.show_preview(preview)


class PreviewTiles(QWidget):
    """Up to six pictures in two rows, with what varies below each.

    Attributes:
        captions: What varies, as written.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[Picture] = []
        self.captions: tuple[str, ...] = ()
        self._expected = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Some of the pictures"))

    def sizeHint(self) -> QSize:
        """Three columns, two rows."""
        rows = -(-PREVIEWS // _COLUMNS)
        return QSize(_COLUMNS * (_TILE + _GAP) - _GAP, rows * (_TILE + _WORDS + _GAP) - _GAP)

    def expect(self, count: int) -> None:
        """That many pictures are on their way; those shown stay until then."""
        self._expected = count
        self._pictures = self._pictures[:count]
        self.update()

    def show_preview(self, preview: Preview | None) -> None:
        """Shows pictures, or none."""
        if preview is None:
            self._pictures, self.captions, self._expected = [], (), 0
        else:
            self._pictures = [Picture(to_qimage(image)) for image in preview.images]
            self.captions = preview.captions
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws pictures, and empty places for those on their way."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.current()
        letters = self.font()
        letters.setPixelSize(11)
        painter.setFont(letters)
        for index in range(max(len(self._pictures), self._expected)):
            row, column = divmod(index, _COLUMNS)
            box = QRectF(column * (_TILE + _GAP), row * (_TILE + _WORDS + _GAP), _TILE, _TILE)
            if index >= len(self._pictures):
                painter.setPen(colors.color("border"))
                painter.setBrush(colors.color("field"))
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
                continue
            picture = self._pictures[index]
            width, height = picture.size
            scale = _TILE / max(width, height)
            shown = QRectF(0, 0, width * scale, height * scale)
            shown.moveCenter(box.center())
            picture.draw(painter, shown, smooth=True)
            if index < len(self.captions):
                painter.setPen(colors.color("text_quiet"))
                words = QRectF(box.left(), box.bottom() + 2, _TILE, _WORDS - 2)
                lines = wrapped(self.captions[index], letters, width=_TILE, most=2)
                place = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
                painter.drawText(words, int(place), "\n".join(lines))
        painter.end()
