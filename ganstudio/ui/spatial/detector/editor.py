"""DetectorEditor: the maps that a detector weighs, as a table, and in words how they are combined."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ganstudio.analysis.detectors import Detector
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.spatial.numbers import maps_text, number_text
from ganstudio.ui.spatial.weights.table import WeightsTable
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr

_LAST = tr("A detector needs a map. Weigh another one before you take the last one out, or delete the detector.")


class DetectorEditor(QWidget):
    """Changes nothing itself.

    Signals:
        changed(Detector, Phase): The detector with other weights.
        message(str): Why a change cannot be made.
    """

    changed = Signal(Detector, Phase)
    message = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detector: Detector | None = None
        self.rule = QLabel(self)
        self.rule.setProperty("role", "quiet")
        self.rule.setWordWrap(True)
        self.maps = WeightsTable("detector", tr("No detector is followed."), self)
        self.maps.weights_set.connect(self._set)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.rule)
        column.addWidget(self.maps)

    def show_detector(self, detector: Detector | None, spec: GeneratorSpec | None) -> None:
        """Shows one. No signal."""
        self._detector = detector
        open_unless(self, "" if detector is not None else tr("Choose a detector first."))
        weights = detector.weights if detector is not None else ()
        self.maps.show_weights(detector and detector.name, weights, spec, layer=spec.layers[-1].name if spec else "")
        self.rule.setText("" if detector is None else _rule(detector))

    def _set(self, weights: Mapping[str, Mapping[int, float]]) -> None:
        from ganstudio.analysis.detectors import with_weights

        if self._detector is None:
            return
        changed = with_weights(self._detector, weights)
        if changed.weights:
            self.changed.emit(changed, Phase.DONE)
        else:
            self.message.emit(_LAST)


def _rule(detector: Detector) -> str:
    maps = maps_text(len(detector.weights))
    if detector.kind == "probe":
        return tr(
            "{maps}: how likely a place is the part, by the sum of weight × map and {bias}.",
            maps=maps,
            bias=number_text(detector.bias),
        )
    if detector.kind == "soft":
        return tr("{maps}: the mean of weight × map is the selection.", maps=maps)
    return tr("{maps}: the mean of weight × map, cut at the threshold.", maps=maps)
