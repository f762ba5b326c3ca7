"""The worker behind RenderService: lives in its thread, does one thing a wake-up, and lets no exception out."""

from __future__ import annotations

import logging
import traceback
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from ganstudio.errors import GanStudioError, ModelMissingError, WorkspaceError
from ganstudio.interruption import InterruptedWork, interruptible_by
from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.drafting import Drafting
from ganstudio.ui.bench.frame import Draft, Failure, Frame
from ganstudio.ui.bench.mailbox import Mailbox
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.spare_memory import give_back
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.words import tr
from ganstudio.workspace import Workspace
from ganstudio.workspace.files import is_unwritable
from ganstudio.workspace.journal import Journal, claim_journal

if TYPE_CHECKING:
    from ganstudio.api import Studio

_log = logging.getLogger(__name__)
_GIVES_BACK_AFTER = 64
"""So many pictures later, at rest, memory that was freed is given back: it takes about as long as one small picture."""


@dataclass(frozen=True)
class RenderRequest:
    """A picture wanted, with the feature maps of the layers in `capture`; `keep`: it was generated, and is saved.

    `models` counts the models that had been shown when it was wanted, here and in `StartTask`.
    """

    recipe: Recipe
    capture: tuple[str, ...]
    serial: int
    keep: bool = False
    models: int = 0


@dataclass(frozen=True)
class OpenModel:
    """Load a model file, or `builtin`, to work in that workspace; None for the one that the program began in.

    With `history_bytes` its session is looked for, whose history may take so much.
    """

    path: str
    device: str = "auto"
    precision: str = "auto"
    workspace: Workspace | None = None
    history_bytes: int = 0


@dataclass(frozen=True, eq=False)
class StartTask:
    """Begin a task, known by its number; `whole` is to do it at once, for a short one that must not be lost."""

    number: int
    name: str
    work: Work[object]
    whole: bool = False
    models: int = 0


@dataclass(frozen=True)
class CancelTask:
    """End a task."""

    number: int


@dataclass(frozen=True)
class Stop:
    """Give everything back and end the thread."""


Command = OpenModel | StartTask | CancelTask | Stop


@dataclass(frozen=True, eq=False)
class Outcome:
    """How a task ended: complete, with the last that it has found, or failed, or neither as it was cancelled."""

    is_complete: bool = False
    found: object = None
    failure: Failure | None = None


