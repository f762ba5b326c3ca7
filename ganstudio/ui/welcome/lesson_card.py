"""LessonCard: the step of a lesson, over the picture's upper edge."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.welcome.lessons import Lesson
from ganstudio.ui.widgets.floating_bar import FloatingBar
from ganstudio.words import tr, trp

_WIDTH = 430
_SIDES = (16, 12)


class LessonCard(FloatingBar):
    """Shows and asks.

    Signals:
        next_requested(): On to the next step. over_requested(): From the first step again. closed(): No more of it.
    """

    next_requested = Signal()
    over_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lesson"), parent, width=_WIDTH)
        self.title = QLabel("", self)
        self.title.setProperty("role", "heading")
        self.place = QLabel("", self)
        self.place.setProperty("role", "quiet")
        self.text = QLabel("", self)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.next_button = QPushButton(tr("Next"), self)
        self.next_button.clicked.connect(self.next_requested)
        self.over_button = QPushButton(tr("Start over"), self)
        self.over_button.setToolTip(tr("Begin this lesson again"))
        self.over_button.clicked.connect(self.over_requested)
        self.end_button = QPushButton(trp("leave", "End"), self)
        self.end_button.setToolTip(tr("Leave the lesson; Help, Tutorials goes on where you were"))
        self.end_button.clicked.connect(self.closed)
        for button in (self.over_button, self.end_button):
            button.setProperty("role", "quiet")
        for button in (self.next_button, self.over_button, self.end_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()

    def show_step(self, lesson: Lesson, number: int) -> None:
        """Shows a step, counted from 0. No signal."""
        step, is_last = lesson.steps[number], number == len(lesson.steps) - 1
        self.title.setText(tr(lesson.title).upper())
        self.place.setText(tr("{number} of {count}", number=number + 1, count=len(lesson.steps)))
        self.text.setText(tr(step.say))
        self.text.setMinimumHeight(max(self._height_of(tr(each.say)) for each in lesson.steps))  # buttons stay in place
        self.next_button.setText(tr("Skip") if step.waits else tr("Done") if is_last else tr("Next"))
        tip = tr("On without doing it") if step.waits else tr("End of the lesson") if is_last else trp("further", "On")
        self.next_button.setToolTip(tip)
        theme.set_role(self.next_button, "" if step.waits else "primary")
        self.over_button.setVisible(number > 0)
        self.setAccessibleDescription(tr(step.say))
        self.show()

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.title)
        above.addStretch(1)
        above.addWidget(self.place)
        below.setSpacing(6)
        below.addWidget(self.end_button)
        below.addWidget(self.over_button)
        below.addStretch(1)
        below.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDES[0], 12, _SIDES[1], 10)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.text)
        column.addLayout(below)

    def _height_of(self, words: str) -> int:
        room = QRect(0, 0, _WIDTH - sum(_SIDES) - 2 * self.frameWidth(), 10_000)
        return self.text.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), words).height()
