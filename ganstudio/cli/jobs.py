"""What every command of `ganstudio batch` shares: flags, opening the model, running with a progress bar."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
from click.core import ParameterSource

from ganstudio.cli.flags import Flag, answers_of, flags_of
from ganstudio.cli.options import DEVICE, PRECISION, SCHEDULER, SETTING, WORKSPACE, Setting
from ganstudio.cli.progress import ModelProgress, progress_bar
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import learned_deviations, open_studio
from ganstudio.errors import JobError
from ganstudio.jobs.fields import Answers, Field, Ground, OneSlider, PathField
from ganstudio.jobs.manifest import MANIFEST, Job, read_job
from ganstudio.jobs.offers import Offer
from ganstudio.jobs.outputs import FilmFormat, FilmOptions, Outputs, SheetOptions
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.shared_fields import FILM_FIELDS, FILM_FORMATS
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.files import read_recipe
from ganstudio.words import tr
from ganstudio.workspace.settings import most_pixels

if TYPE_CHECKING:
    from ganstudio.api import Studio
    from ganstudio.jobs.chunks import Elsewhere
    from ganstudio.jobs.cluster import Cluster


@dataclass(frozen=True, kw_only=True)
class JobChoices:
    """What all jobs are told beside what their offer asks; named as on the command line."""

    out: Path
    model: str | None = None
    picture: Path | None = None
    settings: tuple[Setting, ...] = ()
    resume: bool = False
    sheet: bool = False
    film: tuple[FilmFormat, ...] = ()
    no_pictures: bool = False
    workspace: Path | None = None
    device: str = "auto"
    precision: str = "auto"
    scheduler: str | None = None
    as_json: bool = False


_NOT_OF_THE_JOB = ("out", "resume", "workspace", "device", "precision", "scheduler", "as_json")
_TAKEN = ("easing", "columns")
_FILM_FIELDS = [dataclasses.replace(one, name=f"film_{one.name}") if one.name in _TAKEN else one for one in FILM_FIELDS]
"""The fields of a film with names that those of offers do not have."""

JOB_FLAGS: tuple[Flag, ...] = (
    click.option(
        "--from",
        "picture",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The picture at hand, or a recipe's JSON; that of seed 0 by default.",
    ),
    click.option("--set", "settings", type=SETTING, multiple=True, help="An attribute's amount or a tab's multiplier."),
    click.option(
        "--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="Folder."
    ),
    click.option("--resume", is_flag=True, help="Go on with the job that --out holds."),
    click.option(
        "--model", type=click.Path(), metavar="FILE", help="Model file or 'builtin'; by default the picture's own."
    ),
    WORKSPACE,
    DEVICE,
    PRECISION,
    SCHEDULER,
    JSON,
    click.option("--no-pictures", is_flag=True, help="Keep the sheet and films only."),
    click.option("--sheet", is_flag=True, help="Also a contact sheet."),
    click.option(
        "--film",
        type=click.Choice([value for value, _ in FILM_FORMATS]),
        multiple=True,
        help="Also a film of the pictures; may be given several times.",
    ),
    *(flag for field in _FILM_FIELDS for flag in flags_of(field)),
)
"""Those of JobChoices and of a film."""


def run_job(offer: Offer, given: dict[str, Any]) -> None:
    """Begins the job, or goes on with the one in --out, and shows how far it is.

    Args:
        offer: What is to be made.
        given: Parameter name -> value, as click gives them.

    Raises:
        JobError: --out holds a job and --resume is not given, or nothing can be resumed.
        GanStudioError: Whatever does not fit.
    """
    choices = JobChoices(**{field.name: given[field.name] for field in dataclasses.fields(JobChoices)})
    exists = (choices.out / MANIFEST).exists()
    if exists and not choices.resume:
        raise JobError(
            tr("{out} already holds a job. Add --resume to go on with it, or choose another folder.", out=choices.out)
        )
    settings = _settings(offer, given)
    if exists:
        _refuse_other_settings(choices.out, settings)
        resume_job(choices.out, choices)
        return
    from ganstudio.cli.changes import check_changes

    picture = choices.picture or (None if choices.model else _first_picture(offer.fields, given))
    check_changes(picture, choices.model, _named(offer, given, choices), workspace=choices.workspace)
    from ganstudio.jobs.runner import begin

    film = {field.name.removeprefix("film_"): given[field.name] for field in _FILM_FIELDS}
    outputs = Outputs(
        pictures=not choices.no_pictures,
        sheet=SheetOptions() if choices.sheet else None,
        films=tuple(FilmOptions(format=kind, **film) for kind in choices.film),
    )
    with _cluster(choices) as cluster, _opened(choices, picture) as (studio, recipe, model):
        plan = _told(offer.plan(*_answers(offer, given, choices, studio, recipe)), studio)
        job = Job(title=offer.title, plan=plan, outputs=outputs)
        job = msgspec.structs.replace(job, settings=settings)
        begin(choices.out, job, studio.renderer, model_path=model)
        _watch(choices.out, job, studio, choices, elsewhere=_elsewhere(cluster, studio, choices, model))


def _named(offer: Offer, given: dict[str, Any], choices: JobChoices) -> list[Setting]:
    """Every slider that is named."""
    sliders = [given[field.name] for field in offer.fields if isinstance(field, OneSlider)]
    tab = [Setting("tab", given["tab"], 0.0)] if given.get("tab") else []
    return [*choices.settings, *(one for one in sliders if one is not None), *tab]


def _settings(offer: Offer, given: dict[str, Any]) -> dict[str, str]:
    """What a job is begun with, as its flags are written, and the kind of job; but where and how fast it runs."""
    flags = {str(param.name): param.opts[0] for param in click.get_current_context().command.params}
    settings = {flags[name]: _text(value) for name, value in given.items() if name not in _NOT_OF_THE_JOB}
    return {"batch": offer.name, **settings}


def _text(value: object) -> str:
    match value:
        case None | False | ():
            return ""
        case Setting(kind=kind, name=name, value=number):
            return f"{kind}:{name}={number:g}" if kind else f"{name}={number:g}"
        case Path():
            return str(value.absolute())
        case tuple() | list():
            return ",".join(_text(one) for one in value)
    return str(value)


def _refuse_other_settings(folder: Path, settings: dict[str, str]) -> None:
    """What is given with --resume has to be what the job was begun with; what is left out is taken from the job.

    Raises:
        JobError: Something is not; the text shows the difference.
    """
    begun = read_job(folder).settings
    context = click.get_current_context()
    named = {
        param.opts[0]
        for param in context.command.params
        if context.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE
    }
    no = tr("not given")
    differences = [
        tr("{flag} {then} then and {now} now", flag=flag, then=begun[flag][:40] or no, now=now[:40] or no)
        for flag, now in settings.items()
        if flag in begun and (flag in named or flag == "batch") and now != begun[flag]
    ]
    if differences:
        raise JobError(
            tr(
                "{folder} holds a job that was begun with other settings: {differences}. To go on with it, leave them "
                "out ('ganstudio batch resume {folder}'); for a new job choose another folder.",
                folder=folder,
                differences="; ".join(differences),
            )
        )


def resume_job(folder: Path, choices: JobChoices) -> None:
    """Goes on with a folder's job, with the model that it names."""
    job = read_job(folder)
    opened = open_studio(choices.workspace, device=choices.device, precision=choices.precision)
    with _cluster(choices) as cluster, opened as studio:
        known = studio.find_model(job.model) if job.model else None
        model = str(choices.model or job.model_path or known or "builtin")
        studio.load_model(model, progress=ModelProgress())
        _watch(folder, job, studio, choices, elsewhere=_elsewhere(cluster, studio, choices, model))


