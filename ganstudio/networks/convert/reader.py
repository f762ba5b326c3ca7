"""Finds out by its content what a model file is, and reads it; its name and ending play no part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from ganstudio.errors import CheckpointError
from ganstudio.interruption import check_interruption
from ganstudio.networks.checkpoint import (
    Checkpoint,
    Network,
    build_network,
    open_safetensors,
    own_checkpoint,
    refuse_other_networks,
)
from ganstudio.networks.convert.accepted import ACCEPTED, UNAVERAGED, TensorPool, mapping_of
from ganstudio.networks.convert.allowed import Budget, ForbiddenNameError
from ganstudio.networks.convert.file_content import FileContent, Progress, read_content
from ganstudio.networks.convert.nvlabs import module_record, read_nvlabs
from ganstudio.networks.convert.pickle_machine import PickleMachine
from ganstudio.networks.convert.records import Record
from ganstudio.networks.convert.rosinality import read_rosinality, rosinality_state_dict
from ganstudio.networks.convert.sniff import HEAD_BYTES, kind_of
from ganstudio.networks.convert.state_dict import find_module, nvlabs_state_dict, read_state_dict
from ganstudio.networks.convert.tensorflow import is_network, read_tensorflow
from ganstudio.networks.convert.torch_stream import is_torch_stream, is_zip, load_torch
from ganstudio.networks.header import METADATA_KEY, refuse_missing
from ganstudio.words import marked, tr

_MAY_BE_OLD_PICKLE: Final = "a text"
MAX_OPCODES: Final = 600_000  # files of real models have 3,000 to 60,000
COPY_SLACK_BYTES: Final = 64 << 20
_QUOTES, _ENDS = "'“「", ".。"
NETWORKS: Final = ("G_ema", "G")  # the averaged generator, and the one that was trained
MAX_SAFETENSORS_HEADER: Final = 100_000_000  # the format's own limit


def read_network(path: Path, *, progress: Progress | None = None) -> tuple[Checkpoint, Network]:
    """Read a model file of any accepted format and build its network, every tensor checked.

    Args:
        path: The file.
        progress: Told how many of its bytes are read.

    Returns:
        Its generator: of NVlabs' files `G_ema` or `Gs`, of rosinality's `g_ema`; where there is none, `G`, and the
        notes say so. And the network.

    Raises:
        CheckpointError: The file is not there, is no accepted model, or was changed while it was read.
        InterruptedWork: Reading is to end.
    """
    refuse_missing(path)
    with _refusals_name(path):
        file = _content(path, progress)
        checkpoint = replace(_read(path, file.content), md5=file.md5)
        check_interruption()
        return checkpoint, build_network(checkpoint)


@contextmanager
def _refusals_name(path: Path) -> Iterator[None]:
    """Have every refusal begin with the file's name and end with what is accepted."""
    try:
        yield
    except (MemoryError, RecursionError) as error:
        raise CheckpointError(
            tr("'{name}' asks for more memory than any model does; {accepted}.", name=path.name, accepted=ACCEPTED)
        ) from error
    except CheckpointError as error:
        text = _named(path, str(error))
        if ACCEPTED not in text:
            text = tr("{refusal}; {accepted}.", refusal=text.rstrip(_ENDS), accepted=ACCEPTED)
        raise type(error)(text) from error


def _named(path: Path, refusal: str) -> str:
    """The refusal with the file's name at its beginning, whatever language it is in."""
    if refusal.lstrip(_QUOTES).startswith((path.name, str(path))):
        return refusal
    of_file = re.sub(r"^The (model )?file ", f"'{path.name}' ", refusal)
    if of_file != refusal:
        return of_file
    return tr("'{name}' cannot be used: {reason}", name=path.name, reason=refusal[0].lower() + refusal[1:])


def _content(path: Path, progress: Progress | None) -> FileContent:
    _check_file(path)
    try:
        with path.open("rb") as stream:
            _refuse_by_beginning(path, stream)
            return read_content(stream, path, progress)
    except PermissionError as error:
        raise CheckpointError(
            tr("'{path}' may not be read by you; change its permissions or copy it.", path=path)
        ) from error
    except (OSError, ValueError) as error:
        raise CheckpointError(tr("'{path}' cannot be read: {error}.", path=path, error=error)) from error


def _refuse_by_beginning(path: Path, stream: BinaryIO) -> None:
    """Refuse a file of another kind by its first bytes, as it may be far too large to read.

    Raises:
        CheckpointError: It is no model.
    """
    head = stream.read(HEAD_BYTES)
    kind = kind_of(head)
    if _is_safetensors(head):
        stream.seek(8)
        header = stream.read(int.from_bytes(head[:8], "little"))
        try:
            described = json.loads(header)
        except (ValueError, RecursionError):
            described = None  # told when it is read
        own = described.get("__metadata__") if isinstance(described, dict) else None
        if isinstance(described, dict) and METADATA_KEY not in (own or ()):
            refuse_other_networks([name for name in described if name != "__metadata__"])
    elif head[:1] != b"\x80" and kind is not None and not kind.startswith(_MAY_BE_OLD_PICKLE):
        raise CheckpointError(tr("'{name}' is {kind}.", name=path.name, kind=tr(kind)))
    stream.seek(0)


def _check_file(path: Path) -> None:
    try:
        if path.is_dir() and any((folder / "model_index.json").is_file() for folder in (path, path.absolute().parent)):
            raise CheckpointError(
                tr("'{path}' is a folder of a diffusers pipeline; there is no StyleGAN model in it.", path=path)
            )
        if path.is_dir():
            raise CheckpointError(tr("'{path}' is a folder; choose the model file inside it.", path=path))
        if not path.is_file():
            raise CheckpointError(tr("'{path}' is no ordinary file.", path=path))
        if path.stat().st_size == 0:
            raise CheckpointError(tr("'{name}' is empty; copy or download it again.", name=path.name))
    except (OSError, ValueError) as error:
        raise CheckpointError(tr("'{path}' cannot be read: {error}.", path=path, error=error)) from error


