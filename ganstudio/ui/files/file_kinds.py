"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path

from ganstudio.workspace.tabs import is_tab_file

_PNG = b"\x89PNG\r\n\x1a\n"
_NUMPY = b"\x93NUMPY"
_ZIP = b"PK\x03\x04"
_LARGEST_JSON = 1 << 28
"""No set of tabs is larger; what is larger is not read only to see what it is."""


class FileKind(Enum):
    """What the window does with a file that is dropped on it."""

    PICTURE = "picture"
    RECIPE = "recipe"
    LATENT = "latent"
    MODEL = "model"
    TABS = "tabs"


def file_kind(path: Path) -> FileKind:
    """The kind of a file; whatever is nothing else is taken for a model, whose loader says what it really is.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(64)
    if head.startswith(_PNG):
        return FileKind.PICTURE
    if head.startswith(_NUMPY):
        return FileKind.LATENT
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return FileKind.TABS if _is_tab_file(path) else FileKind.RECIPE
    if head.startswith(_ZIP) and _is_npz(path):
        return FileKind.LATENT
    return FileKind.MODEL


def _is_tab_file(path: Path) -> bool:
    return path.stat().st_size <= _LARGEST_JSON and is_tab_file(path.read_bytes())


def _is_npz(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
    return bool(names) and all(name.endswith(".npy") for name in names)
