"""SparseDoor: opens the table of fits with few maps, for a change or for a detector, and hands on what is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.spatial.sparse.task import Fitted, fit_change, fit_detector
from ganstudio.ui.widgets.table_dialog import Cell, TableDialog

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.analysis.sparse_fits import SparseFit, SparseTable, Wanted

_OF_CHANGE = (
    "How much of the change do few maps make? The best sets that were found, each tried on the picture. Quality is the "
    "share of the change that shows; what changes besides counts against it."
)
_OF_DETECTOR = (
    "How well do few of its maps find the part? Each set is fitted to what the whole detector finds on random "
    "pictures. Quality is intersection over union with it, on pictures left out of the fit."
)


class SparseDoor(QObject):
    """One table at a time.

    Attributes:
        dialog: The table that is open; None for none.

    Signals:
        task_requested(Task): For the render thread.
        change_chosen(SparseFit), detector_chosen(Detector): What is to be used.
        status(str): What was done.
    """

    task_requested = Signal(Task)
    change_chosen = Signal(object)
    detector_chosen = Signal(object)
    status = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.dialog: TableDialog | None = None
        self._table: SparseTable | None = None
        self._is_told = False
        self._task: Task[Fitted] | None = None

    def open_change(self, wanted: Wanted, folder: Path) -> None:
        """Shows the fits of a change."""
        use = ("Use", "Put these maps into the tab, with the multiplier that makes about the change")
        self._open(f"Few maps for {wanted.name}", _OF_CHANGE, use, folder / f"{wanted.name}_maps.csv")
        self._start(fit_change(wanted))

    def open_detector(self, detector: Detector, folder: Path) -> None:
        """Shows the fits of a detector."""
        use = ("Keep", "Keep these maps as a detector of their own, which the tab then follows")
        self._open(f"Few maps for {detector.name}", _OF_DETECTOR, use, folder / f"{detector.name}_maps.csv")
        self._start(fit_detector(detector))

    def close(self) -> None:
        """Closes the table, as when another model is loaded."""
        if self.dialog is not None:
            self.dialog.close()

    def _open(self, title: str, summary: str, use: tuple[str, str], file: Path) -> None:
        from ganstudio.analysis.tables import FILE_KINDS, SPARSE_HEADER

        self.close()
        self.dialog = TableDialog(title, summary, SPARSE_HEADER, self._window, use=use, formats=FILE_KINDS, file=file)
        self.dialog.used.connect(self._use)
        self.dialog.export_requested.connect(self._export)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()

    def _start(self, work: Work[Fitted]) -> None:
        self._table, self._is_told = None, False
        self._task = Task("fit few maps", work, title="Fit few maps", progressed=self._show_progress, found=self._show)
        self._task.ended.connect(self._end)
        self.task_requested.emit(self._task)

    def _show_progress(self, progress: Progress[Fitted]) -> None:
        if self.dialog is not None and progress.found is None:
            self.dialog.show_progress(progress.done, progress.total, progress.note)

    def _show(self, table: Fitted) -> None:
        from ganstudio.analysis.tables import SPARSE_HEADER, as_markdown, lost, size_text, sparse_rows, which

        if isinstance(table, str):
            self._is_told = True
            if self.dialog is not None:
                self.dialog.show_problem(table)
            return
        self._table = table
        rows = [
            (
                Cell(size_text(table, fit), float(fit.most)),
                Cell(f"{fit.quality:.3f}", fit.quality),
                Cell(f"{lost(table, fit):+.3f}".replace("-", "−"), lost(table, fit)),
                Cell(which(fit)),
            )
            for fit in table.fits
        ]
        if self.dialog is not None:
            self.dialog.show_rows(rows, markdown=as_markdown(SPARSE_HEADER, sparse_rows(table)))

    def _end(self) -> None:
        self._task = None
        if self.dialog is not None and self._table is None and not self._is_told:
            self.dialog.show_problem("It was stopped. Close this and ask again.")

    def _use(self, place: int) -> None:
        from ganstudio.analysis.sparse_detectors import as_detector

        if self._table is None:
            return
        fit: SparseFit = self._table.fits[place]
        if self._table.kind == "change":
            self.change_chosen.emit(fit)
        else:
            self.detector_chosen.emit(as_detector(self._table, fit))

    def _export(self, path: Path) -> None:
        from ganstudio.analysis.tables import save_sparse

        table = self._table
        if table is None or self.dialog is None:
            return
        if self.dialog.write(path, lambda at: save_sparse(at, table)):
            self.status.emit(f"Wrote {path.name}")

    def _closed(self) -> None:
        self.dialog = None
        if self._task is not None:
            self._task.drop()
            self._task = None
