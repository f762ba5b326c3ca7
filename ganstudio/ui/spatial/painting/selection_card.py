"""SelectionCard: what can be done to the painted selection, and how it is drawn."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.spatial.painting.selection import count
from ganstudio.ui.spatial.state import PaintOptions, SelectionState
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr, trn

LARGEST_FEATHER = 8.0
_ACTIONS = (
    ("clear", tr("Clear"), tr("Select nothing (C over the picture)")),
    ("mirror", tr("Mirror"), tr("Mirror the selection left to right (M over the picture)")),
    ("invert", tr("Invert"), tr("Select what is not selected, and nothing else (I over the picture)")),
    ("grow", tr("Grow"), tr("Grow the selection by one cell (G over the picture)")),
    ("shrink", tr("Shrink"), tr("Shrink the selection by one cell (Shift+G over the picture)")),
    ("negate", tr("Swap ±"), tr("Turn plus into minus and minus into plus")),
)


_IN_ROW = ("clear", "mirror", "invert")


class SelectionCard(Card):
    """Buttons, softness and switches; changes no recipe itself.

    Signals:
        action_chosen(str): A key of `state.ACTION_LABELS`.
        feather_live(float), feather_done(float): The softness of the edge, in cells.
        options_changed(PaintOptions): A switch was turned.
    """

    action_chosen = Signal(str)
    feather_live = Signal(float)
    feather_done = Signal(float)
    options_changed = Signal(PaintOptions)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Selection"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._options = PaintOptions()
        self.count_label = ElidedLabel(self)
        self.count_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count_label.setProperty("role", "quiet")
        self.count_label.setToolTip(tr("Paint on the picture: left button adds, right button subtracts, Ctrl erases"))
        self.add_header_widget(self.count_label)
        self.actions_by_name: dict[str, QAction] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        more = QToolButton(self)
        for name, text, tip in _ACTIONS:
            action = QAction(text, self)
            action.setToolTip(tip)
            action.triggered.connect(partial(self.action_chosen.emit, name))
            self.actions_by_name[name] = action
            if name in _IN_ROW:
                row.addWidget(self._action_button(action))
        more.setText(tr("More"))
        more.setToolTip(tr("Grow, shrink, swap plus and minus"))
        more.setStyleSheet("QToolButton { padding: 0 24px 0 8px; }")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        more.setFixedHeight(theme.CONTROL_HEIGHT)
        menu = QMenu(more)
        menu.setToolTipsVisible(True)
        menu.addActions([action for name, action in self.actions_by_name.items() if name not in _IN_ROW])
        more.setMenu(menu)
        row.addWidget(more)
        self.body.addLayout(row)
        self._add_sliders()
        self._add_switches()

    def show_state(self, state: SelectionState) -> None:
        """Shows how many cells are selected, and the switches; no signal."""
        found = state.cells()
        number = 0 if found is None else count(found)
        cells = trn("{number} cell", "{number} cells", number)
        self.count_label.set_texts(
            tr("{cells} · left + · right − · Ctrl erases", cells=cells),
            tr("{cells} · left + · right −", cells=cells),
            cells,
        )
        if state.edit is not None:
            self.feather.set_value(state.edit.feather)
        for name in ("clear", "mirror", "grow", "shrink", "negate"):
            open_unless(self.actions_by_name[name], "" if number else tr("Nothing is selected."))
        self._options = state.options
        self.opacity.set_value(state.options.opacity)
        options = asdict(state.options)
        for name, switch in self.switches.items():
            switch.blockSignals(True)
            switch.setChecked(options[name])
            switch.blockSignals(False)

    def _action_button(self, action: QAction) -> QPushButton:
        button = QPushButton(action.text(), self)
        button.setMinimumWidth(40)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(action.trigger)
        action.changed.connect(partial(_follow, button, action))
        _follow(button, action)
        return button

    def _add_sliders(self) -> None:
        self.feather = SliderRow(
            tr("Feather"),
            0.0,
            LARGEST_FEATHER,
            step=0.1,
            decimals=1,
            label_width=56,
            tooltip=tr("How soft the selection's edge is, in cells; 0 is hard"),
        )
        self.feather.value_changed_live.connect(self.feather_live)
        self.feather.value_committed.connect(self.feather_done)
        self.opacity = SliderRow(
            tr("Opacity"),
            0.1,
            1.0,
            step=0.05,
            decimals=2,
            reset_value=1.0,
            label_width=56,
            tooltip=tr("How strongly the boxes are drawn; the picture itself does not change"),
        )
        self.opacity.value_changed_live.connect(lambda value: self._change(opacity=value))
        self.body.addWidget(self.feather)

    def _add_switches(self) -> None:
        texts = {
            "no_overlap": (
                tr("No overlap"),
                tr("Painting a cell twice does not make it stronger: cells are set to +1 or −1"),
            ),
            "reset_for_new_images": (
                tr("Clear for new pictures"),
                tr("Clear the selections of all tabs when a picture is generated"),
            ),
            "blue_for_green": (tr("Blue for green"), tr("Draw positive cells blue instead of green")),
            "shown": (tr("Show"), tr("Draw the selection's boxes over the picture (H over the picture)")),
        }
        self.switches: dict[str, QCheckBox] = {}
        flow = FlowLayout(spacing=12)
        for name, (text, tip) in texts.items():
            switch = QCheckBox(text, self)
            switch.setToolTip(tip)
            switch.toggled.connect(lambda on, n=name: self._change(**{n: on}))
            self.switches[name] = switch
            flow.addWidget(switch)
        flow.setAlignment(Qt.AlignmentFlag.AlignLeft)
        behind = QWidget(self)
        column = QVBoxLayout(behind)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.opacity)
        column.addLayout(flow)
        self.options = Disclosure(
            tr("How it is painted and drawn"), tr("Show the switches of painting and drawing"), behind
        )
        self.body.addWidget(self.options)
        self.body.addWidget(behind)

    def _change(self, **fields: object) -> None:
        self._options = replace(self._options, **fields)  # type: ignore[arg-type]
        self.options_changed.emit(self._options)


def _follow(button: QPushButton, action: QAction) -> None:
    button.setEnabled(action.isEnabled())
    button.setToolTip(action.toolTip())
