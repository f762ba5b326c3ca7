"""Session: the recipe on screen and the steps that led to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import msgspec
from PySide6.QtCore import QObject, Signal

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.history import History, Step, size_after
from ganstudio.recipe.sharing import Sharing
from ganstudio.words import tr, wording

MOST_BYTES = 1 << 29
"""What a history holds, unless the settings say otherwise."""


class Phase(Enum):
    """Whether a change is still under the mouse, or done."""

    LIVE = "live"
    DONE = "done"


@dataclass(frozen=True, eq=False)
class Beside:
    """What a step changes besides the recipe, such as a file of the model's: how to take it back and do it again.

    Both are called in the main thread, with the step, before the recipe is shown.
    """

    undo: Callable[[], None]
    redo: Callable[[], None]


@dataclass(frozen=True, eq=False)
class TakeBack:
    """Something that was deleted or changed beside the recipe: a sentence that says so, and what brings it back."""

    said: str
    undo: Callable[[], object]


@dataclass(frozen=True)
class RecipeEdit:
    """A change that a person makes: the whole recipe after it.

    Attributes:
        recipe: The recipe as it is to be.
        label: What was done, in the user's words, such as "mouth_open 99.5"; shown in the history.
        phase: LIVE while dragging (shown, not kept), DONE once (kept as one undo step).
        beside: What has been changed besides the recipe; such an edit is a step even if the recipe stays the same.
    """

    recipe: Recipe
    label: str
    phase: Phase = Phase.DONE
    beside: Beside | None = None


class Session(QObject):
    """Holds the history and the recipe on screen; lives in the main thread.

    Attributes:
        most_bytes: How much the steps may take together; the oldest are forgotten beyond that.

    Signals:
        recipe_changed(Recipe): Whenever the recipe on screen changes, also during a drag.
        history_changed(History): Whenever a step is done, undone or redone.
    """

    recipe_changed = Signal(Recipe)
    history_changed = Signal(History)

    def __init__(
        self,
        recipe: Recipe | None = None,
        parent: QObject | None = None,
        *,
        label: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.most_bytes = MOST_BYTES
        self._pictures = 0
        self._sharing = Sharing()
        self._history = History(present=_step(label or tr("start"), recipe or Recipe(), clock(), by_hand=False))
        self._live: RecipeEdit | None = None
        self._beside: dict[Step, Beside] = {}

    @property
    def recipe(self) -> Recipe:
        """The recipe on screen: the one under the mouse, else the history's present."""
        return self._live.recipe if self._live else self._history.present.recipe

    @property
    def history(self) -> History:
        """All steps done and undone."""
        return self._history

    def edit(self, edit: RecipeEdit) -> None:
        """Shows a change, and keeps it as one step when it is DONE."""
        before = self.recipe
        if edit.phase is Phase.LIVE:
            self._live = edit
        else:
            self._live = None
            self._commit(edit)
        if edit.recipe != before:
            self.recipe_changed.emit(edit.recipe)

    def open(self, recipe: Recipe, label: str) -> None:
        """Puts another recipe on screen as a step of its own, so that it can be undone."""
        self._keep_live()
        self.edit(RecipeEdit(recipe, label))

    def begin(self, recipe: Recipe, label: str) -> None:
        """Puts another picture on screen, one that was generated or opened, as a step of its own."""
        self._pictures += 1
        self._put(recipe, label, picture=self._pictures)

    def place(self, recipe: Recipe, label: str) -> None:
        """Takes what detectors and scripts have found on the picture on screen, as a step of its own."""
        self._put(recipe, label, picture=self._history.present.picture)

    def complete(self, recipe: Recipe) -> None:
        """Takes what was still to be found on the picture on screen as part of the step that brought it there."""
        self._keep_live()
        present = self._history.present
        recipe = self._sharing.of(recipe)
        before = self._history.past[-1].recipe if self._history.past else None
        step = msgspec.structs.replace(present, recipe=recipe, size=size_after(recipe, before))
        if present in self._beside:
            self._beside[step] = self._beside.pop(present)
        self._take(self._history.amend(step))
        self.recipe_changed.emit(recipe)

    def restart(self, recipe: Recipe, label: str) -> None:
        """Begins a new history, as when another model has been loaded."""
        number = self._pictures + 1
        self.resume(History(present=_step(label, recipe, self._clock(), picture=number, by_hand=False)))

    def resume(self, history: History) -> None:
        """Goes on with a history, as it was left."""
        self._live = None
        self._beside.clear()
        self._pictures = max(step.picture for step in history.steps)
        self._history = history.within(self.most_bytes)
        self._announce()

    def undo(self) -> None:
        """Takes back the last step; a drag that is still going on counts as the last one."""
        self.go(-1)

    def redo(self) -> None:
        """Does the step that was undone last again."""
        self.go(1)

    def go(self, steps: int) -> None:
        """Moves through the history: negative to the past, positive to the future."""
        self._keep_live()
        history = self._history
        for _ in range(abs(steps)):
            history = self._back(history) if steps < 0 else self._forth(history)
        if history is not self._history:
            self._history = history
            self._announce()

    def _keep_live(self) -> None:
        if self._live is not None:
            live, self._live = self._live, None
            self._commit(live)

    def _back(self, history: History) -> History:
        if history.past and history.present in self._beside:
            self._beside[history.present].undo()
        return history.undo()

    def _forth(self, history: History) -> History:
        if history.future and history.future[0] in self._beside:
            self._beside[history.future[0]].redo()
        return history.redo()

    def _commit(self, edit: RecipeEdit) -> None:
        present = self._history.present
        recipe = self._sharing.of(edit.recipe)
        step = _step(
            edit.label,
            recipe,
            self._clock(),
            picture=present.picture,
            size=size_after(recipe, present.recipe),
        )
        if edit.beside is not None:
            self._beside[step] = edit.beside
            self._take(self._history.add(step))
        else:
            self._take(self._history.commit(step))

    def _put(self, recipe: Recipe, label: str, *, picture: int) -> None:
        """As a step that no hand has made."""
        self._keep_live()
        before = self._history.present.recipe
        recipe = self._sharing.of(recipe)
        step = _step(
            label,
            recipe,
            self._clock(),
            picture=picture,
            by_hand=False,
            size=size_after(recipe, before),
        )
        self._take(self._history.commit(step))
        if recipe != before:
            self.recipe_changed.emit(recipe)

    def _take(self, history: History) -> None:
        if history is not self._history:
            self._history = history.within(self.most_bytes)
            self.history_changed.emit(self._history)

    def _announce(self) -> None:
        self.recipe_changed.emit(self.recipe)
        self.history_changed.emit(self._history)


def _step(label: str, recipe: Recipe, time: float, *, picture: int = 0, by_hand: bool = True, size: int = 0) -> Step:
    return Step(
        label=label, recipe=recipe, time=time, picture=picture, by_hand=by_hand, size=size, words=wording(label)
    )
