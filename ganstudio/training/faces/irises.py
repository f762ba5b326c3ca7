"""The irises: rim, depth, glow, pupil, petals of light, colored reflection and highlights, cut by both lids."""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.canvas import Part, linear, radial
from ganstudio.training.faces.color import blend, color_of, faded, hue_towards
from ganstudio.training.faces.curves import Points, circle, join
from ganstudio.training.faces.eyes import (
    EyeFrame,
    frame_eye,
    lid_opening,
    paint_eye_white,
    paint_lid_shadow,
    paint_lids,
)
from ganstudio.training.faces.sheet import Sheet
from ganstudio.training.faces.tones import WHITE, eye_hue


class _Iris(msgspec.Struct, frozen=True, kw_only=True):
    """One iris: its middle and half-axes in the frontal plane, and its color.

    Attributes:
        hue, lightness, chroma: Of its middle. dark, bright: its darkest and its brightest tone.
    """

    x: float
    y: float
    half_width: float
    half_height: float
    hue: float
    lightness: float
    chroma: float
    dark: QColor
    bright: QColor

    def on_face(self, sheet: Sheet, points: Points, lift: float = 0.0) -> Points:
        """Places in the iris, as shares of its half-axes, to the picture: [..., 2] -> [..., 2]."""
        flat = np.asarray(points, np.float64)
        return sheet.head.on_face(flat * [self.half_width, self.half_height] + [self.x, self.y], lift)

    def tone(self, lift: float, richness: float) -> QColor:
        """The iris's color, lighter by `lift`, with `richness` times the chroma."""
        return color_of(self.lightness + lift, self.chroma * richness, self.hue)


def paint_eyes(sheet: Sheet) -> None:
    """Paint both eyes, the smaller things over the larger."""
    for side in (-1, 1):
        eye = frame_eye(sheet, side)
        if eye.open > 0.02:
            iris = _iris_of(sheet, eye)
            with sheet.canvas.clipped(paint_eye_white(sheet, eye)):
                _paint_iris(sheet, iris)
                paint_lid_shadow(sheet, eye)
                _paint_highlights(sheet, iris)
        paint_lids(sheet, eye)


def _iris_of(sheet: Sheet, eye: EyeFrame) -> _Iris:
    """The iris is nearly as tall as the eye, so that both lids cut it: without that it stares."""
    width = 0.735 * eye.half_width * sheet["iris"] * (1 - 0.14 * sheet["eye_sharp"] + 0.05 * sheet["eye_round"])
    height = max(0.97 * eye.half_height * sheet["iris"] * (1 - 0.12 * sheet["eye_sharp"]), 0.82 * width)
    hue = eye_hue(sheet["eye_hue"]) + eye.side * 60 * sheet["hetero"]
    lightness, chroma = 0.54 + 0.12 * sheet["eye_light"], 0.20 * sheet["eye_chroma"]
    sunk = 0.10 * (1 - lid_opening(eye))
    return _Iris(
        x=eye.side * (eye.x - 0.035 * eye.half_width) + sheet["gaze_x"] * eye.half_width * 0.26,
        y=eye.y + eye.half_height * (-0.035 - 0.20 * sheet["gaze_y"] + sunk),
        half_width=width,
        half_height=height,
        hue=hue,
        lightness=lightness,
        chroma=chroma,
        dark=color_of(max(0.16, lightness - 0.33), chroma * 0.62 + 0.02, hue_towards(hue, 300, 0.12)),
        bright=color_of(min(0.93, lightness + 0.27), chroma * 0.85 + 0.02, hue_towards(hue, 150, 0.16)),
    )


