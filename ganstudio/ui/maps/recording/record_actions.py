"""RecordActions: joins the Record card to the recording: takes pictures in, asks, answers, tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ganstudio.ui import theme
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.canvas.feature_map_colors import Float32Array
from ganstudio.ui.maps.layers import MapSource
from ganstudio.ui.maps.recording.record_card import RecordCard
from ganstudio.ui.maps.recording.recorded import RecordedHistory, RecordedMaps, RecordedSize
from ganstudio.ui.maps.recording.recording import MapRecording
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.folder_memory import FolderMemory
from ganstudio.words import tr, trn

if TYPE_CHECKING:
    from ganstudio.jobs.job_run import JobProgress


class RecordActions(QObject):
    """Main thread only.

    Attributes:
        recording: The door to the thread that keeps maps.

    Signals:
        layers_changed(): Other layers are recorded (see `layers`).
        recorded_changed(): More or less is recorded.
        known(RecordedMaps): The watched layer's average, deviation and distribution.
        history_told(RecordedHistory): One map over the recorded pictures, as asked for.
        message(str), status(str): What could not be done; what was done.
    """

    layers_changed = Signal()
    recorded_changed = Signal()
    known = Signal(RecordedMaps)
    history_told = Signal(RecordedHistory)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, card: RecordCard, window: QWidget) -> None:
        """Dialogs open above `window`."""
        super().__init__(window)
        self._card = card
        self._window = window
        self._model: ModelContext | None = None
        self._watched = ""
        self._described: dict[str, RecordedMaps] = {}
        self.recording = MapRecording(self)
        self._connect()

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that are recorded now; none while recording is off."""
        return self._card.recorded_layers

    def images(self, layer: str) -> int:
        """How many pictures of a layer are recorded."""
        return self.recording.size.images.get(layer, 0)

    def maps(self, source: MapSource, layer: str) -> Float32Array | None:
        """A watched layer's average or deviation, float32 [channels, h, w]; None while it is not known."""
        described = self._described.get(layer)
        if described is None:
            return None
        return described.mean if source is MapSource.AVERAGE else described.deviation

    def show_model(self, model: ModelContext | None) -> None:
        """Records another model's maps; what is recorded of this one stays for when it comes back."""
        same = model is not None and self._model is not None and model.model_id == self._model.model_id
        self._model = model
        self._described.clear()
        if not same:
            self._card.stop()
            spec, folder = (None, Path()) if model is None else (model.spec, model.folder.path)
            self._card.show_spec(spec, folder)
        if model is not None:
            self.recording.use_model(model.model_id, model.folder.path)

    def take(self, frame: Frame | None) -> None:
        """Records a picture if it is new and recording is on."""
        if frame is None:
            return
        self._card.show_picture(frame.image, frame.recipe)
        if self.layers:
            self.recording.take(frame, self.layers)

    def take_made(self, progress: JobProgress) -> None:
        """Records the pictures that a job's step has made, if recording is on."""
        for made in progress.renderings:
            portrait = made.portrait
            self.take(Frame(recipe=portrait.recipe, image=portrait.image, feature_maps=made.feature_maps))

    def watch(self, layer: str) -> None:
        """Keeps a layer's average, deviation and distribution up to date from now on; "" for none."""
        self._watched = layer
        self._ask_described()

    def view_history(self, layer: str, channel: int) -> None:
        """Asks for one map over the recorded pictures."""
        self.recording.tell_history(layer, channel)

    def ask_export(self) -> None:
        """Asks where the recorded maps are to be written."""
        folder = self._model.workspace.root if self._model is not None else Path()
        file = str(folder / "feature_maps.npz")
        dialog = QFileDialog(self._window, tr("Export recorded maps"), file, "NumPy (*.npz)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("npz")
        dialog.fileSelected.connect(self._export_chosen)
        FolderMemory.of(self._window).follow(dialog, "recorded maps")
        dialog.open()

    def ask_reset(self) -> None:
        """Asks whether everything recorded is to go."""
        pictures = self.recording.size.pictures
        box = QMessageBox(self._window)
        box.setWindowTitle(tr("Reset history"))
        box.setText(
            trn(
                "Forget the recorded maps of {number} picture?",
                "Forget the recorded maps of {number} pictures?",
                pictures,
            )
        )
        box.setInformativeText(
            tr("The pictures themselves stay. This cannot be undone; export the maps first to keep them.")
        )
        forget = box.addButton(tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel).setIcon(QIcon())
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        theme.set_role(forget, "danger")
        forget.clicked.connect(self.reset)
        box.open()

    def reset(self) -> None:
        """Forgets everything recorded of this model; recording goes on if it is on."""
        self.recording.forget()
        self.status.emit(tr("Forgot the recorded maps."))

    def may_close(self) -> bool:
        """Whether the window may be closed: all that is recorded, of any model, is exported or let go by a person."""
        in_use, others = self.recording.in_no_file()
        number = in_use + others
        if not number:
            return True
        details = tr("They are deleted with the window. Export them in the Record card to keep them.")
        if others:
            details = tr(
                "They are deleted with the window, those of another model too. Export them in the Record card, with "
                "their model open, to keep them."
            )
        return dialogs.confirm(
            self._window,
            trn(
                "Close without the recorded maps of {number} picture?",
                "Close without the recorded maps of {number} pictures?",
                number,
            ),
            details=details,
            action=tr("Close anyway"),
        )

    def close(self) -> None:
        """Deletes the recordings and waits for the thread."""
        self.recording.close()

    def _connect(self) -> None:
        card, recording = self._card, self.recording
        card.recording_changed.connect(self.layers_changed)
        card.export_requested.connect(self.ask_export)
        card.export_cancelled.connect(recording.give_up_export)
        card.reset_requested.connect(self.ask_reset)
        recording.size_changed.connect(self._take_size)
        recording.described.connect(self._take_described)
        recording.history_told.connect(self.history_told)
        recording.export_advanced.connect(self._show_export)
        recording.exported.connect(self._export_ended)
        recording.failed.connect(self.message)
        recording.could_not_keep.connect(self._could_not_keep)
        recording.left_out.connect(self._left_out)

    def _take_size(self, size: RecordedSize) -> None:
        self._card.show_size(size)
        self._described = {
            layer: maps for layer, maps in self._described.items() if 0 < maps.images <= size.images.get(layer, 0)
        }
        self._ask_described()
        self.recorded_changed.emit()

    def _ask_described(self) -> None:
        described = self._described.get(self._watched)
        images = self.images(self._watched)
        if images and (described is None or described.images < images):
            self.recording.describe(self._watched)

    def _take_described(self, maps: RecordedMaps) -> None:
        if maps.images <= self.images(maps.layer):
            self._described[maps.layer] = maps
            self.known.emit(maps)

    def _export_chosen(self, path: str) -> None:
        self._card.show_export((0, 1))
        self.recording.export(Path(path))

    def _show_export(self, done: int, total: int) -> None:
        self._card.show_export((done, total))

    def _export_ended(self, path: str) -> None:
        self._card.show_export(None)
        self.status.emit(
            tr("Wrote the recorded maps to {path}.", path=path) if path else tr("The maps were not written.")
        )

    def _could_not_keep(self, sentence: str) -> None:
        self._card.stop()
        self.message.emit(tr("Recording was turned off. {sentence}", sentence=sentence))

    def _left_out(self) -> None:
        self.status.emit(tr("A picture was not recorded: those before it are still being written."))
