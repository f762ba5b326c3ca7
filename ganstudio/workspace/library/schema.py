"""The index's tables. It is an aid: whatever stands in it is read again from the pictures and the files beside them."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import platformdirs

DAMAGED = (sqlite3.Error, UnicodeDecodeError)
"""What comes of a damaged index: SQLite's message may name a table by bytes that are no text."""
VERSION = 2
"""Of the tables: an index of another version is made anew."""
_APPLICATION = 0x47534C42  # "GSLB"
_BUSY_S = 10.0
_RETRY_S = 0.02
_CACHE_KIB = 65_536
"""So much of it is kept in memory: all of 50,000 pictures, without which each search reads them again."""
_TABLES = """
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL,             -- below the workspace, with '/'
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,           -- in small letters
    kind TEXT NOT NULL,               -- portraits, favorites, versions, batches
    home TEXT NOT NULL,               -- the same, but batches are with the portraits
    mtime REAL NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    is_film INTEGER NOT NULL,
    model TEXT NOT NULL,
    weights TEXT NOT NULL,
    seed INTEGER,
    psi REAL,
    face INTEGER,
    recipe INTEGER,
    is_edited INTEGER NOT NULL,
    rating INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '',    -- a line each
    note TEXT NOT NULL DEFAULT '',
    note_key TEXT NOT NULL DEFAULT '',
    UNIQUE (folder, name)
);
CREATE INDEX pictures_by_time ON pictures (mtime DESC, id, face);
CREATE INDEX pictures_by_name ON pictures (name_key, id, face);
CREATE INDEX pictures_by_rating ON pictures (rating DESC, mtime DESC, id, face);
CREATE INDEX pictures_by_recipe ON pictures (recipe, home);
CREATE TABLE amounts (
    name_key TEXT NOT NULL, picture INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, amount REAL NOT NULL,
    PRIMARY KEY (name_key, picture, kind, name)
) WITHOUT ROWID;
CREATE INDEX amounts_by_picture ON amounts (picture);
CREATE TABLE tags (
    tag_key TEXT NOT NULL, picture INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (tag_key, picture)
) WITHOUT ROWID;
CREATE INDEX tags_by_picture ON tags (picture);
CREATE TABLE models (id TEXT PRIMARY KEY, name_key TEXT NOT NULL);
CREATE TABLE folders (folder TEXT PRIMARY KEY, marks_mtime INTEGER NOT NULL, marks_size INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = "unicode61 remove_diacritics 2", detail = full);
"""
_NAMES = ("pictures", "amounts", "tags", "models", "folders", "words")


def index_path(root: Path) -> Path:
    """Where the index of a workspace is kept; `GANSTUDIO_CONFIG`, which names the settings' folder, takes it along.

    It is with the user's caches: SQLite's locks fail on network drives, and a workspace may be read-only or vanish.
    """
    folder = os.environ.get("GANSTUDIO_CONFIG")
    place = Path(folder) / "cache" if folder else platformdirs.user_cache_path("ganstudio", appauthor=False)
    name = blake2b(os.path.realpath(root).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    return place / "library" / f"{name}.sqlite3"


def connect(path: Path) -> sqlite3.Connection:
    """The index at a place, made if there is none or one of another version.

    Raises:
        sqlite3.Error: It is damaged or cannot be used.
        OSError: Its folder cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made again
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("BEGIN IMMEDIATE")
        if not _is_ours(connection):
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                raise sqlite3.DatabaseError("an index of another version")
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def is_busy(error: Exception) -> bool:
    """Whether another thread or program holds the index, and nothing is wrong with it."""
    return isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))


def _use_wal(connection: sqlite3.Connection) -> None:
    """Lets others read while one writes. SQLite does not wait for who makes the file meanwhile, so it is asked again.

    Raises:
        sqlite3.Error: It is damaged, or held for long.
    """
    for _ in range(round(_BUSY_S / _RETRY_S)):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            return
        time.sleep(_RETRY_S)
    connection.execute("PRAGMA journal_mode = WAL")


def remove(path: Path) -> None:
    """Deletes an index, as one that is damaged; where it cannot be deleted, it stays."""
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong in it."""
    try:
        return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except DAMAGED:
        return False


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether it is an index of this version, with all its tables."""
    ((application,),) = connection.execute("PRAGMA application_id").fetchall()
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return (application, version) == (_APPLICATION, VERSION) and there.issuperset(_NAMES)
