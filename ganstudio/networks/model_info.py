"""What a model file is, in numbers: `ganstudio info`; and its conversion to our own format: `ganstudio convert`.

torch is imported where a file is read, so that what is known of one is said at once.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ganstudio.errors import CheckpointError
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.header import NetworkConfig, existing_model, model_path
from ganstudio.networks.stylegan3_config import StyleGAN3Config
from ganstudio.spec import LayerSpec, ModelIdentity
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.networks.checkpoint import Network
    from ganstudio.networks.convert.file_content import Progress
    from ganstudio.networks.generator import LoadedGenerator


class ModelInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A model file's description; `msgspec.json.encode` gives its JSON.

    Attributes:
        file: Name of the file.
        file_bytes: Its size.
        md5: md5 of its bytes, the name by which recipes and data folders know the model.
        weights_id: Hash of its numbers, by which they know it in another file.
        source: The program and format that the weights came from.
        notes: What the file does not tell, and what was taken for it.
        architecture: `skip`, `resnet` or `orig` of StyleGAN2; `stylegan3-t` or `stylegan3-r`.
        img_width: Pixels. img_height: pixels. img_channels: 1, 3 or 4.
        z_dim: Entries of z. w_dim: entries of w. c_dim: classes, 0 for none. num_ws: style layers.
        parameters: Numbers that training adjusts: weights, biases, constant and noise strengths.
        has_w_avg: Whether the file carries the average latent.
        layers: Every editable layer.
        config: The rest: mapping layers, activations, clamp, filter.
    """

    file: str
    file_bytes: int
    md5: str
    weights_id: str
    source: str
    notes: tuple[str, ...]
    architecture: str
    img_width: int
    img_height: int
    img_channels: int
    z_dim: int
    w_dim: int
    c_dim: int
    num_ws: int
    parameters: int
    has_w_avg: bool
    layers: tuple[LayerSpec, ...]
    config: NetworkConfig

    def text(self) -> str:
        """The description for people, some lines."""
        colors = {1: tr("grey"), 3: "RGB", 4: "RGBA"}[self.img_channels]
        classes = tr("{count} classes", count=self.c_dim) if self.c_dim else tr("none (unconditional)")
        average = (
            tr("in the file")
            if self.has_w_avg
            else tr("not in the file; estimated from 10,000 samples when first needed")
        )
        family, _, configuration = self.architecture.partition("-")
        network = f"StyleGAN3-{configuration.upper()}" if configuration else tr("StyleGAN2, {family}", family=family)
        rows = [
            (tr("File"), tr("{file} ({size:,} bytes)", file=self.file, size=self.file_bytes)),
            ("md5", self.md5),
            (tr("Weights"), self.weights_id),
            (tr("Source"), self.source),
            (tr("Network"), network),
            (tr("Image"), f"{self.img_width}x{self.img_height} {colors}"),
            (
                tr("Latents"),
                tr("z {z}, w {w}, {count} style layers", z=self.z_dim, w=self.w_dim, count=self.num_ws),
            ),
            (tr("Classes"), classes),
            (tr("Parameters"), f"{self.parameters:,}"),
            (tr("Average latent"), average),
            *((tr("Note"), tr(note)) for note in self.notes),
        ]
        labelled = [(tr("{label}:", label=label), value) for label, value in rows]
        lines = [f"{_wide(label, 16)}{value}" for label, value in labelled]
        channels, ws_index = tr("Channels"), tr("Style layer")
        heads = _wide(tr("Layer"), 16) + _wide(tr("Size"), 12) + " " * (8 - _columns(channels)) + channels
        lines += ["", f"{heads}  {ws_index}"]
        lines += [
            f"{layer.name:<16}{f'{layer.width}x{layer.height}':<12}{layer.channels:>8}  {layer.ws_index}"
            for layer in self.layers
        ]
        return "\n".join(lines)


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes; a Chinese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _wide(text: str, columns: int) -> str:
    return text + " " * (columns - _columns(text))


