"""ScriptConsentDialog: shows all that a script would run, and asks whether it may."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.bench.placing import ScriptQuestion
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.dialog_buttons import DialogButtons
from ganstudio.words import tr

_WARNING = tr(
    "A script can do all that you can do on this computer: read, change and delete files, and use the network. "
    "Run it only if you know what is in it, or trust whoever wrote it."
)
_AGAIN = tr("You are asked once in this workspace, and again when a file shown here or the arguments change.")
_MOST_ARGUMENT_LINES = 5


class ScriptConsentDialog(Dialog):
    """Modal. Cancel is the default.

    Attributes:
        content: The script. modules: what it imports from its own folder, by place. arguments: None without any.
    """

    def __init__(self, question: ScriptQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        bundle = question.bundle
        name = bundle.path.name
        self.setWindowTitle(tr("Run {name}?", name=name))
        self.setMinimumSize(640, 480)
        heading = _label(_heading(question), self, "title")
        place = _label(str(bundle.path), self, "quiet")
        self._pages = QTabWidget(self)
        self.modules = {file: self._source(file, content) for file, content in bundle.sources.items()}
        self.content = self.modules.pop(name)
        self.content.setAccessibleName(tr("What {file} contains", file=name))
        self._pages.tabBar().setVisible(bool(self.modules))
        self.arguments = _arguments(bundle.arguments, self) if bundle.arguments else None
        self._add_buttons(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (heading, place, _label(_WARNING, self)):
            column.addWidget(widget)
        if self.modules:
            column.addWidget(_label(tr("What it imports from its folder is shown too."), self))
        column.addWidget(self._pages, 1)
        if self.arguments is not None:
            column.addWidget(_label(tr("It is called with these arguments, one a line:"), self))
            column.addWidget(self.arguments)
        column.addWidget(_label(_AGAIN, self, "quiet"))
        column.addWidget(self.buttons)

    def _source(self, file: str, content: bytes) -> QPlainTextEdit:
        shown = _text(visible(content.decode("utf-8-sig")), self._pages)
        shown.setAccessibleName(tr("What {file} contains", file=file))
        self._pages.addTab(shown, file.replace("&", "&&"))
        return shown

    def _add_buttons(self, name: str) -> None:
        self.buttons = DialogButtons(tr("Run it"), self)
        cancel = self.buttons.button(DialogButtons.StandardButton.Cancel)
        cancel.setText(tr("Do not run"))
        cancel.setDefault(True)
        cancel.setToolTip(tr("Leave it; pressing Run in the tab's Script card asks again (Esc)"))
        cancel.setFocus()
        self.run_button: QPushButton = self.buttons.action_button
        self.run_button.setDefault(False)
        self.run_button.setAutoDefault(False)
        theme.set_role(self.run_button, "")
        self.run_button.setToolTip(tr("Agree to {name} as it is shown here, and run it", name=name))


def ask_for_consent(question: ScriptQuestion, parent: QWidget) -> bool:
    """Whether the user lets the script run."""
    dialog = ScriptConsentDialog(question, parent)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return agreed


def visible(text: str) -> str:
    """The text with every character that shows nothing, or turns the direction of writing, as its number."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # Python takes each of them for the end of a line
    return "".join(one if one in "\n\t" or one.isprintable() else f"\\u{ord(one):04x}" for one in lines)


def _heading(question: ScriptQuestion) -> str:
    tabs = ", ".join(f"'{tab}'" for tab in question.tabs)
    name = question.bundle.path.name
    wants = (
        tr("The tabs {tabs} want to run {script}.", tabs=tabs, script=name)
        if len(question.tabs) > 1
        else tr("The tab {tab} wants to run {script}.", tab=tabs, script=name)
    )
    if not question.changed:
        return wants
    return tr("{question} It, or what it is called with, has changed since you agreed to it.", question=wants)


def _arguments(arguments: tuple[str, ...], parent: QWidget) -> QPlainTextEdit:
    shown = _text("\n".join(visible(argument).replace("\n", "\\n") for argument in arguments), parent)
    lines = min(len(arguments), _MOST_ARGUMENT_LINES) + 1
    shown.setFixedHeight(shown.fontMetrics().lineSpacing() * lines + 12)
    shown.setAccessibleName(tr("Arguments of the script"))
    return shown


def _text(text: str, parent: QWidget) -> QPlainTextEdit:
    """Read-only, and wrapped: a line that goes on far to the right hides nothing."""
    shown = QPlainTextEdit(parent)
    shown.setReadOnly(True)
    shown.setPlainText(text)
    shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    return shown


def _label(text: str, parent: QWidget, role: str = "") -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a tab's name comes from a file
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
