"""FilmDialog: a film of pictures or folders that are there already."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ganstudio.errors import GanStudioError
from ganstudio.jobs.outputs import FILM_ENDINGS, FilmOptions
from ganstudio.ui import theme
from ganstudio.ui.jobs.film_controls import FilmControls
from ganstudio.ui.jobs.memory import BatchMemory
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.ui.widgets.folder_memory import ask_directory, ask_files, ask_target
from ganstudio.words import tr, trp

_MEMORY = "batch_film"


class FilmDialog(Dialog):
    """Asks for sources and choices.

    Signals:
        film_requested(sources, target, options): Make it.
    """

    film_requested = Signal(tuple, Path, FilmOptions)

    def __init__(self, folder: Path, memory: BatchMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Make a film"))
        self.setMinimumWidth(520)
        self._folder = folder
        self._memory = memory
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Pictures or folders"))
        self.list.setToolTip(tr("Folders are shown side by side; single pictures one after another, in this order"))
        self._hint = QLabel(tr("Add folders, to be shown side by side, or pictures, one after another."), self)
        self._hint.setProperty("role", "quiet")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._shown = QStackedWidget(self)  # one in the place of the other: buttons stay where they are
        self._shown.setFixedHeight(112)
        self._shown.addWidget(self._hint)
        self._shown.addWidget(self.list)
        self.controls = FilmControls(self, optional=False, film="gif")
        self.controls.restore(memory.recall(_MEMORY))
        self._problem = QLabel("", self)
        self._problem.setProperty("role", "warning")
        self._problem.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("Make film…"))
        theme.set_role(self.ok, "primary")
        self.ok.setAutoDefault(True)
        buttons.accepted.connect(self._ask_target)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._sources_card())
        film = Card(tr("Film"), self, collapsible=False)
        film.body.addWidget(self.controls)
        layout.addWidget(film)
        layout.addWidget(self._problem)
        layout.addWidget(buttons)
        self.controls.changed.connect(self._check)
        self._check()

    def add(self, *sources: Path) -> None:
        """Adds pictures or folders."""
        self.list.addItems([str(source) for source in sources])
        self._check()

    @property
    def sources(self) -> tuple[Path, ...]:
        """What the film is of."""
        return tuple(Path(self.list.item(row).text()) for row in range(self.list.count()))

    def make(self, target: Path) -> None:
        """Asks for the film as that file."""
        options = self.controls.options()
        if options is not None:
            self._memory.keep(_MEMORY, self.controls.answers())
            self.film_requested.emit(self.sources, target, options)
            self.accept()

    def _sources_card(self) -> Card:
        card = Card(trp("what a film is made of", "Of"), self, collapsible=False)
        row = QHBoxLayout()
        for text, tooltip, slot in (
            (tr("Add folder…"), tr("A folder of pictures, such as a batch job's"), self._add_folder),
            (tr("Add pictures…"), tr("Pictures, one after another"), self._add_pictures),
            (tr("Clear"), tr("Take all out of the list"), self._clear),
        ):
            button = QPushButton(text, self)
            button.setToolTip(tooltip)
            button.clicked.connect(slot)
            row.addWidget(button)
        card.body.addWidget(self._shown)
        card.body.addLayout(row)
        return card

    def _add_folder(self) -> None:
        folder = ask_directory(self, "film folder", tr("A folder of pictures"), self._folder)
        if folder is not None:
            self.add(folder)

    def _add_pictures(self) -> None:
        filters = tr("Pictures (*.png *.jpg *.jpeg *.webp)")
        self.add(*ask_files(self, "film pictures", tr("Pictures, in order"), self._folder, filters))

    def _clear(self) -> None:
        self.list.clear()
        self._check()

    def _check(self) -> None:
        sentence = ""
        folders = [source.is_dir() for source in self.sources]
        try:
            self.controls.options()
        except GanStudioError as error:
            sentence = str(error)
        if any(folders) and not all(folders):
            sentence = tr("Choose either folders or pictures, not both.")
        self._shown.setCurrentWidget(self.list if folders else self._hint)
        self._problem.setText(sentence)
        open_unless(self.ok, sentence if folders else tr("Choose pictures first."))

    def _ask_target(self) -> None:
        options = self.controls.options()
        if options is None:
            return
        ending = FILM_ENDINGS[options.format]
        suggestion = self._folder / f"film{ending}"
        path, _ = ask_target(
            self, "save film", tr("Save the film as"), suggestion, tr("Films (*{ending})", ending=ending)
        )
        if path is not None:
            self.make(path if path.suffix.lower() == ending else path.with_name(path.name + ending))
