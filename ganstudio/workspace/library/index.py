"""The index of one workspace's pictures: put in, taken out, found. It speaks SQLite and knows no files but its own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.workspace.library import schema
from ganstudio.workspace.library.facts import Facts
from ganstudio.workspace.library.found import Found, Ids
from ganstudio.workspace.library.marks import NO_MARK, Mark
from ganstudio.workspace.library.query import Query
from ganstudio.workspace.library.selecting import condition, key
from ganstudio.workspace.library.sorting import FIELDS, Order, by_amount, ordering

_AT_ONCE = 500
"""Numbers in one question; SQLite takes 999 and more."""
_ROW = "id, folder, name, kind, mtime, size, width, height, is_film, seed, face, recipe, rating, tags, note"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One picture as it is shown.

    Attributes:
        id: Its number in the index, until that is made anew.
        path: Where it is. kind: `portraits`, `favorites`, `versions`, `batches`.
        mtime: Seconds since the epoch of its last change. size: bytes. width, height: pixels, 0 if not known.
        is_film: Whether it plays. seed, face, recipe: see `Facts`.
        mark: Rating, tags and note.
    """

    id: int
    path: Path
    kind: str
    mtime: float
    size: int
    width: int
    height: int
    is_film: bool
    seed: int | None
    face: int | None
    recipe: int | None
    mark: Mark


@dataclass(frozen=True)
class Place:
    """A picture's place below the workspace, and its kind."""

    folder: str
    name: str
    kind: str


@dataclass(frozen=True)
class Reading:
    """One picture to be put in: where it is, how its file was when it was read, what was read, and its marks."""

    place: Place
    mtime: float
    size: int
    facts: Facts
    mark: Mark = NO_MARK


