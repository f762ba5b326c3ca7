"""What goes together: hair colors, eyes, moods, hairstyles and outfits, each with how usual it is."""

from __future__ import annotations

from typing import Final

import numpy as np

from ganstudio.training.faces.factors import Floats

HAIR: Final = (
    (0.0, 0.03, 0.12, 9), (-0.62, 0.05, 0.25, 4), (0, 0.22, 0.4, 9), (0.02, 0.42, 0.5, 9), (0.05, 0.62, 0.6, 6),
    (-0.1, 0.48, 0.95, 5), (0.02, 0.6, 0.95, 4), (0.22, 0.85, 0.55, 9), (0.2, 0.97, 0.3, 4), (-0.5, 0.93, 0.12, 6),
    (-0.55, 0.75, 0.2, 4), (-0.3, 0.72, 0.75, 7), (-0.33, 0.88, 0.45, 4), (-0.52, 0.5, 0.8, 6), (-0.5, 0.8, 0.5, 4),
    (-0.69, 0.4, 0.9, 6), (-0.75, 0.7, 0.65, 6), (-0.95, 0.72, 0.6, 5), (0.9, 0.68, 0.6, 4), (0.62, 0.75, 0.6, 2),
    (-0.14, 0.35, 0.9, 4),
)  # fmt: skip
"""Hue, lightness and chroma in factors' terms, and how usual."""

EYES: Final = (
    (-0.12, 0, 0.85, 7), (-0.28, 0.1, 0.8, 5), (-0.45, 0.2, 0.75, 4), (-0.68, 0.05, 0.75, 6), (-0.98, 0.35, 0.85, 3),
    (0.08, 0, 0.8, 6), (0.28, 0.1, 0.8, 4), (0.45, 0.2, 0.75, 3), (0.66, -0.05, 0.85, 5), (0.88, 0.1, 0.8, 5),
    (0.86, -0.6, 0.45, 6), (0.0, -0.3, 0.3, 2),
)  # fmt: skip

CLOTHES: Final = (
    (0, 0.12, 0.35, 6), (0, 0.97, 0.03, 5), (0.1, 0.05, 0.05, 4), (0.67, 0.42, 0.9, 4), (-0.19, 0.7, 0.5, 4),
    (0.53, 0.82, 0.4, 4), (0.94, 0.88, 0.25, 4), (0.19, 0.78, 0.4, 3), (-0.55, 0.85, 0.35, 2), (-0.39, 0.45, 0.5, 3),
    (0, 0.55, 0.06, 2), (-0.94, 0.9, 0.6, 2), (0.86, 0.5, 0.35, 2), (-0.64, 0.32, 0.4, 2), (0.61, 0.2, 0.5, 3),
    (0.03, 0.4, 0.75, 3),
)  # fmt: skip

ACCENTS: Final = ((0, 0.12), (0.67, 0.42), (-0.39, 0.45), (0.61, 0.2), (0.03, 0.4))
"""Hue and lightness of trims on pale clothes."""

BACK_FACTORS: Final = (
    "back_len", "back_vol", "back_flare", "back_curl", "back_wave", "back_sharp", "back_jag", "spike",
)  # fmt: skip
BACKS: Final[dict[str, tuple[float, ...]]] = {
    "long": (0.88, 1.0, 1.0, 0, 0.05, 2.6, 0.25, 0.05), "wavy": (0.85, 1.1, 1.2, 0, 1, 2.0, 0.4, 0.1),
    "bob": (0.24, 1.08, 0.86, 0.9, 0, 5.5, 0.08, 0), "spiky": (0.08, 1.0, 1.1, -0.7, 0, 1.5, 0.8, 1),
    "neat": (0.03, 0.93, 0.82, 0.3, 0, 2.2, 0.3, 0.15), "flip": (0.34, 1.05, 1.1, -1, 0, 1.9, 0.3, 0.1),
    "wolf": (0.38, 1.05, 1.0, -0.4, 0.2, 1.5, 0.8, 0.55), "updo": (0.0, 0.88, 0.72, 0.3, 0, 2.5, 0.2, 0.05),
    "medium": (0.5, 1.03, 0.92, 0.3, 0.1, 3, 0.25, 0.05), "curly": (0.5, 1.2, 1.3, 0.2, 0.9, 2.2, 0.5, 0.25),
}  # fmt: skip
BACK_FEMININE: Final = (9, 7, 8, 1.2, 0.9, 4.75, 3.5, 4.75, 6.65, 3)
BACK_MASCULINE: Final = (0.18, 0.14, 0.16, 4.9, 5.2, 0.35, 1.6, 0.35, 0.49, 0.06)

