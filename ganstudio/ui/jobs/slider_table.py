"""A table of the sliders that are set: how many values each takes, and where a spatial tab's multiplier starts."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QScrollArea, QSpinBox, QWidget

from ganstudio.jobs.fields import Ground, SliderSteps, Steps
from ganstudio.recipe.edits import NUMBER_MAX
from ganstudio.ui.widgets.spin_field import DecimalField, SpinField
from ganstudio.words import spoken, tr

_MOST_ROWS_SHOWN = 6
_ROW_HEIGHT = 36
_MOST_VALUES = 1000
_NOTHING_SET = {
    "attributes": tr("No attribute slider is set. Move one away from 0 first."),
    "tabs": tr("No spatial multiplier is set. Move one away from 0 first."),
    "both": tr("No slider is set. Move one away from 0 first."),
}


class SliderTableControl(QScrollArea):
    """Rows of name, count, start and end.

    Signals:
        changed(): A count or a start was changed.
    """

    changed = Signal()

    def __init__(self, asked: SliderSteps, ground: Ground, of: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(asked.label)
        self._counts: dict[str, QSpinBox] = {}
        self._starts: dict[str, QDoubleSpinBox] = {}
        self._ends: dict[str, tuple[QLabel, float]] = {}
        content = QWidget(self)
        content.setObjectName("scrolled")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.setWidget(content)
        attributes = ground.attributes if of != "tabs" else ()
        tabs = ground.tabs if of != "attributes" else ()
        for column, text in enumerate((tr("Slider"), tr("Values"), tr("From"), tr("To"))):
            self._put_label(0, column, text, quiet=True)
        for shift in attributes:
            self._add_row(asked.count, shift.name, start=shift.amount, end=None)
        for edit in tabs:
            self._add_row(asked.count, edit.name, start=-edit.multiplier, end=edit.multiplier)
        if not self._counts:
            self._put_label(1, 0, _NOTHING_SET[of], quiet=True, span=4)
        rows = min(max(1, len(self._counts)), _MOST_ROWS_SHOWN)
        self.setFixedHeight(28 + rows * _ROW_HEIGHT)

    @property
    def view(self) -> QWidget:
        """Itself."""
        return self

    def answer(self) -> Steps:
        """The counts and the start points."""
        starts = {name: box.value() for name, box in self._starts.items()}
        return Steps(counts=self.kept(), starts=starts)

    def kept(self) -> dict[str, int]:
        """The counts; starts belong to the picture of the time."""
        return {name: box.value() for name, box in self._counts.items()}

    def show_kept(self, kept: object) -> None:
        """Shows the counts given earlier to sliders of the same names."""
        known = kept if isinstance(kept, dict) else {}
        for name, box in self._counts.items():
            count = known.get(name)
            if isinstance(count, int):
                with QSignalBlocker(box):
                    box.setValue(count)

    def show_past_zero(self, on: bool) -> None:
        """Shows where attributes end: at 0, or as far on its other side."""
        for label, start in self._ends.values():
            label.setText(f"{-start:+.2f}" if on else "0")

    def _add_row(self, values: int, name: str, *, start: float, end: float | None) -> None:
        row = len(self._counts) + 1
        said = spoken(name)
        self._put_label(row, 0, said)
        count = SpinField(self)
        count.setRange(1, _MOST_VALUES)
        count.setValue(values)
        count.setToolTip(tr("How many values of {name}; 1 is where it stands", name=said))
        count.setAccessibleName(tr("Values of {name}", name=said))
        count.valueChanged.connect(self.changed)
        self._grid.addWidget(count, row, 1)
        self._counts[name] = count
        if end is None:
            self._put_label(row, 2, f"{start:+.2f}")
            self._ends[name] = (self._put_label(row, 3, "0"), start)
            return
        first = DecimalField(self)
        first.setRange(-NUMBER_MAX, NUMBER_MAX)
        first.setValue(start)
        first.setToolTip(tr("Where the multiplier of {name} starts; minus where it stands at first", name=said))
        first.setAccessibleName(tr("Start of {name}", name=said))
        first.valueChanged.connect(self.changed)
        self._grid.addWidget(first, row, 2)
        self._starts[name] = first
        self._put_label(row, 3, f"{end:.2f}")

    def _put_label(self, row: int, column: int, text: str, *, quiet: bool = False, span: int = 1) -> QLabel:
        label = QLabel(text, self)
        if quiet:
            label.setProperty("role", "quiet")
        if column == 3 or (column == 2 and row):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, row, column, 1, span)
        return label
