"""The controls of a dialog, made from the fields of an offer: each gives its answer and tells when it changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ganstudio.jobs.catalogue import random_seeds, seed_range
from ganstudio.jobs.fields import (
    Answers,
    AxisField,
    Choice,
    Decimal,
    Faces,
    Field,
    Ground,
    MapsField,
    OneSlider,
    Pairs,
    PathField,
    SliderSteps,
    Steps,
    Switch,
    Text,
    Whole,
    options_of,
)
from ganstudio.ui.jobs.axis_control import AxisControl
from ganstudio.ui.jobs.maps_control import MapsControl
from ganstudio.ui.jobs.slider_table import SliderTableControl
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.folder_memory import ask_directory, ask_file
from ganstudio.ui.widgets.picture_asking import PictureQuestion, ask_pictures, dropped_files
from ganstudio.ui.widgets.spin_field import DecimalField, SpinField
from ganstudio.words import spoken, tr, trn

Kept = TypeVar("Kept")

_FEW = 10
"""New faces to begin with where a job can do without."""

_RANDOM = tr("Choose seeds in order first.")


class Control(Protocol):
    """What a dialog needs of a control."""

    @property
    def view(self) -> QWidget:
        """What goes into the layout."""

    def answer(self) -> object:
        """What is shown, as the kind of its field says."""

    def kept(self) -> object:
        """The same as JSON can keep it."""

    def show_kept(self, kept: object) -> None:
        """Shows what was kept, without telling of it; what does not fit is passed over."""


class _Plain(Generic[Kept]):
    """A control whose answer is a number, a text, or yes or no."""

    def __init__(self, view: QWidget, kept: Callable[[], Kept], show: Callable[[Kept], None], kind: type[Kept]) -> None:
        self.view = view
        self._kept = kept
        self._show = show
        self._kind = kind

    def answer(self) -> object:
        """What is shown."""
        return self._kept()

    def kept(self) -> Kept:
        """The same."""
        return self._kept()

    def show_kept(self, kept: object) -> None:
        """Shows an answer of the right kind."""
        shown = float(kept) if self._kind is float and type(kept) is int else kept
        if isinstance(shown, self._kind) and isinstance(shown, bool) == (self._kind is bool):
            with QSignalBlocker(self.view):
                self._show(shown)


class _Mapped(_Plain[Kept]):
    """A control whose answer is made of what is shown."""

    def __init__(self, plain: _Plain[Kept], answer: Callable[[Kept], object]) -> None:
        super().__init__(plain.view, plain._kept, plain._show, plain._kind)
        self._answer = answer

    def answer(self) -> object:
        """What it stands for."""
        return self._answer(self._kept())


def make_control(asked: Field, ground: Ground, settled: Answers, changed: Callable[[], None]) -> Control:
    """The control of a field; where its start depends on what is at hand, the caller shows it.

    Args:
        asked: The field.
        ground: What its answer refers to.
        settled: What the dialog does not ask.
        changed: Called when a person changes the answer.
    """
    match asked:
        case AxisField() | Faces() | MapsField():
            own = _own_control(asked, ground)
            own.changed.connect(changed)
            return own
        case PathField():
            row = PathRow(asked)
            row.changed.connect(changed)
            return _described(_Plain(row, row.text, row.set_text, str), asked)
        case SliderSteps():
            return _steps(asked, ground, str(settled.get("of", "both")), changed)
        case OneSlider():
            return _one_slider(asked, ground, changed)
        case Choice():
            return _choice(asked, options_of(asked, ground), changed)
    return plain_control(asked, changed)


def plain_control(asked: Field, changed: Callable[[], None]) -> Control:
    """The control of a field that depends on nothing, showing its start."""
    match asked:
        case Whole():
            return _whole(asked, changed)
        case Decimal():
            return _decimal(asked, changed)
        case Switch():
            box = QCheckBox(asked.label)
            box.setChecked(asked.start is True)
            box.toggled.connect(changed)
            return _described(_Plain(box, box.isChecked, box.setChecked, bool), asked)
        case Choice():
            return _choice(asked, () if callable(asked.options) else asked.options, changed)
        case Text():
            line = QLineEdit(asked.start if isinstance(asked.start, str) else "")
            line.setPlaceholderText(asked.placeholder)
            line.textEdited.connect(changed)
            return _described(_Plain(line, line.text, line.setText, str), asked)
    raise TypeError(f"no control for {type(asked).__name__}")


def _own_control(asked: AxisField | Faces | MapsField, ground: Ground) -> AxisControl | FacesControl | MapsControl:
    match asked:
        case AxisField():
            return AxisControl(asked, ground)
        case MapsField():
            return MapsControl(asked, ground)
    return FacesControl(asked)


def _steps(asked: SliderSteps, ground: Ground, of: str, changed: Callable[[], None]) -> Control:
    if not asked.each:
        whole = Whole(name=asked.name, label=asked.label, help=asked.help, start=asked.count, maximum=1000)
        return _Mapped(_whole(whole, changed), Steps)
    table = SliderTableControl(asked, ground, of)
    table.changed.connect(changed)
    return table


def _one_slider(asked: OneSlider, ground: Ground, changed: Callable[[], None]) -> Control:
    sliders = {f"attribute:{shift.name}": shift for shift in ground.attributes}
    tabs = {f"tab:{edit.name}": edit for edit in ground.tabs}
    pairs = [*((key, tr("Attribute {name}", name=spoken(shift.name))) for key, shift in sliders.items())]
    pairs += [(key, tr("Tab {name}", name=spoken(edit.name))) for key, edit in tabs.items()]
    shown = tuple(pairs) or (("", tr("No slider is set")),)
    choice = Choice(name=asked.name, label=asked.label, help=asked.help, options=shown)
    return _Mapped(_choice(choice, shown, changed), lambda key: sliders.get(key) or tabs.get(key))


def _described(control: _Plain[Kept], asked: Field) -> _Plain[Kept]:
    control.view.setToolTip(asked.help)
    control.view.setAccessibleName(asked.label)
    return control


def _whole(asked: Whole, changed: Callable[[], None]) -> _Plain[int]:
    box = SpinField()
    box.setRange(asked.minimum, asked.maximum)
    box.setSingleStep(asked.step)
    box.setGroupSeparatorShown(True)
    box.setSpecialValueText(asked.zero)
    _write_as(box, asked.words)
    if isinstance(asked.start, int):
        box.setValue(asked.start)
    box.valueChanged.connect(changed)
    return _described(_Plain(box, box.value, box.setValue, int), asked)


def _decimal(asked: Decimal, changed: Callable[[], None]) -> _Plain[float]:
    box = DecimalField()
    box.setRange(asked.minimum, asked.maximum)
    box.setSingleStep(asked.step)
    _write_as(box, asked.words)
    if isinstance(asked.start, float):
        box.setValue(asked.start)
    box.valueChanged.connect(changed)
    return _described(_Plain(box, box.value, box.setValue, float), asked)


def _write_as(box: SpinField | DecimalField, words: str) -> None:
    before, _, after = words.partition("{}")
    box.setPrefix(before)
    box.setSuffix(after)


def _choice(asked: Choice, pairs: Pairs, changed: Callable[[], None]) -> _Plain[str]:
    box = QComboBox()
    for value, text in pairs:
        box.addItem(text, value)
    values = [value for value, _ in pairs]

    def show(value: str) -> None:
        if value in values:
            box.setCurrentIndex(values.index(value))

    if isinstance(asked.start, str):
        show(asked.start)
    box.currentIndexChanged.connect(changed)
    return _described(_Plain(box, lambda: values[box.currentIndex()], show, str), asked)


class FacesControl(QWidget):
    """How many new faces, random ones that stay the same while it lives, or counted up from a seed.

    Signals:
        changed(): Another answer.
    """

    changed = Signal()

    def __init__(self, asked: Faces, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(asked.label)
        self._chance = secrets.randbelow(1 << 31)  # drawn once: what the preview shows is what the job makes
        self.count = SpinField(self)
        self.count.setRange(asked.minimum, 100_000)
        self.count.setGroupSeparatorShown(True)
        self.count.setValue(asked.count or _FEW)
        self.count.setToolTip(tr("How many new faces"))
        self.count.setAccessibleName(asked.label)
        self.counted = QCheckBox(tr("from seed"), self)
        self.counted.setToolTip(tr("Use one seed after another, counted up from this one, instead of random ones"))
        self.first = SpinField(self)
        self.first.setRange(0, 2**31 - 1)
        self.first.setToolTip(tr("Seeds are counted up from this one"))
        self.first.setAccessibleName(tr("First seed"))
        open_unless(self.first, _RANDOM)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.count, 1)
        layout.addWidget(self.counted)
        layout.addWidget(self.first, 1)
        self.setFocusProxy(self.count)
        self.counted.toggled.connect(lambda on: open_unless(self.first, "" if on else _RANDOM))
        self.counted.toggled.connect(self.changed)
        for box in (self.count, self.first):
            box.valueChanged.connect(self.changed)

    @property
    def view(self) -> QWidget:
        """Itself."""
        return self

    def answer(self) -> tuple[int, ...]:
        """The seeds."""
        if self.counted.isChecked():
            return seed_range(self.first.value(), self.count.value())
        return random_seeds(self.count.value(), np.random.default_rng(self._chance))

    def kept(self) -> list[int | bool]:
        """Count, whether they are counted up, first seed."""
        return [self.count.value(), self.counted.isChecked(), self.first.value()]

    def show_kept(self, kept: object) -> None:
        """Shows them."""
        match kept:
            case [int(count), bool(counted), int(first)]:
                with QSignalBlocker(self):
                    self.count.setValue(count)
                    self.counted.setChecked(counted)
                    self.first.setValue(first)


class PathRow(QWidget):
    """A line with a path, and a button to choose it; several pictures are kept one a line.

    Signals:
        changed(): Another path.
    """

    changed = Signal()

    def __init__(self, asked: PathField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = asked
        self._several: tuple[str, ...] = ()
        self.line = QLineEdit(self)
        self.line.setToolTip(asked.help)
        self.line.setAccessibleName(asked.label)
        if asked.kind == "picture":
            self.line.setPlaceholderText(tr("The picture on screen"))
        self.line.textEdited.connect(self._typed)
        self.line.setAcceptDrops(False)  # a file is for the row: the line would take its address for text
        self.setAcceptDrops(True)
        button = QPushButton(tr("Choose…"), self)
        button.setToolTip(
            tr("Choose: {what}. A file can be dropped here too, as from the film strip", what=asked.label.lower())
        )
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
        self.line.setText(trn("{number} picture", "{number} pictures", len(names)) if self._several else "".join(names))

    def _typed(self) -> None:
        self._several = ()
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files, such as pictures of the film strip."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Holds what was dropped; of several files all, where there is room for them."""
        paths = dropped_files(event)
        if paths:
            self._take(paths if self._asked.kind == "pictures" else paths[:1])
            event.acceptProposedAction()

    def _choose(self) -> None:
        asked = self._asked
        text = self.text().split("\n", maxsplit=1)[0]
        start = Path(text) if text else Path.home()
        folder = start if start.is_dir() else start.parent
        if asked.kind == "folder":
            chosen = ask_directory(self, f"batch {asked.name}", asked.label, folder)
            self._take([] if chosen is None else [chosen])
        elif asked.kind == "file":
            found = ask_file(self, f"batch {asked.name}", asked.label, folder, asked.filter)
            self._take([] if found is None else [found])
        else:
            several = asked.kind == "pictures"
            ask_pictures(
                PictureQuestion(
                    parent=self,
                    title=asked.help,
                    purpose="pictures",
                    folder=folder,
                    filters=asked.filter,
                    several=several,
                    picked=self._take,
                )
            )

    def _take(self, paths: list[Path]) -> None:
        if paths:
            self.set_text("\n".join(map(str, paths)))
            self.changed.emit()
