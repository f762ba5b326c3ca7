"""Library: the pictures of a workspace, searched, rated, tagged and copied. What the window and `library` call."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from ganstudio.errors import QueryError, WorkspaceBusyError, WorkspaceError
from ganstudio.words import tr
from ganstudio.workspace.files import inside, is_gone
from ganstudio.workspace.library import schema
from ganstudio.workspace.library.following import Followed, Follower, marks_stamp
from ganstudio.workspace.library.found import Found, Ids
from ganstudio.workspace.library.index import Entry, Index
from ganstudio.workspace.library.marks import Change, change_marks
from ganstudio.workspace.library.query import Query, amounts_in
from ganstudio.workspace.library.selecting import key
from ganstudio.workspace.library.sorting import FIELDS, Order
from ganstudio.workspace.workspace import Workspace

T = TypeVar("T")


class Library:
    """The library of one workspace. For one thread at a time; others, and other windows, have their own.

    Its index is made again where it is damaged or gone, which `follow` fills.

    Attributes:
        workspace: Whose pictures. was_made_anew: whether the index was damaged and begun again since `follow` ran.
    """

    def __init__(self, workspace: Workspace, *, index: Path | None = None) -> None:
        """Opens the index; where the user's cache cannot be written, one that lasts as long as this.

        Args:
            workspace: Whose pictures.
            index: Where the index is; with the user's caches if not given.
        """
        self.workspace = workspace
        self._path = schema.index_path(workspace.root) if index is None else index
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._index = self._open()
        self.was_made_anew = False

    @property
    def index_path(self) -> Path:
        """Where the index is."""
        return self._path

    def close(self) -> None:
        """Lets go of the index."""
        self._index.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def follow(
        self,
        told: Callable[[int, int], None] = lambda done, total: None,
        *,
        pause: Callable[[], None] = lambda: None,
        is_stopped: Callable[[], bool] = lambda: False,
        thorough: bool = False,
    ) -> Followed:
        """Brings the index in step with the folders, see `Follower`.

        Args:
            told: Is told how many pictures are read, and how many are to be.
            pause: Called between pictures.
            is_stopped: Whether to leave off; what was read is kept.
            thorough: Look first whether the index is damaged, which takes long.

        Raises:
            WorkspaceError: The workspace is gone, or another program holds the index for long.
        """
        with self._explained():
            if thorough and not self._index.is_sound():
                self._make_anew()
        followed = self._mended(lambda index: Follower(self.workspace, index, told, pause, is_stopped).run())
        if not self._index.is_current:  # another window has found it damaged meanwhile, and begun anew
            followed = self._mended(lambda index: Follower(self.workspace, index, told, pause, is_stopped).run())
        self.was_made_anew = False
        return followed

    def search(self, query: Query, order: Order | None = None) -> Found:
        """The pictures that a query asks for.

        Raises:
            QueryError: No picture has an attribute or a tab of a name that it asks for, or that is to be sorted by.
            WorkspaceError: Another program holds the index for long.
        """
        wanted = order or Order()
        sorted_by = [] if wanted.by in FIELDS else [wanted.by]

        def find(index: Index) -> Found:
            found = index.search(query, wanted)
            if not len(found.ids) or sorted_by:
                _check_names([*amounts_in(query), *sorted_by], index.names())
            return found

        return self._mended(find)

    def entries(self, numbers: Sequence[int] | Ids) -> dict[int, Entry]:
        """The pictures of these ids; those that are gone are left out."""
        return self._mended(lambda index: index.entries(numbers))

    def extra_copies(self, numbers: Sequence[int] | Ids) -> list[int]:
        """Of those with the same recipe all but one: the best rated, of these the oldest."""
        return self._mended(lambda index: index.extra_copies(numbers))

    def names(self) -> list[str]:
        """Attributes and tabs of all pictures, the most used first."""
        return self._mended(lambda index: index.names())

    def tags(self) -> list[str]:
        """Tags of all pictures, the most used first."""
        return self._mended(lambda index: index.tags())

    def mark(self, paths: Iterable[Path], change: Change) -> int:
        """Changes the marks of pictures, beside them and in the index; gives of how many.

        Raises:
            WorkspaceError: A picture is outside the workspace, or a file of marks is damaged or cannot be written;
                those of folders before it are changed.
        """
        if not self.workspace.is_here():
            raise is_gone(self.workspace.root)
        by_folder: dict[Path, list[str]] = {}
        for path in paths:
            if not path.is_relative_to(self.workspace.root):
                raise WorkspaceError(
                    tr(
                        "{path} is not in this workspace ({root}), so it is not marked.",
                        path=path,
                        root=self.workspace.root,
                    )
                )
            by_folder.setdefault(path.parent, []).append(path.name)
        for folder in by_folder:
            inside(folder, self.workspace.root)
        for folder, names in by_folder.items():
            before = marks_stamp(self.workspace, folder.relative_to(self.workspace.root).as_posix())
            self._repeat(folder, before, names, change)
        return sum(len(names) for names in by_folder.values())

    def _repeat(self, folder: Path, before: tuple[int, int], names: list[str], change: Change) -> None:
        marks = change_marks(folder, names, change)
        place = folder.relative_to(self.workspace.root).as_posix()

        def repeat(index: Index) -> None:
            with index.changing():
                for name, mark in marks.items():
                    index.set_mark(place, name, mark)
                if index.marks_stamp(place) == before:  # nobody else wrote meanwhile that was not read yet
                    index.note_marks(place, marks_stamp(self.workspace, place))

        self._mended(repeat)

    def _open(self) -> Index:
        """The index at its place; one that is damaged, and not only held by another thread or window, is replaced."""
        try:
            return Index(self._path, self.workspace.root)
        except OSError:
            pass
        except schema.DAMAGED as error:
            if not schema.is_busy(error):
                schema.remove(self._path)
        try:
            return Index(self._path, self.workspace.root)
        except (OSError, *schema.DAMAGED):
            self._temporary = tempfile.TemporaryDirectory(prefix="ganstudio-library-", ignore_cleanup_errors=True)
            self._path = Path(self._temporary.name) / "index.sqlite3"
            return Index(self._path, self.workspace.root)

    def _make_anew(self) -> None:
        self._index.close()
        schema.remove(self._path)
        self._index = self._open()
        self.was_made_anew = True

    def _mended(self, use: Callable[[Index], T]) -> T:
        """Uses the index; once more after it was made anew, where it was damaged."""
        if not self._index.is_current:
            self._index.close()
            self._index = self._open()
        try:
            return use(self._index)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if schema.is_busy(error):
                raise _busy(self._path) from error
        with self._explained():
            self._make_anew()
            return use(self._index)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except schema.DAMAGED as error:
            if schema.is_busy(error):
                raise _busy(self._path) from error
            raise WorkspaceError(
                tr(
                    "The library's index {path} cannot be used ({error}). Free space on that disk, or delete "
                    "the file; it is made again.",
                    path=self._path,
                    error=error,
                )
            ) from error


def _check_names(asked: Iterable[str], known: Sequence[str]) -> None:
    keys = {key(name): name for name in known}
    for name in asked:
        if key(name) not in keys:
            alike = get_close_matches(key(name), list(keys), 1)
            raise QueryError(
                tr(
                    "No picture has an attribute or a tab named '{name}'. Did you mean {meant}?",
                    name=name,
                    meant=keys[alike[0]],
                )
                if alike
                else tr("No picture has an attribute or a tab named '{name}'.", name=name)
            )


def _busy(path: Path) -> WorkspaceBusyError:
    return WorkspaceBusyError(
        tr("The library's index {path} is in use by another program. Try again in a moment.", path=path)
    )
