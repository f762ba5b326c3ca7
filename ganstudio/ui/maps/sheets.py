"""MapSheets: opens the sheets of axis-aligned jobs; a click on a picture takes its map or style channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.sheet_maps import Shown
from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.maps.sheet_window import OpenedSheet, SheetWindow

if TYPE_CHECKING:
    from ganstudio.api import Studio


class MapSheets(QObject):
    """A window for each sheet.

    Signals:
        task_requested(Task): Reading one, in the model's thread.
    """

    task_requested = Signal(Task)

    def __init__(self, parent: QWidget, *, accept: Callable[[Shown], str]) -> None:
        """`accept` lists a map with its weight or shifts a style, and gives the reason where it cannot."""
        super().__init__(parent)
        self._parent, self._accept = parent, accept
        self._reading: Task[OpenedSheet] | None = None

    def open(self, path: Path) -> None:
        """Shows a sheet in a window of its own."""
        self._reading = Task(f"opening {path.name}", _read(path), found=partial(self._show, path))
        self.task_requested.emit(self._reading)

    def _show(self, path: Path, sheet: OpenedSheet) -> None:
        SheetWindow(f"{path.parent.name}/{path.name}", sheet, self._parent, accept=self._accept).show()


def _read(path: Path) -> Work[OpenedSheet]:
    def work(studio: Studio) -> Iterator[Progress[OpenedSheet]]:
        from ganstudio.recipe.sheet_maps import read_sheet

        picture, cells = read_sheet(path)
        yield Progress(1, 1, found=OpenedSheet(np.asarray(picture, np.uint8), cells))

    return work
