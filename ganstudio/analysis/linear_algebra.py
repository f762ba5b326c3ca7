"""Products, eigenvectors and equations of the fits, on one thread.

NumPy's own threads stay out of it: they wait for one another by spinning, beside torch's, and on a machine that is
busy with other work a fit took seven times as long with them as on one thread. The matrices here are too small to gain
from more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import torch

Float64Array = npt.NDArray[np.float64]


def product(a: Float64Array, b: Float64Array) -> Float64Array:
    """The matrix product `a @ b`, of vectors or matrices."""
    with _one_thread():
        return _numpy(torch.from_numpy(a) @ torch.from_numpy(b))


def symmetric_eigenvectors(matrix: Float64Array) -> tuple[Float64Array, Float64Array]:
    """As `np.linalg.eigh`: eigenvalues in ascending order [n], and eigenvectors in columns [n, n]."""
    with _one_thread():
        values, vectors = torch.linalg.eigh(torch.from_numpy(matrix))
        return _numpy(values), _numpy(vectors)


def solution(matrix: Float64Array, right: Float64Array) -> Float64Array:
    """The x of `matrix @ x = right`, both float64, for one right side [n] or several [n, k]."""
    with _one_thread():
        return _numpy(torch.linalg.solve(torch.from_numpy(matrix), torch.from_numpy(right)))


def _numpy(values: torch.Tensor) -> Float64Array:
    return np.asarray(values.numpy(), np.float64)


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
