"""What carries a recipe on disk, told by content: a saved picture, or a recipe's JSON."""

from __future__ import annotations

import os
from pathlib import Path

from ganstudio.errors import PortraitError, RecipeError
from ganstudio.recipe.codec import decode
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.portrait import Portrait

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def open_picture_or_recipe(path: str | os.PathLike[str]) -> Portrait | Recipe:
    """Open a PNG with its recipe, or a recipe's JSON.

    Raises:
        PortraitError: Missing, or not a picture with a recipe.
        RecipeError: JSON that is no recipe, or a damaged one.
    """
    source = Path(path)
    head = first_bytes(source)
    if head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{"):
        return _read_json(source)
    return Portrait.open(source)


def read_recipe(path: str | os.PathLike[str]) -> Recipe:
    """The recipe of a PNG or of a recipe's JSON.

    Raises:
        PortraitError: Missing, or not a picture with a recipe.
        RecipeError: JSON that is no recipe, or a damaged one.
    """
    opened = open_picture_or_recipe(path)
    return opened.recipe if isinstance(opened, Portrait) else opened


def first_bytes(path: Path) -> bytes:
    """The first 64 bytes of a file.

    Raises:
        PortraitError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(64)
    except OSError as error:
        raise PortraitError(f"{path} could not be read: {error.strerror or error}.") from error


def _read_json(path: Path) -> Recipe:
    try:
        return decode(path.read_bytes().removeprefix(_BYTE_ORDER_MARK))
    except OSError as error:
        raise RecipeError(f"{path} could not be read: {error.strerror or error}.") from error
    except RecipeError as error:
        raise RecipeError(f"{path}: {error}") from error
