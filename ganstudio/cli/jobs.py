"""What every command of `ganstudio batch` shares: options, opening the model, running with a progress bar."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ganstudio.cli.options import DEVICE_HELP, PRECISIONS, SETTING, Setting
from ganstudio.cli.studio import open_studio
from ganstudio.errors import JobError

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from ganstudio.api import Studio
    from ganstudio.jobs.chunks import Elsewhere
    from ganstudio.jobs.outputs import FilmFormat, FilmOrder, Outputs
    from ganstudio.jobs.plans import Plan
    from ganstudio.recipe.document import Recipe

FORMATS = click.Choice(["gif", "webp", "apng", "mp4"])
ORDERS = click.Choice(["forward", "pingpong", "loop"])
EASINGS = click.Choice(["linear", "smooth", "in", "out"])


@dataclass(frozen=True, kw_only=True)
class JobChoices:
    """The options that all jobs have; named as on the command line."""

    out: Path
    model: str | None = None
    picture: Path | None = None
    settings: tuple[Setting, ...] = ()
    resume: bool = False
    sheet: bool = False
    film: tuple[FilmFormat, ...] = ()
    fps: float = 24.0
    order: FilmOrder = "pingpong"
    hold: float = 0.0
    size: int = 0
    captions: bool = False
    no_pictures: bool = False
    workspace: Path | None = None
    device: str = "auto"
    precision: str = "fp32"
    scheduler: str | None = None


_OPTIONS = (
    click.option(
        "--from", "picture", type=click.Path(path_type=Path), metavar="FILE", help="Picture or recipe to vary."
    ),
    click.option("--set", "settings", type=SETTING, multiple=True, help="A tab's multiplier or an attribute's amount."),
    click.option(
        "--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="Folder."
    ),
    click.option("--resume", is_flag=True, help="Go on with the job that --out holds."),
    click.option("--model", metavar="FILE", help="Model file or 'builtin'; by default the picture's own."),
    click.option("--sheet", is_flag=True, help="Also a contact sheet."),
    click.option(
        "--film", type=FORMATS, multiple=True, help="Also a film of the pictures; may be given several times."
    ),
    click.option("--fps", type=float, default=24.0, show_default=True, help="Frames a second of the film."),
    click.option("--order", type=ORDERS, default="pingpong", show_default=True, help="pingpong goes there and back."),
    click.option("--hold", type=float, default=0.0, help="Extra seconds for the first and last picture."),
    click.option("--size", type=int, default=0, help="Height of the film's pictures; as they are by default."),
    click.option("--captions", is_flag=True, help="Write what varies below the film's pictures."),
    click.option("--no-pictures", is_flag=True, help="Keep the sheet and films only."),
    click.option("--workspace", type=click.Path(path_type=Path), metavar="DIR", help="Where the model's data is."),
    click.option("--device", default="auto", show_default=True, help=DEVICE_HELP),
    click.option("--precision", type=PRECISIONS, default="fp32", show_default=True, help="fp32 is exact."),
    click.option("--scheduler", metavar="ADDRESS", help="Render on the workers of this Dask scheduler."),
)


def job_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of all jobs, collected into one JobChoices as its first argument."""

    @functools.wraps(command)
    def collected(**given: Any) -> None:
        common = JobChoices(**{field.name: given.pop(field.name) for field in fields(JobChoices)})
        command(common, **given)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected


PlanOf = Callable[["Studio", "Recipe"], "Plan"]


