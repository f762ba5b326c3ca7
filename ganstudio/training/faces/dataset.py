"""A folder of drawn faces as memory-mapped arrays, drawn in chunks by several processes, usable while it grows."""

from __future__ import annotations

import multiprocessing
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from ganstudio.errors import WorkspaceError
from ganstudio.training.faces.factors import NAMES, Floats, highest, lowest, mean_face
from ganstudio.training.faces.inputs import INPUT_NAMES, inputs_of_factors
from ganstudio.training.faces.people import natural_faces
from ganstudio.words import tr

CHUNK: Final = 250
"""Faces drawn at a time."""

SMALL: Final = 64
"""Side of the reduced copies, for the stages up to it."""

NATURAL_SHARE: Final = 0.62
BETWEEN_SHARE: Final = 0.23
"""The rest is beyond: some factors set past their limits, as sliders can."""


class DrawnFaces(msgspec.Struct, frozen=True, kw_only=True):
    """Drawn faces, read-only.

    Attributes:
        pictures: uint8 [n, size, size, 3]. parts: uint8 [n, size, size] of `Part`.
        small_pictures, small_parts: the same at `SMALL`; a reduced part is the highest number in its cell, so that
            small features count.
        factors: float32 [n, factors]. inputs: float32 [n, inputs].
        finished: uint8 [chunks], 1 for chunks that are drawn.
    """

    pictures: NDArray[np.uint8]
    parts: NDArray[np.uint8]
    small_pictures: NDArray[np.uint8]
    small_parts: NDArray[np.uint8]
    factors: Floats
    inputs: Floats
    finished: NDArray[np.uint8]

    def rows(self) -> NDArray[np.int64]:
        """The rows that are drawn by now, in order: int64 [drawn]."""
        chunks = np.flatnonzero(self.finished)
        rows = (chunks[:, None] * CHUNK + np.arange(CHUNK)).ravel()
        found: NDArray[np.int64] = rows[rows < len(self.factors)]
        return found


def chunk_of_faces(seed: int, index: int) -> tuple[Floats, Floats]:
    """The faces of one chunk: natural ones, ones between two, and ones with some factors past their limits.

    Returns:
        (factors, inputs): float32 [CHUNK, factors], and float32 [CHUNK, inputs]; a face between two has the mixture of
        both their factors and their inputs, as a mixture of w has.
    """
    number = (seed * 1_000_003 + index) % 2**31
    factors, others = natural_faces(CHUNK, seed=number), natural_faces(CHUNK, seed=number + 1_000_000_007)
    random = np.random.RandomState(number)
    kinds = random.rand(CHUNK)
    beyond = kinds >= NATURAL_SHARE + BETWEEN_SHARE
    low, high = lowest(), highest()
    for row in np.flatnonzero(beyond):
        chosen = random.choice(len(NAMES), random.randint(1, 7), replace=False)
        factors[row, chosen] = random.uniform(low - 0.4 * (high - low), high + 0.4 * (high - low))[chosen]
    inputs = inputs_of_factors(factors)
    rows = np.flatnonzero((kinds >= NATURAL_SHARE) & ~beyond)
    others[rows] = np.where(random.rand(len(rows), 1) < 0.6, mean_face(), others[rows])
    share = random.uniform(0.12, 0.88, (len(rows), 1)).astype(np.float32)
    factors[rows] += share * (others[rows] - factors[rows])
    inputs[rows] += share * (inputs_of_factors(others[rows]) - inputs[rows])
    return factors, inputs


