"""The few names that a model's pickle may call, and the inert value that stands for each; all others are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ganstudio.errors import CheckpointError
from ganstudio.networks.convert.allowed import Budget, hashable_key
from ganstudio.networks.convert.records import (
    STORAGE_DTYPES,
    TORCH_DTYPES,
    ArrayRecord,
    DtypeRecord,
    Global,
    Record,
    StorageRecord,
    TensorRecord,
)
from ganstudio.words import tr

MAX_DIMENSIONS: Final = 8


def call(function: object, arguments: tuple[object, ...], budget: Budget) -> object:
    """What stands for the result of a call in the pickle.

    Raises:
        CheckpointError: The name called is not on the list.
        ValueError: The arguments are not those that the writer of the format gives.
    """
    if not isinstance(function, Global):
        raise TypeError("a call of something that is no function")
    path = function.path.replace("numpy._core.", "numpy.core.").replace("__builtin__.", "builtins.")
    rebuild = _REBUILDERS.get(path.replace("copy_reg.", "copyreg."))
    if rebuild is not None:
        return rebuild(arguments, budget)
    return Record(kind=function, args=arguments)


def apply_state(target: object, state: object, budget: Budget) -> None:
    """What stands for giving an object its state."""
    if isinstance(target, ArrayRecord):
        _set_array_state(target, state, budget)
    elif isinstance(target, DtypeRecord):
        if isinstance(state, tuple) and len(state) > 1 and isinstance(state[1], str):
            target.byte_order = state[1]
    elif isinstance(target, Record):
        target.state = state
    # Attributes of plain containers (an OrderedDict's `_metadata`) and of tensors say nothing that is needed.


def _set_array_state(target: ArrayRecord, state: object, budget: Budget) -> None:
    match state:
        case (int(), tuple() as shape, DtypeRecord() as dtype, bool() | int() as fortran, content):
            pass
        case (tuple() as shape, DtypeRecord() as dtype, bool() | int() as fortran, content):
            pass
        case _:
            raise ValueError("an array state of another layout")
    if isinstance(content, str):  # Python 2 had no bytes
        budget.spend_bytes(len(content))
        content = content.encode("latin-1")
    if not isinstance(content, bytes | memoryview):
        raise CheckpointError(tr("The model file holds a NumPy array of objects; only numbers are accepted."))
    target.shape, target.dtype, target.fortran, target.content = _sizes(shape), dtype, bool(fortran), content


def _sizes(values: object) -> tuple[int, ...]:
    if isinstance(values, Record):  # torch.Size(...)
        values = values.args[0] if values.args else ()
    if not isinstance(values, tuple | list) or len(values) > MAX_DIMENSIONS:
        raise ValueError("a shape that is none")
    for value in values:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 48:
            raise ValueError("a size that is none")
    return tuple(values)


def _mapping(arguments: tuple[object, ...], budget: Budget) -> dict[object, object]:
    source = arguments[0] if arguments else ()
    pairs = list(source.items()) if isinstance(source, dict) else source
    if not isinstance(pairs, list | tuple):
        raise TypeError("a dictionary of something that has no items")
    budget.spend_opcodes(len(pairs))
    result: dict[object, object] = {}
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ValueError("an item that is no pair")
        result[hashable_key(pair[0])] = pair[1]
    return result


def _default_mapping(arguments: tuple[object, ...], budget: Budget) -> dict[object, object]:
    return _mapping(arguments[1:], budget)


def _sequence(arguments: tuple[object, ...], budget: Budget) -> list[object]:
    source = arguments[0] if arguments else ()
    if not isinstance(source, list | tuple | set | frozenset):
        raise TypeError("a sequence of something that has no elements")
    budget.spend_opcodes(len(source))
    return list(source)


def _byte_string(arguments: tuple[object, ...], budget: Budget) -> bytes | memoryview:
    match arguments:
        case ():
            return b""
        case (bytes() | memoryview() as content,) | (bytes() | memoryview() as content, _):
            return content
        case (str() as text, *_):  # bytearray(text, "latin-1") of Python 2
            return _encode((text, "latin1"), budget)
        case (list() as values,):
            budget.spend_opcodes(len(values))
            return bytes(value for value in values if isinstance(value, int))
    raise ValueError("bytes of something that has none")


def _encode(arguments: tuple[object, ...], budget: Budget) -> bytes:
    match arguments:
        case (str() as text, "latin1" | "latin-1"):
            budget.spend_bytes(len(text))
            return text.encode("latin-1")
    raise ValueError("an encoding of another kind")


def _reconstructor(arguments: tuple[object, ...], budget: Budget) -> Record:
    match arguments:
        case (Global() as kind, Global(), dict() as items):
            return Record(kind=kind, items=_mapping((items,), budget))
        case (Global() as kind, Global(), _):
            return Record(kind=kind)
    raise ValueError("an object of no class")


def _new_object(arguments: tuple[object, ...], budget: Budget) -> object:
    return call(arguments[0], arguments[1:], budget)


def _empty_array(arguments: tuple[object, ...], budget: Budget) -> ArrayRecord:
    return ArrayRecord()


def _array_from_buffer(arguments: tuple[object, ...], budget: Budget) -> ArrayRecord:
    match arguments:
        case (bytes() | memoryview() as content, DtypeRecord() as dtype, tuple() as shape, str() as order):
            return ArrayRecord(shape=_sizes(shape), dtype=dtype, fortran=order == "F", content=content)
    raise ValueError("an array of another layout")


def _dtype(arguments: tuple[object, ...], budget: Budget) -> DtypeRecord:
    match arguments:
        case (str() as code, *_):
            return DtypeRecord(code=code.lstrip("<>|="), byte_order=code[0] if code[:1] in set("<>|=") else "<")
    raise CheckpointError(tr("The model file holds a NumPy array of a structured type; only numbers are accepted."))


def _scalar(arguments: tuple[object, ...], budget: Budget) -> object:
    match arguments:
        case (DtypeRecord() as dtype, bytes() | str() as content):
            raw = content.encode("latin-1") if isinstance(content, str) else content
            return ArrayRecord(shape=(), dtype=dtype, content=raw)
    raise ValueError("a number of another layout")


def _tensor(arguments: tuple[object, ...], budget: Budget) -> TensorRecord:
    """`_rebuild_tensor`, `_rebuild_tensor_v2` (storage, offset, size, stride, ...) and `_v3` (..., dtype)."""
    storage, offset, size, strides, *rest = arguments
    if not isinstance(storage, StorageRecord) or not isinstance(offset, int) or offset < 0:
        raise ValueError("a tensor without storage")
    shape, steps = _sizes(size), _sizes(strides)
    if len(shape) != len(steps):
        raise ValueError("a tensor whose sizes and strides differ in number")
    code = storage.code
    for argument in rest:
        if isinstance(argument, Global) and argument.module == "torch" and argument.name in TORCH_DTYPES:
            code = TORCH_DTYPES[argument.name]
    return TensorRecord(storage=storage, offset=offset, shape=shape, strides=steps, code=code)


def _first_argument(arguments: tuple[object, ...], budget: Budget) -> object:
    return arguments[0]


def _from_type(arguments: tuple[object, ...], budget: Budget) -> object:
    match arguments:
        case (Global() as function, _, tuple() as inner, *_):
            return call(function, inner, budget)
    raise ValueError("a tensor of another layout")


def _storage_from_bytes(arguments: tuple[object, ...], budget: Budget) -> object:
    from ganstudio.networks.convert.torch_stream import storage_from_bytes  # it interprets pickles: a cycle at import

    match arguments:
        case (bytes() | memoryview() as content,):
            return storage_from_bytes(memoryview(content), budget)
    raise ValueError("a storage of no bytes")


_Rebuilder = Callable[[tuple[object, ...], Budget], object]
_REBUILDERS: Final[dict[str, _Rebuilder]] = {
    "collections.OrderedDict": _mapping,
    "collections.Counter": _mapping,
    "collections.defaultdict": _default_mapping,
    "builtins.dict": _mapping,
    "builtins.list": _sequence,
    "builtins.tuple": lambda arguments, budget: tuple(_sequence(arguments, budget)),
    "builtins.set": lambda arguments, budget: {hashable_key(v) for v in _sequence(arguments, budget)},
    "builtins.frozenset": lambda arguments, budget: frozenset(hashable_key(v) for v in _sequence(arguments, budget)),
    "builtins.bytes": _byte_string,
    "builtins.bytearray": _byte_string,
    "_codecs.encode": _encode,
    "copyreg._reconstructor": _reconstructor,
    "copyreg.__newobj__": _new_object,
    "numpy.core.multiarray._reconstruct": _empty_array,
    "numpy.core.multiarray.scalar": _scalar,
    "numpy.core.numeric._frombuffer": _array_from_buffer,
    "numpy.dtype": _dtype,
    "torch.Size": lambda arguments, budget: tuple(_sequence(arguments, budget)),
    "torch._utils._rebuild_tensor": _tensor,
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_tensor_v3": _tensor,
    "torch._utils._rebuild_parameter": _first_argument,
    "torch._utils._rebuild_parameter_with_state": _first_argument,
    "torch._tensor._rebuild_from_type_v2": _from_type,
    "torch.storage._load_from_bytes": _storage_from_bytes,
}


def storage_code(kind: object) -> str:
    """The element type of a storage class named in a pickle.

    Raises:
        ValueError: It is no class of storage.
    """
    if not isinstance(kind, Global) or kind.name not in STORAGE_DTYPES:
        raise ValueError("a storage of unknown type")
    return STORAGE_DTYPES[kind.name]
