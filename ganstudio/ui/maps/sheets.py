"""MapSheets: opens the sheets of axis-aligned jobs; a click on a picture takes its map or style channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.edits import ChannelWeight, StyleShift
from ganstudio.recipe.sheet_maps import MapCell, Shown
from ganstudio.recipe.style_names import in_deviations, map_name, style_words
from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.widgets.sheet_window import Chosen, OpenedSheet, SheetWindow
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

_HINT = tr("Click a picture to put its map into the list of maps, raised or lowered as it shows it.")
_STYLE_HINT = tr("Click a picture to shift its style channel on the picture on screen, as the sheet shows it.")
Read = tuple[OpenedSheet, tuple[MapCell, ...]]


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
        self._reading: Task[Read] | None = None

    def open(self, path: Path) -> None:
        """Shows a sheet in a window of its own."""
        self._reading = Task(tr("opening {name}", name=path.name), _read(path), found=partial(self._show, path))
        self.task_requested.emit(self._reading)

    def _show(self, path: Path, read: Read) -> None:
        sheet, cells = read

        def choose(place: int) -> Chosen:
            shown = cells[place].shown
            if shown is None:
                return False, ""
            refusal = self._accept(shown)
            if isinstance(shown, ChannelWeight):
                said = tr("{what}: in the list of maps.", what=sheet.words[place])
            else:
                said = tr("{what}: shifted, with its slider on the Styles page.", what=sheet.words[place])
            return not refusal, refusal or said

        SheetWindow(f"{path.parent.name}/{path.name}", sheet, self._parent, choose=choose).show()


def _words(shown: Shown | None) -> str:
    if isinstance(shown, StyleShift):
        return tr("{name}, {amount}", name=style_words(*shown.place), amount=in_deviations(shown.amount))
    if shown is None:
        return ""
    name = map_name(shown.layer, shown.channel)
    return tr("{name}, raised", name=name) if shown.weight > 0 else tr("{name}, lowered", name=name)


def _read(path: Path) -> Work[Read]:
    def work(studio: Studio) -> Iterator[Progress[Read]]:
        from ganstudio.recipe.sheet_maps import read_sheet

        picture, cells = read_sheet(path)
        sheet = OpenedSheet(
            pixels=np.asarray(picture, np.uint8),
            boxes=tuple(QRect(cell.left, cell.top, cell.width, cell.height) for cell in cells),
            words=tuple(_words(cell.shown) for cell in cells),
            hint=_STYLE_HINT if any(cell.style is not None for cell in cells) else _HINT,
        )
        yield Progress(1, 1, found=(sheet, cells))

    return work
