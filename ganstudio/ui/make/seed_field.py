"""SeedField: a seed to type; the arrow keys count."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ganstudio.ui.widgets.number_field import NumberField

SEED_MAX = 2**32 - 1


class SeedField(NumberField):
    """Takes a whole number up to 4294967295; an arrow key goes to the next or previous and counts as Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, SEED_MAX, parent, decimals=0, step=1)
        self.setMinimumWidth(60)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.set_value(None)
