"""Axes: one thing that varies over the pictures of a job, with its values."""

from __future__ import annotations

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.names import padded
from ganstudio.recipe.document import Recipe, replace, with_attribute, with_edit
from ganstudio.recipe.edits import AttributeShift, SpatialEdit, applied


class _Axis(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """What all axes share: a value for each step.

    Attributes:
        values: In the order in which they are shown.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise JobError("A series without values makes no picture; give it 1 or more.")
        if any(value - value != 0.0 for value in self.values):
            raise JobError(f"A series runs over {self.values}; finite numbers are needed.")

    @property
    def name(self) -> str:
        """As file names and captions say it."""
        raise NotImplementedError

    def at(self, recipe: Recipe, index: int) -> Recipe:
        """The recipe with this axis at its value number `index`."""
        raise NotImplementedError

    def file_word(self, index: int) -> str:
        """`mouth_open-2`, padded so that steps sort."""
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


Axis = AttributeAxis | EditAxis | PsiAxis
