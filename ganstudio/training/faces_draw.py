"""Draws anime-like faces from their factors, with the exact mask of every part: what the built-in model learns from."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainterPath

from ganstudio.training.faces_accessories import paint_glasses, paint_hairband, paint_ribbon
from ganstudio.training.faces_canvas import UNITS, WHITE, Canvas, Rgb, closed, ellipse, mix, opened, vertical
from ganstudio.training.faces_eyes import paint_brows, paint_eyes
from ganstudio.training.faces_factors import FACTOR_NAMES, Floats, limits
from ganstudio.training.faces_hair import fringe_path, paint_back_hair, paint_cat_ears, paint_hair, paint_tails
from ganstudio.training.faces_parts import Part
from ganstudio.training.faces_sheet import Sheet

PIVOT: Final = (64.0, 70.0)
ZOOM: Final = 1.1


def draw_face(factors: Floats, *, size: int = 128) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw one face.

    Args:
        factors: float32 [factors], in the order of FACTOR_NAMES; values past their limits are drawn as the limit.
        size: Side of the picture in pixels.

    Returns:
        (picture, parts): uint8 [size, size, 3], and uint8 [size, size] of `Part` values (what is seen in each pixel).
    """
    low, high = limits()
    sheet = Sheet(dict(zip(FACTOR_NAMES, np.clip(factors, low, high).tolist(), strict=True)))
    canvas = Canvas(size)
    _paint_background(canvas, sheet)
    canvas.save()
    shift = (2.6 * sheet["shift_x"], 3.0 + 2.0 * sheet["shift_y"])
    canvas.place(shift=shift, tilt=6.0 * sheet["tilt"], scale=ZOOM + 0.05 * sheet["scale"], pivot=PIVOT)
    paint_tails(canvas, sheet)
    paint_back_hair(canvas, sheet)
    canvas.restore()
    canvas.save()
    canvas.place(shift=(0.6 * shift[0], shift[1]), tilt=0, scale=ZOOM + 0.05 * sheet["scale"], pivot=PIVOT)
    _paint_body(canvas, sheet)
    canvas.restore()
    canvas.place(shift=shift, tilt=6.0 * sheet["tilt"], scale=ZOOM + 0.05 * sheet["scale"], pivot=PIVOT)
    paint_cat_ears(canvas, sheet)
    _paint_head(canvas, sheet)
    _paint_mouth(canvas, sheet)
    paint_eyes(canvas, sheet)
    paint_hair(canvas, sheet)
    paint_brows(canvas, sheet)
    paint_glasses(canvas, sheet)
    paint_hairband(canvas, sheet)
    paint_ribbon(canvas, sheet)
    return canvas.finish()


def _paint_background(canvas: Canvas, sheet: Sheet) -> None:
    base, change = sheet.rgb("background"), 0.16 * sheet["background_gradient"]
    top: Rgb = (base[0] + change, base[1] + change, base[2] + change)
    bottom: Rgb = (base[0] - change, base[1] - change, base[2] - change)
    path = QPainterPath()
    path.addRect(0, 0, UNITS, UNITS)
    canvas.fill(path, vertical(0, UNITS, (0, top, 1), (1, bottom, 1)), None)


def _paint_body(canvas: Canvas, sheet: Sheet) -> None:
    cloth, ink = sheet.rgb("clothes"), mix(sheet.rgb("clothes"), (0.1, 0.06, 0.14), 0.6)
    body = closed(
        (14, 140),
        (16, 118),
        (34, 111),
        (48, 107),
        (53, 103),
        (64, 112),
        (75, 103),
        (80, 107),
        (94, 111),
        (112, 118),
        (114, 140),
    )
    canvas.fill(body, vertical(100, 130, (0, cloth, 1), (1, mix(cloth, ink, 0.25), 1)), Part.CLOTHES)
    canvas.line(body, ink, sheet.line, Part.CLOTHES)
    neck = closed((55, 86), (56, 98), (51, 105), (64, 122), (77, 105), (72, 98), (73, 86))
    canvas.fill(
        neck, vertical(88, 108, (0, sheet.skin_shade, 1), (0.75, mix(sheet.skin_shade, sheet.skin, 0.6), 1)), Part.FACE
    )
    canvas.line(
        opened((55, 92), (56, 98), (51, 105), (64, 122), (77, 105), (72, 98), (73, 92)),
        sheet.skin_ink,
        sheet.line,
        Part.FACE,
    )
    _paint_collar(canvas, sheet, ink)


