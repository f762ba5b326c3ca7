"""What an axis of a plot can be, by the name that a person types or chooses, and the values that are typed for it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from ganstudio.errors import JobError
from ganstudio.jobs.axes import (
    AttributeAxis,
    Axis,
    EditAxis,
    EditNumberAxis,
    NumberAxis,
    PsiAxis,
    SeedAxis,
    StyleAxis,
)
from ganstudio.jobs.fields import Ground
from ganstudio.jobs.spacing import spread
from ganstudio.recipe.edits import NUMBER_MAX, AttributeShift, SpatialEdit, StyleShift
from ganstudio.words import spoken, tr

MOST_VALUES = 100
"""Of one axis: a sheet of as many is the largest that can still be looked at."""
_LAST_SEED = 2**32 - 1
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s*(in|by)\s*({_NUMBER}))?")
_SHORT = {"noise": "noise_seed", "q": "variation"}
_LABELS = {
    "psi": tr("psi"),
    "cutoff": tr("cutoff"),
    "variation": tr("variation"),
    "seed": tr("seed"),
    "class": tr("class"),
    "noise": tr("noise"),
    "noise_seed": tr("noise seed"),
    "noise_strength": tr("noise strength"),
    "translate_x": tr("translate x"),
    "translate_y": tr("translate y"),
    "rotate": tr("rotate"),
}
"""Numbers of the recipe, as they are shown."""

MakeAxis = Callable[[tuple[float, ...]], Axis]


@dataclass(frozen=True, kw_only=True)
class PlotField:
    """One thing that can vary.

    Attributes:
        name: As it is typed: `psi`, `attribute:smile`, `tab:mouth_open`, `style:b16.conv1:37`.
        label: As it is shown.
        suggestion: Values to begin with.
        least, most: Of the values. whole: whether they are whole numbers.
        axis: The axis of values within these.
    """

    name: str
    label: str
    suggestion: str
    axis: MakeAxis
    least: float = -NUMBER_MAX
    most: float = NUMBER_MAX
    whole: bool = False

    @property
    def words(self) -> str:
        """Its name as a person would type it, in small letters: `mouth open`."""
        kind, _, name = self.name.partition(":")
        return spoken(name or kind).casefold()


def axis_of(text: str, ground: Ground) -> Axis:
    """The axis that `psi=0.3,0.5,0.7` asks for.

    Raises:
        JobError: There is no such thing in this picture or model, or a value is none that it takes.
    """
    name, equals, values = text.rpartition("=")
    if not equals or not name.strip():
        raise JobError(tr("'{text}' is no axis; write what varies and its values, such as psi=0.3,0.5,0.7.", text=text))
    field = find_field(name.strip(), ground)
    return field.axis(values_of(values, field))


def values_of(text: str, field: PlotField) -> tuple[float, ...]:
    """The values of a text such as `0.3, 0.5, 0.7`, `-100..100 in 5` or `1..4`.

    Raises:
        JobError: It cannot be read, holds too many, or one is out of the field's range.
    """
    values: list[float] = []
    for part in re.split(r"[,;]", text):
        values += _part(part.strip(), text, field.label)
        if len(values) > MOST_VALUES:
            raise JobError(
                tr("{label}: more than {most} values were asked for; give fewer.", label=field.label, most=MOST_VALUES)
            )
    for value in values:
        if field.whole and value != int(value):
            raise JobError(tr("{label}: {value:g} is no whole number.", label=field.label, value=value))
        if not field.least <= value <= field.most:
            raise JobError(
                tr(
                    "{label}: {value:g} is out of range; {least:g} to {most:g} is accepted.",
                    label=field.label,
                    value=value,
                    least=field.least,
                    most=field.most,
                )
            )
    return tuple(values)


def find_field(name: str, ground: Ground) -> PlotField:
    """What is meant by a name, as it is typed or spoken; of several a number of the recipe, an attribute, then a tab.

    Raises:
        JobError: There is none; the text names those that are alike.
    """
    known = plot_fields(ground)
    names = (name, f"attribute:{name}", f"tab:{name}", f"style:{name}", _SHORT.get(name, ""))
    found = next((field for wanted in names for field in known if field.name == wanted), None)
    said = name.casefold()
    found = found or next((field for field in known if said in (field.label.casefold(), field.words)), None)
    if found is not None:
        return found
    if name in _LABELS:
        raise JobError(tr("This model has no {label} to vary.", label=_LABELS[name]))
    typed = _typed(name, ground)
    if typed is not None:
        return typed
    plain = list(dict.fromkeys(field.name.partition(":")[2] or field.name for field in known))
    close = difflib.get_close_matches(name.rpartition(":")[2], plain, n=3, cutoff=0.5)
    hint = (
        tr("Did you mean {names}?", names=reduce(lambda some, one: tr("{some} or {one}", some=some, one=one), close))
        if close
        else tr("There are {names} and more.", names=", ".join(plain[:12]))
    )
    raise JobError(tr("'{name}' is nothing that a plot can vary here. {hint}", name=name, hint=hint))


def plot_fields(ground: Ground) -> tuple[PlotField, ...]:
    """All that can vary: numbers of the recipe, attributes, spatial tabs, style channels that are shifted."""
    more_attributes, more_tabs = ground.library()
    attributes = {one.name: one for one in (*more_attributes, *ground.recipe.attributes)}
    tabs = {one.name: one for one in (*more_tabs, *ground.recipe.edits)}
    return (
        *_numbers(ground),
        *(_attribute(attributes[name]) for name in sorted(attributes, key=str.casefold)),
        *(field for edit in tabs.values() if edit.weights for field in _tab(edit)),
        *(_style(shift) for shift in ground.recipe.style_shifts),
    )


def _numbers(ground: Ground) -> list[PlotField]:
    spec, own = ground.spec, not ground.keep_noise_seed
    a_quarter = max(1, spec.num_ws // 4)
    fields = [
        _plain("psi", "0..1 in 5", -10, 10, lambda values: PsiAxis(values=values)),
        _plain("cutoff", f"0..{spec.num_ws} by {a_quarter}", 0, spec.num_ws, _number("cutoff"), whole=True),
        _plain("variation", "0..1 in 5", 0, 1, _number("variation")),
        _plain("seed", "1..5", 0, _LAST_SEED, lambda values: SeedAxis(values=values, own_noise=own), whole=True),
    ]
    if spec.c_dim:
        last = spec.c_dim - 1
        fields.append(_plain("class", f"0..{min(last, 7)}", 0, last, _number("class", c_dim=spec.c_dim), whole=True))
    if spec.noise_resolutions:
        strength = _number("noise_strength", resolutions=spec.noise_resolutions)
        fields += [
            _plain("noise_seed", "1..5", 0, _LAST_SEED, _number("noise_seed"), whole=True),
            _plain("noise_strength", "0..2 in 5", -100, 100, strength),
        ]
    if spec.is_stylegan3:
        fields += [
            _plain("translate_x", "-0.2..0.2 in 5", -10, 10, _number("translate_x")),
            _plain("translate_y", "-0.2..0.2 in 5", -10, 10, _number("translate_y")),
            _plain("rotate", "-30..30 in 5", -360, 360, _number("rotate")),
        ]
    return fields


def _plain(name: str, suggestion: str, least: float, most: float, axis: MakeAxis, *, whole: bool = False) -> PlotField:
    return PlotField(
        name=name, label=_LABELS[name], suggestion=suggestion, least=least, most=most, axis=axis, whole=whole
    )


def _number(name: str, *, c_dim: int = 0, resolutions: tuple[int, ...] = ()) -> MakeAxis:
    return lambda values: NumberAxis(field=name, values=values, c_dim=c_dim, resolutions=resolutions)


def _attribute(shift: AttributeShift) -> PlotField:
    return PlotField(
        name=f"attribute:{shift.name}",
        label=spoken(shift.name),
        suggestion="-3..3 in 5",
        axis=lambda values: AttributeAxis(shift=shift, values=values),
    )


def _tab(edit: SpatialEdit) -> list[PlotField]:
    def multiplier(values: tuple[float, ...]) -> Axis:
        if not edit.is_placed and not edit.selection.numpy().any():
            raise JobError(
                tr("Nothing is selected in the tab {name}, so its multiplier changes nothing.", name=spoken(edit.name))
            )
        return EditAxis(edit=edit, values=values)

    fields = [
        PlotField(
            name=f"tab:{edit.name}",
            label=tr("{name} (tab)", name=spoken(edit.name)),
            suggestion="-100..100 in 5",
            axis=multiplier,
        )
    ]
    if edit.is_set:
        fields.append(
            PlotField(
                name=f"feather:{edit.name}",
                label=tr("feather of {name}", name=spoken(edit.name)),
                suggestion="0..4 in 5",
                least=0,
                most=100,
                axis=lambda values: EditNumberAxis(edit=edit, part="feather", values=values),
            )
        )
    return fields


def _style(shift: StyleShift) -> PlotField:
    name = f"{shift.layer}:{shift.channel}"
    return PlotField(
        name=f"style:{name}",
        label=tr("style {name}", name=name),
        suggestion="-10..10 in 5",
        axis=lambda values: StyleAxis(shift=shift, values=values),
    )


def _typed(name: str, ground: Ground) -> PlotField | None:
    """A style channel that is not shifted yet, or a map's weight in a tab: `style:b16.conv1:37`, `eyes:b16:3`."""
    match = re.fullmatch(r"(?:(style):|(?:tab:)?(.+):)?([^:=\s]+):(\d{1,6})", name)
    if match is None:
        return None
    layer, channel = match[3], int(match[4])
    if match[2] is None:
        return _style(ground.style(layer, channel))
    edit = next((one for one in ground.recipe.edits if one.name == match[2]), None)
    if edit is None or channel >= ground.spec.layer(layer).channels:
        return None
    return PlotField(
        name=name,
        label=f"{spoken(edit.name)} {layer}:{channel}",
        suggestion="-2..2 in 5",
        axis=lambda values: EditNumberAxis(edit=edit, part="weight", layer=layer, channel=channel, values=values),
    )


