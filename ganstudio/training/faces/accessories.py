"""What is worn on the head: hairband, bow, flower, clip, cat's ears, glasses, headphones, earrings."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part, linear, radial
from ganstudio.training.faces.color import blend, faded
from ganstudio.training.faces.curves import Points, circle, closed, lerp, smooth, spline, taper, turned
from ganstudio.training.faces.eyes import eye_distance, eye_height
from ganstudio.training.faces.hair import Hair
from ganstudio.training.faces.sheet import Presence, Sheet
from ganstudio.training.faces.tones import WHITE

_BOW: Final = np.array([-39.0, -41.0])
_FLOWER: Final = np.array([40.0, -32.0])
_CLIP: Final = np.array([-36.0, -16.0])
_STAMENS: Final = (QColor(250, 205, 92), QColor(150, 96, 40))


def paint_cat_ears(sheet: Sheet) -> None:
    """Paint cat's ears, which rise out of the hair."""
    there = sheet.presence("cat_ears")
    if there is None:
        return
    hair, skin, head, size = sheet.tones.hair, sheet.tones.skin, sheet.head, there.size
    for side in (-1, 1):
        inner, outer, tip = np.array([14, -58]), np.array([48, -38]), np.array([35 + 7 * size, -44 - 54 * size])
        knots = np.array(
            [
                inner, inner * 0.45 + tip * 0.55 + [-4 * size, 1], tip, tip * 0.5 + outer * 0.5 + [5 * size, 0], outer,
                [28, -44],
            ]
        ) * [side, 1]  # fmt: skip
        outline = head.at_depth(spline(knots, 40, closed=True), 2.0)
        sheet.outlined(outline, hair.base, hair.ink, Part.HAIR, weight=1.4 * there.ink)
        middle = np.array([33 * side, -53.0])
        ends = head.at_depth(tip * [side, 1], 3.0), head.at_depth(middle, 3.0)
        brush = linear(*ends, (0, blend(skin.blush, skin.deep, 0.4)), (1, skin.base))
        inside = spline(knots[:5] * 0.68 + middle * 0.32, 34, closed=True)
        sheet.canvas.fill(head.at_depth(inside, 3.0), brush, Part.HAIR)
        for beside in (-6, 0, 6):
            tuft = [[32 + beside, -44], [33.5 + beside * 0.7, -52 - 12 * size], [36 + beside * 0.5, -54 - 20 * size]]
            line = head.at_depth(spline(np.array(tuft) * [side, 1], 12), 4.0)
            sheet.stroke(line, 2.0 * size * head.zoom * taper(12, 0.9, 0, 0.1), hair.base)


def paint_hairband(sheet: Sheet) -> None:
    """Paint the band over the hair."""
    there = sheet.presence("hairband")
    if there is None:
        return
    size, u, ornament = there.size, np.linspace(-1, 1, 24), sheet.tones.ornament
    x, y = u * 58, -57 + 8 * size + (38 + 16 * size) * np.abs(u) ** 2.8
    tall = 4.6 * size * (1 - 0.25 * u * u)
    band = np.concatenate([np.stack([x, y - tall], axis=1), np.stack([x, y + tall], axis=1)[::-1]])
    sheet.outlined(sheet.head.on_hair(band, 5), ornament.base, ornament.ink, Part.ACCESSORY, weight=1.1 * there.ink)
    top, low = (np.stack([x, y - tall * share], axis=1)[2:-2] for share in (0.75, 0.15))
    sheet.canvas.fill(sheet.head.on_hair(np.concatenate([top, low[::-1]]), 5), ornament.light)


def paint_bow(sheet: Sheet) -> None:
    """Paint the bow in the hair."""
    there = sheet.presence("bow")
    if there is None:
        return
    size, ornament = there.size, sheet.tones.ornament
    for side in (-1, 1):
        shape = np.array([side, 1]) * size

        def at(points: list[list[float]], shape: Points = shape) -> Points:
            place: Points = turned(np.array(points) * shape, -0.5) + _BOW
            return place

        loop = spline(at([[0, 0], [9, -10], [20, -12], [23, 0], [19, 9], [8, 5]]), 34, closed=True)
        _paint_worn(sheet, loop, ornament.base, there, depth=36.0)
        shade = spline(at([[0, 1], [10, 2], [20, 3], [18, 8], [8, 4.5]]), 24, closed=True)
        sheet.canvas.fill(sheet.head.at_depth(shade, 36.0), ornament.shade)
        for y in (-3, 2):
            crease = sheet.head.at_depth(spline(at([[3, y * 0.4], [9, y], [15, y * 1.3]]), 10), 36.0)
            sheet.stroke(crease, there.ink * sheet.line * 0.7 * taper(10), ornament.ink)
    _paint_worn(sheet, _BOW + circle(20) * 5.2 * size, ornament.base, there, depth=38.0)
    light = _BOW + [sheet.light * 1.5 * size, -1.6 * size] + circle(12) * 1.7 * size
    sheet.canvas.fill(sheet.head.at_depth(light, 38.0), ornament.light)


def paint_flower(sheet: Sheet) -> None:
    """Paint the flower in the hair."""
    there = sheet.presence("flower")
    if there is None:
        return
    size, ornament = there.size, sheet.tones.ornament
    center = sheet.head.at_depth(_FLOWER, 38.0)
    pale = blend(ornament.light, WHITE, 0.55)
    brush = radial(center, 13 * size * sheet.head.zoom, (0, ornament.base), (0.45, ornament.light), (1, pale))
    for index in range(5):
        petal = np.array([[0, 0], [6, -5.5], [13, -5.5], [12, 0], [13, 5.5], [6, 5.5]]) * size
        outline = spline(turned(petal, index * 2 * math.pi / 5 + 0.3) + _FLOWER, 30, closed=True)
        sheet.outlined(sheet.head.at_depth(outline, 38.0), brush, ornament.ink, Part.ACCESSORY, weight=there.ink)
    middle = sheet.head.at_depth(_FLOWER + circle(18) * 3.6 * size, 40.0)
    sheet.outlined(middle, _STAMENS[0], _STAMENS[1], Part.ACCESSORY, weight=there.ink)


