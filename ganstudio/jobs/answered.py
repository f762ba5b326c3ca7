"""From the answers of an offer to its plan; each raises JobError for what does not fit together."""

from __future__ import annotations

from pathlib import Path

from ganstudio.errors import JobError
from ganstudio.jobs import catalogue, sources
from ganstudio.jobs.axes import AttributeAxis, Axis, EditAxis
from ganstudio.jobs.channels import EachMap, MapUnit
from ganstudio.jobs.fields import Answers, Ground, Steps
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.plot_fields import axis_of
from ganstudio.jobs.plots import LETTERS, Differences, Plot
from ganstudio.jobs.regions import region
from ganstudio.jobs.spacing import Easing, spread
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, SpatialEdit
from ganstudio.recipe.feature_map_syntax import parse_maps
from ganstudio.recipe.files import holds_latent
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.layer_maps import by_layer, parse_layer_maps
from ganstudio.spec import LayerSpec, StyleSpec
from ganstudio.words import marked, tr


def new_latents(ground: Ground, answers: Answers) -> Plan:
    """New faces with the sliders."""
    new = _new(ground, answers)
    return catalogue.new_latents(new.recipe, new.seeds, own_noise=new.own_noise)


def spectrum(ground: Ground, answers: Answers) -> Plan:
    """All sliders together."""
    return catalogue.spectrum(ground.recipe, _asked_axes(ground, answers))


def sequential(ground: Ground, answers: Answers) -> Plan:
    """One slider after another."""
    return catalogue.sequential(ground.recipe, _asked_axes(ground, answers))


def combinatoric(ground: Ground, answers: Answers) -> Plan:
    """Every combination, for one face, new ones or those of a folder."""
    source: Recipe | sources.Source = ground.recipe
    if answers["folder"]:
        source = sources.folder(_path(answers, "folder", tr("Choose a folder of pictures.")), ground.spec)
    elif answers["seeds"]:
        source = _new(ground, answers)
    return catalogue.combinatoric(source, _asked_axes(ground, answers))


def axis_aligned(ground: Ground, answers: Answers) -> Plan:
    """Maps alone: listed ones, which may be of several layers, else the first of the layer."""
    layer, first = ground.spec.layer(answers["layer"]), answers["first"]
    _require_first(first, layer, marked("Layer {layer} has {count} maps, and the first {first} were asked for."))
    if answers["maps"] or not first:
        maps = by_layer(parse_layer_maps(answers["maps"], ground.spec, layer.name))
    else:
        maps = {layer.name: dict.fromkeys(range(first), 1.0)}
    parts = [
        EachMap(layer=name, maps=tuple(found.items()), edit=_region(ground, answers, name), unit=_unit(answers))
        for name, found in maps.items()
    ]
    return catalogue.selections_of_layers(ground.recipe, parts)


def style_channels(ground: Ground, answers: Answers) -> Plan:
    """Style channels alone: listed ones, else the first of the layer."""
    layer, first = ground.spec.style_layer(answers["layer"]), answers["first"]
    _require_first(first, layer, marked("Layer {layer} has {count} channels, and the first {first} were asked for."))
    if answers["channels"] or not first:
        channels = [(entry.channel, entry.weight) for entry in parse_maps(answers["channels"], layer.channels)]
    else:
        channels = [(channel, 1.0) for channel in range(first)]
    return catalogue.style_channels(ground.recipe, layer.name, channels, answers["strength"])


def random_maps(ground: Ground, answers: Answers) -> Plan:
    """Random weights on random maps: of those listed, else of the layer."""
    layer = ground.spec.layer(answers["layer"])
    return catalogue.random_maps(
        ground.recipe,
        layer.name,
        layer.channels,
        _region(ground, answers, layer.name),
        count=answers["count"],
        maps_per_picture=answers["maps_per_picture"],
        seed=answers["seed"],
        unit=_unit(answers),
        among=parse_layer_maps(answers["among"], ground.spec, layer.name),
    )


