"""Puts pictures beside one another: tiles of one size, words below or beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ganstudio.jobs.letters import Letters, font, writable

Pixels = npt.NDArray[np.uint8]

PAPER = (24, 26, 31)
INK = (232, 233, 237)
GAP = 4

LEAST_HEIGHT = 128
"""Of a picture with words: a smaller one is enlarged, so that they can be read on any model's pictures."""
_SMALLEST = 11
"""Pixels of the smallest letters that can be read."""
_LETTERS, _LETTERS_OF_TWO = 0.62, 0.8
"""Height of letters in that of a band of words, with one line and with two."""


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


class Page:
    """A grid of pictures of one size on paper, being filled.

    Attributes:
        picture: What is there so far, RGB.
    """

    def __init__(
        self,
        tile: tuple[int, int],
        grid: tuple[int, int],
        *,
        captions: bool = False,
        gap: int = GAP,
        margins: tuple[int, int] = (0, 0),
        border: int = 0,
    ) -> None:
        """An empty page.

        Args:
            tile: Width and height of a picture.
            grid: Rows and columns.
            captions: Whether there is room for words below each picture.
            gap: Pixels between pictures.
            margins: Pixels to the left and above that are left free.
            border: Pixels around all pictures, within the margins.
        """
        self._width, self._height = tile
        self._band = caption_height(self._height) if captions else 0
        self._step = (self._width + gap, self._height + self._band + gap)
        self._start = (margins[0] + border, margins[1] + border)
        width = self._start[0] + grid[1] * self._step[0] - gap + border
        height = self._start[1] + grid[0] * self._step[1] - gap + border
        self.picture = Image.new("RGB", (width, height), PAPER)

    def put(self, picture: Image.Image, row: int, column: int, caption: str = "") -> tuple[int, int]:
        """Pastes a picture and writes its words below it; gives its left upper corner."""
        left, top = self._start[0] + column * self._step[0], self._start[1] + row * self._step[1]
        self.picture.paste(picture.resize((self._width, self._height)), (left, top))
        if self._band:
            bottom = top + self._height
            write(self.picture, caption, (left, bottom, left + self._width, bottom + self._band))
        return left, top


def frame_of(
    tiles: Sequence[Tile], *, height: int = 0, columns: int = 0, captions: bool = False, gap: int = GAP, rows: int = 0
) -> Pixels:
    """Several pictures in one, row by row; a single one without words as it is.

    Args:
        tiles: One or more, of one size.
        height: Of each picture; 0 for as it is, but with words not below `LEAST_HEIGHT`.
        columns: Pictures a row; 0 for about a square.
        captions: Whether words stand below each.
        gap: Pixels between pictures.
        rows: Of the grid, with `columns`, where places may stay empty; 0 for no more than are needed.

    Returns:
        uint8 [H, W, 3].
    """
    pictures = [as_rgb(tile.image, height_with_words(tile.image, height, captions=captions)) for tile in tiles]
    columns = columns if rows else min(columns or square_columns(len(pictures)), len(pictures))
    page = Page(pictures[0].size, (rows or -(-len(pictures) // columns), columns), captions=captions, gap=gap)
    for index, (tile, picture) in enumerate(zip(tiles, pictures, strict=True)):
        page.put(picture, *divmod(index, columns), tile.caption)
    return np.asarray(page.picture)


def square_columns(count: int) -> int:
    """Columns that make the arrangement about square, 3 for 7..9."""
    return max(1, int(np.ceil(np.sqrt(count))))


def height_with_words(image: Pixels, height: int, *, captions: bool) -> int:
    """How high a picture is to be: as asked for; for 0 as it is, or enlarged for the sake of its words."""
    return height or (max(image.shape[0], LEAST_HEIGHT) if captions else 0)


def caption_height(picture_height: int) -> int:
    """Height of the band of words that goes with pictures of that height: of two lines of the smallest letters."""
    return min(48, max(28, picture_height // 9))


def letters_height(band_height: int) -> int:
    """Of the letters in a band of words, in pixels, where they are in one line."""
    return max(_SMALLEST, round(band_height * _LETTERS))


def write(page: Image.Image, text: str, box: tuple[int, int, int, int]) -> None:
    """Writes in the middle of a box (left, top, right, bottom), as `laid_out` does it."""
    if not text:
        return
    text = writable(text)
    left, top, right, bottom = box
    lines, letters = laid_out(text, right - left - 4, bottom - top)
    step = (bottom - top) / len(lines)
    for number, line in enumerate(lines):
        place = ((left + right) / 2, top + (number + 0.5) * step)
        ImageDraw.Draw(page).text(place, line, fill=INK, font=letters, anchor="mm")


def laid_out(text: str, width: int, height: int) -> tuple[tuple[str, ...], Letters]:
    """The lines of a caption and their font: all of it where that can be read, else what varies without the names.

    Args:
        text: Parts with two spaces between them, such as `seed 31  psi 0.7`: each a name and a value.
        width: Of the room, in pixels.
        height: Of the room: two lines where that is enough for them.
    """
    smallest = font(_SMALLEST, text)
    for size in range(letters_height(height), _SMALLEST - 1, -1):
        if font(size, text).getlength(text) <= width:
            return (text,), font(size, text)
    parts = text.split("  ")
    if round(height / 2 * _LETTERS_OF_TWO) >= _SMALLEST:
        for gap in ("  ", " "):
            lines = min(_splits(text, gap), key=lambda split: max(map(smallest.getlength, split)), default=())
            if lines and all(smallest.getlength(line) <= width for line in lines):
                return lines, smallest
    values = "  ".join(part.rpartition(" ")[2] for part in parts)
    return (fitted(text if len(parts) == 1 else values, smallest, width),), smallest


def _splits(text: str, gap: str) -> list[tuple[str, ...]]:
    """A text in two lines, at each place where it has a gap."""
    parts = text.split(gap)
    return [(gap.join(parts[:after]), gap.join(parts[after:])) for after in range(1, len(parts))]


def fitted(text: str, letters: Letters, width: float) -> str:
    """As much of the text as fits into a width; what is left out is its middle, as the value stands at the end."""
    for left_out in range(len(text) + 1):
        kept = len(text) - left_out
        line = text if not left_out else f"{text[: kept // 2]}…{text[len(text) - (kept - kept // 2) :]}"
        if letters.getlength(line) <= width:
            return line
    return ""
