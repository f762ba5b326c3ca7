"""ComparePanel: the picture before, a wipe line, undo and redo."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QWidget

from ganstudio.ui.widgets.action_button import ActionButton
from ganstudio.ui.widgets.card import Card


class ComparePanel(Card):
    """Four buttons of the actions table."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__("Compare", parent)
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(ActionButton(actions["toggle_previous"], "Previous"), 0, 0)
        grid.addWidget(ActionButton(actions["toggle_wipe"]), 0, 1)
        grid.addWidget(ActionButton(actions["undo"]), 1, 0)
        grid.addWidget(ActionButton(actions["redo"]), 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
