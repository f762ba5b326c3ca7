"""Journaling: keeps the session in its journal, and gives it back when its model is loaded again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.session import Session
from ganstudio.workspace.journal import Journal
from ganstudio.workspace.journal_lines import Left


class Journaling(QObject):
    """Main thread only; a journal writes in a thread of its own.

    Signals:
        resumed(Left): A session goes on as it was left; its history is on screen.
        failed(Failure): Steps cannot be kept at the moment.
    """

    resumed = Signal(Left)
    failed = Signal(Failure)
    _problem = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._journal: Journal | None = None
        self._root = Path()
        self._tab = ""
        session.history_changed.connect(self._write)
        self._problem.connect(self._tell)

    def go_on_in(self, journal: Journal | None, root: Path) -> None:
        """Writes into another journal from now on, in the workspace `root`."""
        self.close()
        self._journal, self._root = journal, root
        if journal is not None:
            journal.start(self._problem.emit)
            if self._tab and not journal.left.tab:
                journal.show_tab(self._tab)

    def resume(self, left: Left) -> None:
        """Puts a session on screen as it was left."""
        if left.history is not None:
            self._session.resume(left.history)
            self.resumed.emit(left)

    def show_tab(self, tab: str) -> None:
        """Keeps which tab is shown."""
        self._tab = tab
        if self._journal is not None:
            self._journal.show_tab(tab)

    def show_file(self, picture: int, path: Path) -> None:
        """Keeps which file follows the changes of a picture."""
        if self._journal is not None and path.is_relative_to(self._root):
            self._journal.show_file(picture, path.relative_to(self._root).as_posix())

    def close(self) -> None:
        """Waits until all is on the disk."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def write_all(self) -> None:
        """Writes what the journal does not know yet."""
        self._write()

    def _write(self) -> None:
        if self._journal is not None:
            self._journal.show_history(self._session.history)

    def _tell(self, sentence: str) -> None:
        self.failed.emit(Failure(sentence, is_unwritable=True))
