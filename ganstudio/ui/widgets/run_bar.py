"""RunBar: says above the picture that something goes on by itself, and stops it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.ui import theme
from ganstudio.ui.widgets.icons import pixmap
from ganstudio.words import tr

STOP_KEYS = "Ctrl+."


class RunBar(QFrame):
    """Hidden while nothing goes on.

    Signals:
        stop_requested(): A person wants it to end.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._icon = QLabel(self)
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self.stop = QPushButton(tr("Stop"), self)
        self.stop.setShortcut(QKeySequence(STOP_KEYS))
        keys = QKeySequence(STOP_KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        self.stop.setToolTip(tr("Make no further picture by itself ({keys})", keys=keys))
        self.stop.setAccessibleName(tr("Stop making pictures"))
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._sentence, 1)
        row.addWidget(self.stop)
        self.hide()

    @property
    def sentence(self) -> str:
        """What goes on; empty while the bar is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def show_run(self, sentence: str) -> None:
        """Says what goes on; an empty sentence hides the bar."""
        self._icon.setPixmap(pixmap("refresh", 18, theme.current().accent_text, self.devicePixelRatioF()))
        self._sentence.setText(sentence)
        self.setVisible(bool(sentence))
