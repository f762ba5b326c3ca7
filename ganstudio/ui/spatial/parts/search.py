"""PartSearch: has the parts of pictures looked for in the worker, once for each picture."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ganstudio.recipe.document import Recipe, replace
from ganstudio.ui.bench.task import Task
from ganstudio.ui.spatial.parts.finding import FoundParts, Part, find_parts
from ganstudio.words import tr


class PartSearch(QObject):
    """Main thread only.

    Signals:
        task_requested(Task): For the render thread.
        changed(): The parts of another picture are known.
    """

    task_requested = Signal(Task)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: FoundParts | None = None
        self._task: Task[FoundParts] | None = None
        self._looking_at: Recipe | None = None

    def of(self, recipe: Recipe) -> FoundParts | None:
        """The parts of a picture; None where they are not known, or not any more."""
        found = self._found
        return found if found is not None and found.picture == replace(recipe, edits=()) else None

    def part(self, recipe: Recipe, name: str) -> Part | None:
        """A part of a picture by its name."""
        found = self.of(recipe)
        return next((part for part in found.parts if part.name == name), None) if found is not None else None

    def look(self, recipe: Recipe) -> None:
        """Looks at a picture, unless its parts are known, or looked for already."""
        picture = replace(recipe, edits=())
        if self.of(picture) is not None or self._looking_at == picture:
            return
        if self._task is not None:
            self._task.drop()
        self._looking_at = picture
        self._task = Task(tr("finding parts"), find_parts(picture), finished=self._take, ended=self._end)
        self.task_requested.emit(self._task)

    def forget(self) -> None:
        """Nothing is known any more, as with another model."""
        if self._task is not None:
            self._task.drop()
        self._found = self._task = self._looking_at = None

    def _take(self, found: FoundParts) -> None:
        self._found = found
        self.changed.emit()

    def _end(self) -> None:
        self._task, self._looking_at = None, None
