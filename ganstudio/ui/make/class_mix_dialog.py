"""ClassMixDialog: how much of each class of a conditional model the picture shows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ganstudio.ui.bench.session import Phase
from ganstudio.ui.make.class_weights import as_shares, with_share
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr, trn

_MOST_WITHOUT_SEARCH = 20
_MOST_ROWS = 40
_WIDTH, _HIGHEST = 340, 420
_AROUND_ROWS, _ROW_HEIGHT = 104, 28


class ClassMixDialog(Dialog):
    """A slider a class. The shares always sum to 1: when one grows, the others give way in proportion.

    With many classes, those in the mix are shown, and others once they are searched for.

    Signals:
        changed(tuple[float, ...], label, Phase): The shares of all classes.
    """

    changed = Signal(tuple, str, Phase)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Mix classes"))
        self._shares: tuple[float, ...] = ()
        self._settled: tuple[float, ...] = ()
        """The shares before the drag that is going on: during it, the others stay in proportion to these."""
        self._dragging = False
        self._rows: dict[int, SliderRow] = {}
        note = QLabel(tr("Raise a class to mix it in; the others give way."), self)
        note.setProperty("role", "quiet")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Find a class by its number"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Find a class"))
        self.search.setToolTip(tr("Show the classes whose number begins with this"))
        self.search.textChanged.connect(self._fill)
        self.more = QLabel(self)
        self.more.setProperty("role", "quiet")
        self.more.setWordWrap(True)
        self._scroll = ScrollColumn(self)
        self._scroll.column.setContentsMargins(0, 0, 8, 0)
        self._scroll.column.setSpacing(2)
        self._scroll.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (note, self.search):
            column.addWidget(widget)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.more)
        column.addLayout(self._foot())

    @property
    def rows(self) -> dict[int, SliderRow]:
        """Class -> its slider, for those shown."""
        return dict(self._rows)

    def show_weights(self, weights: tuple[float, ...], class_count: int) -> None:
        """Shows a recipe's weights without a signal."""
        other_model = class_count != len(self._shares)
        self._shares = as_shares(weights, class_count)
        if other_model:
            self.search.setVisible(class_count > _MOST_WITHOUT_SEARCH)
            self._dragging = False
            self._fill()
            self.resize(_WIDTH, min(_HIGHEST, _AROUND_ROWS + _ROW_HEIGHT * len(self._rows)))
        if not self._dragging:
            self._settled = self._shares
        for index, row in self._rows.items():
            row.set_value(self._shares[index])
        several = sum(share > 0 for share in self._shares) > 1
        open_unless(self.even_button, "" if several else tr("Give two classes a share first."))

    def share_evenly(self) -> None:
        """All classes in the mix alike, as one change."""
        among = [index for index, share in enumerate(self._shares) if share > 0]
        shares = tuple(1 / len(among) if index in among else 0.0 for index in range(len(self._shares)))
        self.changed.emit(shares, tr("mix classes evenly"), Phase.DONE)

    def _foot(self) -> QHBoxLayout:
        self.even_button = QPushButton(tr("Share evenly"), self)
        self.even_button.setToolTip(tr("Give the classes in the mix equal shares"))
        self.even_button.clicked.connect(self.share_evenly)
        self.done_button = QPushButton(tr("Done"), self)
        self.done_button.setToolTip(tr("Close this window (Esc); the mix stays"))
        self.done_button.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.even_button)
        row.addStretch(1)
        row.addWidget(self.done_button)
        for button in (self.even_button, self.done_button):
            button.setAutoDefault(False)  # Enter belongs to the fields
        return row

    def _fill(self) -> None:
        wanted = self._found()
        shown = wanted[:_MOST_ROWS]
        for row in self._rows.values():
            row.blockSignals(True)
            row.hide()
            row.deleteLater()
        self._rows = {index: self._row(index) for index in shown}
        for row in self._rows.values():
            row.show()
        hidden = len(self._shares) - len(shown)
        unseen = trn(
            "{number} more class: find one by its number.", "{number} more classes: find one by its number.", hidden
        )
        self.more.setText(tr("No class has that number.") if not wanted else unseen)
        self.more.setVisible(not wanted or (hidden > 0 and not self.search.text()))

    def _found(self) -> list[int]:
        classes = range(len(self._shares))
        text = self.search.text().strip()
        if text:
            return [index for index in classes if str(index).startswith(text)]
        mixed = [index for index in classes if self._shares[index] > 0]
        if len(classes) <= _MOST_WITHOUT_SEARCH:
            return list(classes)
        return [*mixed, *(index for index in classes if self._shares[index] <= 0)]

    def _row(self, index: int) -> SliderRow:
        width = self.fontMetrics().horizontalAdvance(str(len(self._shares))) + 4
        row = SliderRow(
            str(index),
            0.0,
            1.0,
            self,
            reset_value=0.0,
            tooltip=tr("How much of class {index} is in the picture; a double click takes it out", index=index),
            label_width=width,
        )
        for control in (row.slider, row.field):
            control.setAccessibleName(tr("Share of class {index}", index=index))
        row.set_value(self._shares[index])
        row.value_changed_live.connect(lambda value: self._set(index, value, Phase.LIVE))
        row.value_committed.connect(lambda value: self._set(index, value, Phase.DONE))
        self._scroll.column.addWidget(row)
        return row

    def _set(self, index: int, share: float, phase: Phase) -> None:
        shares = with_share(self._settled, index, share)
        if self._dragging or shares != self._settled:
            self._dragging = phase is Phase.LIVE
            if phase is Phase.DONE:
                self._settled = shares
            self.changed.emit(shares, tr("mix class {index} {share:.2f}", index=index, share=shares[index]), phase)
        self._rows[index].set_value(shares[index])  # a class that is alone keeps all of it
