"""History: the recipes of a sitting as one value, for undo, redo and the history panel."""

from __future__ import annotations

import msgspec

from ganstudio.recipe.document import Recipe


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the history: what was done, and the recipe it led to.

    Attributes:
        label: In the user's words, such as "mouth_open 99.5".
        recipe: The whole recipe after the step.
        time: Seconds since the epoch, given by the caller; 0 if unknown.
    """

    label: str
    recipe: Recipe
    time: float = 0.0


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Steps done, the present one, and steps undone; every change returns a new History.

    Attributes:
        past: Oldest first. present: the step on screen. future: next redo first.
    """

    past: tuple[Step, ...] = ()
    present: Step
    future: tuple[Step, ...] = ()

    def commit(self, step: Step) -> History:
        """With one more step done; what could be redone is dropped. A step that changes nothing is not kept."""
        return self if step.recipe == self.present.recipe else self.add(step)

    def add(self, step: Step) -> History:
        """With one more step done, also where its recipe is the present one: something beside it was changed."""
        return History(past=(*self.past, self.present), present=step)

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
