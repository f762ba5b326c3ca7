"""The folders of pictures: names that never collide, fast lists, favorites, and a trash from which all comes back."""

from __future__ import annotations

import heapq
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from ganstudio.errors import WorkspaceError
from ganstudio.whole_file import open_file, part_of, read_file, synced
from ganstudio.words import tr
from ganstudio.workspace.files import (
    append_lines,
    cannot_write,
    check_name,
    inside,
    is_gone,
    locked,
    read_bytes,
    reason,
    write_atomically,
)
from ganstudio.workspace.trash import STAMP, sweep

PictureKind = Literal["portraits", "favorites", "versions", "batches"]
_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")
LATENT_ENDINGS = (".npy", ".npz")
FILM_ENDINGS = (".gif", ".apng", ".mp4", ".webp")
_WEBP_HEADER = 21
"""Bytes, as far as the flags."""
_ANIMATED = 0x02
_AT_A_TIME = 100
"""Pictures that are listed between two pauses."""
_SAMPLE = re.compile(r"sample_(\d{1,18})\.png", re.IGNORECASE)
_BATCH = re.compile(r"batch_(\d{1,18})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PortraitFile:
    """One picture on the disk.

    Attributes:
        path: Where it is. mtime: seconds since the epoch of its last change. size: bytes.
    """

    path: Path
    mtime: float
    size: int


@dataclass(frozen=True, kw_only=True)
class Deletion:
    """What one `delete` moved away, for `restore`.

    Attributes:
        moved: (where it was, where it is now) for each file.
    """

    moved: tuple[tuple[Path, Path], ...]


class Pictures:
    """The picture folders below one root. Several windows may share it; each method asks the disk anew."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.portraits = root / "portraits"
        self.favorites = root / "favorites"
        self.versions = root / "versions"
        self.trash = root / ".trash"
        self._last_number = self.portraits / ".last_sample"
        self._final = self.portraits / ".saved"
        self._known: dict[tuple[str, bool], dict[str, PortraitFile]] = {}
        """By kind, whether with latents, and path, as listed last."""

    def save_new(self, content: bytes) -> Path:
        """Save a picture under the next `sample_<id>.png`, and give its path.

        It is written beside, and gets its name when it is whole; the name is nobody else's meanwhile, as it is taken
        under a lock. Ids grow and are used once, also those of pictures that were deleted for good.

        Args:
            content: The whole file.

        Raises:
            WorkspaceError: The disk is full, or the folder cannot be written.
        """
        self._check_place()
        part = part_of(inside(self.portraits, self._root) / "sample")
        try:
            with suppress(FileExistsError):
                self.portraits.mkdir()  # a folder that was deleted is made again, a workspace that is gone is not
            with synced(part) as stream:
                stream.write(content)
            with locked(self.portraits / "sample"):
                number = self._next_number()
                write_atomically(self._last_number, b"%d\n" % number)
                path = self.portraits / f"sample_{number:06d}.png"
                part.rename(path)
        except OSError as error:
            raise cannot_write(self.portraits, error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return path

    def note_final(self, path: Path) -> None:
        """Remember that a picture of `portraits/` is to stay as it is, in a list of names beside it.

        Raises:
            WorkspaceError: The list cannot be written.
        """
        append_lines(self._final, [path.name])

    def is_final(self, path: Path) -> bool:
        """Whether a picture is to stay as it is: what Save wrote, and all that is in no `portraits/` itself.

        Raises:
            WorkspaceError: The list cannot be read.
        """
        names = read_bytes(self._final) or b""
        return path.parent != self.portraits or path.name.encode() in names.split(b"\n")

    def new_batch_folder(self) -> Path:
        """Make the next `portraits/batch_<id>/`.

        Raises:
            WorkspaceError: The folder cannot be written.
        """
        self._check_place()
        with locked(inside(self.portraits, self._root) / "batch"):
            numbers = (_BATCH.fullmatch(entry.name) for entry in _entries(self.portraits))
            number = max((int(match[1]) for match in numbers if match), default=0) + 1
            folder = self.portraits / f"batch_{number:04d}"
            try:
                folder.mkdir()
            except OSError as error:
                raise cannot_write(folder, error) from error
            return folder

    def of_kind(self, kind: PictureKind) -> list[PortraitFile]:
        """The pictures of one kind, newest first; none where the folder is gone.

        Raises:
            WorkspaceError: The kind is unknown.
        """
        *_, (files, _) = self.in_parts(kind)
        return files

    def in_parts(
        self, kind: PictureKind, *, few: int = 0, pause: Callable[[], None] = lambda: None, latents: bool = False
    ) -> Iterator[tuple[list[PortraitFile], bool]]:
        """As `of_kind`, and whether these are all; of very many that are not known yet, the newest few come first.

        `pause` is called now and then while the others are looked at. With `latents` these files are listed too.

        Raises:
            WorkspaceError: The kind is unknown.
        """
        folders = self._folders_of(kind)
        more = FILM_ENDINGS if kind == "batches" else LATENT_ENDINGS if latents else ()
        entries = [one for folder in folders for one in _entries(folder) if _is_shown(one.name.lower(), more)]
        known = self._known.get((kind, latents), {})
        if 0 < 4 * few < len(entries) and not known:
            newest = heapq.nlargest(few, entries, key=_mtime)
            yield _newest_first(_portrait_file(one, known) for one in newest), False
        files = []
        for number, one in enumerate(entries, start=1):
            files.append(_portrait_file(one, known))
            if number % _AT_A_TIME == 0:
                pause()
        found = _newest_first(files)
        self._known[kind, latents] = {str(file.path): file for file in found}
        yield found, True

    def has_any(self) -> bool:
        """Whether there is any picture in `portraits/` itself."""
        shown = (entry for entry in _entries(self.portraits) if _is_shown(entry.name.lower()))
        return any(_portrait_file(entry, {}) is not None for entry in shown)

    def _folders_of(self, kind: PictureKind) -> list[Path]:
        match kind:
            case "portraits":
                return [self.portraits]
            case "favorites":
                return [self.favorites]
            case "versions":
                return [self.versions]
            case "batches":
                return [self.portraits / entry.name for entry in _entries(self.portraits) if entry.is_dir()]
        raise WorkspaceError(
            tr("There are no pictures '{name}', only {known}.", name=kind, known=", ".join(get_args(PictureKind)))
        )

    def mark_favorite(self, path: Path) -> Path:
        """Copy a picture to favorites/ and give the copy's path; a picture that is there already is not copied twice.

        Raises:
            WorkspaceError: It cannot be read or copied.
        """
        if path.parent == self.favorites:
            return path
        self._check_place()
        try:
            content = read_file(path)
        except OSError as error:
            raise WorkspaceError(
                tr("{path} cannot be marked as a favorite: {reason}.", path=path, reason=reason(error))
            ) from error
        with locked(inside(self.favorites, self._root) / "favorite"):
            for target in numbered(self.favorites / path.name):
                if not target.exists():
                    write_atomically(target, content)
                    return target
                if read_file(target) == content:
                    return target
        raise AssertionError("names never run out")

    def save_version(self, name: str, content: bytes) -> Path:
        """Save a picture as `versions/<name>.png`, whole or not at all, and give its path.

        Raises:
            WorkspaceError: The name is taken or cannot be a file's, or the folder cannot be written.
        """
        with self._free_version(name) as path:
            write_atomically(path, content)
        return path

    def rename_version(self, path: Path, name: str) -> Path:
        """Give a version another name, and give its path.

        Raises:
            WorkspaceError: The name is taken or cannot be a file's, or the version is gone or cannot be renamed.
        """
        with self._free_version(name, instead_of=path) as wanted:
            try:
                path.rename(wanted)
            except OSError as error:
                raise WorkspaceError(
                    tr("{path} cannot be renamed: {reason}.", path=path, reason=reason(error))
                ) from error
        return wanted

    @contextmanager
    def _free_version(self, name: str, *, instead_of: Path | None = None) -> Iterator[Path]:
        """Where a version of that name goes; nobody else takes the name meanwhile."""
        self._check_place()
        known_as = check_name(name, tr("version"))
        path = inside(self.versions, self._root) / f"{known_as}.png"
        with locked(self.versions / "version"):
            if path.exists() and not (instead_of is not None and instead_of.exists() and path.samefile(instead_of)):
                raise WorkspaceError(tr("There is a version named '{name}' already. Choose another name.", name=name))
            yield path

    def delete(self, paths: Iterable[Path], *, root: Path) -> Deletion:
        """Move files to the trash; a file that is gone already is passed over.

        Args:
            paths: Files below root.
            root: The workspace.

        Raises:
            WorkspaceError: A path is outside the workspace, or a file cannot be moved; then nothing is deleted.
        """
        self._check_place()
        wanted = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - a link is deleted, not its target
        for path in wanted:
            if not path.is_relative_to(root) or path.is_dir():
                raise WorkspaceError(
                    tr(
                        "{path} is not a file of this workspace ({root}), so it is not deleted from here.",
                        path=path,
                        root=root,
                    )
                )
            inside(path.parent, root)
        folder = self._new_trash_folder()
        moved: list[tuple[Path, Path]] = []
        for path in wanted:
            target = folder / path.relative_to(root)
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                path.rename(target)
            except FileNotFoundError:
                continue
            except OSError as error:
                self.restore(Deletion(moved=tuple(moved)))
                raise WorkspaceError(
                    tr(
                        "{path} cannot be deleted: {reason}. Nothing was deleted; check the folder's permissions.",
                        path=path,
                        reason=reason(error),
                    )
                ) from error
            moved.append((path, target))
        return Deletion(moved=tuple(moved))

    def restore(self, deletion: Deletion) -> list[Path]:
        """Put deleted files back where they were (under a numbered name where that is taken now), and give their paths.

        Raises:
            WorkspaceError: A file cannot be moved back.
        """
        self._check_place()
        inside(self.trash, self._root)
        restored: list[Path] = []
        for original, trashed in deletion.moved:
            inside(original.parent, self._root)
            try:
                original.parent.mkdir(parents=True, exist_ok=True)
                target = next(path for path in numbered(original) if not path.exists())
                trashed.rename(target)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise cannot_write(original, error) from error
            restored.append(target)
        sweep(self.trash.parent)
        return restored

    def is_here(self) -> bool:
        """Whether the workspace is where it was. Of one that was unmounted an empty folder may be left."""
        return any(folder.is_dir() for folder in (self.portraits, self.favorites, self._root / "data"))

    def _check_place(self) -> None:
        """Refuses to write where the workspace was, as it would be made again in silence."""
        if not self.is_here():
            raise is_gone(self._root)

    def _new_trash_folder(self) -> Path:
        inside(self.trash, self._root)
        stamp = time.strftime(STAMP)
        for number in range(10_000):
            folder = self.trash / (f"{stamp}_{number}" if number else stamp)
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                raise cannot_write(folder, error) from error
            return folder
        raise WorkspaceError(tr("{trash} cannot take more files. Empty it.", trash=self.trash))

    def _next_number(self) -> int:
        """One more than the last one given; where that is not known, or taken by hand, more than all there are."""
        try:
            number = int(read_file(self._last_number)) + 1
        except (OSError, ValueError):
            number = 0
        if number < 1 or (self.portraits / f"sample_{number:06d}.png").exists():
            return max(self._taken_numbers(), default=0) + 1
        return number

    def _taken_numbers(self) -> Iterator[int]:
        trashed = [Path(entry.path) / "portraits" for entry in _entries(self.trash)]
        for folder in (self.portraits, self.favorites, *trashed):
            for entry in _entries(folder):
                if match := _SAMPLE.fullmatch(entry.name):
                    yield int(match[1])


def is_film(path: Path) -> bool:
    """Whether a file plays: by its name, and a WebP by its header; one that cannot be read does not."""
    if path.suffix.lower() != ".webp":
        return path.suffix.lower() in FILM_ENDINGS
    with suppress(OSError), open_file(path) as stream:
        return is_moving_webp(stream.read(_WEBP_HEADER))
    return False


def is_moving_webp(head: bytes) -> bool:
    """Whether a file that begins so is a WebP of several frames.

    Source: RFC 9649, 2.7: a flag of the chunk VP8X says so.
    """
    return head[8:16] == b"WEBPVP8X" and len(head) >= _WEBP_HEADER and bool(head[20] & _ANIMATED)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What is in a folder; nothing where it is missing or cannot be read."""
    with suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _newest_first(files: Iterable[PortraitFile | None]) -> list[PortraitFile]:
    found = sorted((file for file in files if file is not None), key=lambda one: str(one.path), reverse=True)
    found.sort(key=lambda one: one.mtime, reverse=True)  # two keys, as 50,000 tuples would be searched for garbage
    return found


def _is_shown(name: str, more: tuple[str, ...] = ()) -> bool:
    """Whether a file of that name, in small letters, is a picture, or ends as one of `more`."""
    is_picture = name.endswith(_ENDINGS) and not name.startswith("film")
    return not name.startswith(".") and (is_picture or name.endswith(more))


def _mtime(entry: os.DirEntry[str]) -> float:
    """When it was changed last; of what is gone, before all others."""
    try:
        return entry.stat().st_mtime
    except OSError:
        return 0.0


def _portrait_file(entry: os.DirEntry[str], known: Mapping[str, PortraitFile]) -> PortraitFile | None:
    """The entry as a picture or film; None for empty files and for files that just vanished.

    One that is `known` and has not changed is the same object again: of 50,000 new ones Python's search for garbage
    alone would make the window stutter.
    """
    try:
        status = entry.stat()
        if not entry.is_file() or status.st_size == 0:
            return None
    except OSError:
        return None
    before = known.get(entry.path)
    if before is not None and (before.mtime, before.size) == (status.st_mtime, status.st_size):
        return before
    return PortraitFile(path=Path(entry.path), mtime=status.st_mtime, size=status.st_size)


def numbered(path: Path) -> Iterator[Path]:
    """The path, then the same with _2, _3, ... before its ending."""
    yield path
    number = 2
    while True:
        yield path.with_stem(f"{path.stem}_{number}")
        number += 1
