"""`ganstudio animate`: a film of pictures that are there already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ganstudio.cli.flags import flags_of, with_flags
from ganstudio.cli.options import OVERWRITE, examples
from ganstudio.cli.progress import progress_bar
from ganstudio.cli.report import JSON, report
from ganstudio.errors import JobError
from ganstudio.jobs.outputs import FilmFormat, FilmOptions, film_format
from ganstudio.jobs.shared_fields import FILM_FIELDS, FILM_FORMATS
from ganstudio.words import tr, trn


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
@click.option(
    "--format", "kind", type=click.Choice([value for value, _ in FILM_FORMATS]), help="By default the ending of --out."
)
@OVERWRITE
@JSON
@with_flags(flag for field in FILM_FIELDS for flag in flags_of(field))
def animate(
    sources: tuple[Path, ...], *, out: Path, kind: FilmFormat | None, overwrite: bool, as_json: bool, **film: Any
) -> None:
    """Make a film of SOURCES: job folders or folders of pictures, side by side if there are several, or pictures."""
    from ganstudio.cli.checks import refuse_existing

    options = FilmOptions(format=kind or film_format(out), **film)
    refuse_existing([out], overwrite=overwrite)
    from ganstudio.jobs.films import make_film
    from ganstudio.jobs.products import settled
    from ganstudio.jobs.tracks import latents_of, plans_of, side_by_side, tracks_of

    latents = [latent for source in sources for latent in latents_of(source)]
    if latents:
        said = trn(
            "{first} is a latent and is left out: a film is made of pictures. `ganstudio render` makes one of it.",
            "{number} latents, such as {first}, are left out: a film is made of pictures. `ganstudio render` makes "
            "them.",
            len(latents),
            first=latents[0],
        )
        click.echo(f"ganstudio: {said}", err=True)
    if all(source.is_dir() for source in sources):
        tracks = [track for source in sources for track in tracks_of(source)]
    elif any(source.is_dir() for source in sources):
        raise JobError(tr("Give either folders or pictures, not both."))
    else:
        tracks = [list(sources)]
    shots, count = side_by_side(tracks)
    options = settled(options, plans_of(sources))
    with progress_bar(count, tr("Film")) as show:
        for taken in make_film(out, shots, count, options):
            show(taken)
    size = out.stat().st_size
    report(
        trn(
            "{out}: {number} picture, {size:,} bytes",
            "{out}: {number} pictures, {size:,} bytes",
            count,
            out=out,
            size=size,
        ),
        {"film": out, "pictures": count, "bytes": size},
        as_json=as_json,
    )
