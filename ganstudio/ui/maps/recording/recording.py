"""MapRecording: the door to a thread that keeps feature maps, so that writing them never holds the window up."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal

from ganstudio.analysis.recorder import MEMORY_LIMIT_BYTES
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.frame import Frame
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
from ganstudio.ui.maps.recording.recording_worker import RecordingWorker
from ganstudio.words import tr

_MOST_WAITING_BYTES = 256 << 20


class MapRecording(QObject):
    """Its methods and signals belong to the main thread; the thread starts when there is something to keep.

    Attributes:
        size: How much is recorded.

    Signals:
        size_changed(RecordedSize): More or less is recorded.
        described(RecordedMaps), history_told(RecordedHistory): Answers.
        export_advanced(int, int): Done and total. exported(str): the file, or empty if given up.
        failed(str), could_not_keep(str): A sentence.
        left_out(): A picture was not recorded because those before it are still being written.
    """

    size_changed = Signal(RecordedSize)
    described = Signal(RecordedMaps)
    history_told = Signal(RecordedHistory)
    export_advanced = Signal(int, int)
    exported = Signal(str)
    failed = Signal(str)
    could_not_keep = Signal(str)
    left_out = Signal()
    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None, *, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        super().__init__(parent)
        self.size = RecordedSize()
        self._limit = memory_limit_bytes
        self._thread: QThread | None = None
        self._worker: RecordingWorker | None = None
        self._model: UseModel | None = None
        self._last: tuple[Hashable, frozenset[str]] | None = None
        self._waiting_bytes = 0
        self._recipes: dict[str, dict[Hashable, Recipe]] = {}
        self._in_no_file: dict[str, set[Hashable]] = {}
        self._exporting: tuple[str, set[Hashable]] = "", set()
        """Pictures of each model of which something is in no file yet, and those that are being written to one."""

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """Of the recorded pictures of the model in use, oldest first."""
        return tuple(self._recipes.get(self._model.model_id, {}).values()) if self._model is not None else ()

    def in_no_file(self) -> tuple[int, int]:
        """Of how many pictures of the model in use, and of other models, something is in no file."""
        in_use = self._model.model_id if self._model is not None else ""
        others = sum(len(keys) for model_id, keys in self._in_no_file.items() if model_id != in_use)
        return min(len(self._in_no_file.get(in_use, ())), self.size.pictures), others

    def use_model(self, model_id: str, folder: Path) -> None:
        """Records another model's maps from now on; files go into `folder`. What is recorded of others stays."""
        self._model = UseModel(model_id, folder)
        self._last = None
        self._take_size(RecordedSize())  # until the thread tells what it has of this model
        if self._thread is not None:
            self._asked.emit(self._model)

    def take(self, frame: Frame, layers: Collection[str]) -> None:
        """Records a picture's maps of these layers, if it is a new picture and carries them."""
        recipe = frame.recipe
        key = (recipe.latent, recipe.classes)
        maps = {layer: frame.feature_maps[layer] for layer in layers if layer in frame.feature_maps}
        if not maps or self._model is None or (key, frozenset(maps)) == self._last:
            return
        size = sum(values.nbytes for values in maps.values())
        if self._waiting_bytes and self._waiting_bytes + size > _MOST_WAITING_BYTES:
            self.left_out.emit()
            return
        self._last = (key, frozenset(maps))
        self._waiting_bytes += size
        self._recipes.setdefault(self._model.model_id, {})[key] = recipe
        self._in_no_file.setdefault(self._model.model_id, set()).add(key)
        self._start()
        caption = (
            tr("seed {seed}", seed=recipe.latent.seed) if isinstance(recipe.latent, Seed) else tr("a picture opened")
        )
        self._asked.emit(Keep(key, caption, frame.image, maps, recipe))

    def describe(self, layer: str) -> None:
        """Asks for a layer's average, deviation and distribution; `described` answers."""
        self._ask(Describe(layer))

    def tell_history(self, layer: str, channel: int) -> None:
        """Asks for one map over all recorded pictures; `history_told` answers."""
        self._ask(TellHistory(layer, channel))

    def export(self, path: Path) -> None:
        """Writes all to an `.npz` file; `exported` tells when."""
        model_id = self._model.model_id if self._model is not None else ""
        self._exporting = model_id, set(self._in_no_file.get(model_id, ()))
        self._ask(Export(path))

    def give_up_export(self) -> None:
        """Ends an export; no file is left."""
        if self._worker is not None:
            self._worker.give_up_export()

    def forget(self) -> None:
        """Deletes what is recorded of the model in use."""
        self._last = None
        if self._model is not None:
            self._recipes.pop(self._model.model_id, None)
            self._in_no_file.pop(self._model.model_id, None)
        self._ask(Forget())

    def close(self) -> None:
        """Drops what waits, deletes the recordings and waits for the thread. Nothing is emitted afterwards."""
        if self._thread is None or self._worker is None:
            return
        self._worker.hurry()
        self._asked.emit(Stop())
        self.blockSignals(True)
        self._thread.wait()
        self._thread = self._worker = None

    def _ask(self, command: Command) -> None:
        if self._thread is not None:
            self._asked.emit(command)

    def _start(self) -> None:
        if self._thread is not None:
            return
        self._thread = QThread()
        self._thread.setObjectName("ganstudio-record")
        self._worker = worker = RecordingWorker(memory_limit_bytes=self._limit)
        worker.moveToThread(self._thread)
        self._asked.connect(worker.obey, Qt.ConnectionType.QueuedConnection)
        worker.size_changed.connect(self._take_size)
        worker.kept.connect(self._take_kept)
        worker.described.connect(self.described)
        worker.history_told.connect(self.history_told)
        worker.export_advanced.connect(self.export_advanced)
        worker.exported.connect(self._take_exported)
        worker.failed.connect(self.failed)
        worker.could_not_keep.connect(self.could_not_keep)
        self._thread.start()
        self._asked.emit(self._model)

    def _take_size(self, size: RecordedSize) -> None:
        self.size = size
        self.size_changed.emit(size)

    def _take_exported(self, path: str) -> None:
        model_id, keys = self._exporting
        if path and model_id in self._in_no_file:
            self._in_no_file[model_id] -= keys
        self.exported.emit(path)

    def _take_kept(self, command: Keep) -> None:
        self._waiting_bytes -= sum(maps.nbytes for maps in command.maps.values())
