"""The face without its features: ears, skin and the shades on it, its contour, the nose, and marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part, linear, radial
from ganstudio.training.faces.color import blend, faded
from ganstudio.training.faces.curves import Points, circle, closed, join, ribbon, smooth, spline, taper
from ganstudio.training.faces.hair import Hair
from ganstudio.training.faces.sheet import Sheet

_FRECKLES: Final = (
    (-27, 31), (-22, 33.5), (-17, 31.5), (-24.5, 35.5), (27, 31), (22, 33.5), (17, 31.5), (24.5, 35.5),
    (-4.5, 29.5), (4.5, 29.5),
)  # fmt: skip


def paint_ears(sheet: Sheet) -> None:
    """Paint both ears; they lie behind the face."""
    point, head, skin = sheet["ear_point"], sheet.head, sheet.tones.skin
    for side in (-1, 1):
        rim = [[42, 5], [49, 2], [54 + 15 * point, 5 - 7 * point], [53.5 + 3 * point, 15], [49.5, 25], [44, 28]]
        outline = head.at_depth(spline(np.array(rim) * [side, 1], 22), np.linspace(-2, -8, 22))
        sheet.canvas.fill(outline, skin.shade, Part.SKIN)
        sheet.stroke(outline, sheet.line * 0.9, skin.ink, Part.SKIN)
        inside = [[46, 9], [50.5 + 8 * point, 8 - 3 * point], [51, 14], [48, 20]]
        sheet.canvas.fill(head.at_depth(spline(np.array(inside) * [side, 1], 14), -4.0), skin.deep)


def paint_face(sheet: Sheet, hair: Hair) -> None:
    """Paint the skin, what shades it, and the contour."""
    canvas, skin, zoom = sheet.canvas, sheet.tones.skin, sheet.head.zoom
    contour = sheet.head.contour()
    canvas.fill(contour, skin.shade, Part.SKIN)
    with canvas.clipped(contour):
        canvas.fill(contour + np.array([sheet.light * 5.5, -2.2]) * zoom, skin.base)
        _paint_soft_shades(sheet, contour)
        _paint_cheeks(sheet)
        _paint_fringe_shadow(sheet, hair)
    _paint_contour(sheet, contour)
    _paint_blush_lines(sheet)


def paint_marks(sheet: Sheet) -> None:
    """Paint the mole and freckles."""
    head, skin = sheet.head, sheet.tones.skin
    mole = sheet.presence("mole")
    if mole is not None:
        dark = blend(skin.ink, QColor(60, 30, 30), 0.5)
        sheet.canvas.fill(head.on_face([19.5, 34.5]) + circle(14) * 1.15 * mole.size * head.zoom, dark)
    freckles = sheet.presence("freckles")
    if freckles is not None:
        for place in _FRECKLES:
            sheet.canvas.fill(head.on_face(place) + circle(10) * 0.8 * freckles.size * head.zoom, skin.deep)


def paint_nose(sheet: Sheet) -> None:
    """Paint the nose: the shade of its ridge, a line under its tip, a light on it."""
    head, skin, size = sheet.head, sheet.tones.skin, sheet["nose"]
    base = 33.0 + 1.2 * sheet["age"] + 1.2 * sheet["masc"]
    ridge = 5 * size * (0.6 + 0.5 * sheet["masc"])
    depth = float(head.depth_of_face(np.array([0.0]), np.array([base]))[0])

    def at(x: float, y: float, beyond: float) -> Points:
        return head.project(np.array([x, y, depth + beyond]))

    dot, button = sheet["nose_dot"], sheet["nose_button"]
    shade = np.array([at(0, base - ridge, 2), at(-sheet.light * 2.6 * size, base + 0.6, 0.5), at(0, base + 0.9, 4)])
    shade = shade[2] + (shade - shade[2]) * max(0.0, 1 - dot - 0.8 * button)
    sheet.canvas.fill(spline(shade, 18, closed=True), skin.deep)
    wide = size * (1 - 0.7 * dot - 0.4 * button)
    under = np.array([at(-0.9 * wide, base + 0.7, 3.4), at(0, base + 1.2, 4.2), at(1.1 * wide, base + 0.5, 3.4)])
    sheet.stroke(spline(under, 10), sheet.line * (0.75 + 0.8 * dot) * taper(10), skin.ink)
    _paint_nose_lines(sheet, at, base)
    sheet.canvas.fill(at(sheet.light * 0.8, base - 1.6, 4.4) + circle(12) * 0.9 * head.zoom, skin.light)


def _paint_nose_lines(sheet: Sheet, at: Callable[[float, float, float], Points], base: float) -> None:
    """The line of the ridge, away from the light, and two nostrils, of the styles that draw them."""
    ridge, button, ink = sheet["nose_line"], sheet["nose_button"], sheet.tones.skin.ink
    if ridge > 0.02:
        side = -sheet.light
        way = [
            at(side * 1.6, base - 10 * ridge, 0.5),
            at(side * 2.2, base - 4 * ridge, 2.5),
            at(0.2 * side, base + 0.9, 4),
        ]
        sheet.stroke(spline(np.array(way), 14), sheet.line * 0.62 * ridge * taper(14, 0, 0.5, 0.7), ink)
    if button > 0.02:
        for side in (-1, 1):
            way = [at(side * 1.5, base + 1.2, 3.6), at(side * 2.5, base + 0.6, 3.0), at(side * 3.1, base - 0.4, 2.2)]
            sheet.stroke(spline(np.array(way), 8), sheet.line * 0.7 * button * taper(8), ink)


def _paint_soft_shades(sheet: Sheet, contour: Points) -> None:
    """A soft warm shade under the hair, and one at the chin."""
    head, shade = sheet.head, sheet.tones.skin.shade
    nothing = faded(shade, 0)
    top, middle = head.on_face([0, -18.0]), head.on_face([0, 20.0])
    sheet.canvas.fill(contour, linear(top, middle, (0, faded(shade, 0.85)), (1, nothing)))
    low, above = head.on_face([0, head.chin + 3]), head.on_face([0, head.chin - 15])
    sheet.canvas.fill(contour, linear(low, above, (0, faded(shade, 0.6)), (1, nothing)))


def _paint_cheeks(sheet: Sheet) -> None:
    color = faded(sheet.tones.skin.blush, 0.78 * sheet["blush"])
    for side in (-1, 1):
        middle = np.array([side * 28.5, 33])
        brush = radial(
            sheet.head.on_face(middle),
            10.5 * sheet.head.zoom,
            (0, color),
            (0.45, faded(color, 0.6)),
            (1, faded(color, 0)),
        )
        sheet.canvas.fill(sheet.head.on_face(middle + circle() * [11, 6.5]), brush, Part.CHEEKS)


def _paint_fringe_shadow(sheet: Sheet, hair: Hair) -> None:
    head, shade = sheet.head, sheet.tones.skin.shade
    away, down = -sheet.light * 2.5 * head.zoom, 5.2 * head.zoom
    fringe = hair.fringe.over.body + np.array([away, down])
    sides = hair.sides.body + np.array([away * 1.3, down * 0.5])
    sheet.canvas.fill(join([*fringe, *sides]), shade)
    x = np.linspace(-56, 56, 15)
    edge = np.stack([x, -26 + 30 * (np.abs(x) / 56) ** 3.0], axis=1)
    under_cap = np.concatenate([edge, [[60, -70], [-60, -70]]])
    sheet.canvas.fill(head.on_hair(under_cap, 1) + np.array([away, 0]), shade)


def _paint_contour(sheet: Sheet, contour: Points) -> None:
    """A line that swells at the chin and away from the light."""
    place = np.arange(len(contour) + 1)[3:-3]
    chin = 0.55 * np.exp(-(((place - 40) / 11.0) ** 2))
    away = 0.12 * sheet.light * np.tanh((40 - place) / 12)
    width = sheet.line * (0.50 + chin + 0.22 * np.sin(place * 0.37) ** 2 - away)
    sheet.stroke(closed(contour)[3:-3], width, sheet.tones.skin.ink, Part.SKIN)


def _paint_blush_lines(sheet: Sheet) -> None:
    strong = smooth(0.45, 1, sheet["blush"])
    if strong <= 0.02:
        return
    for side in (-1, 1):
        for beside in (-3.5, 0.0, 3.5):
            middle = np.array([side * 28 + beside, 33.0])
            reach = np.array([1.3, -1.8]) * strong
            line = spline(sheet.head.on_face([middle + reach, middle - reach]), 8)
            sheet.canvas.fill(ribbon(line, 0.5 * sheet.line * taper(8)), sheet.tones.skin.blush)
