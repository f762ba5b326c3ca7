"""`ganstudio batch`, continued: new faces, feature maps, folders, walks between faces, sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ganstudio.cli.jobs import EASINGS, JobChoices, job_options, run_job
from ganstudio.cli.options import SEEDS, SETTING, Setting
from ganstudio.errors import JobError

if TYPE_CHECKING:
    from ganstudio.api import Studio
    from ganstudio.jobs.blending import Space
    from ganstudio.jobs.plans import Plan
    from ganstudio.jobs.spacing import Easing
    from ganstudio.recipe.document import Recipe

MAPS_HELP = "Feature maps, as in the window: 0_15 is a range, 2x33 map 33 with weight 2."


def add_face_commands(batch: click.Group) -> None:
    """Puts the commands of this module into the group."""
    for command in (
        new_latents,
        axis_aligned,
        random_maps,
        regenerate,
        apply,
        interpolate,
        walk,
        seed_grid,
        mix,
        strengths,
    ):
        batch.add_command(command)


@click.command("new-latents", short_help="New faces.")
@click.option("--seeds", type=SEEDS, help="Which: 0-8,15 is nine and one more.")
@click.option("--count", type=int, help="Or that many random ones.")
@click.option("--same-noise", is_flag=True, help="Keep the noise seed of --from, where its noise is seeded.")
@job_options
def new_latents(choices: JobChoices, *, seeds: tuple[int, ...] | None, count: int | None, same_noise: bool) -> None:
    """New faces, with the sliders of --from and --set if given; seeded noise is drawn from each face's own seed."""
    import numpy as np

    from ganstudio.jobs import catalogue

    if (seeds is None) == (count is None):
        raise JobError("Say either which faces (--seeds 0-99) or how many random ones (--count 100).")
    chosen = seeds or catalogue.random_seeds(count or 0, np.random.default_rng())
    run_job(choices, "new latents", lambda _, recipe: catalogue.new_latents(recipe, chosen, own_noise=not same_noise))


@click.command("axis-aligned", short_help="Each feature map alone, plus and minus.")
@click.option("--layer", required=True, help="Such as b16 or b16.conv0.")
@click.option("--maps", "maps_text", required=True, help=MAPS_HELP)
@click.option("--tab", help="The spatial tab whose selection and multiplier are used; the whole image without it.")
@click.option("--strength", type=float, default=10.0, show_default=True, help="Multiplier, for the whole image.")
@job_options
def axis_aligned(choices: JobChoices, *, layer: str, maps_text: str, tab: str | None, strength: float) -> None:
    """For each feature map a picture with it raised (`<map>_p`) and one with it lowered (`<map>_n`)."""
    from ganstudio.jobs.catalogue import selections
    from ganstudio.jobs.regions import region
    from ganstudio.recipe.feature_map_syntax import parse_maps

    def plan(studio: Studio, recipe: Recipe) -> Plan:
        found = studio.spec.layer(layer)
        maps = [(entry.channel, entry.weight) for entry in parse_maps(maps_text, found.channels)]
        return selections(recipe, layer, maps, region(recipe, tab, found, strength))

    run_job(choices, "axis-aligned", plan)


@click.command("random-maps", short_help="Random weights on random feature maps.")
@click.option("--layer", required=True, help="Such as b16 or b16.conv0.")
@click.option("--count", type=int, default=20, show_default=True, help="Pictures.")
@click.option("--maps", "per_picture", type=int, default=4, show_default=True, help="Maps that get a weight.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same weights.")
@click.option("--tab", help="The spatial tab whose selection and multiplier are used; the whole image without it.")
@click.option("--strength", type=float, default=10.0, show_default=True, help="Multiplier, for the whole image.")
@job_options
def random_maps(
    choices: JobChoices, *, layer: str, count: int, per_picture: int, seed: int, tab: str | None, strength: float
) -> None:
    """Pictures with random weights on a few random feature maps each."""
    from ganstudio.jobs import catalogue
    from ganstudio.jobs.regions import region

    def plan(studio: Studio, recipe: Recipe) -> Plan:
        found = studio.spec.layer(layer)
        edit = region(recipe, tab, found, strength)
        return catalogue.random_maps(
            recipe, layer, found.channels, edit, count=count, maps_per_picture=per_picture, seed=seed
        )

    run_job(choices, "random maps", plan)


