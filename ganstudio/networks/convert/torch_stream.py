"""Reads what torch.save writes, both layouts, without torch: the zip archive and the older stream of pickles.

Source: pytorch, torch/serialization.py (`_save` and `_legacy_save`) and torch/storage.py (`_load_from_bytes`).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from typing import Final

import numpy as np

from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.allowed import Budget
from ganstudio.networks.convert.pickle_machine import PickleMachine
from ganstudio.networks.convert.rebuild import storage_code
from ganstudio.networks.convert.records import ByteOrder, Global, StorageRecord
from ganstudio.words import tr

STREAM_MAGIC: Final = 0x1950A86A20F9469CFC6C
STREAM_PROTOCOL: Final = 1001
# LONG1, ten bytes, the magic number: what follows the two bytes of the protocol in every old torch.save file.
STREAM_START: Final = b"\x8a\x0a" + STREAM_MAGIC.to_bytes(10, "little")
ZIP_START: Final = b"PK\x03\x04"
MAX_DIRECTORY_BYTES: Final = 16 << 20  # of a zip's table of contents: some 100,000 entries
MAX_NESTING: Final = 3
MAX_ELEMENTS: Final = 1 << 40


def is_torch_stream(content: memoryview) -> bool:
    """Whether the bytes begin as torch.save of before 1.6 does (and torch.save of a storage still)."""
    return STREAM_START in bytes(content[:32])


def is_zip(content: memoryview) -> bool:
    """Whether the bytes begin as a zip archive."""
    return bytes(content[:4]) == ZIP_START


def load_torch(content: memoryview, budget: Budget) -> object:
    """The object in a torch.save file, as plain containers and records.

    Raises:
        CheckpointError: The file is damaged, cut short, or holds something not on the list.
    """
    return _load_zip(content, budget) if is_zip(content) else _load_stream(content, budget)


def storage_from_bytes(content: memoryview, budget: Budget) -> StorageRecord:
    """The storage in a torch.save file that lies inside a pickle, as NVlabs' pickles hold each tensor.

    Raises:
        CheckpointError: It is damaged, or nested deeper than any model file.
    """
    if budget.nesting >= MAX_NESTING:
        raise CheckpointError(tr("The file holds pickles inside pickles, deeper than any model file does."))
    budget.nesting += 1
    storage = load_torch(content, budget)
    budget.nesting -= 1
    if not isinstance(storage, StorageRecord):
        raise CheckpointError(
            tr("The pickle holds something else where the memory of a tensor should be; it is damaged.")
        )
    return storage


def _element_bytes(code: str) -> int:
    return 2 if code == "bf16" else np.dtype(code).itemsize


def _elements(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= MAX_ELEMENTS:
        raise ValueError("a storage of an impossible size")
    return value


class _StreamStorages:
    """The storages of an old torch.save stream: named in the pickle, their bytes behind it."""

    def __init__(self, content: memoryview) -> None:
        self.byte_order: ByteOrder = "<"
        self._content = content
        self._records: dict[str, StorageRecord] = {}
        self._positions: dict[str, int] = {}

    def load(self, identifier: object) -> object:
        """The record for ('storage', class, key, location, elements, view) or ('module', class, ...)."""
        match identifier:
            case ("module", Global() as kind, *_):
                return kind
            case ("storage", kind, str() as key, _, elements, *view):
                return self._storage(kind, key, _elements(elements), view[0] if view else None)
        raise ValueError("a persistent id of another layout")

    def _storage(self, kind: object, key: str, elements: int, view: object) -> StorageRecord:
        code = storage_code(kind)
        if key not in self._records:
            self._records[key] = StorageRecord(
                code=code, elements=elements, read=lambda: self._bytes(key), byte_order=self.byte_order
            )
        if view is None:
            return self._records[key]
        match view:
            case (str(), int() as offset, int() as size) if offset >= 0 and size >= 0:
                width = _element_bytes(code)
                start, end = offset * width, (offset + size) * width
                return StorageRecord(
                    code=code, elements=size, read=lambda: self._bytes(key)[start:end], byte_order=self.byte_order
                )
        raise ValueError("a view of another layout")

    def locate(self, position: int, keys: object) -> None:
        """Find each storage behind the pickles: a count of elements (int64), then the elements."""
        if not isinstance(keys, list):
            raise CheckpointError(tr("The torch.save file lacks its list of tensors; it is damaged."))
        for key in keys:
            if not isinstance(key, str) or key not in self._records or position + 8 > len(self._content):
                raise CheckpointError(tr("The torch.save file is cut short or damaged; copy or download it again."))
            (elements,) = struct.unpack_from(f"{self.byte_order}q", self._content, position)
            if elements != self._records[key].elements:
                raise CheckpointError(
                    tr("The torch.save file is damaged: a tensor's length is not what was announced.")
                )
            self._positions[key] = position + 8
            position += 8 + elements * _element_bytes(self._records[key].code)

    def _bytes(self, key: str) -> memoryview:
        if key not in self._positions:
            raise CheckpointError(tr("The torch.save file is cut short: the bytes of a tensor are missing."))
        start = self._positions[key]
        return self._content[start : start + self._records[key].elements * _element_bytes(self._records[key].code)]


def _load_stream(content: memoryview, budget: Budget) -> object:
    storages = _StreamStorages(content)
    position = 0
    values: list[object] = []
    for _ in range(5):  # magic number, protocol, system, object, keys of the storages
        machine = PickleMachine(content, position, budget=budget, persistent_load=storages.load)
        values.append(machine.load())
        position = machine.position
        if len(values) == 3 and isinstance(values[2], dict) and values[2].get("little_endian") is False:
            storages.byte_order = ">"
    magic, protocol, _, result, keys = values
    if magic != STREAM_MAGIC or protocol != STREAM_PROTOCOL:
        raise CheckpointError(tr("The file begins as a torch.save file but does not go on as one; it is damaged."))
    storages.locate(position, keys)
    return result


class _ZipEntries:
    """The parts of a torch.save archive, which are stored uncompressed, as views of the file."""

    def __init__(self, content: memoryview) -> None:
        _check_directory(content)
        try:
            archive = zipfile.ZipFile(io.BufferedReader(_ViewReader(content)))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise CheckpointError(
                tr("The file is a zip archive that is cut short or damaged ({error}).", error=error)
            ) from error
        self._content = content
        self._entries: Mapping[str, zipfile.ZipInfo] = {info.filename: info for info in archive.infolist()}
        pickles = [name for name in self._entries if name == "data.pkl" or name.endswith("/data.pkl")]
        if any("/code/" in name or name.endswith("constants.pkl") for name in self._entries):
            raise CheckpointError(tr("The file is a TorchScript program, not a checkpoint."))
        if not pickles:
            first = ", ".join(f"'{name[:40]}'" for name in list(self._entries)[:3])
            if first and all(name.endswith(".npy") for name in self._entries):
                raise CheckpointError(
                    tr(
                        "The file is an archive of NumPy arrays (it has {files}). A latent is opened as a picture; "
                        "save weights with torch.save, in a dictionary under the same names.",
                        files=first,
                    )
                )
            raise CheckpointError(
                tr(
                    "The file is a zip archive without a torch checkpoint (it has {files}); unpack it if the model is "
                    "inside.",
                    files=first or tr("nothing"),
                )
            )
        self.prefix = pickles[0].removesuffix("data.pkl")

    def __contains__(self, name: str) -> bool:
        return self.prefix + name in self._entries

    def view(self, name: str) -> memoryview:
        """The bytes of one part.

        Raises:
            CheckpointError: It is not there, compressed or cut short.
        """
        info = self._entries.get(self.prefix + name)
        if info is None:
            raise CheckpointError(tr("The checkpoint lacks its part '{part}'; it is damaged.", part=name[:40]))
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            raise CheckpointError(tr("The zip archive is compressed or encrypted, which torch.save never does."))
        header = self._content[info.header_offset : info.header_offset + 30]
        if len(header) < 30 or bytes(header[:4]) != ZIP_START:
            raise CheckpointError(tr("The zip archive is damaged."))
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        start = info.header_offset + 30 + name_length + extra_length
        view = self._content[start : start + info.file_size]
        if len(view) < info.file_size:
            raise CheckpointError(tr("The zip archive is cut short; copy or download it again."))
        return view


class _ViewReader(io.RawIOBase):
    """A file over a memoryview, without a copy of it."""

    def __init__(self, content: memoryview) -> None:
        self._content = content
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: len(self._content)}[whence]
        self._position = max(base + offset, 0)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        part = self._content[self._position : self._position + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)


def _check_directory(content: memoryview) -> None:
    """Refuse a zip whose table of contents would unfold to far more memory than a model's.

    Source: PKWARE APPNOTE 6.3, sections 4.3.14 to 4.3.16 (end of central directory, and its 64-bit form).
    """
    tail = bytes(content[-(22 + 65535 + 76) :])
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(tail):
        raise CheckpointError(tr("The file is a zip archive that is cut short; copy or download it again."))
    (size,) = struct.unpack_from("<L", tail, end + 12)
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if size == 0xFFFFFFFF and large >= 0 and large + 48 <= len(tail):
        (size,) = struct.unpack_from("<Q", tail, large + 40)
    if size > min(MAX_DIRECTORY_BYTES, len(content)):
        raise CheckpointError(tr("The file is a zip archive with far more entries than a checkpoint has."))


def _load_zip(content: memoryview, budget: Budget) -> object:
    entries = _ZipEntries(content)
    big_endian = "byteorder" in entries and bytes(entries.view("byteorder")) == b"big"

    def load(identifier: object) -> object:
        match identifier:
            case ("storage", kind, str() as key, _, elements, *_):
                code = storage_code(kind)
                count = _elements(elements)
                return StorageRecord(
                    code=code,
                    elements=count,
                    read=lambda: entries.view(f"data/{key}"),
                    byte_order=">" if big_endian else "<",
                )
        raise ValueError("a persistent id of another layout")

    return PickleMachine(entries.view("data.pkl"), budget=budget, persistent_load=load).load()
