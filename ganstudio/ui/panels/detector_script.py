"""ScriptDialog: runs a user's script on the picture on screen; what it answers becomes the tab's selection."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.analysis.script_consent import ScriptConsent
from ganstudio.analysis.script_files import install_shipped_scripts
from ganstudio.analysis.scripts import ScriptCall, ScriptInput, ScriptState, run_script
from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.dialogs import confirm
from ganstudio.ui.frame import Task, TaskProgress, TaskRequest
from ganstudio.ui.model_context import ModelContext
from ganstudio.ui.widgets.spin_field import SpinField

if TYPE_CHECKING:
    from ganstudio.api import Studio

SCRIPT = "script"
_HINT = (
    "The script gets this tab's weighted maps of the unmodified picture as CSV files; "
    "what it writes to spatial_map.csv becomes the selection."
)


def script_task(call: ScriptCall, recipe: Recipe, edit: SpatialEdit, consent: ScriptConsent) -> Task:
    """A task that runs a script; each result is a ScriptState."""

    def task(studio: Studio) -> Iterator[TaskProgress]:
        layers = dict.fromkeys(weight.layer for weight in call.weights)
        rendering = studio.renderer.render_batch([replace(recipe, edits=())], tuple(layers))[0]
        given = ScriptInput(
            feature_maps=rendering.feature_maps,
            selection=edit.selection.numpy(),
            image=rendering.portrait.image,
        )
        for state in run_script(call, given, spec=studio.spec, consent=consent):
            yield TaskProgress(SCRIPT, int(state.finished), 1, f"{call.script.name}, {state.seconds:.0f} s", state)

    return task


class ScriptDialog(QDialog):
    """Not modal. It belongs to one tab.

    Signals:
        task_requested(TaskRequest), cancel_requested(str): For the render thread.
    """

    task_requested = Signal(object)
    cancel_requested = Signal(str)

    def __init__(self, model: ModelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Run a script")
        self.setMinimumWidth(440)
        self._model = model
        self._recipe = Recipe()
        self._edit: SpatialEdit | None = None
        self._running = False
        self._consent = ScriptConsent(model.workspace.data)
        self._make_fields()
        self._lay_out()
        self.fill()

    def show_tab(self, recipe: Recipe, edit: SpatialEdit | None) -> None:
        """The picture and the tab to run on."""
        self._recipe, self._edit = recipe, edit
        self._show()

    def fill(self) -> None:
        """Looks at the scripts folder."""
        install_shipped_scripts(self._model.workspace.scripts)
        chosen = self.scripts.currentText()
        self.scripts.clear()
        for path in sorted(self._model.workspace.scripts.glob("*.py")):
            self.scripts.addItem(path.name, str(path))
        self.scripts.setCurrentIndex(max(0, self.scripts.findText(chosen)))
        self._show()

    def start_or_stop(self) -> None:
        """Runs the script, after asking once for its content, or ends it."""
        if self._running:
            self.cancel_requested.emit(SCRIPT)
            return
        try:
            call = self._call()
            agreed = call is not None and (self._consent.covers(call.script) or self._ask(call.script))
        except (GanStudioError, ValueError) as error:
            self.said.setPlainText(str(error))
            return
        if call is None or not agreed or self._edit is None:
            return
        self._running = True
        self.said.clear()
        task = script_task(call, self._recipe, self._edit, self._consent)
        self.task_requested.emit(TaskRequest(SCRIPT, task, f"Script {call.script.name}"))
        self._show()

    def show_state(self, state: ScriptState) -> None:
        """Shows how far the script is."""
        if state.finished:
            answer = "" if state.selection is not None else "It gave no selection back."
            self.said.setPlainText("\n".join(part for part in (state.output.strip(), answer) if part) or "Done.")

    def end(self) -> None:
        """The script has ended."""
        self._running = False
        self._show()

    def _call(self) -> ScriptCall | None:
        if not self.scripts.currentData():
            return None
        return ScriptCall(
            script=Path(self.scripts.currentData()),
            weights=self._edit.weights if self._edit is not None else (),
            arguments=tuple(shlex.split(self.arguments.text())),
            with_selection=self.with_selection.isChecked(),
            with_image=self.with_image.isChecked(),
            with_image_path=self.with_image_path.isChecked(),
            time_limit_s=float(self.time_limit.value()),
        )

    def _ask(self, script: Path) -> bool:
        agreed = confirm(
            self,
            f"Run {script.name}?",
            details=f"{script}\n\nA script can do all that you can do on this computer. Run it only if you know "
            "what is in it. You are asked again when the file changes.",
            action="Run it",
        )
        if agreed:
            self._consent.agree(script)
        return agreed

    def _make_fields(self) -> None:
        self.scripts = QComboBox(self)
        self.scripts.setAccessibleName("Script")
        self.scripts.setToolTip(f"A Python file of {self._model.workspace.scripts}")
        self.arguments = QLineEdit(self)
        self.arguments.setAccessibleName("Arguments")
        self.arguments.setPlaceholderText("--threshold=25")
        self.arguments.setToolTip("The script's own arguments, as on a command line")
        self.with_selection = QCheckBox("Write the selection", self)
        self.with_selection.setToolTip("selections.csv: what is painted in this tab")
        self.with_image = QCheckBox("Write the picture", self)
        self.with_image.setToolTip("image.png, beside the maps")
        self.with_image_path = QCheckBox("Tell it the picture's path", self)
        self.with_image_path.setToolTip("Adds --image_path=...; the picture is written for it")
        self.time_limit = SpinField(self)
        self.time_limit.setRange(1, 3600)
        self.time_limit.setValue(60)
        self.time_limit.setSuffix(" s")
        self.time_limit.setAccessibleName("Time limit")
        self.time_limit.setToolTip("The script is ended after this time")
        self.said = QPlainTextEdit(self)
        self.said.setReadOnly(True)
        self.said.setAccessibleName("What the script printed")
        self.said.setPlaceholderText("What the script prints appears here")
        self.said.setMinimumHeight(96)
        self.button = QPushButton("Run", self)
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.start_or_stop)
        self.hint = QLabel(_HINT, self)
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (("Script", self.scripts), ("Arguments", self.arguments), ("Time limit", self.time_limit))
        for row, (text, widget) in enumerate(rows):
            grid.addWidget(QLabel(text, self), row, 0)
            grid.addWidget(widget, row, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.hint)
        column.addLayout(grid)
        for box in (self.with_selection, self.with_image, self.with_image_path):
            column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said, 1)
        column.addLayout(buttons)

    def _show(self) -> None:
        has_script = self.scripts.count() > 0
        self.button.setText("Stop" if self._running else "Run")
        self.button.setEnabled(self._running or (has_script and self._edit is not None))
        if not has_script:
            folder = self._model.workspace.scripts
            self.said.setPlaceholderText(f"There are no scripts yet. Put Python files into {folder}.")