def _read(path: Path, whole: bytes) -> Checkpoint:
    content = memoryview(whole)
    head = whole[:HEAD_BYTES]
    budget = Budget(opcodes=MAX_OPCODES, copied_bytes=len(content) + COPY_SLACK_BYTES)
    pool = TensorPool(len(content))
    if _is_safetensors(head):
        description, tensors = open_safetensors(whole, path.name)
        return _from_torch(tensors, pool) if description is None else own_checkpoint(description, tensors, path)
    if is_zip(content) or is_torch_stream(content):
        return _from_torch(load_torch(content, budget), pool)
    if head[:1] == b"\x80":
        return _from_pickle(PickleMachine(content, budget=budget).load(), pool)
    return _from_old_pickle(path, content, budget=budget, pool=pool)


def _is_safetensors(head: bytes) -> bool:
    return head[8:9] == b"{" and 2 <= int.from_bytes(head[:8], "little") <= MAX_SAFETENSORS_HEADER


def _from_old_pickle(path: Path, content: memoryview, *, budget: Budget, pool: TensorPool) -> Checkpoint:
    """Protocols 0 and 1 have no first byte of their own: what cannot be read as a pickle is text or something else."""
    try:
        result = PickleMachine(content, budget=budget).load()
        if not isinstance(result, dict | tuple | Record):
            raise CheckpointError("no container")
    except ForbiddenNameError:
        raise
    except CheckpointError as error:
        kind = kind_of(bytes(content[:HEAD_BYTES])) or marked("of no kind known here")
        raise CheckpointError(tr("'{name}' is {kind}.", name=path.name, kind=tr(kind))) from error
    return _from_pickle(result, pool)


def _from_torch(content: object, pool: TensorPool) -> Checkpoint:
    checkpoint = _from_inside(content, pool)
    if checkpoint is not None:
        return checkpoint
    whole = mapping_of(content)
    nested = mapping_of(whole.get("GAN")) or whole
    if any(name.startswith(("S.net.", "GE.", "G.initial_block", "GAN.")) for name in nested):
        raise CheckpointError(
            tr("The file is a checkpoint of lucidrains' stylegan2-pytorch, whose network is of another kind.")
        )
    if module_record(content) is not None or any(name in whole for name in NETWORKS):
        return _from_pickle(content, pool)
    if "d" in whole or "D" in whole or any(name.startswith(("final_conv.", "final_linear.")) for name in whole):
        raise CheckpointError(
            tr("The file is a torch checkpoint that holds a discriminator only, without a generator.")
        )
    raise CheckpointError(
        tr("The file is a torch checkpoint of another network ({contents}).", contents=_contents(whole))
    )


def _from_inside(content: object, pool: TensorPool) -> Checkpoint | None:
    """The generator that lies in the content as a module, or as tensors of known names; None where there is none."""
    module = find_module(content)
    if module is not None:
        return read_nvlabs(module.module, pool, notes=module.notes)
    found = nvlabs_state_dict(content)
    if found is not None:
        return read_state_dict(content, found, pool)
    found = rosinality_state_dict(content)
    return None if found is None else read_rosinality(content, found, pool)


def _from_pickle(content: object, pool: TensorPool) -> Checkpoint:
    if is_network(content) and isinstance(content, Record):
        return read_tensorflow(content, pool)
    if isinstance(content, tuple | list):
        return _from_networks(content, pool)
    checkpoint = _from_inside(content, pool)
    if checkpoint is not None:
        return checkpoint
    generator = module_record(content)
    if generator is not None:
        return read_nvlabs(generator, pool)
    whole = mapping_of(content)
    role = next((name for name in NETWORKS if whole.get(name) is not None), None)
    if role is None:
        _refuse_without_generator(whole)
    notes = () if role == NETWORKS[0] else (UNAVERAGED,)
    generator = module_record(whole[role])
    if generator is not None:
        return read_nvlabs(generator, pool, notes=notes)
    network = whole[role]
    if is_network(network) and isinstance(network, Record):
        return read_tensorflow(network, pool)
    raise CheckpointError(tr("The file is a pickle whose '{role}' is no network.", role=role))


def _from_networks(content: tuple[object, ...] | list[object], pool: TensorPool) -> Checkpoint:
    """`(G, D, Gs)`: the averaged generator is the last."""
    if not content or not all(is_network(network) for network in content):
        raise CheckpointError(tr("The file is a pickle of {count} objects that are no networks.", count=len(content)))
    last = content[-1]
    if len(content) != 3 or not isinstance(last, Record):
        raise CheckpointError(
            tr("The file is a TensorFlow-era pickle of {count} networks; (G, D, Gs) is needed.", count=len(content))
        )
    return read_tensorflow(last, pool)


def _refuse_without_generator(whole: Mapping[str, object]) -> NoReturn:
    """Say what a pickled dictionary without a generator is.

    Raises:
        CheckpointError: Always.
    """
    if "D" in whole:
        raise CheckpointError(tr("The file is an NVlabs pickle that holds a discriminator only, without a generator."))
    raise CheckpointError(tr("The file is a pickle that holds no generator ({contents}).", contents=_contents(whole)))


def _contents(whole: Mapping[str, object]) -> str:
    names = ", ".join(f"'{name[:40]}'" for name in list(whole)[:4])
    return tr("it holds {names}", names=names) if names else tr("it holds nothing that has a name")
