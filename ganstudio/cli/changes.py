"""What `ganstudio render` changes in a recipe before it makes the picture: tabs and attributes by name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ganstudio.cli.known import known_model, known_spec, model_info
from ganstudio.cli.options import Setting, StyleSetting
from ganstudio.cli.progress import ModelProgress
from ganstudio.cli.studio import open_workspace, say_note
from ganstudio.errors import CheckpointError, ModelMissingError, RecipeError, WorkspaceError
from ganstudio.networks.header import BUILTIN, existing_model, file_md5
from ganstudio.recipe.document import Recipe, replace, with_attribute, with_edit, with_style
from ganstudio.recipe.edits import AttributeShift, SpatialEdit
from ganstudio.recipe.files import holds_latent, open_picture_or_recipe, read_recipe
from ganstudio.recipe.portrait import Portrait
from ganstudio.spec import said_of_former
from ganstudio.words import tr
from ganstudio.workspace.attribute_layers import LayerLimit
from ganstudio.workspace.model_folder import ModelFolder
from ganstudio.workspace.settings import most_pixels

if TYPE_CHECKING:
    from ganstudio.api import Studio

MODEL_ENDINGS = (".pkl", ".pt", ".safetensors")


def model_of(recipe: Recipe, studio: Studio, source: Path) -> str | Path:
    """What to give to `load_model` for a recipe: the built-in model if it names none.

    Its file is one that was opened in this workspace, else one in the current folder.

    Raises:
        ModelMissingError: There is none.
    """
    if not recipe.model:
        return "builtin"
    known = studio.find_model(recipe.model, recipe.weights_id) or _model_here(recipe)
    if known is None:
        raise ModelMissingError(
            tr(
                "{source} was made with the model {model}, and no file of it was opened in this workspace or lies in "
                "this folder. {former}Name its file with --model FILE, or add --any-model to use the recipe with "
                "another model.",
                source=source,
                model=recipe.model,
                former=said_of_former(recipe.model),
            )
        )
    return known


def _model_here(recipe: Recipe) -> Path | None:
    """A file of the recipe's model in the current folder: that of the same md5, else one of the same numbers."""
    with suppress(OSError):
        files = [path for path in sorted(Path().iterdir()) if path.suffix in MODEL_ENDINGS and path.is_file()]
        same = next((path for path in files if file_md5(path) == recipe.model), None)
        return same or next((path for path in files if recipe.weights_id and _numbers(path) == recipe.weights_id), None)
    return None


def _numbers(path: Path) -> str:
    """Hash of a model's numbers; empty where it is none."""
    try:
        return model_info(path).weights_id
    except CheckpointError:
        return ""


def load_model_for(studio: Studio, source: Path | None, model: str | None, *, any_model: bool = False) -> str | Path:
    """Load the model that is named, else that of a picture or a recipe, else the built-in one; gives which.

    Args:
        studio: Where it is loaded.
        source: A picture, a recipe's JSON or a latent, which names no model.
        model: What was asked for.
        any_model: Do not look for the recipe's own.

    Raises:
        GanStudioError: The source cannot be read, no file of its model is known, or the model cannot be loaded.
    """
    wanted: str | Path = model or "builtin"
    if source is not None and not holds_latent(source):
        opened = open_picture_or_recipe(source, most_pixels=most_pixels())  # first: what cannot be read needs no model
        recipe, note = (opened.recipe, opened.note) if isinstance(opened, Portrait) else (opened, "")
        say_note(source, note)
        wanted = wanted if model or any_model else model_of(recipe, studio, source)
    studio.load_model(wanted, progress=ModelProgress())
    return wanted


def moved(recipe: Recipe, translate: tuple[float, float] | None, rotate: float | None) -> Recipe:
    """The recipe with its picture moved and turned as asked for; None leaves what it has."""
    translate = recipe.translate if translate is None else translate
    return replace(recipe, translate=translate, rotate=recipe.rotate if rotate is None else rotate)


