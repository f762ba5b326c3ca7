"""PartsDoor: opens the table of a layer's maps against the model's parts, and hands on the map that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.bench.table_door import TableDoor
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.maps.recording.recorded import ENOUGH_RECORDED
from ganstudio.ui.widgets.table_dialog import Cell, TableDialog
from ganstudio.words import spoken, tr, trn

if TYPE_CHECKING:
    from ganstudio.analysis.unit_parts import PartsTable
    from ganstudio.api import Studio


class PartsDoor(TableDoor["PartsTable"]):
    """One table at a time.

    Signals:
        map_chosen(ChannelWeight): It is to be listed.
    """

    map_chosen = Signal(ChannelWeight)

    def open(self, layer: str, title: str, recipes: tuple[Recipe, ...], folder: Path) -> None:
        """Compares the maps of a layer, called `title`, with the parts found on these faces, or on random ones."""
        from ganstudio.analysis.unit_parts import FACES

        few = len(recipes) < ENOUGH_RECORDED
        faces = (
            tr("{count} random faces (record {enough} or more to use those)", count=FACES, enough=ENOUGH_RECORDED)
            if few
            else tr("recorded faces")
        )
        self.open_table(
            tr("Maps of {title} against parts", title=title),
            tr(
                "How well does each map alone say where a part is? Intersection over union of its highest values with "
                "what each detector finds, over {faces}.",
                faces=faces,
            ),
            _heads(()),
            use=(tr("Add to the list"), tr("Put this map into the list of maps")),
            file=folder / f"parts_{layer}.csv",
            work=_compare(layer, () if few else recipes),
            doing=tr("Compare maps with parts"),
        )

    def _show_table(self, dialog: TableDialog, table: PartsTable) -> None:
        from ganstudio.analysis.tables import as_markdown
        from ganstudio.analysis.unit_parts import best_part, parts_header, parts_rows

        rows = [
            (
                Cell(str(unit.channel), float(unit.channel)),
                Cell(spoken(table.parts[best_part(unit)])),
                Cell(f"{max(unit.iou):.2f}", max(unit.iou)),
                *(Cell(f"{iou:.2f}", iou) for iou in unit.iou),
            )
            for unit in table.units
        ]
        dialog.show_columns(_heads(table.parts))
        markdown = as_markdown(parts_header(table), parts_rows(table))
        dialog.show_rows(rows, markdown=markdown, note=trn("{number} face", "{number} faces", table.faces))

    def _use(self, dialog: TableDialog, table: PartsTable, place: int) -> None:
        channel = table.units[place].channel
        self.map_chosen.emit(ChannelWeight(table.layer, channel, 1.0))
        dialog.note.setText(tr("Map {channel} is in the list.", channel=channel))

    def _saver(self, table: PartsTable) -> Callable[[Path], None]:
        from ganstudio.analysis.unit_parts import save_parts

        return lambda path: save_parts(path, table)


def _heads(parts: Sequence[str]) -> tuple[str, ...]:
    return tr("Map"), tr("Part"), tr("Best"), *(spoken(part) for part in parts)


def _compare(layer: str, recipes: tuple[Recipe, ...]) -> Work[PartsTable | str]:
    """Finds the table, best maps first, or a sentence on why there is none."""

    def work(studio: Studio) -> Iterator[Progress[PartsTable | str]]:
        from ganstudio.analysis.detector_files import load_detectors
        from ganstudio.analysis.unit_parts import best_first, compare_with_parts

        try:
            detectors = load_detectors(studio.folder.path)
            for done, total, table in compare_with_parts(studio.renderer, layer, detectors, recipes=recipes):
                note = (
                    tr("looking at face {done} of {total}", done=done, total=total) if done < total else tr("comparing")
                )
                yield Progress(done, total, note, None if table is None else best_first(table))
        except GanStudioError as error:
            yield Progress(found=str(error))

    return work
