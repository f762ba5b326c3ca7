"""ZoomBar: the small bar over the picture's lower right corner: out, per cent, in, fit, 1:1."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QInputDialog, QToolButton, QWidget

from ganstudio.words import tr


class ZoomBar(QFrame):
    """Buttons only; it knows no picture.

    Signals:
        stepped(int): 1 for nearer, -1 for farther.
        percent_entered(float): A zoom in per cent was typed.
        fit_requested(), actual_requested(): All of the picture; one picture pixel per screen pixel.
    """

    stepped = Signal(int)
    percent_entered = Signal(float)
    fit_requested = Signal()
    actual_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "floating")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._percent = 100.0
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 4, 3)
        row.setSpacing(2)
        out = _button("−", tr("Zoom out"), tr("Zoom out  (−)"))
        self._entry = _button("100 %", tr("Zoom in per cent"), tr("The zoom. Click to type another one"))
        self._entry.setMinimumWidth(58)
        nearer = _button("+", tr("Zoom in"), tr("Zoom in  (+)"))
        fit = _button(tr("Fit"), tr("Fit the picture into the view"), tr("Show all of the picture  (0)"))
        actual = _button("1:1", tr("One picture pixel per screen pixel"), tr("One picture pixel per screen pixel  (1)"))
        out.clicked.connect(lambda: self.stepped.emit(-1))
        nearer.clicked.connect(lambda: self.stepped.emit(1))
        fit.clicked.connect(self.fit_requested)
        actual.clicked.connect(self.actual_requested)
        self._entry.clicked.connect(self._ask)
        for button in (out, self._entry, nearer, fit, actual):
            row.addWidget(button)

    def show_percent(self, percent: float) -> None:
        """Shows the zoom."""
        self._percent = percent
        self._entry.setText(f"{percent:.0f} %")

    def _ask(self) -> None:
        value, accepted = QInputDialog.getInt(self, tr("Zoom"), tr("Zoom in per cent:"), round(self._percent), 2, 12800)
        if accepted:
            self.percent_entered.emit(float(value))


def _button(text: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setProperty("role", "tool")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
