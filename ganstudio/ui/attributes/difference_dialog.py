"""DifferenceDialog: picks two pictures and a name; what leads from the first to the second becomes an attribute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.recipe.files import PICTURES
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.dialog_buttons import DialogButtons
from ganstudio.ui.widgets.picture_asking import PictureQuestion, ask_pictures, dropped_files
from ganstudio.words import tr, trp

_SIDE = 152


class PictureField(QPushButton):
    """A button that shows the picture it holds; a click opens a file dialog, a picture can be dropped on it.

    Signals:
        picked(): Another picture is held.
    """

    picked = Signal()

    def __init__(self, title: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(tr("{title}\n\nclick, or drop\na picture here", title=title), parent)
        self.path: Path | None = None
        self._title = title
        self._folder = folder
        self.setStyleSheet(f"PictureField {{ min-width: {_SIDE}px; min-height: {_SIDE}px; padding: 6px; }}")
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setAcceptDrops(True)
        self.setToolTip(
            tr("{title}: choose a picture that GanStudio saved, or drop one here, as from the film strip", title=title)
        )
        self.setAccessibleName(title)
        self.clicked.connect(self._choose)

    def set_path(self, path: Path) -> None:
        """Holds a picture."""
        self.path = path
        reader = QImageReader(str(path))
        reader.setScaledSize(reader.size().scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        self.setIcon(QPixmap.fromImage(image))
        self.setText("" if not image.isNull() else tr("{name}\n\ncannot be shown", name=path.name))
        self.setAccessibleDescription(path.name)
        self.picked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Holds the picture that was dropped."""
        paths = dropped_files(event)
        if paths:
            self.set_path(paths[0])

    def _choose(self) -> None:
        ask_pictures(
            PictureQuestion(
                parent=self,
                title=self._title,
                purpose="pictures",
                folder=self._folder,
                filters=PICTURES,
                picked=lambda paths: self.set_path(paths[0]),
            )
        )


class DifferenceDialog(Dialog):
    """Two pictures, a name, and Make.

    Signals:
        chosen(Path, Path, str): From, to, and the attribute's name.
    """

    chosen = Signal(Path, Path, str)

    def __init__(self, folder: Path, parent: QWidget | None = None, *, refusal: Callable[[str], str]) -> None:
        """`refusal` gives a sentence for a name that cannot be taken, else an empty text."""
        super().__init__(parent)
        self.setWindowTitle(tr("Attribute from two pictures"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._refusal = refusal
        question = QLabel(tr("The attribute leads from the first picture to the second: at 1.0 all the way."), self)
        question.setWordWrap(True)
        self.start = PictureField(trp("picture", "From"), folder, self)
        self.end = PictureField(trp("picture", "To"), folder, self)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Name, such as smile"))
        self.field.setAccessibleName(tr("Name of the attribute"))
        self.hint = QLabel(self)
        self.hint.setProperty("role", "warning")
        self.hint.setWordWrap(True)
        self.hint.setMinimumHeight(34)
        buttons = DialogButtons(tr("Make attribute"), self)
        self.ok = buttons.action_button
        pictures = QHBoxLayout()
        pictures.addWidget(self.start)
        pictures.addWidget(QLabel("→", self), 0, Qt.AlignmentFlag.AlignCenter)
        pictures.addWidget(self.end)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(question)
        layout.addLayout(pictures)
        for widget in (self.field, self.hint, buttons):
            layout.addWidget(widget)
        self.field.textChanged.connect(self._check)
        self.start.picked.connect(self._check)
        self.end.picked.connect(self._check)
        self._check()

    def accept(self) -> None:
        """Tells what was chosen and closes."""
        if self.start.path is not None and self.end.path is not None and not self._refusal(self.field.text()):
            super().accept()
            self.chosen.emit(self.start.path, self.end.path, self.field.text().strip())

    def _check(self) -> None:
        has_pictures = self.start.path is not None and self.end.path is not None
        sentence = self._refusal(self.field.text())
        self.hint.setText(sentence if self.field.text().strip() else "")
        open_unless(self.ok, sentence if has_pictures else tr("Choose both pictures first."))
