"""Paints the hair of a drawn face: tails and back hair behind the head, fringe and side locks before it, cat's ears."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from ganstudio.training.faces_canvas import WHITE, Canvas, closed, mix, opened, vertical
from ganstudio.training.faces_factors import FRINGES
from ganstudio.training.faces_parts import Part
from ganstudio.training.faces_sheet import Sheet


def paint_tails(canvas: Canvas, sheet: Sheet) -> None:
    """Side tails, which grow with their presence."""
    shade = sheet.hair_shade
    for name, side in (("tail_left", -1), ("tail_right", 1)):
        presence = sheet[name]
        if presence < 0.02:
            continue
        reach = 0.35 + 0.65 * presence

        def at(x: float, y: float, side: int = side, reach: float = reach) -> tuple[float, float]:
            return 64 + side * (32 + (x - 32) * reach), 44 + (y - 44) * reach

        tail = closed(
            at(30, 42), at(44, 28), at(56, 42), at(66, 60), at(60, 86), at(58, 100), at(48, 112), at(50, 100),
            at(46, 92),
            at(42, 74), at(30, 54),
        )  # fmt: skip
        canvas.fill(tail, vertical(36, 112, (0, sheet.hair, 1), (1, shade, 1)), Part.HAIR, opacity=min(1, presence * 4))
        canvas.line(tail, sheet.hair_ink, sheet.line, Part.HAIR, opacity=min(1, presence * 4))
        strand = opened(at(42, 46), at(56, 64), at(51, 92))
        canvas.line(strand, sheet.hair_ink, 0.7 * sheet.line, None, opacity=0.6 * presence)


def paint_back_hair(canvas: Canvas, sheet: Sheet) -> None:
    """The hair behind the head, down to its length."""
    width = 33.5 + 3 * sheet["hair_volume"]
    top = 19 - 2 * sheet["hair_volume"]
    bottom = 88 + 52 * sheet["hair_length"]
    flare = width - 2 + 6 * sheet["hair_length"]
    hair = closed(
        (64 - width, 58), (64 - width, top + 18), (64 - 20, top + 7), (64, top - 4), (64 + 20, top + 7),
        (64 + width, top + 18), (64 + width, 58),
        (64 + width + 1, bottom - 22), (64 + flare, bottom), (64 + 0.6 * flare, bottom + 5), (64, bottom + 4),
        (64 - 0.6 * flare, bottom + 5), (64 - flare, bottom), (64 - width - 1, bottom - 22), (64 - width, 58),
    )  # fmt: skip
    canvas.fill(
        hair,
        vertical(50, 116, (0, sheet.hair_shade, 1), (1, mix(sheet.hair_shade, sheet.hair_ink, 0.25), 1)),
        Part.HAIR,
    )
    canvas.line(hair, sheet.hair_ink, sheet.line, Part.HAIR)


def paint_cat_ears(canvas: Canvas, sheet: Sheet) -> None:
    """Cat's ears, which grow with their presence."""
    presence = sheet["cat_ears"]
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return 64 + side * (24 + (x - 24) * (0.5 + 0.5 * presence)), 32 + (y - 32) * presence

        outer = closed(at(9, 26), at(20, 8), at(31, 3), at(38, 18), at(37, 44))
        canvas.fill(outer, sheet.hair, Part.HAIR, opacity=2 * presence)
        canvas.line(outer, sheet.hair_ink, sheet.line, Part.HAIR, opacity=2 * presence)
        inner = closed(at(17, 26), at(22, 16), at(29, 10), at(33, 20), at(33, 38))
        canvas.fill(inner, mix((0.98, 0.66, 0.68), sheet.hair, 0.15), Part.HAIR, opacity=2 * presence)


def paint_hair(canvas: Canvas, sheet: Sheet) -> None:
    """Side locks, fringe with its shine and strands, and the lock that stands up."""
    _paint_side_locks(canvas, sheet)
    fringe = fringe_path(sheet)
    canvas.fill(
        fringe,
        vertical(
            20,
            70,
            (0, mix(sheet.hair, WHITE, 0.1), 1),
            (0.55, sheet.hair, 1),
            (1, mix(sheet.hair, sheet.hair_shade, 0.55), 1),
        ),
        Part.HAIR,
    )
    canvas.save()
    canvas.clip(fringe)
    shine = closed((38, 45), (50, 33), (64, 33), (78, 33), (90, 45), (78, 40), (64, 40), (50, 40), (38, 45))
    canvas.fill(shine, mix(sheet.hair, WHITE, 0.75), None, opacity=0.25 + 0.5 * sheet["hair_shine"])
    points = _fringe_points(sheet)
    for index in (3, 5, 7, 9):
        x, y = points[index]
        strand = opened((x, y), (x * 0.9 + 6.4, y - 6), (x * 0.78 + 14.1, y - 12))
        canvas.line(strand, sheet.hair_ink, 0.75 * sheet.line, None, opacity=0.6)
    canvas.restore()
    canvas.line(fringe, sheet.hair_ink, sheet.line, Part.HAIR)
    presence = sheet["ahoge"]
    lock = closed(
        (63, 21),
        (60, 21 - 14 * presence),
        (70, 21 - 17 * presence),
        (78, 21 - 16 * presence),
        (76, 21 - 8 * presence),
        (70, 21 - 13 * presence),
        (68, 21),
    )
    canvas.fill(lock, sheet.hair, Part.HAIR, opacity=2 * presence)
    canvas.line(lock, sheet.hair_ink, sheet.line, Part.HAIR, opacity=2 * presence)