def walk(ground: Ground, answers: Answers) -> Plan:
    """Through pictures, else through new faces."""
    files = [Path(name) for name in str(answers["pictures"]).split("\n") if name.strip()]
    if files:
        stops, names = [ground.read(path, ground.spec) for path in files], [path.stem for path in files]
    else:
        stops = [replace(ground.of_new, latent=Seed(seed)) for seed in answers["seeds"]]
        names = [f"seed {seed}" for seed in answers["seeds"]]
    return catalogue.walk(
        stops,
        answers["per_leg"],
        closed=answers["closed"],
        space=answers["space"],
        easing=answers["easing"],
        spline=answers["spline"],
        walks=answers["walks"],
        names=names,
    )


def seed_grid(ground: Ground, answers: Answers) -> Plan:
    """Seeds by psi."""
    text = str(answers["psis"])
    try:
        psis = [float(word) for word in text.split(",")]
    except ValueError as error:
        raise JobError(
            tr("'{text}' is no list of numbers; write them with commas, such as 0, 0.5, 1.", text=text)
        ) from error
    new = _new(ground, answers)
    return catalogue.seed_grid(new.recipe, new.seeds, psis, own_noise=new.own_noise)


def mix(ground: Ground, answers: Answers) -> Plan:
    """Rows and columns of seeds."""
    first, _, last = (part.strip() for part in str(answers["layers"]).partition("-"))
    if not first.isdecimal() or not (last or first).isdecimal():
        raise JobError(
            tr("'{text}' is no range of style layers; write first-last, such as 4-7.", text=answers["layers"])
        )
    if int(last or first) >= ground.spec.num_ws:
        raise JobError(
            tr(
                "There is no style layer {number}; this model's are 0 to {last}.",
                number=last or first,
                last=ground.spec.num_ws - 1,
            )
        )
    return catalogue.mix_matrix(
        ground.of_new, answers["rows"], answers["columns"], first=int(first), last=int(last or first)
    )


def strengths(ground: Ground, answers: Answers) -> Plan:
    """New faces by strengths of a slider."""
    slider: AttributeShift | SpatialEdit | None = answers["slider"]
    axis: Axis
    if isinstance(slider, AttributeShift):
        axis = AttributeAxis(shift=slider, values=spread(-slider.amount, slider.amount, answers["count"]))
    elif slider is not None:
        axis = EditAxis(edit=slider, values=spread(-slider.multiplier, slider.multiplier, answers["count"]))
    else:
        raise JobError(tr("Move an attribute or a spatial multiplier away from 0 first: it is what the columns show."))
    return catalogue.strengths(_new(ground, answers), axis)


def regenerate(ground: Ground, answers: Answers) -> Plan:
    """The faces of a table, a file of latents or a folder again."""
    nothing = tr("Choose a table of latents, such as latents.csv, a file of latents or a folder of pictures.")
    path = _path(answers, "source", nothing)
    if path.is_dir():
        return catalogue.regenerate(sources.folder(path, ground.spec))
    if path.is_file() and holds_latent(path):
        return catalogue.regenerate(sources.latent_file(path, ground.spec))
    return catalogue.regenerate(sources.latent_table(path, ground.recipe, ground.spec))


def apply(ground: Ground, answers: Answers) -> Plan:
    """Sliders upon the pictures of a folder."""
    found = sources.folder(_path(answers, "folder", tr("Choose a folder of pictures.")), ground.spec)
    return catalogue.apply_sliders(found, ground.recipe)


def interpolate(ground: Ground, answers: Answers) -> Plan:
    """From one picture to another; an empty path is the picture at hand."""
    files = [Path(str(answers[name]).strip()) if str(answers[name]).strip() else None for name in ("start", "end")]
    if files == [None, None]:
        raise JobError(tr("Choose a picture to go to."))
    start, end = (ground.recipe if path is None else ground.read(path, ground.spec) for path in files)
    names = [tr("on screen") if path is None else path.stem for path in files]
    return catalogue.interpolation(start, end, answers["count"], easing=answers["easing"], names=names)


