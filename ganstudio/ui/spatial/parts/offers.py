"""What can be done with a part of the picture, and the recipe once it is done. Values in, values out; no Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit, applied
from ganstudio.ui.bench.face_parts import part_of
from ganstudio.ui.spatial import tab_list
from ganstudio.ui.spatial.numbers import Curve, number_text
from ganstudio.words import spoken, tr

Float32Array = npt.NDArray[np.float32]

AMOUNT_MAX = 3.0
_UNITS_PER_PX = {Curve.EXPONENTIAL: 1.0, Curve.LINEAR: 0.1}
_AMOUNT_PER_PX = 0.02
_FINE = 0.1
_STAYS_FROM = 0.3
"""A selection that shares this much with what the detector finds is on the part already, and stays as it is."""


class Kind(Enum):
    """What an offer moves: a spatial tab's multiplier, or an attribute's amount."""

    TAB = "tab"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True)
class Offer:
    """Something that can be done with a part.

    Attributes:
        kind: What is moved. name: of the tab or of the attribute.
    """

    kind: Kind
    name: str

    @property
    def title(self) -> str:
        """As a person would say it."""
        return spoken(self.name)

    def value(self, recipe: Recipe) -> float:
        """Where it stands: a multiplier, or an amount."""
        if self.kind is Kind.TAB:
            edit = tab_list.find(recipe.edits, self.name)
            return edit.multiplier if edit is not None else 0.0
        return next((shift.amount for shift in recipe.attributes if shift.name == self.name), 0.0)

    def dragged(self, start: float, pixels: float, *, curve: Curve, fine: bool) -> float:
        """The value that a drag leads to: so many device-independent pixels upwards from where it stood."""
        step = pixels * (_FINE if fine else 1.0)
        if self.kind is Kind.TAB:
            return round(start + step * _UNITS_PER_PX[curve], (1 if fine else 0) + (curve is Curve.LINEAR))
        return round(min(max(start + step * _AMOUNT_PER_PX, -AMOUNT_MAX), AMOUNT_MAX), 1)

    def value_text(self, recipe: Recipe) -> str:
        """Where it stands, as it is written."""
        return number_text(self.value(recipe))

    def label(self, value: float) -> str:
        """For the history, such as "mouth open 99"."""
        return tr("{name} {amount}", name=self.title, amount=number_text(value))


def offers_of(
    part: str, detectors: Collection[str], edits: Iterable[SpatialEdit], attributes: Iterable[str]
) -> tuple[Offer, ...]:
    """What can be done with a part: the tabs that its detectors place, then the attributes that speak of it.

    An attribute that is called as a tab is, as `open_mouth` beside `mouth_open`, is left out: the tab acts there alone.

    Args:
        part: Such as `eyes`.
        detectors: Those that know it.
        edits: The recipe's tabs, and those of the model that could be added.
        attributes: Their names.
    """
    tabs = [Offer(Kind.TAB, edit.name) for edit in edits if edit.detector in detectors and edit.weights]
    said = {_words_of(offer.name) for offer in tabs}
    of_part = (Offer(Kind.ATTRIBUTE, name) for name in attributes if part_of(name) == part)
    return (*tabs, *(offer for offer in of_part if _words_of(offer.name) not in said))


def _words_of(name: str) -> frozenset[str]:
    return frozenset(name.replace("_", " ").split())


def with_known(edits: Iterable[SpatialEdit], known: Iterable[SpatialEdit]) -> tuple[SpatialEdit, ...]:
    """The recipe's tabs, and behind them those of the model that it does not have."""
    present = tuple(edits)
    names = {edit.name for edit in present}
    return (*present, *(edit for edit in known if edit.name not in names))


def with_multiplier(recipe: Recipe, edit: SpatialEdit, value: float, masks: Mapping[str, Float32Array]) -> Recipe:
    """The recipe with a tab's multiplier, on the part where it is in this picture.

    Args:
        recipe: The picture's.
        edit: The tab, of the recipe or to be added to it.
        value: The multiplier.
        masks: What the detectors find on this picture; a selection that is elsewhere is placed where its detector says.
    """
    mask = masks.get(edit.detector)
    placed = edit if mask is None else _placed(edit, mask)
    after = applied(placed, multiplier=value)
    if tab_list.find(recipe.edits, edit.name) is None:
        return replace(recipe, edits=(*recipe.edits, after))
    return replace(recipe, edits=tuple(after if known.name == edit.name else known for known in recipe.edits))


def _placed(edit: SpatialEdit, mask: Float32Array) -> SpatialEdit:
    found = resize_mask(mask, (edit.selection.shape[0], edit.selection.shape[1]))
    there, wanted = np.abs(edit.selection.numpy()), np.clip(found, 0.0, None)
    together = float(np.maximum(there, wanted).sum())
    shared = float(np.minimum(there, wanted).sum()) / together if together else 1.0
    in_use = edit.multiplier != 0.0 and there.any()
    stays = in_use or shared >= _STAYS_FROM or not wanted.any()
    return edit if stays else tab_list.changed(edit, selection=Array(found))


def on_the_way(recipe: Recipe, offer: Offer, count: int) -> Iterator[Recipe]:
    """The recipes of a film: from where nothing is done to where an offer stands, starting and ending gently.

    Args:
        recipe: With what is done.
        offer: What of it moves.
        count: How many; two at least.
    """
    for place in np.linspace(0.0, 1.0, count).tolist():
        share = place * place * (3.0 - 2.0 * place)
        value = offer.value(recipe) * share
        if offer.kind is Kind.TAB:
            edits = (tab_list.changed(e, multiplier=value) if e.name == offer.name else e for e in recipe.edits)
            yield replace(recipe, edits=tuple(edits))
        else:
            shifts = (
                msgspec.structs.replace(shift, amount=value) if shift.name == offer.name else shift
                for shift in recipe.attributes
            )
            yield replace(recipe, attributes=tuple(shifts))
