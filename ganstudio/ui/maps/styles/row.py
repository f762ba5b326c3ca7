"""StyleRow: one style channel, its value in this face and how unusual that is, and a slider that shifts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from ganstudio.recipe.style_names import in_deviations, style_code, style_name, style_words
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.maps.styles.channels import Place, StyleChannel
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr

FARTHEST = 20.0
"""Deviations to both sides."""
_STEP = 0.1


class StyleRow(QWidget):
    """Shows whichever channel it is told to; changes no recipe itself.

    Signals:
        shifted(Place, amount, Phase): The slider is moved, or was: tuple[str, int], float in deviations.
        ticked(Place, bool): The channel is to move with others that are ticked.
        faces_requested(Place): The faces that have most and least of it are to be shown.
    """

    shifted = Signal(tuple, float, Phase)
    ticked = Signal(tuple, bool)
    faces_requested = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place: Place = ("", 0)
        self.tick = QCheckBox(self)
        self.tick.clicked.connect(lambda on: self.ticked.emit(self.place, on))
        self.unusual = QLabel(self)
        self.value = QLabel(self)
        for number in (self.value, self.unusual):
            number.setProperty("role", "quiet")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.amount = SliderRow(tr("Shift (sd)"), -FARTHEST, FARTHEST, self, step=_STEP, decimals=1, centre_zero=True)
        self.amount.value_changed_live.connect(lambda value: self.shifted.emit(self.place, value, Phase.LIVE))
        self.amount.value_committed.connect(lambda value: self.shifted.emit(self.place, value, Phase.DONE))
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.tick, 1)
        above.addWidget(self.value)
        above.addWidget(self.unusual)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.amount)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What else can be done with the channel."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.place  # the row may show another one by the time that is chosen
        faces = menu.addAction(tr("Faces that have it most and least"))
        faces.setToolTip(tr("Of those recorded, or of 200 random ones, with the place lit where the channel acts"))
        faces.triggered.connect(lambda: self.faces_requested.emit(place))
        reset = menu.addAction(tr("Reset to zero"))
        open_unless(reset, "" if self.amount.value else tr("It is not shifted."))
        reset.triggered.connect(lambda: self.shifted.emit(place, 0.0, Phase.DONE))
        copy = menu.addAction(tr("Copy name"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(style_code(*place)))
        menu.setToolTipsVisible(True)
        menu.popup(event.globalPos())

    def show_channel(self, channel: StyleChannel, *, amount: float, ticked: bool, widths: tuple[int, int]) -> None:
        """Shows a channel, by how much it is shifted, and whether it is ticked; no signal.

        `widths` are those of the value and of how unusual it is, so that rows stand under one another.
        """
        self.place = channel.place
        name = style_words(*channel.place)
        self.tick.setText(style_name(*channel.place))
        self.tick.setAccessibleName(tr("{name} moves with others", name=name))
        self.tick.setToolTip(
            tr(
                "{name} ({code}). Tick several, and their sliders move together; a right-click shows more",
                name=name,
                code=style_code(*channel.place),
            )
        )
        self.value.setText(f"{channel.value:.3g}".replace("-", "−"))
        self.unusual.setText(in_deviations(channel.unusual))
        for number, width in zip((self.value, self.unusual), widths, strict=True):
            number.setFixedWidth(width)
            number.setToolTip(
                tr(
                    "In this face it is {value:.4g}: {unusual:+.2f} standard deviations, of {deviation:.3g}, from what "
                    "random faces have on average",
                    value=channel.value,
                    unusual=channel.unusual,
                    deviation=channel.deviation,
                )
            )
        self.amount.set_description(
            tr("Shift (sd)"),
            tr(
                "Shift {name}, in standard deviations (sd) over random faces, on the whole picture; "
                "a double click resets",
                name=name,
            ),
        )
        for control in (self.amount.slider, self.amount.field):
            control.setAccessibleName(tr("Shift of {name}", name=name))
        self.show_amount(amount, ticked=ticked)

    def show_amount(self, amount: float, *, ticked: bool) -> None:
        """Shows by how much the channel is shifted, and whether it is ticked; no signal."""
        self.amount.set_value(amount)
        self.tick.setChecked(ticked)
