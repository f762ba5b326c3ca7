"""History: the recipes of a session as one value, for undo, redo and the history panel."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.words import Wording

_STEP_BYTES = 2048
"""What a step takes besides its arrays and maps, and what one map's weight takes; roughly, as Python counts."""
_WEIGHT_BYTES = 160


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the history: what was done, and the recipe it led to.

    Attributes:
        label: In the user's words, such as "mouth_open 99.5".
        recipe: The whole recipe after the step.
        time: Seconds since the epoch, given by the caller; 0 if unknown.
        picture: Number of the picture that it belongs to: one that is generated or opened has the next number.
        by_hand: Whether a person has changed the picture with it; not where it begins or is placed by a detector.
        size: Bytes that it takes besides the step before it, see `size_after`.
        words: What the label was made of, to say it in another language; None where it is not of the program's words.
    """

    label: str
    recipe: Recipe
    time: float = 0.0
    picture: int = 0
    by_hand: bool = True
    size: int = 0
    words: Wording | None = None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Steps done, the present one, and steps undone; every change returns a new History.

    Attributes:
        past: Oldest first. present: the step on screen. future: next redo first.
    """

    past: tuple[Step, ...] = ()
    present: Step
    future: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, oldest first."""
        return (*self.past, self.present, *self.future)

    @property
    def is_edited(self) -> bool:
        """Whether a person has changed the picture on screen since it was generated or opened."""
        number = self.present.picture
        return any(step.by_hand and step.picture == number for step in (*self.past, self.present))

    def commit(self, step: Step) -> History:
        """With one more step done; what could be redone is dropped. A step that changes nothing is not kept."""
        return self if step.recipe == self.present.recipe else self.add(step)

    def add(self, step: Step) -> History:
        """With one more step done, also where its recipe is the present one: something beside it was changed."""
        return History(past=(*self.past, self.present), present=step)

    def amend(self, step: Step) -> History:
        """With another step in the place of the present one, which was not complete yet."""
        return msgspec.structs.replace(self, present=step)

    def undo(self) -> History:
        """One step back; the same history where there is none."""
        if not self.past:
            return self
        return History(past=self.past[:-1], present=self.past[-1], future=(self.present, *self.future))

    def redo(self) -> History:
        """One step forward; the same history where there is none."""
        if not self.future:
            return self
        return History(past=(*self.past, self.present), present=self.future[0], future=self.future[1:])

    def within(self, most_bytes: int) -> History:
        """Without the oldest steps, where all together take more; the present one stays."""
        spare = sum(step.size for step in self.steps) - most_bytes
        dropped = 0
        while spare > 0 and dropped < len(self.past):
            spare -= self.past[dropped].size
            dropped += 1
        return msgspec.structs.replace(self, past=self.past[dropped:]) if dropped else self


def size_after(recipe: Recipe, before: Recipe | None) -> int:
    """About how many bytes a step takes in memory: its arrays and weighted maps that the step before does not share."""
    shared = set() if before is None else {id(part) for part, _ in _parts(before)}
    return _STEP_BYTES + sum(size for part, size in _parts(recipe) if id(part) not in shared)


def _parts(recipe: Recipe) -> Iterator[tuple[object, int]]:
    latents = (recipe.latent, recipe.base, *(mix.source for mix in recipe.style_mix))
    arrays = [latent.values for latent in latents if latent is not None and not isinstance(latent, Seed)]
    arrays += [shift.vector for shift in recipe.attributes]
    arrays += [edit.selection for edit in recipe.edits]
    yield from ((array, _bytes(array)) for array in arrays)
    yield from ((edit.weights, _WEIGHT_BYTES * len(edit.weights)) for edit in recipe.edits)
    yield recipe.style_shifts, _WEIGHT_BYTES * len(recipe.style_shifts)


def _bytes(array: Array) -> int:
    return len(array.tobytes())