@click.command(short_help="The pictures of a latents.csv or a folder again.")
@click.argument("source", type=click.Path(path_type=Path))
@job_options
def regenerate(choices: JobChoices, *, source: Path) -> None:
    """Make the pictures of SOURCE again: a latents.csv, or a folder of pictures. What is no picture is skipped."""
    from ganstudio.jobs import catalogue
    from ganstudio.jobs.sources import folder, latent_table

    run_job(
        choices,
        "regenerate",
        lambda studio, recipe: catalogue.regenerate(
            folder(source) if source.is_dir() else latent_table(source, recipe, studio.spec)
        ),
    )


@click.command(short_help="Set sliders on every picture of a folder.")
@click.argument("folder", type=click.Path(path_type=Path))
@job_options
def apply(choices: JobChoices, *, folder: Path) -> None:
    """Set the sliders of --from and --set on every picture of FOLDER; files that are no portraits are named."""
    from ganstudio.jobs import catalogue, sources

    run_job(choices, "apply sliders", lambda _, recipe: catalogue.apply_sliders(sources.folder(folder), recipe))


@click.command(short_help="From one picture to another.")
@click.argument("start", type=click.Path(path_type=Path))
@click.argument("end", type=click.Path(path_type=Path))
@click.option("--count", type=int, default=25, show_default=True, help="Pictures, both ends included.")
@click.option("--easing", type=EASINGS, default="linear", show_default=True, help="How the movement starts and ends.")
@click.option("--as-attribute", "attribute", metavar="NAME", help="Also save the way as an attribute of the model.")
@job_options
def interpolate(
    choices: JobChoices, *, start: Path, end: Path, count: int, easing: Easing, attribute: str | None
) -> None:
    """From the picture START to the picture END, in w; sliders and spatial edits move along."""
    from ganstudio.cli.changes import apply_settings
    from ganstudio.jobs.catalogue import interpolation
    from ganstudio.jobs.interpolation_attribute import add_interpolation
    from ganstudio.recipe.files import read_recipe

    def plan(studio: Studio, _: Recipe) -> Plan:
        first, second = (apply_settings(read_recipe(path), choices.settings, studio) for path in (start, end))
        if attribute is not None:
            add_interpolation(studio.folder, attribute, first, second, ws_of=studio.renderer.ws)
        return interpolation(first, second, count, easing=easing, names=(start.stem, end.stem))

    run_job(_with_model_of(choices, start), "interpolation", plan)


@click.command(short_help="From face to face.")
@click.argument("pictures", nargs=-1, type=click.Path(path_type=Path))
@click.option("--seeds", type=SEEDS, help="Walk through these faces instead of PICTURES.")
@click.option("--per-leg", type=int, default=24, show_default=True, help="Pictures from one face to the next.")
@click.option("--closed", is_flag=True, help="Go back to the first face.")
@click.option("--space", type=click.Choice(["w", "z"]), default="w", show_default=True, help="w: straight; z: slerp.")
@click.option("--easing", type=EASINGS, default="linear", show_default=True, help="smooth rests at each face.")
@job_options
def walk(
    choices: JobChoices,
    *,
    pictures: tuple[Path, ...],
    seeds: tuple[int, ...] | None,
    per_leg: int,
    closed: bool,
    space: Space,
    easing: Easing,
) -> None:
    """Walk through PICTURES, or through new faces."""
    from ganstudio.cli.changes import apply_settings
    from ganstudio.jobs import catalogue
    from ganstudio.recipe.document import replace
    from ganstudio.recipe.files import read_recipe
    from ganstudio.recipe.latent import Seed

    def plan(studio: Studio, recipe: Recipe) -> Plan:
        stops = [replace(recipe, latent=Seed(seed)) for seed in seeds or ()]
        stops = stops or [apply_settings(read_recipe(path), choices.settings, studio) for path in pictures]
        names = [f"seed {seed}" for seed in seeds or ()] or [path.stem for path in pictures]
        return catalogue.walk(
            stops,
            per_leg,
            closed=closed,
            space=space,
            easing=easing,
            names=names,
        )

    run_job(_with_model_of(choices, pictures[0]) if pictures else choices, "walk", plan)


