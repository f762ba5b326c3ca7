"""Keeping: the file that follows a picture's changes is written when the picture is left.

The rule: each picture has one file of its own in the portraits folder, that which it was generated into or opened from.
When a picture that was changed is left, by another one or by closing the window, its last state is kept there. What
was opened from a batch, the favorites or elsewhere stays as it is, and so does what Save has written: changes to it
become a picture of their own. So do they where one goes back to what the file holds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.recipe.document import Recipe, belongs_to
from ganstudio.recipe.history import History
from ganstudio.recipe.portrait import Portrait
from ganstudio.ui.bench.frame import Failure, Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Task, Work
from ganstudio.ui.bench.workbench import Workbench
from ganstudio.ui.files import file_tasks
from ganstudio.ui.files.file_tasks import OwnFile, Saved
from ganstudio.words import tr
from ganstudio.workspace.journal_lines import Left


class Keeping(QObject):
    """Main thread only.

    Attributes:
        why: The sentence on what could not be written last.

    Signals:
        saved(Saved): A picture was written, or was there already.
        failed(Failure): One could not be written; it is tried again.
        rested(): Nothing is being written any more.
        resumed(Path): The file of the picture that an earlier sitting was left with.
    """

    saved = Signal(Saved)
    failed = Signal(Failure)
    rested = Signal()
    resumed = Signal(Path)

    def __init__(self, bench: Workbench, is_saved: Callable[[Recipe], bool], parent: QObject | None = None) -> None:
        """`is_saved` says whether a file of the workspace is known to hold a recipe."""
        super().__init__(parent)
        self._bench = bench
        self._is_saved = is_saved
        self._files: dict[int, OwnFile] = {}
        self._asked: dict[int, Recipe] = {}
        """What was to be written last, of each picture."""
        self._unkept: dict[int, Recipe] = {}
        """What could not be written, of each picture: for when there is room again, or for another workspace."""
        self._writing = 0
        self.why = ""
        self._last: History | None = None
        bench.generated.connect(self._keep_generated)
        bench.session.history_changed.connect(self._follow)
        bench.model_changed.connect(self._forget)
        bench.journaling.resumed.connect(self._take_left)

    def opened_from(self, path: Path) -> None:
        """The picture on screen comes from a file of the portraits folder, which follows its changes from now on."""
        number = self._bench.session.history.present.picture
        self._files.setdefault(number, OwnFile()).path = path
        self._bench.journaling.show_file(number, path)

    def leave_for(self, path: Path) -> None:
        """What a file holds is opened next: where it is that of the picture on screen, changes go into another one."""
        if self._last is not None:
            number = self._last.present.picture
            if self._last.is_edited and self._file(number).path == path:
                self._files[number] = OwnFile()

    @property
    def unkept(self) -> int:
        """How many pictures could not be written."""
        return len(self._unkept)

    @property
    def is_writing(self) -> bool:
        """Whether a picture is being written."""
        return self._writing > 0

    def keep_now(self) -> None:
        """Writes the picture on screen if it was changed, and what could not be written before."""
        if self._last is not None:
            self._keep(self._last)
        self.keep_unkept()

    def keep_unkept(self) -> None:
        """Writes what could not be written: the workspace is there again or has room, or another one is worked in."""
        model = self._bench.model
        unkept, self._unkept = self._unkept, {}
        for number, recipe in unkept.items():
            if model is not None and belongs_to(recipe, model.identity):
                self._write(number, recipe, file_tasks.keep(recipe, None, self._file(number)))

    def _follow(self, history: History) -> None:
        if self._last is not None and history.present.picture != self._last.present.picture:
            self._keep(self._last)
        self._last = history

    def _forget(self, model: ModelContext) -> None:
        """In another session, or another workspace, pictures have other files."""
        if model.journal is not None:
            self._files.clear()
            self._asked.clear()
            self._last = None
            self.keep_unkept()

    def _take_left(self, left: Left) -> None:
        if self._bench.model is not None:
            portraits = self._bench.model.workspace.portraits
            named = {number: Path(file) for number, file in left.files.items()}
            self._files = {  # a journal may have come from somebody else: it names portraits and nothing else
                number: OwnFile(portraits / file.name)
                for number, file in named.items()
                if file.parts == (portraits.name, file.name)
            }
            own = self._files.get(self._bench.session.history.present.picture)
            if own is not None and own.path is not None:
                self.resumed.emit(own.path)

    def _keep(self, history: History) -> None:
        number, recipe = history.present.picture, history.present.recipe
        is_changed = history.is_edited or number in self._asked
        if is_changed and self._asked.get(number) != recipe and not self._is_saved(recipe):
            self._asked[number] = recipe
            self._write(number, recipe, file_tasks.keep(recipe, self._portrait(recipe), self._file(number)))

    def _keep_generated(self, frame: Frame) -> None:
        steps = reversed(self._bench.session.history.steps)
        number = next((step.picture for step in steps if step.recipe == frame.recipe), None)
        own = OwnFile() if number is None else self._file(number)
        self._write(number, frame.recipe, file_tasks.keep_generated(frame.portrait, own))

    def _write(self, number: int | None, recipe: Recipe, work: Work[Saved]) -> None:
        def tell(saved: Saved) -> None:
            if number is not None:
                self._bench.journaling.show_file(number, saved.path)
            self.saved.emit(saved)
            self.keep_unkept()  # what failed before may succeed, as this did

        def remember(failure: Failure) -> None:
            self.why = failure.sentence
            if number is not None:
                self._unkept[number] = recipe
            self.failed.emit(failure)

        def rest() -> None:
            self._writing -= 1
            if not self._writing:
                self.rested.emit()

        if number is not None:
            self._unkept.pop(number, None)  # an earlier state of the same picture
        task = Task(tr("keeping the picture"), work, finished=tell, ended=rest, is_quiet=True)
        self._writing += 1
        task.failed.connect(remember)
        self._bench.service.finish(task)

    def _file(self, number: int) -> OwnFile:
        return self._files.setdefault(number, OwnFile())

    def _portrait(self, recipe: Recipe) -> Portrait | None:
        for frame in (self._bench.frame, self._bench.comparison.frames.get(recipe)):
            if frame is not None and frame.recipe == recipe:
                return frame.portrait
        return None
