"""Marks that tell whether a picture has the pixels that its recipe made: a hash; where saving loses, a sketch."""

from __future__ import annotations

import base64
import hashlib
import math
import struct

import msgspec
import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.recipe.codec import Made

_MOST_PARTS = 16
_SAVED_AGAIN = 7
"""How far saving again takes a part's mean color, of 255: by 4 at a quality of 50, by 7 at 20 in the sample faces;
a red dot four pixels wide takes it by 16."""


def marked(made: Made, picture: Image.Image, kind: str) -> Made:
    """How a picture was made, with marks of its pixels: a sketch, for a `PNG` a hash too."""
    sketch = base64.b64encode(_sketch(picture, _parts(picture)).tobytes()).decode()
    pixels = _pixels_hash(picture) if kind == "PNG" else ""
    return msgspec.structs.replace(made, pixels=pixels, sketch=sketch, size=picture.size)


def is_as_made(picture: Image.Image, made: Made) -> bool:
    """Whether a picture's pixels are still those that were marked; of JPEG and WebP, but for being saved again.

    A PNG that another program made of a JPEG is looked at as that one.
    """
    if picture.format == "PNG" and made.pixels:
        return made.pixels == _pixels_hash(picture)
    if made.size not in ((), picture.size):
        return False
    try:
        known = np.frombuffer(base64.b64decode(made.sketch), np.uint8)
        known = known.reshape(side := math.isqrt(len(known) // 3), side, 3)
    except ValueError:  # damaged
        return True
    if not 0 < side <= _MOST_PARTS:  # none was taken
        return True
    return int(np.abs(_sketch(picture, side).astype(np.int16) - known).max()) <= _SAVED_AGAIN


def _parts(picture: Image.Image) -> int:
    """Into how many rows and columns a picture is parted: none smaller than a block of JPEG's."""
    return max(1, min(_MOST_PARTS, min(picture.size) // 8))


def _sketch(picture: Image.Image, side: int) -> npt.NDArray[np.uint8]:
    """The mean colors of the parts of a picture, on white: uint8 [side, side, 3]."""
    shown = on_white(picture) if picture.mode == "RGBA" else picture.convert("RGB")
    return np.asarray(shown.resize((side, side), Image.Resampling.BOX))


def _pixels_hash(picture: Image.Image) -> str:
    """Half of the SHA-256 of a picture's size and RGBA bytes: the same for grey, palette and opaque versions of it."""
    digest = hashlib.sha256(struct.pack("<II", *picture.size))
    digest.update(picture.convert("RGBA").tobytes())
    return digest.hexdigest()[:32]


def on_white(picture: Image.Image) -> Image.Image:
    """A picture with alpha upon white."""
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")