@contextmanager
def _opened(choices: JobChoices, picture: Path | None) -> Iterator[tuple[Studio, Recipe, str]]:
    """A studio with the model loaded, the picture's recipe with --set done to it, and where the model is."""
    from ganstudio.cli.changes import apply_settings, load_model_for

    with open_studio(choices.workspace, device=choices.device, precision=choices.precision) as studio:
        wanted = load_model_for(studio, picture, choices.model)
        recipe = studio.new_recipe(0) if picture is None else studio.open_recipe(picture)
        yield studio, apply_settings(recipe, choices.settings, studio.folder), str(wanted)


def _first_picture(asked: tuple[Field, ...], given: dict[str, Any]) -> Path | None:
    """The first picture among the arguments: it tells the model where nothing else does."""
    named = [given[field.name] for field in asked if isinstance(field, PathField) and field.kind.startswith("picture")]
    paths = [path for one in named for path in (one if isinstance(one, tuple) else (one,))]
    return Path(paths[0]) if paths else None


def _answers(
    offer: Offer, given: dict[str, Any], choices: JobChoices, studio: Studio, recipe: Recipe
) -> tuple[Ground, Answers]:
    from ganstudio.cli.changes import apply_settings, library, slider
    from ganstudio.jobs.interpolation_attribute import add_interpolation

    if given.get("tab") and given["tab"] not in {edit.name for edit in recipe.edits}:
        recipe = apply_settings(recipe, [Setting("tab", given["tab"], 0.0)], studio.folder)  # one saved for the model
    ground = Ground(
        recipe=recipe,
        spec=studio.spec,
        read=lambda path, spec: apply_settings(
            read_recipe(path, spec, most_pixels=most_pixels()), choices.settings, studio.folder
        ),
        library=lambda: library(studio.folder),
        style=lambda layer, channel: studio.styles.shift(layer, channel, 0.0),
    )
    answers = answers_of(offer.fields, given, ground, lambda setting: slider(recipe, setting, studio.folder))
    if given.get("attribute"):
        ends = (ground.read(Path(answers[name]), studio.spec) for name in ("start", "end"))
        add_interpolation(studio.folder, given["attribute"], *ends, ws_of=studio.renderer.ws)
    return ground, answers


