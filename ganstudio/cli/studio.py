"""Where the command line works: the same workspace as the window's, and a studio in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.progress import progress_bar
from ganstudio.errors import WorkspaceError
from ganstudio.words import tr

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ganstudio.api import Studio
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


def say_note(source: Path, note: str) -> None:
    """Tells what a person should know of a file that was opened, if anything."""
    if note:
        click.echo(f"ganstudio: {source}: {note}", err=True)


def learned_deviations(studio: Studio, layers: Iterable[str]) -> dict[str, npt.NDArray[np.float32]]:
    """How strong the maps of each layer usually are, learned with a progress bar if the model's are not kept.

    Returns:
        Layer -> float32 [channels].
    """
    from ganstudio.analysis.map_sampling import images_for

    found: dict[str, npt.NDArray[np.float32]] = {}
    for layer in layers:
        title = tr("learning how strong the maps of {layer} are", layer=layer)
        with progress_bar(images_for(studio.spec.layer(layer)), title) as show:
            for done, deviations in studio.map_deviations(layer):
                show(done)
                if deviations is not None:
                    found[layer] = deviations
    return found
