"""Axes: one thing that varies over the pictures of a job, with its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.names import number_words, padded
from ganstudio.jobs.selections import as_new_picture
from ganstudio.recipe.document import Recipe, replace, with_attribute, with_edit, with_style
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit, StyleShift, applied
from ganstudio.recipe.latent import Noise
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.words import tr


class _Axis(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """What all axes share: a value for each step.

    Attributes:
        values: In the order in which they are shown.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise JobError(tr("A series without values makes no picture; give it 1 or more."))
        if any(value - value != 0.0 for value in self.values):
            raise JobError(tr("A series runs over {values}; finite numbers are needed.", values=self.values))

    @property
    def name(self) -> str:
        """As file names and captions say it."""
        raise NotImplementedError

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with this axis at its value number `index`."""
        raise NotImplementedError

    @property
    def makes_faces(self) -> bool:
        """Whether each value is another face, upon which everything else is put."""
        return False

    @property
    def is_whole(self) -> bool:
        """Whether its values are counted, and written with all their digits."""
        return False

    def words(self, index: int) -> str:
        """As the heads of rows and columns say it: `mouth open 99.5`."""
        return f"{self.name.replace('_', ' ')} {self.value_words(index)}"

    def value_words(self, index: int) -> str:
        """The value alone."""
        value = self.values[index]
        return str(int(value)) if self.is_whole else number_words(value)

    def file_word(self, index: int) -> str:
        """`mouth_open-2`, padded so that steps sort; of whole numbers, such as seeds, the number itself."""
        if self.is_whole:
            return f"{self.name}-{padded(int(self.values[index]), int(max(self.values)) + 1)}"
        return f"{self.name}-{padded(index, len(self.values))}"


class AttributeAxis(_Axis, frozen=True, kw_only=True, tag="attribute"):
    """An attribute's amount varies: `shift` says which, its own amount is not used."""

    shift: AttributeShift

    @property
    def name(self) -> str:
        """The attribute's."""
        return self.shift.name

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with the attribute set; an amount of 0 takes it out."""
        return with_attribute(recipe, msgspec.structs.replace(self.shift, amount=self.values[index]))


class EditAxis(_Axis, frozen=True, kw_only=True, tag="edit"):
    """A spatial edit's multiplier varies: `edit` says which, its own multiplier is not used."""

    edit: SpatialEdit

    @property
    def name(self) -> str:
        """The tab's."""
        return self.edit.name

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with the edit at that multiplier, in the place of one of the same name."""
        return with_edit(recipe, applied(self.edit, multiplier=self.values[index]))


class PsiAxis(_Axis, frozen=True, kw_only=True, tag="psi"):
    """The truncation psi varies."""

    @property
    def name(self) -> str:
        """The parameter's usual name."""
        return "psi"

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with that psi, its cutoff kept."""
        return replace(recipe, truncation=msgspec.structs.replace(recipe.truncation, psi=self.values[index]))


class EditNumberAxis(_Axis, frozen=True, kw_only=True, tag="edit_number", forbid_unknown_fields=True):
    """Another number of a spatial edit varies: `edit` says which.

    Attributes:
        part: `feather`, or `weight` of the feature map `channel` of `layer`.
    """

    edit: SpatialEdit
    part: Literal["feather", "weight"]
    layer: str = ""
    channel: int = 0

    @property
    def name(self) -> str:
        """`feather of mouth_open`, `mouth_open b16:37`."""
        return f"feather of {self.edit.name}" if self.part == "feather" else f"{self.edit.name} {self._map}"

    @property
    def _map(self) -> str:
        return f"{self.layer}:{self.channel}"

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with the edit changed, upon what another axis may have made of it."""
        edit = next((known for known in recipe.edits if known.name == self.edit.name), self.edit)
        if self.part == "feather":
            return with_edit(recipe, applied(edit, feather=self.values[index]))
        weight = ChannelWeight(self.layer, self.channel, self.values[index])
        others = tuple(one for one in edit.weights if (one.layer, one.channel) != (self.layer, self.channel))
        return with_edit(recipe, applied(edit, weights=(*others, weight)))


