"""ThresholdPanel: where the mean of a detector's maps is cut, or that it is not."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ganstudio.analysis.detectors import DEFAULT_THRESHOLD, Detector
from ganstudio.ui.session import Phase
from ganstudio.ui.widgets.slider_row import SliderRow


class ThresholdPanel(QWidget):
    """For detectors made of maps by hand; a fitted one has no threshold.

    Signals:
        changed(Detector, Phase): The detector with another threshold; LIVE during a drag.
    """

    changed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detector: Detector | None = None
        self.threshold = SliderRow(
            "Threshold",
            -200.0,
            200.0,
            self,
            step=0.5,
            decimals=1,
            centre_zero=True,
            reset_value=DEFAULT_THRESHOLD,
            tooltip="Selected is where the mean of the maps is at least this",
        )
        self.soft = QCheckBox("No threshold: keep the values", self)
        self.soft.setToolTip("The selection takes the mean of the maps itself, not only 0 and 1")
        self.threshold.value_changed_live.connect(lambda value: self._change(Phase.LIVE, threshold=value))
        self.threshold.value_committed.connect(lambda value: self._change(Phase.DONE, threshold=value))
        self.soft.clicked.connect(lambda soft: self._change(Phase.DONE, kind="soft" if soft else "threshold"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.threshold)
        column.addWidget(self.soft)

    def show_detector(self, detector: Detector | None) -> None:
        """Shows one, or hides. No signal."""
        self._detector = detector
        self.setVisible(detector is not None and detector.kind != "probe")
        if detector is not None:
            self.threshold.set_value(detector.threshold)
            self.threshold.setEnabled(detector.kind == "threshold")
            self.soft.setChecked(detector.kind == "soft")

    def _change(self, phase: Phase, **changes: object) -> None:
        if self._detector is not None:
            self.changed.emit(msgspec.structs.replace(self._detector, **changes), phase)
