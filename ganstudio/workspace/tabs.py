"""Saved sets of spatial tabs, as JSON: `tabs_<name>.json` in the model's data folder.

Format 1 is one object: `{"format": 1, "tabs": [...], "picture": "<base64 of a small PNG>"}`; the picture may be missing
or empty. Each tab has the fields of `SpatialEdit`: `name`, `resolution`, `selection` (an array as in recipes:
`{"shape": [rows, columns], "float32": "<base64 of zlib>"}`), `weights` (`["b16", channel, weight]` each), `multiplier`,
`mode`, `feather`, `detector`, `detector_mode`, `curve`, `held`, and `script`: null, or an object with the fields of
`TabScript`, `{"file": "spatial_map.py", "arguments": ["--threshold=25"], "maps": [["b16", channel, weight]],
"write_selection": true, "write_image": true, "image_path": false, "mode": "off", "always": false,
"show_output": false, "time_limit_s": 60.0}`. A field that is missing has its default. Nothing in the file can be
executed: a script is named by its place in the workspace's `scripts/` folder, and runs only once the user has agreed
to what that file contains.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path

import msgspec

from ganstudio.errors import RecipeError, WorkspaceError
from ganstudio.recipe.codec import MAX_EDITS, array_reader, pack_array
from ganstudio.recipe.document import Recipe, check
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr
from ganstudio.workspace.files import read_bytes, write_atomically

FORMAT = 1


class KeptTabs(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of tabs says.

    Attributes:
        tabs: The tabs, with different names.
        picture: A small PNG of what they made of the picture at hand when they were saved; empty if there is none.
    """

    tabs: tuple[SpatialEdit, ...] = ()
    picture: bytes = b""


class _TabSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    tabs: tuple[SpatialEdit, ...]
    picture: bytes = b""


class _AnyFormat(msgspec.Struct, frozen=True):
    format: int


_encoder = msgspec.json.Encoder(enc_hook=pack_array)


def encode_tabs(edits: Iterable[SpatialEdit], picture: bytes = b"") -> bytes:
    """The tabs, and a small PNG of them, as UTF-8 JSON of the current format, indented for people who look into it."""
    document = _TabSet(format=FORMAT, tabs=tuple(edits), picture=picture)
    return msgspec.json.format(_encoder.encode(document), indent=1) + b"\n"


def decode_tabs(document: bytes, source: str, spec: GeneratorSpec | None = None) -> KeptTabs:
    """The tabs in a document of any format known so far.

    Args:
        document: UTF-8 JSON.
        source: The file's name, for messages.
        spec: Where known, the model that the tabs must fit.

    Raises:
        WorkspaceError: Not a set of tabs, damaged, of a newer format, or for another model; the text names the field.
    """
    document = document.removeprefix(BOM_UTF8)
    try:
        found = msgspec.json.decode(document, type=_AnyFormat).format
        if found != FORMAT:
            raise WorkspaceError(
                tr(
                    "{source} has format {found}, and this version of GanStudio reads format {known}. "
                    "Update GanStudio.",
                    source=source,
                    found=found,
                    known=FORMAT,
                )
            )
        found_set = msgspec.json.decode(document, type=_TabSet, dec_hook=array_reader())
    except (msgspec.MsgspecError, RecipeError, ValueError, RecursionError) as error:
        raise WorkspaceError(
            tr(
                "{source} is not a set of spatial tabs, or is damaged ({error}). Choose another file, or "
                "restore this one from a backup.",
                source=source,
                error=error,
            )
        ) from error
    if len(found_set.tabs) > MAX_EDITS:
        raise WorkspaceError(
            tr(
                "{source} has {count:,} tabs; at most {most:,} are accepted.",
                source=source,
                count=len(found_set.tabs),
                most=MAX_EDITS,
            )
        )
    names = [tab.name for tab in found_set.tabs]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise WorkspaceError(
            tr("{source} has two tabs named '{twice}'. Rename one of them in the file.", source=source, twice=twice)
        )
    if spec is not None:
        _check_fit(found_set.tabs, source, spec)
    return KeptTabs(tabs=found_set.tabs, picture=found_set.picture)


def open_tab_file(path: Path, spec: GeneratorSpec | None = None) -> KeptTabs:
    """The tabs in a file, wherever it is.

    Args:
        path: The file.
        spec: Where known, the model that the tabs must fit.

    Raises:
        WorkspaceError: There is no such file, it cannot be read, or as `decode_tabs`.
    """
    content = read_bytes(path)
    if content is None:
        raise WorkspaceError(tr("{path} is not there. Choose another file.", path=path))
    return decode_tabs(content, path.name, spec)


def save_tab_file(path: Path, edits: Iterable[SpatialEdit], picture: bytes = b"") -> None:
    """Write tabs into a file, wherever it is; an older one is replaced.

    Raises:
        WorkspaceError: It cannot be written.
    """
    write_atomically(path, encode_tabs(edits, picture))


def _check_fit(tabs: tuple[SpatialEdit, ...], source: str, spec: GeneratorSpec) -> None:
    try:
        check(Recipe(edits=tabs), spec)
    except RecipeError as error:
        raise WorkspaceError(
            tr("The tabs of {source} do not fit this model. {error}", source=source, error=error)
        ) from error
