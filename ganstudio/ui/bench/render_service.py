"""RenderService: the window's only door to the engine. One worker in one thread; the latest request wins.

`request` leaves a recipe in the mailbox and returns at once; a finished frame always comes back, also if a newer recipe
already waits (frames that are dropped show nothing during a drag); or, where a picture takes long, a draft of it, and
the frame once no newer recipe waits. Errors come back as values. Long tasks are stepped
between two pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Draft, Failure, Frame
from ganstudio.ui.bench.mailbox import Mailbox
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.render_worker import (
    CancelTask,
    Command,
    OpenModel,
    Outcome,
    RenderRequest,
    RenderWorker,
    StartTask,
    Stop,
)
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.workspace import Workspace

if TYPE_CHECKING:
    from ganstudio.api import Studio

OpenStudio = Callable[[OpenModel, Callable[[int, int], None]], "Studio"]
"""Loads a model, in the worker's thread, and tells (done, total) while it takes long; tests give a fake."""


class RenderService(QObject):
    """Renders recipes and runs tasks in a worker thread; all its methods and signals belong to the main thread.

    Signals:
        model_loading(str): The file that is being loaded.
        loading_progressed(int, int): Steps of that done, and in all, where it takes long.
        loading_failed(): The model that was there before is still there; `failed` has said why.
        model_loaded(ModelContext): From now on requests are rendered with this model.
        rendered(Frame): A picture. drafted(Draft): a blurred one, while it is rendered.
        failed(Failure): A model, a picture or a task that is not quiet could not be done.
        task_started(Task): One is handed to the worker; what becomes of it, it tells itself.
        idle(): Nothing is left to do.
    """

    model_loading = Signal(str)
    loading_progressed = Signal(int, int)
    loading_failed = Signal()
    model_loaded = Signal(ModelContext)
    rendered = Signal(Frame)
    drafted = Signal(Draft)
    failed = Signal(Failure)
    task_started = Signal(Task)
    idle = Signal()

    def __init__(self, open_studio: OpenStudio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serial = 0
        self._open = True
        self._models = 0
        """How many models were loaded, and shown: what is asked for meanwhile is of the one before."""
        self._tasks: dict[int, Task[object]] = {}
        self._thread = QThread()
        self._thread.setObjectName("ganstudio-render")
        self._end_now = Event()
        self._worker = RenderWorker(open_studio, self._end_now)
        self._mailbox: Mailbox[RenderRequest, Command] = Mailbox(self._worker.woken.emit)
        self._worker.serve(self._mailbox)
        self._worker.moveToThread(self._thread)
        self._thread.finished.connect(self._worker.deleteLater)  # later, it would wait for a thread that is over
        worker = self._worker
        worker.model_loading.connect(self.model_loading)
        worker.loading_progressed.connect(self.loading_progressed)
        worker.loading_failed.connect(self.loading_failed)
        worker.model_loaded.connect(self._model_loaded)
        worker.rendered.connect(self.rendered)
        worker.drafted.connect(self.drafted)
        worker.failed.connect(self.failed)
        worker.task_progressed.connect(self._task_progressed)
        worker.task_ended.connect(self._task_ended)
        worker.idle.connect(self.idle)
        self._thread.start()

    @property
    def last_serial(self) -> int:
        """Of the last request; 0 before the first."""
        return self._serial

    def open_model(
        self,
        path: str | Path,
        *,
        device: str = "auto",
        precision: str = "auto",
        workspace: Workspace | None = None,
        history_bytes: int = 0,
    ) -> int:
        """Loads a model file, or `builtin`; what was requested of the model before is dropped.

        With a workspace, it is worked in from then on; `model_loaded` then tells it. With `history_bytes` it also
        tells the journal of its session, with a history of that size at the most.

        Returns:
            How many pictures that were to be kept are dropped.
        """
        if not self._open:
            return 0
        command = OpenModel(str(path), device, precision, workspace, history_bytes)
        return self._mailbox.command(command, drop_requests=True)

    def request(self, recipe: Recipe, capture: tuple[str, ...] = (), *, keep: bool = False) -> int:
        """Asks for a picture, with the feature maps of the layers in `capture`; gives the request's serial number.

        One that is to be kept is made even if others are asked for meanwhile; these are shown first.
        """
        self._serial += 1
        if self._open:
            self._mailbox.put(RenderRequest(recipe, capture, self._serial, keep, self._models), keep=keep)
        return self._serial

    def start(self, task: Task[object]) -> None:
        """Runs a task step by step between pictures."""
        self._begin(task, whole=False)

    def finish(self, task: Task[object]) -> None:
        """Runs a short task whole, before any picture, and also if the service is closed meanwhile: for saving."""
        self._begin(task, whole=True)

    def close(self) -> None:
        """Ends what is being done and drops what waits, save what is to be finished, and waits for the thread.

        Nothing is emitted afterwards.
        """
        if not self._open:
            return
        self._open = False
        self.blockSignals(True)
        self._mailbox.clear(keep=lambda command: isinstance(command, StartTask) and command.whole)
        self._mailbox.command(Stop())
        self._end_now.set()
        self._thread.wait()

    def give_up_loading(self) -> None:
        """Ends the loading of a model; the one before stays."""
        self._end_now.set()

    def _begin(self, task: Task[object], *, whole: bool) -> None:
        if self._open:
            self._tasks[task.number] = task
            task.cancel_requested.connect(self._cancel)
            self.task_started.emit(task)
            self._mailbox.command(StartTask(task.number, task.name, task.work, whole, self._models))

    def _model_loaded(self, model: ModelContext) -> None:
        self.model_loaded.emit(model)
        self._models += 1

    def _cancel(self, number: int) -> None:
        if self._open and number in self._tasks:
            self._mailbox.command(CancelTask(number))

    def _task_progressed(self, number: int, progress: Progress[object]) -> None:
        if self._open:
            task = self._tasks[number]
            task.progressed.emit(progress)
            if progress.found is not None:
                task.found.emit(progress.found)

    def _task_ended(self, number: int, outcome: Outcome) -> None:
        if not self._open:
            return
        task = self._tasks.pop(number)
        if outcome.failure is not None:
            if not task.is_quiet:
                self.failed.emit(outcome.failure)
            task.failed.emit(outcome.failure)
        elif outcome.is_complete and outcome.found is not None:
            task.finished.emit(outcome.found)
        task.ended.emit()
