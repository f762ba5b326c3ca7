"""Number fields with arrows whose text keeps its distance from the frame."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

_TEXT_MARGIN = 7
"""WORKAROUND: Qt 6.11 gives a spin box's text no padding from a style sheet. With the frame: 8 pixels, as elsewhere."""


class SpinField(QSpinBox):
    """A QSpinBox with room before its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)


class DecimalField(QDoubleSpinBox):
    """A QDoubleSpinBox with room before its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)
