"""`ganstudio library`: pictures found by what they are made of; rated, tagged and copied."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.options import WORKSPACE, examples
from ganstudio.cli.progress import ModelProgress
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import existing_workspace
from ganstudio.words import marked, tr, trn

if TYPE_CHECKING:
    from ganstudio.workspace.library.index import Entry
    from ganstudio.workspace.library.library import Library

SYNTAX = marked("""\b
mouth_open>50           an attribute's amount or a tab's multiplier: > >= < <= = !=
smile:0.5..2            from one number to another
seed:31 psi<0.8 rating>=3 width:256 size>200kB
tag:print note:hair name:sample_0001* folder:batch_0003 model:faces tab:blush
date:2026-03 date>=2026-03-09 date:today date:week
in:favorites            or portraits, versions, batches
is:unrated              or rated, tagged, untagged, edited, duplicate, film, plain
hair "two words"        in names of files, attributes and tabs, in tags and notes
-tag:print              without; at the beginning of the line: NOT tag:print
a OR b, (a b) OR c      else all must be true; * stands for anything""")


class _FindsByDefault(click.Group):
    """What is no command of its own is what to look for: `ganstudio library "rating>=4"`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["find", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FindsByDefault, short_help="Find, rate, tag and copy the pictures of a workspace.")
def library() -> None:
    """The pictures of a workspace: find them by what they are made of, rate, tag and copy them.

    `ganstudio library QUERY` is short for `ganstudio library find QUERY`.
    """


@library.command(
    short_help="List the pictures that a search finds.",
    epilog=tr(SYNTAX)
    + "\n\n"
    + examples(
        "ganstudio library",
        'ganstudio library "mouth_open>50 model:faces -tag:print" --sort mouth_open',
        'ganstudio library "rating>=4 in:batches" --limit 20 --json',
        'ganstudio library "is:duplicate" --sort recipe',
    ),
)
@click.argument("query", nargs=-1)
@click.option(
    "--sort",
    "sorted_by",
    default="date",
    show_default=True,
    help="date, name, rating, seed, size, recipe, or an attribute or tab; with - before it the other way round.",
)
@click.option("--limit", type=click.IntRange(min=1), default=None, help="At most so many; all by default.")
@WORKSPACE
@JSON
def find(query: tuple[str, ...], sorted_by: str, limit: int | None, workspace: Path | None, as_json: bool) -> None:
    """List the pictures that QUERY finds, a path a line; without one, all of them."""
    with _found(query, workspace, sorted_by) as (opened, numbers):
        entries = _in_order(opened, numbers[:limit])
        if as_json:
            report("", [_facts(entry) for entry in entries], as_json=True)
            return
        for entry in entries:
            click.echo(entry.path)
        found, shown = _pictures(len(numbers)), len(entries)
        whole = shown == len(numbers)
        click.echo(found if whole else tr("{pictures}, {count:,} listed", pictures=found, count=shown), err=True)


@library.command(
    short_help="Give stars to the pictures that a search finds.",
    epilog=examples('ganstudio library rate 5 "name:sample_000012.png"', 'ganstudio library rate 0 "rating<2"'),
)
@click.argument("stars", type=click.IntRange(0, 5))
@click.argument("query", nargs=-1, required=True)
@WORKSPACE
@JSON
def rate(stars: int, query: tuple[str, ...], workspace: Path | None, as_json: bool) -> None:
    """Give STARS, 0 to 5, to the pictures that QUERY finds."""
    from ganstudio.workspace.library.marks import rated

    with _found(query, workspace) as (opened, numbers):
        changed = opened.mark([entry.path for entry in _in_order(opened, numbers)], rated(stars))
        report(tr("{pictures} rated", pictures=_pictures(changed)), {"rated": changed}, as_json=as_json)


@library.command(
    short_help="Add tags to the pictures that a search finds, or take them away.",
    epilog=examples(
        'ganstudio library tag "rating=5" --add print',
        'ganstudio library tag "tag:print date<2026" --remove print --add printed',
    ),
)
@click.argument("query", nargs=-1, required=True)
@click.option("--add", multiple=True, metavar="TAG", help="A tag to add; may be given several times.")
@click.option("--remove", multiple=True, metavar="TAG", help="A tag to take away; may be given several times.")
@WORKSPACE
@JSON
def tag(
    query: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...], workspace: Path | None, as_json: bool
) -> None:
    """Add tags to the pictures that QUERY finds, or take them away."""
    from ganstudio.workspace.library.marks import tagged

    if not add and not remove:
        raise click.UsageError(tr("Say which tag: --add print, or --remove print."))
    change = tagged(add, remove)
    with _found(query, workspace) as (opened, numbers):
        changed = opened.mark([entry.path for entry in _in_order(opened, numbers)], change)
        report(tr("{pictures} tagged", pictures=_pictures(changed)), {"tagged": changed}, as_json=as_json)


@library.command(
    short_help="Copy the pictures that a search finds into a folder.",
    epilog=examples('ganstudio library export "rating>=4" --out ~/best'),
)
@click.argument("query", nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="Folder.")
@WORKSPACE
@JSON
def export(query: tuple[str, ...], out: Path, workspace: Path | None, as_json: bool) -> None:
    """Copy the pictures that QUERY finds into a folder; what is there already stays."""
    from ganstudio.workspace.library import copies

    with _found(query, workspace) as (opened, numbers):
        made = copies.export([entry.path for entry in _in_order(opened, numbers)], out)
        report(tr("{pictures} in {out}", pictures=_pictures(len(made)), out=out), {"pictures": made}, as_json=as_json)


@contextmanager
def _found(
    query: tuple[str, ...], workspace: Path | None, sorted_by: str = "date"
) -> Iterator[tuple[Library, list[int]]]:
    """The library, in step with its folders, and the pictures that a search finds."""
    from ganstudio.workspace.library.library import Library
    from ganstudio.workspace.library.reading import parse
    from ganstudio.workspace.library.sorting import order

    asked = parse(" ".join(query))
    opened = Library(existing_workspace(workspace))
    try:
        for problem in opened.follow(ModelProgress(tr("Reading new pictures"))).problems:
            click.echo(f"ganstudio: {problem}", err=True)
        yield opened, [int(number) for number in opened.search(asked, order(sorted_by)).ids]
    finally:
        opened.close()


def _in_order(opened: Library, numbers: list[int]) -> list[Entry]:
    entries = opened.entries(numbers)
    return [entries[number] for number in numbers if number in entries]


def _facts(entry: Entry) -> dict[str, object]:
    return {
        "path": entry.path,
        "kind": entry.kind,
        "modified": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(entry.mtime)),
        "bytes": entry.size,
        "width": entry.width,
        "height": entry.height,
        "seed": entry.seed,
        "rating": entry.mark.rating,
        "tags": entry.mark.tags,
        "note": entry.mark.note,
    }


def _pictures(number: int) -> str:
    return trn("{number:,} picture", "{number:,} pictures", number)
