"""The choices of a film: format, rate, order, pace, size, captions, and what its format needs."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QStackedWidget, QWidget

from ganstudio.jobs.outputs import FilmOptions
from ganstudio.jobs.shared_fields import FILM_FIELDS, FILM_FORMATS
from ganstudio.ui.jobs.controls import plain_control
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr

_ASKED = ("fps", "order", "easing", "hold", "size", "captions", "palette", "quality")


class FilmControls(QWidget):
    """Two controls a row, with a name before them.

    Signals:
        changed(): One of them.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, optional: bool = True, film: str = "") -> None:
        super().__init__(parent)
        self._format = QComboBox(self)
        for value, text in ((("", tr("No film")),) if optional else ()) + FILM_FORMATS:
            self._format.addItem(text, value)
        self._format.setAccessibleName(tr("Film"))
        self._format.setToolTip(tr("Make a film of the pictures, and how"))
        self.controls = {one.name: plain_control(one, self._changed) for one in FILM_FIELDS if one.name in _ASKED}
        self._special = QStackedWidget(self)
        for widget in (QWidget(), self.controls["palette"].view, self.controls["quality"].view):
            self._special.addWidget(widget)
        self._lay_out()
        self.choose_format(film)
        self._format.currentIndexChanged.connect(self._changed)
        self._show_state()

    def options(self) -> FilmOptions | None:
        """The film that is asked for, or None.

        Raises:
            JobError: The rate is too high for the format.
        """
        answers = self.answers()
        return msgspec.convert(answers, FilmOptions) if answers["format"] else None

    def choose_format(self, name: str) -> None:
        """Shows another format."""
        self._format.setCurrentIndex(max(0, self._format.findData(name)))

    def answers(self) -> dict[str, object]:
        """To be remembered; named as the fields of FilmOptions."""
        return {"format": self._format.currentData(), **{name: one.answer() for name, one in self.controls.items()}}

    def restore(self, answers: Mapping[str, object]) -> None:
        """Shows what was chosen last."""
        index = self._format.findData(answers.get("format"))
        if index >= 0:
            self._format.setCurrentIndex(index)
        for name, control in self.controls.items():
            control.show_kept(answers.get(name))
        self._show_state()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        rows = (
            (tr("Film"), self._format, self.controls["fps"].view),
            (tr("Order"), self.controls["order"].view, self._special),
            (tr("Pace"), self.controls["easing"].view, self.controls["captions"].view),
            (tr("Hold ends"), self.controls["hold"].view, self.controls["size"].view),
        )
        for row, (label, first, second) in enumerate(rows):
            grid.addWidget(QLabel(label, self), row, 0)
            grid.addWidget(first, row, 1)
            grid.addWidget(second, row, 2)
        grid.setColumnMinimumWidth(0, 108)  # its fields stand below those of the dialog's form
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def _changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        kind = self._format.currentData()
        for control in self.controls.values():
            open_unless(control.view, "" if kind else tr("Choose the film's format first."))
        self._special.setCurrentIndex({"gif": 1, "webp": 2, "mp4": 2}.get(kind, 0))
