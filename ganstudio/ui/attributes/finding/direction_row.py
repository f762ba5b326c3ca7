"""DirectionRow: one direction as a strip of five pictures, to be named and kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ganstudio.recipe.edits import AttributeShift
from ganstudio.ui.attributes.finding.tasks import AMOUNTS, Previewed
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.thumbnail import thumbnail

_SIDE = 84


class DirectionRow(QFrame):
    """A card.

    Signals:
        kept(str, AttributeShift): Keep it under that name.
    """

    kept = Signal(str, AttributeShift)

    def __init__(self, found: Previewed, parent: QWidget | None = None, *, refusal: Callable[[str], str]) -> None:
        """`refusal` gives a sentence for a name that cannot be taken, else an empty text."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._found = found
        self._refusal = refusal
        title = QLabel(found.method[:1].upper() + found.method[1:], self)
        title.setProperty("role", "title")
        quality = QLabel(found.quality, self)
        quality.setProperty("role", "quiet")
        quality.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Name, such as smile")
        self.field.setAccessibleName(f"Name of {found.method}")
        self.field.setFixedWidth(180)
        self.keep_button = QPushButton("Keep", self)
        self.keep_button.setToolTip("Add this direction to your custom attributes under that name")
        self.keep_button.clicked.connect(self._keep)
        self.field.returnPressed.connect(self._keep)
        self.field.textChanged.connect(self._check)
        self.hint = QLabel("", self)
        self.hint.setProperty("role", "warning")
        self.hint.setWordWrap(True)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(title)
        names.addWidget(quality, 1)
        names.addWidget(self.field)
        names.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(names)
        column.addWidget(self.hint)
        column.addLayout(self._strip())
        self._check()

    def _strip(self) -> QGridLayout:
        strip = QGridLayout()
        strip.setHorizontalSpacing(8)
        strip.setVerticalSpacing(2)
        for column, (amount, image) in enumerate(zip(AMOUNTS, self._found.images, strict=True)):
            picture = QLabel(self)
            picture.setPixmap(thumbnail(image, _SIDE, self.devicePixelRatioF()))
            text = f"{amount:+g}".replace("-", "−") if amount else "0"
            picture.setAccessibleName(f"The picture at {text}")
            caption = QLabel(text, self)
            caption.setProperty("role", "quiet")
            caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
            strip.addWidget(picture, 0, column, Qt.AlignmentFlag.AlignCenter)
            strip.addWidget(caption, 1, column)
        strip.setColumnStretch(len(AMOUNTS), 1)
        return strip

    def _check(self) -> None:
        name = self.field.text().strip()
        sentence = self._refusal(name)
        self.hint.setText(sentence if name else "")
        self.hint.setVisible(bool(name and sentence))
        open_unless(self.keep_button, sentence)

    def _keep(self) -> None:
        name = self.field.text().strip()
        if self._refusal(name):
            return
        self.kept.emit(name, self._found.shift)
        for closed in (self.field, self.keep_button):
            open_unless(closed, "It is on your list now.")
        self.keep_button.setText("Kept")
        self.hint.hide()
