"""RecordCard: keep the maps of each new picture, see how much that takes, write them out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.analysis.recorder import MEMORY_LIMIT_BYTES
from ganstudio.recipe.document import Recipe
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.maps.recording.recorded import Beside, RecordedSize
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.layer_menu import LayerMenu
from ganstudio.ui.widgets.picture import Pixels
from ganstudio.words import tr, trn

_NOTHING = tr("Nothing is recorded.")


class RecordCard(Card):
    """Says what is wanted; keeps nothing itself. Folded at first; its heading's line always tells what is recorded.

    Attributes:
        layers: The layers to record. record_button: on while recording. place: where maps are kept, and how many fit.

    Signals:
        recording_changed(): Recording was turned on or off, or is of other layers.
        export_requested(), export_cancelled(), reset_requested(): Buttons.
    """

    recording_changed = Signal()
    export_requested = Signal()
    export_cancelled = Signal()
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Record"), parent)
        self._follows = True
        self._size = RecordedSize()
        self._spec: GeneratorSpec | None = None
        self._folder = Path()
        self._picture: tuple[Pixels, Recipe] | None = None
        self._beside_bytes = 0
        self.place = QLabel(self)
        self.place.setProperty("role", "quiet")
        self.place.setWordWrap(True)
        self.place.setMinimumHeight(4 * self.place.fontMetrics().lineSpacing())  # as many lines as it may take
        self.place.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.place.setAccessibleName(tr("Where recorded maps are kept"))
        self._exporting = self._stopping = False
        self._figure = ElidedLabel(self)
        self._figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._figure.setProperty("role", "quiet")
        self._figure.setAccessibleName(tr("What is recorded"))
        self.add_header_widget(self._figure)
        self.record_button = QPushButton(tr("Record"), self)
        self.record_button.setCheckable(True)
        self.record_button.setToolTip(
            tr(
                "Keep the maps of this picture, of each new one and of those that batch jobs started from now on make, "
                "until the window is closed"
            )
        )
        self.layers = LayerMenu(self)
        self.layers.setAccessibleName(tr("Layers to record"))
        self.layers.setToolTip(tr("The layers whose maps are recorded, all channels; the more layers, the more memory"))
        self.export_button = QPushButton(tr("Export…"), self)
        self.reset_button = QPushButton(tr("Reset"), self)
        self.reset_button.setToolTip(tr("Forget everything that is recorded of this model"))
        self._lay_out()
        self.record_button.toggled.connect(self._toggled)
        self.layers.chosen_changed.connect(self._layers_chosen)
        self.folded_changed.connect(self._show_place)
        self.export_button.clicked.connect(self._export_clicked)
        self.reset_button.clicked.connect(self.reset_requested)
        self.set_folded(True)
        self.show_size(self._size)

    @property
    def recorded_layers(self) -> tuple[str, ...]:
        """The layers to keep of each new picture; none while recording is off."""
        return self.layers.chosen if self.record_button.isChecked() else ()

    def show_spec(self, spec: GeneratorSpec | None, folder: Path = Path()) -> None:
        """Offers another model's layers, whose maps are kept in a folder. Without a signal."""
        self._follows = True
        self._spec, self._folder = spec, folder
        self._picture, self._beside_bytes = None, 0
        self.layers.show_spec(spec)
        self._show_place()
        open_unless(self.record_button, "" if spec is not None else NO_MODEL)

    def follow(self, layer: str) -> None:
        """Records the layer that is looked at, until layers are chosen by hand or recording is on."""
        if self._follows and layer and not self.record_button.isChecked():
            self.layers.choose((layer,))
            self._show_place()

    def show_picture(self, image: Pixels, recipe: Recipe) -> None:
        """The picture at hand, of which the card learns what one takes until some are recorded."""
        first, self._picture = self._picture is None, (image, recipe)
        if first:
            self._show_place()

    def stop(self) -> None:
        """Turns recording off."""
        self.record_button.setChecked(False)

    def show_size(self, size: RecordedSize) -> None:
        """Tells how much is recorded."""
        self._size = size
        if size.beside_bytes and size.beside_bytes != self._beside_bytes:
            self._beside_bytes = size.beside_bytes
            self._show_place()
        parts = [tr("recording")] if self.record_button.isChecked() else []
        if size.pictures:
            parts.append(trn("{number} picture", "{number} pictures", size.pictures))
            parts.append(" + ".join(bytes_text(part) for part in (size.memory_bytes, size.disk_bytes) if part))
        self._figure.set_texts(
            " · ".join(parts) if parts else tr("off"), *(" · ".join(parts[:2]), parts[0]) if parts else ()
        )
        rows = [
            trn("{layer}: {number} picture", "{layer}: {number} pictures", count, layer=layer)
            for layer, count in size.images.items()
        ]
        memory, disk = bytes_text(size.memory_bytes), bytes_text(size.disk_bytes)
        rows.append(tr("in memory {memory}, on the disk {disk}", memory=memory, disk=disk))
        rows.append(tr("besides, for averages and deviations, {size} in memory", size=bytes_text(size.sums_bytes)))
        self._figure.setToolTip("\n".join(rows) if size.pictures else tr("Nothing is recorded"))
        open_unless(self.reset_button, "" if size.pictures else _NOTHING)
        self._show_export()

    def show_export(self, progress: Sequence[int] | None) -> None:
        """How far an export is, (done, total); None for no export."""
        self._exporting, self._stopping = progress is not None, self._stopping and progress is not None
        if progress is not None and not self._stopping:
            done, total = progress
            self.export_button.setText(tr("Cancel {done:.0%}", done=done / max(total, 1)))
        else:
            self.export_button.setText(tr("Stopping…") if self._stopping else tr("Export…"))
        self._show_export()

    def _show_place(self) -> None:
        """What a picture takes, what stays in memory and where the rest goes."""
        spec = self._spec
        if spec is None:
            self.place.setText("")
            return
        if not self._beside_bytes and self._picture is not None and not self.folded:
            self._beside_bytes = Beside.of(*self._picture).size
        sizes = [spec.layer(name) for name in self.layers.chosen]
        each = sum(4 * layer.channels * layer.height * layer.width for layer in sizes)
        fits = MEMORY_LIMIT_BYTES // max(1, each)
        maps, beside = bytes_text(each), self._beside_bytes
        size = (
            tr(
                "{size} a picture: {maps} of maps, {beside} of a small picture and its recipe.",
                size=bytes_text(each + beside),
                maps=maps,
                beside=bytes_text(beside),
            )
            if beside
            else tr("{maps} of maps a picture, besides a small picture and its recipe.", maps=maps)
        )
        where = tr(
            "The maps of about {fits:,} pictures ({limit}) stay in memory, those of more in the workspace, in "
            "{folder}/recording_…. Deleted when the window is closed.",
            fits=fits,
            limit=bytes_text(MEMORY_LIMIT_BYTES),
            folder=_short(self._folder),
        )
        self.place.setText(f"{size} {where}")
        self.place.setToolTip(
            tr(
                "Of each picture its maps are kept, a small picture and its recipe. "
                "What does not fit in memory goes into files in {folder}/recording_…, as many as the disk has room "
                "for. They are deleted with Reset, and when the window is closed: export what you want to keep.",
                folder=self._folder,
            )
        )

    def _show_export(self) -> None:
        nothing = "" if self._size.pictures or self._exporting else _NOTHING
        open_unless(self.export_button, tr("The export is being stopped.") if self._stopping else nothing)
        if self._stopping:
            return
        self.export_button.setToolTip(
            tr("Do not write the file")
            if self._exporting
            else tr("Write all recorded maps, averages and deviations as .npz")
        )

    def _export_clicked(self) -> None:
        if not self._exporting:
            self.export_requested.emit()
            return
        self._stopping = True
        self.show_export((0, 1))
        self.export_cancelled.emit()

    def _toggled(self) -> None:
        self.show_size(self._size)
        self.recording_changed.emit()

    def _layers_chosen(self) -> None:
        self._follows = False
        self._show_place()
        if self.record_button.isChecked():
            self.recording_changed.emit()

    def _lay_out(self) -> None:
        for buttons in (
            (self.record_button, self.layers),
            (self.export_button, self.reset_button),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for button in buttons:
                row.addWidget(button, 1)
            self.body.addLayout(row)
        self.body.addWidget(self.place)


def _short(folder: Path) -> str:
    """A model's folder in its workspace, `data/44ddd0…`: the name is an md5, too long for a line."""
    name = folder.name if len(folder.name) < 10 else f"{folder.name[:6]}…"
    return f"{folder.parent.name}/{name}"


def bytes_text(count: int) -> str:
    """In three digits, so that what is said beside one another adds up: `640 kB`, `65.5 kB`, `3.1 MB`, `1.2 GB`."""
    unit, size = next(
        ((unit, size) for unit, size in (("GB", 1e9), ("MB", 1e6)) if count >= size * 0.9995), ("kB", 1e3)
    )
    value = count / size
    return f"{value:.0f} {unit}" if value >= 99.5 else f"{value:.3g} {unit}"
