"""ErrorBar: one sentence over the picture that says what went wrong, with details folded and perhaps a way out."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.ui import theme
from ganstudio.ui.widgets.icons import IconButton, pixmap
from ganstudio.words import tr

_NOTICE_MS = 8000
_log = logging.getLogger(__name__)


class ErrorBar(QFrame):
    """Shows one message at a time; hidden while there is none.

    Signals:
        error_shown(): Something went wrong.
    """

    error_shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error")
        self._icon = QLabel(self)
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton(self)
        self._action.setProperty("role", "primary")
        self._action.clicked.connect(self._act)
        self._more = QPushButton(tr("Details"), self)
        self._more.setProperty("role", "quiet")
        self._more.setCheckable(True)
        self._more.setToolTip(tr("Show what the program reported, to pass it on"))
        self._more.toggled.connect(self._fold)
        self._close = IconButton("clear", tr("Dismiss this message (Esc)"), self)
        self._close.clicked.connect(self.dismiss)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setFixedHeight(120)
        self._details.setAccessibleName(tr("Details"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._action)
        row.addWidget(self._more)
        row.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self._details)
        self._on_action: Callable[[], None] | None = None
        self._stays = False
        self._waits = self._is_followed = False
        """Whether something can be taken back, and whether a person went on to something else since."""
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.setInterval(_NOTICE_MS)
        self._expiry.timeout.connect(self.dismiss)
        self.hide()

    @property
    def sentence(self) -> str:
        """The sentence shown; empty while the bar is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def show_error(
        self,
        sentence: str,
        *,
        details: str = "",
        action: str = "",
        on_action: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Shows what went wrong until it is dismissed or over; `action` labels a button that calls `on_action`.

        One that `stays` is over when it is taken back, and not when something else goes well. It is in the log too,
        with the traceback of the exception that is being handled, if any.
        """
        _log.info("Shown: %s%s", sentence, f"\n{details}" if details else "", exc_info=sys.exception())
        self._expiry.stop()
        self._show("error", sentence, details, action, on_action)
        self._stays = stays
        self.error_shown.emit()

    def show_notice(self, sentence: str, *, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Shows something good to know, such as what was deleted and how to take it back.

        It goes by itself; where there is something to take back, with the next thing that is done.
        """
        self._show("notice", sentence, "", action, on_action)
        self._waits, self._is_followed = bool(action), False
        if action:
            self._watch(on=True)
            self._expiry.stop()
        else:
            self._expiry.start()

    def end_notice(self) -> None:
        """Another step was made: what could be taken back before it is over, if a person made that step since."""
        if self._waits and self._is_followed:
            self.dismiss()

    def end_error(self) -> None:
        """Hides what went wrong, as something has gone well since; a notice stays."""
        if self.property("role") == "error" and not self._stays:
            self.dismiss()

    def take_back(self, sentence: str) -> None:
        """Hides that sentence, as it is true no more."""
        if self.sentence == sentence:
            self.dismiss()

    def dismiss(self) -> None:
        """Hides the bar."""
        self._expiry.stop()
        self._on_action = None
        self._stays = self._waits = False
        self._watch(on=False)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notices that a person goes on to something else."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress) and isinstance(watched, QWidget):
            self._is_followed = self._is_followed or not (watched is self or self.isAncestorOf(watched))
        return super().eventFilter(watched, event)

    def _watch(self, *, on: bool) -> None:
        app = QApplication.instance()
        if app is not None:
            (app.installEventFilter if on else app.removeEventFilter)(self)

    def _show(self, role: str, sentence: str, details: str, action: str, on_action: Callable[[], None] | None) -> None:
        self._stays = self._waits = False
        theme.set_role(self, role)
        colors = theme.current()
        self._icon.setPixmap(
            pixmap("warning", 18, colors.negative, self.devicePixelRatioF())
            if role == "error"
            else pixmap("info", 18, colors.accent_text, self.devicePixelRatioF())
        )
        self._sentence.setText(sentence)
        self._details.setPlainText(details)
        self._details.hide()
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._on_action = on_action
        self.show()

    def _fold(self, shown: bool) -> None:
        self._details.setVisible(shown)

    def _act(self) -> None:
        wanted = self._on_action
        self.dismiss()
        if wanted is not None:
            wanted()
