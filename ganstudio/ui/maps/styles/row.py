"""StyleRow: one style channel, how unusual it is in this face, and a slider that shifts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from ganstudio.ui.bench.session import Phase
from ganstudio.ui.maps.styles.channels import Place, StyleChannel
from ganstudio.ui.widgets.slider_row import SliderRow

FARTHEST = 20.0
"""Deviations to both sides."""
_STEP = 0.1


class StyleRow(QWidget):
    """Shows whichever channel it is told to; changes no recipe itself.

    Signals:
        shifted(Place, amount, Phase): The slider is moved, or was: tuple[str, int], float in deviations.
        ticked(Place, bool): The channel is to move with others that are ticked.
    """

    shifted = Signal(tuple, float, Phase)
    ticked = Signal(tuple, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place: Place = ("", 0)
        self.tick = QCheckBox(self)
        self.tick.clicked.connect(lambda on: self.ticked.emit(self.place, on))
        self.unusual = QLabel(self)
        self.unusual.setProperty("role", "quiet")
        self.unusual.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.amount = SliderRow("", -FARTHEST, FARTHEST, self, step=_STEP, decimals=1, centre_zero=True)
        self.amount.value_changed_live.connect(lambda value: self.shifted.emit(self.place, value, Phase.LIVE))
        self.amount.value_committed.connect(lambda value: self.shifted.emit(self.place, value, Phase.DONE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.tick)
        row.addWidget(self.unusual)
        row.addWidget(self.amount, 1)

    def show_channel(self, channel: StyleChannel, *, amount: float, ticked: bool, widths: tuple[int, int]) -> None:
        """Shows a channel, by how much it is shifted, and whether it is ticked; no signal.

        `widths` are those of the name and of how unusual it is, so that rows stand under one another.
        """
        self.place = channel.place
        name = f"{channel.layer}:{channel.channel}"
        self.tick.setText(f"{channel.layer} · {channel.channel}")
        self.tick.setAccessibleName(f"{name} moves with others")
        self.tick.setToolTip(f"Style channel {name}. Tick several, and their sliders move together")
        self.tick.setFixedWidth(widths[0])
        self.unusual.setText(f"{channel.unusual:+.1f}σ".replace("-", "−"))
        self.unusual.setToolTip(
            f"In this face it is {channel.value:.4g}: {channel.unusual:+.2f} standard deviations, of "
            f"{channel.deviation:.3g}, from what random faces have on average"
        )
        self.unusual.setFixedWidth(widths[1])
        self.amount.set_description(
            "", f"Shift {name}, in standard deviations over random faces, on the whole picture; a double click resets"
        )
        for control in (self.amount.slider, self.amount.field):
            control.setAccessibleName(f"Shift of {name}")
        self.show_amount(amount, ticked=ticked)

    def show_amount(self, amount: float, *, ticked: bool) -> None:
        """Shows by how much the channel is shifted, and whether it is ticked; no signal."""
        self.amount.set_value(amount)
        self.tick.setChecked(ticked)
