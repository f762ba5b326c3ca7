"""What a job is to keep: its pictures, a contact sheet, a film; part of every batch dialog."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ganstudio.jobs.outputs import Outputs, SheetOptions
from ganstudio.ui.jobs.film_controls import FilmControls
from ganstudio.ui.widgets.card import Card
from ganstudio.words import tr


class OutputCard(Card):
    """Pictures, sheet, film.

    Signals:
        changed(): Another choice.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, sheet: bool = False, film: str = "") -> None:
        super().__init__(tr("Keep"), parent, collapsible=False)
        self._pictures = QCheckBox(tr("Pictures, each a PNG with its recipe"), self)
        self._pictures.setChecked(True)
        self._pictures.setToolTip(tr("A job that keeps its pictures can be stopped and go on later"))
        self._sheet = QCheckBox(tr("Contact sheet of all of them"), self)
        self._sheet.setChecked(sheet)
        self._sheet.setToolTip(tr("One picture that shows all, rows and columns named"))
        self.film = FilmControls(self, film=film)
        for widget in (self._pictures, self._sheet, self.film):
            self.body.addWidget(widget)
        self._pictures.toggled.connect(self.changed)
        self._sheet.toggled.connect(self.changed)
        self.film.changed.connect(self.changed)

    def outputs(self) -> Outputs:
        """What is asked for.

        Raises:
            JobError: Nothing is, or the film cannot be made so.
        """
        film = self.film.options()
        return Outputs(
            pictures=self._pictures.isChecked(),
            sheet=SheetOptions() if self._sheet.isChecked() else None,
            films=() if film is None else (film,),
        )

    def answers(self) -> dict[str, object]:
        """To be remembered."""
        return {
            "pictures": self._pictures.isChecked(),
            "sheet": self._sheet.isChecked(),
            "film": self.film.answers(),
        }

    def restore(self, answers: dict[str, object]) -> None:
        """Shows what was chosen last."""
        self._pictures.setChecked(bool(answers.get("pictures", True)))
        self._sheet.setChecked(bool(answers.get("sheet", self._sheet.isChecked())))
        film = answers.get("film")
        if isinstance(film, dict):
            self.film.restore(film)
