"""Reads a made picture by drawings: of the drawings of its face with one thing more or less so, which is nearest?"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ganstudio.training.faces.drawing import draw_picture
from ganstudio.training.faces.factors import Floats

Pixels = NDArray[np.uint8]


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """What pictures show of one thing.

    Attributes:
        level: float32 [n], the level whose drawing is nearest. error: float32 [n, levels], mean absolute difference
            from the drawings, of 255, where these differ from one another.
        region: bool [n, r, r], where they do.
    """

    level: Floats
    error: Floats
    region: NDArray[np.bool_]


def read_by_drawings(
    pictures: Pixels, versions: Sequence[Floats] | Pixels, levels: Sequence[float], *, grow: int = 3
) -> Readings:
    """Find the nearest drawing of each picture.

    Args:
        pictures: uint8 [n, r, r, 3], made of the same faces.
        versions: For every level, the faces' factors: float32 [n, factors] each; or the drawings of those, as
            `draw_versions` gives them.
        levels: What the versions are versions of, rising.
        grow: Pixels by which the region where drawings differ is grown.
    """
    found = versions if isinstance(versions, np.ndarray) else draw_versions(versions, size=pictures.shape[1])
    drawn = found.astype(np.int16)
    differ = (drawn.max(axis=0) - drawn.min(axis=0)).max(axis=3) > 24  # [n, r, r]
    region = grown(differ, grow)
    away = np.abs(drawn - pictures).mean(axis=4)  # [levels, n, r, r]
    count = np.maximum(region.sum(axis=(1, 2)), 1)
    error = ((away * region).sum(axis=(2, 3)) / count).T.astype(np.float32)  # [n, levels]
    return Readings(level=np.asarray(levels, np.float32)[error.argmin(axis=1)], error=error, region=region)


def draw_versions(versions: Sequence[Floats], *, size: int) -> Pixels:
    """Drawings of faces at some levels: float32 [n, factors] each -> uint8 [levels, n, size, size, 3]."""
    return np.stack([[draw_picture(row, size=size) for row in table] for table in versions])


def grown(masks: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Masks and what lies within some pixels of them: bool [n, r, r]."""
    wide = torch.from_numpy(masks.astype(np.float32)).unsqueeze(1)
    found: NDArray[np.bool_] = (
        nn.functional.max_pool2d(wide, 2 * pixels + 1, stride=1, padding=pixels).squeeze(1).numpy() > 0
    )
    return found


def fine_energy(pictures: Pixels) -> NDArray[np.float64]:
    """The energy of the fine structure of pictures, above a quarter of the sampling frequency: float64 [n]."""
    light = pictures.astype(np.float64).mean(axis=3)
    window = np.hanning(light.shape[1])[:, None] * np.hanning(light.shape[2])
    spectrum = np.abs(np.fft.fft2((light - light.mean(axis=(1, 2), keepdims=True)) * window)) ** 2
    rows, columns = (np.fft.fftfreq(side) for side in light.shape[1:])
    high = np.hypot(rows[:, None], columns) > 0.25
    found: NDArray[np.float64] = spectrum[:, high].sum(axis=1) / light[0].size
    return found


def saturation(pictures: Pixels) -> float:
    """The mean difference between the strongest and the weakest channel, of 255."""
    wide = pictures.astype(np.float32)
    return float((wide.max(axis=3) - wide.min(axis=3)).mean())


def contrast(pictures: Pixels) -> float:
    """The mean deviation of lightness within a picture, of 255."""
    return float(pictures.astype(np.float32).mean(axis=3).std(axis=(1, 2)).mean())
