"""Preferences: the settings of this sitting, kept on the disk whenever they change."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from ganstudio.errors import WorkspaceError
from ganstudio.workspace import Settings


class Preferences(QObject):
    """Main thread only.

    Attributes:
        settings: As they are now.

    Signals:
        changed(Settings, Settings): As they were and as they are.
        message(str): Why they could not be kept.
    """

    changed = Signal(Settings, Settings)
    message = Signal(str)

    def __init__(self, settings: Settings, save: Callable[[Settings], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._save = save

    def change(self, **changes: object) -> None:
        """Changes fields of the settings by their names, and keeps them."""
        before = self.settings
        self.settings = msgspec.structs.replace(before, **changes)
        if self.settings == before:
            return
        try:
            self._save(self.settings)
        except WorkspaceError as error:
            self.message.emit(str(error))
        self.changed.emit(before, self.settings)
