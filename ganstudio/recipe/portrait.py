"""Portrait: a picture and the recipe that makes it again, kept together in one PNG.

Formats: our PNGs carry the recipe's JSON in an iTXt chunk `ganstudio`, and words for people in `Description`.
The first GanStudio (a Windows program) appended, after the PNG's end: a text (length-prefixed), the latent w as
`v:v:...` text (length-prefixed), 16 bytes md5 of the model, int32 length of the latent's text, int32 0x61726164.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from ganstudio.errors import PortraitError, RecipeError
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import LatentW
from ganstudio.whole_file import whole_file

RECIPE_KEY = "ganstudio"
DESCRIPTION_KEY = "Description"
LEGACY_MAGIC = 0x61726164
PNG_END = b"IEND\xaeB`\x82"
MAX_PIXELS = 1 << 28
"""Pictures above 16384 x 16384 are refused before they are decoded."""

UInt8Array = npt.NDArray[np.uint8]


class Portrait:
    """A picture with its recipe.

    Attributes:
        image: uint8 [H, W, 3] sRGB, [H, W, 4] with alpha, or [H, W] grey; read-only.
        recipe: What makes it again.
    """

    __slots__ = ("image", "recipe")

    def __init__(self, image: npt.ArrayLike, recipe: Recipe) -> None:
        """Takes a read-only copy of the image unless it already is read-only.

        Raises:
            PortraitError: The image is not uint8 [H, W], [H, W, 1], [H, W, 3] or [H, W, 4].
        """
        pixels: UInt8Array = np.asarray(image)
        if pixels.ndim == 3 and pixels.shape[2] == 1:
            pixels = pixels[:, :, 0]
        shape_fits = pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (3, 4))
        if pixels.dtype != np.uint8 or not shape_fits or 0 in pixels.shape:
            raise PortraitError(
                f"A portrait's image is uint8 [H, W], [H, W, 3] or [H, W, 4]; this one is {pixels.dtype} "
                f"{list(pixels.shape)}."
            )
        if pixels.flags.writeable:
            pixels = pixels.copy()
            pixels.flags.writeable = False
        self.image = pixels
        self.recipe = recipe

    def png_bytes(self) -> bytes:
        """The PNG file, recipe included: the same portrait always gives the same bytes."""
        text = PngImagePlugin.PngInfo()
        text.add_itxt(DESCRIPTION_KEY, f"Made with GanStudio\n{codec.describe(self.recipe)}")
        text.add_itxt(RECIPE_KEY, codec.encode(self.recipe).decode())  # uncompressed: Pillow reads back any length
        buffer = io.BytesIO()
        Image.fromarray(self.image).save(buffer, format="PNG", pnginfo=text, compress_level=6)
        return buffer.getvalue()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the PNG whole or not at all, and gives its path.

        Raises:
            PortraitError: The folder is missing, full or not writable; an older file of that name is left as it was.
        """
        target = Path(path)
        content = self.png_bytes()
        try:
            with whole_file(target) as part:
                part.write_bytes(content)
        except OSError as error:
            raise PortraitError(
                f"The picture could not be saved as {target}: {error.strerror or error}. "
                "Check that the folder exists, is writable and has space, or save it elsewhere."
            ) from error
        return target

    @staticmethod
    def open(path: str | os.PathLike[str]) -> Portrait:
        """The portrait in a PNG of ours, or of the first GanStudio (whose latent is a w).

        Raises:
            PortraitError: Missing, damaged, not a PNG, or without a recipe; the text says which.
        """
        source = Path(path)
        try:
            content = source.read_bytes()
        except OSError as error:
            raise PortraitError(f"{source} could not be read: {error.strerror or error}.") from error
        return portrait_from_bytes(content, str(source))


def portrait_from_bytes(content: bytes, name: str) -> Portrait:
    """The portrait in the bytes of a PNG; `name` is how messages call it.

    Raises:
        PortraitError: As `Portrait.open`.
    """
    if not content:
        raise PortraitError(f"{name} is empty. Choose another picture.")
    picture, texts = _decode_picture(content, name)
    document = texts.get(RECIPE_KEY)
    if document is not None:
        try:
            return Portrait(_pixels(picture), codec.decode(str(document)))
        except RecipeError as error:
            raise PortraitError(f"{name} was made with GanStudio, but its recipe cannot be used. {error}") from error
    recipe = _legacy_recipe(content, name)
    if recipe is None:
        raise PortraitError(
            f"{name} is a picture without a recipe, so it cannot be opened for editing. "
            "Choose a PNG that GanStudio saved (other programs drop the recipe when they save it again)."
        )
    return Portrait(_pixels(picture), recipe)


def _decode_picture(content: bytes, name: str) -> tuple[Image.Image, dict[str, Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(content))
            if picture.format != "PNG":
                raise PortraitError(
                    f"{name} is a {picture.format} picture; only PNGs carry a recipe. Choose the PNG that was saved."
                )
            if picture.width * picture.height > MAX_PIXELS:
                raise PortraitError(
                    f"{name} claims {picture.width}x{picture.height} pixels; that is too large to open."
                )
            picture.load()  # reads every chunk up to the pixels' end
            if PNG_END not in content:
                raise EOFError("its end is missing")
            texts: dict[str, Any] = dict(getattr(picture, "text", {}))
    except UnidentifiedImageError as error:
        raise PortraitError(f"{name} is not a picture. Choose a PNG that GanStudio saved.") from error
    except PortraitError:
        raise
    except Exception as error:
        raise PortraitError(
            f"{name} is a damaged or truncated PNG ({error}). Restore it from a backup, or choose another picture."
        ) from error
    return picture, texts


def _pixels(picture: Image.Image) -> UInt8Array:
    mode = picture.mode if picture.mode in ("L", "RGB", "RGBA") else "RGB"
    return np.asarray(picture.convert(mode))


def _legacy_recipe(content: bytes, name: str) -> Recipe | None:
    """The recipe in the trailer of the first GanStudio, None where there is no such trailer."""
    if len(content) < 24 or struct.unpack("<i", content[-4:])[0] != LEGACY_MAGIC:
        return None
    (length,) = struct.unpack("<i", content[-8:-4])
    end = len(content) - 24
    if not 0 < length <= end:
        raise PortraitError(f"{name} carries a latent of the first GanStudio whose length ({length}) is damaged.")
    try:
        values = [float(word) for word in content[end - length : end].decode("ascii").split(":") if word]
        latent = LatentW(Array(values))
    except (UnicodeDecodeError, ValueError, RecipeError) as error:
        raise PortraitError(f"{name} carries a latent of the first GanStudio that is damaged ({error}).") from error
    return Recipe(model=content[end : end + 16].hex(), latent=latent)
