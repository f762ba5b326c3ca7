"""Which scripts the user has agreed to run: by content, so that a changed or exchanged file asks again.

Kept as JSON: `{"format": 1, "agreed": {"<sha256>": "<file name, for people>"}}`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from ganstudio.errors import ScriptError
from ganstudio.workspace.files import locked, read_bytes, write_atomically

FORMAT = 1
FILE_NAME = "agreed_scripts.json"


class _Document(msgspec.Struct, frozen=True):
    format: int
    agreed: dict[str, str] = {}


class ScriptConsent:
    """The list of agreed scripts in one file of the workspace."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder that the list is kept in: the workspace's `data/`."""
        self._path = folder / FILE_NAME

    def covers(self, script: Path) -> bool:
        """Whether the user has agreed to this very content.

        Raises:
            ScriptError: The script cannot be read.
        """
        return content_hash(script) in self._agreed()

    def agree(self, script: Path) -> None:
        """Remember that the user has agreed to the script as it is now.

        Raises:
            ScriptError: The script cannot be read.
            WorkspaceError: The list cannot be written.
        """
        found = content_hash(script)
        with locked(self._path):
            agreed = self._agreed() | {found: script.name}
            write_atomically(self._path, msgspec.json.encode(_Document(format=FORMAT, agreed=agreed)))

    def _agreed(self) -> dict[str, str]:
        content = read_bytes(self._path)
        if content is None:
            return {}
        try:
            document = msgspec.json.decode(content, type=_Document)
        except msgspec.MsgspecError:
            return {}  # a damaged list means asking again
        return document.agreed if document.format == FORMAT else {}


def content_hash(script: Path) -> str:
    """sha256 of the file's bytes, in hexadecimal digits.

    Raises:
        ScriptError: It cannot be read.
    """
    try:
        return hashlib.sha256(script.read_bytes()).hexdigest()
    except OSError as error:
        raise ScriptError(f"Script {script} cannot be read: {error.strerror or error}. Choose another one.") from error
