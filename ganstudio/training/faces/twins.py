"""Twins of drawn faces: one edit painted, as a hand paints or a detector finds, and the drawing that it should give."""

from __future__ import annotations

import multiprocessing
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from ganstudio.errors import WorkspaceError
from ganstudio.training.faces.dataset import CHUNK, SMALL, DrawnFaces, open_dataset, reduced
from ganstudio.training.faces.drawing import draw_face
from ganstudio.training.faces.edits import EDITS, PaintedEdit, edited, where_parts
from ganstudio.training.faces.factors import Floats
from ganstudio.training.faces.masks import Mask, box_cells, grown_cells, part_boxes, pooled, soft_cells
from ganstudio.words import tr

GRID: Final = 32
"""Side of the stored masks; those of b16 are the same at 16, each cell twice as wide."""

Pixels = NDArray[np.uint8]


class Twin(msgspec.Struct, frozen=True, kw_only=True):
    """One edit of one face.

    Attributes:
        edit: Number in `EDITS`. field: float32 [GRID, GRID], the amount times the mask, to be added on the edit's map.
        picture, parts: What it should give: uint8 [size, size, 3], uint8 [size, size].
    """

    edit: int
    field: Mask
    picture: Pixels
    parts: Pixels


class Twins(msgspec.Struct, frozen=True, kw_only=True):
    """Twins as memory-mapped arrays, read-only; as in `DrawnFaces`, with `base`, the row of the face each was made of.

    Attributes:
        base: int64 [n]. edit: int64 [n]. field: float16 [n, GRID, GRID].
    """

    base: NDArray[np.int64]
    edit: NDArray[np.int64]
    field: NDArray[np.float16]
    pictures: Pixels
    parts: Pixels
    small_pictures: Pixels
    small_parts: Pixels
    finished: Pixels

    def rows(self) -> NDArray[np.int64]:
        """The rows that are drawn by now: int64 [drawn]."""
        rows = (np.flatnonzero(self.finished)[:, None] * CHUNK + np.arange(CHUNK)).ravel()
        found: NDArray[np.int64] = rows[rows < len(self.base)]
        return found


def make_twin(random: np.random.RandomState, factors: Floats, picture: Pixels, parts: Pixels) -> Twin:
    """Make one edit of a face, at random.

    Args:
        random: Where chance comes from.
        factors: float32 [factors].
        picture: uint8 [size, size, 3], its drawing.
        parts: uint8 [size, size], its parts.
    """
    weights = np.array([edit.weight for edit in EDITS])
    number = int(random.choice(len(EDITS), p=weights / weights.sum()))
    edit, size = EDITS[number], len(parts)
    first = _amount(random)
    for amount in (first, 1.0, -1.0):  # what is shut already cannot be shut
        after, after_parts = draw_face(edited(factors, edit, amount), size=size)
        changed = np.abs(after.astype(np.int16) - picture).max(axis=2) > 12
        if changed.any():
            break
    if edit.whole:
        return Twin(edit=number, field=np.full((GRID, GRID), amount, np.float32), picture=after, parts=after_parts)
    painted = _painted(random, edit, changed, parts, after_parts)
    if not painted.any() or not changed.any():
        return _nothing(number, picture, parts)
    kind = random.choice(["boxes", "cells", "soft", "half", "elsewhere"], p=[0.44, 0.14, 0.14, 0.12, 0.16])
    cells = GRID if edit.layer == "b32" else GRID // 2
    if kind == "elsewhere":
        mask = _elsewhere(random, painted | changed, cells)
        return Twin(edit=number, field=_stored(mask * (amount or 1.0)), picture=picture, parts=parts)
    mask = _mask(random, edit, painted, cells, kind)
    if kind == "half":
        mask, share = _halved(random, mask, painted)
        after, after_parts = _composed(picture, after, share), np.where(share[..., 0] > 0.5, after_parts, parts)
    elif kind == "soft" and mask.max() > 0:  # a detector is not sure: the change is as large as its best cell says
        after, after_parts = draw_face(edited(factors, edit, amount * float(mask.max())), size=size)
    if mask.max() <= 0:
        return _nothing(number, picture, parts)
    return Twin(edit=number, field=_stored(mask * amount), picture=after, parts=after_parts)


