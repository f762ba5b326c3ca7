"""Every job of the menus and the command line, as a function from what a person asks for to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ganstudio.errors import JobError
from ganstudio.jobs.axes import AttributeAxis, Axis, EditAxis, PsiAxis
from ganstudio.jobs.blending import Space
from ganstudio.jobs.channels import EachMap, EachMapOfLayers, EachStyle, MapUnit, RandomMaps
from ganstudio.jobs.plans import MixMatrix, Product, Walk
from ganstudio.jobs.sources import Seeds, Source, one
from ganstudio.jobs.spacing import Easing, attribute_values, multiplier_values
from ganstudio.jobs.variations import AsIs, EveryCombination, InTurn, Sliders, Together
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.words import tr


def random_seeds(count: int, random: np.random.Generator) -> tuple[int, ...]:
    """That many different seeds, 0..4294967295.

    Raises:
        JobError: The count is below 1.
    """
    if count < 1:
        raise JobError(tr("{count} new faces were asked for; 1 or more are needed.", count=count))
    seeds: dict[int, None] = {}
    while len(seeds) < count:
        seeds.update(dict.fromkeys(random.integers(0, 2**32, count - len(seeds)).tolist()))
    return tuple(seeds)


def seed_range(first: int, count: int) -> tuple[int, ...]:
    """`first`, `first` + 1, ...

    Raises:
        JobError: The count is below 1, or a seed is outside 0..4294967295.
    """
    if count < 1:
        raise JobError(tr("{count} seeds were asked for; 1 or more are needed.", count=count))
    if first < 0 or first + count > 2**32:
        raise JobError(
            tr(
                "Seeds {first}..{last} are out of range; a seed is 0..4294967295.",
                first=first,
                last=first + count - 1,
            )
        )
    return tuple(range(first, first + count))


def new_latents(recipe: Recipe, seeds: Sequence[int], *, own_noise: bool = True) -> Product:
    """New faces with the recipe's sliders and edits; of seeded noise each has its own, or all have the recipe's."""
    return Product(source=Seeds(recipe=recipe, seeds=tuple(seeds), own_noise=own_noise), variation=AsIs())


def attribute_axes(
    recipe: Recipe,
    count: int,
    *,
    counts: Mapping[str, int] | None = None,
    past_zero: bool = False,
    easing: Easing = "linear",
) -> tuple[AttributeAxis, ...]:
    """An axis for each attribute that the recipe sets, from its value to 0.

    Args:
        recipe: Its attributes are the sliders.
        count: Values of each attribute.
        counts: Values of single attributes, by name.
        past_zero: Go on to minus the set value.
        easing: How the movement starts and stops.

    Raises:
        JobError: A count is below 1, or names an attribute that is not set.
    """
    wanted = dict(counts or {})
    axes = tuple(
        AttributeAxis(
            shift=shift,
            values=attribute_values(shift.amount, wanted.pop(shift.name, count), past_zero=past_zero, easing=easing),
        )
        for shift in recipe.attributes
    )
    if wanted:
        raise JobError(
            tr(
                "There is no attribute '{name}' that is set away from 0. Set ones: {names}.",
                name=next(iter(wanted)),
                names=_listed(axes),
            )
        )
    return axes


def edit_axes(
    recipe: Recipe,
    count: int,
    *,
    counts: Mapping[str, int] | None = None,
    starts: Mapping[str, float] | None = None,
    easing: Easing = "linear",
) -> tuple[EditAxis, ...]:
    """An axis for each spatial tab with a multiplier, from its start point to the slider's value.

    Args:
        recipe: Its edits are the tabs.
        count: Values of each tab.
        counts: Values of single tabs, by name.
        starts: Start points of single tabs, by name; minus the slider's value where not named.
        easing: How the movement starts and stops.

    Raises:
        JobError: A count is below 1, or names a tab without a multiplier.
    """
    wanted, points = dict(counts or {}), dict(starts or {})
    axes = tuple(
        EditAxis(
            edit=edit,
            values=multiplier_values(
                edit.multiplier, wanted.pop(edit.name, count), start=points.pop(edit.name, None), easing=easing
            ),
        )
        for edit in recipe.set_edits
    )
    if wanted or points:
        raise JobError(
            tr(
                "There is no spatial tab '{name}' that is set away from 0. Set ones: {names}.",
                name=next(iter({**wanted, **points})),
                names=_listed(axes),
            )
        )
    return axes


def spectrum(recipe: Recipe, axes: Sequence[Axis]) -> Product:
    """All sliders move together."""
    return Product(source=one(recipe), variation=Together(axes=tuple(axes)))


def sequential(recipe: Recipe, axes: Sequence[Axis]) -> Product:
    """One slider after another."""
    return Product(source=one(recipe), variation=InTurn(axes=tuple(axes)))


def combinatoric(source: Recipe | Source, axes: Sequence[Axis]) -> Product:
    """Every combination of the sliders' values, for one face or for each face of a source."""
    faces = one(source) if isinstance(source, Recipe) else source
    return Product(source=faces, variation=EveryCombination(axes=tuple(axes)))


