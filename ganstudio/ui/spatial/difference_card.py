"""DifferenceCard: lays what the edits change over the picture, with one number for what leaks out of the selection."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.task import Task, once
from ganstudio.ui.spatial.difference import Difference, Pixels, difference
from ganstudio.ui.widgets.card import Card
from ganstudio.words import tr

_REST_MS = 120
"""The unedited picture is asked for once nothing else has changed for this long."""
_OFF = tr("Shows where the edits act, also where they were not meant to.")
_IDLE = tr("No edit acts on this picture.")


class DifferenceCard(Card):
    """Compares each frame with the same picture without edits, while it is switched on.

    Signals:
        task_requested(Task): Renders the unedited picture.
        difference_shown(float32 [H, W] or None): Edited minus unedited, to be laid over the picture.
    """

    task_requested = Signal(Task)
    difference_shown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What changes"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._frame: Frame | None = None
        self._unedited: tuple[Recipe, Pixels] | None = None
        self._task: Task[tuple[Recipe, Pixels]] | None = None
        self._on = False
        self.switch = QCheckBox(tr("Show"), self)
        self.switch.setAccessibleName(tr("Show what changes over the picture"))
        self.switch.setToolTip(
            tr("Lay the difference that the edits make over the picture: green brighter, red darker")
        )
        self.switch.toggled.connect(self._toggled)
        self.add_header_widget(self.switch)
        self.label = QLabel(_OFF, self)
        self.label.setProperty("role", "quiet")
        self.label.setWordWrap(True)
        self.number = QLabel(self)
        self.number.setProperty("role", "big-number")
        self.number.setToolTip(tr("What leaks: how far pixels outside the selection move on average, of 255"))
        self.number.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.number)
        row.addWidget(self.label, 1)
        self.body.addLayout(row)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)

    def show_frame(self, frame: Frame | None) -> None:
        """The picture on screen; None when there is none, as with another model."""
        self._frame = frame
        if frame is None:
            self._unedited = None
        self._compare()

    def _toggled(self, on: bool) -> None:
        self._on = on
        if on:
            self._compare()
        else:
            self._say(_OFF)

    def _compare(self) -> None:
        if not self._on:
            return
        if self._frame is None or not self._frame.recipe.active_edits:
            self._say(_IDLE)
            return
        edits = self._frame.recipe.edits
        if self._unedited is None or self._unedited[0] != replace(self._frame.recipe, edits=()):
            self._say(tr("Rendering the picture without edits…"))
            self._rest.start()
            return
        found = difference(self._frame.image, self._unedited[1], edits)
        self._show_numbers(found)
        self.difference_shown.emit(found.values)

    def _show_numbers(self, found: Difference) -> None:
        self.number.setVisible(found.outside is not None)
        if found.outside is None:
            self.label.setText(
                tr("Mean change, of 255: {inside:.1f}. All is selected, so nothing can leak.", inside=found.inside)
            )
            return
        self.number.setText(f"{found.outside:.2f}")
        self.number.setAccessibleName(
            tr("Mean change outside the selection {outside:.2f} of 255", outside=found.outside)
        )
        self.label.setText(
            tr("is the mean change outside the selection, of 255. Inside it is {inside:.1f}.", inside=found.inside)
        )

    def _say(self, sentence: str) -> None:
        self._rest.stop()
        self.number.hide()
        self.label.setText(sentence)
        self.difference_shown.emit(None)

    def _ask(self) -> None:
        if self._frame is None:
            return
        plain = replace(self._frame.recipe, edits=())
        work = once(lambda studio: (plain, studio.render(plain).image))
        self._task = Task(tr("unedited picture"), work, instead_of=self._task, found=self._take_unedited)
        self.task_requested.emit(self._task)

    def _take_unedited(self, unedited: tuple[Recipe, Pixels]) -> None:
        self._unedited = unedited
        self._compare()
