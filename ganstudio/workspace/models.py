"""The model files that were opened in a workspace, so that they can be offered again and found by their md5."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from ganstudio.workspace.files import locked, read_bytes, write_atomically

FORMAT = 1
MOST_REMEMBERED = 200
"""Oldest entries beyond this many are forgotten."""


class RecentModel(msgspec.Struct, frozen=True, kw_only=True):
    """One model file that was opened.

    Attributes:
        path: Where it was.
        model_id: md5 of its bytes, 32 hexadecimal digits.
        weights_id: Hash of its numbers; empty where it was remembered before there was one.
        name: What to call it in menus.
        size: Bytes of the file when it was opened; a file of another size at that path is another model.
    """

    path: Path
    model_id: str
    weights_id: str = ""
    name: str
    size: int


class _Entry(msgspec.Struct, frozen=True):
    path: str
    model_id: str
    name: str
    size: int
    weights_id: str = ""


class _Catalogue(msgspec.Struct, frozen=True):
    format: int
    models: tuple[_Entry, ...] = ()


def read_models(file: Path) -> list[RecentModel]:
    """The remembered models, last opened first; none where the list is missing or damaged."""
    content = read_bytes(file)
    if content is None:
        return []
    try:
        catalogue = msgspec.json.decode(content, type=_Catalogue)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return []  # a list of conveniences: it fills up again as models are opened
    return [
        RecentModel(
            path=Path(entry.path),
            model_id=entry.model_id,
            weights_id=entry.weights_id,
            name=entry.name,
            size=entry.size,
        )
        for entry in catalogue.models
        if entry.path and "\0" not in entry.path
    ]


def remember(file: Path, path: Path, model_id: str, name: str | None = None, *, weights_id: str = "") -> RecentModel:
    """Put a model at the head of the list.

    Args:
        file: The list.
        path: The model file, which exists.
        model_id: Its md5.
        name: What to call it; its file name without the ending if not given.
        weights_id: Hash of its numbers.

    Raises:
        WorkspaceError: The list cannot be written.
    """
    absolute = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would lose the link the user named
    size = absolute.stat().st_size if absolute.exists() else 0
    name = name or absolute.stem
    model = RecentModel(path=absolute, model_id=model_id, weights_id=weights_id, name=name, size=size)
    with locked(file):
        others = [known for known in read_models(file) if known.path != absolute]
        models = [model, *others][:MOST_REMEMBERED]
        entries = tuple(
            _Entry(str(known.path), known.model_id, known.name, known.size, known.weights_id) for known in models
        )
        write_atomically(file, msgspec.json.format(msgspec.json.encode(_Catalogue(FORMAT, entries)), indent=1))
    return model


def find(file: Path, model_id: str, weights_id: str = "") -> Path | None:
    """The path of a remembered model that still is where it was, or None; of that file rather than of its numbers."""
    known = read_models(file)
    same_file = [model for model in known if model.model_id == model_id]
    same_numbers = [model for model in known if weights_id and model.weights_id == weights_id]
    for model in (*same_file, *same_numbers):
        try:
            if model.path.is_file() and model.path.stat().st_size == model.size:
                return model.path
        except OSError:
            continue  # a drive that is gone
    return None
