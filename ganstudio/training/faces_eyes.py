"""Paints the eyes and brows of a drawn face."""

from __future__ import annotations

from typing import Final

from ganstudio.training.faces_canvas import WHITE, Canvas, Rgb, closed, ellipse, mix, opened, vertical
from ganstudio.training.faces_parts import Part
from ganstudio.training.faces_sheet import Sheet

EYE_X: Final = 13.8
EYE_Y: Final = 70.5
_LASH: Final = (0.17, 0.1, 0.14)


def paint_eyes(canvas: Canvas, sheet: Sheet) -> None:
    """Both eyes: white, iris with a gradient, pupil, two lights, lash above, thin line below."""
    for side in (-1, 1):
        _paint_eye(canvas, sheet, side)


def _paint_eye(canvas: Canvas, sheet: Sheet, side: int) -> None:
    grow = 0.92 + 0.2 * sheet["eye_size"]
    half, height = 8.6 * grow, 10.4 * grow
    openness = sheet["eye_openness"]
    slant = 1.6 * sheet["eye_slant"]
    x, y = 64 + side * EYE_X, EYE_Y
    top = y - height * openness + 3.6 * (1 - openness)
    bottom = y + 0.72 * height - 0.6 * (1 - openness)
    outer, inner = (x + side * half, y + 1.6 - slant), (x - side * half, y + 0.6 + 0.5 * slant)
    low_y = bottom + (bottom - y) * 0.55

    def across(share: float, level: float) -> tuple[float, float]:
        return x + side * half * share, level

    lid = [inner, across(-0.92, top), across(-0.05, top), across(0.85, top - 0.3 * slant), outer]
    opening = closed(*lid, across(0.75, low_y - 1.5), across(0.1, bottom), across(-0.7, low_y - 1.5), inner)
    canvas.fill(opening, WHITE, Part.EYES)
    canvas.save()
    canvas.clip(opening)
    _paint_iris(canvas, sheet, x + 1.5 * sheet["gaze_x"], y - 0.6 + 0.9 * sheet["gaze_y"], grow)
    canvas.fill(
        closed(*lid, across(0.7, top + 4.6), across(0, top + 4.2), across(-0.7, top + 4.6), inner),
        (0.35, 0.3, 0.45),
        None,
        opacity=0.35,
    )
    canvas.restore()
    _paint_lashes(canvas, sheet, lid, side, openness)
    lower = opened(across(0.7, bottom - 1.4), across(0.35, bottom + 0.6), across(-0.45, bottom - 0.4))
    canvas.line(lower, mix(_LASH, sheet.skin_ink, 0.5), 0.8 * sheet.line, Part.EYES, opacity=0.85)


def _paint_iris(canvas: Canvas, sheet: Sheet, x: float, y: float, grow: float) -> None:
    rgb = sheet.rgb("eye")
    dark: Rgb = mix((rgb[0] * 0.35, rgb[1] * 0.32, rgb[2] * 0.42), (0.1, 0.06, 0.14), 0.2)
    wide, tall = 6.2 * grow, 8.3 * grow
    canvas.fill(ellipse(x, y, wide, tall), dark, Part.EYES)
    gradient = vertical(y - tall, y + tall, (0.1, mix(rgb, dark, 0.75), 1), (0.5, rgb, 1), (1, mix(rgb, WHITE, 0.6), 1))
    canvas.fill(ellipse(x, y, wide - 0.9, tall - 0.9), gradient, Part.EYES)
    canvas.fill(ellipse(x, y - 0.6, 2.5 * grow, 3.7 * grow), mix(dark, (0.04, 0.02, 0.08), 0.6), Part.EYES)
    canvas.fill(ellipse(x - 2.2 * grow, y - 3.2 * grow, 2.1 * grow, 2.4 * grow), WHITE, Part.EYES)
    canvas.fill(ellipse(x + 2.2 * grow, y + 3.7 * grow, 1.3 * grow, 1.4 * grow), WHITE, Part.EYES, opacity=0.85)


def _paint_lashes(canvas: Canvas, sheet: Sheet, lid: list[tuple[float, float]], side: int, openness: float) -> None:
    ink = mix(_LASH, sheet.hair_ink, 0.25)
    canvas.line(opened(*lid), ink, 1.35 + 0.95 * sheet.line, Part.EYES)
    end = lid[-1]
    wing = closed((end[0] - side * 2.6, end[1] - 3.6), (end[0] + side * 0.8, end[1] - 2.4),
    (end[0] + side * 2.4, end[1] - 1.8), (end[0] + side * 1.2, end[1] + 0.4),
    (end[0] - side * 0.6, end[1] + 1.6))  # fmt: skip
    canvas.fill(wing, ink, Part.EYES, opacity=0.4 + 0.6 * openness)


def paint_brows(canvas: Canvas, sheet: Sheet) -> None:
    """Two tapered strokes, shown over the fringe as is usual in such drawings."""
    height, angle = 56.5 - 1.6 * sheet["brow_height"], 1.8 * sheet["brow_angle"]
    ink = mix(sheet.hair_ink, sheet.hair, 0.2)
    for side in (-1, 1):
        inner, outer = (64 + side * 6.8, height - 0.2 + angle), (64 + side * 20, height + 2.2 - 0.6 * angle)
        brow = opened(inner, (64 + side * 14, height - 2.4), outer)
        canvas.line(brow, ink, 1.5 * sheet.line * 0.75, Part.BROWS)
