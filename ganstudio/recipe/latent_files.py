"""Latents that other programs wrote: .npy and .npz files of z, w or w+.

Formats: NVlabs' projector writes `projected_w.npz` with key `w`, float32 [1, num_ws, w_dim]; other tools write .npy of
[num_ws, w_dim], [1, w_dim] or [z_dim]. Nothing in such a file is executed (`allow_pickle=False`).
"""

from __future__ import annotations

import io
import math
import os
import re
import zipfile
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.errors import LatentFileError, RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus, LatentZ
from ganstudio.spec import GeneratorSpec, LatentSizes
from ganstudio.whole_file import open_file, read_file
from ganstudio.words import tr

KEYS = {"w": "w", "ws": "w", "w_plus": "w", "wp": "w", "latent": "", "latents": "", "z": "z", "dlatents": "w"}
"""Array names met in .npz files, most telling first, and which latent they hold ('' if only the shape tells)."""

Z_FILE = re.compile(r"(?:^|[^a-z])z(?:[^a-z]|$)", re.IGNORECASE)
"""In the names of files that hold a z: `z.npy`, `seed_3_z.npy`, `z0001.npy`."""

MAX_NUMBERS = 1 << 26
"""A file of 64 Mi numbers would hold thousands of w+; more is damaged or hostile."""


def read_latent(path: str | os.PathLike[str], spec: GeneratorSpec | LatentSizes, *, index: int = 0) -> Latent:
    """The latent in a .npy or .npz file, its kind told by the array's name and shape.

    A file of several latents gives the one at `index`. Where z_dim equals w_dim, one vector is a z where its array is
    named so, or its file (`z.npy`, `seed_3_z.npy`) while the array has no name of its own, and else a w. A w+ whose
    layers are all equal is given as a w.

    Args:
        path: The file.
        spec: The model that the latent is for, or its sizes.
        index: Which one, if the file holds several.

    Raises:
        LatentFileError: Missing, damaged, of a shape that does not fit the model, or with NaN; the text says which.
    """
    source = Path(path)
    name, values = _read_array(source)
    if not np.isfinite(values).all():
        raise LatentFileError(
            tr("{source} has NaN or infinite numbers. Check the program that wrote it.", source=source)
        )
    return _interpret(values, _kind(name, source), spec, index, source)


def count_latents(path: str | os.PathLike[str], spec: GeneratorSpec | LatentSizes) -> int:
    """How many latents of such a model a file holds; 0 where its shape fits none.

    Raises:
        LatentFileError: The file cannot be read, or holds no numbers.
    """
    latents = _as_batch(_read_array(Path(path))[1], spec)
    return 0 if latents is None else len(latents)


def note_of_several(path: str | os.PathLike[str], spec: GeneratorSpec | LatentSizes) -> str:
    """A sentence for people where a file holds more latents than the first, else empty.

    Raises:
        LatentFileError: As `count_latents`.
    """
    count = count_latents(path, spec)
    if count < 2:
        return ""
    return tr("It holds {count} latents; this is the first. Regenerate from CSV makes a picture of each.", count=count)


class LatentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of latents holds, as far as it can be told without its model.

    Attributes:
        shape: Of its array.
        array: The array's name; empty where it has none.
        kind: `z`, `w` (or w+), or empty where the model tells.
    """

    shape: tuple[int, ...]
    array: str
    kind: str

    def text(self) -> str:
        """The same in a line."""
        kinds = {"w": tr("w or w+"), "z": "z"}
        kind = kinds.get(self.kind, tr("z, w or w+: the model tells which"))
        shape = " x ".join(map(str, self.shape))
        if not self.array:
            return tr("Latent: {shape} numbers ({kind}); it names no model", shape=shape, kind=kind)
        return tr(
            "Latent: {shape} numbers, array '{name}' ({kind}); it names no model",
            shape=shape,
            name=self.array,
            kind=kind,
        )


def describe_latents(path: str | os.PathLike[str]) -> LatentFacts:
    """What a file of latents holds.

    Raises:
        LatentFileError: The file cannot be read, or holds no numbers.
    """
    name, values = _read_array(Path(path))
    return LatentFacts(shape=values.shape, array=name, kind=_kind(name, Path(path)))


def _kind(name: str, source: Path) -> str:
    """The kind of latent that an array's name tells, else the file's, `z` or `w`; '' where only the shape tells."""
    called_z = name in ("", "arr_0") and Z_FILE.search(source.stem)
    return "z" if called_z else KEYS.get(name, "")


def _read_array(source: Path) -> tuple[str, npt.NDArray[np.float32]]:
    try:
        if _starts_with(source, b"PK"):
            name, array = _read_npz(source)
        else:
            name, array = "", _array_of(_content(source))
    except OSError as error:
        raise LatentFileError(
            tr("{path} could not be read: {reason}.", path=source, reason=error.strerror or error)
        ) from error
    except LatentFileError:
        raise
    except Exception as error:
        raise LatentFileError(
            tr(
                "{source} is not a NumPy file of plain numbers, or is damaged ({error}). Accepted: .npy and .npz.",
                source=source,
                error=error,
            )
        ) from error
    if not np.issubdtype(array.dtype, np.number) or np.issubdtype(array.dtype, np.complexfloating):
        raise LatentFileError(
            tr(
                "{source} holds values of type {dtype}; a latent is made of real numbers.",
                source=source,
                dtype=array.dtype,
            )
        )
    if array.size > MAX_NUMBERS:
        raise LatentFileError(
            tr(
                "{source} has shape {shape}; that is larger than any file of latents.",
                source=source,
                shape=list(array.shape),
            )
        )
    return name, np.array(array, dtype=np.float32)


def _starts_with(source: Path, magic: bytes) -> bool:
    with open_file(source) as file:
        return file.read(len(magic)) == magic


def _read_npz(source: Path) -> tuple[str, npt.NDArray[np.generic]]:
    with zipfile.ZipFile(source) as archive:
        members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
        name = next((key for key in KEYS if key in members), None)
        name = name or (next(iter(members)) if len(members) == 1 else None)
        if name is None:
            raise LatentFileError(
                tr(
                    "{source} holds {names}; a latent is named w or z. Save it under that name.",
                    source=source,
                    names=", ".join(list(members)[:8]) or tr("nothing"),
                )
            )
        if members[name].file_size > 8 * MAX_NUMBERS:
            raise LatentFileError(
                tr(
                    "{source} unpacks to {size:,} bytes; at most {most:,} are read.",
                    source=source,
                    size=members[name].file_size,
                    most=8 * MAX_NUMBERS,
                )
            )
        with archive.open(members[name]) as stream:
            content = stream.read()
    return name, _array_of(content)


def _content(source: Path) -> bytes:
    """The bytes of a file; not mapped, as one that is cut meanwhile would end the program."""
    size = source.stat().st_size
    if size > 8 * MAX_NUMBERS:
        raise LatentFileError(
            tr(
                "{source} has {size:,} bytes; a file of latents has at most {most:,}.",
                source=source,
                size=size,
                most=8 * MAX_NUMBERS,
            )
        )
    return read_file(source)


def _array_of(content: bytes) -> npt.NDArray[np.generic]:
    """The array in the bytes of a .npy file, a view of them: a false shape costs nothing."""
    header = io.BytesIO(content)
    version = np.lib.format.read_magic(header)
    read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, fortran_order, dtype = read_header(header)
    if dtype.hasobject:
        raise ValueError(tr("it holds Python objects"))
    array = np.frombuffer(content, dtype=dtype, offset=header.tell())
    if array.size != math.prod(shape):
        raise ValueError(tr("its header says {shape}, but it holds {size} numbers", shape=list(shape), size=array.size))
    return array.reshape(shape, order="F" if fortran_order else "C")


def _interpret(
    values: npt.NDArray[np.float32], kind: str, spec: GeneratorSpec | LatentSizes, index: int, source: Path
) -> Latent:
    latents = _as_batch(values, spec)
    if latents is None:
        raise LatentFileError(
            tr(
                "{source} has shape {shape}, but this model takes z of [{z_dim}], w of [{w_dim}] or w+ of "
                "[{num_ws}, {w_dim}]. It was made for another model; load that model first.",
                source=source,
                shape=list(values.shape),
                z_dim=spec.z_dim,
                w_dim=spec.w_dim,
                num_ws=spec.num_ws,
            )
        )
    if not 0 <= index < len(latents):
        raise LatentFileError(
            tr(
                "{source} holds {count} latents, and number {index} was asked for.",
                source=source,
                count=len(latents),
                index=index,
            )
        )
    chosen = latents[index]
    try:
        if chosen.ndim == 2:
            same = bool((chosen == chosen[:1]).all())
            return LatentW(Array(chosen[0])) if same else LatentWPlus(Array(chosen))
        is_w = chosen.shape[0] == spec.w_dim and (kind != "z" or spec.z_dim != spec.w_dim)
        return LatentW(Array(chosen)) if is_w else LatentZ(Array(chosen))
    except RecipeError as error:
        raise LatentFileError(f"{source}: {error}") from error


def _as_batch(values: npt.NDArray[np.float32], spec: GeneratorSpec | LatentSizes) -> npt.NDArray[np.float32] | None:
    """[n, dim] or [n, num_ws, w_dim], or None if the shape fits nothing."""
    while values.ndim > 3 and values.shape[0] == 1:
        values = values[0]
    if values.ndim in (2, 3) and values.shape[-2:] == (spec.num_ws, spec.w_dim):
        return values.reshape(-1, spec.num_ws, spec.w_dim)
    if values.ndim == 3 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim in (1, 2) and values.shape[-1] in (spec.w_dim, spec.z_dim):
        return values.reshape(-1, values.shape[-1])
    return None
