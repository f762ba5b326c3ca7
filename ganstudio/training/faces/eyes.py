"""The eyes: lids between open, asleep and smiling, the white, a lid that swells and ends in a wing; and the brows."""

from __future__ import annotations

import math
from typing import Final

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part, linear
from ganstudio.training.faces.color import blend, color_of, faded
from ganstudio.training.faces.curves import Points, clip, join, lerp, smooth, spline, taper
from ganstudio.training.faces.sheet import Sheet

_UPPER: Final = np.array([-0.94, -0.72, -0.30, 0.20, 0.64, 0.98])
_LOWER: Final = np.array([-0.76, -0.50, 0, 0.50, 0.84, 0.98])
"""Where the lids' control points lie across: -1 the inner corner, 1 the outer."""
_LID: Final = QColor(46, 22, 34)
_SOFT_LID: Final = QColor(126, 70, 62)
_ALONG: Final = 40
"""Points along the upper lid and its wing."""


class EyeFrame(msgspec.Struct, frozen=True, kw_only=True):
    """Where one eye lies in the frontal plane.

    Attributes:
        side: -1 left, 1 right on the picture. x, y: its middle. half_width, half_height: of its white.
        slant: What the outer corner is raised by, as a share of the width.
        open: 0..1.1. opening: the same, eased. lids: float64 [30, 2] of the upper and of the lower lid, in units of
            the half-axes.
        knots, shut: Heights of the upper lid's control points, as they are and when shut: float64 [6].
    """

    side: int
    x: float
    y: float
    half_width: float
    half_height: float
    slant: float
    open: float
    opening: float
    upper: Points
    lower: Points
    knots: Points
    shut: Points

    def on_face(self, sheet: Sheet, u: Points | float, v: Points | float, lift: float = 0.0) -> Points:
        """Places in the eye, as shares of its half-axes, to the picture: [n] and [n] -> [n, 2]."""
        across = np.asarray(u, np.float64)
        x = self.side * (self.x + self.half_width * across)
        y = self.y + self.half_height * np.asarray(v, np.float64) - self.slant * self.half_width * 0.13 * across
        return sheet.head.on_face(np.stack([x, y], axis=-1), lift)


def eye_axes(sheet: Sheet) -> tuple[float, float]:
    """Half-width and half-height of an eye that looks straight at us: children's are large, men's low."""
    masculine, age = sheet["masc"], sheet["age"]
    width = 15.6 * sheet["eye_size"] * (1 - 0.08 * masculine - 0.06 * age)
    height = 16.2 * sheet["eye_size"] * sheet["eye_tall"] * (1 - 0.34 * masculine) * (1 - 0.20 * age)
    return width, height


def eye_height(sheet: Sheet) -> float:
    """How low the eyes lie in the face: children's lie lower."""
    return 15.8 - 0.9 * sheet["age"] - 1.4 * sheet["masc"]


def eye_distance(sheet: Sheet) -> float:
    """From the middle of the face to the middle of an eye."""
    return 23.0 + 1.1 * sheet["eye_gap"]


def far_side(sheet: Sheet, side: int) -> float:
    """How much a side is turned away: the far eye is narrower and nearer to the nose than the projection says."""
    return max(0.0, side * math.sin(sheet.head.yaw) * 2)


def frame_eye(sheet: Sheet, side: int) -> EyeFrame:
    """Where one eye lies, and its lids."""
    far, (width, height) = far_side(sheet, side), eye_axes(sheet)
    wide = sheet["eye_open"] * (1 - sheet["wink_l" if side < 0 else "wink_r"])
    opening = smooth(0, 1, wide) if wide < 1 else wide
    shut, upper = _upper_lid(sheet, opening)
    return EyeFrame(
        side=side,
        x=eye_distance(sheet) * (1 - 0.065 * far),
        y=eye_height(sheet),
        half_width=width * (1 - 0.15 * far),
        half_height=height,
        slant=sheet["eye_slant"],
        open=wide,
        opening=opening,
        upper=spline(np.stack([_UPPER, upper], axis=1), 30),
        lower=spline(np.stack([_LOWER, _lower_lid(sheet, opening)], axis=1), 30),
        knots=upper,
        shut=shut,
    )


def paint_eye_white(sheet: Sheet, eye: EyeFrame) -> Points:
    """Paint the white of an eye. Returns its outline, [60, 2]."""
    outline = np.concatenate(
        [eye.on_face(sheet, *eye.upper.T), eye.on_face(sheet, eye.lower[::-1, 0], eye.lower[::-1, 1])]
    )
    top, bottom = eye.on_face(sheet, 0, -0.9), eye.on_face(sheet, 0, 0.95)
    brush = linear(
        top,
        bottom,
        (0, color_of(0.80, 0.035, 290)),
        (0.42, color_of(0.955, 0.012, 280)),
        (1, color_of(0.99, 0.004, 90)),
    )
    sheet.canvas.fill(outline, brush, Part.EYES)
    return outline


