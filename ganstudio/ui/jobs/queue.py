"""JobQueue: the jobs of this sitting in their order; one runs at a time, in the worker, between pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.errors import JobError
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.unfinished import LeftJob, left_job, unfinished_jobs
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Progress, Task, Work, once
from ganstudio.ui.jobs.entries import CAN_GO_ON, LIVE, FilmOrder, JobEntry, JobState, numbers
from ganstudio.ui.jobs.tasks import (
    FilmBegun,
    JobFailed,
    JobReady,
    JobStep,
    OtherModel,
    make_film_of,
    prepare,
    run_folder,
)
from ganstudio.words import tr


class JobQueue(QObject):
    """Main thread only. It asks for tasks and hears what becomes of them; it knows no service.

    Signals:
        changed(): Jobs came, went, changed place or state.
        progressed(JobEntry): One has made pictures.
        pictures_made(JobProgress): The job that runs has made some.
        task_requested(Task): To the worker.
        started(JobEntry), finished(JobEntry): One begins to run; one is done.
        message(str): A sentence for the error bar.
    """

    changed = Signal()
    progressed = Signal(JobEntry)
    pictures_made = Signal(object)
    task_requested = Signal(Task)
    started = Signal(JobEntry)
    finished = Signal(JobEntry)
    message = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers()
        self._entries: list[JobEntry] = []
        self._model: ModelContext | None = None
        self._task: Task[JobStep] | None = None
        self._asked: dict[int, JobState] = {}
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
        """Puts a new job at the end of the queue; its title is in English, as job.json has it."""
        if self._model is None:
            self.message.emit(tr("There is no model yet. Open one in the Model menu, then start the job."))
            return
        entry = JobEntry(number=next(self._numbers), title=tr(title), model=self._model.model_id, total=plan.total)
        self._entries.append(entry)
        self.changed.emit()
        path = "builtin" if self._model.path is None else str(self._model.path)
        preparing = Task(
            tr("beginning the job {title}", title=entry.title),
            prepare(Job(title=title, plan=plan, outputs=outputs), path),
            progressed=partial(self._show_preparing, entry.number),
            finished=partial(self._take_prepared, entry.number),
            ended=partial(self._end_preparing, entry.number),
            is_quiet=True,
        )
        preparing.failed.connect(lambda failure: self._fail(entry.number, failure.sentence))
        self.task_requested.emit(preparing)

    def add_film(self, title: str, sources: tuple[Path, ...], target: Path, options: FilmOptions) -> None:
        """Puts a film of files at the end of the queue."""
        film = FilmOrder(sources=sources, target=target, options=options)
        self._append(JobEntry(number=next(self._numbers), title=title, state=JobState.WAITING, film=film))

    def open_folder(self, folder: Path) -> None:
        """Lets the job of a folder go on, whether it is in the list already or not."""
        known = next((one for one in self._entries if one.folder and one.folder.resolve() == folder.resolve()), None)
        if known is not None and known.state in LIVE:
            self.message.emit(tr("The job of {name} is in the queue and goes on by itself.", name=folder.name))
            return
        if known is None:
            try:
                known = self._left(left_job(folder))
            except JobError as error:
                self.message.emit(str(error))
                return
            self._entries.append(known)
        self._replace(replace(known, state=JobState.WAITING, note=""))
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
            self._replace(
                replace(entry, state=JobState.WAITING if entry.folder or entry.film else entry.state, note="")
            )
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
            self._entries = [entry for entry in self._entries if here is None or not _is_left_in(entry, here)]
            work = once(lambda studio: tuple(unfinished_jobs(studio.workspace.portraits)))
            self.task_requested.emit(Task(tr("find unfinished jobs"), work, finished=self._add_found))
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
        return self._model is not None and self._model.identity.owns(entry.model)

    def _show_progress(self, number: int, progress: Progress[JobStep]) -> None:
        entry = self._entry(number)
        if entry is None:
            return
        match progress.found:
            case None:
                self._progress(replace(entry, done=progress.done, total=progress.total))
            case JobFailed(sentence):
                self._asked[number] = JobState.FAILED
                self._replace(replace(entry, note=sentence))
                self.message.emit(sentence)
            case OtherModel():
                self._asked[number] = JobState.WAITING
            case FilmBegun(image):
                self._progress(replace(entry, total=progress.total, image=image))
            case JobReady(folder):
                self._replace(replace(entry, note=folder.name, done=progress.done))
            case made:
                self.pictures_made.emit(made)
                self._progress(
                    replace(
                        entry,
                        done=made.done,
                        skipped=made.skipped,
                        total=made.total,
                        note=made.note,
                        seconds=made.seconds,
                        fresh=made.fresh,
                        image=entry.image if made.image is None else made.image,
                    )
                )

    def _complete(self, number: int, last: JobStep) -> None:
        self._asked.setdefault(number, JobState.DONE)

    def _end(self, number: int) -> None:
        """It is complete, failed, cancelled, or ended with its model."""
        self._task = None
        entry = self._entry(number)
        if entry is None:
            return
        ended = replace(entry, state=self._asked.pop(number, JobState.STOPPED))
        self._replace(ended)
        if ended.state is JobState.DONE:
            self.finished.emit(ended)
        self._run_next()

    def _append(self, entry: JobEntry) -> None:
        self._entries.append(entry)
        self.changed.emit()
        self._run_next()

    def _show_preparing(self, number: int, progress: Progress[JobReady | JobFailed]) -> None:
        entry = self._entry(number)
        if entry is not None and progress.found is None:
            self._replace(replace(entry, note=progress.note))

    def _take_prepared(self, number: int, prepared: JobReady | JobFailed) -> None:
        entry = self._entry(number)
        if entry is not None and isinstance(prepared, JobReady):
            self._replace(replace(entry, state=JobState.WAITING, folder=prepared.folder))
        elif isinstance(prepared, JobFailed):
            self._fail(number, prepared.sentence)

    def _end_preparing(self, number: int) -> None:
        entry = self._entry(number)
        if entry is not None and entry.state is JobState.PREPARING:
            self._fail(number, tr("The job was not begun, as another model was loaded meanwhile."))
        self._run_next()

    def _fail(self, number: int, sentence: str) -> None:
        entry = self._entry(number)
        if entry is not None:
            self._replace(replace(entry, state=JobState.FAILED, note=sentence))
        self.message.emit(sentence)

    def _add_found(self, found: tuple[LeftJob, ...]) -> None:
        known = {entry.folder for entry in self._entries}
        self._entries += [self._left(job) for job in found if job.folder not in known]
        self.changed.emit()

    def _left(self, job: LeftJob) -> JobEntry:
        return JobEntry(
            number=next(self._numbers),
            title=tr(job.title),
            model=job.model,
            state=JobState.STOPPED,
            folder=job.folder,
            done=job.done,
            skipped=job.skipped,
            total=job.total,
            note=tr("Begun earlier and not finished"),
            image=job.image,
        )

    def _leave(self, number: int, state: JobState) -> None:
        entry = self._entry(number)
        if entry is None:
            return
        if entry.state is JobState.RUNNING and self._task is not None:
            self._asked[number] = state
            self._task.cancel()
        elif entry.state in (JobState.WAITING, JobState.PAUSED):
            self._replace(replace(entry, state=state))

    def _run_next(self) -> None:
        if self.running is not None:
            return
        waiting = (entry for entry in self._entries if entry.state is JobState.WAITING and self.can_run(entry))
        entry = next(waiting, None)
        if entry is None:
            return
        begun = replace(entry, state=JobState.RUNNING, note="", seconds=0.0, fresh=0)
        self._replace(begun)
        self.started.emit(begun)
        self._task = Task(
            tr("the job {title}", title=begun.title),
            self._work(begun),
            title=begun.title,
            progressed=partial(self._show_progress, begun.number),
            finished=partial(self._complete, begun.number),
            ended=partial(self._end, begun.number),
        )
        self.task_requested.emit(self._task)

    def _work(self, entry: JobEntry) -> Work[JobStep]:
        if entry.film is not None:
            return make_film_of(entry.film.sources, entry.film.target, entry.film.options)
        if entry.folder is None:
            raise AssertionError("a job that waits has a folder")
        return run_folder(entry.folder, self._recorded)

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


def _is_left_in(entry: JobEntry, workspace: Path) -> bool:
    """Whether a job lies in a workspace and does not go on by itself: it is offered where that one is open."""
    return entry.state not in LIVE and entry.folder is not None and entry.folder.is_relative_to(workspace)
