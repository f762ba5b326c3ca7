"""Ratings, tags and notes that a person gives to pictures, kept in one small file beside them.

They stand in `library.json` of each folder of pictures, by the pictures' names. Not inside the pictures: that would
write each of them anew, change its date and its bytes, and not work for films. Not in one file for all: a batch's
folder that is copied takes its own along, and a star rewrites little. The index only repeats what stands here.

Format 1: `{"format": 1, "pictures": {"sample_000012.png": {"rating": 4, "tags": ["print"], "note": "..."}}}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec

from ganstudio.errors import WorkspaceError
from ganstudio.words import tr
from ganstudio.workspace.files import locked, read_bytes, write_atomically

FILE_NAME = "library.json"
FORMAT = 1
MOST_STARS = 5
LONGEST_TAG = 100
LONGEST_NOTE = 10_000


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person says of one picture.

    Attributes:
        rating: Stars, 0 for none. tags: each once, in the order given. note: free text.
    """

    rating: Annotated[int, msgspec.Meta(ge=0, le=MOST_STARS)] = 0
    tags: tuple[str, ...] = ()
    note: str = ""


class _Document(msgspec.Struct, frozen=True):
    format: int
    pictures: dict[str, Mark] = {}


NO_MARK = Mark()
Change = Callable[[Mark], Mark]


def rated(stars: int) -> Change:
    """Gives stars, 0 to 5."""
    return lambda mark: msgspec.structs.replace(mark, rating=max(0, min(MOST_STARS, stars)))


def tagged(add: Iterable[str] = (), remove: Iterable[str] = ()) -> Change:
    """Adds tags and takes others away; of one that is there in other letters (`Print`, `print`) no second is added."""
    gone = {tag.casefold() for tag in remove}
    new = [clean_tag(tag) for tag in add]

    def change(mark: Mark) -> Mark:
        kept = [tag for tag in mark.tags if tag.casefold() not in gone]
        for tag in new:
            if tag.casefold() not in {one.casefold() for one in kept}:
                kept.append(tag)
        return msgspec.structs.replace(mark, tags=tuple(kept))

    return change


def noted(text: str) -> Change:
    """Writes a note in place of the one before."""
    return lambda mark: msgspec.structs.replace(mark, note=text.strip()[:LONGEST_NOTE])


def clean_tag(tag: str) -> str:
    """A tag as it is kept.

    Raises:
        WorkspaceError: It is empty, too long, or has a quotation mark or a comma, by which tags are told apart.
    """
    words = " ".join(tag.split())
    if not words or len(words) > LONGEST_TAG or set(words) & set('",'):
        raise WorkspaceError(
            tr(
                "A tag cannot be {tag!r}: it is 1 to {longest} letters without commas and quotation marks.",
                tag=tag[: LONGEST_TAG + 1],
                longest=LONGEST_TAG,
            )
        )
    return words


def read_marks(folder: Path) -> dict[str, Mark]:
    """The marks of a folder's pictures by their names.

    Raises:
        WorkspaceError: The file is damaged, of a newer version, or cannot be read.
    """
    path = folder / FILE_NAME
    content = read_bytes(path)
    if content is None:
        return {}
    try:
        found = msgspec.json.decode(content, type=_Document)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise WorkspaceError(
            tr(
                "{path} is damaged ({error}), so ratings, tags and notes of that folder are neither "
                "shown nor changed. Mend the file, or move it away to begin anew.",
                path=path,
                error=error,
            )
        ) from error
    if found.format != FORMAT:
        raise WorkspaceError(
            tr(
                "{source} has format {found}, and this version of GanStudio reads format {known}. Update GanStudio.",
                source=path,
                found=found.format,
                known=FORMAT,
            )
        )
    return found.pictures


def change_marks(folder: Path, names: Iterable[str], change: Change) -> dict[str, Mark]:
    """Changes the marks of some pictures, and gives these as they are now; those of all others stay, whoever set them.

    Raises:
        WorkspaceError: The file is damaged or cannot be written; then nothing is changed.
    """
    path = folder / FILE_NAME
    with locked(path):
        known = read_marks(folder)
        changed = {name: change(known.get(name, NO_MARK)) for name in names}
        _write(path, known, changed)
    return changed


def carry(source: Path, target: Path) -> None:
    """Gives a picture's marks to its copy, or to itself under another name; without them where that cannot be."""
    with suppress(WorkspaceError):
        mark = read_marks(source.parent).get(source.name)
        if mark is not None:
            change_marks(target.parent, [target.name], lambda _: mark)


def _write(path: Path, known: Mapping[str, Mark], changed: Mapping[str, Mark]) -> None:
    pictures = {name: mark for name, mark in {**known, **changed}.items() if mark != NO_MARK}
    if pictures != known:
        content = msgspec.json.format(msgspec.json.encode(_Document(FORMAT, pictures), order="sorted"), indent=1)
        write_atomically(path, content + b"\n")
