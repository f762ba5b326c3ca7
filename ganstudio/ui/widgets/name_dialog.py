"""NameDialog: asks for a name and says beneath the field, while one types, why it cannot be taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.dialog_buttons import DialogButtons


class NameDialog(Dialog):
    """A field for a name; OK is open only to a name that is not refused.

    Signals:
        named(str): The name, without spaces at its ends.
    """

    named = Signal(str)

    def __init__(
        self,
        title: str,
        question: str,
        parent: QWidget | None = None,
        *,
        name: str = "",
        action: str = "OK",
        refusal: Callable[[str], str],
    ) -> None:
        """Asks a question; `refusal` gives a sentence for a name that cannot be taken, else an empty text."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        self._refusal = refusal
        self._first = name
        label = QLabel(question, self)
        label.setWordWrap(True)
        self.field = QLineEdit(name, self)
        self.field.setAccessibleName(question)
        label.setBuddy(self.field)
        self.hint = QLabel(self)
        self.hint.setProperty("role", "warning")
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(34)
        buttons = DialogButtons(action, self)
        self.ok = buttons.action_button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for widget in (label, self.field, self.hint, buttons):
            layout.addWidget(widget)
        self.field.textChanged.connect(self._check)
        self.field.selectAll()
        self._check(name)

    def accept(self) -> None:
        """Tells the name and closes."""
        name = self.field.text().strip()
        if not self._refusal(name):
            super().accept()
            self.named.emit(name)

    def _check(self, text: str) -> None:
        name = text.strip()
        sentence = self._refusal(name)
        self.hint.setText("" if name in ("", self._first) else sentence)
        open_unless(self.ok, sentence)
