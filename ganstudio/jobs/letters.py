"""The letters of words in pictures: of a font of this computer that has them all, else of that which Pillow brings."""

from __future__ import annotations

from functools import cache

from PIL import ImageFont

Letters = ImageFont.FreeTypeFont | ImageFont.ImageFont

_FILES = (
    "LiberationSans-Regular.ttf", "arial.ttf", "Arial.ttf", "Helvetica.ttc", "NotoSans-Regular.ttf", "DejaVuSans.ttf",
    "NotoSansCJK-Regular.ttc", "msyh.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "wqy-microhei.ttc",
    "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "simhei.ttf", "simsun.ttc",
)  # fmt: skip
"""Where Linux, Windows and macOS keep a plain font; those of the second and third line hold Chinese."""
_NO_LETTER = "\ufffe"
_STAND_INS = str.maketrans({"−": "-", "–": "-", "—": "-", "×": "x", "σ": "s"})
"""For letters that the font of Pillow lacks, where this computer has no other."""


def writable(text: str) -> str:
    """The text as it can be written: as it is, or where no font has all of it with plainer letters."""
    return text if _file_for(text) or not _lacks("", text) else text.translate(_STAND_INS)


def font(size: int, text: str = "") -> Letters:
    """A font for a text, in pixels; for one that is `writable`."""
    return _font(_file_for(text), size)


def _file_for(text: str) -> str:
    return next((file for file in _FILES if _is_there(file) and not _lacks(file, text)), "")


def _lacks(file: str, text: str) -> bool:
    return any(_lacks_letter(file, letter) for letter in set(text))


@cache
def _is_there(file: str) -> bool:
    try:
        ImageFont.truetype(file, 16)
    except OSError:
        return False
    return True


@cache
def _lacks_letter(file: str, letter: str) -> bool:
    if letter.isspace():
        return False
    known = _font(file, 16)
    drawn, missing = known.getmask(letter), known.getmask(_NO_LETTER)
    return drawn.size == missing.size and bytes(drawn) == bytes(missing)


@cache
def _font(file: str, size: int) -> Letters:
    return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)
