"""Colors by lightness, chroma and hue (OKLCH), fitted to what a screen can show."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from ganstudio.training.faces.curves import lerp

Lch = tuple[float, float, float]
"""Lightness 0..1, chroma from 0 (grey) to about 0.3, hue in degrees."""


def color_of(lightness: float, chroma: float, hue: float) -> QColor:
    """A color of OKLCH; the chroma shrinks until the screen can show it.

    Source: Björn Ottosson 2020, "A perceptual color space for image processing".
    """
    lightness = min(max(lightness, 0.0), 1.0)
    a, b = math.cos(math.radians(hue)), math.sin(math.radians(hue))
    low, high = 0.0, max(chroma, 0.0)
    linear = _linear_rgb(lightness, high * a, high * b)
    if not _shown(linear):
        for _ in range(7):
            middle = (low + high) / 2
            if _shown(_linear_rgb(lightness, middle * a, middle * b)):
                low = middle
            else:
                high = middle
        linear = _linear_rgb(lightness, low * a, low * b)
    return QColor.fromRgbF(*(_encoded(channel) for channel in linear))


def hue_towards(hue: float, target: float, share: float) -> float:
    """The hue, pulled towards a target; the pull fades as the target gets opposite, so that it never jumps."""
    distance = (target - hue + 180) % 360 - 180
    return hue + distance * share * max(0.0, 1 - (abs(distance) / 180) ** 3)


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """A mixture of near relatives (a tone and its shade), in sRGB."""
    return QColor.fromRgbF(
        lerp(first.redF(), second.redF(), share),
        lerp(first.greenF(), second.greenF(), share),
        lerp(first.blueF(), second.blueF(), share),
    )


def faded(color: QColor, alpha: float) -> QColor:
    """The color at `alpha` times its opacity; for shading only, never for a thing that comes or goes."""
    found = QColor(color)
    found.setAlphaF(color.alphaF() * alpha)
    return found


def _linear_rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _shown(linear: tuple[float, float, float]) -> bool:
    return min(linear) >= -1e-3 and max(linear) <= 1.001


def _encoded(channel: float) -> float:
    """Linear light to sRGB, 0..1 (IEC 61966-2-1)."""
    channel = min(max(channel, 0.0), 1.0)
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
