"""`ganstudio trash`: what was deleted in a workspace, listed, put back, or deleted for good."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.language import padded
from ganstudio.cli.options import WORKSPACE, examples
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import existing_workspace
from ganstudio.errors import WorkspaceError
from ganstudio.words import tr, trn

if TYPE_CHECKING:
    from ganstudio.workspace import Workspace
    from ganstudio.workspace.trash import TrashedFile


@click.group(short_help="List, restore or empty what was deleted.")
def trash() -> None:
    """What was deleted in a workspace: list it, put it back, or delete it for good."""


@trash.command(
    "list",
    short_help="List what was deleted, last deleted first.",
    epilog=examples("ganstudio trash list", "ganstudio trash list --workspace ~/faces"),
)
@WORKSPACE
@JSON
def list_(workspace: Path | None, as_json: bool) -> None:
    """List what was deleted, last deleted first: when, kind, size in bytes, and where it was."""
    opened = existing_workspace(workspace)
    files = opened.trashed()
    if as_json:
        named = [
            {"name": _name(file, opened), "kind": file.kind, "bytes": file.size, "deleted": file.deleted}
            for file in files
        ]
        report("", named, as_json=True)
        return
    for file in files:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(file.deleted))
        click.echo(f"{when}  {padded(tr(file.kind), 13)}  {file.size:>11,}  {_name(file, opened)}")
    size = sum(file.size for file in files)
    click.echo(tr("{things}, {size:,} bytes", things=_things(len(files)), size=size), err=True)


@trash.command(
    short_help="Put deleted things back.",
    epilog=examples(
        "ganstudio trash restore portraits/sample_000012.png",
        "ganstudio trash restore --all",
    ),
)
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that is there.")
@WORKSPACE
@JSON
def restore(names: tuple[str, ...], everything: bool, workspace: Path | None, as_json: bool) -> None:
    """Put things back where they were. NAMES are as `list` writes them, or a file's name alone.

    Of several that were deleted under one name, the last deleted comes back. Where a name is taken by now, a number is
    added to it.
    """
    if everything == bool(names):
        raise WorkspaceError(tr("Name what is to be put back, as 'ganstudio trash list' writes it, or give --all."))
    opened = existing_workspace(workspace)
    files = opened.trashed()
    chosen = files if everything else [_find(name, files, opened) for name in names]
    restored = opened.restore_trashed(chosen)
    report("\n".join(map(str, restored)), {"restored": restored}, as_json=as_json)


@trash.command(
    short_help="Delete all of it for good.",
    epilog=examples("ganstudio trash empty", "ganstudio trash empty --yes"),
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@WORKSPACE
@JSON
def empty(yes: bool, workspace: Path | None, as_json: bool) -> None:
    """Delete for good all that was deleted. It asks first."""
    opened = existing_workspace(workspace)
    files = opened.trashed()
    if files and not yes:
        click.confirm(
            tr("Delete {things} of {workspace} for good?", things=_things(len(files)), workspace=opened.root),
            abort=True,
            err=True,
        )
    deleted = opened.delete_for_good(files)
    report(tr("{things} deleted for good", things=_things(deleted)), {"deleted": deleted}, as_json=as_json)


def _find(name: str, files: list[TrashedFile], workspace: Workspace) -> TrashedFile:
    found = next((file for file in files if name in (_name(file, workspace), file.original.name)), None)
    if found is None:
        raise WorkspaceError(
            tr("'{name}' is not among what was deleted. 'ganstudio trash list' names what is.", name=name)
        )
    return found


def _name(file: TrashedFile, workspace: Workspace) -> str:
    return file.original.relative_to(workspace.root).as_posix()


def _things(number: int) -> str:
    return trn("{number:,} thing", "{number:,} things", number)
