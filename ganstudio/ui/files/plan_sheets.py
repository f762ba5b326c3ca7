"""PlanSheets: opens the sheets of jobs; a click on a picture opens it, with everything that made it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.widgets.sheet_window import Chosen, OpenedSheet, SheetWindow
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

_HINT = tr("Click a picture to open it.")
Places = tuple[tuple[str, Recipe], ...]
"""File name and recipe of each picture of a sheet."""


class PlanSheets(QObject):
    """A window for each sheet.

    Signals:
        task_requested(Task): Reading one, in the model's thread.
        file_requested(Path): Open this picture. recipe_requested(Recipe, str): Show this one, called so.
    """

    task_requested = Signal(Task)
    file_requested = Signal(Path)
    recipe_requested = Signal(Recipe, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def open(self, path: Path) -> None:
        """Shows a sheet in a window of its own."""
        self.task_requested.emit(
            Task(tr("opening {name}", name=path.name), _read(path), found=partial(self._show, path))
        )

    def _show(self, path: Path, read: tuple[OpenedSheet, Places]) -> None:
        sheet, places = read

        def choose(place: int) -> Chosen:
            name, recipe = places[place]
            kept = path.with_name(name)
            if kept.is_file():
                self.file_requested.emit(kept)
            else:
                self.recipe_requested.emit(recipe, sheet.words[place])
            return True, tr("{picture}: on screen.", picture=sheet.words[place])

        SheetWindow(f"{path.parent.name}/{path.name}", sheet, self._parent, choose=choose).show()


def _read(path: Path) -> Work[tuple[OpenedSheet, Places]]:
    def work(studio: Studio) -> Iterator[Progress[tuple[OpenedSheet, Places]]]:
        from ganstudio.jobs.sheet_plans import read_planned_sheet

        read = read_planned_sheet(path)
        planned = [read.planned[cell.number] for cell in read.cells]
        sheet = OpenedSheet(
            pixels=np.asarray(read.picture, np.uint8),
            boxes=tuple(QRect(cell.left, cell.top, cell.width, cell.height) for cell in read.cells),
            words=tuple(one.caption or one.name for one in planned),
            hint=_HINT,
        )
        places = tuple((one.name, replace(one.recipe, model=one.recipe.model or read.model)) for one in planned)
        yield Progress(1, 1, found=(sheet, places))

    return work