def _paint_iris(sheet: Sheet, iris: _Iris) -> None:
    canvas, ring = sheet.canvas, circle(36)
    top, bottom = iris.on_face(sheet, np.array([0, -1])), iris.on_face(sheet, np.array([0, 1]))
    rim = linear(top, bottom, (0, iris.dark), (0.6, iris.tone(-0.20, 0.9)), (1, iris.tone(-0.14, 1)))
    canvas.fill(iris.on_face(sheet, ring), rim, Part.IRIS)
    stops = (
        (0.0, iris.dark), (0.22, iris.tone(-0.22, 0.85)), (0.52, iris.tone(-0.10, 1)), (0.78, iris.tone(0.07, 1.05)),
        (1.0, iris.bright),
    )  # fmt: skip
    plain = iris.tone(-0.02, 1)
    inner = linear(top, bottom, *((place, blend(color, plain, 0.8 * sheet["iris_flat"])) for place, color in stops))
    canvas.fill(iris.on_face(sheet, ring * 0.87), inner, Part.IRIS)
    _paint_glow(sheet, iris)
    _paint_pupil(sheet, iris)
    petal = color_of(min(0.96, iris.lightness + 0.36), iris.chroma * 0.6, iris.hue)
    if sheet.detail > 0.02:
        middle = _PETALS.mean(axis=0)
        tall = sheet.detail * (1 - sheet["iris_flat"])
        canvas.fill(iris.on_face(sheet, middle + (_PETALS - middle) * [1, tall]), petal)
        _paint_reflection(sheet, iris)


def _paint_glow(sheet: Sheet, iris: _Iris) -> None:
    glow = faded(iris.bright, 0.95 * (1 - 0.8 * sheet["iris_flat"]))
    brush = radial(
        iris.on_face(sheet, np.array([0, 0.62])), iris.half_width * sheet.head.zoom * 0.85,
        (0, glow), (0.45, faded(glow, 0.75)), (1, faded(glow, 0)),
    )  # fmt: skip
    sheet.canvas.fill(iris.on_face(sheet, circle(36) * [0.72, 0.40] + [0, 0.46]), brush)


def _paint_pupil(sheet: Sheet, iris: _Iris) -> None:
    size, slit, flat = sheet["pupil"] * (1 + 0.22 * sheet["eye_round"]), sheet["slit"], sheet["iris_flat"]
    axes = [0.40 * size * (1 - 0.62 * slit), 0.38 * size * (1 + 0.55 * slit)]
    middle = np.array([0, -0.05 + 0.03 * slit])
    outline = iris.on_face(sheet, circle(36) * axes + middle)
    if flat > 0.02:  # a plain iris has a light ring around its pupil
        ring = iris.on_face(sheet, circle(36) * axes * (0.9 + 0.5 * flat) + middle)
        sheet.canvas.fill(ring, iris.tone(0.12, 0.9))
    low = color_of(max(0.15, iris.lightness - 0.34), iris.chroma * 0.7, iris.hue)
    ends = iris.on_face(sheet, np.array([[0, -0.5], [0, 0.4]]))
    sheet.canvas.fill(outline, linear(ends[0], ends[1], (0, color_of(0.13, 0.03, iris.hue)), (1, low)))


def _paint_reflection(sheet: Sheet, iris: _Iris) -> None:
    """An arc of a neighboring color, away from the light."""
    angle = np.linspace(-0.95, 0.35, 10)
    wide = np.array([0.80, 0.71 - 0.09 * sheet.detail])
    outer, inner = (
        np.stack([-sheet.light * np.cos(angle) * x, np.sin(angle) * y - 0.02], axis=1)
        for x, y in ((wide[0], wide[0]), (wide[1], wide[1] + 0.04))
    )
    color = faded(color_of(iris.lightness + 0.08, min(0.16, iris.chroma), iris.hue + 50), 0.75)
    sheet.canvas.fill(iris.on_face(sheet, np.concatenate([outer, inner[::-1]])), color)


def _paint_highlights(sheet: Sheet, iris: _Iris) -> None:
    """White spots that follow the light; the smaller ones are fine drawing."""
    size, light = sheet["shine"], sheet.light
    small = size * (0.25 + 0.75 * sheet.detail)
    spots = [
        circle(28) * [0.27 * size, 0.235 * size] + [light * 0.35, -0.42],
        circle(18) * [0.13 * small, 0.12 * small] + [-light * 0.38, 0.42],
        circle(12) * [0.07 * small, 0.065 * small] + [light * 0.56, -0.06],
    ]
    sheet.canvas.fill(iris.on_face(sheet, join(spots), 0.3), WHITE)


def _petal(index: int) -> Points:
    angle = np.pi / 2 + index * 0.36
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]]) * 0.045
    return np.array([along * 0.52, along * 0.64 + across, along * 0.80, along * 0.64 - across])


_PETALS: Final = join([_petal(index) for index in (-2, -1, 0, 1, 2)])
"""Petals of light under the pupil."""
