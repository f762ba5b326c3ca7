"""StatusLine: device and precision, times, what was done last, and the running task with its progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QWidget

from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Progress, Task
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.progress import clock_text, show_progress
from ganstudio.words import tr

_MESSAGE_MS = 8000
_DEVICES = {"cpu": "CPU", "cuda": "GPU", "mps": "GPU (MPS)"}

_DEVICE_TIP = tr("Device and precision that the model runs with; change them in the settings")


class StatusLine(QStatusBar):
    """The bar along the bottom.

    Signals:
        loading_given_up(): The model that is being loaded is not wanted any more.
    """

    loading_given_up = Signal()

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self.setSizeGripEnabled(False)
        self._full_seconds: float | None = None
        self._first_block = ""
        self._model_text = ""
        self._device = _label(self, _DEVICE_TIP)
        self._times = _label(self, tr("Time to generate the whole picture, and the time the last change took"))
        self._message = _label(self, "")
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left = QWidget(self)
        row = QHBoxLayout(left)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(20)
        row.addWidget(self._device)
        row.addWidget(self._times)
        row.addWidget(self._message, 1)
        self.addWidget(left, 1)
        self._running = _Running(self)
        self._running.cancel.clicked.connect(self._cancel)
        self.addPermanentWidget(self._running)
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.setInterval(_MESSAGE_MS)
        self._expiry.timeout.connect(self._message.clear)
        self._followed: dict[int, tuple[Task[object], float]] = {}
        """Tasks by number, with the times when they began."""
        self._shown_task = 0
        self._is_loading = False

    def show_model(self, model: ModelContext | None) -> None:
        """Shows device and precision."""
        self._full_seconds = None
        self._times.clear()
        if model is None:
            self._model_text = tr("no model")
            self._device.setText(self._model_text)
            return
        kind, _, number = model.device.partition(":")
        name = _DEVICES.get(kind, kind) + (f" {number}" if number not in ("", "0") else "")
        self._model_text = f"{name} · {model.precision}"
        self._device.setText(self._model_text)
        self._first_block = model.spec.blocks[0].name
        notes = [tr(note) for note in model.notes]
        self._device.setToolTip("\n".join((_DEVICE_TIP, *notes)))
        if notes:
            self.say(" ".join(notes))

    def show_loading(self, name: str) -> None:
        """Says that a model is being loaded."""
        self._device.setText(tr("Loading {name}…", name=name))

    def show_frame(self, frame: Frame) -> None:
        """Shows the time of the last whole rendering, and of the last one."""
        if frame.first_layer == self._first_block:
            self._full_seconds = frame.seconds
        times = [tr("{time} last", time=duration(frame.seconds))]
        if self._full_seconds is not None:
            times.insert(0, tr("{time} full", time=duration(self._full_seconds)))
        self._times.setText(" · ".join(times))

    def say(self, sentence: str) -> None:
        """Shows a sentence for a while."""
        self._message.setText(sentence)
        self._message.setToolTip(sentence)
        self._expiry.start()

    def unsay(self, sentence: str) -> None:
        """Takes a sentence away that does not hold any more, if it still is there."""
        if self._message.text() == sentence:
            self._message.clear()
            self._message.setToolTip("")

    def follow(self, task: Task[object]) -> None:
        """Shows how far a task is from now on, and the time left, if it has a title."""
        self._followed[task.number] = (task, self._clock())
        task.progressed.connect(partial(self._show_progress, task.number))
        task.ended.connect(partial(self._end, task.number))

    def show_loading_progress(self, done: int, total: int) -> None:
        """Shows how far the loading of a model is, where that takes long: its file's bytes, then its average."""
        if done >= total and not self._running.isVisible():
            return
        self._shown_task = 0
        self._is_loading = True
        self._show(tr("Loading the model: {percent} %", percent=100 * done // max(total, 1)), done, 0)
        self._running.bar.setRange(0, 100)
        self._running.bar.setValue(100 * done // max(total, 1))
        self._running.cancel.show()
        self._running.cancel.setToolTip(tr("Stop loading; the model that was there before stays"))

    def end_loading(self) -> None:
        """The model is loaded, or could not be and the one before is still there."""
        self._device.setText(self._model_text)
        self._is_loading = False
        if not self._shown_task:
            self._running.hide()

    def _show_progress(self, number: int, progress: Progress[object]) -> None:
        task, started = self._followed[number]
        if not task.title:
            return
        self._shown_task = number
        left = progress.seconds_left
        elapsed = self._clock() - started
        if left is None and 0 < progress.done < progress.total and elapsed > 1.0:
            left = elapsed / progress.done * (progress.total - progress.done)
        time_left = "" if left is None else tr("{time} left", time=clock_text(left))
        self._show(task.title, progress.done, progress.total, time_left)
        self._running.cancel.show()
        self._running.cancel.setToolTip(tr("Stop: {title}", title=task.title))

    def _show(self, title: str, done: int, total: int, left: str = "") -> None:
        counts = f" {done:,} / {total:,}" if total else ""
        self._running.label.setText(f"{title}{counts}" + (f" · {left}" if left else ""))
        show_progress(self._running.bar, done, total)
        self._running.show()

    def _end(self, number: int) -> None:
        del self._followed[number]
        if number == self._shown_task:
            self._shown_task = 0
            self._running.hide()

    def _cancel(self) -> None:
        if self._is_loading:
            self.loading_given_up.emit()
        elif self._shown_task:
            self._followed[self._shown_task][0].cancel()


class _Running(QWidget):
    """Title, bar and stop button of the running task."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(120)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.cancel = IconButton("clear", tr("Stop this task"), self)
        self.cancel.setFixedSize(22, 22)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self.setVisible(False)


def duration(seconds: float) -> str:
    """A time as a person reads it: `12 ms`, `1.4 s`."""
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def frame_caption(frame: Frame, model: ModelContext | None) -> str:
    """How long a picture took and what was computed anew: `12 ms · recomputed from 16×16`."""
    took = duration(frame.seconds)
    if frame.first_layer is None or model is None:
        return tr("{took} · nothing to compute anew", took=took)
    if frame.first_layer == model.spec.blocks[0].name:
        return tr("{took} · whole picture", took=took)
    size = model.spec.layer(frame.first_layer).title.partition(" conv")[0]
    return tr("{took} · recomputed from {size}", took=took, size=size)


def _label(parent: QWidget, tooltip: str) -> QLabel:
    label = QLabel(parent)
    label.setToolTip(tooltip)
    return label
