"""`ganstudio render` and `ganstudio show`: saved pictures made again or changed, and the recipes that they carry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ganstudio.cli.options import (
    CAME_IN,
    DEVICE,
    MODEL_HELP,
    OVERWRITE,
    PRECISION,
    ROTATE,
    SETTING,
    SOURCE,
    STYLE,
    TRANSLATE,
    WORKSPACE,
    Setting,
    StyleSetting,
    examples,
)
from ganstudio.cli.report import JSON, report
from ganstudio.cli.studio import open_studio, say_note
from ganstudio.errors import GanStudioError
from ganstudio.words import tr
from ganstudio.workspace.settings import most_pixels


@click.command(
    short_help="Make a saved picture again, or changed.",
    epilog=examples(
        "ganstudio render portraits/sample_000012.png",
        "ganstudio render faces/seed0003.png --set mouth_open=100 --set smile=-1.5 --out smiling.png",
        "ganstudio render faces/seed0003.png --style b16.conv0:37=+4 --out styled.png",
        "ganstudio render faces/seed0003.png --out small.jpg",
        "ganstudio render faces/seed0003.png --out - > again.png",
        "ganstudio render recipe.json --model my_model.pkl --out picture.png",
    ),
)
@click.argument("source", type=SOURCE)
@click.option("--set", "settings", type=SETTING, multiple=True, help="An attribute's amount or a tab's multiplier.")
@click.option("--style", "styles", type=STYLE, multiple=True, help="A style channel, shifted by so many deviations.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Picture to write: .png, .jpg or .webp; - for a PNG to standard output.",
)
@click.option(
    "--model", default=None, type=click.Path(), metavar="FILE", help=f"{MODEL_HELP} By default the recipe's own."
)
@click.option("--any-model", is_flag=True, help="Use the recipe although it was made with another model.")
@OVERWRITE
@TRANSLATE
@ROTATE
@WORKSPACE
@DEVICE
@PRECISION
@JSON
def render(
    *,
    source: Path,
    settings: tuple[Setting, ...],
    styles: tuple[StyleSetting, ...],
    out: Path | None,
    model: str | None,
    any_model: bool,
    overwrite: bool,
    translate: tuple[float, float] | None,
    rotate: float | None,
    workspace: Path | None,
    device: str,
    precision: str,
    as_json: bool,
) -> None:
    """Make a picture again from SOURCE, a saved picture or a recipe's JSON, with changes if you like.

    SOURCE may be a latent too, as projectors write it: projected_w.npz, or a .npy of z, w or w+.

    --set takes the name of an attribute (the value is its amount, usually -3 to 3) or of a spatial tab (its
    multiplier), of the recipe or of the model's saved ones. Of an attribute and a tab of one name it means the
    attribute; write tab:NAME for the tab. --style takes a layer of the style space (b16.conv0, b16.conv1, b16.torgb;
    input, L3_52_64 of a StyleGAN3 model), a channel, and by how many of its standard deviations over random faces it
    is shifted. Without --out the picture is saved beside SOURCE as NAME_rendered.png. SOURCE - reads what another
    program sends; without --out the picture then goes to the next one.
    """
    from ganstudio.cli.checks import refuse_existing
    from ganstudio.recipe.files import holds_latent, read_recipe
    from ganstudio.recipe.latent_files import note_of_several
    from ganstudio.recipe.portrait import file_format

    if not holds_latent(source):
        read_recipe(source, most_pixels=most_pixels())
    beside = "-" if CAME_IN in click.get_current_context().meta else source.with_name(f"{source.stem}_rendered.png")
    target = Path(beside) if out is None else out
    to_stdout = str(target) == "-"
    if to_stdout and sys.stdout.isatty():
        raise GanStudioError(
            tr("A picture is not for a terminal. Send it to a file or a program: --out - > picture.png")
        )
    if not to_stdout:
        file_format(target)
        refuse_existing([target], overwrite=overwrite)
    from ganstudio.cli.changes import apply_settings, apply_styles, check_changes, load_model_for, moved
    from ganstudio.recipe.document import of_any_model

    check_changes(source, model, settings, styles, workspace=workspace, any_model=any_model)
    with open_studio(workspace, device=device, precision=precision) as studio:
        load_model_for(studio, source, model, any_model=any_model)
        recipe = studio.open_recipe(source)
        recipe = moved(of_any_model(recipe) if any_model else recipe, translate, rotate)
        recipe = apply_styles(apply_settings(recipe, settings, studio.folder), styles, studio)
        if holds_latent(source):
            say_note(source, note_of_several(source, studio.spec))
        portrait = studio.render(recipe)
    if to_stdout:
        click.echo(portrait.png_bytes(), nl=False)
    else:
        report(portrait.save(target), {"picture": target}, as_json=as_json)


@click.command(
    short_help="Print the recipe that a picture carries.",
    epilog=examples(
        "ganstudio show portraits/sample_000012.png",
        "ganstudio show faces/seed0003.png --json > recipe.json",
    ),
)
@click.argument("source", type=SOURCE)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="The whole recipe as JSON, which `render` accepts; of a latent, what is said.",
)
def show(source: Path, as_json: bool) -> None:
    """Print the recipe that a picture carries, or what a file of latents (.npy, .npz) holds; - reads what comes in."""
    from ganstudio.recipe import codec
    from ganstudio.recipe.files import holds_latent, open_picture_or_recipe
    from ganstudio.recipe.latent_files import describe_latents
    from ganstudio.recipe.portrait import Portrait

    if holds_latent(source):
        facts = describe_latents(source)
        report(facts.text(), {"latent": facts}, as_json=as_json)
        return
    opened = open_picture_or_recipe(source, most_pixels=most_pixels())
    recipe, made = (opened.recipe, opened.made) if isinstance(opened, Portrait) else (opened, None)
    say_note(source, opened.note if isinstance(opened, Portrait) else "")
    click.echo(codec.encode(recipe).decode() if as_json else codec.describe(recipe, made))
