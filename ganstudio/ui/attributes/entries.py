"""What the rows of the Attributes tab stand for, worked out of the model's sets and the recipe; plain values, no Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import reduce
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.spec import ALL_LAYERS, GeneratorSpec, LayerRange
from ganstudio.ui.bench.face_parts import GROUPS, OTHER, group_of
from ganstudio.words import spoken, tr
from ganstudio.workspace.model_folder import AttributeKind, AttributeSet

POSITION_MAX = 30
POSITIONS_PER_UNIT = 10
"""The slider's integer positions -30..30 stand for -3..3 times the vector (as in the original program)."""
KINDS: tuple[AttributeKind, ...] = ("basic", "advanced", "custom", "favorites")
KIND_TITLES: dict[AttributeKind, str] = {
    "basic": tr("Basic"),
    "advanced": tr("Advanced"),
    "custom": tr("Custom"),
    "favorites": tr("Favorites"),
}
"""What the sets are called on their own."""
KIND_WORDS: dict[AttributeKind, str] = {
    "basic": tr("basic"),
    "advanced": tr("advanced"),
    "custom": tr("custom"),
    "favorites": tr("favorites"),
}
"""And in a sentence."""
BAND_TITLES = {"coarse": tr("Coarse"), "middle": tr("Middle"), "fine": tr("Fine")}
"""What the bands of style layers are called."""


_GROUPED_FROM = 12
_LEAST_GROUPS = 3
NO_LIMITS: Mapping[str, LayerRange] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class AttributeEntry:
    """One row.

    Attributes:
        name: As shown.
        vector: float32 [w_dim] or [num_ws, w_dim].
        kinds: The sets that have it; none for an attribute that came with a picture.
        layers: Which style layers it moves.
    """

    name: str
    vector: Array
    kinds: tuple[AttributeKind, ...] = ()
    layers: LayerRange = ALL_LAYERS

    @property
    def is_favorite(self) -> bool:
        """Whether its star is filled."""
        return "favorites" in self.kinds

    @property
    def is_from_picture(self) -> bool:
        """Whether the model's sets do not have it."""
        return not self.kinds

    def shift(self, amount: float) -> AttributeShift:
        """What the recipe keeps of it."""
        return AttributeShift(
            name=self.name, vector=self.vector, amount=amount, first=self.layers.first, last=self.layers.last
        )


def entry_of(shift: AttributeShift) -> AttributeEntry:
    """The row of an attribute that only the recipe has."""
    return AttributeEntry(name=shift.name, vector=shift.vector, layers=LayerRange(first=shift.first, last=shift.last))


def entries_of(
    sets: Mapping[AttributeKind, AttributeSet],
    recipe: Recipe,
    remembered: Iterable[AttributeEntry],
    limits: Mapping[str, LayerRange] = NO_LIMITS,
) -> dict[str, AttributeEntry]:
    """Every attribute by name, sorted by name without regard to case.

    Args:
        sets: The model's four sets. Of a name in several, the first set's vector is used.
        recipe: What the picture uses; its vector and its layers win over the sets'.
        remembered: Rows that the picture had a moment ago, kept while its sliders pass through zero, and layer limits
            that were chosen for attributes at zero.
        limits: The layers that the sets' attributes move, by name; all where there is none.
    """
    vectors: dict[str, Array] = {}
    kinds: dict[str, tuple[AttributeKind, ...]] = {}
    for kind in KINDS:
        for name, vector in sets.get(kind, {}).items():
            vectors.setdefault(name, vector)
            kinds[name] = (*kinds.get(name, ()), kind)
    found = {
        name: AttributeEntry(name=name, vector=vector, kinds=kinds[name], layers=limits.get(name, ALL_LAYERS))
        for name, vector in vectors.items()
    }
    for entry in (*remembered, *(entry_of(shift) for shift in recipe.attributes)):
        known = found.get(entry.name, entry)
        same_vector = known.vector == entry.vector
        found[entry.name] = replace(known, layers=entry.layers) if same_vector else entry
    return dict(sorted(found.items(), key=lambda item: (item[0].casefold(), item[0])))


def listed(kinds: Iterable[AttributeKind]) -> str:
    """Sets as a sentence names them: `basic and favorites`; empty for none."""
    words = [KIND_WORDS[kind] for kind in kinds]
    return reduce(lambda some, one: tr("{some} and {one}", some=some, one=one), words) if words else ""


def is_shown(entry: AttributeEntry, kinds: Collection[AttributeKind], search: str) -> bool:
    """Whether a row is seen: its set is on (a picture's own always is), and every word searched for is in its name."""
    in_sets = entry.is_from_picture or any(kind in kinds for kind in entry.kinds)
    name = f"{entry.name} {spoken(entry.name)}".casefold()
    return in_sets and all(word in name for word in search.casefold().split())


class Order(Enum):
    """How the rows stand; the value is what a person reads, the name what settings keep."""

    PARTS = tr("By part of the picture")
    NAME = tr("By name")
    USE = tr("By use: moved first, then used lately")


def in_order(
    entries: Sequence[AttributeEntry], order: Order, used: Sequence[str]
) -> tuple[list[AttributeEntry], dict[str, str]]:
    """The rows in an order, and the headings: by the first name of each group.

    Args:
        entries: Sorted by name.
        order: Which.
        used: Names, the first to stand on top where the order is by use.
    """
    if order is Order.PARTS:
        return by_group(entries)
    if order is Order.USE:
        places = {name: place for place, name in enumerate(used)}
        return sorted(entries, key=lambda entry: places.get(entry.name, len(places))), {}
    return list(entries), {}


def by_group(entries: Sequence[AttributeEntry]) -> tuple[list[AttributeEntry], dict[str, str]]:
    """The rows by the part of the picture that their names speak of, and the headings: by the first name of each group.

    Few rows, and rows that all belong to one group, stay in their order without headings.
    """
    groups = {entry.name: group_of(entry.name) for entry in entries}
    if len(entries) < _GROUPED_FROM or len(set(groups.values())) < _LEAST_GROUPS:
        return list(entries), {}
    order = (*GROUPS, OTHER)
    ordered = sorted(entries, key=lambda entry: order.index(groups[entry.name]))
    headings: dict[str, str] = {}
    for entry in ordered:
        if groups[entry.name] not in headings.values():
            headings[entry.name] = groups[entry.name]
    return ordered, headings


def combined_vector(shifts: Iterable[AttributeShift], spec: GeneratorSpec) -> Array:
    """One vector that at amount 1 does what these sliders do together.

    Returns:
        float32 [w_dim], or [num_ws, w_dim] if the layers are not all moved alike.

    Raises:
        RecipeError: Nothing is moved.
    """
    total = np.zeros((spec.num_ws, spec.w_dim), np.float64)
    for shift in shifts:
        end = spec.num_ws if shift.last is None else shift.last + 1
        rows = np.broadcast_to(shift.vector.numpy().astype(np.float64), total.shape)
        total[shift.first : end] += shift.amount * rows[shift.first : end]
    if not total.any():
        raise RecipeError(tr("No slider is moved, so there is nothing to combine. Move some first."))
    return as_direction(total.astype(np.float32))


def as_direction(ws: npt.NDArray[np.float32]) -> Array:
    """A direction for every layer, [num_ws, w_dim], as one [w_dim] where all layers have the same."""
    return Array(ws[0] if (ws == ws[:1]).all() else ws)
