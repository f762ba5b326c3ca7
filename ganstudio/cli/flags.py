"""From the fields of an offer to the flags of its command, and from what was given back to answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click
import numpy as np

from ganstudio.cli.language import SpokenOption
from ganstudio.cli.options import SEEDS, SETTING, Number, Setting
from ganstudio.errors import JobError
from ganstudio.jobs import fields
from ganstudio.jobs.catalogue import random_seeds
from ganstudio.jobs.fields import Answers, Field, Ground
from ganstudio.recipe.edits import AttributeShift, SpatialEdit
from ganstudio.words import tr

Flag = Callable[[Callable[..., Any]], Callable[..., Any]]
"""A decorator that gives a command a flag or an argument."""


def flags_of(asked: Field) -> list[Flag]:
    """The flags that answer a field; None or an empty tuple is given where one is left out."""
    match asked:
        case fields.SliderSteps():
            return [
                _option("count", ["--count"], asked.help, asked.count, type=click.IntRange(1, 1000)),
                *([_settings("counts", "--count-of", tr("Count of one slider."))] if asked.each else []),
                _settings("starts", "--start", tr("Where a tab's multiplier starts; minus its value by default.")),
            ]
        case fields.PathField(argument=True):
            several = asked.kind == "pictures"
            return [click.argument(asked.name, type=click.Path(), nargs=-1 if several else 1, required=not several)]
        case fields.Faces():
            default = tr("{text}; {count} random ones by default", text=asked.help, count=asked.count)
            which = _option(asked.name, [f"--{asked.name}"], default if asked.count else asked.help, type=SEEDS)
            many = [f"--{word}" for word in asked.counted_by]
            kind = click.IntRange(asked.minimum)
            return [which, _option(f"{asked.name}_count", many, tr("Or that many random ones"), type=kind)][
                : 1 + bool(many)
            ]
    return [_plain_flag(asked)]


def _plain_flag(asked: Field) -> Flag:
    names = [f"--{word.replace('_', '-')}" for word in (asked.name, *asked.flags)]
    start: Any = None
    kind: Any = str
    match asked:
        case fields.Whole():
            kind, start = click.IntRange(asked.minimum, asked.maximum), asked.start
        case fields.Decimal():
            kind, start = Number(asked.minimum, asked.maximum), asked.start
        case fields.Switch():
            on = asked.start is True
            return _option(asked.name, [f"{names[0]}/--no-{asked.name}"] if on else names, asked.help, on, is_flag=True)
        case fields.Choice(options=tuple(pairs)):
            values = [value for value, _ in pairs]
            kind, start = click.Choice(values), asked.start or values[0]
        case fields.Text(optional=False):
            start = asked.start
        case fields.OneSlider():
            kind = SETTING
        case fields.PathField():
            kind = click.Path(file_okay=asked.kind != "folder")
    return _option(asked.name, names, asked.help, start, type=kind)


def _option(name: str, names: list[str], text: str, start: Any = None, **more: Any) -> Flag:
    known = None if callable(start) else start
    shown = known is not None and known is not False
    said = tr("{text}.", text=text)
    return click.option(*names, name, cls=SpokenOption, default=known, show_default=shown, help=said, **more)


def _settings(name: str, flag: str, text: str) -> Flag:
    return click.option(flag, name, cls=SpokenOption, type=SETTING, multiple=True, help=text)


def with_flags(flags: Iterable[Flag]) -> Flag:
    """All of them, in their order, as one decorator."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for flag in reversed(list(flags)):
            command = flag(command)
        return command

    return decorate


def answers_of(
    asked: Iterable[Field],
    given: Mapping[str, Any],
    ground: Ground,
    slider: Callable[[Setting], AttributeShift | SpatialEdit],
) -> Answers:
    """What was given, and the first answers for what was not.

    Args:
        asked: The fields of an offer.
        given: Parameter name -> value, as click gives them.
        ground: What the answers refer to.
        slider: Finds the attribute or tab that a setting names.

    Raises:
        JobError: Two things were given of which one has no effect beside the other.
    """
    answers: dict[str, Any] = {}
    for one in asked:
        if one.instead_of and given[one.name] and given.get(one.instead_of):
            raise JobError(
                tr("Give either {name} or {instead_of}, not both.", name=one.name, instead_of=one.instead_of)
            )
        answers[one.name] = _answer(one, given, ground, answers, slider)
    return answers


def _answer(
    asked: Field,
    given: Mapping[str, Any],
    ground: Ground,
    answers: Answers,
    slider: Callable[[Setting], AttributeShift | SpatialEdit],
) -> Any:
    value = given.get(asked.name)
    match asked:
        case fields.Faces():
            count = given.get(f"{asked.name}_count")
            if value and count:
                raise JobError(tr("Say either which faces (--seeds 0-99) or how many random ones (--faces 100)."))
            wanted = count or asked.count
            return value or (random_seeds(wanted, np.random.default_rng()) if wanted else ())
        case fields.SliderSteps():
            counts = {setting.name: int(setting.value) for setting in given.get("counts", ())}
            return fields.Steps(given["count"], counts, {setting.name: setting.value for setting in given["starts"]})
        case fields.PathField():
            return "\n".join(value) if isinstance(value, tuple) else value or ""
        case fields.Text(optional=True):
            return value or ""
        case fields.OneSlider() if value is not None:
            return slider(value)
    return fields.first_answer(asked, ground, answers) if value is None else value
