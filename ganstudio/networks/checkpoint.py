"""Our own model files (safetensors with the network's shape as JSON in the header), and weights put into a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import safetensors
import safetensors.torch
import torch
from torch import Tensor

from ganstudio.errors import CheckpointError
from ganstudio.networks import stylegan2, stylegan3
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.header import FORMAT, METADATA_KEY, STYLEGAN3_FORMAT, Header, NetworkConfig, read_header
from ganstudio.networks.stylegan3_config import StyleGAN3Config
from ganstudio.whole_file import whole_file
from ganstudio.words import tr, trn

MAX_BLOCKS = 14  # 4 << 13 = 32768 pixels a side
MAX_MAPPING_LAYERS = 64
MAX_PIXELS = 1 << 24  # 4096 x 4096; the largest models known make 2048 x 2048
MAX_CELLS = 1 << 28  # 1 GiB in float32, four times the largest layer of a 1024 x 1024 model
W_AVG = "mapping.w_avg"

Network = stylegan2.Generator | stylegan3.Generator


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """A generator as read from a file, whichever program wrote it.

    Attributes:
        config: The network's shape.
        tensors: float32 weights and buffers by their NVlabs names; `mapping.w_avg` may be absent.
        source: The program and format that the file came from, as text for people.
        notes: What a person should know of how it was read: what the file does not tell, and what was taken for it.
        md5: Of the file's bytes, as they were read; empty where they were not.
    """

    config: NetworkConfig
    tensors: Mapping[str, Tensor]
    source: str
    notes: tuple[str, ...] = ()
    md5: str = ""

    @property
    def has_w_avg(self) -> bool:
        """Whether the file carries the average latent."""
        return W_AVG in self.tensors

    def without_w_avg(self) -> Checkpoint:
        """The same without the average latent, for a model that has none of its own."""
        return replace(self, tensors={name: tensor for name, tensor in self.tensors.items() if name != W_AVG})


def build_network(checkpoint: Checkpoint) -> Network:
    """Put a checkpoint's weights into a network, every name and shape checked.

    Args:
        checkpoint: The weights; where the average latent is absent, zeros take its place.

    Returns:
        The network on the CPU in float32, in evaluation mode and without gradients.

    Raises:
        CheckpointError: A tensor is missing, unknown, of the wrong shape or not finite.
    """
    config = checkpoint.config
    blocks = len(config.channels) if isinstance(config, GeneratorConfig) else 1
    if blocks > MAX_BLOCKS or len(config.mapping_widths) > MAX_MAPPING_LAYERS:
        raise CheckpointError(
            tr(
                "The model has {blocks} blocks and {mapping_layers} mapping layers; at most {most_blocks} and "
                "{most_mapping_layers} are accepted; the file is damaged.",
                blocks=blocks,
                mapping_layers=len(config.mapping_widths),
                most_blocks=MAX_BLOCKS,
                most_mapping_layers=MAX_MAPPING_LAYERS,
            )
        )
    _check_picture(config)
    network: Network
    with torch.device("meta"):  # sizes only: a hostile file cannot make us allocate what it does not contain
        network = stylegan3.Generator(config) if isinstance(config, StyleGAN3Config) else stylegan2.Generator(config)
    tensors = dict(checkpoint.tensors)
    tensors.setdefault(W_AVG, torch.zeros(config.w_dim))
    _check_tensors(tensors, {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()})
    network.load_state_dict(tensors, strict=True, assign=True)
    return network.eval().requires_grad_(False)


def _check_picture(config: NetworkConfig) -> None:
    """Refuse a network whose pictures nobody could make, as a file of some kilobytes can ask for them.

    Raises:
        CheckpointError: The picture, or the maps of a layer, are far larger than any model's.
    """
    spec = config.spec()
    pixels = spec.img_width * spec.img_height
    if pixels > MAX_PIXELS:
        raise CheckpointError(
            tr(
                "The model makes pictures of {width:,} x {height:,} pixels, {pixels:,} in all; "
                "at most {most:,} are accepted.",
                width=spec.img_width,
                height=spec.img_height,
                pixels=pixels,
                most=MAX_PIXELS,
            )
        )
    for layer in spec.layers:
        cells = layer.channels * layer.width * layer.height
        if cells > MAX_CELLS:
            raise CheckpointError(
                tr(
                    "Layer {layer} of the model has {channels:,} maps of {width:,} x {height:,}, {numbers:,} "
                    "numbers; at most {most:,} are accepted.",
                    layer=layer.name,
                    channels=layer.channels,
                    width=layer.width,
                    height=layer.height,
                    numbers=cells,
                    most=MAX_CELLS,
                )
            )


def checkpoint_of(network: Network, *, source: str = "GanStudio", notes: tuple[str, ...] = ()) -> Checkpoint:
    """The weights and shape of a network, ready to be saved."""
    tensors = {name: tensor.detach().float().cpu() for name, tensor in network.state_dict().items()}
    return Checkpoint(config=network.config, tensors=tensors, source=source, notes=notes)


def weights_id(network: Network) -> str:
    """What the network's numbers are, whichever file they came from: 32 hexadecimal digits.

    Rounded to float16, so that `convert --half` changes nothing, and without the average latent and the resampling
    filters, which some formats leave out.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name, tensor in sorted(network.state_dict().items()):
        if name != W_AVG and not name.endswith("resample_filter"):
            digest.update(f"{name} {list(tensor.shape)}".encode())
            digest.update(tensor.detach().cpu().half().contiguous().numpy())
    return digest.hexdigest()


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
        raise CheckpointError(
            tr("'{path}' exists already. Choose another name, or allow it to be overwritten.", path=path)
        )
    header = Header(
        format=STYLEGAN3_FORMAT if isinstance(checkpoint.config, StyleGAN3Config) else FORMAT,
        source=checkpoint.source,
        notes=checkpoint.notes,
        config=msgspec.Raw(msgspec.json.encode(checkpoint.config)),
    )
    dtype = torch.float16 if half else torch.float32
    # Copies: safetensors refuses tensors that share memory, as the filters of one file do.
    tensors = {name: tensor.to(dtype, copy=True).contiguous() for name, tensor in checkpoint.tensors.items()}
    if half and not all(torch.isfinite(tensor).all() for tensor in tensors.values()):
        raise CheckpointError(tr("The model has weights beyond float16's range (65504). Store it in full precision."))
    content = safetensors.torch.save(tensors, metadata={METADATA_KEY: msgspec.json.encode(header).decode()})
    try:
        with whole_file(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise CheckpointError(
            tr("'{path}' cannot be written: {reason}.", path=path, reason=error.strerror or error)
        ) from error


def load_safetensors(path: Path) -> Checkpoint:
    """Read a model file of our own format.

    Raises:
        CheckpointError: The file is damaged, of another program, or of a later format.
    """
    description, tensors = open_safetensors(path.read_bytes(), path.name)
    if description is None:
        raise CheckpointError(tr("'{file}' is a safetensors file, but not a GanStudio model.", file=path.name))
    return own_checkpoint(description, tensors, path)


def open_safetensors(content: bytes, name: str) -> tuple[str | None, dict[str, Tensor]]:
    """Read the bytes of a safetensors file that may hold a generator, ours or another program's.

    Returns:
        Our description in its header, None in another program's file; the tensors by name.

    Raises:
        CheckpointError: The file is damaged, or of another network by its tensors' names.
    """
    try:
        tensors = safetensors.torch.load(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    except (safetensors.SafetensorError, ValueError) as error:
        raise CheckpointError(
            tr(
                "'{file}' is a safetensors file that is cut short or damaged ({error}); copy or download it again.",
                file=name,
                error=error,
            )
        ) from error
    description = (header.get("__metadata__") or {}).get(METADATA_KEY)
    if description is None:
        refuse_other_networks(list(tensors))
    return description, tensors


def own_checkpoint(description: str, tensors: Mapping[str, Tensor], path: Path) -> Checkpoint:
    """The checkpoint that a description of ours and the tensors beside it make.

    Raises:
        CheckpointError: The description is damaged or of a later format, or a tensor is not made of numbers.
    """
    header, config = read_header(description, path)
    floats = {name: _as_float32(name, tensor) for name, tensor in tensors.items()}
    return Checkpoint(config=config, tensors=floats, source=header.source, notes=header.notes)


def refuse_other_networks(names: list[str]) -> None:
    """Refuse by its tensors' names a file of another network, which may be far too large to read.

    Raises:
        CheckpointError: No tensor is named as in a StyleGAN generator.
    """
    if any(name.endswith(("mapping.fc0.weight", "input.input")) for name in names):
        return
    parts = ("unet", "diffusion_model", "down_blocks.", "transformer_blocks.", "lora_", "text_model.", "double_blocks.")
    kind = tr("a diffusion model") if any(part in name for name in names for part in parts) else tr("another network")
    tensors = ", ".join(f"'{name[:40]}'" for name in names[:3]) or tr("nothing")
    raise CheckpointError(
        tr(
            "The file is a safetensors file of {kind} (it holds {tensors}); there is no StyleGAN generator in it, and "
            "nothing that could be converted into one.",
            kind=kind,
            tensors=tensors,
        )
    )


def _as_float32(name: str, tensor: Tensor) -> Tensor:
    if not tensor.is_floating_point():
        raise CheckpointError(
            tr(
                "Tensor '{tensor}' is {kind}, not floating point; the model file is damaged.",
                tensor=name,
                kind=tensor.dtype,
            )
        )
    return tensor.to(torch.float32)


def _check_tensors(tensors: Mapping[str, Tensor], shapes: Mapping[str, tuple[int, ...]]) -> None:
    missing = [name for name in shapes if name not in tensors]
    if missing:
        raise CheckpointError(
            tr("The model file lacks {tensors}. It is incomplete, or no such generator.", tensors=_names(missing))
        )
    unknown = [name for name in tensors if name not in shapes]
    if unknown:
        raise CheckpointError(
            tr("The model file contains {tensors}, which no such generator has.", tensors=_names(unknown))
        )
    for name, shape in shapes.items():
        tensor = tensors[name]
        if tuple(tensor.shape) != shape:
            raise CheckpointError(
                tr(
                    "Tensor '{tensor}' has shape {shape} where {needed} is needed. The model file is damaged.",
                    tensor=name,
                    shape=list(tensor.shape),
                    needed=list(shape),
                )
            )
        if not torch.isfinite(tensor).all():
            raise CheckpointError(
                tr("Tensor '{tensor}' contains values that are not finite numbers; the model is broken.", tensor=name)
            )


def _names(names: list[str]) -> str:
    tensors = ", ".join(f"'{name}'" for name in names[:3])
    if len(names) > 3:
        return tr("tensors {tensors} and {count} more", tensors=tensors, count=len(names) - 3)
    return trn("tensor {tensors}", "tensors {tensors}", len(names), tensors=tensors)
