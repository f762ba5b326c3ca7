"""What a job is to keep: its pictures, a contact sheet, a film; part of every batch dialog."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QSpinBox, QWidget

from ganstudio.jobs.outputs import FilmOptions, Outputs, SheetOptions
from ganstudio.ui.widgets.card import Card

FORMATS = (("", "No film"), ("gif", "GIF"), ("webp", "WebP"), ("apng", "APNG"), ("mp4", "MP4"))
ORDERS = (("pingpong", "There and back"), ("forward", "Once"), ("loop", "Again and again"))


class FilmControls(QWidget):
    """Format, rate, order, hold, size and captions of a film.

    Signals:
        changed(): One of them.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, optional: bool = True, film: str = "") -> None:
        super().__init__(parent)
        self._format = _combo(FORMATS if optional else FORMATS[1:], "Film", "Make a film of the pictures, and how")
        self._fps = QDoubleSpinBox(self)
        self._fps.setRange(0.1, 240.0)
        self._fps.setDecimals(1)
        self._fps.setValue(12.0)
        self._fps.setSuffix(" fps")
        _describe(self._fps, "Frames a second", "How many pictures a second the film shows")
        self._order = _combo(ORDERS, "Order", "There and back shows 0 1 2 3 4 3 2 1, without a jump")
        self._hold = QDoubleSpinBox(self)
        self._hold.setRange(0.0, 60.0)
        self._hold.setSingleStep(0.1)
        self._hold.setSuffix(" s")
        _describe(self._hold, "Hold", "How much longer the first and the last picture stay")
        self._size = QSpinBox(self)
        self._size.setRange(0, 4096)
        self._size.setSingleStep(64)
        self._size.setSuffix(" px")
        self._size.setSpecialValueText("as it is")
        _describe(self._size, "Height", "Height of each picture in the film")
        self._captions = QCheckBox("Captions", self)
        _describe(self._captions, "Captions", "Write what varies below each picture")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        rows = (("Film", self._format, self._fps), ("Order", self._order, self._captions))
        for row, (label, first, second) in enumerate(rows):
            grid.addWidget(QLabel(label, self), row, 0)
            grid.addWidget(first, row, 1)
            grid.addWidget(second, row, 2)
        grid.addWidget(QLabel("Hold ends", self), 2, 0)
        grid.addWidget(self._hold, 2, 1)
        grid.addWidget(self._size, 2, 2)
        grid.setColumnMinimumWidth(0, 92)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._format.setCurrentIndex(max(0, self._format.findData(film)))
        for combo in (self._format, self._order):
            combo.currentIndexChanged.connect(self._changed)
        for box in (self._fps, self._hold, self._size):
            box.valueChanged.connect(self._changed)
        self._captions.toggled.connect(self._changed)
        self._show_state()

    def options(self) -> FilmOptions | None:
        """The film that is asked for, or None.

        Raises:
            JobError: The rate is too high for the format.
        """
        if not self._format.currentData():
            return None
        return FilmOptions(
            format=self._format.currentData(),
            fps=self._fps.value(),
            order=self._order.currentData(),
            hold=self._hold.value(),
            size=self._size.value(),
            captions=self._captions.isChecked(),
        )

    def choose_format(self, name: str) -> None:
        """Shows another format."""
        self._format.setCurrentIndex(max(0, self._format.findData(name)))

    def answers(self) -> dict[str, Any]:
        """To be remembered."""
        return {
            "format": self._format.currentData(),
            "fps": self._fps.value(),
            "order": self._order.currentData(),
            "hold": self._hold.value(),
            "size": self._size.value(),
            "captions": self._captions.isChecked(),
        }

    def restore(self, answers: dict[str, Any]) -> None:
        """Shows what was chosen last."""
        for name, combo in (("format", self._format), ("order", self._order)):
            index = combo.findData(answers.get(name))
            if index >= 0:
                combo.setCurrentIndex(index)
        for name, box in (("fps", self._fps), ("hold", self._hold), ("size", self._size)):
            value = answers.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                box.setValue(int(value) if isinstance(box, QSpinBox) else float(value))  # type: ignore[arg-type]
        self._captions.setChecked(bool(answers.get("captions", self._captions.isChecked())))

    def _changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        on = bool(self._format.currentData())
        for widget in (self._fps, self._order, self._hold, self._size, self._captions):
            widget.setEnabled(on)


class OutputCard(Card):
    """Pictures, sheet, film.

    Signals:
        changed(): Another choice.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, sheet: bool = False, film: str = "") -> None:
        super().__init__("Keep", parent, collapsible=False)
        self._pictures = QCheckBox("Pictures, each a PNG with its recipe", self)
        self._pictures.setChecked(True)
        self._pictures.setToolTip("A job that keeps its pictures can be stopped and go on later")
        self._sheet = QCheckBox("Contact sheet of all of them", self)
        self._sheet.setChecked(sheet)
        self._sheet.setToolTip("One picture that shows all, rows and columns named")
        self.film = FilmControls(self, film=film)
        for widget in (self._pictures, self._sheet, self.film):
            self.body.addWidget(widget)
        self._pictures.toggled.connect(self.changed)
        self._sheet.toggled.connect(self.changed)
        self.film.changed.connect(self.changed)

    def outputs(self) -> Outputs:
        """What is asked for.

        Raises:
            JobError: Nothing is, or the film cannot be made so.
        """
        film = self.film.options()
        return Outputs(
            pictures=self._pictures.isChecked(),
            sheet=SheetOptions() if self._sheet.isChecked() else None,
            films=() if film is None else (film,),
        )

    def answers(self) -> dict[str, Any]:
        """To be remembered."""
        return {
            "pictures": self._pictures.isChecked(),
            "sheet": self._sheet.isChecked(),
            "film": self.film.answers(),
        }

    def restore(self, answers: dict[str, Any]) -> None:
        """Shows what was chosen last."""
        self._pictures.setChecked(bool(answers.get("pictures", True)))
        self._sheet.setChecked(bool(answers.get("sheet", self._sheet.isChecked())))
        film = answers.get("film")
        if isinstance(film, dict):
            self.film.restore(film)


def _combo(options: tuple[tuple[str, str], ...], name: str, tooltip: str) -> QComboBox:
    box = QComboBox()
    for value, text in options:
        box.addItem(text, value)
    _describe(box, name, tooltip)
    return box


def _describe(widget: QWidget, name: str, tooltip: str) -> None:
    widget.setAccessibleName(name)
    widget.setToolTip(tooltip)
