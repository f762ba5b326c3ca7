"""DetailsPane: what is known of the chosen pictures, and where they are rated, tagged and noted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from ganstudio.errors import WorkspaceError
from ganstudio.ui.library.details import NO_RECIPE, Details, Fact
from ganstudio.ui.library.stars import StarButtons
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.refusal import refuse
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.words import tr
from ganstudio.workspace.library.index import Entry
from ganstudio.workspace.library.marks import Change, noted, rated, tagged

PICTURE_PX = 248
WIDTH = PICTURE_PX + 64
_NAMES_PX = 84
_LONG_WORD = 24
"""Letters; a longer word may have no room."""
_NOTHING = tr("Choose a picture to see how it was made. Nothing is loaded for that.")


class DetailsPane(ScrollColumn):
    """Of one picture all; of several the marks that they have in common.

    Signals:
        change_requested(list[Path], Change): Marks of these pictures are to be changed.
    """

    change_requested = Signal(list, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self._entries: tuple[Entry, ...] = ()
        self.title = QLabel(_NOTHING, self)
        self.title.setWordWrap(True)
        self.title.setMinimumWidth(1)  # a long word does not make the pane wider than it is
        self.picture = QLabel(self)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(tr("The chosen picture"))
        self.stars = StarButtons(self)
        self.tags = _field(
            tr("Tags"), tr("Words by which you find it again, with commas between; tag:print finds them")
        )
        self.note = _field(tr("Note"), tr("What you want to remember of it; a search finds its words"))
        self._marks, self._file, self._recipe = (Card(name, self) for name in (tr("Marks"), tr("File"), tr("Recipe")))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        for name, field in ((tr("Rating"), self.stars), (tr("Tags"), self.tags), (tr("Note"), self.note)):
            form.addRow(name, field)
        self._marks.body.addLayout(form)
        self.column.setContentsMargins(8, 8, 12, 8)
        self.add(self.picture, self.title, self._marks, self._file, self._recipe)
        self.stars.rated.connect(lambda stars: self._change(rated(stars)))
        self.tags.editingFinished.connect(self._change_tags)
        self.note.editingFinished.connect(self._change_note)
        self.show_entries(())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Shows the marks of the chosen pictures at once; how one was made comes with `show_details`."""
        same = {entry.path for entry in entries} == {entry.path for entry in self._entries}
        self._entries = tuple(entries)
        marks = [entry.mark for entry in entries]
        common = [tag for tag in marks[0].tags if all(tag in mark.tags for mark in marks)] if marks else []
        self.stars.show_rating(marks[0].rating if len({mark.rating for mark in marks}) == 1 else 0)
        if not (same and self.tags.hasFocus()):
            self.tags.setText(", ".join(common))
        if not (same and self.note.hasFocus()):
            self.note.setText(marks[0].note if len({mark.note for mark in marks}) == 1 else "")
        self._marks.setVisible(bool(entries))
        if not same or len(entries) != 1:
            self.picture.setVisible(False)
            self._file.setVisible(False)
            self._recipe.setVisible(False)
        names = {0: _NOTHING, 1: _with_breaks(entries[0].path.name) if entries else ""}
        several = tr("{count:,} pictures are chosen; marks go to all of them.", count=len(entries))
        self.title.setText(names.get(len(entries), several))

    def show_details(self, details: Details) -> None:
        """Shows how the chosen picture was made."""
        if len(self._entries) != 1 or details.entry.path != self._entries[0].path:
            return
        self.picture.setPixmap(_fitted(details.image, self.devicePixelRatioF()))
        self.picture.setVisible(not details.image.isNull())
        _fill(self._file, details.facts)
        plain = ((NO_RECIPE, ""),)
        _fill(self._recipe, details.recipe or plain)
        self._file.setVisible(True)
        self._recipe.setVisible(True)

    def _change(self, change: Change) -> None:
        if self._entries:
            self.change_requested.emit([entry.path for entry in self._entries], change)

    def _change_tags(self) -> None:
        wanted = [tag.strip() for tag in re.split("[,，]", self.tags.text()) if tag.strip()]
        marks = [entry.mark for entry in self._entries]
        before = [tag for tag in marks[0].tags if all(tag in mark.tags for mark in marks)] if marks else []
        gone = [tag for tag in before if tag not in wanted]
        new = [tag for tag in wanted if tag not in before]
        if not gone and not new:
            return
        try:
            self._change(tagged(new, gone))
        except WorkspaceError as error:
            refuse(self.tags, str(error))

    def _change_note(self) -> None:
        if self._entries and self.note.isModified():
            self.note.setModified(False)
            self._change(noted(self.note.text()))


def _field(name: str, tooltip: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setToolTip(tooltip)
    field.setPlaceholderText(tr("none yet"))
    return field


def _fill(card: Card, facts: Sequence[Fact]) -> None:
    while (item := card.body.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    for name, value in facts:
        card.body.addWidget(_fact(name, value, card))


def _fact(name: str, value: str, parent: QWidget) -> QWidget:
    """A line: the name in quiet letters, the value beside it, or all of it where there is no value."""
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    said = QLabel(value or name, line)
    said.setWordWrap(True)
    said.setMinimumWidth(1)
    if max(map(len, said.text().split()), default=0) > _LONG_WORD:
        said.setToolTip(said.text())
    said.setTextFormat(Qt.TextFormat.PlainText)
    said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if value:
        called = QLabel(name, line)
        called.setProperty("role", "quiet")
        called.setFixedWidth(_NAMES_PX)
        called.setWordWrap(True)
        row.addWidget(called, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(said, 1)
    return line


def _with_breaks(name: str) -> str:
    """A file's name that may go on in the next line wherever one of its words ends."""
    return re.sub(r"([_-])", "\\1\u200b", name)


def _fitted(image: QImage, ratio: float) -> QPixmap:
    if image.isNull():
        return QPixmap()
    side = round(PICTURE_PX * ratio)
    how, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(image.scaled(QSize(side, side), how, smooth))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
