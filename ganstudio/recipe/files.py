"""What a picture can be made from, told by content: a saved picture, a recipe's JSON, or a latent of NumPy's."""

from __future__ import annotations

import os
from pathlib import Path

from ganstudio.errors import LatentFileError, PortraitError, RecipeError
from ganstudio.recipe.codec import decode
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent_files import read_latent
from ganstudio.recipe.portrait import FORMATS, MAX_PIXELS, Portrait
from ganstudio.spec import GeneratorSpec
from ganstudio.whole_file import open_file, read_file
from ganstudio.words import tr

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


ENDINGS = (*FORMATS, ".json", ".npy", ".npz")
PICTURES = tr("Pictures, recipes and latents ({patterns})", patterns=" ".join(f"*{ending}" for ending in ENDINGS))
"""Such files, as a file dialog filters them."""
_NUMPY_MAGIC = (b"\x93NUMPY", b"PK\x03\x04")


def open_picture_or_recipe(
    path: str | os.PathLike[str], spec: GeneratorSpec | None = None, *, most_pixels: int = MAX_PIXELS
) -> Portrait | Recipe:
    """Open a picture with its recipe, a recipe's JSON, or a latent (.npy, .npz).

    Args:
        path: The file.
        spec: The model, which a latent needs: it says nothing of its own.
        most_pixels: The largest picture that is decoded.

    Raises:
        PortraitError: Missing, or not a picture with a recipe.
        RecipeError: JSON that is no recipe, or a damaged one.
        LatentFileError: A latent that does not fit the model, or no model is given.
    """
    source = Path(path)
    if holds_latent(source):
        if spec is None:
            raise LatentFileError(
                tr("{source} holds a latent, which does not say of which model. Load the model first.", source=source)
            )
        return Recipe(latent=read_latent(source, spec))
    head = first_bytes(source)
    if head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{"):
        return _read_json(source)
    return Portrait.open(source, most_pixels=most_pixels)


def read_recipe(
    path: str | os.PathLike[str], spec: GeneratorSpec | None = None, *, most_pixels: int = MAX_PIXELS
) -> Recipe:
    """The recipe of whatever `open_picture_or_recipe` opens.

    Raises:
        PortraitError, RecipeError, LatentFileError: As `open_picture_or_recipe`.
    """
    opened = open_picture_or_recipe(path, spec, most_pixels=most_pixels)
    return opened.recipe if isinstance(opened, Portrait) else opened


def holds_latent(path: Path) -> bool:
    """Whether a file is one of NumPy's, which holds a latent and no recipe.

    Raises:
        PortraitError: It cannot be read.
    """
    return first_bytes(path).startswith(_NUMPY_MAGIC)


def first_bytes(path: Path) -> bytes:
    """The first 64 bytes of a file.

    Raises:
        PortraitError: It cannot be read.
    """
    try:
        with open_file(path) as stream:
            return stream.read(64)
    except OSError as error:
        raise PortraitError(
            tr("{path} could not be read: {reason}.", path=path, reason=error.strerror or error)
        ) from error


def _read_json(path: Path) -> Recipe:
    try:
        return decode(read_file(path).removeprefix(_BYTE_ORDER_MARK))
    except OSError as error:
        raise RecipeError(
            tr("{path} could not be read: {reason}.", path=path, reason=error.strerror or error)
        ) from error
    except RecipeError as error:
        raise RecipeError(f"{path}: {error}") from error
