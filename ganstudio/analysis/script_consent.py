"""Which scripts the user has agreed to run: by content, so that a changed or exchanged file asks again.

Kept as JSON: `{"format": 1, "agreed": {"<sha256>": "<file name, for people>"}}`, beside the user's settings and not in
the workspace, so that a workspace that comes from somebody else brings no agreement along.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from ganstudio.errors import ScriptError
from ganstudio.workspace.files import locked, read_bytes, write_atomically
from ganstudio.workspace.settings import settings_path

FORMAT = 1
FILE_NAME = "agreed_scripts.json"
LARGEST_SCRIPT_BYTES = 4 << 20


class _Document(msgspec.Struct, frozen=True):
    format: int
    agreed: dict[str, str] = {}


class ScriptConsent:
    """The list of agreed scripts in one file; each call reads it, so that several windows see one truth."""

    def __init__(self, folder: Path | None = None) -> None:
        """Takes the folder that the list is kept in; the user's settings folder if None."""
        self._path = (settings_path().parent if folder is None else folder) / FILE_NAME

    def covers(self, script: Path) -> bool:
        """Whether the user has agreed to this very content.

        Raises:
            ScriptError: The script cannot be read.
        """
        return _hash(read_script(script)) in self._agreed()

    def knows(self, name: str) -> bool:
        """Whether the user has agreed to some content of a file of that name."""
        return name in self._agreed().values()

    def agree_to(self, content: bytes, name: str) -> None:
        """Remember that the user has agreed to this content, as it was shown.

        Args:
            content: The script's bytes.
            name: The file's name, for people who look into the list.

        Raises:
            WorkspaceError: The list cannot be written.
        """
        with locked(self._path):
            agreed = self._agreed() | {_hash(content): name}
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


def read_script(script: Path) -> bytes:
    """The file's bytes.

    Raises:
        ScriptError: There is no such file, it cannot be read, or it is too large for a script.
    """
    try:
        if not script.is_file():
            raise ScriptError(f"There is no script {script}. Put it there, or choose another one in the tab.")
        if script.stat().st_size > LARGEST_SCRIPT_BYTES:
            raise ScriptError(f"{script} has {script.stat().st_size >> 20} MiB; a script has up to 4. Choose another.")
        return script.read_bytes()
    except OSError as error:
        raise ScriptError(f"Script {script} cannot be read: {error.strerror or error}. Choose another one.") from error


def _hash(content: bytes) -> str:
    """sha256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
