"""Placing: lets detectors and scripts say what the tabs select on new pictures, one picture after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ganstudio.analysis.script_bundle import ScriptBundle
from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_steps import (
    ScriptFolder,
    ScriptStep,
    for_new_recipe,
    no_detector,
    nothing_found,
    with_selections,
    without_selections,
)
from ganstudio.errors import GanStudioError, ScriptError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.ui.bench.frame import Failure
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.placing_task import Occasion, Order, failure_of, merged, place, runs_on_opened
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.session import Session
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.words import spoken, tr, trn


@dataclass(frozen=True)
class ScriptQuestion:
    """A script that is to run and that the user has not agreed to.

    Attributes:
        bundle: All that would run. tabs: that name it.
        changed: Whether the file was agreed to before, as it stood then or with other arguments.
    """

    bundle: ScriptBundle
    tabs: tuple[str, ...]
    changed: bool


class Placing(QObject):
    """Runs one picture's detectors and scripts at a time in the render thread. Main thread only.

    Attributes:
        ask: Shows the user a script and says whether it may run; by default none may.

    Signals:
        placed(Recipe): A new picture, ready to be shown and saved.
        corrected(Recipe, str): The recipe on screen with other selections, and what was done, for the history.
        completed(Recipe): The picture that was opened last, with selections where its tabs had none yet.
        step_changed(ScriptStep or None): How far the scripts of a picture are; None when nothing runs any more.
        failed(Failure), status(str): For bars. noticed(str): Something good to know, said once.
        repeats_changed(bool, int): Whether "New image when done" is on, and how many pictures it has made.
        next_requested(): Another picture is to be made.
    """

    placed = Signal(Recipe)
    corrected = Signal(Recipe, str)
    completed = Signal(Recipe)
    step_changed = Signal(object)
    failed = Signal(Failure)
    status = Signal(str)
    noticed = Signal(str)
    repeats_changed = Signal(bool, int)
    next_requested = Signal()

    def __init__(self, service: RenderService, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ask: Callable[[ScriptQuestion], bool] = lambda question: False
        self._service = service
        self._session = session
        self._scripts: ScriptFolder | None = None
        self._task: Task[ScriptStep] | None = None
        self._order: Order | None = None
        self._step: ScriptStep | None = None
        self._counts = False
        self._waiting: deque[Order] = deque()
        self._declined: set[str] = set()
        self._told_lacking: Mapping[str, str] = {}
        self._repeats, self._made, self._due = False, 0, False

    @property
    def is_running(self) -> bool:
        """Whether detectors or scripts are at work."""
        return self._order is not None

    @property
    def repeats(self) -> bool:
        """Whether another picture is made when one is done."""
        return self._repeats

    def show_model(self, model: ModelContext) -> None:
        """Another model: what was under way has ended, and is not shown."""
        self._scripts = ScriptFolder(model.workspace.scripts)
        self._forget_waiting()
        self._drop()
        self.step_changed.emit(None)

    def place_new(self, recipe: Recipe) -> bool:
        """Places the selections of a new picture, after those that wait; False if none of its tabs is to be placed."""
        if not any(edit.is_placed for edit in recipe.edits):
            return False
        tabs = tuple(edit.name for edit in recipe.edits if edit.follows_script)
        self._take(Order(recipe, tabs, Occasion.NEW, self._session.recipe))
        return True

    def place_opened(self, recipe: Recipe, anew: tuple[str, ...] = ()) -> None:
        """Runs detectors and scripts of a picture that was opened and is on screen.

        The rule: a selection that a picture brings along has been seen, and perhaps corrected, on this very face; it
        stays as it was saved, and only scripts that are always to run place it anew. The tabs `anew` came from another
        face: they select nothing until they are placed on this one. What is found belongs to the step that opened the
        picture; where it takes the place of a selection, it is a step of its own, that can be undone.
        """
        tabs = tuple(edit.name for edit in recipe.edits if edit.name in anew or runs_on_opened(edit))
        if tabs:
            self._take(Order(recipe, tabs, Occasion.OPENED, recipe))

    def place_one(self, tab: str) -> None:
        """Runs the script of one tab on the picture on screen."""
        recipe = self._session.recipe
        self._take(Order(recipe, (tab,), Occasion.ASKED, recipe))

    def take_back(self) -> bool:
        """Gives up the new picture that was asked for last and is not there yet; False if there is none."""
        last = next((order for order in reversed(self._waiting) if order.occasion is Occasion.NEW), None)
        if last is not None:
            self._waiting.remove(last)
        elif self._order is not None and self._order.occasion is Occasion.NEW:
            self.new_image_when_done(False)
            self._drop()
            self.step_changed.emit(None)
            self._go_on()
        else:
            return False
        self.status.emit(tr("The picture that was asked for last will not be made."))
        return True

    def cancel(self) -> None:
        """Ends the script at work and forgets what waits; a new picture is shown without its selection."""
        self._forget_waiting()
        if self._task is not None:
            self._task.cancel()  # as the status bar does

    def new_image_when_done(self, on: bool) -> None:
        """Turns on or off that the next picture is made as soon as detectors and scripts are back."""
        if on != self._repeats:
            self._repeats, self._made, self._due = on, 0, False
            self.repeats_changed.emit(on, 0)

    def picture_saved(self) -> None:
        """A new picture is on screen: with "New image when done", the next one is due."""
        if self._due and self._repeats and self._order is None and not self._waiting:
            self._due = False
            self._made += 1
            self.repeats_changed.emit(True, self._made)
            self.next_requested.emit()

    def _take(self, order: Order) -> None:
        if self._scripts is None:
            return
        self._ask_for_consent(order, self._scripts)
        if order.occasion is Occasion.OPENED:
            self._leave_opened()
        if self._order is None:
            self._begin(order)
        else:
            self._waiting.append(order)
            self._tell_waiting()

    def _tell_waiting(self) -> None:
        if self._waiting:
            self.status.emit(
                trn("{number:,} picture still to be made", "{number:,} pictures still to be made", len(self._waiting))
            )

    def _leave_opened(self) -> None:
        """Ends the scripts of pictures that were opened before: another one is on screen now."""
        self._waiting = deque(order for order in self._waiting if order.occasion is not Occasion.OPENED)
        if self._task is not None and self._order is not None and self._order.occasion is Occasion.OPENED:
            self._drop()
            self.step_changed.emit(None)
            self._go_on()

    def _drop(self) -> None:
        if self._task is not None:
            self._task.drop()
        self._order, self._step, self._task = None, None, None

    def _begin(self, order: Order) -> None:
        assert self._scripts is not None
        self._order, self._step, self._counts = order, None, False
        files = [edit.script.file for edit in order.recipe.edits if edit.script and edit.name in order.tabs]
        self._task = Task(
            tr("placing selections"),
            place(order, self._scripts),
            title=tr("Script {file}", file=files[0]) if files else "",
            progressed=self._take_step,
            finished=self._take_all,
            ended=self._end,
            cancelled=self._keep_found,
        )
        self._service.start(self._task)

    def _take_step(self, progress: Progress[ScriptStep]) -> None:
        self._step = progress.found
        if self._task is not None and self._step is not None and self._step.total:
            self._task.title = progress.note
            self.step_changed.emit(self._step)

    def _take_all(self, step: ScriptStep) -> None:
        self._step, self._counts = step, True

    def _keep_found(self) -> None:
        """A person stops the scripts: what they have found until then counts."""
        self._forget_waiting()
        self._counts = True

    def _forget_waiting(self) -> None:
        lost = sum(order.occasion is Occasion.NEW for order in self._waiting)
        self._waiting.clear()
        self.new_image_when_done(False)
        if lost:
            self.status.emit(
                trn(
                    "{number:,} picture that waited will not be made.",
                    "{number:,} pictures that waited will not be made.",
                    lost,
                )
            )

    def _end(self) -> None:
        if self._order is None:
            return
        order, step = self._order, self._step
        self._order, self._step, self._task = None, None, None
        self.step_changed.emit(None)
        if step is not None and self._counts:
            self._deliver(order, step)
        elif self._repeats and order.occasion is not Occasion.OPENED:
            self.new_image_when_done(False)
        self._go_on()

    def _go_on(self) -> None:
        if self._order is None and self._waiting:
            self._begin(self._waiting.popleft())
            self._tell_waiting()

    def _deliver(self, order: Order, step: ScriptStep) -> None:
        lost = (*step.pending, *(problem.tab for problem in step.problems))
        if order.occasion is Occasion.NEW:
            recipe = for_new_recipe(without_selections(step.recipe, lost), order.tabs)
            self._due = not lost
            self.placed.emit(merged(self._session.recipe, order.before, recipe))
        else:
            by_detector = {edit.name for edit in order.recipe.edits if edit.follows_detector}
            is_opened = order.occasion is Occasion.OPENED
            self._correct(step, by_detector & set(order.tabs) if is_opened else set(), order if is_opened else None)
        if step.problems:
            self.failed.emit(failure_of(step, is_new=order.occasion is Occasion.NEW))
        if step.lacking and step.lacking != self._told_lacking:
            self.noticed.emit(no_detector(step.lacking))
        self._told_lacking = step.lacking
        if lost:
            self.new_image_when_done(False)
        elif order.occasion is Occasion.ASKED and self._repeats:
            self.next_requested.emit()

    def _correct(self, step: ScriptStep, by_detector: set[str], opened: Order | None) -> None:
        """Puts what detectors and scripts found into the recipe on screen, unless another picture is there by now.

        Where nothing was done since it was `opened`, and nothing selected, that completes it.
        """
        current = self._session.recipe
        if replace(current, edits=()) != replace(step.recipe, edits=()):
            self.status.emit(tr("The picture is another one by now: what the script found was not taken over."))
            return
        placed = {*step.answered, *by_detector}
        found = {edit.name: edit.selection.numpy() for edit in step.recipe.edits if edit.name in placed}
        recipe = with_selections(current, found)
        if recipe != current:
            tabs = ", ".join(map(spoken, found))
            was = {edit.name for edit in current.edits if edit.selection.numpy().any()}
            if opened is not None and current == opened.recipe and not was & set(found):
                self.completed.emit(recipe)
            else:
                by_script = tr("{tabs}: placed by script", tabs=tabs)
                by_detector_alone = tr("{tabs}: placed by detector", tabs=tabs)
                self.corrected.emit(recipe, by_script if step.answered else by_detector_alone)
            emptied = [name for name, selection in found.items() if name in was and not selection.any()]
            if emptied:
                self.status.emit(nothing_found(tr("The script") if step.answered else tr("The detector"), emptied))

    def _ask_for_consent(self, order: Order, scripts: ScriptFolder) -> None:
        """Asks once for each script as it stands; what is declined is asked for again only when a person presses Run.

        A script that is missing, or cannot be read, is told when it is its turn.
        """
        asked: dict[str, tuple[ScriptBundle, list[str]]] = {}
        for edit in order.recipe.edits:
            if edit.script is not None and edit.name in order.tabs:
                with suppress(ScriptError):
                    bundle = scripts.bundle_of(edit.script)
                    asked.setdefault(bundle.key, (bundle, []))[1].append(edit.name)
        for bundle, tabs in asked.values():
            try:
                self._ask_for_script(bundle, tuple(tabs), scripts.consent, again=order.occasion is Occasion.ASKED)
            except GanStudioError as error:
                self.failed.emit(Failure(str(error)))

    def _ask_for_script(
        self, bundle: ScriptBundle, tabs: tuple[str, ...], consent: ScriptConsent, *, again: bool
    ) -> None:
        if consent.covers(bundle) or (bundle.key in self._declined and not again):
            return
        if self.ask(ScriptQuestion(bundle, tabs, changed=consent.knows(bundle))):
            consent.agree_to(bundle)
        else:
            self._declined.add(bundle.key)