def _paint_collar(canvas: Canvas, sheet: Sheet, ink: Rgb) -> None:
    pale = mix(sheet.rgb("clothes"), WHITE, 0.85)
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return 64 + side * x, y

        flap = closed(
            at(0, 119),
            at(10, 112),
            at(14, 101),
            at(24, 104),
            at(29, 110),
            at(22, 118),
            at(13, 125),
            at(6, 124),
            at(0, 119),
        )
        canvas.fill(flap, pale, Part.CLOTHES, opacity=sheet["collar"])
        canvas.line(flap, ink, 0.9 * sheet.line, Part.CLOTHES, opacity=sheet["collar"])
    roll = closed((50, 99), (64, 108), (78, 99), (82, 106), (79, 113), (64, 122), (49, 113), (46, 106), (50, 99))
    canvas.fill(roll, mix(sheet.rgb("clothes"), WHITE, 0.25), Part.CLOTHES, opacity=sheet["turtleneck"])
    canvas.line(roll, ink, sheet.line, Part.CLOTHES, opacity=sheet["turtleneck"])


def _face_path(sheet: Sheet) -> QPainterPath:
    wide = 27.5 + 2.5 * sheet["face_width"]
    jaw = 17 + 3.5 * sheet["face_width"]
    return closed(
        (64 - wide, 52), (64 - wide, 30), (64, 30), (64 + wide, 30), (64 + wide, 52), (64 + wide + 1, 77),
        (64 + jaw, 87),
        (64 + 8, 96), (64, 96.5), (64 - 8, 96), (64 - jaw, 87), (64 - wide - 1, 77), (64 - wide, 52),
    )  # fmt: skip


def _paint_head(canvas: Canvas, sheet: Sheet) -> None:
    face = _face_path(sheet)
    canvas.fill(face, sheet.skin, Part.FACE)
    canvas.save()
    canvas.clip(face)
    shadow = fringe_path(sheet, drop=4.0)
    canvas.fill(shadow, sheet.skin_shade, None, opacity=0.75)
    for side in (-1, 1):
        cheek = ellipse(64 + side * 18, 80, 7.6, 4.6)
        blush = mix(sheet.skin, (0.96, 0.3, 0.36), 0.75)
        canvas.fill(cheek, sheet.cheek_gradient(64 + side * 18, 80, 8.0, blush), Part.CHEEKS)
    canvas.restore()
    canvas.line(face, sheet.skin_ink, sheet.line, Part.FACE)
    canvas.line(opened((63.6, 78.6), (64.8, 79.4), (64.6, 80.0)), sheet.skin_ink, 0.9 * sheet.line, None, opacity=0.8)


def _paint_mouth(canvas: Canvas, sheet: Sheet) -> None:
    """A line when closed; when open a dark shape with teeth above and a tongue below."""
    openness, smile = sheet["mouth_openness"], sheet["smile"]
    half = 6.0 + 2.8 * sheet["mouth_width"] - 1.2 * openness
    y = 86.0 - 1.2 * openness
    corner = y - 2.3 * smile
    upper = y + 1.3 * smile - 0.8 * openness
    lower = y + 2.3 * smile + 15.5 * openness
    ink = mix(sheet.skin_ink, (0.35, 0.05, 0.1), 0.5)
    # Two quadratic pieces a side keep the corners round when wide open.
    mouth = closed(
        (64 - half, corner), (64, upper * 2 - corner), (64 + half, corner),
        (64 + half * 0.8, (corner + lower) / 2 + 1.5 * openness), (64, (lower + y) / 2 + 0.4),
        (64 - half * 0.8, (corner + lower) / 2 + 1.5 * openness),
        (64 - half, corner),
    )  # fmt: skip
    if openness > 0.03:
        canvas.fill(mouth, (0.52, 0.12, 0.16), Part.MOUTH)
        canvas.save()
        canvas.clip(mouth)
        canvas.fill(
            ellipse(64, y + 8.6 * openness + 1.2, half * 0.72, 3.8 * openness + 0.5), (0.93, 0.46, 0.47), Part.MOUTH
        )
        teeth = QPainterPath()
        teeth.addRect(64 - half, y - 6, 2 * half, 6 + 1.2 * smile - 0.5 * openness + 1.4)
        canvas.fill(teeth, WHITE, Part.MOUTH, opacity=min(1, max(0, (openness - 0.2) * 6)))
        canvas.restore()
        canvas.line(mouth, ink, 0.95 * sheet.line, Part.MOUTH)
    else:
        canvas.line(
            opened((64 - half, corner), (64, upper * 2 - corner), (64 + half, corner)),
            ink,
            1.15 * sheet.line,
            Part.MOUTH,
        )
