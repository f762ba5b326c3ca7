"""What w is a linear function of: the factors, and what is drawn from them (colors, fringe shares, sizes of things).

A hue as one number is learned very slowly, and a presence is drawn only from 0.2 on; colors as they are seen and sizes
as they are drawn are learned fast. The factors stay beside them: two faces mixed in w have the mixture of their factors
there, so that the network can learn to paint the drawing of the mixture, whose colors never turn grey.
"""

from __future__ import annotations

import functools
import math
from typing import Final

import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.color import color_of
from ganstudio.training.faces.curves import smooth
from ganstudio.training.faces.factors import (
    FRINGES,
    NAMES,
    PRESENCES,
    Face,
    Floats,
    face_of,
    highest,
    lowest,
    mean_face,
)
from ganstudio.training.faces.fringe import fringe_weights
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.faces.sheet import grown
from ganstudio.training.faces.tones import background_hue, eye_hue, tones_of

_COLORS: Final = (
    "hair", "hair_shade", "hair_tip", "hair_light", "hair_ink", "hair_inside", "skin", "skin_shade", "blush", "cloth",
    "trim", "ornament", "eye_left", "eye_right", "eye_dark", "background", "background_top", "background_bottom",
)  # fmt: skip

INPUT_NAMES: Final = (
    *NAMES,
    *(f"{color}_{channel}" for color in _COLORS for channel in "rgb"),
    *(f"share_{name}" for name in FRINGES),
    *(f"size_{name}" for name in PRESENCES),
    "yaw_sine", "yaw_cosine", "opening_left", "opening_right",
)  # fmt: skip
"""The columns of a table of inputs: the factors come first."""


def inputs_of_factors(factors: Floats) -> Floats:
    """The inputs of some faces: float32 [n, factors] -> float32 [n, inputs].

    The factors' own columns keep values past the limits, so that sliders can go on; what is drawn stays at the limit.
    """
    drawn = np.array([_drawn(face_of(row)) for row in factors], np.float32)  # [n, inputs - factors]
    drawn = drawn.reshape(len(factors), len(INPUT_NAMES) - len(NAMES))  # also of no faces
    found: Floats = np.concatenate([factors, drawn], axis=1, dtype=np.float32)
    return found


def mean_inputs() -> Floats:
    """The inputs of the face at psi 0: float32 [inputs]."""
    found: Floats = inputs_of_factors(mean_face()[None])[0]
    return found


@functools.cache
def deviations() -> Floats:
    """The standard deviation of every input among natural faces: float32 [inputs].

    No less than a twelfth of a factor's range, so that one that natural faces hardly use does not outweigh the others
    where it is used; nor than a hundredth.
    """
    floor = np.full(len(INPUT_NAMES), 0.01, np.float32)
    floor[: len(NAMES)] = np.maximum((highest() - lowest()) / 12, 0.01)
    found: Floats = np.maximum(inputs_of_factors(natural_faces(3000, seed=0)).std(axis=0), floor).astype(np.float32)
    return found


def _drawn(face: Face) -> list[float]:
    colors = [part for color in _colors_of(face) for part in (color.redF(), color.greenF(), color.blueF())]
    sizes = [grown(face[name]) for name in PRESENCES]
    yaw = math.radians(face["yaw"])
    openings = [smooth(0, 1, face["eye_open"] * (1 - face[f"wink_{side}"])) for side in "lr"]
    return [*colors, *fringe_weights(face).tolist(), *sizes, math.sin(yaw), math.cos(yaw), *openings]


def _colors_of(face: Face) -> list[QColor]:
    """The colors of `_COLORS`, in that order."""
    tones = tones_of(face)
    hair, skin = tones.hair, tones.skin
    lightness, chroma = 0.54 + 0.12 * face["eye_light"], 0.20 * face["eye_chroma"]
    eyes = [eye_hue(face["eye_hue"]) + turn * face["hetero"] for turn in (-60, 60)]
    behind = background_hue(face["bg_hue"]), 0.62 + 0.34 * face["bg_light"], 0.13 * face["bg_chroma"]
    change = 0.10 * face["bg_grad"]
    return [
        hair.base, hair.shade, hair.tip, hair.light, hair.ink, hair.back_deep, skin.base, skin.shade, skin.blush,
        tones.cloth.base, tones.trim.base, tones.ornament.base,
        *(color_of(lightness, chroma, hue) for hue in eyes), color_of(lightness - 0.2, chroma * 0.9, sum(eyes) / 2),
        *(color_of(behind[1] + lift, behind[2], behind[0] + turn)
          for lift, turn in ((0, 0), (change, -22), (-change, 22))),
    ]  # fmt: skip
