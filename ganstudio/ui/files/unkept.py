"""Unkept: what cannot be written in the workspace is said once, with a way out, and asked about before it is lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.journaling import Journaling
from ganstudio.ui.files.keeping import Keeping
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.words import tr, trn

_LAST_TRY_MS = 1000
_MOMENT_MS = 300
"""A window that is closed waits so long for its last picture, where all before it were kept."""


class Unkept(QObject):
    """Main thread only. Pictures and steps are kept without being asked for, so that each that is not is no news."""

    def __init__(
        self,
        keeping: Keeping,
        journaling: Journaling,
        *,
        bar: ErrorBar,
        say: Callable[[str], None],
        show_failure: Callable[[Failure], None],
        go_on_elsewhere: Callable[[], None],
        window: QWidget,
    ) -> None:
        """Joins the two that keep things.

        `say` says something in passing, `show_failure` what has nothing to do with the disk; `go_on_elsewhere` asks for
        another folder.
        """
        super().__init__(window)
        self._keeping = keeping
        self._bar, self._say, self._window = bar, say, window
        self._show_failure, self._go_on_elsewhere = show_failure, go_on_elsewhere
        self._told = ""
        self._is_leaving = False
        keeping.failed.connect(self._tell)
        journaling.failed.connect(self._tell)
        keeping.saved.connect(self.forget)

    def may_close(self) -> bool:
        """Whether the window may be closed: all is kept, after a last try, or a person lets it go."""
        if self._is_leaving:
            return False
        self._is_leaving = True
        try:
            self._try_again()
            return self._keeping.unkept == 0 or self._lets_go()
        finally:
            self._is_leaving = False

    def offer(self, sentence: str) -> None:
        """Says that something cannot be written, and offers another folder, until something was."""
        self._told = sentence
        self._bar.show_error(sentence, action=tr("Go on elsewhere…"), on_action=self._go_on_elsewhere, stays=True)

    def forget(self) -> None:
        """Something was written, or is to be written elsewhere: what was said of it is over."""
        self._bar.take_back(self._told)
        self._told = ""

    def _try_again(self) -> None:
        wait = _LAST_TRY_MS if self._keeping.unkept else _MOMENT_MS
        self._keeping.keep_now()
        if self._keeping.is_writing:
            loop = QEventLoop()
            self._keeping.rested.connect(loop.quit)
            QTimer.singleShot(wait, loop, loop.quit)
            loop.exec()

    def _lets_go(self) -> bool:
        number = self._keeping.unkept
        goes = dialogs.confirm(
            self._window,
            trn("Close without keeping {number} picture?", "Close without keeping {number} pictures?", number),
            details=tr("{why} What is not kept is lost with the window.", why=self._keeping.why),
            action=tr("Close anyway"),
        )
        if not goes:
            self.offer(self._keeping.why)
        return goes

    def _tell(self, failure: Failure) -> None:
        if not failure.is_unwritable:
            self._show_failure(failure)
        elif not self._told:
            self.offer(failure.sentence)
        elif self._keeping.unkept:
            number = self._keeping.unkept
            self._say(
                trn("{number} picture is kept in memory only", "{number} pictures are kept in memory only", number)
            )
