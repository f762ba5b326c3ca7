"""AttributeDialog: the way from one picture to another, to be saved as an attribute slider."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ganstudio.errors import GanStudioError
from ganstudio.jobs.fields import Ground, PathField
from ganstudio.recipe.document import Recipe
from ganstudio.ui import theme
from ganstudio.ui.bench.task import Work, once
from ganstudio.ui.jobs.controls import PathRow
from ganstudio.ui.jobs.tasks import JobFailed
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio


class AttributeDialog(Dialog):
    """Asks for two pictures and a name.

    Signals:
        attribute_requested(name, start, end): Save the way between two recipes.
    """

    attribute_requested = Signal(str, Recipe, Recipe)

    def __init__(self, ground: Ground, taken: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Add interpolation as attribute"))
        self.setMinimumWidth(520)
        self._ground = ground
        self._taken = frozenset(taken)
        self.start, self.end = (_picture_row(label) for label in (tr("From"), tr("To")))
        self.name = QLineEdit(self)
        self.name.setAccessibleName(tr("Name of the attribute"))
        self.name.setPlaceholderText(tr("such as younger"))
        summary = QLabel(
            tr(
                "An attribute that leads from one picture to another: amount 1 on the first gives the second. "
                "An empty field is the picture on screen."
            ),
            self,
        )
        summary.setProperty("role", "quiet")
        summary.setWordWrap(True)
        self.problem = QLabel("", self)
        self.problem.setProperty("role", "warning")
        self.problem.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for label, widget in ((tr("From"), self.start), (tr("To"), self.end), (tr("Name"), self.name)):
            form.addRow(label, widget)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("Add attribute"))
        theme.set_role(self.ok, "primary")
        self.ok.setAutoDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.name.textChanged.connect(self._check)
        self.start.changed.connect(self._check)
        self.end.changed.connect(self._check)
        self._check()

    def show_ground(self, ground: Ground) -> None:
        """Refers to another picture from now on."""
        self._ground = ground

    def accept(self) -> None:
        """Reads both pictures and asks for the attribute."""
        try:
            start, end = self._recipe(self.start), self._recipe(self.end)
        except GanStudioError as error:
            self.problem.setText(str(error))
            return
        self.attribute_requested.emit(self.name.text().strip(), start, end)
        super().accept()

    def _recipe(self, row: PathRow) -> Recipe:
        return self._ground.read(Path(row.text()), self._ground.spec) if row.text() else self._ground.recipe

    def _check(self) -> None:
        name = self.name.text().strip()
        sentence = tr("There is an attribute '{name}' already.", name=name) if name in self._taken else ""
        self.problem.setText(sentence)
        if not name:
            sentence = tr("Give it a name first.")
        elif self.start.text() == self.end.text():
            sentence = sentence or tr("Choose two different pictures.")
        open_unless(self.ok, sentence)


def make_attribute(attribute: str, start: Recipe, end: Recipe) -> Work[str | JobFailed]:
    """Computes and saves the attribute, and gives its name."""

    def make(studio: Studio) -> str | JobFailed:
        from ganstudio.jobs.interpolation_attribute import add_interpolation

        try:
            add_interpolation(studio.folder, attribute, start, end, ws_of=studio.renderer.ws)
        except GanStudioError as error:
            return JobFailed(str(error))
        return attribute

    return once(make)


def _picture_row(label: str) -> PathRow:
    text = tr("A picture that GanStudio saved; empty for the one on screen")
    return PathRow(PathField(name=label, label=label, help=text, kind="picture"))
