"""Reads a pickle without running it: every opcode is interpreted here, and calls become inert records.

Python's own unpickler imports and calls what a file names. This one has no import and no call: an opcode that would
call something asks `allowed.py` whether the name may occur at all, and `rebuild.py` for what stands for the result.
Source of the opcodes: CPython, Lib/pickletools.py (protocols 0 to 5).
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable
from typing import Final

from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.allowed import Budget, global_record, hashable_key
from ganstudio.networks.convert.rebuild import apply_state, call
from ganstudio.networks.convert.records import Global, Record
from ganstudio.words import tr

MAX_TEXT_LINE: Final = 1 << 16
MAX_STRING: Final = 256 << 20
MAX_INTEGER_BYTES: Final = 255
MAX_MEMO: Final = (1 << 32) - 1
_MARK: Final = object()
_LOOK_AT_CLOCK: Final = 1023
"""The time is looked at each 1024 opcodes."""
PersistentLoad = Callable[[object], object]


class TruncatedPickleError(CheckpointError):
    """The pickle ends before its STOP opcode."""


class PickleMachine:
    """Interprets one pickle from a buffer; used once, by one thread.

    Attributes:
        position: Where the next byte will be read; after `load`, the first byte behind the pickle.
    """

    def __init__(
        self, content: memoryview, position: int = 0, *, budget: Budget, persistent_load: PersistentLoad | None = None
    ) -> None:
        self.position = position
        self._content = content
        self._budget = budget
        self._persistent_load = persistent_load
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}

    def load(self) -> object:
        """The value that the pickle describes, in plain containers and records.

        Raises:
            CheckpointError: The pickle is damaged, names something not on the list, or is larger than any model's.
        """
        try:
            while (opcode := self._byte()) != ord("."):
                self._budget.spend_opcodes(1)
                if not self._budget.opcodes & _LOOK_AT_CLOCK:
                    self._budget.check_time()
                operation = _OPERATIONS.get(opcode)
                if operation is None:
                    raise CheckpointError(tr("The pickle is damaged: byte {opcode:#04x} is no opcode.", opcode=opcode))
                operation(self)
            return self._stack.pop()
        except CheckpointError:
            raise
        except (IndexError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise CheckpointError(
                tr(
                    "The pickle is damaged near byte {position} ({error}).",
                    position=self.position,
                    error=type(error).__name__,
                )
            ) from error

    # Reading

    def _read(self, count: int) -> memoryview:
        end = self.position + count
        if count < 0 or end > len(self._content):
            raise TruncatedPickleError(tr("The file is cut short; copy or download it again."))
        part = self._content[self.position : end]
        self.position = end
        return part

    def _byte(self) -> int:
        return self._read(1)[0]

    def _unsigned(self, size: int) -> int:
        return int.from_bytes(self._read(size), "little")

    def _line(self) -> bytes:
        for size in (256, MAX_TEXT_LINE):
            window = bytes(self._content[self.position : self.position + size])
            end = window.find(b"\n")
            if end >= 0:
                self.position += end + 1
                return window[:end]
        raise TruncatedPickleError(tr("The file is cut short or is no pickle; copy or download it again."))

    def _long_line(self) -> bytes:
        """A line of protocol 0 that may hold an array's bytes."""
        start = self.position
        while len(window := bytes(self._content[self.position : self.position + MAX_TEXT_LINE])):
            end = window.find(b"\n")
            if end >= 0:
                self.position += end + 1
                return bytes(self._content[start : self.position - 1])
            self.position += len(window)
        raise TruncatedPickleError(tr("The file is cut short or is no pickle; copy or download it again."))

    def _text(self, size: int) -> str:
        if size > MAX_STRING:
            raise CheckpointError(tr("The pickle holds a text of {size} bytes; no model file does.", size=size))
        return str(self._read(size), "utf-8", "surrogatepass")

    def _bytes(self, size: int) -> memoryview | bytes:
        part = self._read(size)
        return bytes(part) if size < 256 else part  # large ones stay views of the file

    # The stack

    def _push(self, value: object) -> None:
        self._stack.append(value)

    def _pop(self) -> object:
        value = self._stack.pop()
        if value is _MARK:
            raise ValueError("a mark where a value was expected")
        return value

    def _top(self) -> object:
        value = self._stack[-1]
        if value is _MARK:
            raise ValueError("a mark where a value was expected")
        return value

    def _pop_to_mark(self) -> list[object]:
        for index in range(len(self._stack) - 1, -1, -1):
            if self._stack[index] is _MARK:
                values = self._stack[index + 1 :]
                del self._stack[index:]
                return values
        raise ValueError("no mark")

    # Opcodes that make more than one value

    def _set_items(self, pairs: list[object]) -> None:
        target = self._top()
        items = target.items if isinstance(target, Record) else target
        if not isinstance(items, dict) or len(pairs) % 2:
            raise TypeError("items for something that is no dictionary")
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            items[hashable_key(key)] = value

    def _append(self, values: list[object]) -> None:
        target = self._top()
        elements = target.elements if isinstance(target, Record) else target
        if not isinstance(elements, list):
            raise TypeError("elements for something that is no list")
        elements.extend(values)

    def _add_items(self) -> None:
        values = self._pop_to_mark()
        target = self._top()
        if not isinstance(target, set):
            raise TypeError("elements for something that is no set")
        target.update(hashable_key(value) for value in values)

    def _memoize(self, index: int) -> None:
        if not 0 <= index <= MAX_MEMO:  # larger ones can be made to collide, and are read a character at a time
            raise CheckpointError(
                tr(
                    "The pickle keeps a value at place {index}; at most {most:,} is accepted.",
                    index=index,
                    most=MAX_MEMO,
                )
            )
        self._memo[index] = self._top()

    def _global(self, module: object, name: object) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise TypeError("a class name that is no text")
        self._push(global_record(module, name))

    def _call(self, function: object, arguments: object) -> None:
        if not isinstance(arguments, tuple):
            raise TypeError("arguments that are no tuple")
        self._push(call(function, arguments, self._budget))

    def _instantiate(self, kind: object, arguments: list[object]) -> None:
        self._call(kind, tuple(arguments))

    def _reduce(self) -> None:
        arguments = self._pop()
        self._call(self._pop(), arguments)

    def _new_object_with_keywords(self) -> None:
        keywords, arguments, kind = self._pop(), self._pop(), self._pop()
        self._call(kind, arguments)
        record = self._top()
        if isinstance(record, Record) and isinstance(keywords, dict):
            record.items.update(keywords)

    def _build(self) -> None:
        state = self._pop()
        apply_state(self._top(), state, self._budget)

    def _persistent(self, identifier: object) -> None:
        if self._persistent_load is None:
            raise CheckpointError(tr("The pickle refers to data outside of it, which only torch.save files may do."))
        self._push(self._persistent_load(identifier))

    def _pop_one(self) -> None:
        self._stack.pop()

    def _list_of_instance(self) -> tuple[object, list[object]]:
        values = self._pop_to_mark()
        return values[0], values[1:]

    def _refuse_extension(self) -> None:
        raise CheckpointError(tr("The pickle uses Python's extension registry, which no model file does."))

    def _refuse_buffer(self) -> None:
        raise CheckpointError(tr("The pickle keeps its arrays in separate buffers, which are not part of the file."))


