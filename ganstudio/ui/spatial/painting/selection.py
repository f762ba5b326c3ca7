"""What can be done to a painted selection: add, erase, mirror, invert, grow, shrink. NumPy in, NumPy out."""

from __future__ import annotations

import numpy as np

from ganstudio.ui.spatial.painting.grid import Cells
from ganstudio.ui.spatial.painting.masks import Mask

ERASE = 0
"""The sign of a stroke that takes cells out."""


def painted(selection: Cells, mask: Mask, sign: int, *, no_overlap: bool) -> Cells:
    """The selection after a stroke.

    Args:
        selection: float32 [rows, columns].
        mask: The cells that the stroke covers, of the same shape.
        sign: 1 or -1 to paint, `ERASE` to take out.
        no_overlap: Sets the cells to the sign instead of adding it.
    """
    result = selection.copy()
    if sign == ERASE:
        result[mask] = 0.0
    elif no_overlap:
        result[mask] = sign
    else:
        result[mask] += sign
    return result


def mirrored(selection: Cells) -> Cells:
    """Left and right swapped."""
    return np.ascontiguousarray(selection[:, ::-1])


def inverted(selection: Cells) -> Cells:
    """Every unselected cell selected (+1), every selected one not."""
    return np.where(selection == 0, np.float32(1), np.float32(0))


def negated(selection: Cells) -> Cells:
    """Plus and minus swapped."""
    return np.where(selection == 0, selection, -selection)


def grown(selection: Cells, steps: int = 1) -> Cells:
    """Each unselected cell that touches a selected one (corners count) takes the value of the strongest of those."""
    result = selection
    for _ in range(steps):
        around = _neighbours(result)  # [9, rows, columns]
        strongest = np.abs(around).argmax(axis=0)
        value = np.take_along_axis(around, strongest[None], axis=0)[0]
        result = np.where(result == 0, value, result)
    return result


def shrunk(selection: Cells, steps: int = 1) -> Cells:
    """Each selected cell that touches an unselected one (corners count) is taken out; the edge of the grid is none."""
    result = selection
    for _ in range(steps):
        result = np.where((_neighbours(result) == 0).any(axis=0), np.float32(0), result)
    return result


def count(selection: Cells) -> int:
    """How many cells are selected."""
    return int(np.count_nonzero(selection))


def _neighbours(selection: Cells) -> Cells:
    """Each cell's 3x3 surroundings, edge cells repeated outwards: [9, rows, columns], itself first."""
    rows, columns = selection.shape
    padded = np.pad(selection, 1, mode="edge")
    shifts = [(1, 1), *((y, x) for y in range(3) for x in range(3) if (y, x) != (1, 1))]
    return np.stack([padded[y : y + rows, x : x + columns] for y, x in shifts])
