"""WorkspaceWatch: notices that the workspace is not there any more, and that it is back."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal

from ganstudio.workspace.workspace import Workspace

_LOOK_MS = 1000
"""A disk that was unmounted tells nobody, so it is looked at."""


class WorkspaceWatch(QObject):
    """Looks in a thread of its own, as a network drive that is gone lets one wait. Main thread only, but for that.

    Attributes:
        is_lost: Whether the workspace was not there when it was looked for last.

    Signals:
        lost(), found(): It has gone; it is there again. `lost` comes with each look.
    """

    lost = Signal()
    found = Signal()
    _looked = Signal(Workspace, bool)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_lost = False
        self._workspace = workspace
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._looked.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def show_workspace(self, workspace: Workspace) -> None:
        """Watches another workspace."""
        self._workspace = workspace
        self.is_lost = False

    def close(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def _look(self) -> None:
        if self._pool.activeThreadCount() == 0:
            self._pool.start(_Look(self, self._workspace))

    def looked(self, workspace: Workspace, is_here: bool) -> None:
        """Hands over what a look has found; called in its thread."""
        self._looked.emit(workspace, is_here)

    def _take(self, workspace: Workspace, is_here: bool) -> None:
        if workspace is not self._workspace:
            return
        was_lost, self.is_lost = self.is_lost, not is_here
        if not is_here:
            self.lost.emit()
        elif was_lost:
            self.found.emit()


class _Look(QRunnable):
    def __init__(self, watch: WorkspaceWatch, workspace: Workspace) -> None:
        super().__init__()
        self._watch, self._workspace = watch, workspace

    def run(self) -> None:
        """Looks once."""
        with suppress(RuntimeError):  # the window may be gone by the time the answer is there
            self._watch.looked(self._workspace, self._workspace.is_here())