def draw_dataset(folder: Path, count: int, *, size: int = 256, seed: int = 1, processes: int = 2) -> DrawnFaces:
    """Draw `count` faces into `folder`, or the chunks that are still missing there.

    Raises:
        WorkspaceError: The folder holds faces of another count, size or seed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {"count": count, "size": size, "seed": seed, "factors": len(NAMES), "inputs": len(INPUT_NAMES)}
    plan = folder / "plan.json"
    if not plan.exists():
        _make_room(folder, count, size)
        plan.write_bytes(msgspec.json.encode(wanted))
    faces = open_dataset(folder, expected=wanted)
    missing = np.flatnonzero(faces.finished == 0).tolist()
    draw = partial(_draw_chunk, folder, size, seed)
    if processes <= 1:
        for index in missing:
            draw(index)
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            pool.map(draw, missing, chunksize=1)
    return open_dataset(folder, expected=wanted)


def drawn_so_far(folder: Path) -> int:
    """How many pictures of a folder of faces or of twins are drawn; the last chunk counts whole."""
    try:
        return int(np.load(folder / "finished.npy", mmap_mode="r").sum()) * CHUNK
    except (OSError, ValueError):  # not made yet, or being made
        return 0


def open_dataset(folder: Path, *, expected: dict[str, int] | None = None) -> DrawnFaces:
    """Open a folder that `draw_dataset` made or is making.

    Raises:
        WorkspaceError: There are no faces in it, or not the expected ones.
    """
    plan = folder / "plan.json"
    if not plan.exists():
        raise WorkspaceError(
            tr("{folder} holds no drawn faces (plan.json is missing). Draw them first.", folder=folder)
        )
    found = msgspec.json.decode(plan.read_bytes(), type=dict[str, int])
    if expected is not None and found != expected:
        raise WorkspaceError(
            tr(
                "{folder} holds faces drawn as {found}, not as {expected}. Choose an empty folder.",
                folder=folder,
                found=found,
                expected=expected,
            )
        )
    return DrawnFaces(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in DrawnFaces.__struct_fields__})


def reduced(pictures: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Pictures averaged down: uint8 [n, size, size, c] -> uint8 [n, side, side, c]."""
    count, size, _, channels = pictures.shape
    step = size // side
    sums = pictures.reshape(count, side, step, side, step, channels).sum(axis=(2, 4), dtype=np.uint32)
    found: NDArray[np.uint8] = ((sums + step * step // 2) // (step * step)).astype(np.uint8)
    return found


def _make_room(folder: Path, count: int, size: int) -> None:
    small = min(SMALL, size)
    arrays: dict[str, tuple[tuple[int, ...], type]] = {
        "pictures": ((count, size, size, 3), np.uint8), "parts": ((count, size, size), np.uint8),
        "small_pictures": ((count, small, small, 3), np.uint8), "small_parts": ((count, small, small), np.uint8),
        "factors": ((count, len(NAMES)), np.float32), "inputs": ((count, len(INPUT_NAMES)), np.float32),
        "finished": ((-(-count // CHUNK),), np.uint8),
    }  # fmt: skip
    for name, (shape, dtype) in arrays.items():
        np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=dtype, shape=shape)


def _draw_chunk(folder: Path, size: int, seed: int, index: int) -> None:
    from ganstudio.training.faces.drawing import draw_face  # here, so that opening a folder paints nothing

    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r+") for name in DrawnFaces.__struct_fields__}
    first = index * CHUNK
    factors, inputs = (table[: len(arrays["factors"]) - first] for table in chunk_of_faces(seed, index))
    drawn = [draw_face(row, size=size) for row in factors]
    pictures, parts = np.stack([picture for picture, _ in drawn]), np.stack([part for _, part in drawn])
    small = min(SMALL, size)
    step = size // small
    rows = slice(first, first + len(factors))
    arrays["factors"][rows], arrays["inputs"][rows] = factors, inputs
    arrays["pictures"][rows], arrays["parts"][rows] = pictures, parts
    arrays["small_pictures"][rows] = reduced(pictures, small)
    arrays["small_parts"][rows] = parts.reshape(len(parts), small, step, small, step).max(axis=(2, 4))
    for array in arrays.values():
        array.flush()
    arrays["finished"][index] = 1
