"""MarksPanel: the pictures on which a part was marked, and the fit of a detector to them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from ganstudio.ui.spatial.detector.task import Mark
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.ui.widgets.thumbnail import thumbnail
from ganstudio.words import tr

MOST_MARKS = 5
_SIDE = 44


class MarksPanel(QWidget):
    """Keeps the marks; up to five pictures.

    Signals:
        add_requested(): Keep the picture on screen with its painted selection.
        fit_requested(): Fit a detector to the marks.
    """

    add_requested = Signal()
    fit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: list[Mark] = []
        self.hint = QLabel(
            tr(
                "Paint the part (+ is the part, − is not), add the picture, then fit. "
                "Marks on more pictures make it surer; paint corrections and fit again."
            ),
            self,
        )
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.rest_is_other = QCheckBox(tr("The rest is not the part"), self)
        self.rest_is_other.setChecked(True)
        self.rest_is_other.setToolTip(
            tr(
                "On: all that is not painted counts as not the part; paint the whole part. "
                "Off: only what is painted counts; paint a few strokes of each, + and −."
            )
        )
        self._shown = QWidget(self)
        self._flow = FlowLayout(self._shown, spacing=8)
        self.add_button = QPushButton(tr("Add as example"), self)
        self.add_button.setToolTip(
            tr("Keep the picture on screen with what is painted on it as an example of the part")
        )
        self.add_button.clicked.connect(self.add_requested)
        self.fit_button = QPushButton(tr("Fit detector"), self)
        self.fit_button.setToolTip(tr("Learn from the marks where the part is, and find it on this picture"))
        self.fit_button.clicked.connect(self.fit_requested)
        for button in (self.add_button, self.fit_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.fit_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.hint, self.rest_is_other, self._shown):
            column.addWidget(widget)
        column.addLayout(row)
        self._refresh()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What was marked, oldest first."""
        return tuple(self._marks)

    def add(self, mark: Mark) -> None:
        """Keeps a mark; another one of the same picture is replaced, and the oldest makes room."""
        self._marks = [known for known in self._marks if known.recipe != mark.recipe]
        self._marks = [*self._marks, mark][-MOST_MARKS:]
        self._refresh()

    def clear(self) -> None:
        """Forgets all marks."""
        self._marks = []
        self._refresh()

    def _forget(self, mark: Mark) -> None:
        self._marks = [known for known in self._marks if known is not mark]
        self._refresh()

    def _refresh(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, mark in enumerate(self._marks, start=1):
            self._flow.addWidget(self._thumbnail(number, mark))
        self._shown.setVisible(bool(self._marks))
        self._shown.updateGeometry()
        open_unless(self.fit_button, "" if self._marks else tr("Paint the part on a picture and add it first."))

    def _thumbnail(self, number: int, mark: Mark) -> QToolButton:
        button = QToolButton(self._shown)
        button.setIcon(QIcon(thumbnail(mark.image, _SIDE, self.devicePixelRatioF())))
        button.setIconSize(QSize(_SIDE, _SIDE))
        button.setFixedSize(_SIDE + 8, _SIDE + 8)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tr("Marked picture {number}. Click to forget it.", number=number))
        button.setAccessibleName(tr("Marked picture {number}", number=number))
        button.clicked.connect(lambda: self._forget(mark))
        return button
