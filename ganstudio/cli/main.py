"""The `ganstudio` command: thin; what it does, `ganstudio.api` does."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from ganstudio.cli.analyze import analyze
from ganstudio.cli.completion import completion
from ganstudio.cli.language import WideFormatter, translate_help
from ganstudio.cli.library import library
from ganstudio.cli.models import convert, info
from ganstudio.cli.options import (
    DEVICE,
    DEVICE_HELP,
    GRID,
    MODEL_HELP,
    OVERWRITE,
    PRECISION,
    PRECISIONS,
    ROTATE,
    SEEDS,
    TRANSLATE,
    WORKSPACE,
    DeviceName,
    GridSize,
    Number,
    examples,
)
from ganstudio.cli.progress import ModelProgress
from ganstudio.cli.recipes import render, show
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import open_studio
from ganstudio.cli.train import train
from ganstudio.cli.trash import trash
from ganstudio.errors import GanStudioError
from ganstudio.words import tr, trn

SPIN_COUNT = "10000"
"""How long torch's threads on a CPU spin for one another before they sleep (read by GNU OpenMP as torch is imported).

Its default of 300,000 lets a picture take many times longer as soon as another program uses a core, because the
waiting thread keeps the working one from running; at 10,000 an idle machine is as fast as before.
"""


def _say_version(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from ganstudio.version import full_version

        click.echo(f"GanStudio {full_version()}")
        context.exit()


class Commands(click.Group):
    """Some commands are imported when they are asked for: `ganstudio gui` need not wait for them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All, in alphabetical order."""
        return sorted([*super().list_commands(ctx), "animate", "batch", "doctor"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        if cmd_name == "animate":
            from ganstudio.cli.animate import animate

            return translate_help(animate)
        if cmd_name == "batch":
            from ganstudio.cli.batch import batch

            return translate_help(batch)
        if cmd_name == "doctor":
            from ganstudio.cli.doctor import doctor

            return translate_help(doctor)
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "ganstudio                                         " + tr("the window, with the built-in model"),
        "ganstudio gui --model ffhq.pkl                    " + tr("the window, with a model of yours"),
        "ganstudio generate --seeds 0-8 --grid 3x3 --out faces",
        "ganstudio render faces/seed0003.png --set smile=1.5 --out smiling.png",
    ),
)
@click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks of errors (works with every command).")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="The version, and the commit it was made of.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="info",
    show_default=True,
    help="What is kept in the log; Help, About in the window says where it is.",
)
@click.pass_context
def commands(context: click.Context, log_level: str) -> None:
    """GanStudio: explore a StyleGAN2 or StyleGAN3 model by hand.

    Without a command it opens the window. A picture made here carries its recipe: `show` prints it, `render` makes
    the picture again or changes it, and the window opens it with every slider as it was.
    """
    from ganstudio.workspace.logs import logging_to_file

    on_purpose = (click.ClickException, click.exceptions.Exit, click.Abort, OSError)
    context.with_resource(logging_to_file(log_level, refusals=on_purpose))
    if context.invoked_subcommand is None:
        context.invoke(gui)


@commands.command(
    short_help="Open the window (as without a command).",
    epilog=examples(
        "ganstudio gui",
        "ganstudio gui --model my_model.pkl --workspace ~/faces",
        "ganstudio gui portraits/sample_000012.png",
        "ganstudio gui my_model.pkl",
        "ganstudio gui --device cpu --precision fp32",
    ),
)
@click.argument("file", default="", type=click.Path(), metavar="[FILE]")
@click.option(
    "--model", default="", type=click.Path(), metavar="FILE", help=f"{MODEL_HELP} By default that of the last session."
)
@WORKSPACE
@click.option("--device", type=DeviceName(), default="", help=f"{DEVICE_HELP} By default as in the settings.")
@click.option("--precision", type=PRECISIONS, default=None, help="By default as in the settings.")
def gui(file: str, model: str, workspace: Path | None, device: str, precision: str | None) -> None:
    """Open the window, and in it FILE if one is named.

    FILE is a model, a picture of GanStudio's, a recipe's JSON, a latent, the folder of a batch, or anything else that
    can be dropped into the window. A model takes the place of that of the last session; the others are opened in it.
    """
    from ganstudio.cli.display import display_problem

    problem = display_problem()
    if problem is not None:
        raise GanStudioError(problem)
    from ganstudio.cli.hurry import hurry

    hurry()
    from ganstudio.ui.app import GuiOptions
    from ganstudio.ui.app import main as open_window

    options = GuiOptions(model=model, open_file=file, workspace=workspace, device=device, precision=precision or "")
    raise SystemExit(open_window(options))


@commands.command(
    short_help="Make pictures from seeds.",
    epilog=examples(
        "ganstudio generate --seeds 0-8,15 --psi 0.7 --out faces",
        "ganstudio generate --model afhq.pkl --seeds 0-15 --grid 4x4 --noise none --out cats",
        "ganstudio generate --model cifar.pkl --class 3 --seeds 1 --out cats",
    ),
)
@click.option("--model", default="builtin", show_default=True, type=click.Path(), metavar="FILE", help=MODEL_HELP)
@click.option("--seeds", type=SEEDS, required=True, help="Which pictures: 0-8,15 is nine and one more.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="Folder.")
@click.option(
    "--psi", type=Number(-10, 10), default=1.0, show_default=True, help="Truncation: 0 is the average, 1 none."
)
@click.option("--cutoff", type=click.IntRange(min=0), default=None, help="Style layers truncated; all by default.")
@click.option(
    "--noise",
    type=click.Choice(["const", "seeded", "none"]),
    default="const",
    show_default=True,
    help="Fine detail: the model's own, drawn from each picture's seed, or none.",
)
@click.option("--class", "--classes", "class_index", type=int, default=None, help="Class of a conditional model.")
@click.option("--grid", type=GRID, default=None, help="Also one sheet of all pictures, grid.png.")
@OVERWRITE
@TRANSLATE
@ROTATE
@WORKSPACE
@DEVICE
@PRECISION
@JSON
def generate(
    *,
    model: str,
    seeds: tuple[int, ...],
    out: Path,
    psi: float,
    cutoff: int | None,
    noise: str,
    class_index: int | None,
    grid: GridSize | None,
    overwrite: bool,
    translate: tuple[float, float] | None,
    rotate: float | None,
    workspace: Path | None,
    device: str,
    precision: str,
    as_json: bool,
) -> None:
    """Make pictures from seeds, each a PNG named after its seed that carries its recipe.

    Seeds agree with every other StyleGAN tool: z is RandomState(seed).randn(1, z_dim).
    """
    from ganstudio.cli.checks import ModelChoices, check_ahead, check_choices, check_grid, refuse_existing

    is_moved = bool(rotate) or any(translate or ())
    chosen = ModelChoices(class_index, cutoff, grid, len(seeds), is_moved)
    if grid is not None:
        check_grid(grid, len(seeds))
    names = [*(f"seed{seed:04d}.png" for seed in seeds), *(["grid.png"] if grid else [])]
    refuse_existing((out / name for name in names), overwrite=overwrite)
    check_ahead(model, chosen)
    from ganstudio.cli.changes import moved
    from ganstudio.cli.pictures import generate_pictures, seed_recipes

    with open_studio(workspace, device=device, precision=precision) as studio:
        studio.load_model(model, progress=ModelProgress())
        check_choices(studio.spec, chosen)
        recipes = seed_recipes(studio, seeds, psi=psi, cutoff=cutoff, noise=noise, class_index=class_index)
        recipes = {seed: moved(recipe, translate, rotate) for seed, recipe in recipes.items()}
        made = generate_pictures(studio, recipes, out=out, grid=grid)
    text = trn("{number} picture in {out}", "{number} pictures in {out}", len(made), out=out)
    report(text, {"pictures": made, "sheet": out / "grid.png" if grid else None}, as_json=as_json)


for command in (render, show, info, convert, analyze, train, trash, library, completion):
    commands.add_command(command)
translate_help(commands)
click.Context.formatter_class = WideFormatter


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 2 bad input (said in one sentence), 130 interrupted.

    Args:
        arguments: Without the program's name; those of the process if not given.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads would spin beside torch's, for small matrices
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    plain = [argument for argument in given if argument != "--debug"]
    try:
        result: Any = commands.main(args=plain, prog_name="ganstudio", standalone_mode=False)
    except (GanStudioError, click.ClickException, OSError, MemoryError) as error:
        if debug:
            raise
        _refuse(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo(tr("Interrupted."), err=True)
        sys.exit(130)
    sys.exit(result if isinstance(result, int) else 0)


def _refuse(error: BaseException) -> NoReturn:
    """Print what is wrong in a sentence and exit with 2.

    Args:
        error: A GanStudioError, an error of click's, an OSError or a MemoryError.
    """
    from ganstudio.workspace.files import advice

    match error:
        case BrokenPipeError():
            # The reader of our output has gone, as `head` does. Python would complain when it flushes at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        case click.exceptions.NoArgsIsHelpError():  # the help itself is what is said
            click.echo(error.format_message(), err=True)
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "ganstudio"
            said = tr("{message} See '{command} --help'.", message=error.format_message(), command=command)
            click.echo(f"ganstudio: {said}", err=True)
        case click.ClickException():
            click.echo(f"ganstudio: {error.format_message()}", err=True)
        case OSError():
            name = f"{error.filename}: " if error.filename else ""
            said = f"{name}{error.strerror or error}. {advice(error)}"
            click.echo(f"ganstudio: {said.rstrip()}", err=True)
        case MemoryError():
            click.echo("ganstudio: " + tr("There is not enough memory for this; close other programs."), err=True)
        case _:
            click.echo(f"ganstudio: {error}", err=True)
    sys.exit(2)
