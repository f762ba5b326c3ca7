"""What stands beside a picture's pixels: its size and its recipe, read without decoding a pixel."""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from ganstudio.errors import PortraitError, RecipeError
from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.portrait import LEGACY_MAGIC, MAX_FILE_BYTES, RECIPE_KEY, legacy_recipe, recipe_documents

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
_UNREADABLE = (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError)


@dataclass(frozen=True)
class Probe:
    """What was found.

    Attributes:
        size: Width and height in pixels; zeros where the file is no picture.
        recipe: None where there is none, or none that can be used.
    """

    size: tuple[int, int]
    recipe: Recipe | None


def probe(path: Path) -> Probe:
    """Looks into a picture; a file that is none, or is damaged, is no error."""
    try:
        return _of_own_png(path) or _of_any(path)
    except _UNREADABLE:
        return Probe((0, 0), None)


def carries_recipe(path: Path) -> bool:
    """Whether a picture has a recipe, or is a PNG with the first GanStudio's trailer; False for what cannot be read."""
    try:
        with path.open("rb") as file:
            if file.read(8) == _SIGNATURE and (_text_chunk(file) is not None or _has_legacy_trailer(file)):
                return True
        with Image.open(path) as picture:
            return bool(recipe_documents(picture))
    except _UNREADABLE:
        return False


def _of_own_png(path: Path) -> Probe | None:
    """As our own writer leaves it: an iTXt chunk, not compressed."""
    with path.open("rb") as file:
        head = file.read(24)
        if not head.startswith(_SIGNATURE) or head[12:16] != b"IHDR":
            return None
        file.seek(8)
        chunk = _text_chunk(file)
    if chunk is None or not chunk.startswith(b"\0\0"):  # compression flag and method
        return None
    with suppress(RecipeError, ValueError):
        document = chunk[2:].split(b"\0", 2)[2]  # behind the language and the translated keyword, both empty
        width, height = struct.unpack(">II", head[16:24])
        return Probe((width, height), codec.decode(document))
    return None


def _of_any(path: Path) -> Probe:
    with Image.open(path) as picture:
        size, kind, documents = picture.size, picture.format, recipe_documents(picture)
        if not documents and kind == "PNG":
            with suppress(*_UNREADABLE):
                picture.load()  # text may stand behind the pixels
                documents = recipe_documents(picture)
    for document in documents:
        with suppress(RecipeError):
            return Probe(size, codec.decode(document))
    return Probe(size, _legacy(path) if kind == "PNG" else None)


def _legacy(path: Path) -> Recipe | None:
    with path.open("rb") as file:
        if not _has_legacy_trailer(file) or file.seek(0, 2) > MAX_FILE_BYTES:
            return None
        file.seek(0)
        with suppress(PortraitError):
            return legacy_recipe(file.read(), path.name)
    return None


def _text_chunk(file: BinaryIO) -> bytes | None:
    """What follows the recipe's keyword in the chunk that has it; reads on from behind the signature."""
    while len(header := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", header)
        if kind in _TEXT_CHUNKS and length <= codec.MAX_DOCUMENT_BYTES:
            content = file.read(min(length, len(RECIPE_KEY) + 1))
            if content == RECIPE_KEY.encode() + b"\0":
                return file.read(length - len(content))
            file.seek(length - len(content) + 4, 1)
        elif kind == b"IEND":
            return None
        else:
            file.seek(length + 4, 1)
    return None


def _has_legacy_trailer(file: BinaryIO) -> bool:
    file.seek(-4, 2)
    (magic,) = struct.unpack("<I", file.read(4))
    return bool(magic == LEGACY_MAGIC)
