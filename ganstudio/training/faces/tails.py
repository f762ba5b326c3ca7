"""Hair that is tied up: tails at the sides, a tail behind, buns, and the single lock that stands up."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ganstudio.training.faces.canvas import Part, radial
from ganstudio.training.faces.color import blend
from ganstudio.training.faces.curves import Points, circle, spline, taper
from ganstudio.training.faces.locks import LockPaint, Locks, paint_lock, paint_outlines, shape_locks, tail_paint
from ganstudio.training.faces.locks import LockShape as Shape
from ganstudio.training.faces.sheet import Presence, Sheet, grown

_PLACES: Final = (np.arange(5.0) - 2) / 2
_WIDTHS: Final = np.array([9, 11, 13, 11, 9.0])
_LOBES: Final = 8


def paint_tails(sheet: Sheet) -> None:
    """Paint everything tied up that lies behind the head."""
    for side, name in ((-1, "tail_l"), (1, "tail_r")):
        size = grown(sheet[name])
        if size >= 0.01:
            _paint_side_tail(sheet, side, size)
    if sheet.presence("pony") is not None:
        _paint_pony(sheet, grown(sheet["pony"]))
    if sheet.presence("buns") is not None:
        for side in (-1, 1):
            _paint_bun(sheet, side, grown(sheet["buns"]))


def paint_ahoge(sheet: Sheet) -> None:
    """Paint the lock that stands up on the crown."""
    there = sheet.presence("ahoge")
    if there is None:
        return
    size, root, wind = there.size, sheet["part"] * 5, sheet["wind"]
    controls = np.array(
        [
            [
                [root - 2, -60], [root - 10 * size, -62 - 22 * size], [root + 14 * size, -66 - 34 * size],
                [root + 27 * size + 4 * wind, -64 - 9 * size],
            ],
            [
                [root + 2, -60], [root + 3 * size, -62 - 10 * size], [root + 12 * size, -66 - 12 * size],
                [root + 22 * size + 3 * wind, -63],
            ],
        ]
    )  # fmt: skip
    locks = shape_locks(
        sheet, controls, np.array([3.8, 2.4]) * size, np.full(2, 1.6),
        lift=lambda edges: sheet.head.at_depth(edges, 4.0), shape=Shape(points=16),
    )  # fmt: skip
    paint_outlines(sheet, locks)
    hair = sheet.tones.hair
    for index in (1, 0):
        paint_lock(sheet, locks, index, LockPaint(root=hair.base, shade=hair.shade, strands=False, ink=False))


def paint_braids(sheet: Sheet) -> None:
    """Paint the braids that hang over the shoulders."""
    for side, name in ((-1, "braid_l"), (1, "braid_r")):
        there = sheet.presence(name)
        if there is not None:
            _paint_braid(sheet, side, there)


def _paint_braid(sheet: Sheet, side: int, there: Presence) -> None:
    """Lobes that lie over one another in turn, a tie, and a tuft; it grows out from behind the ear."""
    hair, size = sheet.tones.hair, there.size
    length = (40 + 46 * sheet["tail_len"]) * size
    way = np.array([[0.0, 0.0], [5, 0.35], [5, 0.7], [0, 1.0]]) * [side * size, length] + [side * 44, 32]
    line = spline(way, _LOBES + 1)
    tuft = line[-1] + np.array([[-3, -2], [-5, 7], [-2, 15], [0, 19], [3, 14], [5, 7], [3, -2]]) * size
    outline = sheet.head.at_depth(spline(tuft, 26, closed=True), 6.0, 0.7)
    sheet.outlined(outline, hair.tip, hair.ink, Part.HAIR, weight=there.ink)
    for index in reversed(range(_LOBES)):
        turn = side if index % 2 == 0 else -side
        wide = (9.0 - 3.2 * index / _LOBES) * size
        lobe = np.array([[-0.9, -0.55], [0.2, -0.95], [0.95, -0.3], [0.75, 0.6], [0.0, 1.15], [-0.6, 0.5]]) * [turn, 1]
        place = (line[index] + line[index + 1]) / 2 + np.array([turn * 0.25 * wide, 0])
        outline = sheet.head.at_depth(spline(lobe * wide + place, 26, closed=True), 6.0, 0.7)
        lit = hair.base if turn * sheet.light > 0 else blend(hair.base, hair.shade, 0.55)
        sheet.outlined(outline, lit, hair.ink, Part.HAIR, weight=there.ink)
        strand = np.array([[0.5, -0.6], [0.45, 0.1], [0.05, 0.8]]) * [turn * wide, wide] + place
        fine = sheet.line * 0.45 * there.ink * sheet.detail * taper(10)
        sheet.stroke(sheet.head.at_depth(spline(strand, 10), 6.0, 0.7), fine, hair.strand)
    _paint_tie(sheet, sheet.head.at_depth(line[-1], 7.0, 0.7), np.array([4.0, 3.2]) * size)


def _paint_side_tail(sheet: Sheet, side: int, size: float) -> None:
    face = sheet.face
    length = (50 + 120 * face["tail_len"]) * size
    tie = np.array([side * (50 + 6 * size), -22 + 20 * face["tail_y"]])
    out, wave = side * size, 5 * face["back_wave"]
    ends = tie[1] + length * (1 - 0.30 * np.abs(_PLACES) + 0.06 * np.sin(np.arange(5.0) * 2))
    controls = np.stack(
        [
            np.stack([tie[0] + 0 * _PLACES, tie[1] + _PLACES * 3], axis=1),
            np.stack([tie[0] + out * (22 + 11 * _PLACES), tie[1] - size * (14 + 8 * _PLACES)], axis=1),
            np.stack([tie[0] + out * (27 + 12 * _PLACES + wave), tie[1] + length * 0.55 + 0 * _PLACES], axis=1),
            np.stack([tie[0] + out * (12 + 7 * _PLACES - 8 * face["back_curl"]) + 10 * face["wind"], ends], axis=1),
        ],
        axis=1,
    )
    locks = shape_locks(
        sheet, controls, _WIDTHS * size + 0.1, np.full(5, 1.7),
        lift=lambda edges: sheet.head.at_depth(edges, -8.0), shape=Shape(points=22),
        waves=face["back_wave"] * 4 * size * np.ones(5),
    )  # fmt: skip
    _paint_tied(sheet, locks)
    _paint_tie(sheet, sheet.head.at_depth(tie, 0.0), np.array([5, 6.5]) * size)


def _paint_pony(sheet: Sheet, size: float) -> None:
    """A tail behind the crown, on the side that the head shows."""
    face = sheet.face
    side = -(0.35 + 0.65 * math.tanh(2 * (face["yaw"] / 30 + 0.4)))
    out, length = side * size, (40 + 110 * face["tail_len"]) * size
    tie = np.array([out * 20, -60 - 5 * size])
    ends = tie[1] + length * (1.05 - 0.28 * np.abs(_PLACES)) + 20 * size
    controls = np.stack(
        [
            np.stack([tie[0] + 0 * _PLACES, tie[1] + 8 + 0 * _PLACES], axis=1),
            np.stack([tie[0] + out * 20 + 14 * _PLACES * size, tie[1] - size * (34 - 8 * np.abs(_PLACES))], axis=1),
            np.stack([tie[0] + out * (70 + 12 * _PLACES), tie[1] + length * 0.3 + 10 * _PLACES - 12], axis=1),
            np.stack([tie[0] + out * (62 + 15 * _PLACES) + 10 * face["wind"], ends], axis=1),
        ],
        axis=1,
    )
    locks = shape_locks(
        sheet, controls, _WIDTHS * size + 0.1, np.full(5, 1.7),
        lift=lambda edges: sheet.head.at_depth(edges, -38.0), shape=Shape(points=20),
    )  # fmt: skip
    _paint_tied(sheet, locks)
    _paint_tie(sheet, sheet.head.at_depth(tie - np.array([0, 1]), -34.0), np.array([9, 5]) * size)


def _paint_tied(sheet: Sheet, locks: Locks) -> None:
    paint_outlines(sheet, locks)
    for index in (0, 4, 1, 3, 2):
        paint_lock(sheet, locks, index, tail_paint(sheet, index))


def _paint_tie(sheet: Sheet, center: Points, radii: Points) -> None:
    ornament = sheet.tones.ornament
    for beyond, color in ((sheet.line, ornament.ink), (0.0, ornament.base)):
        sheet.canvas.fill(center + circle() * (radii * sheet.head.zoom + beyond), color, Part.ACCESSORY)


def _paint_bun(sheet: Sheet, side: int, size: float) -> None:
    hair, head = sheet.tones.hair, sheet.head
    center = head.at_depth(np.array([side * 37, -62.0]) * (0.75 + 0.25 * size), -8.0)
    radius = 18 * size * head.zoom
    lit = center + np.array([sheet.light * radius * 0.4, -radius * 0.4])
    sheet.canvas.fill(center + circle() * (radius + sheet.line), hair.ink, Part.HAIR)
    brush = radial(lit, radius * 1.3, (0, hair.base), (0.62, hair.base), (0.64, hair.shade), (1, hair.shade))
    sheet.canvas.fill(center + circle() * radius, brush, Part.HAIR)
    for place in (-0.45, 0.0, 0.4):
        bend = np.array([[place * 1.2 - 0.5, -0.55], [place, -0.1], [place * 0.6 + 0.3, 0.75]])
        sheet.stroke(spline(center + radius * bend, 12), sheet.line * 0.5 * taper(12), hair.strand)
