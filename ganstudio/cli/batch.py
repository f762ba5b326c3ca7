"""`ganstudio batch`: every job of the window's Batch and Misc menus, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.batch_faces import add_face_commands
from ganstudio.cli.jobs import EASINGS, JobChoices, job_options, resume_job, run_job
from ganstudio.cli.options import DEVICE_HELP, PRECISIONS, SEEDS, SETTING, Setting, examples
from ganstudio.errors import JobError

if TYPE_CHECKING:
    from ganstudio.jobs.axes import Axis
    from ganstudio.jobs.spacing import Easing
    from ganstudio.recipe.document import Recipe

COUNT = click.option("--count", type=int, default=5, show_default=True, help="Pictures of each series.")
COUNT_OF = click.option("--count-of", "counts", type=SETTING, multiple=True, help="Count of one attribute or tab.")
PAST_ZERO = click.option("--past-zero", is_flag=True, help="Slide on past 0 to minus the set value.")
EASING = click.option(
    "--easing", type=EASINGS, default="linear", show_default=True, help="How the movement starts and ends."
)
OF = click.option(
    "--of",
    "what",
    type=click.Choice(["attributes", "tabs", "both"]),
    default="both",
    show_default=True,
    help="What varies: attribute sliders (set value to 0), spatial tabs (minus the multiplier to it), or both.",
)
STARTS = click.option("--start", "starts", type=SETTING, multiple=True, help="Where a tab's multiplier starts.")


@click.group(
    epilog=examples(
        "ganstudio batch spectrum --from face.png --set smile=2 --count 9 --past-zero --film gif --out smiling",
        "ganstudio batch combinatoric --from face.png --count 3 --count-of mouth_open=5 --sheet --out all",
        "ganstudio batch axis-aligned --from face.png --layer b16 --maps 0_31 --tab mouth_open --out maps",
        "ganstudio batch walk --seeds 1,5,9 --per-leg 48 --closed --easing smooth --film mp4 --out walk",
        "ganstudio batch resume maps",
    )
)
def batch() -> None:
    """Make many pictures: series, combinations, walks between faces, one for each feature map.

    Every job writes PNGs that carry their recipes into --out, with a contact sheet and films if you like. A job that
    was stopped or killed goes on with `batch resume DIR`.
    """


@batch.command(short_help="All sliders together, from their values to 0.")
@COUNT
@PAST_ZERO
@OF
@STARTS
@EASING
@job_options
def spectrum(
    choices: JobChoices, *, count: int, past_zero: bool, what: str, starts: tuple[Setting, ...], easing: Easing
) -> None:
    """All sliders that are set move together: attributes to 0 (or past it), tabs from minus their multiplier."""
    from ganstudio.jobs.catalogue import spectrum as plan

    run_job(
        choices,
        "spectrum",
        lambda _, recipe: plan(recipe, _axes(recipe, what, count, past_zero=past_zero, starts=starts, easing=easing)),
    )


@batch.command(short_help="One slider after another.")
@COUNT
@COUNT_OF
@PAST_ZERO
@OF
@EASING
@job_options
def sequential(
    choices: JobChoices, *, count: int, counts: tuple[Setting, ...], past_zero: bool, what: str, easing: Easing
) -> None:
    """One slider after another goes its way, while the others stay where they are."""
    from ganstudio.jobs.catalogue import sequential as plan

    run_job(
        choices,
        "sequential",
        lambda _, recipe: plan(recipe, _axes(recipe, what, count, counts=counts, past_zero=past_zero, easing=easing)),
    )


@batch.command(short_help="Every combination of sliders, for one face, new faces or a folder.")
@COUNT
@COUNT_OF
@PAST_ZERO
@OF
@STARTS
@EASING
@click.option("--seeds", type=SEEDS, help="Do it with each of these new faces.")
@click.option("--folder", type=click.Path(path_type=Path), help="Do it with each picture of this folder.")
@job_options
def combinatoric(
    choices: JobChoices,
    *,
    count: int,
    counts: tuple[Setting, ...],
    past_zero: bool,
    what: str,
    starts: tuple[Setting, ...],
    easing: Easing,
    seeds: tuple[int, ...] | None,
    folder: Path | None,
) -> None:
    """Every combination of the sliders' values: 5 of smile and 3 of mouth_open are 15 pictures a face."""
    from ganstudio.jobs.catalogue import combinatoric as plan
    from ganstudio.jobs.sources import Seeds, Source
    from ganstudio.jobs.sources import folder as folder_source

    if seeds and folder:
        raise JobError("Choose either --seeds or --folder.")

    def source(recipe: Recipe) -> Recipe | Source:
        if folder is not None:
            return folder_source(folder)
        return Seeds(recipe=recipe, seeds=seeds, own_noise=True) if seeds else recipe

    run_job(
        choices,
        "combinatoric",
        lambda _, recipe: plan(
            source(recipe),
            _axes(recipe, what, count, counts=counts, past_zero=past_zero, starts=starts, easing=easing),
        ),
    )


@batch.command(short_help="Go on with a job that was stopped.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", metavar="FILE", help="Where its model is now.")
@click.option("--workspace", type=click.Path(path_type=Path), metavar="DIR", help="Where the model's data is.")
@click.option("--device", default="auto", show_default=True, help=DEVICE_HELP)
@click.option("--precision", type=PRECISIONS, default="fp32", show_default=True, help="As the job began.")
@click.option("--scheduler", metavar="ADDRESS", help="Render on the workers of this Dask scheduler.")
def resume(
    folder: Path, *, model: str | None, workspace: Path | None, device: str, precision: str, scheduler: str | None
) -> None:
    """Make the pictures of the job in FOLDER that are not there yet, then its sheet and films."""
    choices = JobChoices(
        out=folder,
        resume=True,
        model=model,
        workspace=workspace,
        device=device,
        precision=precision,
        scheduler=scheduler,
    )
    resume_job(folder, choices)


def _axes(
    recipe: Recipe,
    what: str,
    count: int,
    *,
    counts: tuple[Setting, ...] = (),
    past_zero: bool = False,
    starts: tuple[Setting, ...] = (),
    easing: Easing = "linear",
) -> list[Axis]:
    """The axes that the options ask for; a count or start that names nothing is refused."""
    from ganstudio.jobs.catalogue import attribute_axes, edit_axes

    attributes = {shift.name for shift in recipe.attributes} if what != "tabs" else set()
    tabs = {edit.name for edit in recipe.set_edits} if what != "attributes" else set()
    given = {setting.name: int(setting.value) for setting in counts}
    points = {setting.name: setting.value for setting in starts}
    unknown = [name for name in given if name not in attributes | tabs] + [name for name in points if name not in tabs]
    if unknown:
        known = ", ".join(sorted(attributes | tabs)) or "none"
        raise JobError(f"'{unknown[0]}' is no slider of this job that is set away from 0. Those that are: {known}.")
    axes: list[Axis] = []
    if attributes:
        own = {name: number for name, number in given.items() if name in attributes}
        axes += attribute_axes(recipe, count, counts=own, past_zero=past_zero, easing=easing)
    if tabs:
        own = {name: number for name, number in given.items() if name in tabs}
        axes += edit_axes(recipe, count, counts=own, starts=points, easing=easing)
    return axes


add_face_commands(batch)
