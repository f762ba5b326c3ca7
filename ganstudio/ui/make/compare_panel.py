"""ComparePanel: the picture before, a wipe line, undo and redo."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QWidget

from ganstudio.ui.widgets.action_button import ActionButton
from ganstudio.ui.widgets.card import Card
from ganstudio.words import tr


class ComparePanel(Card):
    """Four buttons of the actions table, in two rows; in a low window in one, without words."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(tr("Compare"), parent)
        self._buttons = (
            ActionButton(actions["toggle_previous"], tr("Previous")),
            ActionButton(actions["toggle_wipe"]),
            ActionButton(actions["undo"]),
            ActionButton(actions["redo"]),
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.body.addLayout(self._grid)
        self._compact: bool | None = None
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """One row of icons, or two rows with words."""
        if compact == self._compact:
            return
        self._compact = compact
        columns = len(self._buttons) if compact else 2
        for number, button in enumerate(self._buttons):
            button.set_words(not compact)
            self._grid.addWidget(button, number // columns, number % columns)
        for column in range(len(self._buttons)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
