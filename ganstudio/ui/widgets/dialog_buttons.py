"""The row of buttons at a dialog's foot: what it does, in the accent's color, and Cancel."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from ganstudio.ui import theme


class DialogButtons(QDialogButtonBox):
    """An action and Cancel, without the desktop's icons.

    Attributes:
        action_button: The one that accepts.
    """

    def __init__(self, action: str, dialog: QDialog) -> None:
        super().__init__(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, dialog)
        self.action_button: QPushButton = self.button(QDialogButtonBox.StandardButton.Ok)
        self.action_button.setText(action)
        for button in (self.action_button, self.button(QDialogButtonBox.StandardButton.Cancel)):
            button.setIcon(QIcon())
        theme.set_role(self.action_button, "primary")
        self.accepted.connect(dialog.accept)
        self.rejected.connect(dialog.reject)
