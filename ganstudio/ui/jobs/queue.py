"""JobQueue: the jobs of this sitting in their order; one runs at a time, in the worker, between pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.errors import JobError
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.unfinished import LeftJob, left_job
from ganstudio.ui.bench.frame import TaskProgress, TaskRequest
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.jobs import tasks
from ganstudio.ui.jobs.entries import CAN_GO_ON, LIVE, FilmOrder, JobEntry, JobState, numbers

_FIND = "find unfinished jobs"


class JobQueue(QObject):
    """Main thread only. It asks for tasks and is told of their progress; it knows no service.

    Signals:
        changed(): Jobs came, went, changed place or state.
        progressed(JobEntry): One has made pictures.
        task_requested(TaskRequest), cancel_requested(str): To the worker.
        started(JobEntry), finished(JobEntry): One begins to run; one is done.
        message(str): A sentence for the error bar.
    """

    changed = Signal()
    progressed = Signal(object)
    task_requested = Signal(object)
    cancel_requested = Signal(str)
    started = Signal(object)
    finished = Signal(object)
    message = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers()
        self._entries: list[JobEntry] = []
        self._model: ModelContext | None = None
        self._asked: dict[str, JobState] = {}
        self._recorded: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[JobEntry, ...]:
        """All jobs, in the order in which they run."""
        return tuple(self._entries)

    @property
    def running(self) -> JobEntry | None:
        """The job that runs now."""
        return next((entry for entry in self._entries if entry.state is JobState.RUNNING), None)

    def record_maps(self, layers: tuple[str, ...]) -> None:
        """Has the pictures of the jobs that start from now on carry the maps of these layers."""
        self._recorded = layers

    def add(self, title: str, plan: Plan, outputs: Outputs) -> None:
        """Puts a new job at the end of the queue."""
        if self._model is None:
            self.message.emit("There is no model yet. Open one in the Model menu, then start the job.")
            return
        entry = JobEntry(number=next(self._numbers), title=title, model=self._model.model_id, total=plan.total)
        self._entries.append(entry)
        self.changed.emit()
        path = "builtin" if self._model.path is None else str(self._model.path)
        name = _prepare_name(entry)
        job = Job(title=title, plan=plan, outputs=outputs)
        self.task_requested.emit(TaskRequest(name, tasks.prepare_task(name, job, path)))

    def add_film(self, title: str, sources: tuple[Path, ...], target: Path, options: FilmOptions) -> None:
        """Puts a film of files at the end of the queue."""
        film = FilmOrder(sources=sources, target=target, options=options)
        self._append(JobEntry(number=next(self._numbers), title=title, state=JobState.WAITING, film=film))

    def open_folder(self, folder: Path) -> None:
        """Lets the job of a folder go on, whether it is in the list already or not."""
        known = next((one for one in self._entries if one.folder and one.folder.resolve() == folder.resolve()), None)
        if known is not None and known.state in LIVE:
            self.message.emit(f"The job of {folder.name} is in the queue and goes on by itself.")
            return
        if known is None:
            try:
                known = self._left(left_job(folder))
            except JobError as error:
                self.message.emit(str(error))
                return
            self._entries.append(known)
        self._replace(known.with_(state=JobState.WAITING, note=""))
        self._run_next()

    def pause(self, number: int) -> None:
        """Stops a job for now; what waits behind it runs meanwhile."""
        self._leave(number, JobState.PAUSED)

    def cancel(self, number: int) -> None:
        """Stops a job; what it has made stays, and it can go on later."""
        self._leave(number, JobState.STOPPED)

    def resume(self, number: int) -> None:
        """Lets a job go on when its turn comes."""
        entry = self._entry(number)
        if entry is not None and entry.state in CAN_GO_ON:
            self._replace(entry.with_(state=JobState.WAITING if entry.folder or entry.film else entry.state, note=""))
            self._run_next()

    def remove(self, number: int) -> None:
        """Takes a job that does not run out of the list; its files stay."""
        entry = self._entry(number)
        if entry is not None and entry.state is not JobState.RUNNING:
            self._entries.remove(entry)
            self.changed.emit()

    def move(self, number: int, steps: int) -> None:
        """Moves a job up (negative) or down in the queue."""
        entry = self._entry(number)
        if entry is None:
            return
        index = self._entries.index(entry)
        target = min(len(self._entries) - 1, max(0, index + steps))
        if target != index:
            self._entries.insert(target, self._entries.pop(index))
            self.changed.emit()

    def show_model(self, model: ModelContext | None) -> None:
        """Another model is loaded: jobs of that one can run, others wait. In another workspace it looks for jobs."""
        here = None if self._model is None else self._model.workspace.root
        elsewhere = model is not None and model.workspace.root != here
        self._model = model
        if elsewhere:
            self.task_requested.emit(TaskRequest(_FIND, tasks.find_task(_FIND)))
        self.changed.emit()
        self._run_next()

    @property
    def is_busy(self) -> bool:
        """Whether a job runs, or will by itself; one that waits for another model does not count."""
        busy = (JobState.PREPARING, JobState.RUNNING)
        return any(
            entry.state in busy or (entry.state is JobState.WAITING and self.can_run(entry)) for entry in self._entries
        )

    def can_run(self, entry: JobEntry) -> bool:
        """Whether the loaded model is the job's."""
        return self._model is not None and entry.model in ("", self._model.model_id)

    def show_task(self, progress: TaskProgress) -> None:
        """Takes in what the worker reports."""
        entry = self._of_task(progress.name)
        if entry is None or entry.state is not JobState.RUNNING:
            return
        result: Any = progress.result
        if isinstance(result, tasks.JobFailed):
            self._asked[entry.name] = JobState.FAILED
            self._replace(entry.with_(note=result.sentence))
            self.message.emit(result.sentence)
        elif isinstance(result, tasks.OtherModel):
            self._asked[entry.name] = JobState.WAITING
        elif isinstance(result, tasks.JobReady):
            self._replace(entry.with_(note=result.folder.name, done=progress.done))
        elif result is None:
            self._progress(entry.with_(done=progress.done, total=progress.total))
        else:
            self._progress(
                entry.with_(
                    done=result.done,
                    skipped=result.skipped,
                    total=result.total,
                    note=result.note,
                    seconds=result.seconds,
                    fresh=result.fresh,
                    image=entry.image if result.image is None else result.image,
                )
            )

    def end_task(self, name: str, result: Any) -> None:
        """A task is over: done, failed, cancelled, or ended with its model."""
        if name == _FIND:
            self._add_found(result or ())
            return
        prepared = next((entry for entry in self._entries if _prepare_name(entry) == name), None)
        if prepared is not None:
            self._take_prepared(prepared, result)
            return
        entry = self._of_task(name)
        if entry is None or entry.state is not JobState.RUNNING:
            return
        asked = self._asked.pop(name, None)
        complete = isinstance(result, tasks.JobReady) or getattr(result, "done", None) is not None
        ended = entry.with_(state=asked or (JobState.DONE if complete else JobState.STOPPED))
        self._replace(ended)
        if ended.state is JobState.DONE:
            self.finished.emit(ended)
        self._run_next()

    def _append(self, entry: JobEntry) -> None:
        self._entries.append(entry)
        self.changed.emit()
        self._run_next()

    def _take_prepared(self, entry: JobEntry, result: Any) -> None:
        if entry.state is not JobState.PREPARING:
            return
        if isinstance(result, tasks.JobReady):
            self._replace(entry.with_(state=JobState.WAITING, folder=result.folder))
        else:
            sentence = getattr(result, "sentence", "The job was not begun, as another model was loaded meanwhile.")
            self._replace(entry.with_(state=JobState.FAILED, note=sentence))
            self.message.emit(sentence)
        self._run_next()

    def _add_found(self, found: tuple[LeftJob, ...]) -> None:
        known = {entry.folder for entry in self._entries}
        self._entries += [self._left(job) for job in found if job.folder not in known]
        self.changed.emit()

    def _left(self, job: LeftJob) -> JobEntry:
        return JobEntry(
            number=next(self._numbers),
            title=job.title,
            model=job.model,
            state=JobState.STOPPED,
            folder=job.folder,
            done=job.done,
            skipped=job.skipped,
            total=job.total,
            note="Begun earlier and not finished",
            image=job.image,
        )

    def _leave(self, number: int, state: JobState) -> None:
        entry = self._entry(number)
        if entry is None:
            return
        if entry.state is JobState.RUNNING:
            self._asked[entry.name] = state
            self.cancel_requested.emit(entry.name)
        elif entry.state in (JobState.WAITING, JobState.PAUSED):
            self._replace(entry.with_(state=state))

    def _run_next(self) -> None:
        if self.running is not None:
            return
        waiting = (entry for entry in self._entries if entry.state is JobState.WAITING and self.can_run(entry))
        entry = next(waiting, None)
        if entry is None:
            return
        begun = entry.with_(state=JobState.RUNNING, note="", seconds=0.0, fresh=0)
        self._replace(begun)
        self.started.emit(begun)
        self.task_requested.emit(TaskRequest(begun.name, self._task(begun), title=begun.title))

    def _task(self, entry: JobEntry) -> Callable[..., Any]:
        if entry.film is not None:
            return tasks.film_task(entry.name, entry.film.sources, entry.film.target, entry.film.options)
        if entry.folder is None:
            raise AssertionError("a job that waits has a folder")
        return tasks.run_task(entry.name, entry.folder, self._recorded)

    def _progress(self, entry: JobEntry) -> None:
        self._entries[self._index(entry)] = entry
        self.progressed.emit(entry)

    def _replace(self, entry: JobEntry) -> None:
        self._entries[self._index(entry)] = entry
        self.changed.emit()

    def _index(self, entry: JobEntry) -> int:
        return next(index for index, known in enumerate(self._entries) if known.number == entry.number)

    def _entry(self, number: int) -> JobEntry | None:
        return next((entry for entry in self._entries if entry.number == number), None)

    def _of_task(self, name: str) -> JobEntry | None:
        return next((entry for entry in self._entries if entry.name == name), None)


def _prepare_name(entry: JobEntry) -> str:
    return f"prepare {entry.name}"