def selections(
    recipe: Recipe, layer: str, maps: Sequence[tuple[int, float]], edit: SpatialEdit, *, unit: MapUnit = "raw"
) -> Product:
    """Each map of a list alone, once with its weight and once with minus it.

    With unit `deviation` weights are in standard deviations of each map, which `map_units.with_deviations` tells the
    plan before it can be run.

    Raises:
        JobError: No map is asked for, or the edit changes nothing.
    """
    return Product(source=one(recipe), variation=EachMap(layer=layer, maps=tuple(maps), edit=edit, unit=unit))


def selections_of_layers(recipe: Recipe, parts: Sequence[EachMap]) -> Product:
    """Each map alone, as `selections`, of one layer after another.

    Raises:
        JobError: No map is asked for.
    """
    variation = parts[0] if len(parts) == 1 else EachMapOfLayers(parts=tuple(parts))
    return Product(source=one(recipe), variation=variation)


def style_channels(recipe: Recipe, layer: str, channels: Sequence[tuple[int, float]], strength: float) -> Product:
    """Each style channel of a list alone, shifted up and down by so many of its standard deviations.

    These `map_units.with_deviations` tells the plan before it can be run.

    Raises:
        JobError: No channel is asked for, or the strength is 0.
    """
    variation = EachStyle(layer=layer, channels=tuple(channels), strength=strength)
    return Product(source=one(recipe), variation=variation)


def random_maps(
    recipe: Recipe,
    layer: str,
    channels: int,
    edit: SpatialEdit,
    *,
    count: int,
    maps_per_picture: int,
    seed: int,
    unit: MapUnit = "raw",
    among: Sequence[ChannelWeight] = (),
) -> Product:
    """Random weights on random maps of a layer, or of those in `among`; of the unit see `selections`."""
    variation = RandomMaps(
        layer=layer,
        channels=channels,
        count=count,
        maps_per_picture=maps_per_picture,
        edit=edit,
        seed=seed,
        unit=unit,
        among=tuple(among),
    )
    return Product(source=one(recipe), variation=variation)


def regenerate(source: Source) -> Product:
    """Each face of a table or folder again."""
    return Product(source=source, variation=AsIs())


def apply_sliders(source: Source, recipe: Recipe) -> Product:
    """The recipe's attributes and spatial edits that are set, applied to each face."""
    return Product(source=source, variation=Sliders(attributes=recipe.attributes, edits=recipe.set_edits))


def interpolation(
    start: Recipe, end: Recipe, count: int, *, space: Space = "w", easing: Easing = "linear", names: Sequence[str] = ()
) -> Walk:
    """`count` pictures from one face to another, both included; resolve it before it runs.

    Raises:
        JobError: The count is below 1.
    """
    if count < 1:
        raise JobError(tr("{count} pictures were asked for; 1 or more are needed.", count=count))
    return Walk(stops=(start, end), per_leg=count - 1, space=space, easing=easing, names=tuple(names))


def walk(
    stops: Sequence[Recipe],
    per_leg: int,
    *,
    closed: bool = False,
    space: Space = "w",
    easing: Easing = "linear",
    spline: bool = False,
    walks: int = 1,
    names: Sequence[str] = (),
) -> Walk:
    """From face to face; resolve it before it runs."""
    return Walk(
        stops=tuple(stops),
        per_leg=per_leg,
        closed=closed,
        space=space,
        easing=easing,
        spline=spline,
        walks=walks,
        names=tuple(names),
    )


def seed_grid(recipe: Recipe, seeds: Sequence[int], psis: Sequence[float], *, own_noise: bool = True) -> Product:
    """The classic sheet: a row for each seed, a column for each psi; seeded noise as in `new_latents`."""
    axis = PsiAxis(values=tuple(psis))
    source = Seeds(recipe=recipe, seeds=tuple(seeds), own_noise=own_noise)
    return Product(source=source, variation=EveryCombination(axes=(axis,)))


def mix_matrix(recipe: Recipe, rows: Sequence[int], columns: Sequence[int], *, first: int, last: int) -> MixMatrix:
    """Faces of the rows with the style layers first..last of the columns' faces."""
    return MixMatrix(recipe=recipe, rows_of=tuple(rows), columns_of=tuple(columns), first=first, last=last)


def strengths(faces: Source, axis: Axis) -> Product:
    """A contact sheet: a row for each face, a column for each strength."""
    return Product(source=faces, variation=EveryCombination(axes=(axis,)))


def _listed(axes: Sequence[Axis]) -> str:
    return ", ".join(axis.name for axis in axes) or tr("none")
