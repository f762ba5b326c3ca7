"""What a file is, told by what is in it; a script alone is told by its name."""

from __future__ import annotations

import re
import zipfile
from codecs import BOM_UTF8
from enum import Enum
from pathlib import Path

import msgspec

from ganstudio.jobs.sheet_plans import PLAN_KEY
from ganstudio.recipe.latent_files import KEYS
from ganstudio.recipe.sheet_maps import SHEET_KEY
from ganstudio.words import tr
from ganstudio.workspace.pictures import is_moving_webp

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_NUMPY = b"\x93NUMPY"
_ZIP = b"PK\x03\x04"
_LARGEST_JSON = 1 << 28
"""No set of tabs is larger; what is larger is not read only to see what it is."""
_HEAD = 4096
_NUMBERS = rb"[-+]?[\d.][-+\d.eE]*:[-+\d.]"
_MAP = re.compile(r"b\d+(\.conv0)?(_mean|_deviation)?\.npy")


class FileKind(Enum):
    """Every kind of file that the studio writes or opens."""

    PICTURE = "picture"
    SHEET = "sheet of feature maps"
    PLOT = "sheet of pictures"
    RECIPE = "recipe"
    LATENT = "latent"
    MODEL = "model"
    TABS = "spatial tabs"
    DETECTORS = "detectors"
    ATTRIBUTES = "attributes"
    LIMITS = "layer limits of attributes"
    LATENTS = "table of latents"
    AVERAGE = "average latent"
    JOB = "batch job"
    RECORDING = "recorded feature maps"
    FILM = "film"
    SCRIPT = "script"


_BY_KEY = {
    "tabs": FileKind.TABS,
    "detectors": FileKind.DETECTORS,
    "plan": FileKind.JOB,
    "layers": FileKind.LIMITS,
}
"""What a JSON document is that has this name in it."""
_BY_CHUNK = {SHEET_KEY.encode(): FileKind.SHEET, b"iTXt" + PLAN_KEY.encode(): FileKind.PLOT}
"""What a picture is that has this chunk before its pixels."""

WHERE_IT_BELONGS = {
    FileKind.LIMITS: tr(
        "{name} says which style layers attributes move. It is read with the table of attributes that it "
        "was written beside; import that one."
    ),
    FileKind.LATENTS: tr("{name} is a table of latents. Misc, Regenerate from CSV, makes its pictures again."),
    FileKind.AVERAGE: tr(
        "{name} is a model's average latent, which the studio reads from the model's folder by itself."
    ),
    FileKind.JOB: tr("{name} is the record of a batch job in the folder {folder}."),
    FileKind.RECORDING: tr(
        "{name} holds recorded feature maps, for NumPy and other programs; the studio does not read them again."
    ),
    FileKind.SCRIPT: tr(
        "{name} is a script. It runs from the workspace's scripts folder, chosen in the Script card of a spatial tab."
    ),
}
"""A sentence about each kind that is not opened as it is."""


def file_kind(path: Path) -> FileKind:
    """The kind of a file; whatever is nothing else is taken for a model, whose loader says what it really is.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith((_PNG, _JPEG)) or head[8:12] == b"WEBP":
        is_film = b"acTL" in head[:64] or is_moving_webp(head)
        plain = next((kind for key, kind in _BY_CHUNK.items() if key in head), FileKind.PICTURE)
        return FileKind.FILM if is_film else plain
    if head.startswith((b"GIF87a", b"GIF89a")) or head[4:8] == b"ftyp":
        return FileKind.FILM
    if head.startswith(_NUMPY):
        return FileKind.LATENT
    if head.removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
        return _json_kind(path)
    if head.startswith(_ZIP):
        return _zip_kind(path)
    return FileKind.MODEL if b"\0" in head else _text_kind(path, head.removeprefix(BOM_UTF8).lstrip())


def _json_kind(path: Path) -> FileKind:
    if path.stat().st_size > _LARGEST_JSON:
        return FileKind.RECIPE
    try:
        document = msgspec.json.decode(path.read_bytes().removeprefix(BOM_UTF8), type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return FileKind.RECIPE
    return next((kind for key, kind in _BY_KEY.items() if key in document), FileKind.RECIPE)


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # damaged: whoever reads it says how
        return FileKind.MODEL
    if not names or not all(name.endswith(".npy") for name in names):
        return FileKind.MODEL
    has_latent = any(name.removesuffix(".npy") in KEYS for name in names)
    return FileKind.RECORDING if not has_latent and all(map(_MAP.fullmatch, names)) else FileKind.LATENT


def _text_kind(path: Path, head: bytes) -> FileKind:
    line = head.partition(b"\n")[0]
    if re.match(_NUMBERS, line):
        return FileKind.AVERAGE
    row = re.match(rb'("[^"]+"|[^,]+),([^,]*,)?\s*' + _NUMBERS, line)
    if row is not None:
        return FileKind.LATENTS if row[1].strip(b'"').endswith(b".png") else FileKind.ATTRIBUTES
    return FileKind.SCRIPT if path.suffix == ".py" else FileKind.MODEL
