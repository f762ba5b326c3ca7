"""The choices of a film: format, rate, order, movement, size, captions, and what its format needs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from ganstudio.jobs.outputs import FilmOptions
from ganstudio.ui.widgets.spin_field import DecimalField, SpinField

FORMATS = (("", "No film"), ("gif", "GIF"), ("webp", "WebP"), ("apng", "APNG"), ("mp4", "MP4"))
ORDERS = (("pingpong", "There and back"), ("forward", "Once"), ("loop", "Again and again"))
EASINGS = (("linear", "Even"), ("smooth", "Smooth at both ends"), ("in", "Starts slowly"), ("out", "Ends slowly"))
PALETTES = (("frame", "Colors for each"), ("film", "Colors for all"))


class FilmControls(QWidget):
    """Two controls a row, with a name before them.

    Signals:
        changed(): One of them.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, optional: bool = True, film: str = "") -> None:
        super().__init__(parent)
        self._combos = {
            "format": _combo(FORMATS if optional else FORMATS[1:], "Film", "Make a film of the pictures, and how"),
            "order": _combo(ORDERS, "Order", "There and back shows 0 1 2 3 4 3 2 1, without a jump"),
            "easing": _combo(EASINGS, "Movement", "How the film starts and ends; its length stays"),
            "palette": _combo(PALETTES, "Palette", "A GIF has 256 colors: chosen for each picture, or once for all"),
        }
        self._fps = DecimalField(self)
        self._fps.setRange(0.1, 240.0)
        self._fps.setDecimals(1)
        self._fps.setValue(12.0)
        self._fps.setSuffix(" fps")
        self._hold = DecimalField(self)
        self._hold.setRange(0.0, 60.0)
        self._hold.setSingleStep(0.1)
        self._hold.setSuffix(" s")
        self._size = SpinField(self)
        self._size.setRange(0, 4096)
        self._size.setSingleStep(64)
        self._size.setSuffix(" px")
        self._size.setSpecialValueText("Height as it is")
        self._quality = SpinField(self)
        self._quality.setRange(0, 100)
        self._quality.setValue(85)
        self._quality.setPrefix("quality ")
        self._numbers: dict[str, QSpinBox | QDoubleSpinBox] = {
            "fps": self._fps,
            "hold": self._hold,
            "size": self._size,
            "quality": self._quality,
        }
        _describe(self._fps, "Frames a second", "How many pictures a second the film shows")
        _describe(self._hold, "Hold", "How much longer the first and the last picture stay")
        _describe(self._size, "Height", "Height of each picture in the film")
        _describe(self._quality, "Quality", "0 makes the smallest file, 100 the best picture")
        for box in self._numbers.values():
            box.valueChanged.connect(self._changed)
        self._captions = QCheckBox("Captions", self)
        _describe(self._captions, "Captions", "Write what varies below each picture")
        self._captions.toggled.connect(self._changed)
        self._special = QStackedWidget(self)
        for widget in (QWidget(), self._combos["palette"], self._quality):
            self._special.addWidget(widget)
        self._lay_out()
        self.choose_format(film)
        for combo in self._combos.values():
            combo.currentIndexChanged.connect(self._changed)
        self._show_state()

    def options(self) -> FilmOptions | None:
        """The film that is asked for, or None.

        Raises:
            JobError: The rate is too high for the format.
        """
        answers = self.answers()
        return FilmOptions(**answers) if answers["format"] else None

    def choose_format(self, name: str) -> None:
        """Shows another format."""
        box = self._combos["format"]
        box.setCurrentIndex(max(0, box.findData(name)))

    def answers(self) -> dict[str, Any]:
        """To be remembered; named as the fields of FilmOptions."""
        return {
            **{name: combo.currentData() for name, combo in self._combos.items()},
            **{name: box.value() for name, box in self._numbers.items()},
            "captions": self._captions.isChecked(),
        }

    def restore(self, answers: dict[str, Any]) -> None:
        """Shows what was chosen last."""
        for name, combo in self._combos.items():
            index = combo.findData(answers.get(name))
            if index >= 0:
                combo.setCurrentIndex(index)
        for name, box in self._numbers.items():
            value = answers.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                if isinstance(box, QSpinBox):
                    box.setValue(int(value))
                else:
                    box.setValue(float(value))
        self._captions.setChecked(bool(answers.get("captions", self._captions.isChecked())))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        rows = (
            ("Film", self._combos["format"], self._fps),
            ("Order", self._combos["order"], self._special),
            ("Movement", self._combos["easing"], self._captions),
            ("Hold ends", self._hold, self._size),
        )
        for row, (label, first, second) in enumerate(rows):
            grid.addWidget(QLabel(label, self), row, 0)
            grid.addWidget(first, row, 1)
            grid.addWidget(second, row, 2)
        grid.setColumnMinimumWidth(0, 92)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def _changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        kind = self._combos["format"].currentData()
        for widget in (*self._numbers.values(), *list(self._combos.values())[1:], self._captions):
            widget.setEnabled(bool(kind))
        self._special.setCurrentIndex({"gif": 1, "webp": 2, "mp4": 2}.get(kind, 0))


def _combo(options: tuple[tuple[str, str], ...], name: str, tooltip: str) -> QComboBox:
    box = QComboBox()
    for value, text in options:
        box.addItem(text, value)
    _describe(box, name, tooltip)
    return box


def _describe(widget: QWidget, name: str, tooltip: str) -> None:
    widget.setAccessibleName(name)
    widget.setToolTip(tooltip)
