"""SheetWindow: a contact sheet in a window of its own, whose pictures can be clicked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QSlider, QToolTip, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.widgets.picture import to_qimage
from ganstudio.words import tr, trn

Chosen = tuple[bool, str]
"""Whether what was clicked could be taken, and a sentence on it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenedSheet:
    """A sheet.

    Attributes:
        pixels: uint8 [h, w, 3]. boxes: where its pictures are in it. words: what each shows.
        hint: What a click does.
    """

    pixels: npt.NDArray[np.uint8]
    boxes: tuple[QRect, ...]
    words: tuple[str, ...]
    hint: str


class SheetPictures(QWidget):
    """The sheet at some scale, the picture under the mouse framed.

    Attributes:
        taken: Places of the cells that were taken.

    Signals:
        cell_chosen(int): A click, or Enter, on the cell of that place.
        cell_reached(QRect): The keys moved on to a cell there.
    """

    cell_chosen = Signal(int)
    cell_reached = Signal(QRect)

    def __init__(self, sheet: OpenedSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = to_qimage(sheet.pixels)
        self._sheet = sheet
        self._cells = sheet.boxes
        self._scale = 1.0
        self._current = -1
        self.taken: set[int] = set()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(trn("Sheet of {number} picture", "Sheet of {number} pictures", len(self._cells)))

    @property
    def picture_width(self) -> int:
        """Of the sheet, in its own pixels."""
        return self._picture.width()

    def set_width(self, width: int) -> None:
        """Shows the sheet that many pixels wide."""
        self._scale = max(0.05, width / max(1, self._picture.width()))
        self.setFixedSize(
            QSize(round(self._picture.width() * self._scale), round(self._picture.height() * self._scale))
        )
        self.update()

    def cell_rect(self, place: int) -> QRect:
        """Where a cell is shown."""
        cell, scale = self._cells[place], self._scale
        left, top = round(cell.left() * scale), round(cell.top() * scale)
        return QRect(left, top, round(cell.width() * scale), round(cell.height() * scale))

    def take(self, place: int) -> None:
        """Marks a cell that was taken."""
        self.taken.add(place)
        self.update()

    def words(self, place: int) -> str:
        """What a cell shows."""
        return self._sheet.words[place]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the sheet, frames, and a mark on what was taken."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawImage(self.rect(), self._picture)
        accent = theme.current().color("accent")
        for place in sorted({*self.taken, self._current} - {-1}):
            frame = self.cell_rect(place)
            if frame.intersects(event.rect()):
                painter.setPen(QPen(accent, 5.0 if place in self.taken else 2.5))
                painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frames the picture under the mouse."""
        self._point_at(self._place_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Frames none."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point_at(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes the picture under the mouse."""
        place = self._place_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._point_at(place)
            self.cell_chosen.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys begin at the first picture."""
        super().focusInEvent(event)
        if self._current < 0 and self._cells and event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._point_at(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter and Space take."""
        key = Qt.Key
        columns = max(1, sum(cell.top() == self._cells[0].top() for cell in self._cells)) if self._cells else 1
        steps = {key.Key_Left: -1, key.Key_Right: 1, key.Key_Up: -columns, key.Key_Down: columns}
        if event.key() in (key.Key_Return, key.Key_Enter, key.Key_Space) and self._current >= 0:
            self.cell_chosen.emit(self._current)
        elif event.key() in steps and self._cells:
            self._point_at(min(max(self._current + steps[key(event.key())], 0), len(self._cells) - 1))
            self.cell_reached.emit(self.cell_rect(self._current))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A tooltip of the picture under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words(place) if place >= 0 else self._sheet.hint, self)
            return True
        return super().event(event)

    def _place_at(self, point: QPoint) -> int:
        return next((place for place in range(len(self._cells)) if self.cell_rect(place).contains(point)), -1)

    def _point_at(self, place: int) -> None:
        if place != self._current:
            self._current = place
            self.update()


class _Scroll(QScrollArea):
    """Tells when there is more or less room; always with a bar, so that what is in it does not change the room."""

    resized = Signal()

    def __init__(self, inside: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidget(inside)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tells it."""
        super().resizeEvent(event)
        self.resized.emit()


class SheetWindow(QWidget):
    """The window: a hint, a slider for the size, the sheet; Escape closes it.

    Attributes:
        pictures: The sheet. said: what was taken last.
    """

    def __init__(
        self,
        title: str,
        sheet: OpenedSheet,
        parent: QWidget | None = None,
        *,
        choose: Callable[[int], Chosen],
    ) -> None:
        """`choose` does what a click on the picture of that place asks for."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._choose_place = choose
        self._is_fitted = False
        self.pictures = SheetPictures(sheet, self)
        self.said = QLabel(sheet.hint, self)
        self.said.setProperty("role", "quiet")
        self._scroll = _Scroll(self.pictures, self)
        self._scroll.resized.connect(self._fit)
        self.size_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.size_slider.setRange(50, 300)
        self.size_slider.setValue(100)
        self.size_slider.setFixedWidth(140)
        self.size_slider.setToolTip(tr("Size of the sheet, from half to three times the window's width"))
        self.size_slider.setAccessibleName(tr("Size of the sheet"))
        self.size_slider.valueChanged.connect(self._fit)
        self.pictures.cell_chosen.connect(self._choose)
        self.pictures.cell_reached.connect(self._reach)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        bar = QHBoxLayout()
        bar.addWidget(self.said, 1)
        bar.addWidget(self.size_slider)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(bar)
        layout.addWidget(self._scroll, 1)
        self.resize(min(1100, self.pictures.picture_width + 60), 720)
        self.pictures.setFocus()

    def _fit(self) -> None:
        room = self._scroll.viewport().width()
        if not self._is_fitted and self.isVisible():
            self._is_fitted = True  # at first no smaller than it was made, so that its words can be read
            self.size_slider.setValue(max(100, 100 * self.pictures.picture_width // max(1, room)))
        self.pictures.set_width(room * self.size_slider.value() // 100)

    def _choose(self, place: int) -> None:
        taken, said = self._choose_place(place)
        if taken:
            self.pictures.take(place)
        self.said.setText(said)
        theme.set_role(self.said, "quiet" if taken else "warning")

    def _reach(self, cell: QRect) -> None:
        self._scroll.ensureVisible(cell.center().x(), cell.center().y(), cell.width(), cell.height())
