"""File names of a job's pictures: they say what varied, sort in order, never collide, and Windows takes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\s]+')
_LONGEST_PART = 60  # bytes: a long attribute name is cut, the picture's number keeps the file name unique
_LONGEST_STEM = 180  # bytes: below the 255 of common file systems, with room for `.png` and a temporary ending


def clean(text: str) -> str:
    """The text as a part of a file name: what file systems refuse becomes `_`; empty if nothing is left."""
    visible = "".join(
        character if character.isprintable() or character.isspace() else "_"
        for character in unicodedata.normalize("NFC", text)
    )
    return _cut(_NOT_IN_NAMES.sub("_", visible), _LONGEST_PART).strip(" ._-")


def padded(number: int, count: int) -> str:
    """The number with the zeros that make `count` numbers, 0..count-1, sort as text."""
    return f"{number:0{len(str(max(count - 1, 0)))}d}"


def picture_name(varied: Sequence[str], number: int, total: int) -> str:
    """`mouth_open-2_hair-0__sample_07.png`.

    Args:
        varied: What varied, such as `mouth_open-2`; cleaned here.
        number: The picture's place in its job, from 1: what makes the name unique.
        total: How many pictures the job makes.
    """
    words = "_".join(word for word in (clean(part) for part in varied) if word)
    sample = f"sample_{number:0{len(str(total))}d}"
    stem = f"{_cut(words, _LONGEST_STEM).rstrip(' ._-')}__{sample}" if words else sample
    return f"{stem}.png"


def number_words(value: float) -> str:
    """As captions write it: `0.35`, `−2` with the wide sign of a minus, `1.2e+04`."""
    if abs(value) >= 1000:
        return f"{value:.3g}".replace("-", "−")
    words = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if words == "-0" else words.replace("-", "−")


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-8", errors="replace")[:longest].decode("utf-8", errors="ignore")
