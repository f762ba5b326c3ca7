"""Locks, of which all hair is made: a guide, a half-width and a tip become outline, body, shade, ink and streak."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part, linear
from ganstudio.training.faces.color import blend
from ganstudio.training.faces.curves import Points, bezier, clip, normals, taper, towards_tips
from ganstudio.training.faces.sheet import Sheet

Lift = Callable[[Points], Points]
"""From the frontal plane [..., 2] to the picture [..., 2]."""


class LockShape(msgspec.Struct, frozen=True, kw_only=True):
    """What a family of locks has in common.

    Attributes:
        points: Along each guide. root: width at the root, as a share. shade_start: where the shade begins.
        ink_start: where the ink begins, which lies on the lower part only. ink: its weight.
    """

    points: int = 15
    root: float = 0.3
    shade_start: float = 0.12
    ink_start: float = 0.3
    ink: float = 1.0


class Locks(msgspec.Struct, frozen=True, kw_only=True):
    """The outlines of some locks on the picture, float64 [locks, points, 2] each.

    Attributes:
        body, outline, shade, ink, strands, streak: To be filled. left, right: the body's edges.
        guides, across: Guide lines and their normals in the frontal plane. widths: float64 [locks, points].
    """

    body: Points
    outline: Points
    shade: Points
    ink: Points
    strands: Points
    streak: Points
    left: Points
    right: Points
    guides: Points
    across: Points
    widths: Points


class LockPaint(msgspec.Struct, frozen=True, kw_only=True):
    """The colors of one lock: at its root and tip (None: as the root), its shade, its streak of light (None: none)."""

    root: QColor
    shade: QColor
    tip: QColor | None = None
    streak: QColor | None = None
    strands: bool = True
    ink: bool = True


def shape_locks(
    sheet: Sheet,
    controls: Points,
    half_widths: Points,
    tips: Points,
    *,
    lift: Lift,
    shape: LockShape | None = None,
    waves: Points | None = None,
) -> Locks:
    """Give locks their outlines.

    Args:
        sheet: The face.
        controls: float64 [locks, 4, 2], Bezier points of the guides in the frontal plane.
        half_widths: float64 [locks].
        tips: float64 [locks], the power of the tip: 2 a leaf, 5 blunt.
        lift: Brings edges onto the picture; edges are lifted, not guides, so that a lock's width turns with the head.
        shape: What the family has in common.
        waves: float64 [locks], how far each lock swings to and fro; None for straight ones.
    """
    shape = LockShape() if shape is None else shape
    count, t = shape.points, towards_tips(shape.points)
    guides = bezier(count) @ controls  # [locks, points, 2]
    if waves is not None:
        phase = 2 * np.pi * 1.7 * t + 0.9 * np.arange(len(guides))[:, None] % 2.1
        guides[..., 0] += waves[:, None] * np.sin(phase) * np.clip(t * 1.6, 0, 1) ** 1.3
    rise = shape.root + (1 - shape.root) * np.sin(np.clip(t / 0.5, 0, 1) * np.pi / 2) ** 2
    widths = half_widths[:, None] * rise * np.clip(1 - t ** tips[:, None], 0, 1) ** 0.96
    across = normals(guides)
    lines = _lifted_lines(sheet, guides, across, widths, lift=lift, shade_start=shape.shade_start)
    right, left, right_shade, left_shade, first, second, streak, outer_right, outer_left = lines
    edges = normals(lines[[1, 0, 4, 5, 6]])
    pen = _Pen(sheet, t)
    ink = shape.ink * sheet.line * 0.72 * _between(t, shape.ink_start, 1, end=0.4, peak=0.75)
    return Locks(
        body=np.concatenate([left, right[:, ::-1]], axis=1),
        outline=np.concatenate([outer_right, outer_left[:, ::-1]], axis=1),
        shade=np.concatenate(
            [left, left_shade[:, ::-1], left[:, :1], right, right_shade[:, ::-1], right[:, :1]], axis=1
        ),
        ink=_pair(
            pen.ribbon(left, edges[0], ink * (1 + 0.3 * sheet.light)),
            pen.ribbon(right, edges[1], ink * (1 - 0.3 * sheet.light)),
        ),
        strands=_pair(
            pen.ribbon(first, edges[2], sheet.detail * sheet.line * 0.42 * _between(t, 0.25, 0.95, peak=0.6)),
            pen.ribbon(second, edges[3], sheet.detail * sheet.line * 0.26 * _between(t, 0.33, 0.88, peak=0.55)),
        ),
        streak=pen.ribbon(streak, edges[4], pen.streak() * _between(t, 0.32, 0.78, peak=0.4)),
        left=left,
        right=right,
        guides=guides,
        across=across,
        widths=widths,
    )


def paint_outlines(sheet: Sheet, *families: Locks) -> None:
    """Paint the ink around many locks; their bodies, painted over it, leave a line around the whole only."""
    for locks in families:
        for outline in locks.outline:
            sheet.canvas.fill(outline, sheet.tones.hair.ink, Part.HAIR)


def paint_lock(sheet: Sheet, locks: Locks, index: int, paint: LockPaint) -> None:
    """Paint one lock: body, shade at its edges, a streak of light, strands, and ink along its lower part."""
    canvas, hair, body = sheet.canvas, sheet.tones.hair, locks.body[index]
    if paint.tip is None:
        canvas.fill(body, paint.root, Part.HAIR)
    else:
        root, tip = (body[0] + body[-1]) / 2, body[len(body) // 2 - 1]
        canvas.fill(body, linear(root, tip, (0, paint.root), (0.5, paint.root), (1, paint.tip)), Part.HAIR)
    canvas.fill(locks.shade[index], paint.shade)
    fine = sheet.detail > 0.02
    if paint.streak is not None and fine:
        canvas.fill(locks.streak[index], paint.streak)
    if paint.strands and fine:
        canvas.fill(locks.strands[index], hair.strand)
    if paint.ink:
        canvas.fill(locks.ink[index], hair.ink)


def outside_in(count: int) -> Sequence[int]:
    """The order in which a row of locks is painted: the middle ones first, so that outer ones lie over them."""
    middle = count // 2
    order = [middle]
    for step in range(1, middle + 1):
        order += [middle - step, middle + step]
    return order


def tail_paint(sheet: Sheet, index: int) -> LockPaint:
    """The colors of a lock of a tail or braid: every second one catches the light."""
    hair = sheet.tones.hair
    return LockPaint(root=hair.base, tip=hair.tip, shade=hair.shade, streak=hair.light if index % 2 == 0 else None)


def darkened(sheet: Sheet, color: QColor, share: float) -> QColor:
    """The color, moved towards the hair's shade."""
    return blend(color, sheet.tones.hair.shade, share)


