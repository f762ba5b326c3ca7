"""SyntaxHelp: how a search is typed, in a small window below the field; a click on an example types it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from ganstudio.words import tr

EXAMPLES = (
    ("hair", tr("a word in names of files, attributes and tabs, in tags and notes")),
    ('"two words"', tr("words one after another")),
    ("mouth_open>50", tr("an attribute's amount or a tab's multiplier: > >= < <= = !=")),
    ("smile:0.5..2", tr("from one number to another")),
    ("rating>=3", tr("stars")),
    ("tag:print", tr("a tag; note:hair searches notes")),
    ("seed:31", tr("the seed; psi<0.8, width:256 and size>200kB are other numbers")),
    ("model:faces", tr("a model's name; name:, folder: and tab: are likewise; * stands for anything")),
    ("date:today", tr("also yesterday, week, month, 2026, 2026-03, date>=2026-03-09")),
    ("in:favorites", tr("the folder: portraits, favorites, versions, batches")),
    ("is:unrated", tr("also rated, tagged, untagged, edited, duplicate, film, plain")),
    ("-tag:print", tr("all but these")),
    ("hat OR glasses", tr("one or the other; brackets put together what belongs together")),
)


class SyntaxHelp(QFrame):
    """Escape or a click elsewhere closes it.

    Signals:
        chosen(str): An example was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "floating")
        self.setAccessibleName(tr("How a search is typed"))
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 12, 14, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        for row, (example, meaning) in enumerate(EXAMPLES):
            button = QPushButton(example, self)
            button.setProperty("role", "quiet")
            button.setToolTip(tr("Search for {example}", example=example))
            button.clicked.connect(lambda _on=False, text=example: self._choose(text))
            label = QLabel(meaning, self)
            label.setProperty("role", "quiet")
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label, row, 1)
        said = QLabel(tr("What is typed beside one another must all be true."), self)
        grid.addWidget(said, len(EXAMPLES), 0, 1, 2)

    def show_below(self, field: QWidget) -> None:
        """Shows it below a field."""
        self.adjustSize()
        self.move(field.mapToGlobal(QPoint(0, field.height() + 4)))
        self.show()

    def _choose(self, text: str) -> None:
        self.hide()
        self.chosen.emit(text)
