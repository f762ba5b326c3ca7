"""The scrolling column of attribute rows; rows are placed by hand, so that a search over hundreds costs no layout."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from ganstudio.ui.attributes.amount_field import AmountField
from ganstudio.ui.attributes.entries import AttributeEntry
from ganstudio.ui.attributes.row import ROW_HEIGHT, AttributeRow
from ganstudio.ui.widgets.card import heading
from ganstudio.words import tr

_HEADING_HEIGHT = 28
_NO_HEADINGS: Mapping[str, str] = MappingProxyType({})


class AttributeList(QScrollArea):
    """Rows for entries, in their order; a row is made when it first comes into view.

    Signals:
        moved(str, float), settled(str, float): Name and amount, while dragged and once done.
        star_clicked(str): The star of a row.
        menu_requested(str, QPoint): The context menu of a row.
    """

    moved = Signal(str, float)
    settled = Signal(str, float)
    star_clicked = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = QWidget()
        self._column.setObjectName("scrolled")
        self.setWidget(self._column)
        self._entries: dict[str, AttributeEntry] = {}
        self._order: list[str] = []
        self._rows: dict[str, AttributeRow] = {}
        self._amounts: Mapping[str, float] = {}
        self._headings: Mapping[str, str] = _NO_HEADINGS
        self._heading_labels: list[QLabel] = []
        self._tops: list[int] = []
        """Where each row begins, in their order."""
        self._field = AmountField(self._column)
        self._field.typed_for.connect(self._take_typed)
        self._field.left.connect(self._return_focus)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT)
        self.verticalScrollBar().valueChanged.connect(self._make_rows_in_sight)

    def show_entries(self, entries: Sequence[AttributeEntry], headings: Mapping[str, str] = _NO_HEADINGS) -> None:
        """Shows these rows and no others; rows that stay are kept, with focus and drag.

        `headings` are what is written above rows, by the names of these.
        """
        self._field.stop()
        self._headings = headings
        self._entries = {entry.name: entry for entry in entries}
        self._order = list(self._entries)
        for name, row in self._rows.items():
            entry = self._entries.get(name)
            row.setVisible(entry is not None)
            if entry is not None and entry != row.entry:
                row.set_entry(entry)
        self._place_rows()

    def forget_rows(self, *, but: set[str]) -> None:
        """Drops rows that will not be shown again, as after a change of model."""
        for name in [name for name in self._rows if name not in but]:
            self._rows.pop(name).deleteLater()
        self._order = [name for name in self._order if name in but]

    def show_amounts(self, amounts: Mapping[str, float]) -> None:
        """Shows the amounts of all rows; those without one are at zero."""
        self._amounts = amounts
        for name, row in self._rows.items():
            row.set_amount(amounts.get(name, 0.0))

    def row(self, name: str) -> AttributeRow:
        """The row of that name, made now if it has not been in view yet."""
        row = self._rows.get(name)
        if row is None:
            row = self._rows[name] = self._make_row(self._entries[name])
            self._place(row, self._order.index(name))
        return row

    @property
    def names(self) -> Sequence[str]:
        """Names of the rows that are shown, in order."""
        return tuple(self._order)

    @property
    def made_count(self) -> int:
        """How many rows have been made so far."""
        return len(self._rows)

    def sizeHint(self) -> QSize:
        """Room for some rows."""
        return QSize(360, 12 * ROW_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as the view."""
        super().resizeEvent(event)
        self._place_rows()

    def _make_row(self, entry: AttributeEntry) -> AttributeRow:
        row = AttributeRow(entry, self._column)
        row.moved.connect(self.moved)
        row.settled.connect(self.settled)
        row.star_clicked.connect(self.star_clicked)
        row.menu_requested.connect(self.menu_requested)
        row.value_clicked.connect(self._start_typing)
        row.typing_begun.connect(self._start_typing)
        row.step_requested.connect(self._step)
        row.set_amount(self._amounts.get(entry.name, 0.0))
        row.show()
        return row

    def _place_rows(self) -> None:
        self._tops, bottom = [], 0
        for label in self._heading_labels:
            label.deleteLater()
        self._heading_labels.clear()
        for name in self._order:
            if name in self._headings:
                self._write_heading(self._headings[name], bottom)
                bottom += _HEADING_HEIGHT
            self._tops.append(bottom)
            bottom += ROW_HEIGHT
        self._column.resize(self.viewport().width(), max(1, bottom))
        for place, name in enumerate(self._order):
            if name in self._rows:
                self._place(self._rows[name], place)
        self._make_rows_in_sight()

    def _write_heading(self, text: str, top: int) -> None:
        label = heading(tr(text), self._column)
        label.setGeometry(8, top, self.viewport().width() - 16, _HEADING_HEIGHT - 4)
        label.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        label.show()
        self._heading_labels.append(label)

    def _make_rows_in_sight(self) -> None:
        """And one above and below, to which Tab goes on."""
        top = self.verticalScrollBar().value()
        first = max(0, bisect_right(self._tops, top) - 2)
        end = bisect_right(self._tops, top + self.viewport().height()) + 1
        for name in self._order[first:end]:
            self.row(name)

    def _place(self, row: AttributeRow, place: int) -> None:
        width = self.viewport().width()
        row.setGeometry(0, self._tops[place], width, ROW_HEIGHT)
        row.set_name_width(min(190, max(96, round(width * 0.38))))

    def _step(self, name: str, step: int) -> None:
        place = self._order.index(name) + step
        if 0 <= place < len(self._order):
            self.focus_row(self._order[place])

    def focus_row(self, name: str) -> None:
        """Gives the keys to the row of that name, in sight."""
        row = self.row(name)
        row.slider.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(row, 0, ROW_HEIGHT)

    def focus_first(self) -> None:
        """Gives the keys to the first row, if there is one."""
        if self._order:
            self.row(self._order[0]).slider.setFocus(Qt.FocusReason.TabFocusReason)
            self.verticalScrollBar().setValue(0)

    def _start_typing(self, name: str, first: str = "") -> None:
        row = self._rows[name]
        self._field.start(name, row.amount, row.value_rect.translated(row.pos()).adjusted(-14, 0, 4, 0))
        if first:
            self._field.insert(first)  # in the place of the old number, which is selected

    def _take_typed(self, name: str, amount: float) -> None:
        self._rows[name].type_amount(amount)

    def _return_focus(self, name: str) -> None:
        row = self._rows.get(name)
        if row is not None:
            row.slider.setFocus(Qt.FocusReason.OtherFocusReason)
