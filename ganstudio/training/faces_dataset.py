"""A folder of drawn faces: pictures, part maps and factors as memory-mapped arrays, drawn by several processes."""

from __future__ import annotations

import functools
import multiprocessing
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from ganstudio.errors import WorkspaceError
from ganstudio.training.faces_factors import FACTOR_NAMES, Z_DIM, Floats, factors_of_latents, limits

NATURAL_SHARE: Final = 0.70
BETWEEN_SHARE: Final = 0.15
"""The rest is `beyond`: some factors set past their limits, as sliders can."""

_CHUNK: Final = 250


class FacesDataset(msgspec.Struct, frozen=True, kw_only=True):
    """Drawn faces, read-only.

    Attributes:
        pictures: uint8 [n, size, size, 3]. parts: uint8 [n, size, size] of `Part`. factors: float32 [n, factors].
    """

    pictures: NDArray[np.uint8]
    parts: NDArray[np.uint8]
    factors: Floats

    def __len__(self) -> int:
        return len(self.factors)


def factors_of_dataset(count: int, *, seed: int) -> Floats:
    """The factors of `count` faces: natural ones, ones between two (truncated or mixed), and ones past the limits.

    Returns:
        float32 [count, factors]; the same for the same arguments, and a longer table begins with a shorter one's
        chunks.
    """
    chunks = [_chunk_of_factors(seed, index) for index in range(-(-count // _CHUNK))]
    return np.concatenate(chunks)[:count]


def _chunk_of_factors(seed: int, index: int) -> Floats:
    random = np.random.RandomState((seed * 1_000_003 + index) % 2**32)
    factors = factors_of_latents(random.randn(_CHUNK, Z_DIM).astype(np.float32))
    others = factors_of_latents(random.randn(_CHUNK, Z_DIM).astype(np.float32))
    mean = mean_factors()
    low, high = limits()
    for row in range(_CHUNK):
        kind = random.rand()
        share = random.uniform(0.15, 0.85)
        target = mean if random.rand() < 0.6 else others[row]
        chosen = random.choice(len(low), random.randint(1, 7), replace=False)
        wide = random.uniform(low - 0.4 * (high - low), high + 0.4 * (high - low))
        if NATURAL_SHARE <= kind < NATURAL_SHARE + BETWEEN_SHARE:
            factors[row] += share * (target - factors[row])
        elif kind >= NATURAL_SHARE + BETWEEN_SHARE:
            factors[row, chosen] = wide[chosen]
    return factors


def natural_factors(count: int, *, seed: int) -> Floats:
    """Factors of faces as z draws them.

    Returns:
        float32 [count, factors].
    """
    return factors_of_latents(np.random.RandomState(seed).randn(count, Z_DIM).astype(np.float32))


def mean_factors() -> Floats:
    """The mean of natural factors: the face at psi 0. Returns float32 [factors]."""
    return _statistics()[0].copy()


def deviation_of_factors() -> Floats:
    """The standard deviation of natural factors: float32 [factors]."""
    return _statistics()[1].copy()


@functools.cache
def _statistics() -> tuple[Floats, Floats]:
    natural = natural_factors(10_000, seed=0)
    return natural.mean(axis=0), natural.std(axis=0)


def draw_dataset(folder: Path, count: int, *, size: int = 128, seed: int = 1, processes: int = 2) -> FacesDataset:
    """Draw `count` faces into `folder`, or open them if they are there already.

    Raises:
        WorkspaceError: The folder holds faces of another count or size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "done.json"
    wanted = {"count": count, "size": size, "seed": seed, "factors": len(FACTOR_NAMES)}
    if not done.exists():
        np.save(folder / "factors.npy", factors_of_dataset(count, seed=seed))
        for name, shape in (("pictures", (count, size, size, 3)), ("parts", (count, size, size))):
            np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=np.uint8, shape=shape)
        edges = np.linspace(0, count, max(1, processes) + 1).astype(int)
        jobs = [(folder, int(first), int(last), size) for first, last in pairwise(edges)]
        if processes <= 1:
            _draw_rows(*jobs[0])
        else:
            with multiprocessing.get_context("spawn").Pool(processes) as pool:
                pool.starmap(_draw_rows, jobs)
        done.write_bytes(msgspec.json.encode(wanted))
    return open_dataset(folder, expected=wanted)


def open_dataset(folder: Path, *, expected: dict[str, int] | None = None) -> FacesDataset:
    """Open a folder that `draw_dataset` made.

    Raises:
        WorkspaceError: There are no faces in it, or not the expected ones.
    """
    done = folder / "done.json"
    if not done.exists():
        raise WorkspaceError(f"{folder} holds no drawn faces (done.json is missing). Draw them first.")
    found = msgspec.json.decode(done.read_bytes(), type=dict[str, int])
    if expected is not None and found != expected:
        raise WorkspaceError(f"{folder} holds faces drawn as {found}, not as {expected}. Choose an empty folder.")
    return FacesDataset(
        pictures=np.load(folder / "pictures.npy", mmap_mode="r"),
        parts=np.load(folder / "parts.npy", mmap_mode="r"),
        factors=np.load(folder / "factors.npy"),
    )


def _draw_rows(folder: Path, first: int, last: int, size: int) -> None:
    from ganstudio.training.faces_draw import draw_face  # here, so that opening a folder needs no Qt

    factors = np.load(folder / "factors.npy", mmap_mode="r")
    pictures = np.load(folder / "pictures.npy", mmap_mode="r+")
    parts = np.load(folder / "parts.npy", mmap_mode="r+")
    for row in range(first, last):
        pictures[row], parts[row] = draw_face(np.array(factors[row]), size=size)
