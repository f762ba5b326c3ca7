"""JobCard: one job of the queue: last picture, how far it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ganstudio.ui import theme
from ganstudio.ui.jobs.entries import CAN_GO_ON, JobEntry, JobState
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.progress import clock_text, show_progress
from ganstudio.ui.widgets.thumbnail import thumbnail
from ganstudio.words import tr

_PICTURE = 56
_WORDS = {
    JobState.PREPARING: tr("Preparing"),
    JobState.WAITING: tr("Waiting"),
    JobState.RUNNING: tr("Running"),
    JobState.PAUSED: tr("Paused"),
    JobState.STOPPED: tr("Stopped"),
    JobState.FAILED: tr("Failed"),
    JobState.DONE: tr("Done"),
}


class JobCard(QFrame):
    """Shows a JobEntry.

    Signals:
        pause_requested(int), resume_requested(int), cancel_requested(int), remove_requested(int): Its number.
        move_requested(int, int): Its number, and -1 for up or 1 for down.
        folder_requested(int): Open its folder. play_requested(int): Show what it made in place of the picture.
    """

    pause_requested = Signal(int)
    resume_requested = Signal(int)
    cancel_requested = Signal(int)
    remove_requested = Signal(int)
    move_requested = Signal(int, int)
    folder_requested = Signal(int)
    play_requested = Signal(int)

    def __init__(self, entry: JobEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._entry = entry
        self._picture = QLabel(self)
        self._picture.setFixedSize(_PICTURE, _PICTURE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = ElidedLabel(self)
        self._title.set_texts(entry.title)
        self._title.setToolTip(entry.title)
        self._state = QLabel("", self)
        self._state.setProperty("role", "quiet")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of {title}", title=entry.title))
        self._numbers = ElidedLabel(self)
        self._numbers.setProperty("role", "quiet")
        self._note = QLabel("", self)
        self._note.setProperty("role", "quiet")
        self._note.setWordWrap(True)
        self._buttons()
        self._lay_out()
        self.show_entry(entry, runnable=True)

    @property
    def entry(self) -> JobEntry:
        """What is shown."""
        return self._entry

    def show_entry(self, entry: JobEntry, *, runnable: bool) -> None:
        """Shows how a job is now; `runnable` says whether the loaded model is its."""
        if entry.image is not None and (entry.image is not self._entry.image or self._picture.pixmap().isNull()):
            self._picture.setPixmap(thumbnail(entry.image, _PICTURE, self.devicePixelRatioF()))
        self._entry = entry
        waits = entry.state is JobState.WAITING and not runnable
        self._state.setText(tr("Waits for its model") if waits else state_text(entry))
        show_progress(self._bar, entry.done + entry.skipped, max(1, entry.total))
        self._bar.setVisible(entry.state is not JobState.DONE)
        numbers = numbers_text(entry)
        self._numbers.set_texts(numbers)
        self._numbers.setToolTip(numbers)
        note = note_text(entry)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        theme.set_role(self._note, "warning" if entry.state is JobState.FAILED else "quiet")
        goes_on = entry.state in CAN_GO_ON and (entry.folder is not None or entry.film is not None)
        is_done = entry.state is JobState.DONE
        _keep_room(self.pause, keep=not goes_on and not is_done)  # else another button has its place
        self.play.setVisible(is_done)
        for button in (self.up, self.down):
            button.setVisible(not is_done)
        self.pause.setVisible(entry.state in (JobState.RUNNING, JobState.WAITING))
        self.resume.setVisible(goes_on)
        open_unless(self.resume, "" if runnable else tr("It needs its own model: open that in the Model menu first."))
        self.cancel.setVisible(entry.state in (JobState.RUNNING, JobState.WAITING, JobState.PAUSED))
        self.remove.setVisible(entry.state in (JobState.STOPPED, JobState.FAILED, JobState.DONE))
        has_folder = entry.folder is not None or entry.film is not None
        open_unless(self.folder, "" if has_folder else tr("It has no folder before it has begun."))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Plays what a job made that is done."""
        if self._entry.state is JobState.DONE:
            self.play_requested.emit(self._entry.number)
        event.accept()

    def _buttons(self) -> None:
        number = self._entry.number
        self.up = IconButton("chevron-up", tr("Move up in the queue"), self)
        self.down = IconButton("chevron-down", tr("Move down in the queue"), self)
        self.pause = IconButton("pause", tr("Pause: what waits behind it runs meanwhile"), self)
        self.resume = IconButton("play", tr("Resume"), self)
        self.play = IconButton("play", tr("Play what it made in place of the picture: its film, or its pictures"), self)
        self.folder = IconButton("folder", tr("Open its folder"), self)
        self.cancel = IconButton("clear", tr("Cancel: what is done stays, and the job can be resumed later"), self)
        self.remove = IconButton("delete", tr("Take it off the list; its files stay"), self)
        self.up.clicked.connect(lambda: self.move_requested.emit(number, -1))
        self.down.clicked.connect(lambda: self.move_requested.emit(number, 1))
        for button, signal in (
            (self.pause, self.pause_requested),
            (self.resume, self.resume_requested),
            (self.play, self.play_requested),
            (self.folder, self.folder_requested),
            (self.cancel, self.cancel_requested),
            (self.remove, self.remove_requested),
        ):
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(number))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(1)
        foot.addWidget(self._state, 1)
        for button in (self.up, self.down, self.pause, self.resume, self.play, self.folder, self.cancel, self.remove):
            button.setFixedSize(24, 26)
            foot.addWidget(button)
        for button in (self.cancel, self.remove):
            _keep_room(button, keep=True)  # a second click on the one must not meet the other
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._bar)
        words.addWidget(self._numbers)
        words.addLayout(foot)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def state_text(entry: JobEntry) -> str:
    """`Paused`, or how long a running job will still take."""
    left = entry.seconds_left if entry.state is JobState.RUNNING else None
    return _WORDS[entry.state] if left is None else tr("{time} left", time=clock_text(left))


def numbers_text(entry: JobEntry) -> str:
    """`37 / 120 · 4.2/s`; of a job that is done, what it has made."""
    if entry.state is JobState.DONE and entry.note:
        return entry.note.partition("; ")[0]
    if not entry.total:
        return ""
    parts = [f"{entry.done:,} / {entry.total:,}"]
    if entry.skipped:
        parts.append(tr("{count:,} skipped", count=entry.skipped))
    if entry.state is JobState.RUNNING and entry.rate:
        parts.append(f"{entry.rate:.1f}/s" if entry.rate < 100 else f"{entry.rate:.0f}/s")
    return " · ".join(parts)


def note_text(entry: JobEntry) -> str:
    """Why it stopped, or which files were skipped."""
    if entry.state is JobState.RUNNING:
        return ""
    return entry.note.partition("; ")[2] if entry.state is JobState.DONE else entry.note


def _keep_room(button: QWidget, *, keep: bool) -> None:
    """Leaves a button's place empty while it is hidden."""
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(keep)
    button.setSizePolicy(policy)
