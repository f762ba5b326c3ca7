"""The factors of a face: their names, the smallest, usual and largest value of each, and which fringes there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

Face = Mapping[str, float]
"""The values of one face's factors, by name."""

FRINGES: Final = (
    "blunt", "parted", "swept_l", "swept_r", "jagged", "centre", "crop", "curtain", "one_eye", "back",
)  # fmt: skip

RANGES: Final[dict[str, tuple[float, float, float]]] = {
    # Pose and light.
    "yaw": (-30, 0, 30), "pitch": (-15, 0, 15), "roll": (-14, 0, 14),
    "zoom": (0.9, 1, 1.12), "shift_x": (-8, 0, 8), "shift_y": (-6, 0, 6),
    "light": (-1, -0.35, 1), "shade": (0.6, 1, 1.3), "ink": (0.8, 1, 1.3), "wind": (-1, 0, 1), "glow": (0, 0.55, 1),
    "detail": (0, 1, 1),
    # Head.
    "age": (-1, 0, 1), "masc": (0, 0.25, 1), "face_w": (-1, 0, 1), "jaw": (-1, 0, 1), "chin": (-1, 0, 1),
    "ear_point": (0, 0.08, 1), "skin": (0, 0.22, 1), "skin_warm": (-1, 0, 1), "blush": (0, 0.4, 1),
    # Eyes and brows.
    "eye_size": (0.85, 1, 1.15), "eye_tall": (0.7, 1, 1.15), "eye_gap": (-1, 0, 1), "eye_flat": (-1, 0, 1),
    "eye_outer": (-1, 0, 1), "slit": (0, 0.05, 1), "eye_slant": (-1, 0.1, 1), "eye_open": (0, 0.95, 1.1),
    "eye_smile": (0, 0.3, 1), "wink_l": (0, 0.05, 1), "wink_r": (0, 0.05, 1),
    "gaze_x": (-1, 0, 1), "gaze_y": (-1, 0, 1), "iris": (0.85, 1, 1.15), "pupil": (0.5, 1, 1.3),
    "eye_soft": (0, 0, 1), "eye_sharp": (0, 0, 1), "eye_round": (0, 0, 1), "iris_flat": (0, 0, 1),
    "lash": (0, 0.6, 1), "lid": (0.7, 1, 1.3), "shine": (0.6, 1, 1.3),
    "eye_hue": (-1, 0, 1), "eye_light": (-1, 0, 1), "eye_chroma": (0.3, 0.75, 1), "hetero": (-0.5, 0, 0.5),
    "brow_y": (-1, 0, 1), "brow_angle": (-1, 0, 1), "brow_arch": (0, 0.5, 1), "brow_thick": (0.6, 1, 1.8),
    # Mouth, nose and marks.
    "mouth_open": (0, 0.22, 1), "smile": (-1, 0.3, 1), "mouth_w": (0, 0.5, 1), "mouth_round": (0, 0.2, 1),
    "teeth": (0, 0.35, 1), "cat_mouth": (0, 0.1, 1), "fang": (0, 0.08, 1), "lip": (0, 0.3, 1),
    "nose": (0.5, 1, 1.5), "nose_dot": (0, 0, 1), "nose_line": (0, 0, 1), "nose_button": (0, 0, 1),
    "mole": (0, 0.08, 1), "freckles": (0, 0.05, 1),
    # Hair.
    "hair_hue": (-1, 0, 1), "hair_light": (0, 0.46, 1), "hair_chroma": (0, 0.5, 1), "tip_hue": (-1, 0, 1),
    "inner_hue": (-1, 0, 1), "hair_shine": (0, 0.6, 1), "band_y": (-1, 0, 1),
    **{f"fringe_{name}": (0, 0.1, 1) for name in FRINGES},
    "fringe_len": (-1, 0, 1), "part": (-1, 0, 1), "messy": (0, 0.35, 1),
    "side_len": (0, 0.4, 1), "side_w": (0.5, 1, 1.4), "side_curl": (-1, 0.2, 1),
    "temple": (0, 0.2, 1),
    "back_len": (0, 0.42, 1), "back_vol": (0.85, 1, 1.2), "back_flare": (0.7, 1, 1.35), "back_curl": (-1, 0, 1),
    "back_wave": (0, 0.3, 1), "back_sharp": (1.4, 2.5, 6), "back_jag": (0, 0.35, 1), "spike": (0, 0.2, 1),
    "crown": (-0.5, 0, 1),
    "tail_l": (0, 0.16, 1), "tail_r": (0, 0.16, 1), "tail_y": (-1, 0, 1), "tail_len": (0, 0.5, 1),
    "braid_l": (0, 0.06, 1), "braid_r": (0, 0.06, 1), "pony": (0, 0.1, 1), "buns": (0, 0.06, 1), "ahoge": (0, 0.25, 1),
    # Accessories.
    "glasses": (0, 0.15, 1), "glasses_round": (0, 0.5, 1), "hairband": (0, 0.12, 1), "bow": (0, 0.1, 1),
    "clip": (0, 0.14, 1), "cat_ears": (0, 0.1, 1), "earrings": (0, 0.12, 1), "choker": (0, 0.1, 1),
    "flower": (0, 0.1, 1), "headphones": (0, 0.05, 1), "acc_hue": (-1, 0, 1), "acc_light": (0, 0.55, 1),
    # Clothes.
    "cloth_hue": (-1, 0, 1), "cloth_light": (0, 0.45, 1), "cloth_chroma": (0, 0.45, 1),
    "trim_hue": (-1, 0, 1), "trim_light": (0, 0.85, 1),
    "neckline": (0, 0.4, 1), "collar": (0, 0.35, 1), "sailor": (0, 0.3, 1), "turtle": (0, 0.15, 1),
    "hood": (0, 0.15, 1), "tie": (0, 0.2, 1),
    "scarf": (0, 0.06, 1), "jacket": (0, 0.08, 1), "straps": (0, 0.06, 1),
    # Background.
    "bg_hue": (-1, 0, 1), "bg_light": (0, 0.75, 1), "bg_chroma": (0, 0.45, 1), "bg_grad": (-1, 0.4, 1),
    "bg_turn": (-1, 0.3, 1), "bokeh": (0, 0.3, 1), "bokeh_x": (-1, 0, 1), "stripes": (0, 0.12, 1),
    "halo": (0, 0.15, 1), "petals": (0, 0.08, 1), "sparkle": (0, 0.08, 1),
}  # fmt: skip
"""Name -> (lowest, mean, highest) value that is drawn; the means make the face at psi 0."""

