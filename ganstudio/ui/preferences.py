"""Preferences: the settings of this sitting, kept on the disk whenever they change."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.errors import WorkspaceBusyError, WorkspaceError
from ganstudio.words import tr
from ganstudio.workspace import Settings

_RETRY_MS = 200
_MOST_RETRIES = 25


class Preferences(QObject):
    """Main thread only; a file that another program holds is tried again, and not waited for.

    Attributes:
        settings: As they are now.

    Signals:
        changed(Settings, Settings): As they were and as they are.
        message(str): Why they could not be kept; once, until they could.
    """

    changed = Signal(Settings, Settings)
    message = Signal(str)

    def __init__(self, settings: Settings, save: Callable[[Settings], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._save = save
        self._retries = 0
        self._is_told = False
        self._again = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self._again.timeout.connect(self.keep)

    def change(self, **changes: object) -> None:
        """Changes fields of the settings by their names, and keeps them."""
        before = self.settings
        self.settings = msgspec.structs.replace(before, **changes)
        if self.settings == before:
            return
        self.keep()
        self.changed.emit(before, self.settings)

    def keep(self) -> None:
        """Saves what is not saved yet."""
        self._again.stop()
        try:
            self._save(self.settings)
        except WorkspaceBusyError as error:
            self._retries += 1
            if self._retries > _MOST_RETRIES:
                self.message.emit(str(error))
            else:
                self._again.start()
        except WorkspaceError as error:
            if not self._is_told:
                self._is_told = True
                said = tr("What you set holds until the window is closed, and is not kept: {why}", why=error)
                self.message.emit(said)
        else:
            self._retries = 0
            self._is_told = False
