"""Masks as hands paint them and as detectors find them, on a grid of cells over a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.float32]
"""How much each cell is painted: float32 [cells, cells], 0..1."""

Box = tuple[int, int, int, int]
"""Top, bottom, left and right of some pixels; the ends are outside."""


def pooled(pixels: NDArray[np.bool_], cells: int) -> Mask:
    """The share of each cell that is set: bool [size, size] -> float32 [cells, cells]."""
    step = len(pixels) // cells
    shares: Mask = pixels.reshape(cells, step, cells, step).mean(axis=(1, 3), dtype=np.float32)
    return shares


def grown_cells(cells: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Cells and those within `steps` of them."""
    wide = cells.copy()
    for _ in range(steps):
        for axis in (0, 1):
            edged = np.pad(wide, [(1, 1) if axis == each else (0, 0) for each in (0, 1)])
            before, after = (np.take(edged, np.arange(len(cells)) + shift, axis=axis) for shift in (0, 2))
            wide = wide | before | after
    return wide


def part_boxes(pixels: NDArray[np.bool_], *, pair: bool) -> list[Box]:
    """The boxes around some pixels: one, or one on either side of their middle for a pair."""
    if not pixels.any():
        return []
    if not pair:
        return [_box(pixels)]
    columns = np.flatnonzero(pixels.any(axis=0))
    middle = int(columns[0] + columns[-1]) // 2
    left, right = pixels.copy(), pixels.copy()
    left[:, middle:], right[:, :middle] = False, False
    return [_box(side) for side in (left, right) if side.any()]


def box_cells(random: np.random.RandomState, boxes: Sequence[Box], *, size: int, cells: int) -> Mask:
    """Cells under boxes drawn around parts by a hand: each a little too small or a good deal too large."""
    mask = np.zeros((cells, cells), np.float32)
    unit = size / 128
    for top, bottom, left, right in boxes:
        far = unit * random.choice([6, 12, 30], p=[0.5, 0.35, 0.15])
        out = random.uniform(-3 * unit, far, 4)
        share = random.uniform(0.05, 0.5)
        rows = _covered(top - out[0], bottom + out[1], size=size, cells=cells, share=share)
        columns = _covered(left - out[2], right + out[3], size=size, cells=cells, share=share)
        mask = np.maximum(mask, np.outer(rows, columns).astype(np.float32))
    return mask


def soft_cells(random: np.random.RandomState, pixels: NDArray[np.bool_], cells: int) -> Mask:
    """Cells as a detector finds a part: probabilities, not sure of any cell that shows little of it."""
    share = pooled(pixels, cells * 2)
    score = 1 / (1 + np.exp(-(share - random.uniform(0.08, 0.25)) * random.uniform(8, 20)))
    score[score < 0.1] = 0
    score[~grown_cells(share > 0, 1)] = 0
    found: Mask = score.reshape(cells, 2, cells, 2).mean(axis=(1, 3)).astype(np.float32)
    return found


def _box(pixels: NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _covered(start: float, end: float, *, size: int, cells: int, share: float) -> NDArray[np.bool_]:
    """The rows (or columns) of cells of which a stretch of pixels covers more than a share; at least one."""
    step = size / cells
    edges = np.arange(cells) * step
    part = np.clip(np.minimum(end, edges + step) - np.maximum(start, edges), 0, step) / step
    covered: NDArray[np.bool_] = part > share
    covered[int(np.argmax(part))] = True
    return covered
