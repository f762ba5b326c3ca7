"""SettingsDialog: what a person prefers, in one place."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio import words
from ganstudio.ui.theme import CONTROL_HEIGHT
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.words import LANGUAGES, chosen_language, tr
from ganstudio.workspace import Settings

_THEMES = ((tr("Dark"), "dark"), (tr("Light"), "light"), (tr("As the system"), "system"))
_MOVEMENTS = ((tr("As the system"), "system"), (tr("Films repeat"), "full"), (tr("Nothing moves by itself"), "still"))
_LANGUAGES = ((tr("As the system"), ""), *((name, code) for code, name in LANGUAGES.items()))
_DEVICES = (
    (tr("Automatic"), "auto"),
    ("CPU", "cpu"),
    ("NVIDIA GPU (CUDA)", "cuda"),
    ("Apple GPU (MPS)", "mps"),
)
_PRECISIONS = (
    (tr("Automatic"), "auto"),
    (tr("exact: as the formulas are published"), "exact"),
    (tr("fp32: the same but for rounding, faster"), "fp32"),
    (tr("bf16: faster on new CPUs and GPUs"), "bf16"),
    (tr("fp16: faster on GPUs"), "fp16"),
)
_SWITCHES = (
    ("live_update", tr("Live update"), tr("Let the picture follow while a control is dragged")),
    (
        "blue_for_green",
        tr("Blue for green"),
        tr("Draw positive selections in blue, for people who confuse green and red"),
    ),
    (
        "confirm_delete",
        tr("Ask before deleting"),
        tr("Ask before pictures are deleted; it can be taken back either way"),
    ),
    (
        "open_folder_when_done",
        tr("Open the folder after a batch"),
        tr("Show the folder of a batch job when it is done, unless a film plays in the window then"),
    ),
    ("minimize_during_jobs", tr("Minimize during a batch"), tr("Put the window out of the way while a batch job runs")),
)


class SettingsDialog(Dialog):
    """Asks; `changes` gives what was chosen once it was accepted."""

    def __init__(self, settings: Settings, workspace: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setFixedWidth(920)
        self._theme = _combo(_THEMES, settings.theme, tr("Theme"), tr("Dark or light, or as the desktop has it"))
        self._language = _combo(
            _LANGUAGES, settings.language, tr("Language"), tr("What the window, the commands and the messages speak")
        )
        self._anew = QLabel(tr("With OK the window opens anew in this language, with everything as it is now."))
        self._anew.setProperty("role", "quiet")
        self._anew.setWordWrap(True)
        self._language.currentIndexChanged.connect(self._show_anew)
        variable = os.environ.get("GANSTUDIO_LANGUAGE")
        set_outside = tr("The variable GANSTUDIO_LANGUAGE is set to {language}, which counts.", language=variable)
        open_unless(self._language, set_outside if variable else "")
        self._movement = _combo(
            _MOVEMENTS,
            settings.movement,
            tr("Movement"),
            tr("Whether films play over and over and menus slide, or each film plays once when asked: reduced motion"),
        )
        self._device = _combo(
            _DEVICES, settings.device, tr("Device"), tr("Where models run; a change loads the model again")
        )
        self._precision = _combo(
            _PRECISIONS,
            settings.precision,
            tr("Precision"),
            tr("How the network computes; pictures keep what they were made in"),
        )
        shown = msgspec.structs.asdict(settings)
        self._switches = {name: _switch(text, tip, shown[name]) for name, text, tip in _SWITCHES}
        self._workspace = QLineEdit(settings.workspace)
        self._workspace.setPlaceholderText(str(workspace))
        self._workspace.setAccessibleName(tr("Workspace folder"))
        self._workspace.setToolTip(tr("The folder of pictures, favorites and model data; empty for the default place"))
        self._undo = SpinField()
        self._undo.setRange(1, 65536)
        self._undo.setSuffix(" MiB")
        self._undo.setValue(settings.undo_mib)
        self._undo.setAccessibleName(tr("Memory for undo"))
        self._undo.setToolTip(tr("What the steps of the history may take; beyond that the oldest are forgotten"))
        self._pixels = SpinField()
        self._pixels.setRange(1, 4000)
        self._pixels.setSuffix(" " + tr("megapixels"))
        self._pixels.setValue(settings.largest_picture_mpx)
        self._pixels.setAccessibleName(tr("Largest picture"))
        self._pixels.setToolTip(
            tr("Larger pictures are not opened, as damaged files claim to be; a poster may need more")
        )
        browse = QPushButton(tr("Choose…"))
        browse.setToolTip(tr("Choose the workspace folder"))
        browse.clicked.connect(self._choose_workspace)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(_column(self._look_card(), self._engine_card()), 1)
        columns.addLayout(_column(self._habits_card(), self._workspace_card(browse)), 1)
        layout.addLayout(columns)
        _line_up(self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def changes(self) -> dict[str, object]:
        """The settings as they are shown, by the names of their fields."""
        return {
            "theme": self._theme.currentData(),
            "language": self._language.currentData(),
            "movement": self._movement.currentData(),
            "device": self._device.currentData(),
            "precision": self._precision.currentData(),
            "workspace": self._workspace.text().strip(),
            "undo_mib": self._undo.value(),
            "largest_picture_mpx": self._pixels.value(),
            **{name: switch.isChecked() for name, switch in self._switches.items()},
        }

    def _show_anew(self) -> None:
        """Says that the window will be another one, where the language chosen is not the one spoken."""
        self._look.setRowVisible(self._anew, chosen_language(self._language.currentData()) != words.language)

    def _look_card(self) -> Card:
        card = Card(tr("Look"), collapsible=False)
        form = self._look = _form(card)
        form.addRow(_label(tr("Theme")), self._theme)
        form.addRow(_label(tr("Language")), self._language)
        form.addRow(_label(""), self._anew)
        form.setRowVisible(self._anew, False)
        form.addRow(_label(tr("Movement")), self._movement)
        form.addRow(_label(""), self._switches["blue_for_green"])
        return card

    def _engine_card(self) -> Card:
        card = Card(tr("Model"), collapsible=False)
        form = _form(card)
        form.addRow(_label(tr("Device")), self._device)
        form.addRow(_label(tr("Precision")), self._precision)
        return card

    def _habits_card(self) -> Card:
        card = Card(tr("Habits"), collapsible=False)
        for name in ("live_update", "confirm_delete", "open_folder_when_done", "minimize_during_jobs"):
            card.body.addWidget(self._switches[name])
        form = _form(card)
        form.addRow(_label(tr("Undo holds")), self._undo)
        form.addRow(_label(tr("Largest picture")), self._pixels)
        return card

    def _workspace_card(self, browse: QPushButton) -> Card:
        card = Card(tr("Workspace"), collapsible=False)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._workspace, 1)
        row.addWidget(browse)
        card.body.addLayout(row)
        here, written = self._workspace.placeholderText(), self._workspace.text()
        if written and Path(written) != Path(here):
            card.body.addWidget(
                _quiet(tr("This window works in {here}, as it was started with that folder.", here=here))
            )
        card.body.addWidget(_quiet(tr("A change takes effect at once. What is in the old folder stays there.")))
        return card

    def _choose_workspace(self) -> None:
        folder = dialogs.ask_folder(self, Path(self._workspace.text() or self._workspace.placeholderText()))
        if folder is not None:
            self._workspace.setText(str(folder))


def _column(*cards: Card) -> QVBoxLayout:
    """Cards below one another, beside the others: a low screen has room for the dialog."""
    column = QVBoxLayout()
    column.setSpacing(12)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    return column


def _combo(entries: tuple[tuple[str, str], ...], chosen: str, name: str, tooltip: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tooltip)
    for text, value in entries:
        combo.addItem(text, value)
    if combo.findData(chosen) < 0:
        combo.addItem(chosen, chosen)
    combo.setCurrentIndex(combo.findData(chosen))
    return combo


def _quiet(text: str) -> ElidedLabel:
    label = ElidedLabel()
    label.set_texts(text)
    label.setToolTip(text)
    label.setProperty("role", "quiet")
    return label


class _Name(QLabel):
    """What a field is called, before it."""


def _label(text: str) -> _Name:
    label = _Name(text)
    label.setMinimumSize(72, CONTROL_HEIGHT)
    return label


def _switch(text: str, tooltip: str, on: bool) -> QCheckBox:
    switch = QCheckBox(text)
    switch.setToolTip(tooltip)
    switch.setMinimumHeight(24)
    switch.setChecked(on)
    return switch


def _line_up(dialog: QWidget) -> None:
    """Gives the names of all cards one width, so that their fields stand below one another."""
    labels = dialog.findChildren(_Name)
    widest = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(widest)


def _form(card: Card) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    card.body.addLayout(form)
    return form
