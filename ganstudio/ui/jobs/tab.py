"""JobsTab: the queue of batch jobs, running, waiting and done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.jobs.entries import JobEntry, JobState
from ganstudio.ui.jobs.job_card import JobCard
from ganstudio.ui.jobs.queue import JobQueue
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.words import tr

_EMPTY = tr(
    "No jobs yet. The Batch and Misc menus make many pictures at once: series, combinations, walks between faces, "
    "one picture for each feature map. They run here while you go on working."
)


class JobsTab(ScrollColumn):
    """Shows a JobQueue and passes on what a person asks of it.

    Signals:
        recipe_edited(RecipeEdit), message(str), status(str): As every tab has.
        folder_requested(JobEntry): Open its folder. play_requested(JobEntry): Show what it made.
        settings_changed(dict): `open_folder_when_done` or `minimize_during_jobs`.
        resume_requested(): Choose a folder to go on with.
    """

    recipe_edited = Signal(RecipeEdit)
    message = Signal(str)
    status = Signal(str)
    folder_requested = Signal(JobEntry)
    play_requested = Signal(JobEntry)
    settings_changed = Signal(dict)
    resume_requested = Signal()

    def __init__(self, queue: JobQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.cards: dict[int, JobCard] = {}
        self._head = self._head_card()
        self._empty = QLabel(_EMPTY, self)
        self._empty.setProperty("role", "quiet")
        self._empty.setWordWrap(True)
        self.add(self._head, self._empty)
        queue.changed.connect(self._show_queue)
        queue.progressed.connect(self._show_progress)
        self._show_queue()

    def show_recipe(self, recipe: Recipe) -> None:
        """Jobs have recipes of their own."""

    def show_model(self, model: ModelContext | None) -> None:
        """The queue tells what can run."""
        open_unless(self.resume, "" if model is not None else NO_MODEL)

    def show_frame(self, frame: Frame) -> None:
        """Nor does it show the picture on screen."""

    def show_settings(self, *, opens_folder: bool, minimizes: bool) -> None:
        """Shows the settings without a signal."""
        for box, on in ((self.opens_folder, opens_folder), (self.minimizes, minimizes)):
            blocked = box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(blocked)

    def _head_card(self) -> Card:
        card = Card(tr("Queue"), self, collapsible=False)
        self._count = QLabel("", self)
        self._count.setProperty("role", "quiet")
        card.add_header_widget(self._count)
        self.opens_folder = QCheckBox(tr("Open the folder when a job is done"), self)
        self.opens_folder.setToolTip(
            tr("Show the job's folder in the desktop's file manager at its end, unless a film plays here then")
        )
        self.minimizes = QCheckBox(tr("Minimize the window while jobs run"), self)
        self.minimizes.setToolTip(tr("Put the window out of the way when a job begins"))
        self.opens_folder.toggled.connect(lambda on: self.settings_changed.emit({"open_folder_when_done": on}))
        self.minimizes.toggled.connect(lambda on: self.settings_changed.emit({"minimize_during_jobs": on}))
        self.resume = resume = QPushButton(tr("Resume a folder…"), self)
        open_unless(resume, NO_MODEL)
        resume.setToolTip(tr("Go on with a job that was stopped, by its folder"))
        resume.clicked.connect(self.resume_requested)
        self.clear = QPushButton(tr("Clear done"), self)
        self.clear.setToolTip(tr("Take the jobs that are done off the list; their files stay"))
        self.clear.clicked.connect(self._clear_done)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(resume)
        row.addWidget(self.clear)
        card.body.addWidget(self.opens_folder)
        card.body.addWidget(self.minimizes)
        card.body.addLayout(row)
        return card

    def _show_queue(self) -> None:
        entries = self._queue.entries
        for number in [number for number in self.cards if number not in {entry.number for entry in entries}]:
            self.cards.pop(number).deleteLater()
        for place, entry in enumerate(entries):
            card = self.cards.get(entry.number) or self._new_card(entry)
            self.column.removeWidget(card)
            self.column.insertWidget(place + 1, card)  # below the head
            card.show_entry(entry, runnable=self._queue.can_run(entry))
            open_unless(card.up, "" if place > 0 else tr("It is the first."))
            open_unless(card.down, "" if place < len(entries) - 1 else tr("It is the last."))
        self._empty.setVisible(not entries)
        done = sum(entry.state is JobState.DONE for entry in entries)
        open_unless(self.clear, "" if done else tr("No job is done."))
        self._count.setText(tr("{done} of {count} done", done=done, count=len(entries)) if entries else "")

    def _new_card(self, entry: JobEntry) -> JobCard:
        card = JobCard(entry, self)
        self.cards[entry.number] = card
        card.pause_requested.connect(self._queue.pause)
        card.resume_requested.connect(self._queue.resume)
        card.cancel_requested.connect(self._queue.cancel)
        card.remove_requested.connect(self._queue.remove)
        card.move_requested.connect(self._queue.move)
        card.folder_requested.connect(lambda number: self.folder_requested.emit(self.cards[number].entry))
        card.play_requested.connect(lambda number: self.play_requested.emit(self.cards[number].entry))
        return card

    def _show_progress(self, entry: JobEntry) -> None:
        card = self.cards.get(entry.number)
        if card is not None:
            card.show_entry(entry, runnable=True)

    def _clear_done(self) -> None:
        for entry in self._queue.entries:
            if entry.state is JobState.DONE:
                self._queue.remove(entry.number)
