"""Neck, shoulders and what is worn on them: a shirt with a neckline from round to deep, and a choker."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from ganstudio.training.faces.canvas import Part, linear
from ganstudio.training.faces.color import blend
from ganstudio.training.faces.curves import Points, circle, lerp, mirrored, spline, taper
from ganstudio.training.faces.sheet import Sheet, grown

_FOLDS = (
    ((60, 104), (50, 122), (40, 150), 3.2), ((48, 98), (52, 110), (50, 128), 1.8),
    ((20, 128), (16, 142), (18, 165), 2.4),
)  # fmt: skip


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """Measures of one body, in the frontal plane.

    Attributes:
        neck: Half-width of the neck. shoulder: of the shoulders. base: height of the neck's base.
        neckline: float64 [25, 2], from the left to the right end of the neckline. deep: its lowest height.
    """

    neck: float
    shoulder: float
    base: float
    neckline: Points
    deep: float


def measure_body(sheet: Sheet) -> Body:
    """The measures of a face's body."""
    masculine, age = sheet["masc"], sheet["age"]
    neck = 12.6 + 5.4 * masculine + 1.5 * age
    base = 81 + 2 * age + 2 * masculine
    low, across = sheet["neckline"], np.linspace(-1, 1, 25)
    bare = grown(sheet["straps"])
    half = neck * 1.35 + 38.25 * max(0, low - 0.6)
    top = base + 1 + 0.616 * max(0, half - neck * 1.35)
    half, top = lerp(half, 40, bare), lerp(top, base + 31, bare)
    deep = max(base + 8 + 34 * low**1.3, lerp(0, base + 36, bare))
    bow = 1 - np.abs(across) ** lerp(2.2, 1.15, sheet["collar"])  # under a collar it runs to a point
    return Body(
        neck=neck,
        shoulder=58.5 + 18 * masculine + 6.5 * age,
        base=base,
        neckline=np.stack([across * half, top + (deep - top) * bow], axis=1),
        deep=deep,
    )


def on_body(sheet: Sheet, points: ArrayLike, depth: float = -14.0) -> Points:
    """Points of the frontal plane on the body, which follows a third of the head's turn: [..., 2] -> [..., 2]."""
    return sheet.head.at_depth(points, depth, 0.35)


def chin_shadow(sheet: Sheet, away: float, down: float) -> Points:
    """The shadow of the head, `away` from the light and `down`, in units of the head: [80, 2]."""
    return sheet.head.contour() + np.array([-sheet.light * away, down]) * sheet.head.zoom


def paint_neck(sheet: Sheet, body: Body) -> None:
    """Paint neck and chest, the shadows on them, collar bones and tendons."""
    neck, base, skin, canvas = body.neck, body.base, sheet.tones.skin, sheet.canvas
    bare = grown(sheet["straps"])
    half = [
        [-neck, 40], [-neck * 0.96, 66], [-neck * 1.05, 76], [-neck * 1.6, base + 1],
        [-lerp(38, body.shoulder - 4, bare), base + lerp(10, 22, bare)],
        [-lerp(44, body.shoulder + 10, bare), base + lerp(40, 90, bare)],
    ]  # fmt: skip
    outline = on_body(sheet, spline(mirrored(half), 50))
    sheet.outlined(outline, skin.base, skin.ink, Part.SKIN)
    with canvas.clipped(outline):
        away = -sheet.light
        side = [
            [away * neck * 0.45, 50], [away * neck * 0.5, 74], [away * neck * 0.9, base + 6],
            [away * neck * 2, base + 3], [away * neck * 1.3, 50],
        ]  # fmt: skip
        canvas.fill(spline(on_body(sheet, side), 24, closed=True), skin.shade)
        canvas.fill(chin_shadow(sheet, 3, 15), skin.shade)
        canvas.fill(chin_shadow(sheet, 1.5, 7), skin.deep)
    for s in (-1, 1):
        bone = on_body(sheet, spline([[s * 5, base + 9], [s * 14, base + 6.5], [s * 30, base + 5]], 14))
        sheet.stroke(bone, sheet.line * 0.6 * taper(14, 0, 0, 0.25), blend(skin.ink, skin.deep, 0.5))
        tendon = on_body(sheet, spline([[s * neck * 0.62, 74], [s * neck * 0.42, base - 2], [s * 4, base + 6]], 12))
        sheet.stroke(tendon, sheet.line * 0.45 * taper(12), skin.deep)


