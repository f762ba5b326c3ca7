"""Recipe: everything that makes one picture again, and the check that it fits a model."""

from __future__ import annotations

import msgspec

from ganstudio.errors import RecipeError
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit, StyleShift, TabScript
from ganstudio.recipe.latent import Latent, LatentW, LatentWPlus, LatentZ, Noise, Seed, StyleMix, Truncation
from ganstudio.spec import GeneratorSpec, ModelIdentity
from ganstudio.words import tr

NOISE_MODES = ("const", "seeded", "none")
EDIT_MODES = ("add", "multiply", "set", "ablate")
DETECTOR_MODES = ("off", "run", "modify")
LONGEST_SCRIPT_S = 3600
SLIDER_CURVES = ("exponential", "linear")


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One picture as a value: the same recipe, weights, device and precision give the same pixels.

    The order in which it acts: latent -> w; truncation; variation towards the base; style mixing; attributes; then the
    synthesis network with style shifts, noise and spatial edits.

    Attributes:
        model: md5 of the model file, as `model_id`; empty for whichever model is loaded.
        weights_id: Hash of the model's numbers, by which it is known in another file too; empty in old recipes.
        latent: Where it starts.
        classes: Weights of the classes of a conditional model, [c_dim], used as the label; empty for class 0.
        truncation: psi and cutoff towards the model's average w.
        variation: q of `w' = q * w + (1 - q) * base`, 0..1.
        base: The w or w+ that variation pulls towards; None for the average latent.
        style_mix: Applied in order.
        attributes: Sliders that are not at zero.
        translate: By how much the picture moves right and down, in its own widths (StyleGAN3).
        rotate: By how much it turns around its middle, in degrees, counterclockwise (StyleGAN3).
        noise: The synthesis network's noise.
        edits: Every spatial tab, active or not; they add up.
        styles: As files have it: left out where there is none, so that older versions read these. See `style_shifts`.
    """

    model: str = ""
    weights_id: str = ""
    latent: Latent = Seed(0)
    classes: tuple[float, ...] = ()
    truncation: Truncation = Truncation()
    variation: float = 1.0
    base: LatentW | LatentWPlus | None = None
    style_mix: tuple[StyleMix, ...] = ()
    attributes: tuple[AttributeShift, ...] = ()
    translate: tuple[float, float] = (0.0, 0.0)
    rotate: float = 0.0
    noise: Noise = Noise()
    edits: tuple[SpatialEdit, ...] = ()
    styles: tuple[StyleShift, ...] | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        """Makes no style shifts and none written one value."""
        if self.styles == ():
            msgspec.structs.force_setattr(self, "styles", msgspec.UNSET)

    @property
    def style_shifts(self) -> tuple[StyleShift, ...]:
        """The style channels that are shifted."""
        return () if self.styles is msgspec.UNSET else self.styles

    @property
    def active_edits(self) -> tuple[SpatialEdit, ...]:
        """The spatial edits that change the picture."""
        return tuple(edit for edit in self.edits if edit.is_active)

    @property
    def set_edits(self) -> tuple[SpatialEdit, ...]:
        """The spatial edits whose sliders stand for something, those that are held included: what jobs vary."""
        return tuple(edit for edit in self.edits if edit.is_set)


def belongs_to(recipe: Recipe, model: ModelIdentity) -> bool:
    """Whether a recipe was made with a model, from this file or another, or names none."""
    return model.owns(recipe.model, recipe.weights_id)


def owned_by(recipe: Recipe, model: ModelIdentity) -> Recipe:
    """The recipe, naming the model if it named none."""
    return recipe if recipe.model else replace(recipe, model=model.model_id, weights_id=model.weights_id)


def of_any_model(recipe: Recipe) -> Recipe:
    """The recipe, naming no model: for use with whichever is loaded."""
    return replace(recipe, model="", weights_id="")


def face_of(recipe: Recipe) -> Recipe:
    """Whose face it is: attribute sliders, style shifts, tabs and noise are put upon it."""
    return replace(recipe, model="", weights_id="", attributes=(), edits=(), styles=(), noise=Recipe().noise)


def replace(recipe: Recipe, **changes: object) -> Recipe:
    """The recipe with some fields changed; arrays are shared, not copied."""
    return msgspec.structs.replace(recipe, **changes)


def with_edit(recipe: Recipe, edit: SpatialEdit) -> Recipe:
    """The recipe with the spatial edit of that name replaced, or appended if it has none of that name."""
    if any(known.name == edit.name for known in recipe.edits):
        return replace(recipe, edits=tuple(edit if known.name == edit.name else known for known in recipe.edits))
    return replace(recipe, edits=(*recipe.edits, edit))


def with_attribute(recipe: Recipe, shift: AttributeShift) -> Recipe:
    """The recipe with the attribute of that name set; an amount of 0 takes it out."""
    others = tuple(known for known in recipe.attributes if known.name != shift.name)
    return replace(recipe, attributes=(*others, shift) if shift.amount else others)


def with_style(recipe: Recipe, *shifts: StyleShift) -> Recipe:
    """The recipe with these style channels set, at their places where they were shifted already; 0 takes one out."""
    new = {shift.place: shift for shift in shifts}
    kept = [new.pop(shift.place, shift) for shift in recipe.style_shifts]
    return replace(recipe, styles=tuple(shift for shift in (*kept, *new.values()) if shift.amount))


def with_style_added(recipe: Recipe, shift: StyleShift) -> Recipe:
    """The recipe with a style channel shifted on from where it is; the deviation that it is told in stays."""
    before = next((known for known in recipe.style_shifts if known.place == shift.place), None)
    if before is None:
        return with_style(recipe, shift)
    amount = (before.value + shift.value) / before.deviation
    return with_style(recipe, msgspec.structs.replace(before, amount=amount))


def check(recipe: Recipe, spec: GeneratorSpec) -> None:
    """Raises unless the recipe can be rendered by a model of this spec.

    Raises:
        RecipeError: Names the field, the value met and what the model accepts.
    """
    _check_latent(recipe.latent, spec, "latent")
    if recipe.base is not None:
        _check_latent(recipe.base, spec, "base")
    _check_classes(recipe, spec)
    _check_numbers(recipe)
    if (*recipe.translate, recipe.rotate) != (0.0, 0.0, 0.0) and not spec.is_stylegan3:
        raise RecipeError(
            tr(
                "The recipe moves or turns the picture (translate, rotate), which StyleGAN3 models alone can. "
                "Set both to 0, or load such a model."
            )
        )
    for index, mix in enumerate(recipe.style_mix):
        _check_layer_range(mix.first, mix.last, spec, f"style_mix[{index}]")
        _check_latent(mix.source, spec, f"style_mix[{index}].source")
    for shift in recipe.attributes:
        _check_attribute(shift, spec)
    names = [edit.name for edit in recipe.edits]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise RecipeError(tr("Two spatial edits are named '{twice}'. Rename one of them.", twice=twice))
    for edit in recipe.edits:
        _check_edit(edit, spec)
    _check_styles(recipe.style_shifts, spec)


def with_what_fits(recipe: Recipe, spec: GeneratorSpec) -> Recipe:
    """The recipe with those of its attributes, style shifts and spatial edits that a model of this spec can take."""
    styles = tuple(one for one in recipe.style_shifts if _fits(Recipe(styles=(one,)), spec))
    attributes = tuple(one for one in recipe.attributes if _fits(Recipe(attributes=(one,)), spec))
    edits = tuple(one for one in recipe.edits if _fits(Recipe(edits=(one,)), spec))
    return replace(recipe, attributes=attributes, edits=edits, styles=styles)


def _fits(recipe: Recipe, spec: GeneratorSpec) -> bool:
    try:
        check(recipe, spec)
    except RecipeError:
        return False
    return True


def _check_latent(latent: Latent, spec: GeneratorSpec, where: str) -> None:
    if isinstance(latent, Seed):
        if not 0 <= latent.seed < 2**32:
            raise RecipeError(
                tr("{where}: seed {seed} is out of range; a seed is 0..4294967295.", where=where, seed=latent.seed)
            )
        return
    expected = {
        LatentZ: (spec.z_dim,),
        LatentW: (spec.w_dim,),
        LatentWPlus: (spec.num_ws, spec.w_dim),
    }[type(latent)]
    if latent.values.shape != expected:
        kind = {LatentZ: "z", LatentW: "w", LatentWPlus: "w+"}[type(latent)]
        raise RecipeError(
            tr(
                "{where}: this {kind} has shape {shape}, but the model takes {accepted}. It was made with "
                "another model; load that model, or start from a seed.",
                where=where,
                kind=kind,
                shape=list(latent.values.shape),
                accepted=list(expected),
            )
        )


def _check_classes(recipe: Recipe, spec: GeneratorSpec) -> None:
    if recipe.classes and len(recipe.classes) != spec.c_dim:
        count = len(recipe.classes)
        raise RecipeError(
            tr(
                "classes: the recipe weights {count} classes, but the model has {accepted} classes.",
                count=count,
                accepted=spec.c_dim,
            )
            if spec.c_dim
            else tr(
                "classes: the recipe weights {count} classes, but the model has no classes (it is not conditional).",
                count=count,
            )
        )


def _check_numbers(recipe: Recipe) -> None:
    named = [
        ("truncation.psi", recipe.truncation.psi),
        ("variation", recipe.variation),
        ("translate", recipe.translate[0]),
        ("translate", recipe.translate[1]),
        ("rotate", recipe.rotate),
        *((f"classes[{index}]", weight) for index, weight in enumerate(recipe.classes)),
        *((f"noise.strengths[{resolution}]", factor) for resolution, factor in recipe.noise.strengths),
        *((f"attributes['{shift.name}'].amount", shift.amount) for shift in recipe.attributes),
        *((f"edits['{edit.name}'].multiplier", edit.multiplier) for edit in recipe.edits),
        *((f"edits['{edit.name}'].feather", edit.feather) for edit in recipe.edits),
        *((f"edits['{edit.name}'].weights", weight.weight) for edit in recipe.edits for weight in edit.weights),
    ]
    for name, value in named:
        if value - value != 0.0:  # NaN and the infinities are the numbers for which this is not 0
            raise RecipeError(tr("{name} is {value}; it must be a finite number.", name=name, value=value))
    if recipe.truncation.cutoff is not None and recipe.truncation.cutoff < 0:
        raise RecipeError(
            tr("truncation.cutoff is {cutoff}; it counts layers: 0 or more, or none.", cutoff=recipe.truncation.cutoff)
        )
    if recipe.noise.mode not in NOISE_MODES:
        raise RecipeError(
            tr("noise.mode is '{mode}'; accepted: {accepted}.", mode=recipe.noise.mode, accepted=", ".join(NOISE_MODES))
        )
    if not 0 <= recipe.noise.seed < 2**32:
        raise RecipeError(tr("noise.seed {seed} is out of range; a seed is 0..4294967295.", seed=recipe.noise.seed))


def _check_layer_range(first: int, last: int | None, spec: GeneratorSpec, where: str) -> None:
    end = spec.num_ws - 1 if last is None else last
    if not 0 <= first <= end < spec.num_ws:
        raise RecipeError(
            tr(
                "{where}: style layers {first}..{end} are not in this model, whose layers are 0..{highest}.",
                where=where,
                first=first,
                end=end,
                highest=spec.num_ws - 1,
            )
        )


def _check_attribute(shift: AttributeShift, spec: GeneratorSpec) -> None:
    if shift.vector.shape not in ((spec.w_dim,), (spec.num_ws, spec.w_dim)):
        raise RecipeError(
            tr(
                "Attribute '{name}' has a vector of shape {shape}, but this model's w has {w_dim} "
                "entries. It was made for another model.",
                name=shift.name,
                shape=list(shift.vector.shape),
                w_dim=spec.w_dim,
            )
        )
    _check_layer_range(shift.first, shift.last, spec, tr("Attribute '{name}'", name=shift.name))


def _check_styles(shifts: tuple[StyleShift, ...], spec: GeneratorSpec) -> None:
    seen: set[tuple[str, int]] = set()
    for shift in shifts:
        layer = spec.style_layer(shift.layer)
        where = tr("Style {layer}:{channel}", layer=shift.layer, channel=shift.channel)
        if not 0 <= shift.channel < layer.channels:
            raise RecipeError(
                tr("{where}: this layer has style channels 0 to {highest}.", where=where, highest=layer.channels - 1)
            )
        if shift.place in seen:
            raise RecipeError(tr("{where} is shifted twice. Take one out.", where=where))
        if shift.deviation <= 0.0 or shift.value - shift.value != 0.0:
            raise RecipeError(
                tr(
                    "{where}: amount {amount} of deviation {deviation}; finite numbers, and a deviation "
                    "above 0, are accepted.",
                    where=where,
                    amount=shift.amount,
                    deviation=shift.deviation,
                )
            )
        seen.add(shift.place)


def _check_edit(edit: SpatialEdit, spec: GeneratorSpec) -> None:
    if len(edit.selection.shape) != 2 or 0 in edit.selection.shape:
        raise RecipeError(
            tr(
                "Spatial edit '{name}': its selection has shape {shape}; it must be rows by columns.",
                name=edit.name,
                shape=list(edit.selection.shape),
            )
        )
    if edit.mode not in EDIT_MODES:
        raise RecipeError(
            tr(
                "Spatial edit '{name}': mode '{mode}' is unknown; accepted: {accepted}.",
                name=edit.name,
                mode=edit.mode,
                accepted=", ".join(EDIT_MODES),
            )
        )
    if edit.detector_mode not in DETECTOR_MODES:
        raise RecipeError(
            tr(
                "Spatial edit '{name}': detector_mode '{mode}' is unknown; accepted: {accepted}.",
                name=edit.name,
                mode=edit.detector_mode,
                accepted=", ".join(DETECTOR_MODES),
            )
        )
    if edit.curve not in SLIDER_CURVES:
        raise RecipeError(
            tr(
                "Spatial edit '{name}': curve '{curve}' is unknown; accepted: {accepted}.",
                name=edit.name,
                curve=edit.curve,
                accepted=", ".join(SLIDER_CURVES),
            )
        )
    if edit.script is not None:
        _check_script(edit, edit.script, spec)
    if edit.feather < 0:
        raise RecipeError(
            tr(
                "Spatial edit '{name}': feather is {feather}; it must be 0 or more.",
                name=edit.name,
                feather=edit.feather,
            )
        )
    _check_maps(edit.name, edit.weights, spec)


def _check_maps(name: str, weights: tuple[ChannelWeight, ...], spec: GeneratorSpec) -> None:
    for weight in weights:
        layer = spec.layer(weight.layer)
        if not 0 <= weight.channel < layer.channels:
            raise RecipeError(
                tr(
                    "Spatial edit '{name}': layer {layer} has feature maps 0..{highest}, and map {channel} "
                    "was asked for.",
                    name=name,
                    layer=layer.name,
                    highest=layer.channels - 1,
                    channel=weight.channel,
                )
            )


def _check_script(edit: SpatialEdit, script: TabScript, spec: GeneratorSpec) -> None:
    where = tr("Spatial edit '{name}'", name=edit.name)
    parts = script.file.split("/")
    if any(part in ("", ".", "..") or set(part) & set("\\:\0") for part in parts):
        raise RecipeError(
            tr("{where}: script file {file!r} is no place in the scripts folder.", where=where, file=script.file)
        )
    if edit.detector:
        raise RecipeError(
            tr("{where} has a detector and a script; one of them places the selection. Take one out.", where=where)
        )
    if script.mode not in DETECTOR_MODES:
        raise RecipeError(
            tr(
                "{where}: the script's mode '{mode}' is unknown; accepted: {accepted}.",
                where=where,
                mode=script.mode,
                accepted=", ".join(DETECTOR_MODES),
            )
        )
    if not 0 < script.time_limit_s <= LONGEST_SCRIPT_S:
        raise RecipeError(
            tr(
                "{where}: the script's time limit is {seconds:g}; 0 to {longest} s.",
                where=where,
                seconds=script.time_limit_s,
                longest=LONGEST_SCRIPT_S,
            )
        )
    if any("\0" in argument for argument in script.arguments):
        raise RecipeError(
            tr("{where}: a script's argument has a character that no argument can have (0).", where=where)
        )
    if any(weight.weight - weight.weight != 0.0 for weight in script.maps):
        raise RecipeError(tr("{where}: the weight of a script's map is not a finite number.", where=where))
    _check_maps(edit.name, script.maps, spec)
