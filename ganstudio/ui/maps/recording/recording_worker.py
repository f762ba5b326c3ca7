"""The worker behind MapRecording: keeps maps in its own thread, one model's apart from another's."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from ganstudio.analysis.recorder import MEMORY_LIMIT_BYTES, remove_leftovers
from ganstudio.errors import GanStudioError
from ganstudio.ui.maps.recording.model_recording import ModelRecording
from ganstudio.ui.maps.recording.recorded import (
    Command,
    Describe,
    Export,
    Forget,
    Keep,
    RecordedHistory,
    RecordedMaps,
    RecordedSize,
    Stop,
    TellHistory,
    UseModel,
)
from ganstudio.words import tr

_log = logging.getLogger(__name__)


class RecordingWorker(QObject):
    """Made in the main thread, then moved; after that its own thread calls it, but for `give_up_export` and `hurry`.

    Signals:
        size_changed(RecordedSize), described(RecordedMaps), history_told(RecordedHistory): Answers.
        kept(Keep): Its maps were taken out of the queue.
        export_advanced(int, int): Done and total. exported(str): the file, or empty if given up.
        failed(str), could_not_keep(str): A sentence.
    """

    size_changed = Signal(RecordedSize)
    described = Signal(RecordedMaps)
    history_told = Signal(RecordedHistory)
    kept = Signal(Keep)
    export_advanced = Signal(int, int)
    exported = Signal(str)
    failed = Signal(str)
    could_not_keep = Signal(str)

    def __init__(self, *, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        super().__init__()
        self._limit = memory_limit_bytes
        self._models: dict[str, ModelRecording] = {}
        self._model: ModelRecording | None = None
        self._export_given_up = threading.Event()
        self._hurried = threading.Event()

    def give_up_export(self) -> None:
        """Ends the export that is being written; any thread may call it."""
        self._export_given_up.set()

    def hurry(self) -> None:
        """Passes over everything that is asked but Stop; any thread may call it."""
        self._hurried.set()

    @Slot(object)
    def obey(self, command: Command) -> None:
        """Does one thing and lets no exception out."""
        if self._hurried.is_set() and not isinstance(command, Stop):
            return
        refused = self.could_not_keep if isinstance(command, Keep) else self.failed
        try:
            self._obey(command)
        except GanStudioError as error:
            refused.emit(str(error))
        except Exception as error:  # noqa: BLE001 - errors cross as values; the thread lives on
            _log.exception("The recording failed")
            refused.emit(tr("The recording failed: {error} ({name}).", error=error, name=type(error).__name__))
        if isinstance(command, Keep):
            self.kept.emit(command)

    def _obey(self, command: Command) -> None:
        if isinstance(command, UseModel):
            self._use(command)
        elif isinstance(command, Stop):
            self._stop()
        elif self._model is not None:
            self._obey_model(self._model, command)

    def _obey_model(self, model: ModelRecording, command: Command) -> None:
        match command:
            case Keep():
                try:
                    model.keep(command)
                finally:
                    self.size_changed.emit(model.size)
            case Describe(layer):
                self.described.emit(model.describe(layer))
            case TellHistory(layer, channel):
                self.history_told.emit(model.history(layer, channel))
            case Export(path):
                self._export(model, path)
            case Forget():
                model.forget()
                self.size_changed.emit(model.size)

    def _use(self, command: UseModel) -> None:
        if self._model is not None:
            self._model.recorder.spill()  # what is not in use takes no memory
        if command.model_id not in self._models:
            remove_leftovers(command.folder)
            self._models[command.model_id] = ModelRecording(command.folder, memory_limit_bytes=self._limit)
        self._model = self._models[command.model_id]
        self.size_changed.emit(self._model.size)

    def _export(self, model: ModelRecording, path: Path) -> None:
        self._export_given_up.clear()
        steps = model.recorder.export_steps(path)
        written: Path | None = None
        try:
            for done, total in steps:
                self.export_advanced.emit(done, total)
                if self._export_given_up.is_set() or self._hurried.is_set():
                    return
            written = path
        finally:
            steps.close()
            self.exported.emit(str(written or ""))

    def _stop(self) -> None:
        for model in self._models.values():
            model.forget()
        QThread.currentThread().quit()
