"""ScriptCard: the script that places a tab's selection, run on this picture and on new ones."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QWidget

from ganstudio.analysis.script_files import install_shipped_scripts, script_files
from ganstudio.analysis.script_steps import ScriptFolder, ScriptStep
from ganstudio.errors import GanStudioError
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.spec import GeneratorSpec
from ganstudio.ui import theme
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.spatial.detector.choice import MODES
from ganstudio.ui.spatial.numbers import maps_text
from ganstudio.ui.spatial.painting.grid import default_layer
from ganstudio.ui.spatial.script.form import ScriptForm
from ganstudio.ui.widgets.card import Card
from ganstudio.words import tr

_HINT = tr(
    "A Python file of yours that says where the part is: it gets maps of the unmodified picture as CSV files, and what "
    "it writes to spatial_map.csv becomes the selection."
)


class ScriptCard(Card):
    """Changes no recipe and runs nothing itself. Folded at first.

    Signals:
        script_chosen(TabScript or None): For the tab.
        run_requested(str): Run the script of the tab of that name on the picture on screen. cancel_requested(): end it.
        repeat_chosen(bool): "New image when done".
        folder_requested(Path): To be shown in the desktop's file manager.
        status(str): What was done.
    """

    script_chosen = Signal(object)
    run_requested = Signal(str)
    cancel_requested = Signal()
    repeat_chosen = Signal(bool)
    folder_requested = Signal(Path)
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Script"), parent)
        self._folder: Path | None = None
        self._spec: GeneratorSpec | None = None
        self._edit: SpatialEdit | None = None
        self._step: ScriptStep | None = None
        self._notes: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self.summary = QLabel("", self)
        self.summary.setProperty("role", "quiet")
        self.add_header_widget(self.summary)
        self.form = ScriptForm(self)
        self.form.changed.connect(self.script_chosen)
        self.form.arguments_typed.connect(self._agree_to_typed)
        self.form.folder_requested.connect(self._show_folder)
        self.form.files_requested.connect(self._read_folder)
        self.hint = _quiet(_HINT, self)
        self.note = _quiet("", self)
        self.said = QPlainTextEdit(self)
        self.said.setReadOnly(True)
        self.said.setFixedHeight(96)
        self.said.setAccessibleName(tr("What the script printed"))
        self._add_buttons()
        for widget in (self.hint, self.buttons):
            self.form.middle.addWidget(widget)
        for below in (self.form, self.note, self.said):  # what comes by itself moves no button of the form
            self.body.addWidget(below)
        self.set_folded(True)
        self._refresh()

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the scripts of its workspace, those that come with the studio among them."""
        self._folder = model.workspace.scripts if model is not None else None
        self._spec = model.spec if model is not None else None
        self._notes, self._said = {}, {}
        if self._folder is not None:
            install_shipped_scripts(self._folder)
        self._read_folder()

    def show_edit(self, edit: SpatialEdit | None) -> None:
        """Follows the tab shown."""
        self._edit = edit
        self.form.show_layer(self._spec, default_layer(self._spec, edit.resolution).name if edit and self._spec else "")
        self.form.show_script(edit.script if edit is not None else None)
        if edit is not None and edit.script is not None and not self.folded:
            self._read_folder()
        self._refresh()

    def take_maps(self, maps: tuple[ChannelWeight, ...]) -> None:
        """Gives maps to the tab's script, in place of those it gets."""
        if self._edit is not None and self._edit.script is not None:
            script = msgspec.structs.replace(self._edit.script, maps=maps)
            self.script_chosen.emit(script)
            self.status.emit(
                tr("Script {file} gets {maps} when it runs next.", file=script.file, maps=maps_text(len(maps)))
            )

    def show_step(self, step: ScriptStep | None) -> None:
        """Shows how far the scripts of a picture are; None once they are all back, or were ended."""
        last, self._step = self._step, step
        if step is not None and step.tab:
            self._said[step.tab] = step.output
            self._notes[step.tab] = _note(step)
        elif step is None and last is not None:
            for tab in last.pending:
                self._notes[tab] = tr("Cancelled.")
        self._refresh()

    def show_repeats(self, on: bool) -> None:
        """Shows whether "New image when done" is on. No signal."""
        self.repeat.setChecked(on)

    def showEvent(self, event: QShowEvent) -> None:
        """Looks at the scripts folder anew: files may have come."""
        super().showEvent(event)
        self._read_folder()

    def set_folded(self, folded: bool) -> None:
        """Folds or unfolds; unfolded, it shows which scripts there are now."""
        super().set_folded(folded)
        if not folded:
            self._read_folder()

    def run_or_cancel(self) -> None:
        """Runs the script of the tab shown, or ends the one at work."""
        if self._step is not None:
            self.cancel_requested.emit()
        elif self._edit is not None and self._edit.script is not None:
            self.run_requested.emit(self._edit.name)

    def _add_buttons(self) -> None:
        self.buttons = QWidget(self)
        self.button = QPushButton(tr("Run"), self.buttons)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.run_or_cancel)
        self.repeat = QCheckBox(tr("New image when done"), self.buttons)
        self.repeat.setToolTip(
            tr(
                "Make the next picture as soon as all scripts and detectors are back, again and again, until you stop "
                "it; each picture is kept (Ctrl+Shift+N)"
            )
        )
        self.repeat.clicked.connect(self.repeat_chosen)
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self.repeat)
        row.addStretch(1)

    def _read_folder(self) -> None:
        self.form.show_files(script_files(self._folder) if self._folder is not None else ())

    def _agree_to_typed(self, before: TabScript, typed: TabScript) -> None:
        """Arguments that a person types need no question, where the script with those before them was agreed to."""
        if self._folder is not None:
            scripts = ScriptFolder(self._folder)
            with suppress(GanStudioError):  # then Run asks
                if scripts.consent.covers(scripts.bundle_of(before)):
                    scripts.consent.agree_to(scripts.bundle_of(typed))

    def _show_folder(self) -> None:
        if self._folder is not None:
            self.folder_requested.emit(self._folder)

    def _refresh(self) -> None:
        edit = self._edit
        script = edit.script if edit is not None else None
        running = self._step is not None
        self.summary.setText(_summary(script))
        self.summary.setVisible(script is not None)
        self.hint.setVisible(script is None)
        self.buttons.setVisible(script is not None or running)
        self.button.setText(tr("Cancel") if running else tr("Run"))
        self.button.setToolTip(
            tr("End the script; nothing else changes") if running else tr("Run the script on the picture on screen")
        )
        theme.set_role(self.button, "danger" if running else "")
        note = self._notes.get(edit.name, "") if edit is not None else ""
        if running and self._step is not None and edit is not None and edit.name != self._step.tab and self._step.tab:
            note = tr(
                "Running for tab '{tab}': {file}, {seconds:.0f} s",
                tab=self._step.tab,
                file=self._step.file,
                seconds=self._step.seconds,
            )
        self.note.setText(note)
        self.note.setVisible(bool(note))
        said = self._said.get(edit.name, "").strip() if edit is not None else ""
        shown = script is not None and script.show_output and bool(said)
        if shown and said != self.said.toPlainText():
            self.said.setPlainText(said)
        self.said.setVisible(shown)


def _summary(script: TabScript | None) -> str:
    if script is None:
        return ""
    return f"{script.file} · {tr('Always') if script.always else MODES[script.mode]}"


def _note(step: ScriptStep) -> str:
    if step.tab in step.pending:
        return tr("Running {file}, {seconds:.0f} s…", file=step.file, seconds=step.seconds)
    if any(problem.tab == step.tab for problem in step.problems):
        return tr("{file} failed; the bar above the picture says why.", file=step.file)
    if step.tab not in step.answered:
        return tr("{file} gave no selection back.", file=step.file)
    selection = next(edit.selection.numpy() for edit in step.recipe.edits if edit.name == step.tab)
    share = float((selection > 0).mean())
    return (
        tr("{file} selected {share:.1%} of the picture", file=step.file, share=share)
        if share
        else tr("{file} selected nothing", file=step.file)
    )


def _quiet(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "quiet")
    label.setWordWrap(True)
    return label
