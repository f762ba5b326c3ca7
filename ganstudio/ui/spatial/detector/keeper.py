"""DetectorKeeper: a model's detectors on disk, and what is asked when they are renamed, written out or deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.analysis.detector_library import DetectorLibrary
from ganstudio.errors import GanStudioError
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import TakeBack
from ganstudio.ui.widgets.folder_memory import ask_file, ask_target
from ganstudio.ui.widgets.name_dialog import NameDialog
from ganstudio.words import spoken, tr

if TYPE_CHECKING:
    from ganstudio.analysis.detectors import Detector

_FILES = tr("Detectors (*.json)")


class DetectorKeeper(QObject):
    """Every change is written at once; what cannot be done is said in `message`.

    Attributes:
        folder: Where files are looked for first.

    Signals:
        changed(): There are other detectors than before, or one of them is another.
        chosen(str): A copy or an imported one, which is to be followed.
        renamed(old, new): str, str. deleted(str), restored(str): its name.
        message(str): What went wrong. status(str): what was done.
        undo_offered(TakeBack): Something was deleted; how to take that back.
    """

    changed = Signal()
    chosen = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)
    restored = Signal(str)
    message = Signal(str)
    status = Signal(str)
    undo_offered = Signal(TakeBack)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._library: DetectorLibrary | None = None
        self.folder = Path()

    @property
    def detectors(self) -> dict[str, Detector]:
        """By name."""
        return dict(self._library or {})

    def show_model(self, model: ModelContext | None) -> None:
        """Reads another model's detectors."""
        self._library = None
        if model is not None:
            self.folder = model.workspace.data
            self._try(lambda: self._open(model))
        self.changed.emit()

    def get(self, name: str) -> Detector | None:
        """The detector of that name."""
        return self._library.get(name) if self._library is not None else None

    def free_name(self, name: str) -> str:
        """The name itself, or with the first number that makes it free."""
        return name if self._library is None else self._library.free_name(name)

    def keep(self, detector: Detector) -> None:
        """Writes a detector, in place of one of the same name."""
        if self._do(lambda library: library.keep(detector)):
            self.changed.emit()

    def add(self, detector: Detector) -> Detector | None:
        """Writes a new detector under a free name, and gives it as it is kept; None where it cannot be written."""
        added: list[Detector] = []
        if not self._do(lambda library: added.append(library.add(detector))):
            return None
        self.changed.emit()
        return added[0]

    def way_back(self, name: str, before: Detector | None) -> Callable[[], bool]:
        """What makes the detector of that name what it was before, or takes it out where it was none.

        It goes to the model shown now, whichever is shown then, and gives whether that is this one.
        """
        library = self._library

        def go() -> bool:
            if library is None:
                return False
            if before is not None:
                done = self._try(lambda: library.keep(before))
            else:
                done = name not in library or self._try(lambda: library.delete(name))
            if done and library is self._library:
                self.changed.emit()
            return done and library is self._library

        return go

    def rename(self, name: str) -> None:
        """Asks for another name."""
        library = self._library
        if library is None:
            return
        question = tr(
            "A name for the detector {name}. This picture's tabs go on following it; saved ones keep the old name.",
            name=name,
        )
        dialog = NameDialog(
            tr("Rename detector"),
            question,
            self._window,
            name=name,
            action=tr("Rename"),
            refusal=partial(library.refusal, name),
        )
        dialog.named.connect(partial(self._rename, name))
        dialog.exec()
        dialog.deleteLater()

    def duplicate(self, name: str) -> None:
        """Makes a copy, to be changed without changing the original."""
        copies: list[Detector] = []
        if self._do(lambda library: copies.append(library.duplicate(name))):
            self.changed.emit()
            self.chosen.emit(copies[0].name)

    def export(self, name: str) -> None:
        """Asks for a file and writes the detector into it."""
        suggestion = self.folder / f"{name}.json"
        path, _ = ask_target(self._window, "detectors", tr("Export the detector {name}", name=name), suggestion, _FILES)
        if path is not None:
            target = path if path.suffix else path.with_suffix(".json")
            if self._do(lambda library: library.export(name, target)):
                self.status.emit(tr("Wrote the detector {name} to {file}.", name=spoken(name), file=target.name))

    def import_from_file(self) -> None:
        """Asks for a file and adds its detectors."""
        path = ask_file(self._window, "detectors", tr("Import detectors"), self.folder, _FILES)
        if path is not None:
            self.import_file(path)

    def import_file(self, path: Path) -> None:
        """Adds a file's detectors, and follows the first of them."""
        if self._library is None:
            self.message.emit(tr("Load a model first: detectors belong to a model."))
        added: list[Detector] = []
        if self._do(lambda library: added.extend(library.import_from(path))):
            self.changed.emit()
            self.chosen.emit(added[0].name)
            self.status.emit(tr("Added {detectors}.", detectors=", ".join(one.name for one in added)))

    def delete(self, name: str) -> None:
        """Deletes a detector, and offers to take that back."""
        gone: list[Callable[[], None]] = []

        def delete(library: DetectorLibrary) -> None:
            gone.append(partial(self._restore, library.delete(name), library))

        if self._do(delete):
            self.changed.emit()
            self.deleted.emit(name)
            self.undo_offered.emit(TakeBack(tr("Deleted the detector {name}.", name=spoken(name)), gone[0]))

    def _open(self, model: ModelContext) -> None:
        self._library = DetectorLibrary(model.folder.path, model.spec)

    def _rename(self, name: str, wanted: str) -> None:
        if wanted != name and self._do(lambda library: library.rename(name, wanted)):
            self.changed.emit()
            self.renamed.emit(name, wanted)

    def _restore(self, detector: Detector, library: DetectorLibrary) -> None:
        if library is self._library:
            self.keep(detector)
            self.restored.emit(detector.name)
        elif self._try(lambda: library.keep(detector)):
            self.status.emit(tr("The detector {name} is back in its own model.", name=spoken(detector.name)))

    def _do(self, change: Callable[[DetectorLibrary], object]) -> bool:
        library = self._library
        return library is not None and self._try(lambda: change(library))

    def _try(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except GanStudioError as error:
            self.message.emit(str(error))
            return False
        return True