FRINGE_FEMININE: Final = (1.5, 1, 1.1, 1.1, 0.9, 1, 0.25, 1, 0.5, 0.4)
FRINGE_MASCULINE: Final = (0.1, 0.5, 1, 1, 1.4, 0.9, 2.2, 0.9, 0.6, 0.7)

MOOD_FACTORS: Final = (
    "eye_open", "smile", "mouth_open", "mouth_round", "brow_angle", "teeth", "cat_mouth", "eye_smile", "wink_l",
    "wink_r",
)  # fmt: skip
MOODS: Final[dict[str, tuple[float, ...]]] = {
    "calm": (0.24, 0.96, 0.28, 0, 0.1, 0, 0, 0, 0.15, 0, 0), "smile": (0.2, 0.97, 0.5, 0, 0.1, 0.1, 0, 0, 0.15, 0, 0),
    "happy": (0.13, 0.95, 0.7, 0.5, 0.1, 0.1, 0.5, 0, 0.15, 0, 0),
    "laugh": (0.06, 0.92, 0.9, 0.75, 0.05, 0.2, 0.5, 0, 0.95, 0, 0),
    "laugh_shut": (0.04, 0, 0.9, 0.75, 0.05, 0.2, 0.5, 0, 0.95, 0, 0),
    "sad": (0.06, 0.85, -0.6, 0.05, 0.3, 0.75, 0, 0, 0.15, 0, 0),
    "angry": (0.06, 0.85, -0.5, 0.2, 0.1, -0.8, 0.6, 0, 0.15, 0, 0),
    "surprise": (0.05, 1.08, 0, 0.6, 0.9, 0.3, 0, 0, 0.15, 0, 0),
    "sleepy": (0.04, 0.5, 0.1, 0.05, 0.3, 0.2, 0, 0, 0.15, 0, 0),
    "grin": (0.06, 0.9, 0.9, 0.32, 0, -0.2, 1, 0, 0.15, 0, 0),
    "cat": (0.03, 0.97, 0.6, 0.15, 0.1, 0, 0.2, 0.9, 0.15, 0, 0),
    "wink_l": (0.018, 0.97, 0.6, 0.2, 0.1, 0.1, 0.3, 0, 0.9, 1, 0),
    "wink_r": (0.018, 0.97, 0.6, 0.2, 0.1, 0.1, 0.3, 0, 0.9, 0, 1),
}  # fmt: skip
"""How usual, then the factors of `MOOD_FACTORS`: eyes, brows and mouth belong together."""

OUTFIT_FACTORS: Final = ("collar", "sailor", "turtle", "hood", "neckline", "tie", "jacket", "straps")
OUTFITS: Final[dict[str, tuple[float, ...]]] = {
    "sailor": (0.21, 1, 1, 0, 0, 0.75, 1, 0, 0), "shirt": (0.16, 1, 0, 0, 0, 0.35, 1, 0, 0),
    "turtle": (0.10, 0, 0, 0.9, 0, 0.35, 0, 0, 0), "hood": (0.13, 0, 0, 0, 1, 0.35, 0, 0, 0),
    "plain": (0.12, 0, 0, 0, 0, 0.35, 0, 0, 0), "wide": (0.08, 0, 0, 0, 0, 0.95, 0, 0, 0),
    "uniform": (0.12, 1, 0, 0, 0, 0.35, 1, 1, 0), "straps": (0.08, 0, 0, 0, 0, 0.5, 0, 0, 1),
}  # fmt: skip
OUTFITS_MASCULINE: Final = (0.1, 0.24, 0.12, 0.2, 0.2, 0.02, 0.2, 0.004)


def eye_like_hair(hair_hue: Floats) -> Floats:
    """The eyes' hue factor whose color is that of the hair: float32 [n] -> float32 [n]."""
    hue = 55 + 165 * hair_hue - 55 * hair_hue**2
    distance = (hue - 280) % 360
    found: Floats = np.where(distance <= 150, distance / 150, (distance - 360) / 180).astype(np.float32)
    return found
