"""`ganstudio train`: makes a model as the built-in one was made."""

from __future__ import annotations

from pathlib import Path

import click

from ganstudio.cli.options import examples
from ganstudio.words import tr


@click.command(
    short_help="Train a model as the built-in one was.",
    epilog=examples(
        "ganstudio train --work run --out model                  "
        + tr("as long as the built-in model took, or longer"),
        "ganstudio train --work run --out model                  " + tr("again: go on where the last call stopped"),
        "ganstudio train --work new --out model --start builtin  " + tr("go on with the built-in model's weights"),
    ),
)
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Folder for drawn faces, checkpoints, sample grids and logs; name it again to go on.",
)
@click.option(
    "--out",
    "output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Folder of the result.",
)
@click.option("--faces", type=click.IntRange(min=4), default=24_000, show_default=True, help="Faces to draw.")
@click.option(
    "--twins", type=click.IntRange(min=4), default=8_000, show_default=True, help="Faces drawn again with one edit."
)
@click.option(
    "--start",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="Begin with a model of this training, as a file or 'builtin'; without it, with nothing.",
)
@click.option(
    "--share",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Of the built-in model's training, of every step: 2 is twice as long.",
)
@click.option("--processes", type=click.IntRange(min=1), default=2, show_default=True, help="Best: as many as cores.")
@click.option("--compile/--no-compile", default=True, show_default=True, help="Needs a C++ compiler; faster later on.")
def train(
    *,
    work: Path,
    output: Path,
    faces: int,
    twins: int,
    start: Path | None,
    share: float,
    processes: int,
    compile: bool,  # noqa: A002 (the flag's name)
) -> None:
    """Draw faces, fit a generator to them, sharpen, learn z -> w, and write model, attributes, tabs and detectors.

    It takes hours on a CPU. It saves as it goes, and the same --work goes on where it was stopped.
    """
    from ganstudio.cli.progress import watched
    from ganstudio.training.fitting.recipe import RecipePlan, run_recipe

    plan = RecipePlan(
        work=work, output=output, faces=faces, twins=twins, start=start, share=share, processes=processes,
        compile=compile,
    )  # fmt: skip
    click.echo(run_recipe(plan, say=click.echo, watch=watched))
