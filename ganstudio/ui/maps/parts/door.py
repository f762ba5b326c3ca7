"""PartsDoor: opens the table of a layer's maps against the model's parts, and hands on the map that is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.widgets.table_dialog import Cell, TableDialog

if TYPE_CHECKING:
    from ganstudio.analysis.unit_parts import PartsTable
    from ganstudio.api import Studio

ENOUGH_RECORDED = 16
"""From so many recorded pictures on, these are looked at; else random ones."""


class PartsDoor(QObject):
    """One table at a time.

    Attributes:
        dialog: The table that is open; None for none.

    Signals:
        task_requested(Task): For the model's thread.
        map_chosen(ChannelWeight): It is to be listed.
        status(str): What was done.
    """

    task_requested = Signal(Task)
    map_chosen = Signal(ChannelWeight)
    status = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.dialog: TableDialog | None = None
        self._table: PartsTable | None = None
        self._task: Task[PartsTable | str] | None = None

    def open(self, layer: str, title: str, recipes: tuple[Recipe, ...], folder: Path) -> None:
        """Compares the maps of a layer, called `title`, with the parts found on these faces, or on random ones."""
        from ganstudio.analysis.tables import FILE_KINDS
        from ganstudio.analysis.unit_parts import FACES

        self.close()
        few = len(recipes) < ENOUGH_RECORDED
        faces = f"{FACES} random faces (record {ENOUGH_RECORDED} or more to use those)" if few else "recorded faces"
        self.dialog = TableDialog(
            f"Maps of {title} against parts",
            f"How well does each map alone say where a part is? Intersection over union of its highest values with "
            f"what each detector finds, over {faces}.",
            ("Map", "Part", "Best"),
            self._window,
            use=("Add to the list", "Put this map into the list of maps"),
            formats=FILE_KINDS,
            file=folder / f"parts_{layer}.csv",
        )
        self.dialog.used.connect(self._use)
        self.dialog.export_requested.connect(self._export)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()
        self._table = None
        self._task = Task(
            "compare maps with parts",
            _compare(layer, () if few else recipes),
            title="Compare maps with parts",
            progressed=self._show_progress,
            found=self._show,
        )
        self.task_requested.emit(self._task)

    def close(self) -> None:
        """Closes the table, as when another model is loaded."""
        if self.dialog is not None:
            self.dialog.close()

    def _show_progress(self, progress: Progress[PartsTable | str]) -> None:
        if self.dialog is not None and progress.found is None:
            self.dialog.show_progress(progress.done, progress.total, progress.note)

    def _show(self, table: PartsTable | str) -> None:
        from ganstudio.analysis.tables import as_markdown
        from ganstudio.analysis.unit_parts import best_first, best_part, parts_header, parts_rows

        if isinstance(table, str):
            if self.dialog is not None:
                self.dialog.show_problem(table)
            return
        self._table = best_first(table)
        rows = [
            (
                Cell(str(unit.channel), float(unit.channel)),
                Cell(table.parts[best_part(unit)]),
                Cell(f"{max(unit.iou):.2f}", max(unit.iou)),
                *(Cell(f"{iou:.2f}", iou) for iou in unit.iou),
            )
            for unit in self._table.units
        ]
        if self.dialog is not None:
            self.dialog.show_columns(parts_header(table))
            markdown = as_markdown(parts_header(table), parts_rows(self._table))
            self.dialog.show_rows(rows, markdown=markdown, note=f"{table.faces} faces")

    def _use(self, place: int) -> None:
        if self._table is not None and self.dialog is not None:
            channel = self._table.units[place].channel
            self.map_chosen.emit(ChannelWeight(self._table.layer, channel, 1.0))
            self.dialog.note.setText(f"Map {channel} is in the list.")

    def _export(self, path: Path) -> None:
        from ganstudio.analysis.unit_parts import save_parts

        table = self._table
        if table is None or self.dialog is None:
            return
        if self.dialog.write(path, lambda at: save_parts(at, table)):
            self.status.emit(f"Wrote {path.name}")

    def _closed(self) -> None:
        self.dialog = None
        if self._task is not None:
            self._task.drop()
            self._task = None


def _compare(layer: str, recipes: tuple[Recipe, ...]) -> Work[PartsTable | str]:
    """Finds the table, or a sentence on why there is none."""

    def work(studio: Studio) -> Iterator[Progress[PartsTable | str]]:
        from ganstudio.analysis.detector_files import load_detectors
        from ganstudio.analysis.unit_parts import compare_with_parts

        try:
            detectors = load_detectors(studio.folder.path)
            for done, total, table in compare_with_parts(studio.renderer, layer, detectors, recipes=recipes):
                note = f"looking at face {done} of {total}" if done < total else "comparing"
                yield Progress(done, total, note, table)
        except GanStudioError as error:
            yield Progress(found=str(error))

    return work
