"""DetectorChoice: which detector a tab follows, and what happens when a new picture is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QToolButton, QWidget

from ganstudio.ui import theme
from ganstudio.ui.widgets import icons

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector

_NONE = "None: painted by hand"
MODES = {"off": "Do not run", "run": "Run", "modify": "Run and modify"}
_MODE_TIPS = {
    "off": "New pictures keep the selection as it is",
    "run": "New pictures: find the part and select it; the multiplier goes to 0, so the picture stays unmodified",
    "modify": "New pictures: find the part in the unmodified picture, then make it again with this tab applied there",
}


class DetectorChoice(QWidget):
    """Two rows.

    Signals:
        chosen(detector, mode): str, str; an empty name for none. delete_asked(): Delete the detector shown.
    """

    chosen = Signal(str, str)
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = QComboBox(self)
        self.names.setAccessibleName("Detector")
        self.names.setToolTip("Which detector finds the part that this tab selects")
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.setMinimumContentsLength(8)
        self.names.activated.connect(self._chosen)
        self.modes = QComboBox(self)
        for name, text in MODES.items():
            self.modes.addItem(text, name)
            self.modes.setItemData(self.modes.count() - 1, _MODE_TIPS[name], Qt.ItemDataRole.ToolTipRole)
        self.modes.setAccessibleName("When a new picture is made")
        self.modes.activated.connect(self._chosen)
        self.delete_button = QToolButton(self)
        self.delete_button.setProperty("role", "tool")
        self.delete_button.setIcon(icons.icon("delete", theme.current().text_quiet))
        self.delete_button.setToolTip("Delete this detector")
        self.delete_button.setAccessibleName("Delete this detector")
        self.delete_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.delete_button.clicked.connect(self.delete_asked)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel("Follows", self), 0, 0)
        grid.addWidget(self.names, 0, 1)
        grid.addWidget(self.delete_button, 0, 2)
        grid.addWidget(QLabel("New pictures", self), 1, 0)
        grid.addWidget(self.modes, 1, 1, 1, 2)

    def show_detectors(self, detectors: Iterable[Detector]) -> None:
        """Offers these. No signal."""
        self.names.clear()
        self.names.addItem(_NONE, "")
        for detector in sorted(detectors, key=lambda one: one.name.casefold()):
            self.names.addItem(detector.name, detector.name)
            self.names.setItemData(self.names.count() - 1, detector.note, Qt.ItemDataRole.ToolTipRole)

    def show_choice(self, name: str, mode: str, *, is_known: bool) -> None:
        """Shows what a tab follows. No signal."""
        if name and self.names.findData(name) < 0:
            self.names.addItem(f"{name} (missing)", name)
        self.names.setCurrentIndex(max(0, self.names.findData(name)))
        self.modes.setCurrentIndex(max(0, self.modes.findData(mode)))
        self.modes.setToolTip(_MODE_TIPS[str(self.modes.currentData())])
        self.modes.setEnabled(bool(name))
        self.delete_button.setEnabled(is_known)

    def _chosen(self) -> None:
        name = str(self.names.currentData() or "")
        self.chosen.emit(name, str(self.modes.currentData()) if name else "off")
