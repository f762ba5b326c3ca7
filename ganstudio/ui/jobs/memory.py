"""The answers that were given last in each batch dialog, kept beside the settings."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ganstudio.errors import WorkspaceError
from ganstudio.words import settings_path
from ganstudio.workspace.files import read_bytes, write_atomically
from ganstudio.workspace.settings import make_folder_of


class BatchMemory:
    """A small JSON file; a damaged one is as good as none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or settings_path().with_name("batch.json")

    def recall(self, name: str) -> dict[str, object]:
        """The last answers of a dialog; empty if there are none."""
        found = self._all().get(name, {})
        return found if isinstance(found, dict) else {}

    def keep(self, name: str, answers: dict[str, object]) -> None:
        """Remembers answers; where the file cannot be written, they are forgotten."""
        try:
            make_folder_of(self._path)
            write_atomically(self._path, msgspec.json.format(msgspec.json.encode({**self._all(), name: answers})))
        except (WorkspaceError, TypeError):
            return

    def _all(self) -> dict[str, object]:
        try:
            content = read_bytes(self._path)
            found: object = {} if content is None else msgspec.json.decode(content)
        except (msgspec.MsgspecError, ValueError, RecursionError, WorkspaceError):
            return {}
        return found if isinstance(found, dict) else {}