def _told(plan: Plan, studio: Studio) -> Plan:
    """The plan with the deviations of its maps, which are learned with a progress bar if the model's are not kept."""
    from ganstudio.jobs.map_units import layers_to_learn, style_layer_to_learn, with_deviations

    if style_layer_to_learn(plan):
        return with_deviations(plan, studio.styles.statistics.deviation)
    return with_deviations(plan, learned_deviations(studio, layers_to_learn(plan)))


def _watch(folder: Path, job: Job, studio: Studio, choices: JobChoices, *, elsewhere: Elsewhere | None) -> None:
    from ganstudio.analysis.following import FollowingRenderer
    from ganstudio.jobs.products import product_names
    from ganstudio.jobs.runner import run

    note, done = "", 0
    renderer = FollowingRenderer.of_folder(studio.renderer, studio.folder.path, studio.workspace.scripts)
    steps = run(folder, renderer, elsewhere=elsewhere, latents=studio.folder)
    with progress_bar(job.plan.total, tr(job.title)) as show:
        for progress in steps:
            show(progress.done + progress.skipped)
            note, done = progress.note, progress.done
    facts = {"folder": folder, "pictures": done, "files": product_names(folder), "skipped": read_job(folder).skipped}
    report(f"{folder}: {note}", facts, as_json=choices.as_json)


@contextmanager
def _cluster(choices: JobChoices) -> Iterator[Cluster | None]:
    """The workers asked for, found before a model is loaded or a job begun; None for this machine."""
    if choices.scheduler is None:
        yield None
        return
    from ganstudio.jobs.cluster import dask_cluster

    with dask_cluster(choices.scheduler) as cluster:
        yield cluster


def _elsewhere(cluster: Cluster | None, studio: Studio, choices: JobChoices, model: str) -> Elsewhere | None:
    if cluster is None:
        return None
    from ganstudio.jobs.chunks import Elsewhere, RemoteModel

    path = model if model == "builtin" else str(Path(model).absolute())
    precision = studio.generator.precision.name
    remote = RemoteModel(path=path, model_id=studio.model_id, device=choices.device, precision=precision)
    return Elsewhere(executor=cluster.executor, workers=cluster.workers, model=remote)
