"""BatchCommands: the slots of the batch actions; opens the dialogs and puts what they ask for into the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ganstudio.jobs.fields import Ground, PathField
from ganstudio.jobs.outputs import FilmOptions, Outputs
from ganstudio.jobs.plans import Plan
from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.ui.jobs.attribute_dialog import AttributeDialog, make_attribute
from ganstudio.ui.jobs.dialog import BatchDialog
from ganstudio.ui.jobs.entries import JobEntry
from ganstudio.ui.jobs.film_dialog import FilmDialog
from ganstudio.ui.jobs.memory import BatchMemory
from ganstudio.ui.jobs.menu import FORMS, BatchForm
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.jobs.tasks import JobFailed, Preview, Seen, preview
from ganstudio.ui.widgets.folder_memory import ask_directory
from ganstudio.ui.widgets.folders import open_folder
from ganstudio.words import tr


class BatchCommands(QObject):
    """Main thread only.

    Attributes:
        queue: The jobs. ground: gives what the dialogs refer to; None while there is no model.

    Signals:
        task_requested(Task): To the worker.
        jobs_shown(): The person should see the queue.
        attributes_changed(): An attribute was added to the model's folder.
        folder_requested(Path): To be shown in the desktop's file manager.
        message(str), status(str): For the error bar and the status bar.
    """

    task_requested = Signal(Task)
    jobs_shown = Signal()
    attributes_changed = Signal()
    folder_requested = Signal(Path)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, window: QWidget, *, memory: BatchMemory | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.ground: Callable[[], Ground | None] = lambda: None
        self._memory = memory or BatchMemory()
        self._dialog: QDialog | None = None
        self._model: ModelContext | None = None
        self._preview: Task[Preview] | None = None
        self._seen = Seen()
        self.queue = JobQueue(self)
        self.opens_folder = True
        self.queue.task_requested.connect(self.task_requested)
        self.queue.message.connect(self.message)

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        return self._dialog

    def open_interpolation(self, end: Path) -> None:
        """Opens the dialog of an interpolation that leads from the picture on screen to another one."""
        form = next(form for form in FORMS if form.action == "batch_interpolate")
        self.open_form(form, {"start": "", "end": str(end)})

    def open_form(self, form: BatchForm, answers: Mapping[str, object] = MappingProxyType({})) -> None:
        """Opens a job's dialog, with answers that are known already."""
        ground = self._ready()
        if ground is None:
            return
        self._seen = Seen()
        dialog = BatchDialog(form, ground, self._memory, self._window)
        if answers:
            dialog.fill(answers)
        dialog.preview_requested.connect(self._look_ahead)
        dialog.preview_cancelled.connect(self._look_no_further)
        dialog.job_requested.connect(self._add)
        takes_pictures = any(isinstance(one, PathField) and one.kind.startswith("picture") for one in form.fields)
        self._show(dialog, beside=takes_pictures)

    def show_ground(self) -> None:
        """The picture on screen is another one: a dialog that stands beside it refers to it from now on."""
        ground = self.ground()
        beside = self._dialog is not None and not self._dialog.isModal()
        if beside and isinstance(self._dialog, BatchDialog | AttributeDialog) and ground is not None:
            self._dialog.show_ground(ground)

    def batch_film(self) -> None:
        """Opens the film dialog, with the last job's folder if there is one."""
        ground = self._ready()
        if ground is None:
            return
        dialog = FilmDialog(ground.portraits, self._memory, self._window)
        done = [entry.folder for entry in self.queue.entries if entry.folder is not None and entry.done]
        if done:
            dialog.add(done[-1])
        dialog.film_requested.connect(self._add_film)
        self._show(dialog)

    def batch_resume(self) -> None:
        """Asks for a job's folder and goes on with it."""
        ground = self._ready()
        if ground is None:
            return
        folder = ask_directory(self._window, "job", tr("The folder of a batch job"), ground.portraits)
        if folder is not None:
            self.queue.open_folder(folder)
            self.jobs_shown.emit()

    def batch_attribute(self) -> None:
        """Opens the dialog of the interpolation as attribute."""
        ground = self._ready()
        if ground is None:
            return
        sets = {} if self._model is None else self._model.folder.attribute_sets()
        taken = {name for names in sets.values() for name in names}
        dialog = AttributeDialog(ground, taken, self._window)
        dialog.attribute_requested.connect(self._add_attribute)
        self._show(dialog, beside=True)

    def show_model(self, model: ModelContext | None) -> None:
        """Another model is loaded."""
        self._model = model
        self.queue.show_model(model)

    def open_folder(self, entry: JobEntry) -> None:
        """Asks for a job's files in the desktop's file manager."""
        folder = _folder_of(entry)
        if folder is not None:
            self.folder_requested.emit(folder)

    def tell_end(self, entry: JobEntry, *, is_watched: bool) -> None:
        """Says that a job has ended, and opens its folder, save over a film that is being watched."""
        folder = _folder_of(entry)
        where = tr("{title}: {note}, in {folder}", title=entry.title, note=entry.note, folder=folder)
        if folder is None or not self.opens_folder:
            self.status.emit(f"{entry.title}: {entry.note}")
        elif is_watched:
            self.status.emit(where)
        else:
            self.status.emit(f"{entry.title}: {entry.note}")
            open_folder(folder, lambda _problem: self.status.emit(where))  # nobody asked for the file manager

    def _ready(self) -> Ground | None:
        ground = self.ground()
        if ground is None:
            self.message.emit(tr("There is no model yet. Open one in the Model menu first."))
        return ground

    def _show(self, dialog: QDialog, *, beside: bool = False) -> None:
        """Shows a dialog; one that stands `beside` the window lets pictures be dragged into it from the film strip."""
        if self._dialog is not None:
            self._dialog.reject()
        self._dialog = dialog
        dialog.finished.connect(self._closed)
        if beside:
            dialog.show()
        else:
            dialog.open()

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _look_ahead(self, plan: Plan, serial: int) -> None:
        self._preview = Task(
            tr("batch preview"),
            preview(plan, serial, self._seen),
            instead_of=self._preview,
            progressed=self._show_note,
            found=self._show_preview,
        )
        self.task_requested.emit(self._preview)

    def _look_no_further(self) -> None:
        if self._preview is not None:
            self._preview.cancel()

    def _show_note(self, progress: Progress[Preview]) -> None:
        if isinstance(self._dialog, BatchDialog) and progress.found is None and progress.note:
            self._dialog.show_note(progress.note)

    def _show_preview(self, shown: Preview) -> None:
        if isinstance(self._dialog, BatchDialog):
            self._dialog.show_preview(shown)

    def _add(self, title: str, plan: Plan, outputs: Outputs) -> None:
        self.queue.add(title, plan, outputs)
        self._say_added(tr(title))

    def _add_film(self, sources: tuple[Path, ...], target: Path, options: FilmOptions) -> None:
        title = tr("Film {name}", name=target.name)
        self.queue.add_film(title, sources, target, options)
        self._say_added(title)

    def _say_added(self, title: str) -> None:
        """The panel stays what it was: a person may go on with the picture meanwhile."""
        self.status.emit(tr("{title} is in the queue; the Jobs tab shows how far it is", title=title))

    def _add_attribute(self, name: str, start: Recipe, end: Recipe) -> None:
        task = Task(tr("add interpolation"), make_attribute(name, start, end), finished=self._end_attribute)
        self.task_requested.emit(task)

    def _end_attribute(self, added: str | JobFailed) -> None:
        if isinstance(added, JobFailed):
            self.message.emit(added.sentence)
        else:
            self.status.emit(tr("Attribute {name} added", name=added))
            self.attributes_changed.emit()


def _folder_of(entry: JobEntry) -> Path | None:
    return entry.film.target.parent if entry.film is not None else entry.folder
