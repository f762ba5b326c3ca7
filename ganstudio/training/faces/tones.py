"""The colors of one face: every tone of hair, skin, clothes and ornaments, along paths that never turn grey.

A hue is an open interval around its mean, never a circle and never a mixture of RGB: hair goes from brown one way over
red, pink, violet and blue to cyan, the other way over blonde to mint. A mixture of two faces is therefore never greyer
than the greyer of the two.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from PySide6.QtGui import QColor

from ganstudio.training.faces.color import blend, color_of, hue_towards
from ganstudio.training.faces.factors import Face

WHITE: Final = QColor(255, 255, 255)


class HairTones(msgspec.Struct, frozen=True):
    """Colors of the hair, from the lit to the dark, and of its inside."""

    base: QColor
    shade: QColor
    deep: QColor
    tip: QColor
    light: QColor
    gloss: QColor
    ink: QColor
    strand: QColor
    back_shade: QColor
    back_deep: QColor


class SkinTones(msgspec.Struct, frozen=True):
    """Colors of the skin."""

    base: QColor
    shade: QColor
    deep: QColor
    light: QColor
    ink: QColor
    blush: QColor


class ClothTones(msgspec.Struct, frozen=True):
    """Colors of a material: clothes, their trim, or ornaments."""

    base: QColor
    shade: QColor
    light: QColor
    ink: QColor


class Tones(msgspec.Struct, frozen=True):
    """All colors of a face that do not belong to its eyes or background."""

    hair: HairTones
    skin: SkinTones
    cloth: ClothTones
    trim: ClothTones
    ornament: ClothTones


def tones_of(face: Face) -> Tones:
    """The colors of a face."""
    return Tones(hair=_hair(face), skin=_skin(face), cloth=_cloth(face), trim=_trim(face), ornament=_ornament(face))


def hair_hue(position: float) -> float:
    """The hair's hue in degrees: -1 cyan, 0 brown, 1 mint."""
    return 55 + 165 * position - 55 * position**2


def eye_hue(position: float) -> float:
    """The irises' hue in degrees: -1 green, 0 blue-violet, 1 amber."""
    return 280 + 165 * position - 15 * position**2


def background_hue(position: float) -> float:
    """The background's hue in degrees; the ends meet."""
    return 235 + 180 * position


def _hair(face: Face) -> HairTones:
    lightness = 0.27 + 0.66 * face["hair_light"]
    chroma = 0.012 + 0.15 * face["hair_chroma"] * (1 - 0.5 * max(0, lightness - 0.75) / 0.25)
    hue, drop = hair_hue(face["hair_hue"]), (0.055 + 0.095 * lightness) * face["shade"]
    shade = color_of(lightness - drop, chroma * 1.05 + 0.012, hue_towards(hue, 300, 0.12))
    ink = color_of(max(0.13, 0.45 * lightness - 0.03), min(chroma * 0.8 + 0.02, 0.1), hue_towards(hue, 320, 0.2))
    gloss = lightness + 0.17 + 0.2 * (1 - lightness) + 0.05 * face["hair_shine"]
    inner = min(1.0, abs(face["inner_hue"]) * 2)  # how much the inside has a color of its own
    inner_hue = hue + 150 * face["inner_hue"]
    lift = inner * (0.75 - lightness)
    return HairTones(
        base=color_of(lightness, chroma, hue),
        shade=shade,
        deep=color_of(lightness - 1.75 * drop, chroma + 0.015, hue_towards(hue, 300, 0.2)),
        tip=color_of(lightness + 0.045, chroma + 0.015 + 0.02 * abs(face["tip_hue"]), hue + 60 * face["tip_hue"]),
        light=color_of(
            min(0.985, lightness + 0.10 + 0.12 * (1 - lightness)), chroma * 0.8 + 0.01, hue_towards(hue, 90, 0.06)
        ),
        gloss=color_of(min(0.985, gloss), chroma * 0.55 + 0.01, hue_towards(hue, 90, 0.1)),
        ink=ink,
        strand=blend(shade, ink, 0.35),
        back_shade=color_of(
            lightness - drop * (1 - 0.9 * inner) + 0.10 * lift,
            (chroma * 1.05 + 0.012) * (1 - inner) + max(chroma, 0.11) * inner,
            hue_towards(inner_hue, 300, 0.12 * (1 - inner)),
        ),
        back_deep=color_of(
            lightness - 1.75 * drop * (1 - 0.6 * inner) + 0.08 * lift,
            (chroma + 0.015) * (1 - inner) + max(chroma, 0.12) * inner,
            hue_towards(inner_hue, 300, 0.2 * (1 - inner)),
        ),
    )


def _skin(face: Face) -> SkinTones:
    depth, shade = face["skin"], face["shade"]
    lightness = float(np.interp(depth, (0, 0.3, 0.6, 1), (0.955, 0.905, 0.76, 0.53)))
    chroma = float(np.interp(depth, (0, 0.3, 0.6, 1), (0.022, 0.048, 0.085, 0.085)))
    hue = 58 + 8 * face["skin_warm"] - 4 * (1 - depth)
    return SkinTones(
        base=color_of(lightness, chroma, hue),
        shade=color_of(lightness - 0.085 * shade, chroma + 0.032, hue - 26),
        deep=color_of(lightness - 0.16 * shade, chroma + 0.045, hue - 32),
        light=color_of(min(0.99, lightness + 0.03), chroma * 0.7, hue + 8),
        ink=color_of(0.40 + 0.1 * (lightness - 0.8), 0.075, 28),
        blush=color_of(lightness - 0.10, chroma + 0.095, 18),
    )


def _cloth(face: Face) -> ClothTones:
    hue, lightness, chroma = (
        265 + 180 * face["cloth_hue"],
        0.30 + 0.66 * face["cloth_light"],
        0.15 * face["cloth_chroma"],
    )
    return ClothTones(
        base=color_of(lightness, chroma, hue),
        shade=color_of(lightness - 0.1 * face["shade"], chroma + 0.015, hue_towards(hue, 290, 0.15)),
        light=color_of(min(0.98, lightness + 0.06), chroma * 0.8, hue),
        ink=color_of(max(0.15, lightness * 0.45), 0.05 + chroma * 0.3, hue_towards(hue, 300, 0.2)),
    )


def _trim(face: Face) -> ClothTones:
    hue, lightness = 265 + 180 * face["trim_hue"], 0.30 + 0.66 * face["trim_light"]
    chroma = 0.03 + 0.1 * (1 - face["trim_light"])
    return ClothTones(
        base=color_of(lightness, chroma, hue),
        shade=color_of(lightness - 0.1 * face["shade"], chroma + 0.02, hue_towards(hue, 290, 0.2)),
        light=color_of(min(0.98, lightness + 0.06), chroma * 0.8, hue),
        ink=color_of(max(0.2, lightness * 0.45), 0.06, hue_towards(hue, 300, 0.2)),
    )


def _ornament(face: Face) -> ClothTones:
    hue, lightness = 15 + 180 * face["acc_hue"], 0.4 + 0.45 * face["acc_light"]
    return ClothTones(
        base=color_of(lightness, 0.17, hue),
        shade=color_of(lightness - 0.12, 0.16, hue_towards(hue, 300, 0.12)),
        light=color_of(min(0.97, lightness + 0.16), 0.09, hue),
        ink=color_of(lightness * 0.42, 0.09, hue_towards(hue, 320, 0.2)),
    )
