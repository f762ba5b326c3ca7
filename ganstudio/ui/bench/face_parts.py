"""Which part of a picture a name speaks of: of a detector, a spatial tab or an attribute. Words alone; no Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mouth": ("mouth", "smile", "smiling", "lip", "lips", "lipstick", "teeth", "tongue"),
        "clothes": (
            *("cloth", "clothes", "jacket", "coat", "shirt", "collar", "scarf", "turtleneck", "hood", "necktie"),
            *("glasses", "eyeglasses", "hat", "hairband", "bow", "ribbon", "flower", "earrings", "necklace", "ears"),
        ),
        "hair": ("hair", "fringe", "bangs", "ahoge", "locks", "tail", "ponytail", "braid", "bun", "beard", "bald"),
        "brows": ("brow", "brows", "eyebrow", "eyebrows"),
        "eyes": ("eye", "eyes", "iris", "irises", "pupils", "gaze", "eyelashes"),
        "cheeks": ("cheek", "cheeks", "blush"),
        "face": (
            *("face", "skin", "head", "age", "young", "male", "female", "masculine", "feminine", "gender"),
            *("nose", "chin", "jaw", "freckles"),
        ),
        "background": ("background", "light", "glow", "line", "detail", "sky"),
    }
)
"""Part -> the words that tell it. The first part of which a name has a word is the one that it speaks of."""
PARTS = tuple(_WORDS)

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mouth": ("mouth",),
        "eyes": ("eyes", "brows"),
        "hair": ("hair",),
        "look": ("face", "cheeks"),
        "wear": ("clothes",),
        "scene": ("background",),
    }
)
"""Headings under which attributes stand together, in their order -> the parts that belong there."""
OTHER = "other"
"""The heading of what belongs to no group."""
SCENE = "background"
"""The part that is behind a face, which nobody means to point at."""


_COLORS: Mapping[str, str] = MappingProxyType(
    {
        **{"black": "#2b2b33", "blonde": "#e8c66a", "blond": "#e8c66a", "blue": "#4f7fe0", "brown": "#80502f"},
        **{"gray": "#8d929c", "grey": "#8d929c", "green": "#4ea35c", "orange": "#e68a3c", "pink": "#ef8fb6"},
        **{"purple": "#8a5cc9", "red": "#cf3d3d", "silver": "#c3c8d2", "white": "#f4f4f6", "yellow": "#ecd24a"},
    }
)
_COLORED = ("hair", "eyes")
"""Of these parts names say the color first, such as `blue_hair`."""


def color_of(name: str) -> str:
    """The color that a name speaks of, as #rrggbb; empty if it speaks of none."""
    first = re.split(r"[^a-z]+", name.lower())[0]
    return _COLORS.get(first, "") if part_of(name) in _COLORED else ""


@cache
def part_of(name: str) -> str:
    """The part that a name such as `red_or_blue_eyes` speaks of; empty if it is none that is known."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    return next((part for part, known in _WORDS.items() if not words.isdisjoint(known)), "")


def group_of(name: str) -> str:
    """The heading under which an attribute of that name stands."""
    part = part_of(name)
    return next((group for group, parts in GROUPS.items() if part in parts), OTHER)
