"""Saved sets of spatial tabs, as JSON: `tabs_<name>.json` in the model's data folder.

Format 1 is one object: `{"format": 1, "tabs": [...]}`. Each tab has the fields of `SpatialEdit`: `name`, `resolution`,
`selection` (an array as in recipes: `{"shape": [rows, columns], "float32": "<base64 of zlib>"}`), `weights`
(`["b16", channel, weight]` each), `multiplier`, `mode`, `feather`, `detector`, `detector_mode`, `curve` (of the
multiplier's slider). A field that is missing has its default. Nothing in the file can be executed.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ganstudio.errors import RecipeError, WorkspaceError
from ganstudio.recipe.codec import pack_array, unpack_array
from ganstudio.recipe.edits import SpatialEdit

FORMAT = 1


class _TabSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    tabs: tuple[SpatialEdit, ...]


class _AnyFormat(msgspec.Struct, frozen=True):
    format: int


_encoder = msgspec.json.Encoder(enc_hook=pack_array)
_decoder = msgspec.json.Decoder(_TabSet, dec_hook=unpack_array)


def encode_tabs(edits: Iterable[SpatialEdit]) -> bytes:
    """The tabs as UTF-8 JSON of the current format, indented for people who look into it."""
    return msgspec.json.format(_encoder.encode(_TabSet(format=FORMAT, tabs=tuple(edits))), indent=1) + b"\n"


def decode_tabs(document: bytes, source: str) -> tuple[SpatialEdit, ...]:
    """The tabs in a document of any format known so far.

    Args:
        document: UTF-8 JSON.
        source: The file's name, for messages.

    Raises:
        WorkspaceError: Not a set of tabs, damaged, or of a newer format; the text names the field.
    """
    try:
        found = msgspec.json.decode(document, type=_AnyFormat).format
        if found != FORMAT:
            raise WorkspaceError(
                f"{source} has format {found}, and this version of GanStudio reads format {FORMAT}. Update GanStudio."
            )
        tabs = _decoder.decode(document).tabs
    except (msgspec.MsgspecError, RecipeError, ValueError, RecursionError) as error:
        raise WorkspaceError(
            f"{source} is not a set of spatial tabs, or is damaged ({error}). Delete it, or restore it from a backup."
        ) from error
    names = [tab.name for tab in tabs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise WorkspaceError(f"{source} has two tabs named '{twice}'. Rename one of them in the file.")
    return tabs
