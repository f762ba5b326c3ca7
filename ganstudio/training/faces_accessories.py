"""Paints what a drawn face wears: hairband, ribbon, glasses."""

from __future__ import annotations

from PySide6.QtGui import QPainterPath

from ganstudio.training.faces_canvas import WHITE, Canvas, closed, ellipse, mix, opened, vertical
from ganstudio.training.faces_eyes import EYE_X, EYE_Y
from ganstudio.training.faces_parts import Part
from ganstudio.training.faces_sheet import Sheet


def paint_hairband(canvas: Canvas, sheet: Sheet) -> None:
    """A band over the top of the head, from ear to ear."""
    presence, lift = sheet["hairband"], 2 * sheet["hair_volume"]
    band = closed(
        (64 - 33 - lift, 52), (64 - 31 - lift, 25 - lift), (64, 25.5 - lift), (64 + 31 + lift, 25 - lift),
        (64 + 33 + lift, 52), (64 + 30, 51), (64 + 28.5 + lift, 50),
        (64 + 26 + lift, 31.5 - lift), (64, 31.5 - lift), (64 - 26 - lift, 31.5 - lift), (64 - 28.5 - lift, 50),
        (64 - 30, 51), (64 - 33 - lift, 52),
    )  # fmt: skip
    rgb = sheet.rgb("hairband")
    canvas.fill(band, vertical(26, 52, (0, mix(rgb, WHITE, 0.25), 1), (1, rgb, 1)), Part.HAIRBAND, opacity=presence)
    canvas.line(band, mix(rgb, (0.15, 0.05, 0.15), 0.6), 0.9 * sheet.line, Part.HAIRBAND, opacity=presence)


def paint_ribbon(canvas: Canvas, sheet: Sheet) -> None:
    """A bow at the upper right."""
    presence, rgb = sheet["ribbon"], sheet.rgb("ribbon")
    if presence < 0.02:
        return
    ink = mix(rgb, (0.2, 0.04, 0.14), 0.6)
    canvas.save()
    canvas.place(shift=(24, -36), tilt=32, scale=0.55 + 0.45 * presence, pivot=(64, 70))
    for side in (-1, 1):
        loop = closed(
            (64, 70),
            (64 + side * 6, 60),
            (64 + side * 12.5, 61),
            (64 + side * 15, 70),
            (64 + side * 12.5, 78),
            (64 + side * 6, 79),
            (64, 70),
        )
        canvas.fill(
            loop,
            vertical(60, 80, (0, mix(rgb, WHITE, 0.18), 1), (1, mix(rgb, ink, 0.15), 1)),
            Part.RIBBON,
            opacity=2 * presence,
        )
        canvas.line(loop, ink, sheet.line, Part.RIBBON, opacity=2 * presence)
    canvas.fill(ellipse(64, 70, 3.4, 3.8), rgb, Part.RIBBON, opacity=2 * presence)
    canvas.line(ellipse(64, 70, 3.4, 3.8), ink, sheet.line, Part.RIBBON, opacity=2 * presence)
    canvas.restore()


def paint_glasses(canvas: Canvas, sheet: Sheet) -> None:
    """Round frames and a bridge, with a faint shine."""
    presence, rgb = sheet["glasses"], sheet.rgb("glasses")
    width = 1.1 + 0.5 * sheet.line
    for side in (-1, 1):
        x = 64 + side * (EYE_X + 0.4)
        frame = QPainterPath()
        frame.addRoundedRect(x - 11.4, EYE_Y - 9.6, 22.8, 19.6, 8.4, 8.4)
        canvas.fill(frame, WHITE, None, opacity=0.14 * presence)
        canvas.line(frame, rgb, width, Part.GLASSES, opacity=presence)
        temple = opened((x + side * 11.4, EYE_Y - 2), (x + side * 14, EYE_Y - 2.4), (x + side * 15.6, EYE_Y - 3))
        canvas.line(temple, rgb, width, Part.GLASSES, opacity=presence)
    canvas.line(
        opened((61.6, EYE_Y - 1.6), (64, EYE_Y - 3), (66.4, EYE_Y - 1.6)), rgb, width, Part.GLASSES, opacity=presence
    )