class _Pen:
    """Makes ribbons of the lower part of lines."""

    def __init__(self, sheet: Sheet, t: Points) -> None:
        self._sheet, self._first = sheet, int(0.2 * len(t))

    def ribbon(self, lines: Points, across: Points, half_width: Points) -> Points:
        kept = lines[:, self._first :]
        offset = across[:, self._first :] * half_width[self._first :, None]
        return np.concatenate([kept + offset, (kept - offset)[:, ::-1]], axis=1)

    def streak(self) -> float:
        sheet = self._sheet
        return 1.25 * sheet.head.zoom * (0.5 + 0.8 * sheet["hair_shine"]) * sheet.detail


def _lifted_lines(
    sheet: Sheet, guides: Points, across: Points, widths: Points, *, lift: Lift, shade_start: float
) -> Points:
    """Lines along the locks on the picture: right and left edge, their shades' edges, two strands, streak, outlines."""
    count, t = guides.shape[1], towards_tips(guides.shape[1])
    middle = np.sin(np.pi * np.clip((t - shade_start) / (1 - shade_start), 0, 1)) ** 0.8
    left_shade = clip(0.22 + 0.36 * sheet.light, 0, 0.6)
    right_shade = clip(0.22 - 0.36 * sheet.light, 0, 0.6)
    places = np.stack(
        [
            -np.ones(count), np.ones(count), -1 + 1.25 * right_shade * middle, 1 - 1.25 * left_shade * middle,
            np.full(count, 0.35), np.full(count, -0.28), np.full(count, -0.52 * sheet.light),
        ]
    )  # fmt: skip
    inner = guides[None] + across[None] * (widths[None] * places[:, None, :])[..., None]  # [7, locks, points, 2]
    pen = sheet.line / sheet.head.zoom * 1.25
    outer = np.stack([guides - across * (widths + pen)[..., None], guides + across * (widths + pen)[..., None]])
    along = guides[:, -1] - guides[:, -2]
    along = along / (np.sqrt((along**2).sum(axis=1, keepdims=True)) + 1e-6)
    outer[:, :, -1] = guides[:, -1] + along * pen * 1.6
    return lift(np.concatenate([inner, outer]))


def _between(t: Points, start: float, stop: float, *, end: float = 0.0, peak: float = 0.5) -> Points:
    """A taper between two places of a lock, float64 [points]."""
    return np.interp(t, np.linspace(start, stop, 13), taper(13, 0.0, end, peak), left=0, right=end)


def _pair(first: Points, second: Points) -> Points:
    return np.concatenate([first, first[:, :1], second, second[:, :1]], axis=1)
