"""Workspace: one folder with everything a person makes and keeps, laid out as the first GanStudio did."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from ganstudio.errors import WorkspaceError
from ganstudio.spec import GeneratorSpec
from ganstudio.whole_file import open_file, remove_leftovers
from ganstudio.words import marked, tr
from ganstudio.workspace import models
from ganstudio.workspace.files import cannot_write, check_name, inside, write_atomically
from ganstudio.workspace.library import marks
from ganstudio.workspace.model_folder import ModelFolder
from ganstudio.workspace.pictures import Deletion, PictureKind, Pictures, PortraitFile
from ganstudio.workspace.trash import TrashedFile, delete_for_good, trashed_files

WEIGHTS_FILE = "weights_id"
"""In a model's folder: the hash of the numbers whose folder it is."""
BUILTIN_NAME = marked("faces, built in")
BUILTIN_DATA = Path(__file__).parents[1] / "builtin" / "data"
"""Attributes and tabs of the built-in model, one folder a model, copied into a workspace on first use."""


class Workspace:
    """Pictures, favorites, versions, scripts and the models' tables below one folder; several windows may share it.

    Attributes:
        root: The folder. portraits: every image made. favorites: marked ones. versions: named ones, once there are any.
        data: one folder a model.
        scripts: The user's detector scripts. sessions: journals of the windows' sessions, see `journal`.
    """

    def __init__(self, root: str | os.PathLike[str], *, builtin_data: Path = BUILTIN_DATA) -> None:
        """Makes the folders that are missing, and removes what a crash left half written.

        Raises:
            WorkspaceError: The place is a file, or cannot be written.
        """
        self.root = Path(os.path.abspath(Path(root).expanduser()))  # noqa: PTH100 - keep links as the user named them
        self.data = self.root / "data"
        self.scripts = self.root / "scripts"
        self.sessions = self.root / ".sessions"
        self._builtin_data = builtin_data
        self._pictures = Pictures(self.root)
        self.portraits = self._pictures.portraits
        self.favorites = self._pictures.favorites
        self.versions = self._pictures.versions
        self._recent_models = self.data / "recent_models.json"
        for folder in (self.data, self.portraits, self.favorites, self.scripts):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WorkspaceError(
                    tr(
                        "The workspace {root} cannot be used: {name}/ cannot be made ({reason}). Choose a folder "
                        "that you may write to.",
                        root=self.root,
                        name=folder.name,
                        reason=error.strerror or error,
                    )
                ) from error
        for folder in (self.portraits, self.favorites, self.versions, self.data, *self.data.iterdir()):
            with suppress(WorkspaceError):
                remove_leftovers(inside(folder, self.root))

    def is_here(self) -> bool:
        """Whether it is where it was, and not deleted, renamed or unmounted meanwhile."""
        return self._pictures.is_here()

    def model_folder(self, model_id: str, spec: GeneratorSpec | None = None, *, weights_id: str = "") -> ModelFolder:
        """The folder of one model; on first use the built-in model's is filled with what it comes with.

        A model that has no folder under its file's md5 gets that of another file with the same numbers.

        Args:
            model_id: md5 of the model file.
            spec: Where given, vectors read from the folder are checked against it.
            weights_id: Hash of its numbers, empty where it is not known.

        Raises:
            WorkspaceError: The id cannot name a folder, or the built-in files cannot be copied.
        """
        name = check_name(model_id, tr("model's data folder"))
        folder = inside(self.data, self.root) / name
        if not folder.exists():
            shipped = self._shipped(name, weights_id)
            own = shipped is not None and shipped.name == name
            twin = None if own or not weights_id else next(iter(self.ids_of(weights_id)), None)
            if twin is not None:
                folder = self.data / twin
            elif shipped is not None:
                folder = self.data / shipped.name
                if not folder.exists():
                    _copy_folder(shipped, folder)
        if weights_id:
            mark_folder(inside(folder, self.root), weights_id)
        return ModelFolder(inside(folder, self.root), model_id, spec)

    def ships(self, weights_id: str) -> bool:
        """Whether these are the numbers of the built-in model."""
        return weights_id != "" and self._shipped("", weights_id) is not None

    def _shipped(self, model_id: str, weights_id: str) -> Path | None:
        """What a model comes with: that under its file's md5, else that marked with its numbers."""
        folders = list(self._builtin_data.iterdir()) if self._builtin_data.is_dir() else []
        named = (folder for folder in folders if folder.name == model_id)
        marked = (folder for folder in folders if weights_id and _content_of(folder / WEIGHTS_FILE) == weights_id)
        return next((folder for folder in (*named, *marked) if folder.is_dir()), None)

    def ids_of(self, weights_id: str) -> list[str]:
        """The md5s of the model files with these numbers that have a folder here, oldest folder first."""
        marks = [mark for mark in self.data.glob(f"*/{WEIGHTS_FILE}") if _content_of(mark) == weights_id]
        return [mark.parent.name for mark in sorted(marks, key=lambda mark: mark.stat().st_mtime_ns)]

    def save_picture(self, content: bytes) -> Path:
        """Save a PNG as the next `portraits/sample_<id>.png`, whole or not at all; an id is given once for good.

        Raises:
            WorkspaceError: The disk is full, or the folder cannot be written.
        """
        return self._pictures.save_new(content)

    def new_batch_folder(self) -> Path:
        """The next `portraits/batch_<id>/`, made and empty.

        Raises:
            WorkspaceError: The folder cannot be written.
        """
        return self._pictures.new_batch_folder()

    def note_final(self, path: Path) -> None:
        """Remember that a picture of `portraits/` is to stay as it is, whatever is changed of it in a window.

        Raises:
            WorkspaceError: It cannot be remembered.
        """
        self._pictures.note_final(path)

    def is_final(self, path: Path) -> bool:
        """Whether a picture is to stay as it is; only pictures of `portraits/` itself may follow changes.

        Raises:
            WorkspaceError: That cannot be read.
        """
        return self._pictures.is_final(path)

    def list_portraits(self, kind: PictureKind = "portraits") -> list[PortraitFile]:
        """The pictures of one kind (`portraits`, `favorites`, `versions` or `batches`), newest first.

        Raises:
            WorkspaceError: The kind is unknown.
        """
        return self._pictures.of_kind(kind)

    def has_portraits(self) -> bool:
        """Whether there is any picture in `portraits/` itself; quick where there are very many."""
        return self._pictures.has_any()

    def list_in_parts(
        self, kind: PictureKind, *, few: int, pause: Callable[[], None], latents: bool = False
    ) -> Iterator[tuple[list[PortraitFile], bool]]:
        """As `list_portraits`, and whether these are all; of very many that are new, the newest few come first.

        `pause` is called now and then while the others are looked at. With `latents` these files are listed too.

        Raises:
            WorkspaceError: The kind is unknown.
        """
        return self._pictures.in_parts(kind, few=few, pause=pause, latents=latents)

    def mark_favorite(self, path: Path) -> Path:
        """Copy a picture to favorites/, with its rating, tags and note, and give the copy's path.

        Raises:
            WorkspaceError: It cannot be read or copied.
        """
        favorite = self._pictures.mark_favorite(path)
        if favorite != path:
            marks.carry(path, favorite)
        return favorite

    def save_version(self, name: str, content: bytes) -> Path:
        """Save a PNG as the version of that name, which stays until it is deleted; gives its path.

        Raises:
            WorkspaceError: The name is taken or cannot be a file's, or the folder cannot be written.
        """
        return self._pictures.save_version(name, content)

    def rename_version(self, path: Path, name: str) -> Path:
        """Give a version another name, and give its path.

        Raises:
            WorkspaceError: The name is taken or cannot be a file's, or the version is gone or cannot be renamed.
        """
        renamed = self._pictures.rename_version(path, name)
        marks.carry(path, renamed)
        return renamed

    def delete(self, paths: Iterable[Path]) -> Deletion:
        """Move pictures to the workspace's `.trash` folder; `restore` takes them back.

        Raises:
            WorkspaceError: One is outside the workspace or cannot be moved; then none is deleted.
        """
        return self._pictures.delete(paths, root=self.root)

    def restore(self, deletion: Deletion) -> list[Path]:
        """Put back what one `delete` moved away; gives the paths.

        Raises:
            WorkspaceError: A file cannot be moved back.
        """
        return self._pictures.restore(deletion)

    def trashed(self) -> list[TrashedFile]:
        """What `delete` moved away and nobody took back, last deleted first.

        Raises:
            WorkspaceError: The trash is there and cannot be read.
        """
        return trashed_files(self.root)

    def restore_trashed(self, files: Iterable[TrashedFile]) -> list[Path]:
        """Put files of the trash back where they were, under a numbered name where that is taken; gives the paths.

        Raises:
            WorkspaceError: A file cannot be moved back.
        """
        return self._pictures.restore(Deletion(moved=tuple((file.original, file.path) for file in files)))

    def delete_for_good(self, files: Iterable[TrashedFile]) -> int:
        """Delete files of the trash; gives how many there were.

        Raises:
            WorkspaceError: One cannot be deleted.
        """
        return delete_for_good(files, self.root)

    def recent_models(self) -> list[models.RecentModel]:
        """The models opened in this workspace, last opened first; their files may be gone."""
        return models.read_models(self._recent_models)

    def model_names(self) -> dict[str, str]:
        """What models are called: by the md5 of their files, and by the hash of their numbers where it is known."""
        names: dict[str, str] = {}
        for folder in self._builtin_data.iterdir() if self._builtin_data.is_dir() else ():
            weights = _content_of(folder / WEIGHTS_FILE)
            names |= {number: BUILTIN_NAME for number in (folder.name, weights) if number}
        for model in reversed(self.recent_models()):
            names |= {number: model.name for number in (model.model_id, model.weights_id) if number}
        return names

    def remember_model(
        self, path: str | os.PathLike[str], model_id: str, name: str | None = None, *, weights_id: str = ""
    ) -> models.RecentModel:
        """Put a model file at the head of the recent ones.

        Raises:
            WorkspaceError: The list cannot be written.
        """
        inside(self.data, self.root)
        return models.remember(self._recent_models, Path(path), model_id, name, weights_id=weights_id)

    def find_model(self, model_id: str, weights_id: str = "") -> Path | None:
        """Where the model of that md5, or of these numbers, was opened last, if the file still is there; else None."""
        return models.find(self._recent_models, model_id, weights_id)


def mark_folder(folder: Path, weights_id: str) -> None:
    """Note in a model's folder which numbers it belongs to, so that another file of these finds it."""
    mark = folder / WEIGHTS_FILE
    if not mark.exists():
        with suppress(OSError, WorkspaceError):  # where nothing can be written, nothing is kept that could be lost
            folder.mkdir(exist_ok=True)
            write_atomically(mark, f"{weights_id}\n".encode())


def _content_of(mark: Path) -> str:
    try:
        with open_file(mark) as stream:
            return stream.read(64).decode("ascii", "replace").strip()
    except OSError:
        return ""


def _copy_folder(source: Path, target: Path) -> None:
    """Copy whole or not at all; a folder that another window made meanwhile is left as it is."""
    temporary = target.with_name(f".{target.name}-{token_hex(4)}")
    try:
        temporary.mkdir()
        for path in sorted(source.rglob("*")):
            copy = temporary / path.relative_to(source)
            if path.is_dir():
                copy.mkdir()
            else:
                shutil.copyfile(path, copy)
        with suppress(FileExistsError):
            temporary.rename(target)
    except OSError as error:
        if not target.is_dir():
            raise cannot_write(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
