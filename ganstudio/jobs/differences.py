"""How far pictures are from another one, shown as a picture: |difference| of each color, made stronger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image

from ganstudio.jobs.compose import Pixels, as_rgb
from ganstudio.jobs.planned import PlannedPicture

Shown = Iterator[tuple[PlannedPicture, Pixels]]


def amplified(image: Pixels, reference: Pixels, gain: float) -> Pixels:
    """min(255, gain * |image - reference|) of each color: uint8 [H, W, 3], black where nothing differs."""
    there, here = as_rgb(reference), as_rgb(image)
    if there.size != here.size:
        there = there.resize(here.size, Image.Resampling.LANCZOS)
    apart = np.abs(np.asarray(here, np.float32) - np.asarray(there, np.float32))
    return np.minimum(np.round(apart * gain), 255.0).astype(np.uint8)


def differing(shown: Iterable[tuple[PlannedPicture, Pixels]], reference: Pixels, gain: float) -> Shown:
    """Each picture as its difference from the reference."""
    for picture, image in shown:
        yield picture, amplified(image, reference, gain)
