"""Variations: what a job does with each face it starts from; one face and one variation give a row of pictures."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.axes import Axis
from ganstudio.jobs.channels import EachMap, EachMapOfLayers, EachStyle, RandomMaps
from ganstudio.jobs.names import padded
from ganstudio.jobs.varied import Varied
from ganstudio.recipe.document import Recipe, with_attribute, with_edit
from ganstudio.recipe.edits import AttributeShift, SpatialEdit, applied
from ganstudio.words import tr

MOST_PICTURES = 10_000_000


class AsIs(msgspec.Struct, frozen=True, kw_only=True, tag="as_is", tag_field="kind", forbid_unknown_fields=True):
    """The face as it is."""

    def __len__(self) -> int:
        return 1

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """The recipe itself."""
        yield Varied((), recipe, ())


class Together(msgspec.Struct, frozen=True, kw_only=True, tag="together", tag_field="kind", forbid_unknown_fields=True):
    """All axes step at once (the original's "spectrum")."""

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        _require_axes(self.axes)
        lengths = {len(axis.values) for axis in self.axes}
        if len(lengths) > 1:
            raise JobError(tr("Axes that step together need one count; these have {counts}.", counts=sorted(lengths)))

    def __len__(self) -> int:
        return len(self.axes[0].values)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """One picture a step."""
        for index in range(len(self)):
            yield _at(recipe, self.axes, [index] * len(self.axes))


class InTurn(msgspec.Struct, frozen=True, kw_only=True, tag="in_turn", tag_field="kind", forbid_unknown_fields=True):
    """One axis after another (the original's "sequential").

    While one moves, those before it stay at their last value and those after it at their first, so that the pictures
    make one continuous movement.
    """

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        _require_axes(self.axes)

    def __len__(self) -> int:
        return sum(len(axis.values) for axis in self.axes)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """Each axis over all its values."""
        for moving, axis in enumerate(self.axes):
            for index in range(len(axis.values)):
                indices = [
                    len(other.values) - 1 if position < moving else 0 for position, other in enumerate(self.axes)
                ]
                indices[moving] = index
                varied = _at(recipe, self.axes, indices)
                words = (f"{padded(moving, len(self.axes))}_{axis.file_word(index)}",)
                yield Varied(words, varied.recipe, varied.values)


class EveryCombination(
    msgspec.Struct, frozen=True, kw_only=True, tag="every_combination", tag_field="kind", forbid_unknown_fields=True
):
    """Every combination of the axes' values; the last axis runs fastest."""

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        _require_axes(self.axes)
        require_bearable(math.prod(len(axis.values) for axis in self.axes))

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """One picture a combination."""
        for indices in itertools.product(*(range(len(axis.values)) for axis in self.axes)):
            yield _at(recipe, self.axes, list(indices))


class Sliders(msgspec.Struct, frozen=True, kw_only=True, tag="sliders", tag_field="kind", forbid_unknown_fields=True):
    """Sets sliders on each face: those of the same name are replaced, the face's others stay.

    Attributes:
        attributes: The sliders that are set. edits: the spatial tabs.
    """

    attributes: tuple[AttributeShift, ...] = ()
    edits: tuple[SpatialEdit, ...] = ()

    def __post_init__(self) -> None:
        if not self.attributes and not self.edits:
            raise JobError(tr("No slider is set, so nothing would change. Move a slider first."))

    def __len__(self) -> int:
        return 1

    def apply(self, recipe: Recipe) -> Iterator[Varied]:
        """The face with the sliders."""
        values: list[tuple[str, float]] = []
        for shift in self.attributes:
            recipe = with_attribute(recipe, shift)
            values.append((shift.name, shift.amount))
        for edit in self.edits:
            recipe = with_edit(recipe, applied(edit))
            values.append((edit.name, edit.multiplier))
        yield Varied((), recipe, tuple(values))


Variation = AsIs | Together | InTurn | EveryCombination | EachMap | EachMapOfLayers | EachStyle | RandomMaps | Sliders


def require_bearable(pictures: int) -> None:
    """Refuses a job that would never end.

    Raises:
        JobError: It makes more than ten million pictures.
    """
    if pictures > MOST_PICTURES:
        raise JobError(
            tr(
                "This would make {count:,} pictures; at most {most:,} are accepted. Lower the counts.",
                count=pictures,
                most=MOST_PICTURES,
            )
        )


def _at(recipe: Recipe, axes: tuple[Axis, ...], indices: list[int]) -> Varied:
    for axis, index in zip(axes, indices, strict=True):
        recipe = axis.at(recipe, index)
    words = tuple(axis.file_word(index) for axis, index in zip(axes, indices, strict=True))
    values = tuple((axis.name, axis.values[index]) for axis, index in zip(axes, indices, strict=True))
    return Varied(words, recipe, values)


def _require_axes(axes: tuple[Axis, ...]) -> None:
    if not axes:
        raise JobError(
            tr("Nothing varies: no attribute slider and no spatial multiplier is set. Move one away from 0 first.")
        )
    names = [axis.name for axis in axes]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise JobError(tr("'{name}' would vary twice at once. Name each attribute and tab once.", name=twice))