@click.command("seed-grid", short_help="The classic sheet: seeds by psi.")
@click.option("--seeds", type=SEEDS, required=True, help="Rows.")
@click.option("--psis", default="0,0.25,0.5,0.75,1", show_default=True, help="Columns, separated by commas.")
@job_options
def seed_grid(choices: JobChoices, *, seeds: tuple[int, ...], psis: str) -> None:
    """A row for each seed, a column for each truncation psi; add --sheet for them in one picture."""
    from ganstudio.jobs import catalogue

    run_job(choices, "seed grid", lambda _, recipe: catalogue.seed_grid(recipe, seeds, _numbers(psis)))


@click.command(short_help="Style-mixing matrix.")
@click.option("--rows", type=SEEDS, required=True, help="Seeds whose coarse styles are kept.")
@click.option("--columns", type=SEEDS, required=True, help="Seeds that give the style layers.")
@click.option("--layers", default="4-7", show_default=True, help="Style layers taken, first-last, from 0.")
@job_options
def mix(choices: JobChoices, *, rows: tuple[int, ...], columns: tuple[int, ...], layers: str) -> None:
    """Faces of the rows with style layers of the columns; add --sheet for the matrix in one picture."""
    from ganstudio.jobs import catalogue

    first, _, last = layers.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise JobError(f"'{layers}' is no range of style layers; write first-last, such as 4-7.")
    bounds = int(first), int(last or first)
    run_job(
        choices,
        "style mixing",
        lambda _, recipe: catalogue.mix_matrix(recipe, rows, columns, first=bounds[0], last=bounds[1]),
    )


@click.command(short_help="Contact sheet: faces by strengths of one slider.")
@click.option("--seeds", type=SEEDS, required=True, help="Rows.")
@click.option("--slider", type=SETTING, required=True, help="NAME=VALUE: the slider and its greatest strength.")
@click.option("--count", type=int, default=7, show_default=True, help="Columns, from minus VALUE to VALUE.")
@job_options
def strengths(choices: JobChoices, *, seeds: tuple[int, ...], slider: Setting, count: int) -> None:
    """Every face with a slider from minus its strength to it; add --sheet for them in one picture."""
    from ganstudio.cli.changes import apply_settings
    from ganstudio.jobs import catalogue
    from ganstudio.jobs.axes import AttributeAxis, EditAxis
    from ganstudio.jobs.sources import Seeds
    from ganstudio.jobs.spacing import spread

    def plan(studio: Studio, recipe: Recipe) -> Plan:
        values = spread(-slider.value, slider.value, count)
        changed = apply_settings(recipe, [slider], studio)
        axes = [AttributeAxis(shift=shift, values=values) for shift in changed.attributes if shift.name == slider.name]
        tabs = [EditAxis(edit=edit, values=values) for edit in changed.edits if edit.name == slider.name]
        axis = tabs[0] if tabs and slider.kind != "attribute" else axes[0]
        return catalogue.strengths(Seeds(recipe=recipe, seeds=tuple(seeds), own_noise=True), axis)

    run_job(choices, "strengths", plan)


def _numbers(text: str) -> list[float]:
    try:
        return [float(word) for word in text.split(",")]
    except ValueError as error:
        raise JobError(f"'{text}' is no list of numbers; write them with commas, such as 0,0.5,1.") from error


def _with_model_of(choices: JobChoices, picture: Path) -> JobChoices:
    """The model of a picture that is named otherwise than by --from."""
    import dataclasses

    return choices if choices.picture or choices.model else dataclasses.replace(choices, picture=picture)