class StyleAxis(_Axis, frozen=True, kw_only=True, tag="style", forbid_unknown_fields=True):
    """A style channel's amount varies: `shift` says which, its own amount is not used."""

    shift: StyleShift

    @property
    def name(self) -> str:
        """`b16.conv1:37`."""
        return f"{self.shift.layer}:{self.shift.channel}"

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with that channel shifted; an amount of 0 takes the shift out."""
        return with_style(recipe, msgspec.structs.replace(self.shift, amount=self.values[index]))


class SeedAxis(_Axis, frozen=True, kw_only=True, tag="seed", forbid_unknown_fields=True):
    """Faces of several seeds. With `own_noise` the noise of each is its own too, where noise is seeded."""

    own_noise: bool = True

    @property
    def name(self) -> str:
        """As everywhere."""
        return "seed"

    @property
    def makes_faces(self) -> bool:
        """Yes."""
        return True

    @property
    def is_whole(self) -> bool:
        """Yes."""
        return True

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe as a new face of that seed has it."""
        return as_new_picture(with_new_seed(recipe, int(self.values[index]), own_noise=self.own_noise))


class NumberAxis(_Axis, frozen=True, kw_only=True, tag="number", forbid_unknown_fields=True):
    """One of the recipe's own numbers varies.

    Attributes:
        field: Which: a name of NUMBERS.
        c_dim: Classes of the model, for `class`. resolutions: where it adds noise, for `noise_strength`.
    """

    field: str
    c_dim: int = 0
    resolutions: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.field not in NUMBERS:
            raise JobError(
                tr("A recipe has no number '{field}'; there are {names}.", field=self.field, names=", ".join(NUMBERS))
            )
        super().__post_init__()

    @property
    def name(self) -> str:
        """The number's, in words."""
        return self.field.replace("_", " ")

    @property
    def is_whole(self) -> bool:
        """As the field is."""
        return self.field in WHOLE_NUMBERS

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with that number."""
        return NUMBERS[self.field](self, recipe, self.values[index])


def _cutoff(axis: NumberAxis, recipe: Recipe, value: float) -> Recipe:
    del axis
    return replace(recipe, truncation=msgspec.structs.replace(recipe.truncation, cutoff=int(value)))


def _class(axis: NumberAxis, recipe: Recipe, value: float) -> Recipe:
    return replace(recipe, classes=tuple(float(index == int(value)) for index in range(axis.c_dim)))


def _noise_seed(axis: NumberAxis, recipe: Recipe, value: float) -> Recipe:
    del axis
    return replace(recipe, noise=msgspec.structs.replace(recipe.noise, mode="seeded", seed=int(value)))


def _noise_strength(axis: NumberAxis, recipe: Recipe, value: float) -> Recipe:
    mode = "const" if recipe.noise.mode == "none" else recipe.noise.mode
    strengths = tuple((resolution, value) for resolution in axis.resolutions)
    return replace(recipe, noise=Noise(mode=mode, seed=recipe.noise.seed, strengths=strengths))


NUMBERS: dict[str, Callable[[NumberAxis, Recipe, float], Recipe]] = {
    "cutoff": _cutoff,
    "variation": lambda _, recipe, value: replace(recipe, variation=value),
    "class": _class,
    "noise_seed": _noise_seed,
    "noise_strength": _noise_strength,
    "translate_x": lambda _, recipe, value: replace(recipe, translate=(value, recipe.translate[1])),
    "translate_y": lambda _, recipe, value: replace(recipe, translate=(recipe.translate[0], value)),
    "rotate": lambda _, recipe, value: replace(recipe, rotate=value),
}
"""Numbers of a recipe by name, and how one is set."""
WHOLE_NUMBERS = ("cutoff", "class", "noise_seed")

Axis = AttributeAxis | EditAxis | PsiAxis | EditNumberAxis | StyleAxis | SeedAxis | NumberAxis
