"""ThresholdPanel: where a detector cuts what its maps say, or that it does not."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ganstudio.analysis.detectors import DEFAULT_THRESHOLD, LEAST_PROBABILITY, Detector
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr


class ThresholdPanel(QWidget):
    """A threshold on the mean of the maps, or for a fitted detector on how likely a place is the part.

    Signals:
        changed(Detector, Phase): The detector with another threshold; LIVE during a drag.
    """

    changed = Signal(Detector, Phase)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detector: Detector | None = None
        self.threshold = SliderRow(
            tr("Threshold"),
            -200.0,
            200.0,
            self,
            step=0.5,
            decimals=3,
            centre_zero=True,
            reset_value=DEFAULT_THRESHOLD,
            tooltip=tr("Selected is where the mean of the maps is at least this"),
        )
        self.least = SliderRow(
            tr("At least"),
            0.0,
            0.95,
            self,
            step=0.05,
            reset_value=LEAST_PROBABILITY,
            tooltip=tr(
                "What is less likely than this to be the part is not selected at all: 0 for never, 1 for surely"
            ),
        )
        self.soft = QCheckBox(tr("No threshold: keep the values"), self)
        self.soft.setToolTip(tr("The selection takes the mean of the maps itself, not only 0 and 1"))
        for row, field in ((self.threshold, "threshold"), (self.least, "least")):
            row.value_changed_live.connect(lambda value, f=field: self._change(Phase.LIVE, **{f: value}))
            row.value_committed.connect(lambda value, f=field: self._change(Phase.DONE, **{f: value}))
        self.soft.clicked.connect(lambda soft: self._change(Phase.DONE, kind="soft" if soft else "threshold"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.threshold, self.least, self.soft):
            column.addWidget(widget)

    def show_detector(self, detector: Detector | None) -> None:
        """Shows one, or hides. No signal."""
        self._detector = detector
        self.setVisible(detector is not None)
        if detector is None:
            return
        fitted = detector.kind == "probe"
        self.least.setVisible(fitted)
        self.threshold.setVisible(not fitted)
        self.soft.setVisible(not fitted)
        self.threshold.set_value(detector.threshold)
        open_unless(self.threshold, "" if detector.kind == "threshold" else tr("A soft detector has no threshold."))
        self.least.set_value(detector.least)
        self.soft.setChecked(detector.kind == "soft")

    def _change(self, phase: Phase, **changes: object) -> None:
        if self._detector is not None:
            self.changed.emit(msgspec.structs.replace(self._detector, **changes), phase)