def paint_choker(sheet: Sheet, body: Body) -> None:
    """Paint the band around the neck and its pendant."""
    there = sheet.presence("choker")
    if there is None:
        return
    ornament, tall, u = sheet.tones.ornament, 3.2 * there.size, np.linspace(-1, 1, 14)
    middle = 72 + 3 * (1 - u * u)
    top = np.stack([u * body.neck, middle - tall], axis=1)
    low = np.stack([u[::-1] * body.neck * 1.02, middle + tall], axis=1)
    band = on_body(sheet, np.concatenate([top, low]), -10.0)
    sheet.outlined(band, ornament.shade, ornament.ink, Part.ACCESSORY, weight=there.ink)
    pendant = np.array([0, 75 + tall + 2.5 * there.size]) + circle(18) * 2.8 * there.size
    sheet.outlined(on_body(sheet, pendant, -2.0), ornament.light, ornament.ink, Part.ACCESSORY, weight=there.ink)


def shirt_outline(sheet: Sheet, body: Body) -> Points:
    """The outline of the clothes from the neckline down, on the picture: [85, 2], closed."""
    base, shoulder, bare = body.base, body.shoulder, grown(sheet["straps"])
    left = [
        [*body.neckline[0]], [-lerp(42, 43, bare), base + lerp(8, 46, bare)],
        [-lerp(shoulder, 45, bare), base + lerp(20, 60, bare)],
        [-lerp(shoulder + 10, 47, bare), base + lerp(44, 78, bare)], [-lerp(shoulder + 14, 50, bare), base + 96],
    ]  # fmt: skip
    outer = spline(left, 30)
    return on_body(sheet, np.concatenate([outer[::-1], body.neckline, outer * [-1, 1]]))


def paint_shirt(sheet: Sheet, body: Body) -> None:
    """Paint the clothes up to the neckline, their folds and shades, and the trim along the neckline."""
    cloth, base, canvas = sheet.tones.cloth, body.base, sheet.canvas
    outline = shirt_outline(sheet, body)
    top, bottom = on_body(sheet, [0, base]), on_body(sheet, [0, base + 80])
    brush = linear(top, bottom, (0, cloth.base), (0.6, cloth.base), (1, cloth.shade))
    sheet.outlined(outline, brush, cloth.ink, Part.CLOTHES)
    with canvas.clipped(outline):
        _paint_folds(sheet, body)
    hem = (1 - grown(sheet["turtle"])) * 1.6 * (1 - 0.6 * sheet["collar"])
    line = on_body(sheet, body.neckline)
    sheet.stroke(line, (hem + 0.3) * sheet.head.zoom, cloth.ink, Part.CLOTHES)
    sheet.stroke(line, max(0.05, hem - 0.35) * sheet.head.zoom, sheet.tones.trim.base, Part.CLOTHES)
    _paint_straps(sheet, body)


def _paint_straps(sheet: Sheet, body: Body) -> None:
    there = sheet.presence("straps")
    if there is None:
        return
    cloth, zoom = sheet.tones.cloth, sheet.head.zoom
    for side in (-1, 1):
        strap = [[side * 25, body.base + 37], [side * 27, body.base + 20], [side * 23, body.base + 5]]
        line = on_body(sheet, spline(strap, 14))
        sheet.stroke(line, (2.4 * there.size + 0.45 * there.ink) * zoom, cloth.ink, Part.CLOTHES)
        sheet.stroke(line, 2.4 * there.size * zoom, cloth.base, Part.CLOTHES)


def _paint_folds(sheet: Sheet, body: Body) -> None:
    canvas, shade, base = sheet.canvas, sheet.tones.cloth.shade, body.base
    for side in (-1, 1):
        for start, middle, end, width in _FOLDS:
            fold = on_body(sheet, spline(np.array([start, middle, end]) * [side, 1], 14))
            lit = 1 - 0.45 * side * sheet.light
            sheet.stroke(fold, width * sheet.head.zoom * taper(14, 0, 0.2, 0.6) * lit, shade)
    away = -sheet.light
    side_shade = [
        [away * 62, base + 10], [away * 56, base + 28], [away * 48, base + 50], [away * 52, base + 100],
        [away * 120, base + 100], [away * 110, base],
    ]  # fmt: skip
    canvas.fill(spline(on_body(sheet, side_shade), 30, closed=True), shade)
    canvas.fill(chin_shadow(sheet, 5, 27), shade)