class Index:
    """A connection to the index of a workspace. For one thread at a time; other threads and windows have their own."""

    def __init__(self, path: Path, root: Path) -> None:
        """Opens it, made if there is none.

        Args:
            path: Its file.
            root: The workspace.

        Raises:
            sqlite3.Error: It is damaged or cannot be used. OSError: its folder cannot be made.
        """
        self._path, self._root = path, root
        self._connection = schema.connect(path)
        self._inode = path.stat().st_ino
        self._version = self._version_now()

    @property
    def is_current(self) -> bool:
        """Whether its file is the one at its place, and was not made anew by another window."""
        try:
            return self._path.stat().st_ino == self._inode
        except OSError:
            return False

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def is_sound(self) -> bool:
        """Whether nothing in it is damaged; takes long."""
        return schema.is_sound(self._connection)

    def is_changed_by_others(self) -> bool:
        """Whether another connection, as that of another window, has changed it since this was asked last."""
        before, self._version = self._version, self._version_now()
        return self._version != before

    def _version_now(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All changes of the block become visible together, or none."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def known(self, kind: str) -> dict[tuple[str, str], tuple[int, float, int]]:
        """Folder and name -> id, time and size of each picture of a kind."""
        rows = self._connection.execute("SELECT folder, name, id, mtime, size FROM pictures WHERE kind = ?", (kind,))
        return {(folder, name): (number, mtime, size) for folder, name, number, mtime, size in rows}

    def put(self, reading: Reading) -> None:
        """Puts a picture in, in place of what was known of it; within `changing`."""
        run, place, facts, mark = self._connection.execute, reading.place, reading.facts, reading.mark
        found = run("SELECT id FROM pictures WHERE folder = ? AND name = ?", (place.folder, place.name)).fetchone()
        if found is not None:
            self._take_out(found[0])
        number = run(
            "INSERT INTO pictures (id, folder, name, name_key, kind, home, mtime, size, width, height, is_film, model, "
            "weights, seed, psi, face, recipe, is_edited, rating, tags, note, note_key) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(None if found is None else found[0], place.folder, place.name, key(place.name), place.kind),
                *("portraits" if place.kind == "batches" else place.kind, reading.mtime, reading.size, *facts.size),
                *(facts.is_film, facts.model, facts.weights, facts.seed, facts.psi, facts.face, facts.recipe),
                *(bool(facts.amounts), mark.rating, "\n".join(mark.tags), mark.note, key(mark.note)),
            ),
        ).lastrowid
        self._connection.executemany(
            "INSERT OR REPLACE INTO amounts (name_key, picture, kind, name, amount) VALUES (?, ?, ?, ?, ?)",
            [(key(name), number, kind, name, amount) for kind, name, amount in facts.amounts],
        )
        self._put_tags(number, mark)
        names = [name for _, name, _ in facts.amounts]
        run("INSERT INTO words (rowid, body) VALUES (?, ?)", (number, _body(place.folder, place.name, names, mark)))

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes pictures out by their ids; within `changing`."""
        for number in numbers:
            self._take_out(number)

    def set_mark(self, folder: str, name: str, mark: Mark) -> None:
        """Repeats what was written beside a picture; nothing where the picture is not known. Within `changing`."""
        run = self._connection.execute
        found = run("SELECT id FROM pictures WHERE folder = ? AND name = ?", (folder, name)).fetchone()
        if found is None:
            return
        number = found[0]
        run(
            "UPDATE pictures SET rating = ?, tags = ?, note = ?, note_key = ? WHERE id = ?",
            (mark.rating, "\n".join(mark.tags), mark.note, key(mark.note), number),
        )
        run("DELETE FROM tags WHERE picture = ?", (number,))
        self._put_tags(number, mark)
        names = [name for (name,) in run("SELECT name FROM amounts WHERE picture = ?", (number,))]
        run("UPDATE words SET body = ? WHERE rowid = ?", (_body(folder, name, names, mark), number))

    def marked(self, folder: str) -> dict[str, Mark]:
        """The marks of a folder's pictures that have any."""
        said = "SELECT name, rating, tags, note FROM pictures WHERE folder = ? AND (rating OR tags <> '' OR note <> '')"
        rows = self._connection.execute(said, (folder,))
        return {name: _mark(rating, tags, note) for name, rating, tags, note in rows}

    def marks_stamp(self, folder: str) -> tuple[int, int]:
        """Time and size of the file of marks as it was read last; zeros where it never was."""
        said = "SELECT marks_mtime, marks_size FROM folders WHERE folder = ?"
        found = self._connection.execute(said, (folder,)).fetchone()
        return (0, 0) if found is None else (found[0], found[1])

    def note_marks(self, folder: str, stamp: tuple[int, int]) -> None:
        """Remembers how the file of marks was when it was read; within `changing`."""
        self._connection.execute("INSERT OR REPLACE INTO folders VALUES (?, ?, ?)", (folder, *stamp))

    def set_models(self, names: Mapping[str, str]) -> None:
        """What models are called, by the md5 of the file or the hash of the numbers; within `changing`."""
        rows = [(number, key(name)) for number, name in names.items()]
        self._connection.executemany("INSERT OR REPLACE INTO models VALUES (?, ?)", rows)

    def search(self, query: Query, order: Order) -> Found:
        """The pictures that a query asks for, in an order."""
        said, values = condition(query)
        ((numbers,),) = self._connection.execute(
            "SELECT group_concat(id || ',' || face) FROM (SELECT p.id AS id, coalesce(p.face, -p.id) AS face "
            f"FROM pictures p WHERE {said} ORDER BY {ordering(order)})",
            values,
        ).fetchall()  # one text: 50,000 rows are half of the time of a search otherwise
        pairs = np.fromstring(numbers or "", np.int64, sep=",").reshape(-1, 2)
        if order.by not in FIELDS:
            pairs = pairs[self._by_amount(pairs[:, 0], order)]
        return Found(pairs[:, 0].copy(), pairs[:, 1].copy(), self.count())

    def _by_amount(self, ids: Ids, order: Order) -> npt.NDArray[np.intp]:
        run = self._connection.execute
        said = "SELECT picture, max(amount) FROM amounts WHERE name_key = ? GROUP BY picture"
        plain = [number for (number,) in run("SELECT id FROM pictures WHERE recipe IS NULL")]
        return by_amount(ids, dict(run(said, (key(order.by),))), plain, order)

    def count(self) -> int:
        """How many pictures are known."""
        ((number,),) = self._connection.execute("SELECT count(*) FROM pictures").fetchall()
        return int(number)

    def entries(self, numbers: Sequence[int] | Ids) -> dict[int, Entry]:
        """The pictures of these ids, without those that are gone."""
        found: dict[int, Entry] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            some = [int(number) for number in numbers[start : start + _AT_ONCE]]
            places = ", ".join("?" * len(some))
            rows = self._connection.execute(f"SELECT {_ROW} FROM pictures WHERE id IN ({places})", tuple(some))
            found.update((row[0], self._entry(row)) for row in rows)
        return found

    def extra_copies(self, numbers: Sequence[int] | Ids) -> list[int]:
        """Of pictures with one recipe, as `is:duplicate` finds them, all but the oldest of each."""
        entries = self.entries(numbers)
        seen: set[tuple[int | None, str]] = set()
        extra = []
        for entry in sorted(entries.values(), key=lambda one: (-one.mark.rating, one.mtime, str(one.path))):
            group = (entry.recipe, "portraits" if entry.kind == "batches" else entry.kind)
            if entry.recipe is not None and group in seen:
                extra.append(entry.id)
            seen.add(group)
        return extra

    def names(self) -> list[str]:
        """Attributes and tabs that pictures have, the most used first."""
        said = "SELECT name FROM amounts GROUP BY name_key ORDER BY count(*) DESC, name_key"
        return [name for (name,) in self._connection.execute(said)]

    def tags(self) -> list[str]:
        """Tags that pictures have, the most used first."""
        said = "SELECT min(tag) FROM tags GROUP BY tag_key ORDER BY count(*) DESC, tag_key"
        return [tag for (tag,) in self._connection.execute(said)]

    def _take_out(self, number: int) -> None:
        for said in (
            "DELETE FROM words WHERE rowid = ?",
            "DELETE FROM amounts WHERE picture = ?",
            "DELETE FROM tags WHERE picture = ?",
            "DELETE FROM pictures WHERE id = ?",
        ):
            self._connection.execute(said, (number,))

    def _put_tags(self, number: int | None, mark: Mark) -> None:
        rows = [(key(tag), number, tag) for tag in mark.tags]
        self._connection.executemany("INSERT OR REPLACE INTO tags (tag_key, picture, tag) VALUES (?, ?, ?)", rows)

    def _entry(self, row: tuple[int, str, str, str, float, int, int, int, int, int, int, int, int, str, str]) -> Entry:
        number, folder, name, kind, mtime, size, width, height, is_film, seed, face, recipe, rating, tags, note = row
        return Entry(
            id=number,
            path=Path(os.path.join(self._root, folder, name)),  # noqa: PTH118 - many, and quick
            kind=kind,
            mtime=mtime,
            size=size,
            width=width,
            height=height,
            is_film=bool(is_film),
            seed=seed,
            face=face,
            recipe=recipe,
            mark=_mark(rating, tags, note),
        )


def _mark(rating: int, tags: str, note: str) -> Mark:
    return Mark(rating, tuple(tags.split("\n")) if tags else (), note)


def _body(folder: str, name: str, names: Iterable[str], mark: Mark) -> str:
    """What words are looked for in; a line each, so that no two of them make a phrase."""
    return " \n".join((name, folder.rpartition("/")[2], *names, *mark.tags, mark.note))
