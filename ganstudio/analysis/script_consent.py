"""Which scripts the user has agreed to run: as they stand, so that whatever changes of them asks again.

Kept as JSON: `{"format": 2, "agreed": {"<sha256>": "<the file, for people>"}}`, beside the user's settings and not in
the workspace, so that a workspace that comes from somebody else brings no agreement along. The hash is over the script,
the modules beside it that it imports, its arguments and the workspace.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from ganstudio.analysis.script_bundle import ScriptBundle
from ganstudio.words import settings_path
from ganstudio.workspace.files import locked, read_bytes, write_atomically
from ganstudio.workspace.settings import make_folder_of

FORMAT = 2
FILE_NAME = "agreed_scripts.json"


class _Document(msgspec.Struct, frozen=True):
    format: int
    agreed: dict[str, str] = {}


class ScriptConsent:
    """The list of agreed scripts in one file; each call reads it, so that several windows see one truth."""

    def __init__(self, folder: Path | None = None) -> None:
        """Takes the folder that the list is kept in; the user's settings folder if None."""
        self._path = (settings_path().parent if folder is None else folder) / FILE_NAME

    def covers(self, bundle: ScriptBundle) -> bool:
        """Whether the user has agreed to this script as it stands, with these arguments, in this workspace."""
        return bundle.key in self._agreed()

    def knows(self, bundle: ScriptBundle) -> bool:
        """Whether the user has agreed to the file as it stood before, or with other arguments."""
        return str(bundle.path) in self._agreed().values()

    def agree_to(self, bundle: ScriptBundle) -> None:
        """Remember that the user has agreed to this, as it was shown.

        Raises:
            WorkspaceError: The list cannot be written.
        """
        make_folder_of(self._path)
        with locked(self._path):
            agreed = self._agreed() | {bundle.key: str(bundle.path)}
            write_atomically(self._path, msgspec.json.encode(_Document(format=FORMAT, agreed=agreed)))

    def _agreed(self) -> dict[str, str]:
        content = read_bytes(self._path)
        if content is None:
            return {}
        try:
            document = msgspec.json.decode(content, type=_Document)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return {}  # a damaged list means asking again
        return document.agreed if document.format == FORMAT else {}
