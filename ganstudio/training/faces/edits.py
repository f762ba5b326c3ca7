"""Edits that a person paints: which factor each changes, where, and which reserved map of which layer carries it.

During the fit a share of the pictures carries one: on the edit's map a multiple of a mask is added, and the target is
the drawing with that part changed there and nothing else. One map is then a whole edit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.factors import INDEX, RANGES, Face, Floats

Change = Callable[[Face, float], dict[str, float]]
"""From a face and an amount (1 the full change, -1 its opposite) to the factors that change."""

RED_EYES: Final = 0.68
BLUE_EYES: Final = -0.15
"""Hue factors of red and of blue irises."""


class PaintedEdit(msgspec.Struct, frozen=True, kw_only=True):
    """One edit.

    Attributes:
        name: Of the tab that it becomes.
        layer: Whose map carries it: b16 for shapes, b32 for colors.
        map: Number of the map, reserved from the start of the fit.
        change: What it does to a face.
        parts: What a person paints to make it; none where that is what the edit changes.
        pair: Whether the parts are two, left and right of the face's middle.
        whole: Whether it is for the whole picture.
        weight: How often it is practiced.
        detector: Which detector places it on a face; empty for none.
    """

    name: str
    layer: str
    map: int
    change: Change
    parts: tuple[Part, ...] = ()
    pair: bool = False
    whole: bool = False
    weight: float = 1.0
    detector: str = ""


def _moved(name: str, full: float) -> Change:
    """A factor moved by `full` times the amount, within its range."""
    low, _, high = RANGES[name]
    return lambda face, amount: {name: min(max(face[name] + full * amount, low), high)}


def _towards(plus: dict[str, float], minus: dict[str, float]) -> Change:
    """Factors moved towards `plus` for positive amounts, towards `minus` for negative ones."""

    def change(face: Face, amount: float) -> dict[str, float]:
        goal, share = (plus if amount >= 0 else minus), min(abs(amount), 1.0)
        return {name: face[name] + (value - face[name]) * share for name, value in goal.items()}

    return change


def _closed(face: Face, amount: float) -> dict[str, float]:
    return {"eye_open": min(max(face["eye_open"] * (1 - max(amount, 0.0)) + max(-amount, 0.0), 0.0), 1.05)}


EDITS: Final = (
    PaintedEdit(
        name="mouth_open",
        detector="mouth",
        layer="b16",
        map=0,
        change=_moved("mouth_open", 1.0),
        parts=(Part.MOUTH,),
        weight=3,
    ),
    PaintedEdit(
        name="smile", detector="mouth", layer="b16", map=1, change=_moved("smile", 1.0), parts=(Part.MOUTH,), weight=5
    ),
    PaintedEdit(
        name="eyes_closed",
        detector="eyes",
        layer="b16",
        map=2,
        change=_closed,
        parts=(Part.EYES, Part.IRIS),
        pair=True,
        weight=1.5,
    ),
    PaintedEdit(
        name="brows",
        detector="brows",
        layer="b16",
        map=3,
        change=_moved("brow_y", 1.5),
        parts=(Part.BROWS,),
        pair=True,
        weight=4,
    ),
    PaintedEdit(name="hair", detector="hair", layer="b16", map=4, change=_moved("back_len", 0.6), weight=1.5),
    PaintedEdit(name="hairband", layer="b16", map=5, change=_towards({"hairband": 1.0}, {"hairband": 0.0}), weight=1.2),
    PaintedEdit(
        name="blush",
        detector="cheeks",
        layer="b32",
        map=0,
        change=_moved("blush", 0.8),
        parts=(Part.CHEEKS,),
        pair=True,
        weight=2.6,
    ),
    PaintedEdit(
        name="red_or_blue_eyes",
        detector="irises",
        layer="b32",
        map=1,
        parts=(Part.IRIS,),
        pair=True,
        weight=1.2,
        change=_towards({"eye_hue": RED_EYES, "eye_chroma": 0.9}, {"eye_hue": BLUE_EYES, "eye_chroma": 0.9}),
    ),
    PaintedEdit(
        name="cloth",
        detector="clothes",
        layer="b32",
        map=2,
        parts=(Part.CLOTHES,),
        weight=1.6,
        change=_towards(
            {"cloth_hue": 0.67, "cloth_light": 0.42, "cloth_chroma": 0.9},
            {"cloth_hue": 0.0, "cloth_light": 0.12, "cloth_chroma": 0.35},
        ),
    ),
    PaintedEdit(name="line_emphasis", layer="b32", map=3, change=_moved("ink", 0.3), whole=True, weight=2),
)
"""The edits of the built-in model."""

RESERVED: Final = {"b16": 8, "b32": 6}
"""Maps of a layer that stay zero but for edits; the first ones are those of `EDITS`."""


def edited(factors: Floats, edit: PaintedEdit, amount: float) -> Floats:
    """A face with an edit made: float32 [factors] -> float32 [factors]."""
    found = factors.copy()
    for name, value in edit.change({name: float(found[column]) for name, column in INDEX.items()}, amount).items():
        found[INDEX[name]] = value
    return found


def where_parts(parts: NDArray[np.uint8], edit: PaintedEdit) -> NDArray[np.bool_]:
    """Where a drawing shows what a person paints for an edit: uint8 [..., r, r] -> bool [..., r, r]."""
    return np.isin(parts, [part.value for part in edit.parts])
