"""Batch jobs of feature maps: each alone, a chosen list, random ones."""

from __future__ import annotations

from ganstudio.jobs import catalogue
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.regions import region
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.recipe.feature_map_syntax import parse_maps
from ganstudio.ui.jobs.fields import Answers, BatchForm, Choice, Decimal, FormContext, Text, whole

WHOLE_IMAGE = ""


def _layers(context: FormContext) -> tuple[tuple[str, str], ...]:
    layers = context.model.spec.layers
    names = [layer.name for layer in layers]
    middle = next((name for name in names if name == "b16"), names[len(names) // 2])
    first = context.layer if context.layer in names else middle
    ordered = sorted(layers, key=lambda layer: layer.name != first)
    return tuple(
        (layer.name, f"{layer.height}×{layer.width}  {layer.name}  ({layer.channels} maps)") for layer in ordered
    )


def _regions(context: FormContext) -> tuple[tuple[str, str], ...]:
    painted = [edit.name for edit in context.recipe.edits if edit.selection.numpy().any()]
    painted.sort(key=lambda name: name != context.tab)
    return (*((name, f"Selection of {name}") for name in painted), (WHOLE_IMAGE, "Whole image"))


LAYER = Choice(name="layer", label="Layer", tooltip="Whose feature maps are changed", options=_layers, remembered=False)
REGION = Choice(
    name="region",
    label="Where",
    tooltip="The painted selection of a spatial tab, with its multiplier, or the whole image",
    options=_regions,
    remembered=False,
)
STRENGTH = Decimal(
    name="strength",
    label="Strength",
    tooltip="Multiplier for the whole image, or for a tab whose multiplier is 0",
    start=10.0,
    minimum=-20_000.0,
    maximum=20_000.0,
    step=1.0,
)


def _edit(context: FormContext, answers: Answers) -> SpatialEdit:
    layer = context.model.spec.layer(answers["layer"])
    return region(context.recipe, answers["region"] or None, layer, answers["strength"])


def _axis_aligned(context: FormContext, answers: Answers) -> Plan:
    layer = context.model.spec.layer(answers["layer"])
    count = min(int(answers["maps"]), layer.channels)
    return catalogue.axis_aligned(context.recipe, layer.name, count, _edit(context, answers))


def _selections(context: FormContext, answers: Answers) -> Plan:
    layer = context.model.spec.layer(answers["layer"])
    maps = [(entry.channel, entry.weight) for entry in parse_maps(answers["list"], layer.channels)]
    return catalogue.selections(context.recipe, layer.name, maps, _edit(context, answers))


def _random(context: FormContext, answers: Answers) -> Plan:
    layer = context.model.spec.layer(answers["layer"])
    return catalogue.random_maps(
        context.recipe,
        layer.name,
        layer.channels,
        _edit(context, answers),
        count=int(answers["count"]),
        maps_per_picture=min(int(answers["per_picture"]), layer.channels),
        seed=int(answers["chance"]),
    )


MAP_FORMS = (
    BatchForm(
        action="batch_axis_aligned",
        menu="Batch/Feature maps",
        text="&Axis-aligned…",
        title="Each feature map alone",
        summary="For each of the first maps of a layer a picture with it raised and one with it lowered.",
        fields=(LAYER, whole("maps", "Maps", "The first so many of the layer", 32, maximum=4096), REGION, STRENGTH),
        plan=_axis_aligned,
        sheet=True,
    ),
    BatchForm(
        action="batch_selections",
        menu="Batch/Feature maps",
        text="&Selections…",
        title="Chosen feature maps",
        summary="The same for a list of maps: each raised and lowered by its weight.",
        fields=(
            LAYER,
            Text(
                name="list",
                label="Maps",
                tooltip="Numbers, ranges and weights: 3, 10_20 is a range, 2x33 is map 33 times 2",
                start="0_7",
                placeholder="3, 10_20, 2x33",
            ),
            REGION,
            STRENGTH,
        ),
        plan=_selections,
        sheet=True,
    ),
    BatchForm(
        action="batch_random_maps",
        menu="Batch/Feature maps",
        text="&Random…",
        title="Random feature maps",
        summary="Pictures with random weights on a few random maps each: a way to stumble on something.",
        fields=(
            LAYER,
            whole("count", "Pictures", "How many to make", 50),
            whole("per_picture", "Maps each", "How many maps get a weight in each picture", 4, maximum=4096),
            REGION,
            STRENGTH,
        ),
        plan=_random,
        sheet=True,
    ),
)
