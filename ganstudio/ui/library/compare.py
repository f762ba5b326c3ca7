"""ComparePage: two to four pictures side by side, with what their recipes do not have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.library.details import NO_RECIPE, Details, Fact, differing
from ganstudio.ui.library.stars import StarButtons
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.picture import Picture
from ganstudio.words import tr
from ganstudio.workspace.library.index import Entry

MOST = 4
SIDE_PX = 1024
_FACTS_SHOWN = 6


class ComparePage(QWidget):
    """Escape goes back; keys 1 to 5 rate the picture that has the keys.

    Signals:
        left(): Back to the rows of pictures.
        rated(list[Path], int): Stars for a picture. open_requested(Path): one is to be shown in the studio.
    """

    left = Signal()
    rated = Signal(list, int)
    open_requested = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panels: list[ComparePanel] = []
        back = QPushButton(tr("Back to all"), self)
        back.setToolTip(tr("Show the rows of pictures again (Esc)"))
        back.clicked.connect(self.left)
        said = QLabel(
            tr("Only what differs is listed below each. Tab goes on to the next picture, 1 to 5 rate it."), self
        )
        said.setProperty("role", "quiet")
        head = QHBoxLayout()
        head.addWidget(back)
        head.addWidget(said, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.addLayout(head)
        column.addLayout(self._grid, 1)

    def show_pictures(self, details: Sequence[Details]) -> None:
        """Shows two to four."""
        for panel in self.panels:
            panel.hide()
            panel.deleteLater()
        facts = differing(details)
        self.panels = [ComparePanel(one, said, self) for one, said in zip(details, facts, strict=True)]
        columns = 2 if len(details) == MOST else len(details)
        for number, panel in enumerate(self.panels):
            self._grid.addWidget(panel, number // columns, number % columns)
            panel.rated.connect(lambda path, stars: self.rated.emit([path], stars))
            panel.open_requested.connect(self.open_requested)
        self.panels[0].setFocus()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Shows ratings that have changed."""
        marks = {entry.path: entry.mark for entry in entries}
        for panel in self.panels:
            if panel.details.entry.path in marks:
                panel.stars.show_rating(marks[panel.details.entry.path].rating)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ComparePanel(QFrame):
    """One picture of those compared.

    Signals:
        rated(Path, int): Stars for it. open_requested(Path): it is to be shown in the studio.
    """

    rated = Signal(Path, int)
    open_requested = Signal(Path)

    def __init__(self, details: Details, facts: Sequence[Fact], parent: QWidget) -> None:
        super().__init__(parent)
        self.details = details
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(details.entry.path.name)
        self.setToolTip(tr("Enter or a double click shows it in the studio"))
        name = ElidedLabel(self)
        name.set_texts(details.entry.path.name)
        self.stars = StarButtons(self)
        self.stars.show_rating(details.entry.mark.rating)
        self.stars.rated.connect(self._rate)
        self.said = QLabel(_said(facts) if details.recipe else NO_RECIPE, self)
        self.said.setProperty("role", "quiet")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.addWidget(name, 1)
        row.addWidget(self.stars)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(4)
        column.addWidget(_Shown(details.image, self), 1)
        column.addLayout(row)
        column.addWidget(self.said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """0 to 5 rate it, Enter opens it."""
        if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_5:
            self._rate(event.key() - Qt.Key.Key_0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit(self.details.entry.path)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Opens it."""
        self.open_requested.emit(self.details.entry.path)

    def _rate(self, stars: int) -> None:
        self.stars.show_rating(stars)
        self.rated.emit(self.details.entry.path, stars)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring around the one that has the keys."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(theme.current().color("accent_text"), 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
            painter.end()


class _Shown(QWidget):
    """The pixels, as large as there is room, at most at twice their size."""

    def __init__(self, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = None if image.isNull() else Picture(image)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(240, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws them in the middle."""
        del event
        painter = QPainter(self)
        if self._picture is None:
            painter.setPen(theme.current().color("text_quiet"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("This file cannot be shown"))
        else:
            width, height = self._picture.size
            scale = min(self.width() / width, self.height() / height, 4.0)
            left, top = (self.width() - scale * width) / 2, (self.height() - scale * height) / 2
            self._picture.draw(painter, QRectF(left, top, scale * width, scale * height), smooth=True)
        painter.end()


def _said(facts: Sequence[Fact]) -> str:
    lines = [tr("{name}: {value}", name=name, value=value) if value else name for name, value in facts]
    more = [tr("and {count} more", count=len(lines) - _FACTS_SHOWN)] if len(lines) > _FACTS_SHOWN else []
    return "\n".join([*lines[:_FACTS_SHOWN], *more]) or tr("Nothing of its recipe differs.")
