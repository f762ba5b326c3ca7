"""What the neckline carries: a turtleneck, a hood, a collar from shirt to sailor, a tied bow."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.body import Body, chin_shadow, on_body, shirt_outline
from ganstudio.training.faces.canvas import Part, linear
from ganstudio.training.faces.curves import Points, circle, lerp, mirrored, spline, taper
from ganstudio.training.faces.sheet import Presence, Sheet


def paint_hood_behind(sheet: Sheet, body: Body) -> None:
    """Paint the part of a hood that lies behind the neck."""
    there = sheet.presence("hood")
    if there is None:
        return
    size, base, cloth = there.size, body.base, sheet.tones.cloth
    half = [
        [-8, base - 2 - 6 * size], [-20 - 4 * size, base - 1 - 7 * size], [-24 - 20 * size, base + 2 - 2 * size],
        [-28 - 18 * size, base + 14], [-14, base + 26],
    ]  # fmt: skip
    outline = on_body(sheet, spline(mirrored(half), 60, closed=True), -26.0)
    sheet.outlined(outline, cloth.shade, cloth.ink, Part.CLOTHES, weight=there.ink)


def paint_turtleneck(sheet: Sheet, body: Body) -> None:
    """Paint the roll around the neck and its ribs."""
    there = sheet.presence("turtle")
    if there is None:
        return
    cloth, base, u, width = sheet.tones.cloth, body.base, np.linspace(-1, 1, 16), body.neck + 3
    top = base + 4 - 26 * there.size
    rim = top + 5 * (1 - u * u)
    low = rim + (base + 6 + 12 * (1 - u * u) - rim) * there.ink
    edges = np.stack([u * width, rim], axis=1), np.stack([u[::-1] * (width + 6 * there.ink), low], axis=1)
    outline = on_body(sheet, np.concatenate(edges), -10.0)
    left, right = (cloth.shade, cloth.base) if sheet.light > 0 else (cloth.base, cloth.shade)
    ends = on_body(sheet, [[-width, 0], [width, 0]])
    brush = linear(ends[0], ends[1], (0, left), (0.5, cloth.base), (1, right))
    sheet.outlined(outline, brush, cloth.ink, Part.CLOTHES, weight=there.ink)
    with sheet.canvas.clipped(outline):
        sheet.canvas.fill(chin_shadow(sheet, 2, 8), cloth.shade)
    for x in np.linspace(-0.75, 0.75, 7):
        rib = [[x * width, top + 9 - 7 * x * x], [x * (width + 4), base + 14 - 10 * x * x]]
        line = on_body(sheet, spline(rib, 8), -9.0)
        sheet.stroke(line, sheet.line * 0.5 * there.size * sheet.detail * taper(8), cloth.ink)


def paint_hood(sheet: Sheet, body: Body) -> None:
    """Paint the part of a hood that lies on the shoulders, and its strings."""
    there = sheet.presence("hood")
    if there is None:
        return
    size, base, cloth, zoom = there.size, body.base, sheet.tones.cloth, sheet.head.zoom
    for side in (-1, 1):
        knots = np.array(
            [
                [body.neck + 1, base - 5 * size], [body.neck + 15 * size, base - 1], [body.neck + 20 * size, base + 9],
                [4 + 14 * (1 - size), body.deep + 9 * size], [2 + 8 * (1 - size), body.deep + 1],
                [body.neck * 0.75, base + 9],
            ]
        ) * [side, 1]  # fmt: skip
        middle = knots.mean(axis=0)
        outline = on_body(sheet, spline(middle + (knots - middle) * there.ink, 36, closed=True), -8.0)
        sheet.outlined(outline, cloth.base, cloth.ink, Part.CLOTHES, weight=there.ink)
        with sheet.canvas.clipped(outline):
            sheet.canvas.fill(chin_shadow(sheet, 4, 20), cloth.shade)
        string = np.array([[8, 4], [10, 4 + 14 * size], [9, 4 + 30 * size]]) * [side, 1] + np.array([0, body.deep])
        line = on_body(sheet, spline(string, 14), -6.0)
        sheet.stroke(line, (1.3 * size + 0.5 * there.ink) * zoom, cloth.ink, Part.CLOTHES)
        sheet.stroke(line, 1.04 * size * zoom, sheet.tones.trim.base, Part.CLOTHES)


def paint_collar(sheet: Sheet, body: Body) -> None:
    """Paint a collar: a shirt's, or as `sailor` grows, a broad one with a stripe."""
    there = sheet.presence("collar")
    if there is None:
        return
    trim, sailor = sheet.tones.trim, sheet["sailor"]
    for side in (-1, 1):
        knots = _collar_knots(body, there, sailor) * [side, 1]
        pieces = spline(knots[:3], 8), spline(knots[2:5], 8)[1:], spline(knots[4:], 6)[1:], knots[:1]
        outline = on_body(sheet, np.concatenate(pieces), -8.0)
        sheet.outlined(outline, trim.base, trim.ink, Part.CLOTHES, weight=there.ink)
        with sheet.canvas.clipped(outline):
            sheet.canvas.fill(chin_shadow(sheet, 4, 20), trim.shade)
            stripe = spline(knots[1:5], 22)
            stripe = stripe + (knots.mean(axis=0) - stripe) * 0.20
            width = 1.1 * sheet.head.zoom * sailor * there.size
            sheet.stroke(on_body(sheet, stripe, -8.0), width, sheet.tones.cloth.base)


