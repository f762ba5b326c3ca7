"""The widgets of the Attributes tab and where they are; what they do is in `tab`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.ui.attributes.attribute_list import AttributeList
from ganstudio.ui.attributes.entries import KIND_TITLES, KINDS, Order
from ganstudio.ui.widgets.chip import Chip
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.error_bar import ErrorBar
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.search_field import SearchField
from ganstudio.words import tr
from ganstudio.workspace.model_folder import AttributeKind

_CHIP_TIPS: dict[AttributeKind, str] = {
    "basic": tr("The attributes that came with the model"),
    "advanced": tr("More attributes of the model, for finer work"),
    "custom": tr("Attributes that you made or imported"),
    "favorites": tr("Attributes with a star"),
}


class SetChips(QWidget):
    """A chip for each attribute set: which ones are shown.

    Signals:
        changed(): Another set of chips is on.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = FlowLayout(self, spacing=4)
        self._chips: dict[AttributeKind, Chip] = {}
        for kind in KINDS:
            chip = Chip(KIND_TITLES[kind], "", self, dot=False)
            chip.setChecked(kind in ("basic", "custom"))
            chip.setToolTip(
                tr("{tip}. Click to show or hide them; double-click to show these alone", tip=_CHIP_TIPS[kind])
            )
            chip.clicked.connect(self.changed)
            chip.rename_requested.connect(self._solo)
            row.addWidget(chip)
            self._chips[kind] = chip

    @property
    def kinds(self) -> frozenset[AttributeKind]:
        """The sets that are on."""
        return frozenset(kind for kind, chip in self._chips.items() if chip.isChecked())

    def chip(self, kind: AttributeKind) -> Chip:
        """The chip of a set."""
        return self._chips[kind]

    def set_kinds(self, kinds: Collection[AttributeKind]) -> None:
        """Turns on these and no others, without a signal."""
        for kind, chip in self._chips.items():
            chip.setChecked(kind in kinds)

    def show_counts(self, counts: Mapping[AttributeKind, int]) -> None:
        """Shows how many attributes each set has; the chips of advanced and custom appear once they have some."""
        for kind, chip in self._chips.items():
            count = counts.get(kind, 0)
            chip.set_suffix(str(count))
            chip.setVisible(count > 0 or kind in ("basic", "favorites"))

    def _solo(self) -> None:
        sender = self.sender()
        self.set_kinds([kind for kind, chip in self._chips.items() if chip is sender])
        self.changed.emit()


class OrderButton(IconButton):
    """Asks how the rows are to stand.

    Signals:
        changed(): Another order was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sort", tr("Order of the attributes: by part, by name or by use"), parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(self), QActionGroup(self)
        self._actions = {order: menu.addAction(order.value) for order in Order}
        for action in self._actions.values():
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(self.changed)
        self.setMenu(menu)
        self.set_order(Order.PARTS)

    @property
    def order(self) -> Order:
        """The one chosen."""
        return next(order for order, action in self._actions.items() if action.isChecked())

    def close_unless_used(self, reason: str) -> None:
        """Closes the order by use for a reason, or opens it."""
        open_unless(self._actions[Order.USE], reason)

    def set_order(self, order: Order) -> None:
        """Chooses one, without a signal."""
        self._actions[order].setChecked(True)


class AttributeTabLayout(QWidget):
    """Chips, search and reset above; the rows; a notice; what makes attributes below.

    Attributes:
        chips, search, order, reset_button, rows, notice, find_button, combine_button, difference_button, import_button:
            By their names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = SetChips(self)
        self.search = self._make_search()
        self.moved_only = IconButton(
            "filter", tr("Show only the attributes whose slider is moved"), self, checkable=True
        )
        self.order = OrderButton(self)
        self.reset_button = _button(tr("Reset all"), tr("Set every attribute to zero, also those not shown (Ctrl+R)"))
        self.rows = AttributeList(self)
        self.empty = QLabel(self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setTextFormat(Qt.TextFormat.RichText)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.rows)
        self._stack.addWidget(self.empty)
        self.notice = ErrorBar(self)
        self.find_button = _button(
            tr("Find new attributes…"),
            tr("Make attributes from two sets of pictures, or find directions that the model has"),
        )
        self.combine_button = _button(tr("Combine…"), tr("Make one custom attribute of all sliders as they stand"))
        self.difference_button = _button(
            tr("Difference…"), tr("Make an attribute of two pictures: what leads from the first to the second")
        )
        self.import_button = _button(tr("Import…"), tr("Add the attributes of a CSV file to your custom ones"))
        self._lay_out()

    def show_rows(self) -> None:
        """The rows are seen."""
        self._stack.setCurrentWidget(self.rows)

    def show_empty(self, title: str, hint: str) -> None:
        """A sentence is seen instead of rows."""
        self.empty.setText(f"<b>{title}</b><br/><br/>{hint}")
        self._stack.setCurrentWidget(self.empty)

    @property
    def empty_text(self) -> str:
        """What is written instead of rows; empty while rows are seen."""
        return self.empty.text() if self._stack.currentWidget() is self.empty else ""

    def _make_search(self) -> SearchField:
        search = SearchField(self)
        search.setPlaceholderText(tr("Search attributes"))
        search.setToolTip(
            tr(
                "Show only attributes with these words in their names (Ctrl+F); Down goes to the first, Escape "
                "shows all"
            )
        )
        search.setAccessibleName(tr("Search attributes"))
        return search

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.order)
        tools.addWidget(self.moved_only)
        tools.addWidget(self.reset_button)
        makers = QHBoxLayout()
        makers.setSpacing(8)
        for button in (self.combine_button, self.difference_button, self.import_button):
            makers.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.chips)
        layout.addLayout(tools)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.find_button)
        layout.addLayout(makers)


def _button(text: str, tooltip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tooltip)
    button.setAccessibleName(text.rstrip("…"))
    return button
