"""ChosenPictures: which pictures of the grid are chosen, by their ids: a new order or search keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QTimer, Signal

from ganstudio.ui.library.grid import LibraryGrid
from ganstudio.ui.library.model import LibraryModel

_FLAGS = QItemSelectionModel.SelectionFlag


class ChosenPictures(QObject):
    """Main thread only.

    Signals:
        changed(): Others are chosen.
    """

    changed = Signal()

    def __init__(self, grid: LibraryGrid, model: LibraryModel, parent: QObject) -> None:
        super().__init__(parent)
        self._grid, self._model = grid, model
        self._tell = QTimer(self, singleShot=True, interval=0)  # a click changes the selection twice
        self._tell.timeout.connect(self.changed)
        grid.selectionModel().selectionChanged.connect(lambda _now, _before: self._tell.start())

    @property
    def numbers(self) -> list[int]:
        """The ids of the chosen pictures, in order."""
        ranges = self._grid.selectionModel().selection().toList()
        rows = sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))
        return self._model.ids(rows)

    @property
    def current(self) -> int | None:
        """The id of the picture that has the keys."""
        index = self._grid.currentIndex()
        return self._model.ids([index.row()])[0] if index.isValid() else None

    def choose(self, numbers: Iterable[int]) -> None:
        """Chooses pictures, as far as they are shown."""
        rows = sorted(row for number in numbers if (row := self._model.row_of(number)) >= 0)
        selection = QItemSelection()
        start = 0
        for place, row in enumerate(rows):
            if place + 1 == len(rows) or rows[place + 1] != row + 1:
                selection.select(self._model.index(rows[start], 0), self._model.index(row, 0))
                start = place + 1
        self._grid.selectionModel().select(selection, _FLAGS.ClearAndSelect)
        self._tell.start()

    def go_to(self, number: int) -> None:
        """Gives the keys to a picture."""
        row = self._model.row_of(number)
        if row >= 0:
            self._grid.selectionModel().setCurrentIndex(self._model.index(row, 0), _FLAGS.NoUpdate)
            self._grid.scrollTo(self._model.index(row, 0))

    def keep_over(self, change: Callable[[], None]) -> None:
        """Makes a change to what is shown; what is chosen stays chosen, and in its place, as far as it is still there.

        Where the picture that had the keys is gone, they go to the one that is in its place.
        """
        numbers, current, row = self.numbers, self.current, self._grid.currentIndex().row()
        place = self._grid.verticalScrollBar().value()
        change()
        if numbers:
            self.choose(numbers)
        if current is None or not self._model.rowCount():
            return
        found = self._model.row_of(current)
        index = self._model.index(found if found >= 0 else min(row, self._model.rowCount() - 1), 0)
        self._grid.selectionModel().setCurrentIndex(index, _FLAGS.NoUpdate)
        self._grid.doItemsLayout()
        self._grid.verticalScrollBar().setValue(place)
        self._grid.scrollTo(index)
