"""PickCard: one list of maps, filled by hand or from the order shown, that is viewed or given to a spatial tab."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.ui.widgets.map_text_field import MapTextField
from ganstudio.ui.widgets.refusal import refuse, take_back_refusal
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.words import spoken, tr, trp

_NO_TAB = tr("There is no spatial tab. Make one in the Spatial tab first.")
_NO_LIST = tr("List some maps first.")


class PickCard(Card):
    """A list of maps as text, and what can be done with it.

    Attributes:
        field: The list.

    Signals:
        list_changed(): Other maps are listed.
        first_requested(int): The first maps as they are ordered are to be listed.
        view_requested(), history_requested(): The listed maps are to be seen, in a window.
        tab_requested(), detector_requested(), script_requested(): They go to the spatial tab, its detector, its script.
        parts_requested(): The maps of the layer in view are to be held against parts.
    """

    list_changed = Signal()
    first_requested = Signal(int)
    view_requested = Signal()
    history_requested = Signal()
    tab_requested = Signal()
    detector_requested = Signal()
    script_requested = Signal()
    parts_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("List of maps"), parent)
        self._target_label = QLabel(self)
        self._target_label.setProperty("role", "quiet")
        self.add_header_widget(self._target_label)
        self.field = MapTextField(self)
        self.count = SpinField(self)
        self.count.setRange(1, 1)
        self._first = 5
        self.count.valueChanged.connect(self._keep_first)
        self.count.setPrefix(tr("First") + " ")
        self.count.lineEdit().setTextMargins(6, 0, 0, 0)
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance(f"{self.count.prefix()}000") + 36)
        self.count.setAccessibleName(tr("How many maps, from the first as ordered"))
        self.count.setToolTip(tr("How many maps, from the first in the order shown above"))
        self.first_button = QPushButton(tr("Add from output"), self)
        self.first_button.setToolTip(tr("List the first maps in the order shown above, in place of those listed"))
        self.view_button = QPushButton(trp("verb", "View"), self)
        self.history_button = QPushButton(tr("View history"), self)
        self.tab_button = QPushButton(tr("To tab"), self)
        self.detector_button = QPushButton(tr("To detector"), self)
        self.script_button = QPushButton(tr("To script"), self)
        self.parts_button = QPushButton(tr("Parts…"), self)
        self.parts_button.setAccessibleName(tr("Maps against parts"))
        self.parts_button.setToolTip(
            tr("Which maps of the layer in view say where each part is: a table over many faces")
        )
        self.missing = QLabel(self)
        self.missing.setProperty("role", "quiet")
        self.missing.setWordWrap(True)
        self._channels = 0
        self._target, self._script = "", ""
        self._why_no_history = ""
        self._lay_out()
        self.field.maps_changed.connect(self._list_changed)
        self.field.returnPressed.connect(self.view_button.click)  # which does nothing while it is closed
        self.first_button.clicked.connect(self._ask_first)
        self.view_button.clicked.connect(self.view_requested)
        self.history_button.clicked.connect(self.history_requested)
        self.tab_button.clicked.connect(self.tab_requested)
        self.detector_button.clicked.connect(self.detector_requested)
        self.script_button.clicked.connect(self.script_requested)
        self.parts_button.clicked.connect(self.parts_requested)
        self.show_history_of("", why_not=_NO_LIST)

    def show_layer(self, spec: GeneratorSpec | None, layer: str) -> None:
        """The layer in view: maps listed without a layer are of it; those listed before stay what they were."""
        open_unless(self.parts_button, "" if spec is not None and layer else tr("No layer is shown."))
        kept, is_understood = self.field.maps, self.field.error is None
        self.field.show_layer(spec, layer)
        if kept and is_understood:
            self.field.set_maps(kept)

    def forget(self) -> bool:
        """Empties the list, as when its maps are of another model; gives whether there was one."""
        had_text = bool(self.field.text())
        self.field.clear()
        return had_text

    def show_channels(self, channels: int) -> None:
        """How many maps there are to take the first of."""
        if channels != self._channels:
            self._channels = channels
            first = self._first
            self.count.setRange(1, max(1, channels))
            self.count.setValue(first)
            self._first = first
            self._show_buttons()

    def show_target(self, tab: str, *, script: str) -> None:
        """The spatial tab that maps go to and the script that it has; empty for none."""
        if (tab, script) != (self._target, self._script):
            self._target, self._script = tab, script
            self._show_target()

    def show_history_of(self, maps: str, *, why_not: str, missing: str = "") -> None:
        """Names the maps whose history can be viewed, or says why there is none; `missing`, of which there is none."""
        self._why_no_history = why_not
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        said = tr("{maps} over all recorded pictures, in a window", maps=maps or tr("the listed maps"))
        self.history_button.setToolTip(said[:1].upper() + said[1:])
        self._show_buttons()

    def list_maps(self, maps: Iterable[ChannelWeight]) -> None:
        """Lists these in place of what was listed."""
        self.field.set_maps(maps)

    def _ask_first(self) -> None:
        understood = self.count.hasAcceptableInput()
        self.count.interpretText()  # a click on the button leaves the keys, and what was typed, in the field
        if understood:
            self.first_requested.emit(self.count.value())

    def _keep_first(self, count: int) -> None:
        """What was typed, for when there are as many maps again."""
        self._first = count

    def _list_changed(self) -> None:
        self.list_changed.emit()
        self._show_buttons()

    def _show_buttons(self) -> None:
        error = self.field.error
        if error is None:
            take_back_refusal(self.field)
        elif self.field.isModified():
            refuse(self.field, str(error))
        listed = "" if self.field.maps else _NO_LIST
        in_tab = listed or ("" if self._target else _NO_TAB)
        shown = "" if self._channels else tr("No layer is shown.")
        tab = spoken(self._target) if self._target else tr("the spatial tab")
        self.view_button.setToolTip(tr("Show the listed maps over the picture, side by side in a window of their own"))
        self.tab_button.setToolTip(
            tr("Weigh the listed maps in {tab}, beside those it has (Enter)", tab=tab)
            if self._target
            else tr("Make a spatial tab that weighs the listed maps; paint in it where they act")
        )
        self.detector_button.setToolTip(
            tr(
                "Let the detector of {tab} find its part by the listed maps too; where it has none, make one of them",
                tab=tab,
            )
        )
        self.script_button.setToolTip(
            tr("Give the listed maps to the script of {tab}, in place of those it gets", tab=tab)
        )
        open_unless(self.view_button, listed)
        open_unless(self.history_button, self._why_no_history)
        open_unless(self.tab_button, listed)
        open_unless(self.detector_button, in_tab)
        no_script = "" if self._script else tr("{tab} has no script. Choose one in its Script card.", tab=tab)
        open_unless(self.script_button, in_tab or no_script)
        open_unless(self.first_button, shown)
        open_unless(self.count, shown)

    def _show_target(self) -> None:
        tab = self._target
        self._target_label.setText(tr("for {tab}", tab=spoken(tab)) if tab else tr("no spatial tab yet"))
        self._show_buttons()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        self.count.setMinimumWidth(84)  # gives way before the words of the buttons do
        first.addWidget(self.count, 1)
        first.addWidget(self.first_button)
        first.addWidget(self.history_button)
        uses = FlowLayout(spacing=8)
        for button in (self.tab_button, self.detector_button, self.script_button, self.parts_button):
            uses.addWidget(button)
        listed = QHBoxLayout()
        listed.setSpacing(8)
        listed.addWidget(self.field, 1)
        listed.addWidget(self.view_button)
        self.body.addLayout(listed)
        self.body.addLayout(first)
        self.body.addWidget(self.missing)
        self.body.addLayout(uses)
        self._show_target()
