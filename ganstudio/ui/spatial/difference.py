"""What the spatial edits change in the picture, and how much of it lies outside the selections. NumPy; no Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.masks import resize_mask, soften
from ganstudio.recipe.edits import SpatialEdit

Pixels = npt.NDArray[np.uint8]
_SELECTED_FROM = 0.01
"""Softened cells weaker than this count as not selected."""


@dataclass(frozen=True, eq=False)
class Difference:
    """Edited minus unedited.

    Attributes:
        values: float32 [H, W]: the mean over the colors, signed, -255..255.
        inside: Mean magnitude where something is selected, 0..255; 0 if nothing is.
        outside: Mean magnitude elsewhere: what leaks; None if there is no elsewhere.
    """

    values: npt.NDArray[np.float32]
    inside: float
    outside: float | None


def difference(edited: Pixels, unedited: Pixels, edits: tuple[SpatialEdit, ...]) -> Difference:
    """Compares two pictures of the same size.

    Args:
        edited: uint8 [H, W] or [H, W, C].
        unedited: The same picture without edits.
        edits: Those that act; their selections together are the inside.
    """
    delta = edited.astype(np.float32) - unedited.astype(np.float32)
    if delta.ndim == 2:
        delta = delta[..., None]
    selected = np.zeros(delta.shape[:2], bool)
    for edit in edits:
        if edit.is_active:
            soft = np.abs(soften(edit.selection.numpy(), edit.feather, edit.feather))
            selected |= resize_mask(soft, (delta.shape[0], delta.shape[1])) > _SELECTED_FROM
    magnitude = np.abs(delta).mean(axis=2)
    inside = float(magnitude[selected].mean()) if selected.any() else 0.0
    outside = None if selected.all() else float(magnitude[~selected].mean())
    return Difference(delta.mean(axis=2, dtype=np.float32), inside, outside)