def paint_lid_shadow(sheet: Sheet, eye: EyeFrame) -> None:
    """Paint the shadow that the lid throws on the eye."""
    u, v = eye.upper.T
    depth = (0.30 * np.sin(np.linspace(0, np.pi, len(u))) + 0.05) * min(1, eye.opening + 0.1)
    outline = np.concatenate([eye.on_face(sheet, u, v - 0.1), eye.on_face(sheet, u[::-1], (v + depth)[::-1])])
    sheet.canvas.fill(outline, faded(color_of(0.30, 0.07, 290), 0.40))


def paint_lids(sheet: Sheet, eye: EyeFrame) -> None:
    """Paint the lower line, the upper lid with its wing, lashes, and the crease above."""
    ink = blend(blend(sheet.tones.hair.ink, _LID, 0.62), _SOFT_LID, 0.6 * sheet["eye_soft"])
    shown = smooth(0.02, 0.14, eye.open)
    count = len(eye.lower)
    line = eye.on_face(sheet, *eye.lower.T)
    width = sheet.line * (0.30 + 0.80 * np.linspace(0, 1, count) ** 1.6)
    width[-1] = 0.2
    width *= (1 + 1.1 * sheet["eye_round"] - 0.4 * sheet["eye_soft"]) * (0.45 + 0.55 * shown)
    width *= np.clip((np.arange(count) - 4) / 6, 0, 1)
    sheet.stroke(line[4:], width[4:], blend(ink, sheet.tones.skin.ink, 0.35), Part.EYES)
    edge, thick = _paint_upper_lid(sheet, eye, ink)
    if sheet["lash"] * sheet.detail > 0.03:
        _paint_lashes(sheet, eye, edge, thick, ink)
    crease = np.stack([edge[8:31, 0] + 0.02, edge[8:31, 1] - thick[8:31] - (0.17 + 0.06 * eye.opening)], axis=1)
    sheet.stroke(
        eye.on_face(sheet, *crease.T), sheet.line * 0.55 * taper(23) * (0.3 + 0.7 * eye.opening),
        blend(sheet.tones.skin.ink, sheet.tones.skin.deep, 0.35),
    )  # fmt: skip


def paint_brows(sheet: Sheet, *, through_hair: bool = False) -> None:
    """Paint both brows; once more, half seen, over the hair, as drawings of this kind do."""
    (width, height), across = eye_axes(sheet), np.linspace(-1, 1, 16)
    angle, masculine = sheet["brow_angle"], sheet["masc"]
    top = eye_height(sheet) - height - 9.5 - 2.6 * sheet["brow_y"] + 1.9 * masculine - (sheet["eye_open"] - 0.9) * 5
    y = top - (2.0 + 3.2 * sheet["brow_arch"]) * (1 - (across - 0.15) ** 2) + 2.2
    y = y + angle * 3.6 * across + max(0.0, -angle) * 2.6
    thick = 0.55 + 0.55 * sheet["brow_thick"] + 0.5 * masculine
    half = sheet.head.zoom * thick * np.clip(1 - across, 0, 1) ** 0.7
    half = half * np.where(across < -0.3, 0.75 + 0.25 * np.clip((across + 1) / 0.7, 0, 1), 1)
    half[0] *= 0.6
    color = blend(sheet.tones.hair.shade, sheet.tones.hair.ink, 0.72)
    for side in (-1, 1):
        far = far_side(sheet, side)
        x = side * (eye_distance(sheet) * (1 - 0.065 * far) + 0.5 + across * (width * 0.92) * (1 - 0.15 * far))
        line = sheet.head.on_face(np.stack([x, y], axis=1), 1)
        sheet.stroke(line, half * 0.8, faded(color, 0.5) if through_hair else color, Part.BROWS)


def _upper_lid(sheet: Sheet, opening: float) -> tuple[Points, Points]:
    """Heights of the upper lid's control points, when shut and as it is: float64 [6] each."""
    flat, outer = sheet["eye_flat"], sheet["eye_outer"]
    wide = np.array([0.22, -0.32, -0.71, -0.80, -0.61, 0.0])
    wide = wide + flat * np.array([0, -0.04, 0.10, 0.10, -0.04, 0]) + outer * np.array([0.03, 0, 0, 0.03, 0.12, 0.20])
    wide = wide + sheet["eye_soft"] * np.array([0, -0.02, 0.02, 0.06, 0.10, 0.16])
    wide = wide + sheet["eye_sharp"] * np.array([-0.04, 0.10, 0.24, 0.20, 0.02, -0.14])
    wide = wide + sheet["eye_round"] * np.array([-0.04, -0.12, -0.10, -0.08, -0.12, -0.06])
    wide = wide * (1 + 0.16 * max(0, sheet["eye_open"] - 0.97))
    shut = _shut(sheet, _UPPER)
    return shut, shut + (wide - shut) * opening


