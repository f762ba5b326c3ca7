"""What a struct's fields are, in words: from their types, their defaults and the docstring's Attributes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

import msgspec
import msgspec.inspect as types

from ganstudio.recipe.array import Array

_LONG = 40
_PLAIN = {
    types.StrType: "text",
    types.IntType: "whole number",
    types.FloatType: "number",
    types.BoolType: "true or false",
    types.NoneType: "null",
    types.BytesType: "base64",
    types.AnyType: "anything",
}


def reachable(struct: type[msgspec.Struct], without: Sequence[type[msgspec.Struct]] = ()) -> list[type[msgspec.Struct]]:
    """The struct and all that its fields may hold, nearest first, but for those that are told elsewhere."""
    found: list[type[msgspec.Struct]] = [struct]
    for one in found:
        for field in _fields(one):
            found += [other for other in _structs_in(field.type) if other not in (*found, *without)]
    return found


def has_tag(struct: type[msgspec.Struct]) -> tuple[str, str] | None:
    """The field and the value that tell this struct from others in its place."""
    config = struct.__struct_config__
    return None if config.tag is None else (str(config.tag_field), str(config.tag))


def field_rows(struct: type[msgspec.Struct]) -> list[str]:
    """Rows of a table: field, type, default, meaning.

    Raises:
        ValueError: A field has no meaning: its docstring's Attributes, or its text, name it nowhere.
    """
    meanings = _meanings(struct)
    rows = []
    for field in _fields(struct):
        meaning = meanings.get(field.name)
        if meaning is None:
            raise ValueError(f"The docstring of {struct.__name__} does not say what `{field.name}` is.")
        rows.append(f"| `{field.encode_name}` | {_cell(_words(field.type))} | {_default(field)} | {_cell(meaning)} |")
    return rows


def _fields(struct: type[msgspec.Struct]) -> tuple[types.Field, ...]:
    info = types.type_info(struct)
    assert isinstance(info, types.StructType)
    return info.fields


def _structs_in(found: types.Type) -> list[type[msgspec.Struct]]:
    match found:
        case types.StructType():
            return [found.cls]
        case types.UnionType():
            return [one for inner in found.types for one in _structs_in(inner)]
        case types.VarTupleType() | types.ListType():
            return _structs_in(found.item_type)
        case types.TupleType():
            return [one for inner in found.item_types for one in _structs_in(inner)]
        case types.DictType():
            return _structs_in(found.value_type)
    return []


def _words(found: types.Type) -> str:
    plain = _PLAIN.get(type(found))
    match found:
        case types.StructType():
            plain = f"[{found.cls.__name__}](#{found.cls.__name__.lower()})"
        case types.CustomType():
            plain = "array" if found.cls is Array else found.cls.__name__
        case types.LiteralType():
            plain = ", ".join(f"`{value}`" for value in found.values)
        case types.UnionType():
            plain = " or ".join(_words(inner) for inner in found.types if not _is_unset(inner))
        case types.VarTupleType() | types.ListType():
            plain = f"list of {_several(_words(found.item_type))}"
        case types.TupleType():
            plain = "[" + ", ".join(_words(inner) for inner in found.item_types) + "]"
        case types.DictType():
            plain = f"object of {_words(found.value_type)}"
    if plain is None:
        raise ValueError(f"There are no words for {found}.")
    return plain


def _several(words: str) -> str:
    return f"{words}s" if words in _PLAIN.values() else words


def _is_unset(found: types.Type) -> bool:
    return isinstance(found, types.CustomType) and found.cls is msgspec.UnsetType


def _default(field: types.Field) -> str:
    value: Any = field.default
    if not field.required and value is msgspec.NODEFAULT and field.default_factory is msgspec.NODEFAULT:
        return "left out"
    if value is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    if value is msgspec.NODEFAULT:
        return "must be there"
    written = msgspec.json.encode(value).decode()
    return f"`{written}`" if len(written) < _LONG else "its defaults"


def _meanings(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Of its own docstring, and of those that it inherits from."""
    found: dict[str, str] = {}
    for one in reversed(struct.__mro__):
        if issubclass(one, msgspec.Struct) and one is not msgspec.Struct:
            found |= _said_of(one)
    return found


def _said_of(struct: type[msgspec.Struct]) -> dict[str, str]:
    """`name: text` of the Attributes, several of which may share a line; "" for others that the text names."""
    text = struct.__doc__ or ""
    names = [field.name for field in _fields(struct)]
    meanings = {name: "" for name in names if f"`{name}`" in text or len(names) == 1}
    flat = re.sub(r"\s+", " ", text.partition("Attributes:\n")[2])
    either = "|".join(names)
    places = list(re.finditer(rf"(?:^|[ .])((?:{either})(?:, (?:{either}))*): ", flat)) if names else []
    for place, after in itertools.zip_longest(places, places[1:]):
        said = flat[place.end() : after.start(1) if after else len(flat)].strip()
        meanings |= dict.fromkeys(place[1].split(", "), said)
    return meanings


def _cell(text: str) -> str:
    pieces = re.split(r"(`[^`]*`)", re.sub(r"\bNone\b", "null", re.sub(r"\s+", " ", text)))
    safe = "".join(piece if index % 2 else piece.replace("<", "\\<") for index, piece in enumerate(pieces))
    return safe.replace("|", "\\|").strip()
