"""What a model file says of itself before its weights are read: no torch, so that it is said at once."""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib.resources
from contextlib import suppress
from pathlib import Path

import msgspec
import safetensors

from ganstudio.errors import CheckpointError
from ganstudio.networks.config import GeneratorConfig
from ganstudio.networks.stylegan3_config import StyleGAN3Config
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

BUILTIN = "builtin"
FORMAT = 1
STYLEGAN3_FORMAT = 2  # programs that know StyleGAN2 alone say that the file is newer than they are
METADATA_KEY = "ganstudio"

NetworkConfig = GeneratorConfig | StyleGAN3Config


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON under the key `ganstudio` of a safetensors file's metadata.

    Attributes:
        format: Number of this layout, 2 where the network is StyleGAN3; files of a later one are refused.
        source: The program that first wrote the weights, as text for people.
        notes: What a person should know of how the first file was read.
        config: The network's shape, as JSON; the format says which network's.
    """

    format: int
    source: str
    notes: tuple[str, ...] = ()
    config: msgspec.Raw

    def network(self) -> NetworkConfig:
        """The network's shape."""
        if self.format == STYLEGAN3_FORMAT:
            return msgspec.json.decode(self.config, type=StyleGAN3Config)
        return msgspec.json.decode(self.config, type=GeneratorConfig)


def spec_ahead(path: str | Path) -> GeneratorSpec | None:
    """A model's sizes and layers as far as its file tells them without being loaded: files of our own format do.

    Raises:
        CheckpointError: There is no such file, or it is a damaged one of ours.
    """
    file = existing_model(path)
    try:
        with safetensors.safe_open(file, framework="numpy") as opened:
            description = (opened.metadata() or {}).get(METADATA_KEY)
    except (safetensors.SafetensorError, OSError):
        return None
    return None if description is None else read_header(description, file)[1].spec()


def read_header(text: str, path: Path) -> tuple[Header, NetworkConfig]:
    """The description in a file of ours.

    Raises:
        CheckpointError: It is damaged or of a later format.
    """
    try:
        number = msgspec.json.decode(text, type=dict[str, object]).get("format")
        if isinstance(number, int) and number > STYLEGAN3_FORMAT:
            raise CheckpointError(
                tr(
                    "'{file}' is a GanStudio model of format {number}, which is newer than this program (it "
                    "reads up to format {newest}). Update GanStudio.",
                    file=path.name,
                    number=number,
                    newest=STYLEGAN3_FORMAT,
                )
            )
        header = msgspec.json.decode(text, type=Header)
        return header, header.network()
    except msgspec.DecodeError as error:
        raise CheckpointError(
            tr("'{file}' is a GanStudio model whose header is damaged: {error}.", file=path.name, error=error)
        ) from error


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
            tr(
                "The built-in model is not part of this installation (ganstudio/builtin/faces.safetensors is missing). "
                "Open a model file of your own, or install GanStudio again."
            )
        )
    return builtin


def existing_model(path: str | Path) -> Path:
    """The file that a name stands for, which is there.

    Raises:
        CheckpointError: It is not, or the built-in model is not part of this installation.
    """
    file = model_path(path)
    refuse_missing(file)
    return file


def refuse_missing(path: Path) -> None:
    """Say that a file is not there, and which are of a similar name.

    Raises:
        CheckpointError: It is not there.
    """
    with suppress(OSError, ValueError):  # these are told of when the file is opened
        if not path.exists():
            raise CheckpointError(_missing(path))


def _missing(path: Path) -> str:
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return tr(
            "There is no file '{path}'. The folder '{folder}' is not there either. Check the name and the folder.",
            path=path,
            folder=path.parent,
        )
    close = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    if not close:
        return tr("There is no file '{path}'. Check the name and the folder.", path=path)
    return tr(
        "There is no file '{path}'. Did you mean {names}? Check the name and the folder.",
        path=path,
        names=functools.reduce(_either, map(repr, close)),
    )


def _either(one: str, other: str) -> str:
    return tr("{one} or {other}", one=one, other=other)


def file_md5(path: Path) -> str:
    """md5 of a file's bytes, 32 hexadecimal digits: the name by which recipes and data folders know a model."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
