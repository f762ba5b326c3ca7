"""MultiplierCard: how strongly a spatial tab acts, by slider or typed number, and in which way."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from ganstudio.recipe.edits import MULTIPLIER_SLIDER_MAX, NUMBER_MAX, SpatialEdit
from ganstudio.ui import theme
from ganstudio.ui.spatial.changes import ACTS
from ganstudio.ui.spatial.numbers import Curve, Scale, exact_text, number_text
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.slider import Slider
from ganstudio.words import tr

MODES = {
    "add": tr("Adds to what is there, as painted: plus and minus"),
    "multiply": tr("Scales what is there, by 1 + value"),
    "set": tr("Replaces what is there by the value"),
    "ablate": tr("Turns off what is there (ablation)"),
}
_HINTS = {
    "add": "",
    "multiply": tr("Where painted, maps are multiplied by 1 + weight × multiplier."),
    "set": tr("Where painted, maps are set to weight × multiplier."),
    "ablate": tr("Where painted, maps are turned off, as long as the multiplier is not 0."),
}
_NUMBER_STYLE = """
QLineEdit { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0 1px;
            font-size: 22px; font-weight: 600; min-height: 32px; max-height: 32px; }
QLineEdit:hover { border-color: palette(mid); }
QLineEdit:focus { background: palette(base); border-color: palette(highlight); }
"""


class MultiplierCard(Card):
    """Shows one tab's multiplier and mode; changes nothing itself.

    Signals:
        multiplier_live(float), multiplier_done(float): While the slider moves; once it is let go or a number typed.
        mode_chosen(str): A key of `MODES`. curve_chosen(str): the value of a `Curve`.
        all_zero_requested(): Every tab's multiplier to 0.
        apply_requested(): Let a tab act that was placed on a new picture and held back.
    """

    multiplier_live = Signal(float)
    multiplier_done = Signal(float)
    mode_chosen = Signal(str)
    curve_chosen = Signal(str)
    all_zero_requested = Signal()
    apply_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Multiplier"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._multiplier = 0.0
        self._shown = ""
        self._scale = Scale()
        self.number = self._make_number()
        self.add_header_widget(self.number)
        self.slider = Slider(-MULTIPLIER_SLIDER_MAX, MULTIPLIER_SLIDER_MAX, self, centre_zero=True)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(tr("Multiplier"))
        self.slider.moved.connect(self._slid)
        self.slider.settled.connect(lambda position: self.multiplier_done.emit(self._scale.multiplier(position)))
        self.slider.reset_requested.connect(self._reset)
        self.body.addWidget(self.slider)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.reset_button = _button(
            tr("Reset"), tr("Set this tab's multiplier to 0 (double-click the slider does the same)")
        )
        self.reset_button.clicked.connect(self._reset)
        self.zero_button = _button(tr("Set all to zero"), tr("Set the multiplier of every tab to 0"))
        self.zero_button.clicked.connect(self.all_zero_requested)
        self.mode_button = self._make_mode_button()
        for widget in (self.reset_button, self.zero_button, self.mode_button):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            widget.setFixedHeight(theme.CONTROL_HEIGHT)
            row.addWidget(widget)
        self.body.addLayout(row)
        self._add_held_row()
        self.hint = QLabel(self)
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.body.addWidget(self.hint)
        self._show_curve()

    @property
    def curve(self) -> Curve:
        """What the slider's positions stand for in the tab that is shown."""
        return self._scale.curve

    def show_edit(self, edit: SpatialEdit, *, beside: Iterable[SpatialEdit] = ()) -> None:
        """Shows a tab's multiplier and mode; `beside` are all tabs there are. No signal."""
        moved = any(one.multiplier for one in (edit, *beside))
        open_unless(self.zero_button, "" if moved else tr("Every multiplier is at zero."))
        self._multiplier = edit.multiplier
        if edit.name != self._shown:
            self._shown, self._scale = edit.name, Scale()
        self._scale = self._scale.holding(edit.multiplier, Curve(edit.curve))
        self._show_curve()
        self.slider.set_position(self._scale.position(edit.multiplier))
        self._show_number()
        self.held.setVisible(edit.held)
        self.mode_button.setText(ACTS[edit.mode])
        self.hint.setText(_HINTS[edit.mode])
        self.hint.setVisible(bool(_HINTS[edit.mode]))
        self._mode_actions[edit.mode].setChecked(True)

    def _add_held_row(self) -> None:
        """For a tab that a detector or script has only marked, in mode Run."""
        self.held = QWidget(self)
        said = QLabel(tr("Placed on the new picture, not applied yet."), self.held)
        said.setProperty("role", "quiet")
        said.setWordWrap(True)
        self.apply_button = _button(tr("Apply"), tr("Let this tab act on the picture; moving its slider does the same"))
        self.apply_button.clicked.connect(self.apply_requested)
        row = QHBoxLayout(self.held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(said, 1)
        row.addWidget(self.apply_button)
        self.held.hide()
        self.body.addWidget(self.held)

    def _make_number(self) -> NumberField:
        number = NumberField(-NUMBER_MAX, NUMBER_MAX, self, decimals=None, step=1.0, written=number_text)
        number.setStyleSheet(_NUMBER_STYLE)
        number.setFixedWidth(142)
        number.setAccessibleName(tr("Multiplier as a number"))
        number.setToolTip(tr("The multiplier. Click to type an exact one, such as 100"))
        number.entered.connect(self.multiplier_done)
        return number

    def _make_mode_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setStyleSheet("QToolButton { padding: 0 24px 0 8px; }")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(
            tr(
                "What the tab does to its feature maps where painted (add, multiply, set, ablate), and how its "
                "slider grows"
            )
        )
        button.setAccessibleName(tr("How the tab acts"))
        menu = QMenu(button)
        modes = QActionGroup(menu)
        self._mode_actions = {}
        for mode, text in MODES.items():
            action = menu.addAction(text, partial(self.mode_chosen.emit, mode))
            action.setCheckable(True)
            self._mode_actions[mode] = modes.addAction(action)
        menu.addSeparator()
        curves = QActionGroup(menu)
        self._curve_actions = {}
        texts = {
            Curve.EXPONENTIAL: tr("Slider grows exponentially, up to 22026"),
            Curve.LINEAR: tr("Slider is linear, up to 20"),
        }
        for curve, text in texts.items():
            action = menu.addAction(text, partial(self.curve_chosen.emit, curve.value))
            action.setCheckable(True)
            self._curve_actions[curve] = curves.addAction(action)
        button.setMenu(menu)
        return button

    def _slid(self, position: int) -> None:
        self._multiplier = self._scale.multiplier(position)
        self._show_number()
        self.multiplier_live.emit(self._multiplier)

    def _reset(self) -> None:
        self.multiplier_done.emit(0.0)

    def _show_number(self) -> None:
        self.number.set_value(self._multiplier)
        self.number.setToolTip(
            tr("The multiplier, {number}. Click to type an exact one, such as 100", number=exact_text(self._multiplier))
        )

    def _show_curve(self) -> None:
        self._curve_actions[self.curve].setChecked(True)
        self.slider.setToolTip(
            tr(
                "How strongly the tab acts; the slider grows exponentially from the middle. Double-click sets 0, "
                "arrow keys step"
            )
            if self.curve is Curve.EXPONENTIAL
            else tr(
                "How strongly the tab acts: with a weight of 1, by how many standard deviations its maps change. The "
                "slider is linear, up to {end}; type larger numbers above. Double-click sets 0, arrow keys step",
                end=number_text(self._scale.end),
            )
        )


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    return button
