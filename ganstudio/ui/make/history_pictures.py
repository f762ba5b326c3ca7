"""HistoryPictures: draws the steps of the history that were passed over, so that each has its small picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

_QUIET_MS = 700
"""So long nothing must have happened: drawing in between would hold up the next change."""
_MOST = 60
MOST_PICTURES = 400
"""Small pictures of steps that are kept, here and in the panel."""


class HistoryPictures(QObject):
    """Waits for a quiet moment, then draws what is missing, newest first. Main thread only.

    When steps follow one another faster than pictures can be made, the latest one wins and those between are never
    drawn. Where live update is off nothing is drawn unasked, here neither.

    Signals:
        drawn(Frame): The picture of a step.
    """

    drawn = Signal(Frame)

    def __init__(self, bench: Workbench, *, quiet_ms: int = _QUIET_MS) -> None:
        super().__init__(bench)
        self._bench = bench
        self._known: dict[Recipe, None] = {}
        self._task: Task[Frame] | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(quiet_ms)
        self._quiet.timeout.connect(self._draw)
        bench.frame_kept.connect(self._learn)
        bench.session.recipe_changed.connect(self._wait)
        bench.session.history_changed.connect(self._wait)
        bench.service.rendered.connect(self._wait)
        bench.model_changed.connect(self._forget)

    @property
    def missing(self) -> tuple[Recipe, ...]:
        """Steps without a picture, newest first; of a long history the latest, as when a session is taken up again."""
        history = self._bench.session.history
        steps = (*reversed(history.future), history.present, *reversed(history.past))[:_MOST]
        return tuple(dict.fromkeys(step.recipe for step in steps if step.recipe not in self._known))

    def _learn(self, frame: Frame) -> None:
        self._known[frame.recipe] = None
        if len(self._known) > MOST_PICTURES:  # the panel forgets the oldest ones as well
            self._known.pop(next(iter(self._known)))

    def _forget(self) -> None:
        self._known.clear()

    def _wait(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._quiet.start()

    def _draw(self) -> None:
        bench = self._bench
        if bench.model is None or not bench.live or self._task is not None:
            return
        missing = self.missing
        if missing and bench.frame_is_current:  # else the picture on its way comes first, and starts the wait anew
            work = partial(_draw, recipes=missing)
            self._task = Task(tr("pictures of the history"), work, found=self._show, ended=self._end)
            bench.service.start(self._task)

    def _show(self, frame: Frame) -> None:
        self._learn(frame)
        self.drawn.emit(frame)

    def _end(self) -> None:
        self._task = None


def _draw(studio: Studio, recipes: tuple[Recipe, ...]) -> Iterator[Progress[Frame]]:
    for number, recipe in enumerate(recipes, start=1):
        rendering = studio.render_detailed(recipe)
        made = rendering.portrait
        frame = Frame(recipe=recipe, image=made.image, made=made.made, seconds=rendering.seconds)
        yield Progress(number, len(recipes), found=frame)