def paint_clip(sheet: Sheet) -> None:
    """Paint two crossed hair clips."""
    there = sheet.presence("clip")
    if there is None:
        return
    ornament = sheet.tones.ornament
    for angle in (0.35, -0.35):
        along = np.array([math.cos(angle), math.sin(angle)]) * 9 * there.size
        across = np.array([-along[1], along[0]]) * 0.24
        bar = [_CLIP - along - across, _CLIP + along - across, _CLIP + along + across, _CLIP - along + across]
        outline = sheet.head.on_hair(np.array(bar), 6)
        sheet.outlined(outline, ornament.base, ornament.ink, Part.ACCESSORY, weight=1.1 * there.ink)
        along, thin = along * 0.8, across * 0.6
        light = [_CLIP - along - thin, _CLIP + along - thin, _CLIP + along, _CLIP - along]
        sheet.canvas.fill(sheet.head.on_hair(np.array(light), 6), ornament.light)


def paint_glasses(sheet: Sheet) -> None:
    """Paint glasses, which slide down from the hair."""
    there = sheet.presence("glasses")
    if there is None:
        return
    head, depth, apart = sheet.head, 47.0, eye_distance(sheet)
    y = lerp(-44, eye_height(sheet) + 1.5, there.size)
    width = (1.05 * sheet.line + 0.25) * smooth(0, 0.35, there.size)
    color = blend(sheet.tones.ornament.ink, QColor(30, 26, 36), 0.35)
    round_ = sheet["glasses_round"]
    rim = np.sign(circle(44)) * np.abs(circle(44)) ** (2 / lerp(3.6, 2, round_)) * [17.4, lerp(13, 16.5, round_)]
    heavy = 0.85 + 0.35 * np.clip(-closed(rim)[:, 1] / rim[:, 1].max(), 0, 1)
    for side in (-1, 1):
        middle = np.array([side * apart, y])
        ring = head.at_depth(closed(rim) + middle, depth)
        center = ring.mean(axis=0)
        sheet.canvas.fill(center + (ring[:-1] - center) * there.ink, faded(WHITE, 0.10))
        sheen = np.array([[-0.55, -0.5], [-0.2, -0.72], [-0.5, 0.1], [-0.72, 0.25]]) * there.ink * rim.max(axis=0)
        sheet.canvas.fill(head.at_depth(sheen + middle, depth), faded(WHITE, 0.38))
        sheet.stroke(ring, width * heavy, color, Part.ACCESSORY)
        arm = [[side * (apart + 17), y - 2, depth], [side * 50, y - 3, 22], [side * 54, y - 3, -4.0]]
        sheet.stroke(spline(head.project(np.array(arm)), 12), width * taper(12, 0.9, 0.4, 0.2), color, Part.ACCESSORY)
    bridge = spline([[17 - apart, y - 1], [0, y - 4.5], [apart - 17, y - 1]], 14)
    sheet.stroke(head.at_depth(bridge, depth + 1), width, color, Part.ACCESSORY)


def paint_headphones(sheet: Sheet, hair: Hair) -> None:
    """Paint headphones: a bow over the hair and two cups."""
    there = sheet.presence("headphones")
    if there is None:
        return
    size, ornament, zoom = there.size, sheet.tones.ornament, sheet.head.zoom
    center = hair.cap.mean(axis=0)
    line = center + (hair.cap[np.r_[30:64, 0:3]] - center) * (1 + 0.05 * size)
    sheet.stroke(line, (3.2 * size + sheet.line * there.ink) * zoom, ornament.ink, Part.ACCESSORY)
    sheet.stroke(line, 3.2 * size * zoom, ornament.base, Part.ACCESSORY)
    for side in (-1, 1):
        middle = np.array([side * 57, 8.0])
        cup = sheet.head.at_depth(middle + circle() * [10, 18] * size, 2.0)
        sheet.outlined(cup, ornament.base, ornament.ink, Part.ACCESSORY, weight=1.2 * there.ink)
        cover = sheet.head.at_depth(middle + [side * 2, 0] + circle() * [6, 12] * size, 4.0)
        sheet.outlined(cover, ornament.shade, ornament.ink, Part.ACCESSORY, weight=there.ink)


def paint_earrings(sheet: Sheet) -> None:
    """Paint earrings."""
    there = sheet.presence("earrings")
    if there is None:
        return
    ornament = sheet.tones.ornament
    for side in (-1, 1):
        middle = sheet.head.at_depth([side * 51, 30 + 4 * there.size], -4.0)
        radii = np.array([3.4, 4.6]) * there.size * sheet.head.zoom
        for beyond, color in ((sheet.line * there.ink, ornament.ink), (0.0, ornament.base)):
            sheet.canvas.fill(middle + circle(20) * (radii + beyond), color, Part.ACCESSORY)
        spot = middle + radii * [0.3 * sheet.light, -0.4]
        sheet.canvas.fill(spot + circle(12) * radii * 0.35, ornament.light)


def _paint_worn(sheet: Sheet, outline: Points, fill: QColor, there: Presence, *, depth: float) -> None:
    ink = sheet.tones.ornament.ink
    sheet.outlined(sheet.head.at_depth(outline, depth), fill, ink, Part.ACCESSORY, weight=1.2 * there.ink)
