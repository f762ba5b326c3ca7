"""Puts pictures beside one another: tiles of one size, words below or beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

PAPER = (24, 26, 31)
INK = (232, 233, 237)
GAP = 4


@dataclass(frozen=True, eq=False)
class Tile:
    """One picture, uint8 [H, W], [H, W, 3] or [H, W, 4], and what is written below it."""

    image: Pixels
    caption: str = ""


def as_rgb(image: Pixels, height: int = 0) -> Image.Image:
    """The picture in three channels, transparency over the paper; of that height, or as it is for 0."""
    picture = Image.fromarray(image)
    if picture.mode == "RGBA":
        paper = Image.new("RGBA", picture.size, (*PAPER, 255))
        picture = Image.alpha_composite(paper, picture)
    picture = picture.convert("RGB")
    if height and height != picture.height:
        width = max(1, round(picture.width * height / picture.height))
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return picture


def frame_of(tiles: Sequence[Tile], *, height: int = 0, columns: int = 0, captions: bool = False) -> Pixels:
    """Several pictures in one, row by row; a single one without words as it is.

    Args:
        tiles: One or more, of one size.
        height: Of each picture; 0 for as it is.
        columns: Pictures a row; 0 for about a square.
        captions: Whether words stand below each.

    Returns:
        uint8 [H, W, 3].
    """
    pictures = [as_rgb(tile.image, height) for tile in tiles]
    if len(pictures) == 1 and not captions:
        return np.asarray(pictures[0])
    columns = min(columns or square_columns(len(pictures)), len(pictures))
    width, tall = pictures[0].size
    band = caption_height(tall) if captions else 0
    rows = -(-len(pictures) // columns)
    gap = GAP if len(pictures) > 1 else 0
    page = Image.new("RGB", (columns * (width + gap) - gap, rows * (tall + band + gap) - gap), PAPER)
    for index, (tile, picture) in enumerate(zip(tiles, pictures, strict=True)):
        row, column = divmod(index, columns)
        left, top = column * (width + gap), row * (tall + band + gap)
        page.paste(picture, (left, top))
        if band:
            write(page, tile.caption, (left, top + tall, left + width, top + tall + band))
    return np.asarray(page)


def square_columns(count: int) -> int:
    """Columns that make the arrangement about square, 3 for 7..9."""
    return max(1, int(np.ceil(np.sqrt(count))))


def caption_height(picture_height: int) -> int:
    """Height of the band of words that goes with pictures of that height."""
    return min(48, max(14, picture_height // 9))


def write(page: Image.Image, text: str, box: tuple[int, int, int, int]) -> None:
    """Writes one line in the middle of a box (left, top, right, bottom), cut to its width."""
    if not text:
        return
    left, top, right, bottom = box
    letters = font(max(9, round((bottom - top) * 0.62)))
    line = fitted(text, letters, right - left - 4)
    ImageDraw.Draw(page).text(((left + right) / 2, (top + bottom) / 2), line, fill=INK, font=letters, anchor="mm")


def fitted(text: str, letters: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: float) -> str:
    """As much of the text as fits into a width, ending in an ellipsis if it was cut."""
    if letters.getlength(text) <= width:
        return text
    kept = text
    while kept and letters.getlength(f"{kept}…") > width:
        kept = kept[:-1]
    return f"{kept}…" if kept else ""


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow, in pixels."""
    return ImageFont.load_default(size)