def check_changes(
    source: Path | None,
    model: str | None,
    settings: Sequence[Setting],
    styles: Sequence[StyleSetting] = (),
    *,
    workspace: Path | None,
    any_model: bool = False,
) -> None:
    """What `apply_settings` and `apply_styles` check, as far as it is known without the model's file being loaded.

    Args:
        source: A picture, a recipe's JSON or a latent, if there is one.
        model: What was asked for; by default the recipe's own.
        settings: Attributes and tabs by name.
        styles: Style channels.
        workspace: The folder asked for.
        any_model: Do not look for the recipe's own.

    Raises:
        GanStudioError: As these, or there is no such file.
    """
    if not settings and not styles:
        return
    recipe = Recipe()
    if source is not None and not holds_latent(source):
        recipe = read_recipe(source, most_pixels=most_pixels())
    with open_workspace(workspace) as opened:
        named = model or (BUILTIN if any_model or not recipe.model or opened.ships(recipe.weights_id) else None)
        file = named or opened.find_model(recipe.model, recipe.weights_id)
        spec = None if file is None else known_spec(file)
        if file is None or spec is None:
            return
        for style in styles:
            spec.style_channel(style.layer, style.channel)
        path = existing_model(file)
        known = known_model(path)
        if known is not None or file == BUILTIN:
            md5, weights_id = (file_md5(path), "") if known is None else (known.md5, known.weights_id)
            apply_settings(recipe, settings, opened.model_folder(md5, spec, weights_id=weights_id))


def apply_settings(recipe: Recipe, settings: Sequence[Setting], folder: ModelFolder) -> Recipe:
    """The recipe with attributes' amounts and tabs' multipliers set by name, see `slider`.

    Raises:
        RecipeError: There is no attribute or tab of that name.
    """
    for setting in settings:
        found = slider(recipe, setting, folder)
        recipe = with_attribute(recipe, found) if isinstance(found, AttributeShift) else with_edit(recipe, found)
    return recipe


def apply_styles(recipe: Recipe, styles: Sequence[StyleSetting], studio: Studio) -> Recipe:
    """The recipe with style channels shifted by so many deviations; 0 takes a shift out.

    Raises:
        RecipeError: The model has no such layer or channel.
    """
    return with_style(recipe, *(studio.styles.shift(*style) for style in styles)) if styles else recipe


def slider(recipe: Recipe, setting: Setting, folder: ModelFolder) -> AttributeShift | SpatialEdit:
    """The attribute or tab that a setting names, at its value: the recipe's own, else the one saved for the model.

    Of an attribute and a tab of one name it is the attribute, unless `tab:` is written.

    Raises:
        RecipeError: There is none of that name.
    """
    tables = _of_recipe(recipe), _of_model(folder)
    shift = next((attributes[setting.name] for _, attributes in tables if setting.name in attributes), None)
    if shift is not None and setting.kind != "tab":
        return msgspec.structs.replace(shift, amount=setting.value)
    edit = next((tabs[setting.name] for tabs, _ in tables if setting.name in tabs), None)
    if edit is not None and setting.kind != "attribute":
        return msgspec.structs.replace(edit, multiplier=setting.value)
    raise RecipeError(_unknown(setting.name, recipe, folder))


def library(folder: ModelFolder) -> tuple[tuple[AttributeShift, ...], tuple[SpatialEdit, ...]]:
    """The attributes and tabs saved for the model."""
    tabs, attributes = _of_model(folder)
    return tuple(attributes.values()), tuple(tabs.values())


def _of_recipe(recipe: Recipe) -> tuple[dict[str, SpatialEdit], dict[str, AttributeShift]]:
    return {edit.name: edit for edit in recipe.edits}, {shift.name: shift for shift in recipe.attributes}


def _of_model(folder: ModelFolder) -> tuple[dict[str, SpatialEdit], dict[str, AttributeShift]]:
    """The tabs and attributes saved for the model; of two of one name, that of the set named first (`basic`)."""
    tabs: dict[str, SpatialEdit] = {}
    for name in sorted(folder.tab_sets(), key=lambda name: (name != "basic", name)):
        with suppress(WorkspaceError):  # a damaged set hides its own tabs only
            for edit in folder.load_tabs(name):
                tabs.setdefault(edit.name, edit)
    attributes: dict[str, AttributeShift] = {}
    limits = folder.attribute_layers()
    for attribute_set in folder.attribute_sets().values():
        for name, vector in attribute_set.items():
            first, last = limits.get(name, LayerLimit())
            attributes.setdefault(name, AttributeShift(name=name, vector=vector, first=first, last=last))
    return tabs, attributes


def _unknown(name: str, recipe: Recipe, folder: ModelFolder) -> str:
    known = sorted({name for tables in (*_of_recipe(recipe), *_of_model(folder)) for name in tables})
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if close:
        names = (" " + tr("or") + " ").join(close)
        return tr("There is no tab or attribute '{name}'. Did you mean {names}?", name=name, names=names)
    shown = ", ".join(known[:20]) + (", ..." if len(known) > 20 else "")
    return tr("There is no tab or attribute '{name}'. Known: {names}.", name=name, names=shown or tr("none"))
