"""Where the command line works: the same workspace as the window's, and a studio in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.errors import WorkspaceError
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio
    from ganstudio.recipe.document import Recipe
    from ganstudio.recipe.portrait import Portrait
    from ganstudio.workspace import Workspace


@contextmanager
def open_studio(workspace: Path | None, *, device: str, precision: str) -> Iterator[Studio]:
    """A studio without a model, in the workspace named, else in the usual one.

    Raises:
        WorkspaceError: The folder cannot be used.
    """
    from ganstudio.api import Studio

    with open_workspace(workspace) as opened:
        yield Studio(workspace=opened, device=device, precision=precision)


@contextmanager
def open_workspace(named: Path | None) -> Iterator[Workspace]:
    """The workspace named, else the usual one.

    Where the usual one is not there yet, none is made: a folder that is deleted afterwards stands for it.

    Raises:
        WorkspaceError: The folder cannot be used.
    """
    from ganstudio.workspace import Workspace
    from ganstudio.workspace.settings import workspace_place

    with tempfile.TemporaryDirectory(prefix="ganstudio-") as fallback:
        place = workspace_place(named)
        if named is None and not place.is_dir():
            place = Path(fallback)
        yield Workspace(place)


def existing_workspace(folder: Path | None) -> Workspace:
    """The workspace named, or the usual one; none is made.

    Raises:
        WorkspaceError: There is none.
    """
    from ganstudio.workspace import Workspace
    from ganstudio.workspace.settings import workspace_place

    place = workspace_place(folder)
    if not place.is_dir():
        raise WorkspaceError(tr("There is no workspace at {place}. Name another with --workspace.", place=place))
    return Workspace(place)


def say_note(source: Path, opened: Portrait | Recipe) -> None:
    """Tells where the pixels of a picture are no longer those of its recipe."""
    note = getattr(opened, "note", "")
    if note:
        click.echo(f"ganstudio: {source}: {note}", err=True)


def say_others(source: Path, studio: Studio) -> None:
    """Tells that a file holds more latents than the first, which is used."""
    from ganstudio.recipe.files import holds_latent
    from ganstudio.recipe.latent_files import count_latents

    count = count_latents(source, studio.spec) if holds_latent(source) else 1
    if count > 1:
        note = tr("It holds {count} latents, of which the first is used. `batch regenerate` takes all.", count=count)
        click.echo(f"ganstudio: {source}: {note}", err=True)