def _paint_side_locks(canvas: Canvas, sheet: Sheet) -> None:
    width = 32.5 + 2.0 * sheet["hair_volume"]
    tip = 74 + 40 * sheet["side_locks"]
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return 64 + side * x, y

        lock = closed(
            at(width, 50),
            at(width + 1.5, 0.55 * tip + 27),
            at(27, tip),
            at(24, tip - 14),
            at(24.5, 62),
            at(26, 54),
            at(width - 2, 48),
        )
        canvas.fill(
            lock, vertical(54, 112, (0, sheet.hair, 1), (1, mix(sheet.hair, sheet.hair_shade, 0.7), 1)), Part.HAIR
        )
        canvas.line(
            opened(at(width, 50), at(width + 1.5, 0.55 * tip + 27), at(27, tip), at(24, tip - 14), at(24.5, 64)),
            sheet.hair_ink,
            sheet.line,
            Part.HAIR,
        )


def fringe_path(sheet: Sheet, *, drop: float = 0.0) -> QPainterPath:
    """The hair over the forehead: the skull's arc above, tips and notches below."""
    width = 32.5 + 2.0 * sheet["hair_volume"]
    points = _fringe_points(sheet)
    path = QPainterPath(QPointF(64 - width, 60 + drop))
    path.cubicTo(
        QPointF(64 - width - 1, 33),
        QPointF(50, 20 - 2 * sheet["hair_volume"]),
        QPointF(64, 20 - 2 * sheet["hair_volume"]),
    )
    path.cubicTo(
        QPointF(78, 20 - 2 * sheet["hair_volume"]), QPointF(64 + width + 1, 33), QPointF(64 + width, 60 + drop)
    )
    path.quadTo(QPointF(64 + width - 2, 66 + drop), QPointF(points[-1][0], points[-1][1] + drop))
    last = points[-1]
    for index in range(len(points) - 2, -1, -1):
        x, y = points[index]
        bend = 0.35 if index % 2 else 0.65  # curves bulge toward the notch, which keeps tips sharp
        path.quadTo(
            QPointF(last[0] + (x - last[0]) * bend, last[1] + (y - last[1]) * (1 - bend) + drop), QPointF(x, y + drop)
        )
        last = (x, y)
    path.quadTo(QPointF(64 - width + 2, 66 + drop), QPointF(64 - width, 60 + drop))
    path.closeSubpath()
    return path


def _fringe_points(sheet: Sheet) -> list[tuple[float, float]]:
    # Cubed, so that a truncated face keeps the shape of its own preset rather than an average of all.
    shares = np.array([max(sheet[f"fringe_{name}"], 0.0) for name in FRINGES]) ** 3
    shares = shares / max(float(shares.sum()), 1e-6) if shares.sum() > 1e-6 else np.full(len(FRINGES), 1 / len(FRINGES))
    points = np.tensordot(shares, _FRINGE_POINTS, axes=1)  # [tips and notches, 2]
    longer = (points[:, 1] - 44) * (0.86 + 0.2 * sheet["fringe_length"])
    return list(zip(points[:, 0].tolist(), (44 + longer).tolist(), strict=True))


_FRINGE_POINTS: Final = np.array([
    # blunt: short tips of equal length
    [(38, 66), (44, 58), (47, 63.5), (52, 57), (56, 62.5), (60, 56.5), (65, 62.5), (69, 56.5), (73, 62.5),
    (77, 57), (82, 63.5), (85, 58), (90, 66)],
    # parted: the forehead free in the middle
    [(37, 74), (43, 64), (45, 66), (49, 56), (52, 58), (57, 48), (64, 37), (71, 48), (76, 58), (79, 56), (83, 66),
    (85, 64), (91, 74)],
    # swept to the left of the picture
    [(37, 72), (42, 64), (44, 69), (49, 60), (53, 65), (58, 57), (63, 61), (68, 53), (74, 55), (78, 47), (83, 44),
    (86, 52), (91, 70)],
    # swept to the right
    [(37, 70), (42, 52), (45, 44), (50, 47), (54, 55), (60, 53), (65, 61), (70, 57), (75, 65), (79, 60), (84, 69),
    (86, 64), (91, 72)],
    # jagged: few large tips
    [(37, 74), (43, 58), (46, 69), (51, 53), (55, 66), (60, 52), (64, 67), (69, 52), (73, 66), (78, 53), (82, 69),
    (85, 58), (91, 74)],
    # one long tip between the eyes
    [(37, 72), (42, 60), (45, 65), (50, 54), (54, 58), (59, 53), (64, 73), (69, 53), (74, 58), (78, 54), (83, 65),
    (86, 60), (91, 72)],
])  # fmt: skip
