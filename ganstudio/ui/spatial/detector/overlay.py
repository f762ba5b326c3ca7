"""DetectorOverlay: which detector is shown on the picture, on its own, without touching any selection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QWidget

from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector


class DetectorOverlay(QWidget):
    """A switch and a choice; computes and draws nothing itself.

    Attributes:
        switch: Whether it is shown. names: which one.

    Signals:
        changed(): Another one is to be shown, or none.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = QCheckBox(tr("Show on the picture"), self)
        self.switch.setToolTip(
            tr("Lay what a detector finds over this picture and each new one; selections stay as they are")
        )
        self.switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # a click beside it is none
        self.switch.toggled.connect(self._refresh)
        self.switch.toggled.connect(self.changed)
        self.names = QComboBox(self)
        self.names.setAccessibleName(tr("Detector shown on the picture"))
        self.names.setToolTip(tr("Which detector is shown on the picture; the tab goes on following its own"))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.setMinimumContentsLength(8)
        self.names.activated.connect(self.changed)
        for widget in (self.switch, self.names):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.switch)
        row.addWidget(self.names, 1)
        row.addStretch(1)
        self._refresh()

    @property
    def shown(self) -> str:
        """The name of the detector to show; empty for none."""
        return self.names.currentText() if self.switch.isChecked() and self.names.count() else ""

    def show_detectors(self, detectors: Iterable[Detector]) -> None:
        """Offers these; the one chosen stays if it is among them. No signal."""
        chosen = self.names.currentText()
        self.names.clear()
        self.names.addItems(sorted((detector.name for detector in detectors), key=str.casefold))
        self.choose(chosen)
        open_unless(self.switch, "" if self.names.count() else tr("There is no detector yet."))
        self._refresh()

    def choose(self, name: str) -> None:
        """Shows another one, if there is one of that name. No signal."""
        index = self.names.findText(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive)
        if index >= 0:
            self.names.setCurrentIndex(index)

    def _refresh(self) -> None:
        self.names.setVisible(self.switch.isChecked() and self.names.count() > 0)