def _lower_lid(sheet: Sheet, opening: float) -> Points:
    """Heights of the lower lid's control points: float64 [6]."""
    glad = sheet["eye_smile"]
    wide = np.array([0.50, 0.74, 0.82, 0.76, 0.50, 0.08]) - 0.14 * glad * np.array([0.2, 1, 1.2, 1, 0.6, 0])
    wide = wide + sheet["eye_outer"] * np.array([0, -0.02, 0, 0.04, 0.10, 0.20])
    wide = wide - sheet["eye_flat"] * np.array([0, 0.02, 0.05, 0.05, 0.02, 0])
    wide = wide - sheet["eye_sharp"] * np.array([0, 0.08, 0.16, 0.14, 0.06, 0])
    wide = wide + sheet["eye_round"] * np.array([0.04, 0.08, 0.08, 0.10, 0.10, 0.04])
    shut = _shut(sheet, _LOWER) + 0.03
    return shut + (wide - shut) * min(1.0, opening * 1.15)


def _shut(sheet: Sheet, across: Points) -> Points:
    """The line of a shut eye: hanging when asleep, arched when smiling."""
    bow = 1 - across**2
    asleep, glad = 0.42 + 0.26 * bow, 0.46 - 0.42 * bow
    return asleep + (glad - asleep) * sheet["eye_smile"]


def _paint_upper_lid(sheet: Sheet, eye: EyeFrame, ink: QColor) -> tuple[Points, Points]:
    """A shape that swells towards the outer corner. Returns its lower edge [40, 2] and its thickness [40]."""
    soft, sharp = sheet["eye_soft"], sheet["eye_sharp"]
    wing_u = 1.24 + 0.06 * sheet["lash"] - 0.14 * soft + 0.12 * sharp
    wing_v = lerp(eye.shut[-1] + 0.16 - 0.34 * sheet["eye_smile"], -0.20 + 0.30 * soft - 0.14 * sharp, eye.opening)
    knots = np.stack([_UPPER, eye.knots], axis=1)
    edge = spline(np.concatenate([knots, [[wing_u, wing_v]]]), _ALONG)
    t = np.linspace(0, 1, _ALONG)
    swell = (0.16 + 0.84 * np.sin(np.clip(t / 0.74, 0, 1) * np.pi / 2) ** 1.6) * np.clip((1 - t) / 0.26, 0, 1) ** 0.75
    heavy = (0.27 + 0.07 * sheet["lash"]) * sheet["lid"] * (0.62 + 0.38 * eye.opening)
    heavy *= 1 - 0.40 * soft + 0.18 * sharp
    thick = swell * heavy * 15 / eye.half_height
    u, v = edge.T
    above = eye.on_face(sheet, u, v - thick)
    below = eye.on_face(sheet, u[::-1], (v + 0.035 + 0.03 * swell)[::-1])
    warm = blend(ink, QColor(150, 60, 50), 0.45)
    inner, outer = eye.on_face(sheet, -1, 0), eye.on_face(sheet, 1.1, 0)
    brush = linear(inner, outer, (0, warm), (0.28, ink), (0.8, ink), (1, blend(ink, warm, 0.6)))
    sheet.canvas.fill(np.concatenate([above, below]), brush, Part.EYES)
    return edge, thick


def _paint_lashes(sheet: Sheet, eye: EyeFrame, edge: Points, thick: Points, ink: QColor) -> None:
    length, glad = sheet["lash"] * sheet.detail, sheet["eye_smile"]
    upper = []
    for place, tall, lean in ((0.62, 0.13, 0.07), (0.74, 0.22, 0.15), (0.85, 0.27, 0.24)):
        index = int(place * (_ALONG - 1))
        root = edge[index]
        way = np.array([lean * 1.1, -tall]) * (length * (0.5 + 0.5 * eye.opening))
        way[1] *= lerp(lerp(-0.35, 1, glad), 1, eye.opening)
        before, after = root + np.array([[-0.07, -0.05], [0.09, -0.02]])
        tip = root + way + np.array([0.06, -thick[index] * 0.8])
        sides = (before + tip) / 2 + np.array([0.05, 0.02]), (after + tip) / 2 + np.array([0.05, 0.03])
        upper.append(np.array([before, sides[0], tip, sides[1], after]))
    lower = []
    for u in (0.72, 0.9):
        root = np.array([u, np.interp(u, *eye.lower.T)])
        tip = root + np.array([0.14, 0.16]) * length * smooth(0.02, 0.14, eye.open)
        before, after = root + np.array([[0.05, -0.04], [-0.06, 0.01]])
        lower.append(np.array([before, tip, after]))
    for group in (upper, lower):
        sheet.canvas.fill(eye.on_face(sheet, *join(group).T), ink, Part.EYES)


def lid_opening(eye: EyeFrame) -> float:
    """The eased opening, no more than 1."""
    return clip(eye.opening, 0, 1)
