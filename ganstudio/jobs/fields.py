"""What a job can be asked for, as data: the command line makes flags of it, a dialog makes controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ganstudio.errors import JobError
from ganstudio.jobs.sources import Seeds
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, SpatialEdit, StyleShift
from ganstudio.recipe.files import PICTURES, read_recipe
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

Answers = Mapping[str, Any]
"""Field name -> what was answered; each kind of field says of which type that is."""

Pairs = tuple[tuple[str, str], ...]
"""Values of a choice and how they are shown."""


Library = tuple[tuple[AttributeShift, ...], tuple[SpatialEdit, ...]]
"""Attributes and tabs."""


def _no_style(layer: str, channel: int) -> StyleShift:
    raise JobError(
        tr(
            "The style channel {layer}:{channel} is not shifted in this picture. Shift it there first.",
            layer=layer,
            channel=channel,
        )
    )


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the answers refer to.

    Attributes:
        recipe: The picture to vary, such as the one on screen. spec: the loaded model's.
        layer: The layer looked at in the feature map tab; empty if none.
        maps: The feature maps listed there, as they are typed, those without a layer of that one; empty if none.
        tab: The spatial tab that is being edited; empty if none.
        template: The recipe as new pictures take it over; None for `recipe` itself.
        keep_noise_seed: Whether new pictures keep its noise seed unless told otherwise.
        portraits: Where pictures are looked for first. latents: the model's table of latents.
        read: Opens a picture, a recipe or a latent of that model that an answer names.
        library: The attributes and the tabs that are kept for the model, beside those of the picture.
        style: Gives a style channel by layer and number, with its deviation, at amount 0; may raise GanStudioError.
    """

    recipe: Recipe
    spec: GeneratorSpec
    layer: str = ""
    maps: str = ""
    tab: str = ""
    template: Recipe | None = None
    keep_noise_seed: bool = False
    portraits: Path = Path()
    latents: Path = Path("latents.csv")
    read: Callable[[Path, GeneratorSpec], Recipe] = read_recipe
    library: Callable[[], Library] = lambda: ((), ())
    style: Callable[[str, int], StyleShift] = _no_style

    @property
    def of_new(self) -> Recipe:
        """The recipe that new faces take over."""
        return self.template or self.recipe

    def new_faces(self, seeds: Sequence[int], *, same_noise: bool) -> Seeds:
        """Faces of these seeds, as Generate would make them."""
        return Seeds(recipe=self.of_new, seeds=tuple(seeds), own_noise=not same_noise)

    @property
    def attributes(self) -> tuple[AttributeShift, ...]:
        """The attribute sliders that are not at 0."""
        return tuple(shift for shift in self.recipe.attributes if shift.amount)

    @property
    def tabs(self) -> tuple[SpatialEdit, ...]:
        """The spatial tabs whose sliders stand for something, those that are held included."""
        return self.recipe.set_edits


Start = Callable[[Ground, Answers], Any]
"""The first answer where it depends on what is at hand and on the fields before."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing to ask.

    Attributes:
        name: Key of its answer; its flag is this name. label: as a dialog shows it.
        help: What it does, in the user's words.
        flags: Other names of its flag.
        instead_of: A field that has no effect where this one is answered; both at once are refused.
        remembered: Whether a dialog shows the last answer again; one that is not follows its start until it is touched.
        closed: Why it has no effect beside the other answers, as a sentence; empty where it has one.
    """

    name: str
    label: str
    help: str
    flags: tuple[str, ...] = ()
    instead_of: str = ""
    remembered: bool = True
    closed: Callable[[Answers], str] = lambda _: ""


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number: int.

    Attributes:
        start: At first. minimum, maximum: the range. step: of the arrows.
        words: How a dialog writes it, such as `{} px`. zero: what it writes in the place of 0.
    """

    start: int | Start
    minimum: int = 1
    maximum: int = 100_000
    step: int = 1
    words: str = "{}"
    zero: str = ""


@dataclass(frozen=True, kw_only=True)
class Decimal(Field):
    """A decimal number: float; see Whole.

    Attributes:
        unit: What it is in, which may depend on other answers; a dialog's label says so.
    """

    start: float | Start
    minimum: float
    maximum: float
    step: float = 0.1
    words: str = "{}"
    unit: Callable[[Answers], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Switch(Field):
    """Yes or no: bool."""

    start: bool | Start = False


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of several: str. Where the start is empty it is the first."""

    options: Pairs | Callable[[Ground], Pairs]
    start: str | Start = ""


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text: str; `optional` means empty unless it is asked for."""

    start: str | Start = ""
    placeholder: str = ""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class MapsField(Text):
    """A list of feature maps, as `recipe.layer_maps` reads it: str; maps without a layer are of the one at `layer`."""


@dataclass(frozen=True, kw_only=True)
class AxisField(Text):
    """What varies along an axis of a plot, and its values: str, such as `psi=0.3,0.5,0.7`; see `jobs.plot_fields`."""


@dataclass(frozen=True, kw_only=True)
class PathField(Field):
    """A file, a folder, or pictures: str, several of them one a line, empty for none.

    Attributes:
        argument: Whether the command line takes it as an argument; as a flag otherwise.
    """

    kind: Literal["file", "folder", "picture", "pictures"]
    start: Start = field(default=lambda _ground, _answers: "")
    filter: str = PICTURES
    argument: bool = False


@dataclass(frozen=True, kw_only=True)
class Faces(Field):
    """New faces: tuple of seeds, random ones or counted up.

    Attributes:
        count: How many random ones at first; 0 for none unless they are asked for. minimum: fewest.
        counted_by: Flags that say how many; its own flag says which.
    """

    count: int
    minimum: int = 1
    counted_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Steps:
    """How many values sliders take, and where the multipliers of tabs start (minus the slider's value by default)."""

    count: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)
    starts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SliderSteps(Field):
    """How the sliders that are set are gone through: Steps.

    Attributes:
        count: Values at first. each: whether every slider has a count of its own.
    """

    count: int
    each: bool = True


@dataclass(frozen=True, kw_only=True)
class OneSlider(Field):
    """An attribute or tab at a value: AttributeShift, SpatialEdit, or None where none is set."""


def label_of(asked: Field, answers: Answers) -> str:
    """What a dialog writes before a field, with the unit that it has by these answers."""
    unit = asked.unit(answers) if isinstance(asked, Decimal) and asked.unit is not None else ""
    return tr("{label}, {unit}", label=asked.label, unit=unit) if unit else asked.label


def first_answer(asked: Field, ground: Ground, answers: Answers) -> Any:
    """What a plain field says before anyone answers.

    Args:
        asked: Of a kind with a start.
        ground: What is at hand.
        answers: Of the fields before it.
    """
    match asked:
        case Choice():
            found = asked.start(ground, answers) if callable(asked.start) else asked.start
            return found or options_of(asked, ground)[0][0]
        case Whole() | Decimal() | Switch() | Text() | PathField():
            return asked.start(ground, answers) if callable(asked.start) else asked.start
        case OneSlider():
            return next(iter((*ground.attributes, *ground.tabs)), None)
    raise TypeError(f"{type(asked).__name__} has no start")


def options_of(asked: Choice, ground: Ground) -> Pairs:
    """The values of a choice, and how they are shown."""
    return asked.options(ground) if callable(asked.options) else asked.options
