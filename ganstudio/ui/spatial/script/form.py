"""ScriptForm: which script a tab has, what it is given, and when it runs."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ganstudio.recipe.document import LONGEST_SCRIPT_S
from ganstudio.recipe.edits import TabScript
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.spatial.detector.choice import MODES
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.map_text_field import MapTextField
from ganstudio.ui.widgets.refusal import refuse
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.words import tr

_NONE = tr("None")
_MODE_TIPS = {
    "off": tr("New pictures keep the selection as it is"),
    "run": tr("New pictures: the script places the selection; the tab waits, so the picture stays unmodified"),
    "modify": tr(
        "New pictures: the script sees the unmodified picture; then it is made again with this tab applied there"
    ),
}
_BOXES = (
    ("write_selection", tr("Gets"), tr("the selection"), tr("Write selections.csv: what is selected in this tab")),
    ("write_image", "", tr("the picture"), tr("Write image.png, beside the maps: the picture without any tab")),
    (
        "image_path",
        "",
        tr("the picture's path"),
        tr("Add --image_path=… to the arguments; the picture is written for it"),
    ),
    (
        "show_output",
        tr("Output"),
        tr("shown"),
        tr("Show below what the script prints; hidden, you see it only where it fails"),
    ),
)


class ScriptForm(QWidget):
    """Shows a script and asks for changes; changes none itself.

    Attributes:
        middle: Where others put widgets between the choice and its details.

    Signals:
        changed(TabScript or None): What a person wants it to be.
        arguments_typed(TabScript, TabScript): A person has typed other arguments: the script before, and with them.
        folder_requested(): Show the scripts folder.
        files_requested(): The list of scripts is about to be shown.
    """

    changed = Signal(object)
    arguments_typed = Signal(TabScript, TabScript)
    folder_requested = Signal()
    files_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._script: TabScript | None = None
        self._make_choice()
        self._make_fields()
        self._lay_out()
        self.show_script(None)

    def show_files(self, files: Iterable[str]) -> None:
        """Offers these scripts. No signal."""
        offered = ("", *files)
        if offered != tuple(self.files.itemData(index) for index in range(self.files.count())) or self._has_missing():
            self.files.clear()
            for file in offered:
                self.files.addItem(file or _NONE, file)
        self._show_file()

    def show_layer(self, spec: GeneratorSpec | None, layer: str) -> None:
        """The model whose maps can be named, and the layer of those listed without one."""
        self.maps.show_layer(spec, layer)

    def show_script(self, script: TabScript | None) -> None:
        """Shows a tab's script. No signal."""
        self._script = script
        self.details.setVisible(script is not None)
        self._show_file()
        shown = script or TabScript(file="")
        self.modes.setCurrentIndex(max(0, self.modes.findData(shown.mode)))
        self.modes.setToolTip(_MODE_TIPS[str(self.modes.currentData())])
        self.always.setChecked(shown.always)
        fields = msgspec.structs.asdict(shown)
        for name, box in self.boxes.items():
            box.setChecked(bool(fields[name]))
        open_unless(
            self.boxes["write_image"], tr("The script is given the picture’s path.") if shown.image_path else ""
        )
        with QSignalBlocker(self.time_limit):
            self.time_limit.setValue(round(shown.time_limit_s))
        if not self.arguments.hasFocus() or not self.arguments.isModified():
            self.arguments.setText(shlex.join(shown.arguments))
        if not self.maps.hasFocus() or not self.maps.isModified():
            self.maps.set_maps(shown.maps)

    def _has_missing(self) -> bool:
        items = range(self.files.count())
        return any(self.files.itemText(index) == _missing(str(self.files.itemData(index))) for index in items)

    def _show_file(self) -> None:
        name = self._script.file if self._script is not None else ""
        if name and self.files.findData(name) < 0:
            self.files.addItem(_missing(name), name)
        self.files.setCurrentIndex(max(0, self.files.findData(name)))

    def _choose_file(self) -> None:
        name = str(self.files.currentData() or "")
        known = self._script
        if name != (known.file if known is not None else ""):
            kept = known or TabScript(file=name, mode="modify")
            self.changed.emit(msgspec.structs.replace(kept, file=name) if name else None)

    def _change(self, **fields: object) -> None:
        if self._script is not None:
            changed = msgspec.structs.replace(self._script, **fields)
            if changed != self._script:
                self.changed.emit(changed)

    def _take_arguments(self) -> None:
        self.arguments.setModified(False)
        try:
            typed = tuple(shlex.split(self.arguments.text()))
        except ValueError:
            refuse(self.arguments, tr("A quotation mark in the arguments is not closed. Close it, or take it out."))
            return
        if self._script is not None and typed != self._script.arguments:
            self.arguments_typed.emit(self._script, msgspec.structs.replace(self._script, arguments=typed))
            self._change(arguments=typed)

    def _take_maps(self) -> None:
        self.maps.setModified(False)
        error = self.maps.error
        if error is None:
            self._change(maps=self.maps.maps)
        else:
            refuse(self.maps, str(error))
            self.maps.setSelection(error.start, error.end - error.start)

    def _make_choice(self) -> None:
        self.files = _FilesBox(self)
        self.files.about_to_show.connect(self.files_requested)
        self.files.setAccessibleName(tr("Script"))
        self.files.setToolTip(tr("A Python file of the scripts folder that says what this tab selects"))
        self.files.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.files.setMinimumContentsLength(8)
        self.files.activated.connect(self._choose_file)
        self.folder_button = IconButton(
            "folder", tr("Show the scripts folder: put Python files of your own there"), self
        )
        self.folder_button.setAccessibleName(tr("Show the scripts folder"))
        self.folder_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.folder_button.clicked.connect(self.folder_requested)

    def _make_fields(self) -> None:
        self.details = QWidget(self)
        self.modes = QComboBox(self.details)
        for name, text in MODES.items():
            self.modes.addItem(text, name)
            self.modes.setItemData(self.modes.count() - 1, _MODE_TIPS[name], Qt.ItemDataRole.ToolTipRole)
        self.modes.setAccessibleName(tr("When a new picture is made"))
        self.modes.activated.connect(lambda: self._change(mode=str(self.modes.currentData())))
        self.always = _box(
            tr("Always run"), tr("Run it on each new picture whatever is chosen above, and on opened ones too")
        )
        self.always.clicked.connect(lambda on: self._change(always=on))
        self.arguments = QLineEdit(self.details)
        self.arguments.setAccessibleName(tr("Arguments"))
        self.arguments.setPlaceholderText(tr("none"))
        self.arguments.setToolTip(tr("The script's own arguments, as on a command line, such as --threshold=25"))
        self.arguments.editingFinished.connect(self._take_arguments)
        self.maps = MapTextField(self.details)
        self.maps.setAccessibleName(tr("Maps that the script gets"))
        self.maps.setPlaceholderText(tr("those this tab weighs"))
        self.maps.setToolTip(
            tr(
                "Maps by number: 16,2x62 is map 16, and map 62 times 2; those of other layers behind their names: "
                "b32: 10. Left empty, the script gets the maps that this tab weighs"
            )
        )
        self.maps.editingFinished.connect(self._take_maps)
        self.time_limit = SpinField(self.details)
        self.time_limit.setRange(1, LONGEST_SCRIPT_S)
        self.time_limit.setSuffix(" s")
        self.time_limit.setAccessibleName(tr("Time limit"))
        self.time_limit.setToolTip(tr("The script is stopped after this time"))
        self.time_limit.valueChanged.connect(lambda value: self._change(time_limit_s=float(value)))
        self.boxes = {name: _box(text, tooltip) for name, _, text, tooltip in _BOXES}
        for name, box in self.boxes.items():
            box.clicked.connect(lambda on, name=name: self._change(**{name: on}))

    def _lay_out(self) -> None:
        choice = _grid()
        choice.addWidget(_label(tr("Script"), self.files), 0, 0)
        choice.addWidget(self.files, 0, 1)
        choice.addWidget(self.folder_button, 0, 2)
        fields = _grid(self.details)
        rows = (
            (tr("New pictures"), self.modes),
            ("", self.always),
            (tr("Arguments"), self.arguments),
            (tr("Maps"), self.maps),
        )
        for row, (text, widget) in enumerate((*rows, (tr("Time limit"), self.time_limit))):
            if text:
                fields.addWidget(_label(text, widget), row, 0)
            fields.addWidget(widget, row, 1)
        for row, (name, label, _, _) in enumerate(_BOXES, start=len(rows) + 1):
            if label:
                fields.addWidget(_label(label, self.boxes[name]), row, 0)
                self.boxes[name].setAccessibleName(f"{label} {self.boxes[name].text()}")
            fields.addWidget(self.boxes[name], row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.middle = QVBoxLayout()
        self.middle.setSpacing(8)
        column.addLayout(choice)
        column.addLayout(self.middle)
        column.addWidget(self.details)


class _FilesBox(QComboBox):
    """Looks for new files before it opens."""

    about_to_show = Signal()

    def showPopup(self) -> None:
        self.about_to_show.emit()
        super().showPopup()


def _missing(file: str) -> str:
    return tr("{name} (missing)", name=file)


def _box(text: str, tooltip: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(tooltip)
    return box


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    label.setMinimumWidth(84)
    return label


def _grid(parent: QWidget | None = None) -> QGridLayout:
    grid = QGridLayout(parent) if parent is not None else QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    return grid
