"""The hair on the head: locks behind it, over its crown and beside the face, and the cap between them."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from ganstudio.training.faces.canvas import Part, linear
from ganstudio.training.faces.color import blend
from ganstudio.training.faces.curves import Points, clip, lerp, ribbon, smooth, spline, taper
from ganstudio.training.faces.fringe import Fringe, paint_fringe, paint_under_fringe, shape_fringe
from ganstudio.training.faces.head import HAIR_MIDDLE, HAIR_WIDTH
from ganstudio.training.faces.locks import (
    LockPaint,
    Locks,
    LockShape,
    darkened,
    outside_in,
    paint_lock,
    paint_outlines,
    shape_locks,
)
from ganstudio.training.faces.sheet import Sheet

_BACK: Final = 11
_JAGS: Final = np.array([0.2, -0.7, 0.5, -0.3, 0.8, -0.2, 0.7, -0.5, 0.4, -0.8, 0.1])
_TEMPLES: Final = np.linspace(-56, 56, 15)
_STRAYS: Final = (
    ((-30, -58), (-44, -62), (-58, -46), 0), ((52, -34), (64, -22), (66, -4), -6),
    ((-54, -20), (-63, -10), (-63, 8), -6), ((-50, 8), (-60, 22), (-54, 40), 12), ((48, 12), (56, 28), (60, 40), 12),
)  # fmt: skip
"""Single hairs: root, middle, tip and depth of each."""


class Hair(msgspec.Struct, frozen=True, kw_only=True):
    """The hair of one face: its families of locks and the outline of the cap, [64, 2], without and with ink."""

    fringe: Fringe
    sides: Locks
    temples: Locks
    back: Locks
    crown: Locks
    cap: Points
    cap_ink: Points


def shape_hair(sheet: Sheet) -> Hair:
    """Give all locks on the head their outlines."""
    return Hair(
        fringe=shape_fringe(sheet),
        sides=_shape_sides(sheet),
        temples=_shape_temples(sheet),
        back=_shape_back(sheet),
        crown=_shape_crown(sheet),
        cap=sheet.head.hair_outline(),
        cap_ink=sheet.head.hair_outline(sheet.line / sheet.head.zoom * 1.25),
    )


def paint_back_hair(sheet: Sheet, hair: Hair) -> None:
    """Paint what lies behind the face."""
    canvas, tones, back = sheet.canvas, sheet.tones.hair, hair.back
    canvas.fill(hair.cap_ink, tones.ink, Part.HAIR)
    paint_outlines(sheet, back, hair.crown)
    # What lies between the outer locks is the inside of the hair.
    half = _BACK
    canvas.fill(np.concatenate([back.left[0][:half], back.right[-1][:half][::-1]]), tones.back_deep, Part.HAIR)
    canvas.fill(hair.cap, blend(tones.base, tones.shade, 0.55), Part.HAIR)
    for index in outside_in(_BACK):
        paint_lock(sheet, back, index, _back_paint(sheet, index))


def paint_front_hair(sheet: Sheet, hair: Hair) -> None:
    """Paint what lies over the face: locks beside it, the cap, the crown and the fringe."""
    tones, light = sheet.tones.hair, sheet.light
    for index in (1, 3, 0, 2):
        dark = 0.64 * clip((1 if index < 2 else -1) * light, 0, 1)
        paint = LockPaint(
            root=darkened(sheet, tones.base, dark),
            tip=darkened(sheet, tones.tip, dark),
            shade=blend(tones.shade, tones.deep, dark),
            streak=blend(tones.light, tones.base, dark),
        )
        paint_lock(sheet, hair.sides, index, paint)
    _paint_cap(sheet, hair)
    _paint_temples(sheet, hair)
    shade = blend(tones.base, tones.shade, 0.35 + 0.65 * sheet["spike"])
    for index in outside_in(_BACK):
        paint_lock(sheet, hair.crown, index, LockPaint(root=tones.base, shade=shade, strands=False))
    _paint_rim(sheet, hair)
    paint_under_fringe(sheet, hair.fringe)
    paint_fringe(sheet, hair.fringe)


def paint_strays(sheet: Sheet) -> None:
    """Paint single hairs that leave the rest."""
    spread, wind = 0.05 + sheet["messy"], sheet["wind"]
    for root, middle, tip, depth in _STRAYS:
        start = np.array(root) * 0.96
        bend = start + (np.array(middle) - root) * spread
        end = start + (np.array(tip) - root) * spread + [4 * wind, 0]
        line = sheet.head.at_depth(spline(np.stack([start, bend, end]), 16), float(depth))
        sheet.stroke(line, sheet.line * 0.62 * taper(16, 0.6, 0, 0.3), sheet.tones.hair.ink)


def _back_paint(sheet: Sheet, index: int) -> LockPaint:
    """Locks are dark in the middle, where the hair's inside is seen, and lit towards the sides."""
    tones, far = sheet.tones.hair, abs(index - _BACK // 2) / (_BACK // 2)
    if far < 0.75:
        root = blend(tones.back_deep, tones.back_shade, min(1, far * 1.3))
    else:
        root = blend(tones.back_shade, tones.base, (far - 0.75) * 4)
    tip = blend(blend(tones.shade, tones.tip, 0.25), tones.tip, far)
    outer = far > 0.5
    return LockPaint(
        root=root,
        tip=tip if outer else None,
        shade=blend(blend(tones.back_deep, tones.back_shade, far * 0.6), tones.shade, smooth(0.6, 1, far)),
        streak=blend(tip, tones.light, 0.25 + 0.6 * far) if outer else None,
        strands=index % 2 == 0,
        ink=far > 0.3 or far == 0,
    )


def _paint_cap(sheet: Sheet, hair: Hair) -> None:
    """The smooth part of the hair from temple to temple."""
    tones, light = sheet.tones.hair, sheet.light
    over = hair.cap[np.r_[32:64, 0]]  # from the left over the top to the right
    low = sheet.head.on_hair(np.stack([_TEMPLES, -30 + 30 * (np.abs(_TEMPLES) / 56) ** 3.0], axis=1), 1)
    left, right = (blend(tones.base, tones.shade, max(0, side * light) * 0.9) for side in (1, -1))
    brush = linear(over[0], over[-1], (0, left), (0.42, tones.base), (0.58, tones.base), (1, right))
    sheet.canvas.fill(np.concatenate([over, spline(low[::-1], 30)]), brush, Part.HAIR)


def _paint_rim(sheet: Sheet, hair: Hair) -> None:
    """A rim of light on the side that the light comes from."""
    over = hair.cap[np.r_[32:64, 0]]
    center = over.mean(axis=0)
    lit = 16.5 + 7.5 * sheet.light
    width = np.clip(1 - ((np.arange(len(over)) - lit) / 9.5) ** 2, 0, 1)
    width *= 1.5 * sheet.head.zoom * abs(sheet.light) * (1 - smooth(0, 0.35, sheet["spike"]))
    sheet.canvas.fill(ribbon(center + (over - center) * 0.955, width), sheet.tones.hair.light)


def _shape_sides(sheet: Sheet) -> Locks:
    """Two locks beside the face on either side."""
    face = sheet.face
    side, outer, one = np.array([-1, -1, 1, 1.0]), np.array([0, 1, 0, 1.0]), np.ones(4)
    length = 6 + 118 * face["side_len"] ** 1.25 - outer * (10 + 12 * face["side_len"])
    curl = face["side_curl"] * (2 + 9 * face["side_len"])
    sway = face["wind"] * (2 + 9 * face["side_len"])
    controls = np.stack(
        [
            np.stack([side * (30 + 6 * outer), -48 * one], axis=1),
            np.stack([side * (47 + 4 * outer), -26 * one], axis=1),
            np.stack([side * (51 + 6 * outer + 3 * face["back_wave"]), length * 0.45], axis=1),
            np.stack([side * (47 + 5 * outer - curl) + sway, length + 6], axis=1),
        ],
        axis=1,
    )
    widths = (5.0 + 3.6 * outer) * face["side_w"] * (1 + 0.25 * face["side_len"])
    return shape_locks(
        sheet, controls, widths, 2.0 * one,
        lift=lambda edges: sheet.head.at_depth(edges, 21.0),
        shape=LockShape(root=0.02), waves=face["back_wave"] * 4.5 * face["side_len"] * one,
    )  # fmt: skip


def _shape_temples(sheet: Sheet) -> Locks:
    """Two locks a side over the ears, for heads that turn: without them their side is bare."""
    face, side, behind, one = sheet.face, np.array([-1, -1, 1, 1.0]), np.array([0, 1, 0, 1.0]), np.ones(4)
    # On the side that is turned away they would hide the far eye.
    size = face["temple"] * (1 - 0.85 * np.maximum(0, side * np.sin(sheet.head.yaw) * 2))
    length = (-20 + (26 + 34 * face["side_len"] + 12 * behind) * size) * one
    sway = face["wind"] * 4 * size
    controls = np.stack(
        [
            np.stack([side * (40 + 5 * behind), -46 * one], axis=1),
            np.stack([side * (50 + 4 * behind), -30 + 4 * size * one], axis=1),
            np.stack([side * (54 + 3 * behind), -22 + (length + 22) * 0.55], axis=1),
            np.stack([side * (50 + 4 * behind - 3 * face["side_curl"] * size) + sway, length], axis=1),
        ],
        axis=1,
    )
    return shape_locks(
        sheet, controls, (7.0 + 1.5 * behind) * size, 2.0 * one,
        lift=lambda edges: sheet.head.at_depth(edges, np.array([8.0, -8.0, 8.0, -8.0])[:, None]),
        shape=LockShape(points=13, root=0.1),
    )  # fmt: skip


def _paint_temples(sheet: Sheet, hair: Hair) -> None:
    if sheet["temple"] <= 0.02:
        return
    tones, light = sheet.tones.hair, sheet.light
    for index in (1, 3, 0, 2):
        dark = 0.5 * clip((1 if index < 2 else -1) * light, 0, 1)
        paint = LockPaint(
            root=darkened(sheet, tones.base, dark), tip=darkened(sheet, tones.tip, dark),
            shade=blend(tones.shade, tones.deep, dark), ink=sheet["temple"] > 0.02,
        )  # fmt: skip
        paint_lock(sheet, hair.temples, index, paint)


def _shape_back(sheet: Sheet) -> Locks:
    """Eleven locks behind the head, from ear to ear."""
    face = sheet.face
    place, one = np.arange(-5, 6.0) / 5, np.ones(_BACK)
    long, curl, wave = face["back_len"], face["back_curl"], face["back_wave"]
    length = 44 + 150 * long
    height = length + face["back_jag"] * (5 + 13 * long) * _JAGS - 10 * place**2 * (1 - 0.4 * long) + 3
    volume = face["back_vol"] * 53
    spread = volume * (1 + (face["back_flare"] - 1) * (0.6 + 0.6 * long)) * place
    swing = wave * (3.5 + 13 * long) * np.sign(place) * np.abs(place) ** 0.5
    tip = spread - curl * place * (9 + 5 * long) + face["wind"] * (3 + 16 * long)
    controls = np.stack(
        [
            np.stack([place * 39, -34 * one], axis=1),
            np.stack([lerp(57, volume, 0.35) * place + swing, (-4 + (length - 44) * 0.2) * one], axis=1),
            np.stack(
                [spread * (1.04 + 0.08 * max(0, curl)) - swing * 1.2 + curl * place * 5, 20 + (height - 20) * 0.66],
                axis=1,
            ),
            np.stack([tip, height], axis=1),
        ],
        axis=1,
    )
    return shape_locks(
        sheet, controls, 11.5 * face["back_vol"] * one, face["back_sharp"] * one,
        lift=lambda edges: sheet.head.at_depth(edges, -26.0, 0.92),
        shape=LockShape(points=20, ink_start=0.35, root=0.12), waves=wave * (1.2 + 5.5 * long) * one,
    )  # fmt: skip


def _shape_crown(sheet: Sheet) -> Locks:
    """Eleven locks over the top, which stick out of spiky hair."""
    face, head = sheet.face, sheet.head
    spike, messy, index = face["spike"], face["messy"], np.arange(_BACK)
    angle, place = np.radians(np.linspace(-84, 84, _BACK)), np.linspace(-1, 1, _BACK)
    out = spike * (13 + 5 * np.sin(index * 2.3)) + messy * 2.6 * np.sin(index * 3.7) - 0.5
    lean = np.tanh(place * 4 + 0.35) * (0.42 - 0.2 * spike)

    def ring(beyond: Points | float, at: Points) -> Points:
        x = np.sin(at) * (HAIR_WIDTH + beyond)
        return np.stack([x, HAIR_MIDDLE - np.cos(at) * (head.hair_height + beyond)], axis=1)

    controls = np.stack(
        [
            ring(-26.0, angle * 0.6),
            ring(-9.0, angle * 0.75),
            ring(-7.5 + 7.5 * spike + 0.3 * out, angle + lean * 0.5),
            ring(-3.2 + 2.5 * messy + out, angle + lean * 1.25),
        ],
        axis=1,
    )
    ink = smooth(0.02, 0.4, spike + 0.35 * messy - 0.05)
    return shape_locks(
        sheet, controls, np.full(_BACK, 8.5 + 2 * spike), np.full(_BACK, 1.6),
        lift=lambda edges: head.at_depth(edges, 2.0),
        shape=LockShape(points=10, ink_start=0.68 - 0.2 * spike, ink=ink),
    )  # fmt: skip
