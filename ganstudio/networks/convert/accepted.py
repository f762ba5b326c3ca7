"""The sentence that says which model files are accepted, and limits shared by the readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import torch
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.interruption import check_interruption
from ganstudio.networks.convert.records import ArrayRecord, Record, TensorRecord
from ganstudio.words import marked, tr

ACCEPTED: Final = tr(
    "accepted are StyleGAN2 and StyleGAN3 generators: NVlabs .pkl (PyTorch or TensorFlow) and their state dicts, "
    "rosinality .pt and GanStudio .safetensors"
)
UNAVERAGED: Final = marked(
    "The file has no averaged generator (G_ema); its G is used, as training left it. Its pictures vary more."
)
NO_FILTER: Final = marked("It stores no resampling filter; [1, 3, 3, 1] is taken.")
TENSORS: Final = (TensorRecord, ArrayRecord, Tensor)
"""What a tensor may be in a file's content; a Tensor where the file is a safetensors one."""
FLOAT_CODES: Final = frozenset({"f2", "f4", "f8", "bf16"})


class TensorPool:
    """Turns records into float32 tensors while their sum stays within what the file can hold; for one file."""

    def __init__(self, file_size: int) -> None:
        # Each element takes at least a byte in the file: a sum beyond its size means the same bytes used many times.
        self._elements_left = file_size

    def take(self, name: str, record: object) -> Tensor:
        """The tensor of a record, float32.

        Raises:
            CheckpointError: It is no tensor of floating point numbers, or is damaged.
        """
        check_interruption()
        match record:
            case TensorRecord() if record.code in FLOAT_CODES:
                self._spend(record.elements)
                return record.torch()
            case ArrayRecord() if record.dtype is not None and record.dtype.code in FLOAT_CODES:
                self._spend(len(record.content))
                return torch.from_numpy(np.array(record.numpy(), dtype=np.float32, order="C"))
            case Tensor() if record.is_floating_point():
                self._spend(record.numel())
                return record.float()
            case int() | float():
                return torch.tensor(float(record))
        raise CheckpointError(
            tr(
                "The model file holds no floating point numbers where '{tensor}' should be; it is damaged.",
                tensor=name[:80],
            )
        )

    def _spend(self, elements: int) -> None:
        self._elements_left -= elements
        if self._elements_left < 0:
            raise CheckpointError(tr("The model file's tensors unfold to more than the file holds; it is damaged."))


def mapping_of(value: object) -> Mapping[str, object]:
    """The items of a dictionary or of a recorded one (EasyDict) that have text keys; empty for anything else."""
    items = value.items if isinstance(value, Record) else value
    if not isinstance(items, dict):
        return {}
    if not items and isinstance(value, Record) and isinstance(value.state, dict):
        items = value.state
    return {key: item for key, item in items.items() if isinstance(key, str)}


def shape_of(record: object) -> tuple[int, ...]:
    """The shape of a recorded tensor or array; () for a plain number and for anything else."""
    return tuple(record.shape) if isinstance(record, TENSORS) else ()


def number(value: object) -> float | None:
    """A plain or recorded NumPy number, or None where it is none."""
    if isinstance(value, ArrayRecord) and value.shape == ():
        value = value.numpy().item()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


def filter_2d(values: Tensor) -> Tensor:
    """A resampling filter as a 2-d one of sum 1.

    Args:
        values: float32 [], [taps] (rows and columns alike) or [fh, fw], of any sum but 0.

    Raises:
        CheckpointError: It has more than two axes, more than 64 taps a side, or the sum 0.
    """
    if values.ndim < 2:
        values = torch.outer(values.reshape(-1), values.reshape(-1))
    if values.ndim != 2 or max(values.shape) > 64 or values.numel() == 0 or values.sum() == 0:
        raise CheckpointError(
            tr("The resampling filter of shape {shape} is not usable; the file is damaged.", shape=list(values.shape))
        )
    return values / values.sum()
