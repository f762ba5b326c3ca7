"""RenderService: the window's only door to the engine. One worker in one thread; the latest request wins.

`request` leaves a recipe in the mailbox and returns at once; a finished frame always comes back, also if a newer recipe
already waits (frames that are dropped show nothing during a drag). Errors come back as values. Long tasks are stepped
between two pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Failure, Frame, Task, TaskProgress, TaskRequest
from ganstudio.ui.bench.mailbox import Mailbox
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.render_worker import (
    CancelTask,
    Command,
    FinishTask,
    OpenModel,
    RenderRequest,
    RenderWorker,
    StartTask,
    Stop,
)
from ganstudio.workspace import Workspace

if TYPE_CHECKING:
    from ganstudio.api import Studio

__all__ = ["Failure", "Frame", "ModelContext", "RenderService", "Task", "TaskProgress", "TaskRequest"]

OpenStudio = Callable[[OpenModel, Callable[[int, int], None]], "Studio"]
"""Loads a model, in the worker's thread, and tells (done, total) while it takes long; tests give a fake."""


class RenderService(QObject):
    """Renders recipes and runs tasks in a worker thread; all its methods and signals belong to the main thread.

    Signals:
        model_loading(str): The file that is being loaded.
        model_loaded(ModelContext): From now on requests are rendered with this model.
        rendered(Frame): A picture.
        failed(Failure): A model, a picture or a task could not be done.
        task_progress(TaskProgress): A step of a task is done.
        task_finished(str, object): The task's name and its last progress's result; None if cancelled or failed.
        idle(): Nothing is left to do.
    """

    model_loading = Signal(str)
    model_loaded = Signal(object)
    rendered = Signal(object)
    failed = Signal(object)
    task_progress = Signal(object)
    task_finished = Signal(str, object)
    idle = Signal()

    def __init__(self, open_studio: OpenStudio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._serial = 0
        self._open = True
        self._thread = QThread()
        self._thread.setObjectName("ganstudio-render")
        self._worker = RenderWorker(open_studio)
        self._mailbox: Mailbox[RenderRequest, Command] = Mailbox(self._worker.woken.emit)
        self._worker.serve(self._mailbox)
        self._worker.moveToThread(self._thread)
        worker = self._worker
        worker.model_loading.connect(self.model_loading)
        worker.model_loaded.connect(self.model_loaded)
        worker.rendered.connect(self.rendered)
        worker.failed.connect(self.failed)
        worker.task_progress.connect(self.task_progress)
        worker.task_finished.connect(self.task_finished)
        worker.idle.connect(self.idle)
        self._thread.start()

    def open_model(
        self,
        path: str | Path,
        *,
        device: str = "auto",
        precision: str = "auto",
        workspace: Workspace | None = None,
    ) -> None:
        """Loads a model file, or `builtin`; what was requested of the model before is dropped.

        With a workspace, it is worked in from then on; `model_loaded` then tells it.
        """
        if self._open:
            self._mailbox.command(OpenModel(str(path), device, precision, workspace), drop_request=True)

    def request(self, recipe: Recipe, capture: tuple[str, ...] = ()) -> int:
        """Asks for a picture, with the feature maps of the layers in `capture`; gives the request's serial number."""
        self._serial += 1
        if self._open:
            self._mailbox.put(RenderRequest(recipe, capture, self._serial))
        return self._serial

    def start_task(self, name: str, task: Task) -> None:
        """Runs a task step by step between pictures; one of the same name that runs already is replaced."""
        if self._open:
            self._mailbox.command(StartTask(name, task))

    def finish_task(self, name: str, task: Task) -> None:
        """Runs a short task whole, before any picture, and also if the service is closed meanwhile: for saving."""
        if self._open:
            self._mailbox.command(FinishTask(name, task))

    def cancel_task(self, name: str) -> None:
        """Ends a task after its present step."""
        if self._open:
            self._mailbox.command(CancelTask(name))

    def close(self) -> None:
        """Drops what waits, save what is to be finished, and waits for the thread. Nothing is emitted afterwards."""
        if not self._open:
            return
        self._open = False
        self.blockSignals(True)
        self._mailbox.clear(keep=lambda command: isinstance(command, FinishTask))
        self._mailbox.command(Stop())
        self._thread.wait()
        self._worker.deleteLater()