def _part(part: str, whole: str, label: str) -> list[float]:
    if re.fullmatch(_NUMBER, part):
        return [float(part)]
    match = _RANGE.fullmatch(part)
    if match is None:
        raise JobError(
            tr(
                "{label}: '{text}' cannot be read; write values such as 0.3, 0.5, 0.7 or ranges such as "
                "-100..100 in 5, 1..4 or 0..1 by 0.25.",
                label=label,
                text=part or whole,
            )
        )
    first, last = float(match[1]), float(match[2])
    if match[3] == "in":
        count = float(match[4])
        if count != int(count) or not 1 <= count <= MOST_VALUES:
            raise JobError(
                tr(
                    "{label}: '{text}' asks for {count:g} values; 1 to {most} are accepted.",
                    label=label,
                    text=part,
                    count=count,
                    most=MOST_VALUES,
                )
            )
        return [round(value, 6) for value in spread(first, last, int(count))]
    step = abs(float(match[4])) if match[4] else 1.0
    if step == 0.0 or abs(last - first) / step > MOST_VALUES:
        raise JobError(
            tr(
                "{label}: '{text}' makes too many values; at most {most} are accepted.",
                label=label,
                text=part,
                most=MOST_VALUES,
            )
        )
    count = int(abs(last - first) / step + 1e-9) + 1
    sign = 1.0 if last >= first else -1.0
    return [round(first + sign * step * index, 6) for index in range(count)]
