"""Whether a picture carries a recipe, told from what stands beside its pixels."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from ganstudio.recipe.portrait import LEGACY_MAGIC, RECIPE_KEY, recipe_documents

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")


def carries_recipe(path: Path) -> bool:
    """Whether a picture has a recipe, or is a PNG with the first GanStudio's trailer; False for what cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(8) == _SIGNATURE and (_has_text_chunk(file) or _has_legacy_trailer(file)):
                return True
        with Image.open(path) as picture:
            return bool(recipe_documents(picture))
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError):
        return False


def _has_text_chunk(file: BinaryIO) -> bool:
    while len(header := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", header)
        if kind in _TEXT_CHUNKS and file.read(min(length, len(RECIPE_KEY) + 1)) == RECIPE_KEY.encode() + b"\0":
            return True
        if kind == b"IEND":
            return False
        read = min(length, len(RECIPE_KEY) + 1) if kind in _TEXT_CHUNKS else 0
        file.seek(length - read + 4, 1)
    return False


def _has_legacy_trailer(file: BinaryIO) -> bool:
    file.seek(-4, 2)
    (magic,) = struct.unpack("<I", file.read(4))
    return bool(magic == LEGACY_MAGIC)
