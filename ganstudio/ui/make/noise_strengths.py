"""NoiseStrengths: a slider a resolution that makes the noise there weaker or stronger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ganstudio.ui.bench.session import Phase
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr

Strengths = tuple[tuple[int, float], ...]
"""(resolution, factor) of the resolutions where the factor is not 1, as in a recipe's noise."""

_STRONGEST = 2.0
_AS_IT_IS = 1.0


class NoiseStrengths(QWidget):
    """Factors 0..2 of the model's own noise strength, 1 where nothing was changed.

    Signals:
        changed(Strengths, label, Phase): A slider is moved, or was; or all were reset.
    """

    changed = Signal(tuple, str, Phase)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strengths: Strengths = ()
        self._rows: dict[int, SliderRow] = {}
        self.reset_button = QPushButton(tr("Reset all"), self)
        self.reset_button.setToolTip(tr("Set the noise back to the model's own strength at every resolution"))
        self.reset_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset_button.clicked.connect(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._sliders = QVBoxLayout()
        self._sliders.setSpacing(2)
        column.addLayout(self._sliders)
        column.addSpacing(4)
        column.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_strengths(())

    @property
    def rows(self) -> dict[int, SliderRow]:
        """Resolution -> its slider."""
        return dict(self._rows)

    def show_resolutions(self, resolutions: Sequence[int]) -> None:
        """Offers a slider for each resolution."""
        if list(self._rows) == list(resolutions):
            return
        for row in self._rows.values():
            row.blockSignals(True)
            row.hide()
            row.deleteLater()
        widest = self.fontMetrics().horizontalAdvance(str(max(resolutions, default=0))) + 4
        self._rows = {resolution: self._row(resolution, widest) for resolution in resolutions}
        self.show_strengths(self._strengths)

    def show_strengths(self, strengths: Strengths) -> None:
        """Shows factors without a signal."""
        self._strengths = strengths
        factors = dict(strengths)
        for resolution, row in self._rows.items():
            row.set_value(factors.get(resolution, _AS_IT_IS))
        open_unless(self.reset_button, "" if strengths else tr("Every strength is as it was."))

    def reset(self) -> None:
        """All back to 1, as one change."""
        self.changed.emit((), tr("noise strength reset"), Phase.DONE)

    def _row(self, resolution: int, label_width: int) -> SliderRow:
        row = SliderRow(
            str(resolution),
            0.0,
            _STRONGEST,
            self,
            step=0.05,
            reset_value=_AS_IT_IS,
            tooltip=tr(
                "Noise at {resolution}×{resolution}: 0 is none, 1 as the model has it, 2 twice as strong; a double "
                "click resets",
                resolution=resolution,
            ),
            label_width=label_width,
        )
        for control in (row.slider, row.field):
            control.setAccessibleName(tr("Noise strength at {resolution}", resolution=resolution))
        row.value_changed_live.connect(lambda value: self._set(resolution, value, Phase.LIVE))
        row.value_committed.connect(lambda value: self._set(resolution, value, Phase.DONE))
        self._sliders.addWidget(row)
        return row

    def _set(self, resolution: int, factor: float, phase: Phase) -> None:
        factors = dict(self._strengths) | {resolution: round(factor, 4)}
        kept = tuple((known, factors[known]) for known in sorted(factors) if factors[known] != _AS_IT_IS)
        self.changed.emit(
            kept, tr("noise at {resolution}×{resolution} {factor:.2f}", resolution=resolution, factor=factor), phase
        )
