"""What stands in a session's journal, line by line, and how it is read back; see `journal`."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from ganstudio.errors import GanStudioError
from ganstudio.recipe.array import Array
from ganstudio.recipe.codec import pack_array, unpack_array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.history import History, Step
from ganstudio.whole_file import open_file, whole_file
from ganstudio.words import say

FORMAT = 1
_SPARE_BYTES = 1 << 20
"""A journal is written anew when it is opened again, once what was forgotten takes this and half of it."""


_LONGEST_LINE = 1 << 28


class Head(msgspec.Struct, frozen=True, tag_field="is", tag="session"):
    """The first line: format, md5 of the model, and where its file is, or `builtin`."""

    format: int
    model: str
    path: str


class Stepped(msgspec.Struct, frozen=True, tag_field="is", tag="step"):
    """A step was done; what could be redone is dropped. `maps` are those of its tabs, which its own recipe lacks."""

    step: Step
    maps: tuple[str, ...] = ()


class Maps(msgspec.Struct, frozen=True, tag_field="is", tag="maps"):
    """The weighted maps of a tab, written once for all steps that have them."""

    key: str
    weights: tuple[ChannelWeight, ...]


class Moved(msgspec.Struct, frozen=True, tag_field="is", tag="go"):
    """Steps were undone (negative) or done again."""

    steps: int


class Shown(msgspec.Struct, frozen=True, tag_field="is", tag="tab"):
    """Another tab is shown."""

    tab: str


class Kept(msgspec.Struct, frozen=True, tag_field="is", tag="file"):
    """A file of the workspace follows the changes of a picture."""

    picture: int
    file: str


Record = Head | Maps | Stepped | Moved | Shown | Kept
_encode = msgspec.json.Encoder(enc_hook=pack_array).encode
_heads = msgspec.json.Decoder(Head)


@dataclass(frozen=True)
class Left:
    """A session as it was left.

    Attributes:
        history: Its steps; None where there are none. tab: the tab shown, by its name.
        files: Number of a picture -> the file in the workspace that follows its changes.
    """

    history: History | None = None
    tab: str = ""
    files: dict[int, str] = field(default_factory=dict)


class LineMaker:
    """Makes the lines of records; those of one journal, in their order."""

    def __init__(self) -> None:
        self._keys: dict[tuple[ChannelWeight, ...], str] = {}

    def lines(self, record: Record) -> list[bytes]:
        """The record's line, after those that it refers to and that were not there yet."""
        if not isinstance(record, Stepped):
            return [_encode(record)]
        edits = record.step.recipe.edits
        new = {edit.weights: _key(edit.weights) for edit in edits if edit.weights not in self._keys}
        self._keys |= new
        bare = tuple(msgspec.structs.replace(edit, weights=()) for edit in edits)
        step = msgspec.structs.replace(record.step, recipe=replace(record.step.recipe, edits=bare))
        stepped = Stepped(step, tuple(self._keys[edit.weights] for edit in edits))
        return [*(_encode(Maps(key, weights)) for weights, key in new.items()), _encode(stepped)]


def head_of(file: Path) -> Head | None:
    """What a journal is of; None where it cannot be told.

    Raises:
        OSError: It cannot be read.
    """
    with open_file(file) as stream:
        for line in _lines(stream):
            if line.strip():
                with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    head = _heads.decode(line)
                    return head if head.format == FORMAT else None
                return None
    return None


def read_back(file: Path, most_bytes: int) -> Left:
    """The session of a journal; what was forgotten in it is taken out of the file where it is much.

    Raises:
        OSError: It cannot be read, or written anew.
    """
    replay = _Replay()
    size = 0
    for line, record in _records(file):
        size += len(line)
        replay.take(line, record)
    history = replay.history(most_bytes)
    kept = replay.lines(history)
    if size > 2 * sum(map(len, kept)) + _SPARE_BYTES:
        with whole_file(file) as part:
            part.write_bytes(b"\n" + b"\n".join(kept))
    return Left(history, replay.tab, replay.files)


