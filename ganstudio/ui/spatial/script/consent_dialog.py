"""ScriptConsentDialog: shows a script before it runs for the first time, and asks whether it may."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.bench.placing import ScriptQuestion
from ganstudio.ui.widgets.dialog_buttons import DialogButtons

_MOST_SHOWN = 200_000  # characters
_WARNING = (
    "A script can do all that you can do on this computer: read, change and delete files, and use the network. "
    "Run it only if you know what is in it, or trust whoever wrote it. What it imports is not shown here."
)


class ScriptConsentDialog(QDialog):
    """Modal. Cancel is the default."""

    def __init__(self, question: ScriptQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = question.path.name
        self.setWindowTitle(f"Run {name}?")
        self.setMinimumSize(640, 480)
        heading = QLabel(_heading(question), self)
        heading.setProperty("role", "title")
        heading.setWordWrap(True)
        place = QLabel(str(question.path), self)
        place.setProperty("role", "quiet")
        place.setWordWrap(True)
        warning = QLabel(_WARNING, self)
        warning.setWordWrap(True)
        self.content = QPlainTextEdit(self)
        self.content.setReadOnly(True)
        self.content.setPlainText(question.content.decode("utf-8", errors="replace")[:_MOST_SHOWN])
        self.content.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.content.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.content.setAccessibleName(f"What {name} contains")
        again = QLabel("You are asked once, and again when the file changes.", self)
        again.setProperty("role", "quiet")
        self.buttons = DialogButtons("Run it", self)
        cancel = self.buttons.button(DialogButtons.StandardButton.Cancel)
        cancel.setText("Do not run")
        cancel.setDefault(True)
        self.run_button: QPushButton = self.buttons.action_button
        self.run_button.setDefault(False)
        self.run_button.setAutoDefault(False)
        theme.set_role(self.run_button, "")
        self.run_button.setToolTip(f"Agree to {name} as it is shown here, and run it")
        cancel.setToolTip("Leave it; pressing Run in the tab's Script card asks again (Esc)")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (heading, place, warning, self.content, again, self.buttons):
            column.addWidget(widget, 1 if widget is self.content else 0)
        cancel.setFocus()


def ask_for_consent(question: ScriptQuestion, parent: QWidget) -> bool:
    """Whether the user lets the script run."""
    dialog = ScriptConsentDialog(question, parent)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return agreed


def _heading(question: ScriptQuestion) -> str:
    tabs = ", ".join(f"'{tab}'" for tab in question.tabs)
    plural = len(question.tabs) > 1
    wants = f"The tab{'s' if plural else ''} {tabs} want{'' if plural else 's'} to run {question.path.name}."
    return f"{wants} It has changed since you agreed to it." if question.changed else wants
