"""What a foreign pickle becomes here: inert descriptions of classes, objects, arrays and tensors, never the things."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.words import tr

Buffer: TypeAlias = bytes | memoryview
ByteOrder: TypeAlias = Literal["<", ">"]

# Storage classes of torch and how their elements lie in memory (bfloat16 has no NumPy type: its bits).
STORAGE_DTYPES: dict[str, str] = {
    "FloatStorage": "f4",
    "DoubleStorage": "f8",
    "HalfStorage": "f2",
    "BFloat16Storage": "bf16",
    "LongStorage": "i8",
    "IntStorage": "i4",
    "ShortStorage": "i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
    "UntypedStorage": "u1",
}
TORCH_DTYPES: dict[str, str] = {
    "float32": "f4",
    "float": "f4",
    "float64": "f8",
    "double": "f8",
    "float16": "f2",
    "half": "f2",
    "bfloat16": "bf16",
    "int64": "i8",
    "int32": "i4",
    "int16": "i2",
    "int8": "i1",
    "uint8": "u1",
    "bool": "?",
}
NUMPY_DTYPES = frozenset({"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"})


@dataclass(frozen=True)
class Global:
    """The name of a class or function; nothing is imported for it."""

    module: str
    name: str

    @property
    def path(self) -> str:
        """The dotted name."""
        return f"{self.module}.{self.name}"


@dataclass(eq=False, kw_only=True)
class Record:
    """An object that the pickle would have made: its class, and what it would have been given."""

    kind: Global
    args: tuple[object, ...] = ()
    items: dict[object, object] = field(default_factory=dict)
    elements: list[object] = field(default_factory=list)
    state: object = None


def shown(value: object) -> str:
    """A value of a file, for a message: forty characters at the most, and of what may be endless its kind alone."""
    return (
        str(value)[:40]
        if isinstance(value, str | int | float | None)
        else tr("of type {kind}", kind=type(value).__name__)
    )


@dataclass(eq=False, kw_only=True)
class DtypeRecord:
    """A NumPy dtype: code such as `f4` and byte order."""

    code: str
    byte_order: str = "<"

    def numpy(self) -> np.dtype[np.generic]:
        """The dtype itself.

        Raises:
            CheckpointError: It is not a plain number type.
        """
        if self.code not in NUMPY_DTYPES or self.byte_order not in {"<", ">", "|", "="}:
            raise CheckpointError(
                tr(
                    "The model file holds a NumPy array of type '{kind}'; only numbers are accepted.",
                    kind=self.code[:20],
                )
            )
        return np.dtype(self.code).newbyteorder(">" if self.byte_order == ">" else "<")


@dataclass(eq=False, kw_only=True)
class ArrayRecord:
    """A NumPy array, not yet made."""

    shape: tuple[int, ...] = ()
    dtype: DtypeRecord | None = None
    fortran: bool = False
    content: Buffer = b""

    def numpy(self) -> npt.NDArray[np.generic]:
        """The array, a view of the file's bytes.

        Raises:
            CheckpointError: Its shape and its bytes do not agree.
        """
        if self.dtype is None:
            raise CheckpointError(tr("The model file holds a NumPy array without content; it is damaged."))
        dtype = self.dtype.numpy()
        if math.prod(self.shape) * dtype.itemsize != len(self.content):
            raise CheckpointError(
                tr(
                    "The model file holds an array of shape {shape} in {size} bytes; it is broken.",
                    shape=list(self.shape),
                    size=len(self.content),
                )
            )
        flat = np.frombuffer(self.content, dtype)
        return flat.reshape(self.shape, order="F" if self.fortran else "C")


@dataclass(eq=False, kw_only=True)
class StorageRecord:
    """The memory behind torch tensors, read only when a tensor of it is wanted.

    Attributes:
        code: Element type as in STORAGE_DTYPES.
        elements: Number of elements.
        read: Gives the bytes; raises CheckpointError where they are not there.
        byte_order: `<` or `>`.
    """

    code: str
    elements: int
    read: Callable[[], Buffer]
    byte_order: ByteOrder = "<"

    def numpy(self, code: str) -> npt.NDArray[np.generic]:
        """The elements as a flat view, bfloat16 as its bits.

        Raises:
            CheckpointError: The file holds fewer bytes than declared.
        """
        dtype = np.dtype("u2" if code == "bf16" else code).newbyteorder(self.byte_order)
        content = self.read()
        if self.code == "u1" and code != "u1":  # untyped: the tensor says how to read the bytes
            return np.frombuffer(content, dtype, count=len(content) // dtype.itemsize)
        if len(content) < self.elements * dtype.itemsize:
            raise CheckpointError(
                tr(
                    "The model file is cut short: a tensor of {elements} elements has only {size} bytes; "
                    "copy or download it again.",
                    elements=self.elements,
                    size=len(content),
                )
            )
        return np.frombuffer(content, dtype, count=self.elements)


@dataclass(eq=False, kw_only=True)
class TensorRecord:
    """A torch tensor, not yet made."""

    storage: StorageRecord
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    code: str

    @property
    def elements(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    def torch(self) -> Tensor:
        """The tensor as float32, its own memory.

        Raises:
            CheckpointError: It reaches outside its storage, repeats elements, or its bytes are missing.
        """
        flat = self.storage.numpy(self.code)
        last = self.offset + sum((size - 1) * stride for size, stride in zip(self.shape, self.strides, strict=True))
        # More elements than the storage has means a stride of 0: a small file that declares a huge tensor.
        if self.elements and (last >= len(flat) or self.elements > len(flat)):
            raise CheckpointError(
                tr(
                    "The model file holds a tensor of shape {shape} larger than its memory; it is damaged.",
                    shape=list(self.shape),
                )
            )
        byte_strides = tuple(stride * flat.itemsize for stride in self.strides)
        view = np.lib.stride_tricks.as_strided(flat[self.offset :], self.shape, byte_strides, writeable=False)
        if self.code == "bf16":
            bits = np.ascontiguousarray(view.astype(np.uint32)) << np.uint32(16)  # bfloat16 = float32's upper half
            return torch.from_numpy(bits.view(np.float32).reshape(self.shape).copy())
        return torch.from_numpy(np.array(view, dtype=np.float32, order="C"))