def describe(path: str | Path, *, progress: Progress | None = None) -> ModelInfo:
    """Read a model file and say what it is.

    Args:
        path: A model file of any accepted format, or `builtin`.
        progress: Told how many of its bytes are read.

    Raises:
        CheckpointError: It is not there or is no accepted model; the text says what it is.
    """
    from ganstudio.networks.checkpoint import weights_id
    from ganstudio.networks.convert.reader import read_network

    file = model_path(path)
    checkpoint, network = read_network(file, progress=progress)
    return describe_network(
        network,
        file,
        identity=ModelIdentity(model_id=checkpoint.md5, weights_id=weights_id(network)),
        source=checkpoint.source,
        notes=checkpoint.notes,
        has_w_avg=checkpoint.has_w_avg,
    )


def describe_network(
    network: Network, file: Path, *, identity: ModelIdentity, source: str, notes: tuple[str, ...], has_w_avg: bool
) -> ModelInfo:
    """Say what a network is that was read from a file.

    Args:
        network: The network.
        file: Where it was read.
        identity: Of the file and of the network's numbers.
        source: The program and format that the weights came from.
        notes: What a person should know of how the file was read.
        has_w_avg: Whether the file carries the average latent.
    """
    spec = network.config.spec()
    return ModelInfo(
        file=file.name,
        file_bytes=file.stat().st_size,
        md5=identity.model_id,
        weights_id=identity.weights_id,
        source=source,
        notes=notes,
        architecture=spec.architecture,
        img_width=spec.img_width,
        img_height=spec.img_height,
        img_channels=spec.img_channels,
        z_dim=spec.z_dim,
        w_dim=spec.w_dim,
        c_dim=spec.c_dim,
        num_ws=spec.num_ws,
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        has_w_avg=has_w_avg,
        layers=spec.layers,
        config=network.config,
    )


def describe_generator(generator: LoadedGenerator, file: Path) -> ModelInfo:
    """Say what a generator is that was loaded from a file."""
    return describe_network(
        generator.network,
        file,
        identity=generator.identity,
        source=generator.source,
        notes=generator.notes,
        has_w_avg=generator.has_w_avg,
    )


def described(content: bytes) -> ModelInfo | None:
    """The description whose JSON was kept, None where it is of another form."""
    try:
        values = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        config = StyleGAN3Config if b"stylegan3" in bytes(values["architecture"]) else GeneratorConfig
        kinds = {field.name: field.type for field in msgspec.structs.fields(ModelInfo)} | {"config": config}
        known: dict[str, Any] = {name: msgspec.json.decode(values[name], type=kind) for name, kind in kinds.items()}
        return ModelInfo(**known)
    except (msgspec.MsgspecError, ValueError, KeyError):
        return None


def convert(
    source: str | Path,
    target: str | Path,
    *,
    overwrite: bool = False,
    half: bool = False,
    progress: Progress | None = None,
) -> ModelInfo:
    """Write a model file of any accepted format as our own safetensors.

    Args:
        source: The file to read, or `builtin`.
        target: The file to make; its name ends in `.safetensors`.
        overwrite: Replace an existing file.
        half: Store float16, half the size, rounded to 11 bits.
        progress: Told how many of the source's bytes are read.

    Returns:
        The new file's description.

    Raises:
        CheckpointError: The source is no accepted model, or the target exists or cannot be written.
    """
    made = Path(target).expanduser()
    if made.suffix != ".safetensors":
        raise CheckpointError(
            tr("'{file}' does not end in '.safetensors', the format that is written. Change the name.", file=made.name)
        )
    from ganstudio.networks.checkpoint import checkpoint_of, save_safetensors
    from ganstudio.networks.convert.reader import read_network

    checkpoint, network = read_network(existing_model(source), progress=progress)
    complete = checkpoint_of(network, source=checkpoint.source, notes=checkpoint.notes)
    if not checkpoint.has_w_avg:
        complete = complete.without_w_avg()
    save_safetensors(complete, made, overwrite=overwrite, half=half)
    return describe(made)
