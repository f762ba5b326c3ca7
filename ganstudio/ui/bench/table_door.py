"""TableDoor: opens a table, has a task fill it, and says why where that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.widgets.table_dialog import TableDialog
from ganstudio.words import tr

T = TypeVar("T")


class TableDoor(QObject, Generic[T]):
    """One table at a time. A subclass says what its rows are, and what using one means.

    Attributes:
        dialog: The table that is open; None for none.

    Signals:
        task_requested(Task): For the model's thread.
        status(str): What was done.
    """

    task_requested = Signal(Task)
    status = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.dialog: TableDialog | None = None
        self._table: T | None = None
        self._is_told = False
        self._task: Task[T | str] | None = None

    def close(self) -> None:
        """Closes the table, as when another model is loaded."""
        if self.dialog is not None:
            self.dialog.close()

    def open_table(
        self,
        title: str,
        summary: str,
        columns: Sequence[str],
        *,
        use: tuple[str, str],
        file: Path,
        work: Work[T | str],
        doing: str,
    ) -> None:
        """Opens it in place of one that is open.

        Args:
            title: Of the dialog.
            summary: What it shows.
            columns: Their heads.
            use: What the button says that uses the row chosen, and its tooltip.
            file: Where it is exported to unless another is chosen.
            work: Finds the table, or a sentence on why there is none.
            doing: What the work is called while it runs.
        """
        from ganstudio.analysis.tables import FILE_KINDS

        self.close()
        self.dialog = TableDialog(title, summary, columns, self._window, use=use, formats=FILE_KINDS, file=file)
        self.dialog.used.connect(self._use_row)
        self.dialog.export_requested.connect(self._export)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()
        self._table, self._is_told = None, False
        self._task = Task(
            doing.lower(), work, title=doing, progressed=self._show_progress, found=self._take, ended=self._end
        )
        self.task_requested.emit(self._task)

    def _show_table(self, dialog: TableDialog, table: T) -> None:
        """Shows the rows of what was found."""
        raise NotImplementedError

    def _use(self, dialog: TableDialog, table: T, place: int) -> None:
        """Uses a row."""
        raise NotImplementedError

    def _saver(self, table: T) -> Callable[[Path], None]:
        """What writes the table to a file."""
        raise NotImplementedError

    def _show_progress(self, progress: Progress[T | str]) -> None:
        if self.dialog is not None and progress.found is None:
            self.dialog.show_progress(progress.done, progress.total, progress.note)

    def _take(self, found: T | str) -> None:
        self._is_told = True
        if self.dialog is None:
            return
        if isinstance(found, str):
            self.dialog.show_problem(found)
        else:
            self._table = found
            self._show_table(self.dialog, found)

    def _end(self) -> None:
        self._task = None
        if self.dialog is not None and not self._is_told:
            self.dialog.show_problem(tr("It was stopped. Close this and ask again."))

    def _use_row(self, place: int) -> None:
        if self._table is not None and self.dialog is not None:
            self._use(self.dialog, self._table, place)

    def _export(self, path: Path) -> None:
        if self._table is not None and self.dialog is not None and self.dialog.write(path, self._saver(self._table)):
            self.status.emit(tr("Wrote {file}", file=path.name))

    def _closed(self) -> None:
        self.dialog = None
        if self._task is not None:
            self._task.drop()
            self._task = None
