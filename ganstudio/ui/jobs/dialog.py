"""BatchDialog: asks all that a job needs at once, says how much it makes, and shows some pictures."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from functools import partial

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.errors import GanStudioError
from ganstudio.jobs.fields import (
    Answers,
    Faces,
    Field,
    Ground,
    OneSlider,
    SliderSteps,
    Switch,
    first_answer,
    label_of,
)
from ganstudio.jobs.outputs import Outputs
from ganstudio.jobs.plans import Plan
from ganstudio.jobs.plots import Plot
from ganstudio.ui import theme
from ganstudio.ui.jobs.controls import Control, make_control
from ganstudio.ui.jobs.maps_control import MapsControl
from ganstudio.ui.jobs.memory import BatchMemory
from ganstudio.ui.jobs.menu import BatchForm
from ganstudio.ui.jobs.output_card import OutputCard
from ganstudio.ui.jobs.preview_card import PreviewCard
from ganstudio.ui.jobs.slider_table import SliderTableControl
from ganstudio.ui.jobs.tasks import Preview
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.words import tr

_SETTLE_MS = 250
_LEAST_WIDTH = 808


class BatchDialog(Dialog):
    """One for all jobs: the form says what is asked.

    Signals:
        preview_requested(plan, serial): Render some pictures of this plan.
        preview_cancelled(): No longer.
        job_requested(title, plan, outputs): Put this job into the queue.
    """

    preview_requested = Signal(msgspec.Struct, int)
    preview_cancelled = Signal()
    job_requested = Signal(str, msgspec.Struct, Outputs)

    def __init__(self, form: BatchForm, ground: Ground, memory: BatchMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(form.title))
        self._form = form
        self._ground = ground
        self._memory = memory
        self._serial = secrets.randbelow(1 << 30)  # no preview of an earlier dialog is taken for this one
        self._plan: Plan | None = None
        self._outputs: Outputs | None = None
        self._controls: dict[str, Control] = {}
        self._labels: dict[str, QLabel] = {}
        self._touched: set[str] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._ask_preview)
        self._keep = OutputCard(self, sheet=form.offer.sheet, film=form.offer.film)
        self._makes = PreviewCard(self)
        self._problem = QLabel("", self)
        self._problem.setProperty("role", "warning")
        self._problem.setWordWrap(True)
        self._build()
        self._restore()
        self._keep.changed.connect(self._outputs_changed)
        self._makes.cell_chosen.connect(self._choose_cell)
        self._answers_changed()
        next(iter(self._controls.values())).view.setFocus()

    def answers(self) -> Answers:
        """What is asked for at the moment."""
        return {name: control.answer() for name, control in self._controls.items()}

    @property
    def plan(self) -> Plan | None:
        """The job as it stands; None while the answers do not fit together."""
        return self._plan

    @property
    def problem(self) -> str:
        """Why there is no job; empty if there is one."""
        return self._problem.text()

    def control(self, name: str) -> QWidget:
        """The control of a field."""
        return self._controls[name].view

    def fill(self, answers: Mapping[str, object]) -> None:
        """Shows answers that are known already, such as a picture that was clicked."""
        for name, answer in answers.items():
            self._controls[name].show_kept(answer)
            self._touched.add(name)
        self._answers_changed()

    def show_ground(self, ground: Ground) -> None:
        """Refers to another picture from now on; for forms whose controls do not depend on it."""
        self._ground = ground
        self._answers_changed()

    def show_preview(self, preview: Preview) -> None:
        """Takes in pictures, unless they are of an earlier plan."""
        if preview.serial == self._serial:
            self._makes.show_preview(preview)

    def show_note(self, note: str) -> None:
        """Says what the preview waits for."""
        self._makes.show_note(note)

    def accept(self) -> None:
        """Remembers the answers and puts the job into the queue."""
        if self._plan is None or self._outputs is None:
            return
        remembered = {field.name: self._controls[field.name].kept() for field in self._form.fields if field.remembered}
        self._memory.keep(self._form.action, {"answers": remembered, "keep": self._keep.answers()})
        self.job_requested.emit(self._form.title, self._plan, self._outputs)
        super().accept()

    def done(self, result: int) -> None:
        """Stops looking ahead."""
        self._settle.stop()
        self.preview_cancelled.emit()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Likewise."""
        self._settle.stop()
        self.preview_cancelled.emit()
        super().closeEvent(event)

    def _build(self) -> None:
        summary = QLabel(self._form.summary, self)
        summary.setProperty("role", "quiet")
        summary.setWordWrap(True)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._asks_card())
        left.addWidget(self._keep)
        left.addStretch(1)
        right.addWidget(self._makes)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 1)
        columns.addLayout(right)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("Start"))
        self.ok.setToolTip(tr("Put the job into the queue; the Jobs tab shows how far it is"))
        theme.set_role(self.ok, "primary")
        self.ok.setAutoDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(self._problem, 1)
        bottom.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addLayout(columns, 1)
        layout.addLayout(bottom)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)  # as wide as its fields need at least
        summary.setMinimumWidth(_LEAST_WIDTH)

    def _asks_card(self) -> Card:
        card = Card(tr("What"), self, collapsible=False)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self._form.fields:
            control = make_control(field, self._ground, self._form.settled, partial(self._touch, field))
            self._controls[field.name] = control
            if isinstance(field, SliderSteps) and field.each:
                form.addRow(control.view)
            elif isinstance(field, Switch):
                form.addRow("", control.view)
            else:
                label = QLabel(field.label, self)
                label.setMinimumWidth(104)
                label.setToolTip(field.help)
                label.setBuddy(control.view)
                self._labels[field.name] = label
                form.addRow(label, control.view)
        card.body.addLayout(form)
        return card

    def _restore(self) -> None:
        self._show_starts(self._form.fields)
        last = self._memory.recall(self._form.action)
        answers, keep = last.get("answers"), last.get("keep")
        if isinstance(answers, dict):
            for field in self._form.fields:
                if field.remembered:
                    self._controls[field.name].show_kept(answers.get(field.name))
        if isinstance(keep, dict):
            self._keep.restore(keep)

    def _show_starts(self, fields: Iterable[Field]) -> None:
        for field in fields:
            if not isinstance(field, Faces | SliderSteps | OneSlider):
                self._controls[field.name].show_kept(first_answer(field, self._ground, self.answers()))

    def _touch(self, field: Field, *_: object) -> None:
        self._touched.add(field.name)
        self._answers_changed()

    def _answers_changed(self) -> None:
        self._show_starts(one for one in self._form.fields if not one.remembered and one.name not in self._touched)
        answers = self.answers()
        for control in self._controls.values():
            if isinstance(control, SliderTableControl):
                control.show_past_zero(bool(answers.get("past_zero")))
            elif isinstance(control, MapsControl):
                control.show_layer_chosen(str(answers["layer"]))
        for field in self._form.fields:
            if field.name in self._labels:
                self._labels[field.name].setText(label_of(field, answers))
                self._controls[field.name].view.setAccessibleName(label_of(field, answers))
        self._close(answers)
        self._serial += 1
        sentence = ""
        try:
            self._plan = self._form.plan(self._ground, answers)
        except GanStudioError as error:
            self._plan, sentence = None, str(error)
        self._makes.show_plan(self._plan)
        self._settle.start()
        self._outputs_changed(sentence)

    def _close(self, answers: Answers) -> None:
        """Closes the controls that have no effect beside the other answers, and opens them again."""
        reasons = {field.name: field.closed(answers) for field in self._form.fields}
        for field in self._form.fields:
            if field.instead_of in self._controls and answers[field.name]:
                reasons[field.instead_of] = tr("“{label}” counts in its place.", label=field.label)
        for name, reason in reasons.items():
            view = self._controls[name].view
            if reason or not view.isEnabled():
                open_unless(view, reason)

    def _choose_cell(self, row: int, column: int) -> None:
        """Takes differences from the cell that was clicked, where they are taken from one."""
        if isinstance(self._plan, Plot) and self._controls["difference"].answer() == "cell":
            page, within = divmod(row, self._plan.sizes[1])
            self.fill({"cell": ",".join(str(index + 1) for index in (column, within, page))})

    def _outputs_changed(self, sentence: str = "") -> None:
        try:
            self._outputs = self._keep.outputs()
        except GanStudioError as error:
            self._outputs, sentence = None, sentence or str(error)
        if self._plan is None and not sentence:
            return
        self._problem.setText(sentence)
        open_unless(self.ok, sentence)

    def _ask_preview(self) -> None:
        if self._plan is None:
            self.preview_cancelled.emit()
        else:
            self.preview_requested.emit(self._plan, self._serial)
