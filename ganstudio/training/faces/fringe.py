"""The fringe: nine locks whose shapes are mixtures of ten tables, smaller locks under them, and the band of light."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.color import blend
from ganstudio.training.faces.curves import Points, clip, join
from ganstudio.training.faces.factors import FRINGES, Face
from ganstudio.training.faces.locks import LockPaint, Locks, LockShape, paint_lock, shape_locks
from ganstudio.training.faces.sheet import Sheet

_LOCKS: Final = np.arange(-4, 5.0)
_WIDE: Final = np.array([1.05, 0.72, 1.3, 0.72, 1.3, 0.72, 1.3, 0.72, 1.05])
"""Wide and narrow locks alternate."""
_BLUNT: Final = FRINGES.index("blunt")
_ORDER: Final = (1, 7, 3, 5, 0, 8, 2, 6, 4)


class Fringe(msgspec.Struct, frozen=True, kw_only=True):
    """The fringe of one face: its locks, those under it, and the light on it: float64 [locks, tones, points, 2].

    Attributes:
        shine: float64 [locks], how much light each lock catches.
    """

    over: Locks
    under: Locks
    light: Points
    shine: Points


def shape_fringe(sheet: Sheet) -> Fringe:
    """Give the fringe its outlines."""
    controls, widths, tips = fringe_controls(sheet.face)
    over = shape_locks(
        sheet, controls, widths, tips,
        lift=lambda edges: sheet.head.on_hair(edges, 3), shape=LockShape(shade_start=0.30, ink_start=0.42),
    )  # fmt: skip
    between = (controls[1:] + controls[:-1]) / 2
    place, straight = np.arange(8), fringe_weights(sheet.face)[_BLUNT]
    drop = (1.5 + 4 * np.sin(place * 1.7 + 0.6)) * (1 - straight) - 2.5 * straight
    between[:, 3] += np.stack([3 * np.sin(place * 2.6) * (1 - straight), drop], axis=1)
    between[:, 2, 0] += 2 * np.sin(place * 2.1) * (1 - straight)
    under = shape_locks(
        sheet, between, (widths[1:] + widths[:-1]) * 0.30, (tips[1:] + tips[:-1]) / 2,
        lift=lambda edges: sheet.head.on_hair(edges, 2.5),
        shape=LockShape(points=10, shade_start=0.4, ink_start=0.5),
    )  # fmt: skip
    light, shine = _band_of_light(sheet, over)
    return Fringe(over=over, under=under, light=light, shine=shine)


def fringe_weights(face: Face) -> Points:
    """The share of each table in the fringe: float64 [fringes], summing to 1.

    Squared, so that the main one shows; never all zero, so that nothing jumps near zero.
    """
    weights = (np.array([face[f"fringe_{name}"] for name in FRINGES]) + 0.07) ** 2
    shares: Points = weights / weights.sum()
    return shares


def fringe_controls(face: Face) -> tuple[Points, Points, Points]:
    """The guides of the fringe.

    Returns:
        (controls, half_widths, tips): float64 [9, 4, 2], [9], [9].
    """
    weights = fringe_weights(face)
    root, middle, tip, height, wide, power = np.tensordot(weights, _tables(), axes=1)  # [9] each
    loose = 1 - 0.85 * weights[_BLUNT]  # what is cut straight lies straight
    height = height + 6 * face["fringe_len"] + loose * face["messy"] * 4 * np.sin(_LOCKS * 4.1 + 1)
    tip = tip + loose * face["messy"] * 3.5 * np.sin(_LOCKS * 2.7) + 3.5 * face["wind"]
    root = root + 9 * face["part"]
    bend = loose * (2.2 + 3.5 * face["messy"]) * np.sin(_LOCKS * 2.3 + 0.9) - np.tanh((tip - middle) / 6) * 3.2
    controls = np.stack(
        [
            np.stack([root, np.full(9, -60.0 - 3.5 * face["crown"])], axis=1),
            np.stack([middle * 0.75 + root * 0.35, np.full(9, -50.0)], axis=1),
            np.stack([middle + 0.40 * (tip - middle) + bend, -50 + (height + 50) * 0.56], axis=1),
            np.stack([tip, height], axis=1),
        ],
        axis=1,
    )
    even = 1 + (_WIDE - 1) * (0.4 + 0.6 * loose)
    return controls, wide * even, np.exp(power)


def paint_under_fringe(sheet: Sheet, fringe: Fringe) -> None:
    """Paint the dark small locks that show between those of the fringe."""
    hair, under = sheet.tones.hair, fringe.under
    rows: tuple[tuple[Points, QColor, Part | None], ...] = (
        (under.body, hair.shade, Part.HAIR),
        (under.shade, blend(hair.shade, hair.deep, 0.7), None),
        (under.ink, hair.ink, None),
    )
    for outlines, color, part in rows:
        for outline in (outlines[::2], outlines[1::2]):  # neighbors apart: what crosses itself is slow to fill
            sheet.canvas.fill(join(list(outline)), color, part)


def paint_fringe(sheet: Sheet, fringe: Fringe) -> None:
    """Paint the fringe and the light on it."""
    hair, light = sheet.tones.hair, sheet.light
    for index in _ORDER:
        side = (index - 4) / 4
        dark = 0.75 * clip(-side * light - 0.15, 0, 1)
        lit = 0.34 * clip(side * light + 0.25, 0, 1)
        root, tip = (blend(blend(color, hair.light, lit), hair.shade, dark) for color in (hair.base, hair.tip))
        wide = index % 2 == 0
        paint = LockPaint(
            root=root,
            tip=blend(tip, sheet.tones.skin.base, 0.16),
            shade=blend(hair.shade, hair.deep, dark),
            streak=blend(hair.light, hair.base, 0.25 + 0.75 * dark) if wide else None,
            strands=wide,
        )
        paint_lock(sheet, fringe.over, index, paint)
        if fringe.shine[index] > 0.05 and sheet.detail > 0.02:
            sheet.canvas.fill(fringe.light[index, 0], hair.light)
            sheet.canvas.fill(fringe.light[index, 1], hair.gloss)


@lru_cache(None)
def _tables() -> Points:
    """Root, middle and tip across, height of the tip, half-width and log of the tip's power: [fringes, 6, 9]."""
    lock, across = _LOCKS, _LOCKS * 11.4
    side, far, odd = np.tanh(lock * 2), np.abs(lock), (np.arange(9) % 2).astype(float)
    one = np.ones(9)
    rows = {
        "blunt": (lock * 2.4, across * 0.9, across, 4.5 + 0.28 * far**2 + 0.5 * odd, 10.5 * one, 70.0 * one),
        "parted": (lock + side, across * 0.62 + side * 13, side * (26 + far * 6.5), -8 + 10.5 * far,
                   9.2 - (far < 0.5) * 4, 2.3 * one),
        "swept_l": (17 + lock * 2.2, across * 0.85 + 6, across - 11, 6 - 3.2 * lock + 3 * odd, 9 * one, 2.2 * one),
        "swept_r": (-17 + lock * 2.2, across * 0.85 - 6, across + 11, 6 + 3.2 * lock + 3 * odd, 9 * one, 2.2 * one),
        "jagged": (lock * 2.4, across * 0.9, across * 0.98 + 4 * np.sin(lock * 2.2), 1 + 13 * odd + 0.25 * far**2,
                   8.6 * one, 1.7 * one),
        "centre": (lock * 2.2, across * 0.88, across * (1 + 0.06 * (far > 1)),
                   21 - 12 * np.minimum(far, 2) + 7.5 * np.maximum(far - 2, 0), 8.8 * one, 1.9 * one),
        "crop": (lock * 2.6 + 4, across * 0.9, across * 1.02 + 6 + 2 * np.sin(lock * 2), -10 + 8 * odd + 0.6 * far**2,
                 8.8 * one, 1.6 * one),
        "curtain": (lock * 1.2 - 5, across * 0.75 + side * 8 - 3, across * 0.75 + side * (15 + far),
                    -14 + 9.5 * far + 2 * odd, 9 * one, 2.2 * one),
        "one_eye": (20 + lock * 2, across * 0.85 + 8, across - 9, np.array([22, 30, 34, 24, 14, 8, 8, 12, 18.0]),
                    9.2 * one, 2.4 * one),
        "back": (lock + side * 1.5, across * 0.52 + side * 17, side * (38 + 2.4 * far), -17 + 10 * far + 2 * odd,
                 8.8 - (far < 0.5) * 4.5, 2.4 * one),
    }  # fmt: skip
    table = np.stack([np.stack(rows[name]) for name in FRINGES])
    table[:, 5] = np.log(table[:, 5])
    return table


