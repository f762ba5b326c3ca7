"""The mouth: a line when closed; when open a dark shape with teeth, tongue and fang; and the lower lip's shade."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part, linear
from ganstudio.training.faces.color import blend
from ganstudio.training.faces.curves import Points, clip, smooth, taper
from ganstudio.training.faces.sheet import Sheet
from ganstudio.training.faces.tones import WHITE

_COUNT: Final = 27
_ACROSS: Final = np.linspace(-1, 1, _COUNT)
_CAVITY: Final = (QColor(108, 28, 42), QColor(168, 52, 60))
_TONGUE: Final = QColor(236, 122, 124)
_TEETH: Final = QColor(255, 252, 250)


class _Lips(msgspec.Struct, frozen=True, kw_only=True):
    """The mouth's lines, by height at `_ACROSS`: upper and lower line float64 [27], half-width, height, openness."""

    upper: Points
    lower: Points
    half: float
    height: float
    open: float


def paint_mouth(sheet: Sheet) -> None:
    """Paint the mouth."""
    lips = _shape_lips(sheet)
    ink = blend(sheet.tones.skin.ink, QColor(90, 20, 30), 0.5)
    upper = sheet.head.on_face(np.stack([_ACROSS * lips.half, lips.height + lips.upper], axis=1), 0.5)
    if lips.open > 0.01:
        _paint_inside(sheet, lips, upper, ink)
    width = np.clip(0.35 + np.abs(_ACROSS) ** 3 * 0.75 + 0.55 * (1 - np.abs(_ACROSS)), 0, 1.2)
    width *= sheet.line * (1.05 + 0.25 * (1 - lips.open))
    width[[0, -1]] = 0.1
    width[[1, -2]] *= 0.7
    sheet.stroke(upper, width, ink, Part.MOUTH)
    _paint_lower_lip(sheet, lips)


def _shape_lips(sheet: Sheet) -> _Lips:
    wide, smile, cat = sheet["mouth_open"], sheet["smile"], sheet["cat_mouth"]
    glad = max(smile, 0.0)
    rounded = sheet["mouth_round"] * smooth(0.02, 0.45, wide)
    half = (5.6 + 5.2 * sheet["mouth_w"] + 1.6 * wide + 0.8 * glad) * (1 - 0.48 * rounded) * (1 + 0.06 * sheet["age"])
    bow = -smile * 2.6 * (np.abs(_ACROSS) ** 1.7 - 0.35) * (1 - 0.6 * rounded)
    line = bow - cat * 1.02 * (np.cos(_ACROSS * 2 * np.pi) - 1) - cat * 0.8
    lower = line + wide * (13.5 - 3.0 * rounded) * (1 - np.abs(_ACROSS) ** 2.1) * (1 + 0.1 * smile)
    return _Lips(
        upper=line - wide * (1.5 + 4.8 * rounded) * (1 - _ACROSS**2) * (1 - 0.5 * glad),
        lower=lower + glad * wide * 1.2 * (1 - np.abs(_ACROSS) ** 4),
        half=half,
        height=45.4 + (sheet.head.chin - 62) * 0.55,
        open=wide,
    )


def _paint_inside(sheet: Sheet, lips: _Lips, upper: Points, ink: QColor) -> None:
    canvas, head = sheet.canvas, sheet.head
    rounded = sheet["mouth_round"] * smooth(0.02, 0.45, lips.open)
    narrower = 1 - 0.10 * lips.open * (1 - rounded)
    lower = head.on_face(np.stack([_ACROSS * lips.half * narrower, lips.height + lips.lower], axis=1), 0.5)
    outline = np.concatenate([upper, lower[::-1]])
    middle = _COUNT // 2
    canvas.fill(outline, linear(upper[middle], lower[middle], (0, _CAVITY[0]), (1, _CAVITY[1])), Part.MOUTH)
    with canvas.clipped(outline):
        _paint_tongue(sheet, lips)
        _paint_teeth(sheet, lips)
        _paint_fang(sheet, lips)
    sheet.stroke(lower, sheet.line * 0.72 * taper(_COUNT, 0.3, 0.3), ink, Part.MOUTH)


def _paint_tongue(sheet: Sheet, lips: _Lips) -> None:
    rise = 0.46 * np.clip(1 - (_ACROSS / 0.72) ** 2, 0, 1) ** 0.6 * (lips.lower - lips.upper)
    x = _ACROSS * lips.half * 0.93
    top = np.stack([x, lips.height + lips.lower - rise], axis=1)[3:-3]
    low = np.stack([x, lips.height + lips.lower - 0.4], axis=1)[3:-3]
    sheet.canvas.fill(sheet.head.on_face(np.concatenate([top, low[::-1]]), 0.5), _TONGUE)


def _paint_teeth(sheet: Sheet, lips: _Lips) -> None:
    teeth = clip(sheet["teeth"], 0, 1)
    tall = np.minimum((lips.lower - lips.upper) * (0.10 + 0.62 * teeth**1.5), 1.2 + 6.5 * teeth)
    tall *= np.clip(1 - np.abs(_ACROSS) ** 10, 0, 1) * smooth(0.04, 0.2, lips.open) * smooth(0.05, 0.3, teeth)
    if tall.max() <= 0.15:
        return
    x = _ACROSS * lips.half
    top = np.stack([x, lips.height + lips.upper - 0.8], axis=1)
    low = np.stack([x, lips.height + lips.upper + tall], axis=1)
    sheet.canvas.fill(sheet.head.on_face(np.concatenate([top, low[::-1]]), 0.5), _TEETH)


def _paint_fang(sheet: Sheet, lips: _Lips) -> None:
    size = sheet["fang"] * smooth(0.12, 0.35, lips.open)
    if size <= 0.02:
        return
    x, y = 0.55 * lips.half, lips.height + float(np.interp(0.55, _ACROSS, lips.upper))
    tooth = [[x - 1.7, y - 0.5], [x + 1.7, y - 0.5], [x, y + 4.2 * size]]
    sheet.canvas.fill(sheet.head.on_face(tooth, 0.5), WHITE)


def _paint_lower_lip(sheet: Sheet, lips: _Lips) -> None:
    skin, full = sheet.tones.skin, sheet["lip"]
    across = np.linspace(-1, 1, 12)
    y = lips.height + lips.lower[_COUNT // 2] + 3.2 + 0.7 * (1 - across**2)
    line = sheet.head.on_face(np.stack([across * lips.half * (0.32 + 0.1 * full), y], axis=1), 0.5)
    width = sheet.head.zoom * (0.35 + 0.5 * full) * taper(12)
    sheet.stroke(line, width, blend(skin.shade, skin.deep, 0.5))