def run_job(choices: JobChoices, title: str, plan_of: PlanOf) -> None:
    """Begins the job, or goes on with the one in --out, and shows how far it is.

    Args:
        choices: The common options.
        title: As job.json keeps it.
        plan_of: Makes the plan from the studio and the recipe to vary.

    Raises:
        JobError: --out holds a job and --resume is not given, or nothing can be resumed.
        GanStudioError: Whatever does not fit.
    """
    from ganstudio.jobs.manifest import MANIFEST, Job, read_job
    from ganstudio.jobs.runner import begin

    exists = (choices.out / MANIFEST).exists()
    if exists and not choices.resume:
        raise JobError(f"{choices.out} already holds a job. Add --resume to go on with it, or choose another folder.")
    if exists:
        resume_job(choices.out, choices)
        return
    with open_job_studio(choices) as (studio, recipe, model):
        job = Job(title=title, plan=plan_of(studio, recipe), outputs=outputs_of(choices))
        begin(choices.out, job, studio.renderer, model_path=model)
        _watch(choices.out, read_job(choices.out).title, studio, choices, model)


def resume_job(folder: Path, choices: JobChoices) -> None:
    """Goes on with a folder's job, with the model that it names."""
    from ganstudio.jobs.manifest import read_job

    job = read_job(folder)
    with open_studio(choices.workspace, device=choices.device, precision=choices.precision) as studio:
        known = studio.find_model(job.model) if job.model else None
        model = str(choices.model or job.model_path or known or "builtin")
        studio.load_model(model)
        _watch(folder, job.title, studio, choices, model)


@contextmanager
def open_job_studio(choices: JobChoices) -> Iterator[tuple[Studio, Recipe, str]]:
    """A studio with the model loaded, the recipe to vary with --set done to it, and where the model is."""
    from ganstudio.cli.changes import apply_settings, model_of
    from ganstudio.recipe.files import read_recipe

    with open_studio(choices.workspace, device=choices.device, precision=choices.precision) as studio:
        recipe = None if choices.picture is None else read_recipe(choices.picture)
        wanted: str | Path = choices.model or "builtin"
        if choices.model is None and recipe is not None and choices.picture is not None:
            wanted = model_of(recipe, studio, choices.picture)
        studio.load_model(wanted)
        recipe = apply_settings(recipe or studio.new_recipe(0), choices.settings, studio)
        yield studio, recipe, str(wanted)


def outputs_of(choices: JobChoices) -> Outputs:
    """What the options ask for.

    Raises:
        JobError: Nothing would be left, or an option is out of range.
    """
    from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions

    films = tuple(
        FilmOptions(
            format=film,
            fps=choices.fps,
            order=choices.order,
            hold=choices.hold,
            size=choices.size,
            captions=choices.captions,
        )
        for film in choices.film
    )
    sheet = SheetOptions() if choices.sheet else None
    return Outputs(pictures=not choices.no_pictures, sheet=sheet, films=films)


def _watch(folder: Path, title: str, studio: Studio, choices: JobChoices, model: str) -> None:
    from ganstudio.analysis.following import FollowingRenderer
    from ganstudio.jobs.manifest import read_job
    from ganstudio.jobs.runner import run

    total = read_job(folder).plan.total
    note = ""
    with _elsewhere(studio, choices, model) as elsewhere:
        renderer = FollowingRenderer.of_folder(studio.renderer, studio.folder.path, studio.workspace.scripts)
        steps = run(folder, renderer, elsewhere=elsewhere, latents=studio.folder)
        shown = 0
        bar: ProgressBar[int]
        with click.progressbar(length=total, label=title, file=sys.stderr, width=30) as bar:
            for progress in steps:
                there = progress.done + progress.skipped
                bar.update(max(0, there - shown))
                shown, note = max(shown, there), progress.note
    click.echo(f"{folder}: {note}")


@contextmanager
def _elsewhere(studio: Studio, choices: JobChoices, model: str) -> Iterator[Elsewhere | None]:
    if choices.scheduler is None:
        yield None
        return
    from ganstudio.jobs.chunks import Elsewhere, RemoteModel
    from ganstudio.jobs.cluster import dask_executor

    path = model if model == "builtin" else str(Path(model).absolute())
    remote = RemoteModel(
        path=path, model_id=studio.model_id, device=choices.device, precision=studio.generator.precision.name
    )
    with dask_executor(choices.scheduler) as executor:
        yield Elsewhere(executor=executor, model=remote)