def draw_twins(folder: Path, faces: Path, count: int, *, seed: int = 7, processes: int = 2) -> Twins:
    """Draw `count` twins of the faces of a folder, or the chunks that are still missing.

    Raises:
        WorkspaceError: The folder holds twins of another count or seed, or there are no faces.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted, plan = {"count": count, "seed": seed}, folder / "plan.json"
    if not plan.exists():
        _make_room(folder, count, open_dataset(faces).pictures.shape[1])
        plan.write_bytes(msgspec.json.encode(wanted))
    if msgspec.json.decode(plan.read_bytes()) != wanted:
        raise WorkspaceError(
            tr(
                "{folder} holds other twins than the {count} wanted. Choose an empty folder.",
                folder=folder,
                count=count,
            )
        )
    missing = np.flatnonzero(open_twins(folder).finished == 0).tolist()
    draw = partial(_draw_chunk, folder, faces, seed)
    if processes <= 1:
        for index in missing:
            draw(index)
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            pool.map(draw, missing, chunksize=1)
    return open_twins(folder)


def open_twins(folder: Path) -> Twins:
    """Open a folder that `draw_twins` made or is making.

    Raises:
        WorkspaceError: There are no twins in it.
    """
    if not (folder / "plan.json").exists():
        raise WorkspaceError(tr("{folder} holds no twins (plan.json is missing). Draw them first.", folder=folder))
    return Twins(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in Twins.__struct_fields__})


def _amount(random: np.random.RandomState) -> float:
    """Mostly the full change or some of it; sometimes the opposite; sometimes more, which should stay at the full."""
    kind = random.rand()
    if kind < 0.35:
        return 1.0
    if kind < 0.5:
        return -1.0
    return float(random.uniform(-1.0, 1.3)) if kind < 0.85 else float(random.uniform(-2.0, 2.5))


def _painted(
    random: np.random.RandomState, edit: PaintedEdit, changed: NDArray[np.bool_], before: Pixels, after: Pixels
) -> NDArray[np.bool_]:
    """The pixels that a person means: bool [size, size]."""
    if not edit.parts:
        return changed
    return where_parts(after if random.rand() < 0.35 else before, edit)


def _mask(random: np.random.RandomState, edit: PaintedEdit, painted: NDArray[np.bool_], cells: int, kind: str) -> Mask:
    if kind in ("boxes", "half"):
        return box_cells(random, part_boxes(painted, pair=edit.pair), size=len(painted), cells=cells)
    if kind == "soft":
        return soft_cells(random, painted, cells)
    share = pooled(painted, cells)
    shown: Mask = (share > min(random.uniform(0.05, 0.3), 0.9 * share.max())).astype(np.float32)
    return shown


def _elsewhere(random: np.random.RandomState, busy: NDArray[np.bool_], cells: int) -> Mask:
    """Some box that has nothing to do with the edit; empty if none is found."""
    near = grown_cells(pooled(busy, cells) > 0, 1)
    unit = cells // 16
    for _ in range(40):
        tall, wide = random.randint(unit, 5 * unit, 2)
        y, x = random.randint(0, cells - tall), random.randint(0, cells - wide)
        mask = np.zeros((cells, cells), np.float32)
        mask[y : y + tall, x : x + wide] = 1
        if not (near & (mask > 0)).any():
            return mask
    return np.zeros((cells, cells), np.float32)


def _halved(random: np.random.RandomState, mask: Mask, painted: NDArray[np.bool_]) -> tuple[Mask, NDArray[np.float32]]:
    """A mask on one side of the part only, and how much of each pixel changes: float32 [size, size, 1]."""
    size, cells = len(painted), len(mask)
    columns = np.flatnonzero(painted.any(axis=0))
    step = size // cells
    cut = min(max(round((columns[0] + columns[-1]) / 2 / step), 1), cells - 1)
    left = random.rand() < 0.5
    kept = mask.copy()
    kept[:, cut:] = kept[:, cut:] * (not left)
    kept[:, :cut] = kept[:, :cut] * left
    ramp = np.clip((cut * step - np.arange(size)) / (step / 2) + 0.5, 0, 1).astype(np.float32)
    share = ramp if left else 1 - ramp
    return kept, np.broadcast_to(share[None, :, None], (size, size, 1))


def _composed(before: Pixels, after: Pixels, share: NDArray[np.float32]) -> Pixels:
    mixed: Pixels = np.round(after * share + before * (1 - share)).astype(np.uint8)
    return mixed


def _nothing(number: int, picture: Pixels, parts: Pixels) -> Twin:
    return Twin(edit=number, field=np.zeros((GRID, GRID), np.float32), picture=picture, parts=parts)


def _stored(mask: Mask) -> Mask:
    step = GRID // len(mask)
    return mask.repeat(step, axis=0).repeat(step, axis=1)


def _make_room(folder: Path, count: int, size: int) -> None:
    small = min(SMALL, size)
    arrays: dict[str, tuple[tuple[int, ...], type]] = {
        "base": ((count,), np.int64), "edit": ((count,), np.int64), "field": ((count, GRID, GRID), np.float16),
        "pictures": ((count, size, size, 3), np.uint8), "parts": ((count, size, size), np.uint8),
        "small_pictures": ((count, small, small, 3), np.uint8), "small_parts": ((count, small, small), np.uint8),
        "finished": ((-(-count // CHUNK),), np.uint8),
    }  # fmt: skip
    for name, (shape, dtype) in arrays.items():
        np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=dtype, shape=shape)


def _draw_chunk(folder: Path, faces_folder: Path, seed: int, index: int) -> None:
    faces = open_dataset(faces_folder)
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r+") for name in Twins.__struct_fields__}
    first = index * CHUNK
    random = np.random.RandomState((seed * 1_000_003 + index) % 2**31)
    bases = random.choice(faces.rows(), size=min(CHUNK, len(arrays["base"]) - first))
    rows = slice(first, first + len(bases))
    twins = [_twin_of_row(random, faces, int(base)) for base in bases]
    pictures, parts = np.stack([twin.picture for twin in twins]), np.stack([twin.parts for twin in twins])
    small = arrays["small_parts"].shape[1]
    step = parts.shape[1] // small
    arrays["base"][rows], arrays["edit"][rows] = bases, [twin.edit for twin in twins]
    arrays["field"][rows] = np.stack([twin.field for twin in twins])
    arrays["pictures"][rows], arrays["parts"][rows] = pictures, parts
    arrays["small_pictures"][rows] = reduced(pictures, small)
    arrays["small_parts"][rows] = parts.reshape(len(parts), small, step, small, step).max(axis=(2, 4))
    for array in arrays.values():
        array.flush()
    arrays["finished"][index] = 1


def _twin_of_row(random: np.random.RandomState, faces: DrawnFaces, row: int) -> Twin:
    """A twin of one face."""
    factors = np.array(faces.factors[row])
    return make_twin(random, factors, faces.pictures[row], faces.parts[row])
