"""`ganstudio animate`: a film of pictures that are there already."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.jobs import EASINGS, FORMATS, ORDERS
from ganstudio.cli.options import examples
from ganstudio.errors import JobError

if TYPE_CHECKING:
    from ganstudio.jobs.outputs import FilmFormat, FilmOrder, Palette
    from ganstudio.jobs.spacing import Easing


@click.command(
    short_help="A film of a job's pictures.",
    epilog=examples(
        "ganstudio animate smiling --out smiling.gif --fps 12 --hold 0.5",
        "ganstudio animate by_attribute by_tab --out both.mp4 --captions",
        "ganstudio animate a.png b.png c.png --out abc.webp --order loop",
    ),
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE", help="The film.")
@click.option("--format", "kind", type=FORMATS, help="By default told by the ending of --out.")
@click.option("--fps", type=float, default=24.0, show_default=True, help="Frames a second.")
@click.option(
    "--order",
    type=ORDERS,
    default="pingpong",
    show_default=True,
    help="forward plays once, loop again and again, pingpong there and back (0 1 2 3 4 3 2 1).",
)
@click.option("--hold", type=float, default=0.0, help="Extra seconds for the first and last picture.")
@click.option("--easing", type=EASINGS, default="linear", show_default=True, help="How the movement starts and ends.")
@click.option("--size", type=int, default=0, help="Height of each picture; as they are by default.")
@click.option("--columns", type=int, default=0, help="Films side by side in a row; about a square by default.")
@click.option("--captions", is_flag=True, help="Write the files' names below the pictures.")
@click.option("--palette", type=click.Choice(["frame", "film"]), default="frame", help="GIF: 256 colors for each.")
@click.option("--no-dither", is_flag=True, help="GIF: nearest colors only.")
@click.option("--quality", type=int, default=85, show_default=True, help="MP4 and WebP: 0 small to 100 best.")
@click.option("--repeats", type=int, default=1, show_default=True, help="MP4: how often it plays.")
def animate(
    sources: tuple[Path, ...],
    *,
    out: Path,
    kind: FilmFormat | None,
    fps: float,
    order: FilmOrder,
    hold: float,
    easing: Easing,
    size: int,
    columns: int,
    captions: bool,
    palette: Palette,
    no_dither: bool,
    quality: int,
    repeats: int,
) -> None:
    """Make a film of SOURCES: job folders or folders of pictures, side by side if there are several, or pictures."""
    from ganstudio.jobs.films import make_film
    from ganstudio.jobs.outputs import FilmOptions, film_format
    from ganstudio.jobs.tracks import side_by_side, track_of

    options = FilmOptions(
        format=kind or film_format(out),
        fps=fps,
        order=order,
        hold=hold,
        easing=easing,
        size=size,
        columns=columns,
        captions=captions,
        palette=palette,
        dither=not no_dither,
        quality=quality,
        repeats=repeats,
    )
    if all(source.is_dir() for source in sources):
        tracks = [track_of(source) for source in sources]
    elif any(source.is_dir() for source in sources):
        raise JobError("Give either folders or pictures, not both.")
    else:
        tracks = [list(sources)]
    shots, count = side_by_side(tracks)
    _watch(make_film(out, shots, count, options), count)
    click.echo(f"{out}: {count} pictures, {out.stat().st_size:,} bytes")


def _watch(steps: Iterable[int], count: int) -> None:
    with click.progressbar(length=count, label="film", file=sys.stderr, width=30) as bar:
        shown = 0
        for taken in steps:
            bar.update(max(0, taken - shown))
            shown = max(shown, taken)
