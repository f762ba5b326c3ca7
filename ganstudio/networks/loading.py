"""From a model's path to a generator ready for use."""

from __future__ import annotations

import hashlib
import importlib.resources
from pathlib import Path

from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.file_content import Progress
from ganstudio.networks.convert.reader import read_network
from ganstudio.networks.devices import resolve_device, resolve_precision
from ganstudio.networks.generator import LoadedGenerator

BUILTIN = "builtin"


def load_generator(
    path: str | Path, device: str = "cpu", precision: str = "fp32", *, progress: Progress | None = None
) -> LoadedGenerator:
    """Load a model file of any accepted format.

    Args:
        path: An NVlabs pickle, a TensorFlow-era pickle, a rosinality checkpoint or our safetensors; or `builtin`.
        device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`.
        precision: `auto`, `fp32`, `bf16` or `fp16`.
        progress: Told how many of the file's bytes are read.

    Raises:
        CheckpointError: The file is not there or is not an accepted model; the text says what it is.
        DeviceError: The device or precision is not available.
    """
    chosen_device = resolve_device(device)
    chosen_precision = resolve_precision(precision, chosen_device)
    file = model_path(path)
    checkpoint, network = read_network(file, progress=progress)
    return LoadedGenerator(
        network,
        model_id=checkpoint.md5,
        source=checkpoint.source,
        notes=checkpoint.notes,
        has_w_avg=checkpoint.has_w_avg,
        device=chosen_device,
        precision=chosen_precision,
    )


def model_path(path: str | Path) -> Path:
    """The file that a name stands for.

    Raises:
        CheckpointError: `builtin` was asked for and this installation lacks the built-in model.
    """
    if path != BUILTIN:
        return Path(path).expanduser()
    builtin = Path(str(importlib.resources.files("ganstudio"))) / "builtin" / "faces.safetensors"
    if not builtin.is_file():
        raise CheckpointError(
            "The built-in model is not part of this installation (ganstudio/builtin/faces.safetensors is missing). "
            "Open a model file of your own, or install GanStudio again."
        )
    return builtin


def file_md5(path: Path) -> str:
    """md5 of a file's bytes, 32 hexadecimal digits: the name by which recipes and data folders know a model."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
