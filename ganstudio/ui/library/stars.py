"""StarButtons: five stars to click, which show a rating and change it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ganstudio.ui.widgets.icons import IconButton
from ganstudio.words import tr, trn
from ganstudio.workspace.library.marks import MOST_STARS


class StarButtons(QWidget):
    """A click on the star that stands takes the rating away.

    Signals:
        rated(int): 0 to 5 stars.
    """

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Rating"))
        self._rating = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.buttons = []
        for stars in range(1, MOST_STARS + 1):
            tooltip = trn(
                "{number} star ({number}); again for none", "{number} stars ({number}); again for none", stars
            )
            button = IconButton("star", tooltip, self)
            button.clicked.connect(partial(self._click, stars))
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch(1)

    @property
    def rating(self) -> int:
        """What is shown."""
        return self._rating

    def show_rating(self, stars: int) -> None:
        """Shows a rating."""
        self._rating = stars
        for number, button in enumerate(self.buttons, start=1):
            button.set_icon_name("star-filled" if number <= stars else "star")
        self.setAccessibleDescription(tr("{stars} of {most}", stars=stars, most=MOST_STARS))

    def _click(self, stars: int) -> None:
        self.rated.emit(0 if stars == self._rating else stars)