def _text_integer(line: bytes) -> int | bool:
    if line in {b"00", b"01"}:
        return line == b"01"
    return int(line.removesuffix(b"L"))


def _signed(machine: PickleMachine, size: int) -> int:
    count = machine._unsigned(size)
    if count > MAX_INTEGER_BYTES:
        raise CheckpointError(tr("The pickle holds an integer of {count} bytes; no model file does.", count=count))
    return int.from_bytes(machine._read(count), "little", signed=True)


def _quoted(machine: PickleMachine) -> str:
    line = machine._long_line().strip()
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in {b"'", b'"'}:
        raise ValueError("a text without quotes")
    return codecs.escape_decode(line[1:-1])[0].decode("latin-1")


def _operations() -> dict[int, Callable[[PickleMachine], None]]:
    """The action of each opcode, by its byte."""
    return {
        opcode[0]: action
        for opcode, action in {
            # Constants
            b"N": lambda m: m._push(None),
            b"\x88": lambda m: m._push(True),
            b"\x89": lambda m: m._push(False),
            # Numbers
            b"I": lambda m: m._push(_text_integer(m._line())),
            b"L": lambda m: m._push(_text_integer(m._line())),
            b"J": lambda m: m._push(int.from_bytes(m._read(4), "little", signed=True)),
            b"K": lambda m: m._push(m._unsigned(1)),
            b"M": lambda m: m._push(m._unsigned(2)),
            b"\x8a": lambda m: m._push(_signed(m, 1)),
            b"\x8b": lambda m: m._push(_signed(m, 4)),
            b"F": lambda m: m._push(float(m._line())),
            b"G": lambda m: m._push(struct.unpack(">d", m._read(8))[0]),
            # Texts and bytes; those of Python 2 are read as latin-1
            b"S": lambda m: m._push(_quoted(m)),
            b"T": lambda m: m._push(str(m._read(m._unsigned(4)), "latin-1")),
            b"U": lambda m: m._push(str(m._read(m._unsigned(1)), "latin-1")),
            b"V": lambda m: m._push(m._long_line().decode("raw-unicode-escape")),
            b"X": lambda m: m._push(m._text(m._unsigned(4))),
            b"\x8c": lambda m: m._push(m._text(m._unsigned(1))),
            b"\x8d": lambda m: m._push(m._text(m._unsigned(8))),
            b"B": lambda m: m._push(m._bytes(m._unsigned(4))),
            b"C": lambda m: m._push(m._bytes(m._unsigned(1))),
            b"\x8e": lambda m: m._push(m._bytes(m._unsigned(8))),
            b"\x96": lambda m: m._push(m._bytes(m._unsigned(8))),
            # Containers
            b"]": lambda m: m._push([]),
            b"}": lambda m: m._push({}),
            b")": lambda m: m._push(()),
            b"\x8f": lambda m: m._push(set()),
            b"l": lambda m: m._push(m._pop_to_mark()),
            b"t": lambda m: m._push(tuple(m._pop_to_mark())),
            b"d": _mark_dictionary,
            b"\x91": lambda m: m._push(frozenset(hashable_key(value) for value in m._pop_to_mark())),
            b"\x85": lambda m: m._push((m._pop(),)),
            b"\x86": lambda m: m._push((m._pop(), m._pop())[::-1]),
            b"\x87": lambda m: m._push((m._pop(), m._pop(), m._pop())[::-1]),
            b"a": lambda m: m._append([m._pop()]),
            b"e": lambda m: m._append(m._pop_to_mark()),
            b"s": lambda m: m._set_items([m._pop(), m._pop()][::-1]),
            b"u": lambda m: m._set_items(m._pop_to_mark()),
            b"\x90": PickleMachine._add_items,
            # Stack and memo
            b"(": lambda m: m._push(_MARK),
            b"0": PickleMachine._pop_one,
            b"1": lambda m: m._pop_to_mark().clear(),
            b"2": lambda m: m._push(m._top()),
            b"g": lambda m: m._push(m._memo[int(m._line())]),
            b"h": lambda m: m._push(m._memo[m._unsigned(1)]),
            b"j": lambda m: m._push(m._memo[m._unsigned(4)]),
            b"p": lambda m: m._memoize(int(m._line())),
            b"q": lambda m: m._memoize(m._unsigned(1)),
            b"r": lambda m: m._memoize(m._unsigned(4)),
            b"\x94": lambda m: m._memoize(len(m._memo)),
            # Classes and calls: records only
            b"c": lambda m: m._global(str(m._line(), "utf-8"), str(m._line(), "utf-8")),
            b"\x93": lambda m: m._global(*(m._pop(), m._pop())[::-1]),
            b"i": _instance,
            b"o": lambda m: m._instantiate(*m._list_of_instance()),
            b"\x81": PickleMachine._reduce,
            b"\x92": PickleMachine._new_object_with_keywords,
            b"R": PickleMachine._reduce,
            b"b": PickleMachine._build,
            # References out of the pickle
            b"P": lambda m: m._persistent(str(m._line(), "utf-8")),
            b"Q": lambda m: m._persistent(m._pop()),
            b"\x82": PickleMachine._refuse_extension,
            b"\x83": PickleMachine._refuse_extension,
            b"\x84": PickleMachine._refuse_extension,
            b"\x97": PickleMachine._refuse_buffer,
            b"\x98": PickleMachine._refuse_buffer,
            # Protocol number and frames need no action: every read is checked against the file's end
            b"\x80": lambda m: _skip(m, 1),
            b"\x95": lambda m: _skip(m, 8),
        }.items()
    }


def _skip(machine: PickleMachine, count: int) -> None:
    machine._read(count)


def _mark_dictionary(machine: PickleMachine) -> None:
    pairs = machine._pop_to_mark()
    machine._push({})
    machine._set_items(pairs)


def _instance(machine: PickleMachine) -> None:
    kind: Global = global_record(str(machine._line(), "utf-8"), str(machine._line(), "utf-8"))
    machine._instantiate(kind, machine._pop_to_mark())


_OPERATIONS: Final = _operations()
