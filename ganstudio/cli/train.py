"""`ganstudio train`: makes a model as the built-in one was made."""

from __future__ import annotations

from pathlib import Path

import click

from ganstudio.cli.options import examples


@click.command(
    short_help="Train a model as the built-in one was.",
    epilog=examples(
        "ganstudio train --work run --out model                  as long as the built-in model took, or longer",
        "ganstudio train --work run --out model --kimg-128 500   go on where the last call stopped, for longer",
        "ganstudio train --work new --out model --start builtin  go on with the built-in model's weights",
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
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Folder of the result.",
)
@click.option("--faces", type=click.IntRange(min=100), default=60_000, show_default=True, help="Faces to draw.")
@click.option(
    "--start",
    type=click.Path(path_type=Path),
    metavar="MODEL",
    help="Begin with a model of this training, as a file or 'builtin'; without it, with nothing.",
)
@click.option("--kimg-32", type=click.FloatRange(min=0), default=44, show_default=True, help="Thousands at 32x32.")
@click.option("--kimg-64", type=click.FloatRange(min=0), default=44, show_default=True, help="Thousands at 64x64.")
@click.option("--kimg-128", type=click.FloatRange(min=0), default=370, show_default=True, help="Thousands at 128x128.")
@click.option(
    "--kimg-sharpen",
    type=click.FloatRange(min=0),
    default=80,
    show_default=True,
    help="Thousands of the adversarial phase after the fit; 0 for none.",
)
@click.option("--mapping-steps", type=click.IntRange(min=1), default=8000, show_default=True, help="Batches of 1024 z.")
@click.option("--processes", type=click.IntRange(min=1), default=2, show_default=True, help="Best: as many as cores.")
@click.option("--compile/--no-compile", default=True, show_default=True, help="Needs a C++ compiler; faster later on.")
def train(
    *,
    work: Path,
    out: Path,
    faces: int,
    start: Path | None,
    kimg_32: float,
    kimg_64: float,
    kimg_128: float,
    kimg_sharpen: float,
    mapping_steps: int,
    processes: int,
    compile: bool,  # noqa: A002 (the flag's name)
) -> None:
    """Draw faces, fit a generator to them, learn z -> w, sharpen, and write model, attributes, tabs and detectors.

    It takes hours on a CPU. It saves as it goes, and the same --work goes on where it was stopped.
    """
    from ganstudio.training.train import TrainOptions
    from ganstudio.training.train import train as run

    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    run(
        TrainOptions(
            workspace=work,
            output=out,
            faces=faces,
            start=start,
            kimg_32=kimg_32,
            kimg_64=kimg_64,
            kimg_128=kimg_128,
            kimg_sharpen=kimg_sharpen,
            mapping_steps=mapping_steps,
            processes=processes,
            compile=compile,
        )
    )
