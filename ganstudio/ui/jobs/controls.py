"""The controls of a batch dialog, made from its fields: each shows an answer, gives it, and tells when it changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from ganstudio.ui.jobs.fields import Choice, Decimal, Field, FormContext, PathField, SliderTable, Switch, Text, Whole
from ganstudio.ui.jobs.slider_table import SliderTableControl
from ganstudio.ui.widgets.spin_field import DecimalField, SpinField


class Control(Protocol):
    """What the form needs of a control."""

    def answer(self) -> Any:
        """What is shown."""

    def show_answer(self, answer: Any) -> None:
        """Shows an answer given earlier; one that does not fit is passed over."""

    @property
    def view(self) -> QWidget:
        """What goes into the layout."""


class _Control:
    """An answer kept by a Qt widget."""

    def __init__(self, widget: QWidget, answer: Callable[[], Any], show: Callable[[Any], None], kind: type) -> None:
        self.view = widget
        self._answer = answer
        self._show = show
        self._kind = kind

    def answer(self) -> Any:
        """What is shown."""
        return self._answer()

    def show_answer(self, answer: Any) -> None:
        """Shows an answer of the right kind, without telling of it."""
        fits = isinstance(answer, self._kind) and (self._kind is bool or not isinstance(answer, bool))
        if fits or (self._kind is float and isinstance(answer, int) and not isinstance(answer, bool)):
            with QSignalBlocker(self.view):
                self._show(answer)


def make_control(field: Field, context: FormContext, changed: Callable[[], None]) -> Control:
    """The control of a field; `changed` is called when a person changes its answer."""
    match field:
        case Whole():
            control = _whole(field, changed)
        case Decimal():
            control = _decimal(field, changed)
        case Switch():
            control = _switch(field, changed)
        case Choice():
            control = _choice(field, context, changed)
        case Text():
            control = _text(field, changed)
        case PathField():
            control = _path(field, context, changed)
        case SliderTable():
            table = SliderTableControl(field, context)
            table.changed.connect(changed)
            return table
        case _:
            raise TypeError(f"no control for {type(field).__name__}")
    control.view.setToolTip(field.tooltip)
    control.view.setAccessibleName(field.label)
    return control


def _whole(field: Whole, changed: Callable[[], None]) -> _Control:
    box = SpinField()
    box.setRange(field.minimum, field.maximum)
    box.setGroupSeparatorShown(True)
    box.setValue(field.start)
    box.valueChanged.connect(changed)
    return _Control(box, box.value, box.setValue, int)


def _decimal(field: Decimal, changed: Callable[[], None]) -> _Control:
    box = DecimalField()
    box.setRange(field.minimum, field.maximum)
    box.setDecimals(field.decimals)
    box.setSingleStep(field.step)
    box.setValue(field.start)
    box.valueChanged.connect(changed)
    return _Control(box, box.value, box.setValue, float)


def _switch(field: Switch, changed: Callable[[], None]) -> _Control:
    box = QCheckBox(field.label)
    box.setChecked(field.start)
    box.toggled.connect(changed)
    return _Control(box, box.isChecked, box.setChecked, bool)


def _choice(field: Choice, context: FormContext, changed: Callable[[], None]) -> _Control:
    box = QComboBox()
    for value, text in field.options(context):
        box.addItem(text, value)

    def show(value: str) -> None:
        index = box.findData(value)
        if field.remembered and index >= 0:
            box.setCurrentIndex(index)

    box.currentIndexChanged.connect(changed)
    return _Control(box, box.currentData, show, str)


def _text(field: Text, changed: Callable[[], None]) -> _Control:
    line = QLineEdit(field.start)
    line.setPlaceholderText(field.placeholder)
    line.textEdited.connect(changed)
    return _Control(line, line.text, line.setText, str)


def _path(field: PathField, context: FormContext, changed: Callable[[], None]) -> _Control:
    row = PathRow(field, field.start(context))
    row.changed.connect(changed)
    return _Control(row, row.text, row.set_text, str)


class PathRow(QWidget):
    """A line with a path, and a button to choose it; several pictures are kept one a line.

    Signals:
        changed(): Another path.
    """

    changed = Signal()

    def __init__(self, field: PathField, start: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._several: tuple[str, ...] = ()
        self.line = QLineEdit(str(start) if start is not None else "", self)
        self.line.setToolTip(field.tooltip)
        self.line.setAccessibleName(field.label)
        self.line.textEdited.connect(self._typed)
        button = QPushButton("Choose…", self)
        button.setToolTip(f"Choose: {field.label.lower()}")
        button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.line, 1)
        layout.addWidget(button)

    def text(self) -> str:
        """The path; several are separated by line breaks."""
        return "\n".join(self._several) if self._several else self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Shows a path, or several."""
        names = tuple(name for name in text.split("\n") if name.strip())
        self._several = names if len(names) > 1 else ()
        self.line.setText(f"{len(names)} pictures" if self._several else "".join(names))

    def _typed(self) -> None:
        self._several = ()
        self.changed.emit()

    def _choose(self) -> None:
        text = self.text().split("\n", maxsplit=1)[0]
        at = text or str(Path.home())
        match self._field.kind:
            case "folder":
                chosen = QFileDialog.getExistingDirectory(self, self._field.label, at)
            case "file":
                chosen, _ = QFileDialog.getOpenFileName(self, self._field.label, at, self._field.filter)
            case _:
                names, _ = QFileDialog.getOpenFileNames(self, self._field.label, at, self._field.filter)
                chosen = "\n".join(names)
        if chosen:
            self.set_text(chosen)
            self.changed.emit()
