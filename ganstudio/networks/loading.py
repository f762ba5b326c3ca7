"""From a model's path to a generator ready for use."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

from ganstudio.networks.convert.file_content import Progress
from ganstudio.networks.convert.reader import read_network
from ganstudio.networks.devices import resolve_device, resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.header import model_path
from ganstudio.networks.speed import choose_faster


def load_generator(
    path: str | Path,
    device: str = "cpu",
    precision: str = "fp32",
    *,
    progress: Progress | None = None,
    measured: MutableMapping[str, float] | None = None,
) -> LoadedGenerator:
    """Load a model file of any accepted format.

    Args:
        path: An NVlabs pickle, a TensorFlow-era pickle, a rosinality checkpoint or our safetensors; or `builtin`.
        device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`.
        precision: `auto` (the fastest that the device has, measured where that is not known), `exact`,
            `fp32`, `bf16` or `fp16`.
        progress: Told how many of the file's bytes are read.
        measured: What `auto` measured on this machine before, see `choose_faster`; gets what it measures now.

    Raises:
        CheckpointError: The file is not there or is not an accepted model; the text says what it is.
        DeviceError: The device or precision is not available.
    """
    chosen_device = resolve_device(device)
    chosen_precision = resolve_precision(precision, chosen_device)
    file = model_path(path)
    checkpoint, network = read_network(file, progress=progress)
    generator = LoadedGenerator(
        network,
        model_id=checkpoint.md5,
        source=checkpoint.source,
        notes=checkpoint.notes,
        has_w_avg=checkpoint.has_w_avg,
        device=chosen_device,
        precision=chosen_precision,
    )
    if precision == "auto":
        choose_faster(generator, {} if measured is None else measured)
    return generator
