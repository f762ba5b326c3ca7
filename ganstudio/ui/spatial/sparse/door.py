"""SparseDoor: opens the table of fits with few maps, for a change or for a detector, and hands on what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ganstudio.ui.bench.table_door import TableDoor
from ganstudio.ui.bench.task import Work
from ganstudio.ui.spatial.sparse.task import Fitted, fit_change, fit_detector
from ganstudio.ui.widgets.table_dialog import Cell, TableDialog
from ganstudio.words import spoken, tr

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector
    from ganstudio.analysis.sparse_fits import SparseTable, Wanted

_OF_CHANGE = tr(
    "How much of the change do few maps make? The best sets that were found, each tried on the picture. Quality is the "
    "share of the change that shows; what changes besides counts against it."
)
_OF_DETECTOR = tr(
    "How well do few of its maps find the part? Each set is fitted to what the whole detector finds on random "
    "pictures. Quality is intersection over union with it, on pictures left out of the fit."
)


class SparseDoor(TableDoor["SparseTable"]):
    """One table at a time.

    Signals:
        change_chosen(SparseFit), detector_chosen(Detector): What is to be used.
    """

    change_chosen = Signal(object)
    detector_chosen = Signal(object)

    def open_change(self, wanted: Wanted, folder: Path) -> None:
        """Shows the fits of a change."""
        use = (tr("Use"), tr("Put these maps into the tab, with the multiplier that makes about the change"))
        self._open(wanted.name, _OF_CHANGE, use, folder, fit_change(wanted))

    def open_detector(self, detector: Detector, folder: Path) -> None:
        """Shows the fits of a detector."""
        use = (tr("Keep"), tr("Keep these maps as a detector of their own, which the tab then follows"))
        self._open(detector.name, _OF_DETECTOR, use, folder, fit_detector(detector))

    def show_warning(self, sentence: str) -> None:
        """Says what to know of the table that is open; empty for nothing."""
        if self.dialog is not None:
            self.dialog.show_warning(sentence)

    def _open(self, name: str, summary: str, use: tuple[str, str], folder: Path, work: Work[Fitted]) -> None:
        from ganstudio.analysis.tables import SPARSE_HEADER

        file = folder / f"{name}_maps.csv"
        self.open_table(
            tr("Few maps for {name}", name=spoken(name)),
            summary,
            tuple(map(tr, SPARSE_HEADER)),
            use=use,
            file=file,
            work=work,
            doing=tr("Fit few maps"),
        )

    def _show_table(self, dialog: TableDialog, table: SparseTable) -> None:
        from ganstudio.analysis import tables

        all_maps, and_more = tr(tables.ALL_MAPS), tr(tables.AND_MORE)
        rows = [
            (
                Cell(tables.size_text(table, fit, all_maps), float(fit.most)),
                Cell(f"{fit.quality:.3f}", fit.quality),
                Cell(f"{tables.lost(table, fit):.3f}".replace("-", "−"), tables.lost(table, fit)),
                Cell(tables.which(fit, and_more)),
            )
            for fit in table.fits
        ]
        dialog.show_rows(rows, markdown=tables.as_markdown(*tables.printed(table)))

    def _use(self, dialog: TableDialog, table: SparseTable, place: int) -> None:
        del dialog
        from ganstudio.analysis.sparse_detectors import as_detector

        if table.kind == "change":
            self.change_chosen.emit(table.fits[place])
        else:
            self.detector_chosen.emit(as_detector(table, table.fits[place]))

    def _saver(self, table: SparseTable) -> Callable[[Path], None]:
        from ganstudio.analysis.tables import save_sparse

        return lambda path: save_sparse(path, table)