class _Replay:
    """Takes the lines of a journal one after another."""

    def __init__(self) -> None:
        self.tab = ""
        self.files: dict[int, str] = {}
        self._past: list[tuple[Step, Stepped, bytes]] = []
        self._future: list[tuple[Step, Stepped, bytes]] = []
        """Last redo first."""
        self._maps: dict[str, tuple[tuple[ChannelWeight, ...], bytes]] = {}
        self._others: dict[object, bytes] = {}

    def take(self, line: bytes, record: Record) -> None:
        match record:
            case Stepped():
                self._take_step(line, record)
            case Moved(steps):
                self._move(steps)
            case Maps(key, weights):
                self._maps[key] = weights, line
            case Shown(tab):
                self.tab = tab
                self._others[Shown] = line
            case Kept(picture, file):
                self.files[picture] = file
                self._others[picture] = line
            case Head():
                self._others[Head] = line

    def history(self, most_bytes: int) -> History | None:
        if not self._past:
            return None
        *past, present = (step for step, _, _ in self._past)
        future = tuple(step for step, _, _ in reversed(self._future))
        return History(past=tuple(past), present=present, future=future).within(most_bytes)

    def lines(self, history: History | None) -> list[bytes]:
        """The lines that make that history again."""
        steps = [*self._past, *reversed(self._future)]
        kept = steps[-len(history.steps) :] if history is not None else []
        keys = dict.fromkeys(key for _, stepped, _ in kept for key in stepped.maps)
        moved = [_encode(Moved(-len(self._future)))] if self._future else []
        maps = [self._maps[key][1] for key in keys]
        return [*self._others.values(), *maps, *(line for _, _, line in kept), *moved]

    def _take_step(self, line: bytes, stepped: Stepped) -> None:
        recipe = stepped.step.recipe
        if len(recipe.edits) != len(stepped.maps) or not self._maps.keys() >= set(stepped.maps):
            return  # what it refers to was damaged
        maps = (self._maps[key][0] for key in stepped.maps)
        edits = tuple(
            msgspec.structs.replace(edit, weights=weights) for edit, weights in zip(recipe.edits, maps, strict=True)
        )
        label = stepped.step.words and say(stepped.step.words)
        step = msgspec.structs.replace(
            stepped.step, label=label or stepped.step.label, recipe=replace(recipe, edits=edits)
        )
        self._past.append((step, stepped, line))
        self._future.clear()

    def _move(self, steps: int) -> None:
        for _ in range(min(abs(steps), len(self._past) + len(self._future))):
            if steps < 0 and len(self._past) > 1:
                self._future.append(self._past.pop())
            elif steps > 0 and self._future:
                self._past.append(self._future.pop())


def _key(weights: tuple[ChannelWeight, ...]) -> str:
    return hashlib.blake2b(_encode(weights), digest_size=9).hexdigest()


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; one that is longer than any step comes in parts, none of which can be read."""
    return iter(lambda: stream.readline(_LONGEST_LINE), b"")


def _records(file: Path) -> Iterator[tuple[bytes, Record]]:
    """The lines that are whole, read; equal arrays become one, as they were when they were written."""
    arrays = functools.cache(lambda shape, packed: unpack_array(Array, {"shape": list(shape), "float32": packed}))

    def hook(wanted: type, value: object) -> Array:
        if wanted is Array and isinstance(value, dict) and set(value) == {"shape", "float32"}:
            return arrays(tuple(value["shape"]), value["float32"])
        return unpack_array(wanted, value)

    decoder = msgspec.json.Decoder(Record, dec_hook=hook)
    with open_file(file) as stream:
        for line in _lines(stream):
            with suppress(msgspec.MsgspecError, ValueError, TypeError, RecursionError, GanStudioError):
                yield line.strip(), decoder.decode(line)