def _band_of_light(sheet: Sheet, over: Locks) -> tuple[Points, Points]:
    """The zig-zag band of light, cut into the part that lies on each lock.

    Both edges follow the same zig-zag, which steps from lock to lock; edges that differ look like dripping paint.

    Returns:
        (outlines, shine): float64 [locks, 2 tones, points, 2], and float64 [locks].
    """
    locks, count = over.guides.shape[:2]
    index, place = np.arange(locks), np.arange(count)
    x, y = over.guides[..., 0], over.guides[..., 1]
    band = -35 + 0.0065 * x**2 - 5 * sheet["band_y"] + 2.2 * np.sin(index * 2.3)[:, None]
    crossing = np.array([np.interp(0, row, place) for row in y - band])  # [locks]
    along = _along_locks(count)
    shine = np.exp(-(((along(x, crossing) - 16 * sheet.light) / 36) ** 4)) * (0.75 + 0.25 * np.sin(index * 1.9 + 0.5))
    k = np.linspace(-0.9, 0.9, 29)
    slope = np.maximum(0.5, along(np.gradient(y, axis=1), crossing))
    height = (4 + 9 * sheet["hair_shine"]) * sheet.detail * shine / slope  # [locks]
    phase = (2.0 * k / 1.72 + (0.3 + 0.17 * index)[:, None]) % 1
    zigzag = ((1 - 2 * np.abs(phase - 0.5)) ** 1.15 - 0.45) * (0.75 + 0.35 * np.sin(4 * k + 1.3 * index[:, None]))
    ends = np.clip(1.15 - np.abs(k) / 0.9, 0, 1) ** 0.5 * np.clip((1 - np.abs(k) / 0.9) * 5, 0, 1)
    thick = (0.40 + 0.32 * np.sin(3.1 * k + 2.1 * index[:, None])) * ends
    tones = []
    for above, below in ((0.55, 0.75), (0.38, 0.42)):
        up = crossing[:, None] - height[:, None] * (0.95 * zigzag + thick * above)
        down = crossing[:, None] - height[:, None] * (0.95 * zigzag - thick * below)
        tones.append(np.concatenate([up, down[:, ::-1]], axis=1))
    places = np.stack(tones, axis=1)  # [locks, 2, 58]
    sideways = along(over.widths, places) * np.concatenate([k, k[::-1]])
    flat = along(over.guides, places) + along(over.across, places) * sideways[..., None]
    return sheet.head.on_hair(flat, 3), shine


def _along_locks(count: int) -> Callable[[Points, Points], Points]:
    """Values at places between the points of each lock, linear between them."""

    def along(values: Points, places: Points) -> Points:
        first = np.clip(places.astype(np.intp), 0, count - 2)
        share = places - first
        lock = np.arange(len(values)).reshape(-1, *[1] * (places.ndim - 1))
        if values.ndim == 3:
            share = share[..., None]
        found: Points = values[lock, first] * (1 - share) + values[lock, first + 1] * share
        return found

    return along
