"""Array: an immutable block of float32 numbers that compares by value and can be hashed, so that recipes can be too."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.errors import RecipeError
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]


class Array:
    """Float32 numbers of a fixed shape, kept as bytes.

    NumPy arrays neither hash nor compare to one bool; a recipe needs both. `numpy()` is a read-only view, no copy.
    """

    __slots__ = ("_bytes", "_hash", "_shape")

    def __init__(self, values: npt.ArrayLike) -> None:
        """Takes a copy of the values as little-endian float32.

        Raises:
            RecipeError: The values are not finite numbers.
        """
        with np.errstate(over="ignore"):
            array = np.array(values, dtype="<f4", order="C")
        if not np.isfinite(array).all():
            raise RecipeError(
                tr(
                    "{count} of {total} numbers are NaN or infinite; a recipe takes finite numbers only. "
                    "Check where they were computed.",
                    count=np.count_nonzero(~np.isfinite(array)),
                    total=array.size,
                )
            )
        self._bytes = array.tobytes()
        self._shape = array.shape
        self._hash = hash((self._shape, self._bytes))

    @classmethod
    def from_bytes(cls, raw: bytes, shape: tuple[int, ...]) -> Array:
        """An Array of little-endian float32 bytes in C order.

        Raises:
            RecipeError: The numbers are not finite.
            ValueError: Bytes and shape do not belong together.
        """
        return cls(np.frombuffer(raw, dtype="<f4").reshape(shape))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape, as of a NumPy array."""
        return self._shape

    def numpy(self) -> Float32Array:
        """A read-only float32 view of the numbers."""
        return np.frombuffer(self._bytes, dtype="<f4").reshape(self._shape)

    def tobytes(self) -> bytes:
        """The numbers as little-endian float32, C order."""
        return self._bytes

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """Lets NumPy functions take an Array directly."""
        view = self.numpy()
        return np.array(view, dtype=dtype) if copy else np.asarray(view, dtype=dtype)

    def __eq__(self, other: object) -> bool:
        """Same shape and the same bits."""
        return isinstance(other, Array) and self._shape == other._shape and self._bytes == other._bytes

    def __hash__(self) -> int:
        """Computed once, from shape and bits."""
        return self._hash

    def __repr__(self) -> str:
        """Names shape and range, not thousands of numbers."""
        if not self._bytes:
            return f"Array(shape={self._shape})"
        view = self.numpy()
        return f"Array(shape={self._shape}, min={view.min():.4g}, max={view.max():.4g})"

    def __reduce__(self) -> tuple[type[Array], tuple[Float32Array]]:
        """Pickles by value (for jobs that run in other processes)."""
        return (Array, (self.numpy(),))
