"""What a batch dialog can ask for, as data: the dialog makes the controls, plans are made of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ganstudio.errors import JobError
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.sources import Seeds
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, SpatialEdit
from ganstudio.ui.bench.model_context import ModelContext

Answers = Mapping[str, Any]
"""Field name -> int, float, bool, str, or for a SliderTable a mapping name -> (count, start)."""


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """What the answers refer to.

    Attributes:
        recipe: The picture on screen. model: the loaded model.
        layer: The layer looked at in the feature map tab; empty if none.
        tab: The spatial tab that is being edited; empty if none.
        template: The recipe as new pictures take it over, see `Workbench.template_of_new`; None for `recipe` itself.
        keep_noise_seed: Whether new pictures keep its noise seed, instead of each having its own.
    """

    recipe: Recipe
    model: ModelContext
    layer: str = ""
    tab: str = ""
    template: Recipe | None = None
    keep_noise_seed: bool = False

    def new_faces(self, seeds: Sequence[int]) -> Seeds:
        """Faces of these seeds, as Generate would make them."""
        return Seeds(recipe=self.template or self.recipe, seeds=tuple(seeds), own_noise=not self.keep_noise_seed)

    @property
    def sliders(self) -> tuple[AttributeShift, ...]:
        """The attribute sliders that are not at 0."""
        return tuple(shift for shift in self.recipe.attributes if shift.amount)

    @property
    def tabs(self) -> tuple[SpatialEdit, ...]:
        """The spatial tabs whose sliders stand for something, those that are held included."""
        return self.recipe.set_edits


@dataclass(frozen=True, kw_only=True)
class Field:
    """One control.

    Attributes:
        name: Key of its answer. label: as shown. tooltip: what it does, in the user's words.
        enabled_by: Name of a switch or a choice that must be on (or not "") for this one to count; empty for always.
    """

    name: str
    label: str
    tooltip: str
    enabled_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number."""

    start: int
    minimum: int = 1
    maximum: int = 100_000


@dataclass(frozen=True, kw_only=True)
class Decimal(Field):
    """A decimal number."""

    start: float
    minimum: float
    maximum: float
    decimals: int = 2
    step: float = 0.1


@dataclass(frozen=True, kw_only=True)
class Switch(Field):
    """Yes or no."""

    start: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of several, as (value, text) pairs that may depend on the context; the first one is the start."""

    options: Callable[[FormContext], tuple[tuple[str, str], ...]]
    remembered: bool = True


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text."""

    start: str = ""
    placeholder: str = ""


@dataclass(frozen=True, kw_only=True)
class PathField(Field):
    """A file or a folder; `start` may depend on the context."""

    kind: Literal["file", "folder", "pictures"]
    filter: str = "All files (*)"
    start: Callable[[FormContext], Path | None] = lambda _: None


@dataclass(frozen=True, kw_only=True)
class SliderTable(Field):
    """A row for each slider that is set: how many values, and for tabs where they start.

    Attributes:
        of: Which sliders. count: values of each at first.
    """

    of: Literal["attributes", "tabs", "both"]
    count: int = 3


PlanOf = Callable[[FormContext, Answers], Plan]


@dataclass(frozen=True, kw_only=True)
class BatchForm:
    """One job as the menus offer it.

    Attributes:
        action: Name of its action. menu: where it is, such as `Batch/Attribute`.
        text: In the menu. title: of the dialog. summary: a sentence on what it makes.
        fields: What it asks. plan: the job of the answers (raises JobError for what does not fit together).
        sheet: Whether a contact sheet is on at first. film: the film's format at first, empty for none.
        starts_section: Whether a line is drawn above it in the menu.
    """

    action: str
    menu: str
    text: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    plan: PlanOf
    sheet: bool = False
    film: str = ""
    starts_section: bool = False


def whole(name: str, label: str, tooltip: str, start: int, *, maximum: int = 100_000, minimum: int = 1) -> Whole:
    """A whole number's field."""
    return Whole(name=name, label=label, tooltip=tooltip, start=start, maximum=maximum, minimum=minimum)


def counts_and_starts(answers: Answers, name: str) -> tuple[dict[str, int], dict[str, float]]:
    """The counts and the start points that a SliderTable was given."""
    rows: Mapping[str, tuple[int, float | None]] = answers[name]
    counts = {slider: count for slider, (count, _) in rows.items()}
    return counts, {slider: start for slider, (_, start) in rows.items() if start is not None}


def chosen_path(answers: Answers, name: str, what: str) -> Path:
    """A path that was given.

    Raises:
        JobError: None was.
    """
    text = str(answers[name]).strip()
    if not text:
        raise JobError(f"Choose {what}.")
    return Path(text)
