"""AxisControl: what varies along an axis of a plot, and its values as they are typed."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ganstudio.errors import GanStudioError
from ganstudio.jobs.fields import AxisField, Ground
from ganstudio.jobs.plot_fields import axis_of, find_field, plot_fields
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr, trn

_NOTHING = tr("Nothing")
_FIRST = tr("Choose what varies first.")
_HOW = tr("Values such as 0.3, 0.5, 0.7, ranges such as -100..100 in 5, 1..4 or 0..1 by 0.25")
_MOST_SAID = 8


class AxisControl(QWidget):
    """A list of all that can vary, searched by typing, a line of values, and what they come to.

    Signals:
        changed(): Another axis.
    """

    changed = Signal()

    def __init__(self, asked: AxisField, ground: Ground, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(asked.label)
        self._ground = ground
        fields = plot_fields(ground)
        self._suggestions = {field.name: field.suggestion for field in fields}
        self._typed: dict[str, str] = {}
        """Values by name of field, so that going back to one finds them."""
        self.field = QComboBox(self)
        self.field.setEditable(True)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.field.setAccessibleName(asked.label)
        self.field.setToolTip(tr("{help}. Type a part of a name to find it", help=asked.help))
        self.field.setMinimumWidth(150)
        if asked.optional:
            self.field.addItem(_NOTHING, "")
        for field in fields:
            self.field.addItem(field.label, field.name)
        self._completer = self._complete()
        self.values = QLineEdit(self)
        self.values.setAccessibleName(tr("Values of {label}", label=asked.label))
        self.values.setToolTip(_HOW)
        self.values.setMinimumWidth(150)
        self._said = QLabel(" ", self)
        self._said.setProperty("role", "quiet")
        self._said.setMinimumHeight(self._said.sizeHint().height())
        self._lay_out()
        self.setFocusProxy(self.field)
        self.field.activated.connect(self._choose)
        line = self.field.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._choose)
            line.textEdited.connect(self._search)
        self.values.textEdited.connect(self._type)
        self._show()

    @property
    def view(self) -> QWidget:
        """Itself."""
        return self

    def answer(self) -> str:
        """`psi=0.3,0.5`; empty for nothing."""
        name = self._name
        return f"{name}={self.values.text().strip()}" if name else ""

    def kept(self) -> str:
        """The same."""
        return self.answer()

    def show_kept(self, kept: object) -> None:
        """Shows an axis that this picture and this model have; others are passed over."""
        if not isinstance(kept, str) or (kept and not self._is_known(kept)):
            return
        name, _, values = kept.rpartition("=")
        with QSignalBlocker(self.field):
            index = max(self.field.findData(name), self.field.findData(f"attribute:{name}"))
            self.field.setCurrentIndex(index)
            if index < 0:
                self.field.setEditText(name)
        self._typed[self._name] = values
        self._show()

    @property
    def _name(self) -> str:
        """Of the field; what was typed where the list has none of that name."""
        text = self.field.currentText().strip()
        index = self.field.findText(text, Qt.MatchFlag.MatchFixedString)
        if index >= 0:
            return str(self.field.itemData(index))
        with suppress(GanStudioError):
            found = find_field(text, self._ground).name
            return found if found in self._suggestions else text
        return text

    def _is_known(self, text: str) -> bool:
        try:
            axis_of(text, self._ground)
        except GanStudioError:
            return False
        return True

    def _complete(self) -> QCompleter:
        completer = QCompleter(self.field.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._choose)
        self.field.setCompleter(completer)
        return completer

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.values, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._said)

    def _choose(self) -> None:
        self._show()
        self.changed.emit()

    def _search(self) -> None:
        """Opens the values as soon as a whole name is there, so that Tab leads to them."""
        if self._name in self._suggestions or not self._name:
            popup = self._completer.popup()
            if popup is not None:
                popup.hide()  # it would keep the next click for itself
            self._choose()

    def _type(self, text: str) -> None:
        self._typed[self._name] = text
        self._say()
        self.changed.emit()

    def _show(self) -> None:
        name = self._name
        if name and name not in self._typed:
            self._typed[name] = self._suggestions.get(name, "-2..2 in 5")
        self.values.setText(self._typed.get(name, ""))
        open_unless(self.values, "" if name else _FIRST)
        self._say()

    def _say(self) -> None:
        """How many values there are, and which; nothing while they cannot be read, which the dialog tells."""
        try:
            axis = axis_of(self.answer(), self._ground)
        except GanStudioError:
            self._said.setText(" ")
            return
        words = [axis.value_words(index) for index in range(len(axis.values))]
        shown = ", ".join(words[:_MOST_SAID]) + (", …" if len(words) > _MOST_SAID else "")
        self._said.setText(trn("{number} value: {values}", "{number} values: {values}", len(words), values=shown))
