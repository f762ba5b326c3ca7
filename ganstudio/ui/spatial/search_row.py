"""SearchRow: the button that starts and stops a search, what it says of itself, a hint and a bar below."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.bench.task import Progress
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.progress import clock_text
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr

T = TypeVar("T")

_STRENGTH = 6.0


class SearchRow:
    """The parts of a card that asks for a search.

    Attributes:
        button: Find, Stop or Find again. note: how far it is, or what was looked at. hint: what to do first.
        progress: The bar. below: leads to what was found where that is out of sight.
    """

    def __init__(self, card: QWidget, *, hint: str, counted: str, start: str) -> None:
        """Makes them.

        Args:
            card: Where they will be.
            hint: What to do first.
            counted: What the bar counts, for screen readers.
            start: The button's tooltip before a search.
        """
        self._start = start
        self.hint, self.note = QLabel(hint, card), ElidedLabel(card)
        for label in (self.hint, self.note):
            label.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.button = QPushButton(tr("Find"), card)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.below = QPushButton(tr("Results ↓"), card)
        self.below.setToolTip(tr("Scroll to what was found, below"))
        self.below.setAccessibleName(tr("To the results"))
        self.below.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_role(self.below, "quiet")
        self.below.hide()
        self.progress = QProgressBar(card)
        self.progress.setTextVisible(False)
        place = self.progress.sizePolicy()
        place.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(place)
        self.progress.setAccessibleName(counted)
        self.say("")

    def add_to(self, body: QVBoxLayout) -> None:
        """Places them one below another."""
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addStretch(1)
        row.addWidget(self.below)
        body.addLayout(row)
        body.addWidget(self.note)  # a line of its own: beside both buttons there is no room for its last words
        body.addWidget(self.hint)  # below the button, which stays under the mouse when this goes
        body.addWidget(self.progress)

    def show_progress(self, progress: Progress[T]) -> None:
        """Shows how far the search is."""
        self.progress.setMaximum(max(1, progress.total))
        self.progress.setValue(progress.done)
        left = progress.seconds_left
        time_left = "" if left is None else tr("{time} left", time=clock_text(left))
        self.say(" · ".join(part for part in (progress.note, time_left) if part))

    def wait(self) -> None:
        """Says that a search has been asked for, and begins once what was asked for before it is done."""
        self.progress.setValue(0)
        self.say(tr("Waits until what runs now is done"))

    def say(self, sentence: str) -> None:
        """How far the search is, or what was looked at; an empty sentence takes no room."""
        self.note.set_texts(sentence)
        self.note.setToolTip(sentence)
        self.note.setVisible(bool(sentence))

    def clear(self) -> None:
        """Says nothing of a search."""
        self.say("")
        self.progress.setValue(0)

    def refresh(self, *, found: bool, running: bool, again: bool) -> None:
        """Offers what can be done now.

        Args:
            found: Whether there is something for the picture on screen.
            running: Whether the search goes on.
            again: Whether something was found at all.
        """
        self.hint.setVisible(not again and not running)
        self.button.setText(tr("Stop") if running else tr("Find again") if again else tr("Find"))
        self.button.setToolTip(tr("Stop; what was found stays") if running else self._start)
        theme.set_role(self.button, "" if running or found else "primary")
        self.progress.setVisible(running)


def warning(sentence: str, parent: QWidget) -> QLabel:
    """What to know of the results below it; not in sight yet."""
    label = QLabel(sentence, parent)
    label.setProperty("role", "warning")
    label.setWordWrap(True)
    label.hide()
    return label


def strength_row(parent: QWidget, tooltip: str) -> SliderRow:
    """How strongly channels are tried, in standard deviations."""
    return SliderRow(
        "", 1.0, 20.0, parent, step=0.5, decimals=1, reset_value=_STRENGTH, tooltip=tooltip, name=tr("Strength")
    )