NAMES: Final = tuple(RANGES)
"""The columns of every table of factors, in order."""

INDEX: Final = {name: column for column, name in enumerate(NAMES)}

PRESENCES: Final = (
    "tail_l", "tail_r", "braid_l", "braid_r", "pony", "buns", "ahoge", "glasses", "hairband", "bow", "clip", "cat_ears",
    "earrings", "choker", "flower", "headphones", "collar", "turtle", "hood", "tie", "scarf", "jacket", "straps",
    "mole", "freckles", "stripes", "halo",
)  # fmt: skip
"""Factors that say whether a thing is there: nothing is seen of it below 0.2, all of it from 0.95."""


def lowest() -> Floats:
    """The smallest values that are drawn: float32 [factors]."""
    return np.array([low for low, _, _ in RANGES.values()], np.float32)


def highest() -> Floats:
    """The largest values that are drawn: float32 [factors]."""
    return np.array([high for _, _, high in RANGES.values()], np.float32)


def mean_face() -> Floats:
    """The face at psi 0: float32 [factors]."""
    return np.array([mean for _, mean, _ in RANGES.values()], np.float32)


def face_of(row: Floats) -> dict[str, float]:
    """Factors as a face that can be drawn: float32 [factors] -> values by name, held within their ranges."""
    return dict(zip(NAMES, np.clip(row.astype(np.float64), lowest(), highest()).tolist(), strict=True))


def with_factors(table: Floats, changes: Face) -> Floats:
    """A copy of some faces with some factors set: float32 [n, factors]."""
    changed = table.copy()
    for name, value in changes.items():
        changed[..., INDEX[name]] = value
    return changed