def xyz(ground: Ground, answers: Answers) -> Plan:
    """Every combination of two or three axes."""
    axes = [axis_of(text, ground) if (text := str(answers[letter]).strip()) else None for letter in LETTERS]
    x, y, z = axes
    if x is None:
        raise JobError(tr("Choose what varies from column to column (X)."))
    makes_faces = any(axis is not None and axis.makes_faces for axis in axes)
    shown: dict[str, Differences | None] = {"none": None, "start": Differences(gain=answers["gain"])}
    return Plot(
        recipe=ground.of_new if makes_faces else ground.recipe,
        x=x,
        y=y,
        z=z,
        time=answers["time"],
        pages=answers["pages"],
        differences=shown[answers["difference"]] if answers["difference"] in shown else _from_cell(answers),
    )


def _from_cell(answers: Answers) -> Differences:
    text = str(answers["cell"])
    numbers = [part.strip() for part in text.split(",")]
    if not 1 <= len(numbers) <= 3 or not all(number.isdecimal() and int(number) for number in numbers):
        raise JobError(
            tr("'{text}' is no cell of the plot; write column,row or column,row,page, such as 1,1.", text=text)
        )
    column, row, page = (int(number) - 1 for number in (*numbers, "1", "1")[:3])
    return Differences(cell=(column, row, page), gain=answers["gain"])


def _axes(recipe: Recipe, of: str, steps: Steps, *, past_zero: bool = False, easing: Easing = "linear") -> list[Axis]:
    """An axis for each slider that is set; a count or start that names none of them is refused."""
    attributes = {shift.name for shift in recipe.attributes} if of != "tabs" else set()
    tabs = {edit.name for edit in recipe.set_edits} if of != "attributes" else set()
    unknown = [name for name in steps.counts if name not in attributes | tabs]
    unknown += [name for name in steps.starts if name not in tabs]
    if unknown:
        known = ", ".join(sorted(attributes | tabs)) or tr("none")
        raise JobError(
            tr(
                "'{unknown}' is no slider of this job that is set away from 0. Those that are: {known}.",
                unknown=unknown[0],
                known=known,
            )
        )
    axes: list[Axis] = []
    if attributes:
        own = {name: number for name, number in steps.counts.items() if name in attributes}
        axes += catalogue.attribute_axes(recipe, steps.count, counts=own, past_zero=past_zero, easing=easing)
    if tabs:
        own = {name: number for name, number in steps.counts.items() if name in tabs}
        axes += catalogue.edit_axes(recipe, steps.count, counts=own, starts=steps.starts, easing=easing)
    return axes


def _asked_axes(ground: Ground, answers: Answers) -> list[Axis]:
    return _axes(
        ground.recipe,
        answers["of"],
        answers["steps"],
        past_zero=answers["past_zero"],
        easing=answers["easing"],
    )


def _new(ground: Ground, answers: Answers) -> sources.Seeds:
    return ground.new_faces(answers["seeds"], same_noise=answers["same_noise"])


def _path(answers: Answers, name: str, nothing: str) -> Path:
    """The path answered; `nothing` is the refusal where there is none."""
    text = str(answers[name]).strip()
    if not text:
        raise JobError(nothing)
    return Path(text)


def _require_first(first: int, layer: LayerSpec | StyleSpec, refusal: str) -> None:
    if first > layer.channels:
        raise JobError(tr(refusal, layer=layer.name, count=layer.channels, first=first))


def _unit(answers: Answers) -> MapUnit:
    return "raw" if answers["raw"] else "deviation"


def _region(ground: Ground, answers: Answers, layer: str) -> SpatialEdit:
    return region(ground.recipe, answers["tab"], ground.spec.layer(layer), answers["strength"])
