"""Our own model files (safetensors with the network's shape as JSON in the header), and weights put into a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import safetensors
import safetensors.torch
import torch
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.stylegan2 import Generator
from ganstudio.whole_file import whole_file

FORMAT = 1
METADATA_KEY = "ganstudio"
MAX_BLOCKS = 14  # 4 << 13 = 32768 pixels a side
MAX_MAPPING_LAYERS = 64
W_AVG = "mapping.w_avg"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON under the key `ganstudio` of a safetensors file's metadata.

    Attributes:
        format: Number of this layout; files of a later one are refused.
        source: The program that first wrote the weights, as text for people.
        config: The network's shape.
    """

    format: int
    source: str
    config: GeneratorConfig


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """A generator as read from a file, whichever program wrote it.

    Attributes:
        config: The network's shape.
        tensors: float32 weights and buffers by their NVlabs names; `mapping.w_avg` may be absent.
        source: The program and format that the file came from, as text for people.
    """

    config: GeneratorConfig
    tensors: Mapping[str, Tensor]
    source: str

    @property
    def has_w_avg(self) -> bool:
        """Whether the file carries the average latent."""
        return W_AVG in self.tensors

    def without_w_avg(self) -> Checkpoint:
        """The same without the average latent, for a model that has none of its own."""
        return replace(self, tensors={name: tensor for name, tensor in self.tensors.items() if name != W_AVG})


def build_network(checkpoint: Checkpoint) -> Generator:
    """Put a checkpoint's weights into a network, every name and shape checked.

    Args:
        checkpoint: The weights; where the average latent is absent, zeros take its place.

    Returns:
        The network on the CPU in float32, in evaluation mode and without gradients.

    Raises:
        CheckpointError: A tensor is missing, unknown, of the wrong shape or not finite.
    """
    config = checkpoint.config
    if len(config.channels) > MAX_BLOCKS or len(config.mapping_widths) > MAX_MAPPING_LAYERS:
        raise CheckpointError(
            f"The model has {len(config.channels)} blocks and {len(config.mapping_widths)} mapping layers; "
            f"at most {MAX_BLOCKS} and {MAX_MAPPING_LAYERS} are accepted; the file is damaged."
        )
    with torch.device("meta"):  # sizes only: a hostile file cannot make us allocate what it does not contain
        network = Generator(config)
    tensors = dict(checkpoint.tensors)
    tensors.setdefault(W_AVG, torch.zeros(config.w_dim))
    _check_tensors(tensors, {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()})
    network.load_state_dict(tensors, strict=True, assign=True)
    return network.eval().requires_grad_(False)


def checkpoint_of(network: Generator, *, source: str = "GanStudio") -> Checkpoint:
    """The weights and shape of a network, ready to be saved."""
    tensors = {name: tensor.detach().float().cpu() for name, tensor in network.state_dict().items()}
    return Checkpoint(config=network.config, tensors=tensors, source=source)


def save_safetensors(checkpoint: Checkpoint, path: Path, *, overwrite: bool = False, half: bool = False) -> None:
    """Write a model file in our own format, atomically.

    Args:
        checkpoint: What to write.
        path: The file to make.
        overwrite: Replace an existing file.
        half: Store float16, half the size; it is read back as float32.

    Raises:
        CheckpointError: The file exists already, or cannot be written.
    """
    if path.exists() and not overwrite:
        raise CheckpointError(f"'{path}' exists already. Choose another name, or allow it to be overwritten.")
    header = Header(format=FORMAT, source=checkpoint.source, config=checkpoint.config)
    dtype = torch.float16 if half else torch.float32
    # Copies: safetensors refuses tensors that share memory, as the filters of one file do.
    tensors = {name: tensor.to(dtype, copy=True).contiguous() for name, tensor in checkpoint.tensors.items()}
    if half and not all(torch.isfinite(tensor).all() for tensor in tensors.values()):
        raise CheckpointError("The model has weights beyond float16's range (65504). Store it in full precision.")
    content = safetensors.torch.save(tensors, metadata={METADATA_KEY: msgspec.json.encode(header).decode()})
    try:
        with whole_file(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise CheckpointError(f"'{path}' cannot be written: {error.strerror or error}.") from error


def load_safetensors(path: Path) -> Checkpoint:
    """Read a model file of our own format.

    Raises:
        CheckpointError: The file is damaged, of another program, or of a later format.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            if METADATA_KEY not in metadata:
                raise CheckpointError(
                    f"'{path.name}' is a safetensors file, but not a GanStudio model: its header has no description. "
                    "Make one with 'ganstudio convert' from the original model file."
                )
            header = _read_header(metadata[METADATA_KEY], path)
            tensors = {name: _as_float32(name, file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
    except safetensors.SafetensorError as error:
        raise CheckpointError(
            f"'{path.name}' is a safetensors file that is cut short or damaged ({error}); copy or download it again."
        ) from error
    return Checkpoint(config=header.config, tensors=tensors, source=header.source)


def _read_header(text: str, path: Path) -> Header:
    try:
        number = msgspec.json.decode(text, type=dict[str, object]).get("format")
        if isinstance(number, int) and number > FORMAT:
            raise CheckpointError(
                f"'{path.name}' is a GanStudio model of format {number}, which is newer than this program "
                f"(it reads up to format {FORMAT}). Update GanStudio."
            )
        return msgspec.json.decode(text, type=Header)
    except msgspec.DecodeError as error:
        raise CheckpointError(f"'{path.name}' is a GanStudio model whose header is damaged: {error}.") from error


def _as_float32(name: str, tensor: Tensor) -> Tensor:
    if not tensor.is_floating_point():
        raise CheckpointError(f"Tensor '{name}' is {tensor.dtype}, not floating point; the model file is damaged.")
    return tensor.to(torch.float32)


def _check_tensors(tensors: Mapping[str, Tensor], shapes: Mapping[str, tuple[int, ...]]) -> None:
    missing = [name for name in shapes if name not in tensors]
    if missing:
        raise CheckpointError(f"The model file lacks {_names(missing)}. It is incomplete or not a StyleGAN2 generator.")
    unknown = [name for name in tensors if name not in shapes]
    if unknown:
        raise CheckpointError(f"The model file contains {_names(unknown)}, which no StyleGAN2 generator has.")
    for name, shape in shapes.items():
        tensor = tensors[name]
        if tuple(tensor.shape) != shape:
            raise CheckpointError(
                f"Tensor '{name}' has shape {list(tensor.shape)} where {list(shape)} is needed. "
                "The model file is damaged."
            )
        if not torch.isfinite(tensor).all():
            raise CheckpointError(f"Tensor '{name}' contains values that are not finite numbers; the model is broken.")


def _names(names: list[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"tensor {shown}" if len(names) == 1 else f"tensors {shown}{more}"