def paint_tie(sheet: Sheet, body: Body) -> None:
    """Paint a tied bow under the collar."""
    there = sheet.presence("tie")
    if there is None:
        return
    size, ornament = there.size, sheet.tones.ornament
    middle = np.array([0, lerp(body.base + 12, body.deep + 3, sheet["sailor"])])
    for side in (-1, 1):
        turn = np.array([side, 1]) * size
        loop = np.array([[0, 0], [9, -8], [23, -9], [25, 2], [20, 9], [8, 5]]) * turn + middle
        _paint_piece(sheet, spline(loop, 30, closed=True), ornament.base, there)
        end = np.array([[1, 2], [6, 18], [12, 36], [3, 34], [-1, 14]]) * turn + middle
        _paint_piece(sheet, spline(end, 26, closed=True), ornament.shade, there)
        crease = on_body(sheet, spline(np.array([[3, 0], [10, -2], [17, -1]]) * turn + middle, 10), -2.0)
        sheet.stroke(crease, there.ink * sheet.line * 0.7 * taper(10), ornament.ink)
    _paint_piece(sheet, middle + circle(20) * [4.5, 5] * size, ornament.base, there)


def paint_jacket(sheet: Sheet, body: Body) -> None:
    """Paint an open jacket over the shirt; it slides in from the shoulders."""
    there = sheet.presence("jacket")
    if there is None:
        return
    with sheet.canvas.clipped(shirt_outline(sheet, body)):  # what has not slid in yet is not seen
        for side in (-1, 1):
            _paint_front(sheet, body, side, there)


def _paint_front(sheet: Sheet, body: Body, side: int, there: Presence) -> None:
    trim, base, shoulder = sheet.tones.trim, body.base, body.shoulder

    def slid(x: float, y: float) -> list[float]:
        return [side * lerp(shoulder + 16, x, there.size), base + y]

    front = [slid(body.neck * 1.25, 0), slid(20, 14), slid(23, 40), slid(27, 100)]
    outer = [
        [side * (shoulder + 15), base + 100], [side * (shoulder + 11), base + 44], slid(shoulder, 19), slid(40, 7),
    ]  # fmt: skip
    outline = on_body(sheet, np.concatenate([spline(front, 20), spline(outer, 20)]), -12.0)
    sheet.outlined(outline, trim.base, trim.ink, Part.CLOTHES, weight=there.ink)
    with sheet.canvas.clipped(outline):
        sheet.canvas.fill(chin_shadow(sheet, 4, 22), trim.shade)
        fold = on_body(sheet, spline([slid(52, 30), slid(46, 52), slid(47, 90)], 14), -12.0)
        sheet.stroke(fold, 2.6 * sheet.head.zoom * taper(14, 0, 0.2, 0.6), trim.shade)
    lapel = [
        slid(body.neck * 1.2, -1), slid(33, 8), slid(38, 25), slid(31, 29), slid(33, 36), slid(23, 52), slid(17, 20),
        slid(body.neck * 1.2, -1),
    ]  # fmt: skip
    flap = on_body(sheet, np.array(lapel), -9.0)
    sheet.outlined(flap, trim.base, trim.ink, Part.CLOTHES, weight=there.ink)


def paint_scarf(sheet: Sheet, body: Body) -> None:
    """Paint a scarf around the neck, one end hanging."""
    there = sheet.presence("scarf")
    if there is None:
        return
    ornament, size, neck = sheet.tones.ornament, there.size, body.neck
    middle = np.array([0.0, body.base - 4])
    end = np.array([[7, 4], [17, 1], [25, 24], [28, 50], [13, 54], [11, 28]]) * size + middle
    sheet.outlined(
        on_body(sheet, spline(end, 34, closed=True), -6.0), ornament.shade, ornament.ink, Part.CLOTHES, weight=there.ink
    )
    half = np.array([[0, -10], [-neck, -14], [-neck - 15, -5], [-neck - 13, 8], [-10, 17], [0, 18]]) * size
    outline = on_body(sheet, spline(mirrored(half)[:-1], 60, closed=True) + middle, -6.0)
    sheet.outlined(outline, ornament.base, ornament.ink, Part.CLOTHES, weight=there.ink)
    with sheet.canvas.clipped(outline):
        sheet.canvas.fill(chin_shadow(sheet, 2, 12), ornament.shade)
    for height in (3.0, 9.0):
        fold = np.array([[-neck - 9, -1], [-8, height], [10, height - 1], [neck + 8, -3]]) * size + middle
        sheet.stroke(on_body(sheet, spline(fold, 18), -5.0), there.ink * sheet.line * 0.7 * taper(18), ornament.ink)


def _collar_knots(body: Body, there: Presence, sailor: float) -> Points:
    """The right half of a collar: float64 [6, 2]; it grows out of the neck."""
    neck, base, deep, size = body.neck, body.base, body.deep, there.size
    outer = lerp(31, 58, sailor), base + 17
    inner = lerp(13, 4, sailor), lerp(base + 31, deep + 8, sailor)
    knots = np.array(
        [
            [neck * 0.98, base - 7 * size * (1 - 0.5 * sailor)],
            [lerp(neck + 8, neck + 20, sailor), base - 1 + sailor * 3],
            [lerp(neck, outer[0], size), lerp(base + 4, outer[1], size)],
            [lerp(neck, lerp(26, 38, sailor), size), base + 6 + lerp(26, 34, sailor) * size],
            [lerp(neck * 0.7, inner[0], size), lerp(base + 4, inner[1], size)],
            [neck * 0.5 * (1 - 0.75 * size), base + 4 + (deep - base - 6) * size * lerp(0.75, 1, sailor)],
        ]
    )
    grown: Points = knots[0] + (knots - knots[0]) * there.ink
    return grown


def _paint_piece(sheet: Sheet, outline: Points, fill: QColor, there: Presence) -> None:
    ink = sheet.tones.ornament.ink
    sheet.outlined(on_body(sheet, outline, -2.0), fill, ink, Part.CLOTHES, weight=there.ink)
