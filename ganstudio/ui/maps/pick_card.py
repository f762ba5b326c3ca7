"""PickCard: maps by their numbers or by their order, put into the current spatial tab or viewed side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.map_text_field import MapTextField
from ganstudio.ui.widgets.refusal import refuse, take_back_refusal
from ganstudio.ui.widgets.spin_field import SpinField


class PickCard(Card):
    """A list of maps as text, and "the first N as they are ordered".

    Signals:
        add_listed(): The maps of the text go to the spatial tab. add_first(int): the first N as ordered do.
        view_listed(): The maps of the text are to be seen in a window.
    """

    add_listed = Signal()
    add_first = Signal(int)
    view_listed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Pick maps", parent)
        self._target = QLabel("to no spatial tab", self)
        self._target.setProperty("role", "quiet")
        self.add_header_widget(self._target)
        self.field = MapTextField(self)
        self.add_button = QPushButton("Add", self)
        self.view_button = QPushButton("View", self)
        self.view_button.setToolTip("Show the listed maps over the picture, side by side in a window of their own")
        self.count = SpinField(self)
        self.count.setRange(1, 1)
        self.count.setValue(1)
        self.count.setPrefix("First ")
        self.count.lineEdit().setTextMargins(6, 0, 0, 0)
        self.count.setAccessibleName("How many maps, from the first as ordered")
        self.count.setToolTip("How many maps, from the first in the order shown above")
        self.add_first_button = QPushButton("Add from output", self)
        self._channels = 0
        self._has_target = False
        self._lay_out()
        self.field.maps_changed.connect(self._show_buttons)
        self.field.returnPressed.connect(self._enter)
        self.add_button.clicked.connect(self.add_listed)
        self.view_button.clicked.connect(self.view_listed)
        self.add_first_button.clicked.connect(self._add_first)
        self._show_buttons()

    def set_channels(self, channels: int) -> None:
        """How many maps the layer has."""
        if channels != self._channels:
            self._channels = channels
            self.field.set_channels(channels)
            chosen = self.count.value() if self.count.maximum() > 1 else 5
            self.count.setRange(1, max(1, channels))
            self.count.setValue(chosen)
            self._show_buttons()

    def set_target(self, name: str) -> None:
        """The spatial tab that maps go to; empty for none."""
        self._has_target = bool(name)
        self._target.setText(f"to {name}" if name else "no spatial tab yet")
        hint = f"to the spatial tab {name}" if name else "to a spatial tab (make one in the Spatial tab first)"
        self.add_button.setToolTip(f"Add the listed maps, with their weights, {hint}")
        self.add_first_button.setToolTip(f"Add the first maps in the order shown above, with weight 1, {hint}")
        self._show_buttons()

    def _add_first(self) -> None:
        understood = self.count.hasAcceptableInput()
        self.count.interpretText()  # a click on the button leaves the keys, and what was typed, in the field
        if understood:
            self.add_first.emit(self.count.value())

    def _enter(self) -> None:
        if self.add_button.isEnabled():
            self.add_listed.emit()

    def _show_buttons(self) -> None:
        error, has_maps = self.field.error, bool(self.field.maps)
        if error is None:
            take_back_refusal(self.field)
        elif self._channels > 0 and self.field.isModified():
            refuse(self.field, str(error))
        listed = "" if has_maps else "List some maps first."
        shown = "" if self._channels else "No layer is shown."
        no_tab = "" if self._has_target else "There is no spatial tab to add them to."
        open_unless(self.add_button, listed or no_tab)
        open_unless(self.view_button, listed)
        open_unless(self.add_first_button, shown or no_tab)
        open_unless(self.count, shown)

    def _lay_out(self) -> None:
        listed = QHBoxLayout()
        listed.setSpacing(8)
        listed.addWidget(self.field, 1)
        listed.addWidget(self.add_button)
        listed.addWidget(self.view_button)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.count, 1)
        first.addWidget(self.add_first_button, 1)
        self.body.addLayout(listed)
        self.body.addLayout(first)
        self.set_target("")
