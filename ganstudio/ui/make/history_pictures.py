"""HistoryPictures: draws the steps of the history that were passed over, so that each has its small picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Frame, TaskProgress
from ganstudio.ui.bench.workbench import Workbench

if TYPE_CHECKING:
    from ganstudio.api import Studio

_TASK = "pictures of the history"
_QUIET_MS = 700
"""So long nothing must have happened: drawing in between would hold up the next change."""


class HistoryPictures(QObject):
    """Waits for a quiet moment, then draws what is missing, newest first. Main thread only.

    When steps follow one another faster than pictures can be made, the latest one wins and those between are never
    drawn. Where live update is off nothing is drawn unasked, here neither.

    Signals:
        drawn(Frame): The picture of a step.
    """

    drawn = Signal(object)

    def __init__(self, bench: Workbench, *, quiet_ms: int = _QUIET_MS) -> None:
        super().__init__(bench)
        self._bench = bench
        self._known: set[Recipe] = set()
        self._running = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(quiet_ms)
        self._quiet.timeout.connect(self._draw)
        bench.frame_kept.connect(self._learn)
        bench.session.recipe_changed.connect(self._wait)
        bench.session.history_changed.connect(self._wait)
        bench.service.rendered.connect(self._wait)
        bench.model_changed.connect(self._forget)
        bench.service.task_progress.connect(self._show)
        bench.service.task_finished.connect(self._end)

    @property
    def missing(self) -> tuple[Recipe, ...]:
        """Steps without a picture, newest first."""
        history = self._bench.session.history
        steps = (*reversed(history.future), history.present, *reversed(history.past))
        return tuple(dict.fromkeys(step.recipe for step in steps if step.recipe not in self._known))

    def _learn(self, frame: Frame) -> None:
        self._known.add(frame.recipe)

    def _forget(self) -> None:
        self._known.clear()

    def _wait(self) -> None:
        if self._running:
            self._bench.service.cancel_task(_TASK)
        self._quiet.start()

    def _draw(self) -> None:
        bench = self._bench
        if bench.model is None or not bench.live or self._running:
            return
        missing = self.missing
        if missing and bench.frame_is_current:  # else the picture on its way comes first, and starts the wait anew
            self._running = True
            bench.service.start_task(_TASK, lambda studio: _steps(studio, missing))

    def _show(self, progress: TaskProgress) -> None:
        if progress.name == _TASK and isinstance(progress.result, Frame):
            self._known.add(progress.result.recipe)
            self.drawn.emit(progress.result)

    def _end(self, name: str) -> None:
        if name == _TASK:
            self._running = False


def _steps(studio: Studio, recipes: tuple[Recipe, ...]) -> Iterator[TaskProgress]:
    for number, recipe in enumerate(recipes, start=1):
        rendering = studio.render_detailed(recipe)
        frame = Frame(recipe=recipe, image=rendering.portrait.image, seconds=rendering.seconds)
        yield TaskProgress(_TASK, number, len(recipes), result=frame)
