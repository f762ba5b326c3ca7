"""Sharing: parts of recipes that are equal are kept in memory once, as where a picture is opened again."""

from __future__ import annotations

from typing import TypeVar
from weakref import WeakKeyDictionary, ref

import msgspec

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift, SpatialEdit

_Part = TypeVar("_Part", AttributeShift, SpatialEdit)


class Sharing:
    """Knows sliders and spatial edits for as long as somebody has them. For one thread at a time."""

    def __init__(self) -> None:
        self._shifts: WeakKeyDictionary[AttributeShift, ref[AttributeShift]] = WeakKeyDictionary()
        self._edits: WeakKeyDictionary[SpatialEdit, ref[SpatialEdit]] = WeakKeyDictionary()

    def of(self, recipe: Recipe) -> Recipe:
        """An equal recipe, made of the parts that are known where they are equal too."""
        shifts = tuple(_known(shift, self._shifts) for shift in recipe.attributes)
        edits = tuple(_known(edit, self._edits) for edit in recipe.edits)
        same = all(map(_is, shifts, recipe.attributes)) and all(map(_is, edits, recipe.edits))
        return recipe if same else msgspec.structs.replace(recipe, attributes=shifts, edits=edits)


def _known(part: _Part, known: WeakKeyDictionary[_Part, ref[_Part]]) -> _Part:
    found = known.get(part)
    kept = None if found is None else found()
    if kept is not None:
        return kept
    known[part] = ref(part)
    return part


def _is(one: object, other: object) -> bool:
    return one is other