class RenderWorker(QObject):
    """Owns the Studio. Made in the main thread, then moved; after that only its own thread calls it."""

    woken = Signal()
    model_loading = Signal(str)
    loading_progressed = Signal(int, int)
    loading_failed = Signal()
    model_loaded = Signal(ModelContext)
    rendered = Signal(Frame)
    drafted = Signal(Draft)
    failed = Signal(Failure)
    task_progressed = Signal(int, Progress)
    task_ended = Signal(int, Outcome)
    idle = Signal()

    def __init__(self, open_studio: Callable[[OpenModel, Callable[[int, int], None]], Studio], end_now: Event) -> None:
        """`end_now`, once set, ends what is being done at the moment, but for a task that is to be finished."""
        super().__init__()
        self._end_now = end_now
        self._open_studio = open_studio
        self._studio: Studio | None = None
        self._model: ModelContext | None = None
        self._mailbox: Mailbox[RenderRequest, Command]
        self._drafting: Drafting
        self._tasks: OrderedDict[int, _RunningTask] = OrderedDict()
        self._rendered = 0
        self._loaded = 0

    def serve(self, mailbox: Mailbox[RenderRequest, Command]) -> None:
        """Names the mailbox to look into on each wake-up; called once, before the thread starts."""
        self._mailbox = mailbox
        self._drafting = Drafting(self._end_now, mailbox)
        self.woken.connect(self._work, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _work(self) -> None:
        with interruptible_by(self._end_now):
            self._do_next()

    def _do_next(self) -> None:
        letter = self._mailbox.take()
        if isinstance(letter.command, Stop):
            self._stop()
            return
        self._end_now.clear()
        if letter.command is not None:
            self._obey(letter.command)
        elif letter.request is not None:
            self._render(letter.request)
        elif self._tasks:
            self._step(next(iter(self._tasks)))
        if self._tasks or self._mailbox.has_mail:
            self._mailbox.nudge()
        else:
            self.idle.emit()
            self._give_back_memory()

    def _give_back_memory(self) -> None:
        if self._rendered >= _GIVES_BACK_AFTER:
            self._rendered = 0
            give_back()

    def _obey(self, command: Command) -> None:
        match command:
            case OpenModel():
                self._load(command)
            case StartTask():
                self._tasks[command.number] = _RunningTask(command)
                with interruptible_by(None):
                    while command.whole and command.number in self._tasks:
                        self._step(command.number)
            case CancelTask(number):
                if number in self._tasks:
                    self._end_task(number, Outcome())
            case Stop():
                self._stop()

    def _load(self, command: OpenModel) -> None:
        self.model_loading.emit(command.path)
        try:
            studio = self._open_studio(command, self.loading_progressed.emit)
            context = _context(studio, command)
        except InterruptedWork:
            self.loading_failed.emit()
            return
        except Exception as error:  # noqa: BLE001 - errors cross as values; the thread lives on
            self.failed.emit(_failure(error, tr("The model could not be loaded")))
            self.loading_failed.emit()
            return
        for number in tuple(self._tasks):
            self._end_task(number, Outcome())
        if command.history_bytes:
            context = replace(context, journal=self._journal(context, command.history_bytes))
        self._studio, self._model = studio, context
        self._loaded += 1
        self.model_loaded.emit(context)

    def _journal(self, model: ModelContext, most_bytes: int) -> Journal | None:
        """Of the session to go on with; in another workspace the one at hand is kept from its beginning."""
        before = self._model
        same = before is not None and before.model_id == model.model_id
        if before is not None and same and before.workspace.root == model.workspace.root:
            return None
        path = "builtin" if model.path is None else str(model.path.absolute())
        try:
            return claim_journal(model.workspace.sessions, model.model_id, path, most_bytes=most_bytes, anew=same)
        except WorkspaceError as error:
            self.failed.emit(_failure(error, tr("The session cannot be kept")))
            return None

    def _render(self, request: RenderRequest) -> None:
        if self._studio is None:
            return
        self._rendered += 1
        self._drafting.begin(keep=request.keep)

        def show(image: npt.NDArray[np.uint8]) -> None:
            self.drafted.emit(Draft(recipe=request.recipe, image=image, serial=request.serial))
            self._drafting.pause()

        try:
            with interruptible_by(self._drafting):
                rendering = self._studio.render_detailed(request.recipe, capture=request.capture, draft=show)
        except InterruptedWork:
            return
        except Exception as error:  # noqa: BLE001 - errors cross as values; the thread lives on
            if not self._is_of_another_model(error, request.models):
                self.failed.emit(_failure(error, tr("The picture could not be made")))
            return
        self.rendered.emit(
            Frame(
                recipe=request.recipe,
                image=rendering.portrait.image,
                made=rendering.portrait.made,
                feature_maps=rendering.feature_maps,
                seconds=rendering.seconds,
                first_layer=rendering.first_layer,
                serial=request.serial,
                keep=request.keep,
            )
        )

    def _step(self, number: int) -> None:
        running = self._tasks[number]
        self._tasks.move_to_end(number)
        if self._studio is None:
            why = tr("There is no model yet. Open one in the Model menu, then try again.")
            self._end_task(number, Outcome(failure=Failure(why)))
            return
        try:
            progress = running.step(self._studio)
        except InterruptedWork:
            self._end_task(number, Outcome())
            return
        except Exception as error:  # noqa: BLE001 - errors cross as values; the thread lives on
            is_over = self._is_of_another_model(error, running.models)
            failure = None if is_over else _failure(error, tr("'{task}' stopped", task=running.name))
            self._end_task(number, Outcome(failure=failure))
            return
        if progress is not None:
            self.task_progressed.emit(number, progress)
        else:
            self._end_task(number, Outcome(is_complete=True, found=running.found))

    def _is_of_another_model(self, error: Exception, models: int) -> bool:
        """Whether what failed was asked of the model before, while this one was on its way: it is wanted no more."""
        return isinstance(error, ModelMissingError) and 0 < models < self._loaded

    def _end_task(self, number: int, outcome: Outcome) -> None:
        trouble = self._tasks.pop(number).close()
        if trouble is not None:
            self.failed.emit(trouble)
        self.task_ended.emit(number, outcome)

    def _stop(self) -> None:
        while self._tasks:
            self._tasks.popitem()[1].close()
        self._studio = None
        QThread.currentThread().quit()


class _RunningTask:
    """A task between its steps; the worker's thread alone touches it."""

    def __init__(self, command: StartTask) -> None:
        self.name = command.name
        self.models = command.models
        self._work = command.work
        self._steps: Iterator[Progress[object]] | None = None
        self.found: object = None

    def step(self, studio: Studio) -> Progress[object] | None:
        """Runs to the next `yield`; None when the task is done."""
        if self._steps is None:
            self._steps = iter(self._work(studio))
        progress = next(self._steps, None)
        if progress is not None and progress.found is not None:
            self.found = progress.found
        return progress

    def close(self) -> Failure | None:
        """Lets the task clean up; gives what went wrong, such as a file that was still to be written."""
        if isinstance(self._steps, Generator):
            try:
                self._steps.close()
            except Exception as error:  # noqa: BLE001 - whatever a task does when it ends, the thread lives on
                return _failure(error, tr("'{task}' could not end as it should", task=self.name))
        return None


def _context(studio: Studio, command: OpenModel) -> ModelContext:
    builtin = command.path == "builtin"
    path = None if builtin else Path(command.path)
    return ModelContext(
        spec=studio.spec,
        identity=studio.identity,
        name=tr("faces-{side} · built in", side=studio.spec.img_resolution) if path is None else path.stem,
        path=path,
        folder=studio.folder,
        workspace=studio.workspace,
        device=str(studio.generator.device),
        precision=studio.generator.precision.name,
        notes=studio.generator.notes,
        has_noise=studio.generator.has_noise,
    )


def _failure(error: Exception, what: str) -> Failure:
    """A refusal says all in its sentence; anything else is a fault, and its traceback goes into the details."""
    if isinstance(error, GanStudioError):
        _log.info("%s", what, exc_info=error)
        sentence, _, more = str(error).partition("\n")
        return Failure(sentence, more, is_unwritable(error))
    _log.error("%s", what, exc_info=error)
    details = "".join(traceback.format_exception(error))
    text = str(error).strip().split("\n")[0] or tr("no reason was given")
    return Failure(tr("{what}: {reason} ({kind}).", what=what, reason=text, kind=type(error).__name__), details)
