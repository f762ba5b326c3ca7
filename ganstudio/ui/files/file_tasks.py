"""Reading and writing files in the worker thread: work of one step each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe, belongs_to
from ganstudio.recipe.files import holds_latent
from ganstudio.recipe.latent_files import note_of_several
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.task import Work, once
from ganstudio.workspace import Deletion

if TYPE_CHECKING:
    from ganstudio.api import Studio


@dataclass(frozen=True)
class Opened:
    """A recipe that was read, the file of its model where that is another one (None if not known), and what to say.

    `path` is its file where that is a picture, `is_final` whether it stays as it is: changes to it become a picture of
    their own.
    """

    recipe: Recipe
    label: str
    model_file: str | None = None
    path: Path | None = None
    note: str = ""
    is_final: bool = True


@dataclass(frozen=True)
class Saved:
    """A picture that was written."""

    recipe: Recipe
    path: Path
    favorite: Path | None = None


@dataclass
class OwnFile:
    """The file of one picture that follows its changes. Once it was given to a task, the worker alone looks into it."""

    path: Path | None = None
    recipe: Recipe | None = None


def keep(recipe: Recipe, portrait: Portrait | None, own: OwnFile) -> Work[Saved]:
    """Writes the last state of a picture into its own file, over what was there; a new one if it has none."""

    def write(studio: Studio) -> Saved:
        path = own.path if own.path is not None and own.path.exists() else None
        if path is None or not _holds(path, recipe):
            made = portrait or studio.render(recipe)
            path = studio.save(made) if path is None else studio.save_as(made, path)
        own.path, own.recipe = path, recipe
        return Saved(recipe, path)

    return once(write)


def keep_generated(portrait: Portrait, own: OwnFile) -> Work[Saved]:
    """Writes a generated picture into a new file, its own; unless it was changed and kept before it could be drawn."""

    def write(studio: Studio) -> Saved:
        if own.path is None or own.recipe is None or not own.path.exists():
            own.path, own.recipe = studio.save(portrait), portrait.recipe
        return Saved(own.recipe, own.path)

    return once(write)


def _holds(path: Path, recipe: Recipe) -> bool:
    try:
        return Portrait.open(path).recipe == recipe
    except GanStudioError:
        return False


def read(path: Path) -> Work[Opened]:
    """Reads a picture, a recipe or a latent."""

    def open_file(studio: Studio) -> Opened:
        opened = studio.open(path)
        if isinstance(opened, Portrait):
            is_final = studio.workspace.is_final(path)
            return replace(_opened(studio, opened.recipe, path.name), path=path, is_final=is_final, note=opened.note)
        note = note_of_several(path, studio.spec) if holds_latent(path) else ""
        return replace(_opened(studio, opened, path.name), note=note)

    return once(open_file)


def locate(recipe: Recipe, label: str) -> Work[Opened]:
    """Finds the model of a recipe that is at hand already."""
    return once(lambda studio: _opened(studio, recipe, label))


def save(
    recipe: Recipe, portrait: Portrait | None, *, known: Path | None = None, favorite: bool = False
) -> Work[Saved]:
    """Saves to the portraits folder unless `known` is the file already; renders first if there is no picture yet."""

    def write(studio: Studio) -> Saved:
        path = known if known is not None and known.exists() else None
        if path is None:
            path = studio.save(portrait or studio.render(recipe))
            studio.workspace.note_final(path)
        return Saved(recipe, path, studio.workspace.mark_favorite(path) if favorite else None)

    return once(write)


def save_as(recipe: Recipe, portrait: Portrait | None, path: Path) -> Work[Saved]:
    """Saves to a file that the person chose, and its latent to the model's table."""
    return once(lambda studio: Saved(recipe, studio.save_as(portrait or studio.render(recipe), path)))


def name_version(recipe: Recipe, portrait: Portrait | None, name: str) -> Work[Path]:
    """Keeps a state of a picture under a name, until it is deleted; renders first if there is no picture yet."""
    return once(lambda studio: studio.workspace.save_version(name, (portrait or studio.render(recipe)).png_bytes()))


def rename_version(path: Path, name: str) -> Work[Path]:
    """Gives a version another name."""
    return once(lambda studio: studio.workspace.rename_version(path, name))


def mark_favorites(paths: Sequence[Path]) -> Work[int]:
    """Marks files as favorites; gives how many."""

    def mark(studio: Studio) -> int:
        for path in paths:
            studio.workspace.mark_favorite(path)
        return len(paths)

    return once(mark)


def delete(paths: Sequence[Path]) -> Work[Deletion]:
    """Moves pictures to the workspace's trash."""
    return once(lambda studio: studio.workspace.delete(paths))


def restore(deletion: Deletion) -> Work[int]:
    """Takes deleted pictures back; gives how many."""
    return once(lambda studio: len(studio.workspace.restore(deletion)))


def _opened(studio: Studio, recipe: Recipe, label: str) -> Opened:
    if belongs_to(recipe, studio.identity):
        return Opened(recipe, label)
    found = studio.find_model(recipe.model, recipe.weights_id)
    return Opened(recipe, label, None if found is None else str(found))
