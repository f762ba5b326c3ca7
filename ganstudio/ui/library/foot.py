"""LibraryFoot: how many were found and chosen, how far a longer work is, and what can be done with those chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ganstudio.ui import theme
from ganstudio.ui.library.compare import MOST
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr, trn


class LibraryFoot(QWidget):
    """A row below the pictures.

    Signals:
        compare_requested(), export_requested(), copies_requested(), stop_requested(): By the buttons.
    """

    compare_requested = Signal()
    export_requested = Signal()
    copies_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = self._chosen = self._refusal = ""
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setAccessibleName(tr("What was found"))
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(tr("Progress of the library"))
        self.progress.setFixedWidth(240)
        self.progress.hide()
        self.stop = _button(tr("Stop"), tr("Copy no more; what is copied stays"), self)
        self.stop.hide()
        self.copies = _button(
            tr("Choose extra copies"), tr("Choose all but one of each recipe: the best rated or oldest stays out"), self
        )
        self.copies.hide()
        self.compare = _button(tr("Compare"), tr("Show the chosen pictures side by side (C)"), self)
        self.export = _button(tr("Export…"), tr("Copy the chosen pictures to a folder; they stay here too"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        for widget in (self.progress, self.stop, self.copies, self.compare, self.export):
            row.addWidget(widget)
        self.stop.clicked.connect(self.stop_requested)
        self.copies.clicked.connect(self.copies_requested)
        self.compare.clicked.connect(self.compare_requested)
        self.export.clicked.connect(self.export_requested)
        self.show_chosen(0)

    def show_found(self, found: int, known: int, *, offers_copies: bool) -> None:
        """Says how many were found, of how many."""
        if found == known:
            self._found = trn("{number:,} picture", "{number:,} pictures", known)
        else:
            self._found = trn("{found:,} of {number:,} picture", "{found:,} of {number:,} pictures", known, found=found)
        self.copies.setVisible(offers_copies and found > 0)
        self._show()

    def show_chosen(self, count: int) -> None:
        """Says how many are chosen, and opens what can be done with so many."""
        self._chosen = tr("{count:,} chosen", count=count) if count else ""
        few = "" if 2 <= count <= MOST else tr("Choose 2 to {most} pictures, with Ctrl or Shift.", most=MOST)
        open_unless(self.compare, few)
        open_unless(self.export, "" if count else tr("Choose pictures first; Ctrl+A chooses all."))
        self._show()

    def show_refusal(self, sentence: str) -> None:
        """Says why nothing can be found; an empty sentence ends that."""
        self._refusal = sentence
        self._show()

    def show_progress(self, done: int, total: int) -> None:
        """Shows how many new pictures are read; none to be read hides it."""
        self._show_bar(done, total, tr("Reading %v of %m"))

    def show_export(self, done: int, total: int) -> None:
        """Shows how many pictures are copied."""
        is_running = done < total
        self.stop.setVisible(is_running)
        self._show_bar(done, total, tr("Copying %v of %m"))

    def _show_bar(self, done: int, total: int, said: str) -> None:
        self.progress.setVisible(done < total)
        self.progress.setFormat(said)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)

    def _show(self) -> None:
        theme.set_role(self.said, "warning" if self._refusal else "quiet")
        self.said.setText(self._refusal or " · ".join(said for said in (self._found, self._chosen) if said))


def _button(text: str, tooltip: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setToolTip(tooltip)
    button.setAccessibleName(text.rstrip("…"))
    return button
