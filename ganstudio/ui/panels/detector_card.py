"""DetectorCard: the detector that a tab's selection follows, on this picture and on new ones."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.analysis.detector_files import load_detectors, save_detectors
from ganstudio.analysis.detectors import FROM_STROKES, Detector
from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.dialogs import confirm
from ganstudio.ui.frame import Frame, TaskProgress, TaskRequest
from ganstudio.ui.model_context import ModelContext
from ganstudio.ui.panels.detector_choice import DetectorChoice
from ganstudio.ui.panels.detector_marks import MarksPanel
from ganstudio.ui.panels.detector_task import DETECT, FIT, Detected, Mark, detect_task, fit_task
from ganstudio.ui.panels.detector_threshold import ThresholdPanel
from ganstudio.ui.session import Phase
from ganstudio.ui.widgets.card import Card

if TYPE_CHECKING:
    from ganstudio.analysis.strokes import ProbeFit

_SELECTED = 0.5


class DetectorCard(Card):
    """Changes no recipe itself.

    Signals:
        task_requested(TaskRequest): For the render thread.
        follow_chosen(detector, mode): str, str: for the tab.
        deleted(detector): str: it is gone; no tab may follow it any more.
        detected(mask, Phase): float32 [rows, columns] for the tab's selection; LIVE while the threshold is dragged.
        message(str), status(str): For the bars.
    """

    task_requested = Signal(object)
    follow_chosen = Signal(str, str)
    deleted = Signal(str)
    detected = Signal(object, object)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Detector", parent)
        self._model: ModelContext | None = None
        self._edit: SpatialEdit | None = None
        self._recipe = Recipe()
        self._image: npt.NDArray[np.uint8] | None = None
        self._detectors: dict[str, Detector] = {}
        self._looked_at: Recipe | None = None
        self._phase: Phase | None = Phase.DONE
        """Of the edit that the next mask is for; None where it is only looked at."""
        self._add_choices()
        self.threshold = ThresholdPanel(self)
        self.threshold.changed.connect(self._keep)
        self.body.addWidget(self.threshold)
        self.marks = MarksPanel(self)
        self.marks.add_asked.connect(self._take_marks)
        self.marks.fit_asked.connect(self._fit)
        self.marks_toggle = QPushButton("Make one from strokes", self)
        self.marks_toggle.setCheckable(True)
        self.marks_toggle.setProperty("role", "quiet")
        self.marks_toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.marks_toggle.setToolTip("Show how a detector is taught by painting the part on one to five pictures")
        self.marks_toggle.toggled.connect(self.marks.setVisible)
        self.marks.hide()
        ways = QHBoxLayout()
        ways.addWidget(self.marks_toggle)
        ways.addStretch(1)
        self.body.addLayout(ways)
        self.body.addWidget(self.marks)
        self._refresh()

    @property
    def detectors(self) -> dict[str, Detector]:
        """The model's detectors, by name."""
        return dict(self._detectors)

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the detectors of another model."""
        self._model = model
        self.marks.clear()
        self._detectors = {}
        if model is not None:
            try:
                self._detectors = load_detectors(model.folder.path)
            except GanStudioError as error:
                self.message.emit(str(error))
        self.choice.show_detectors(self._detectors.values())
        self._refresh()

    def show_recipe(self, recipe: Recipe) -> None:
        """Keeps the recipe whose picture is looked at."""
        self._recipe = recipe

    def show_edit(self, edit: SpatialEdit | None) -> None:
        """Follows the tab shown."""
        self._edit = edit
        self._refresh()

    def show_frame(self, frame: Frame) -> None:
        """Keeps the picture for the small ones; on a new one, says how sure the detector is that placed the tab."""
        self._image = frame.image
        picture = replace(frame.recipe, edits=())
        if picture == self._looked_at:
            return
        self._looked_at = picture
        self.found.setText("")
        self._refresh()
        if self._edit is not None and self._edit.detector_mode != "off" and self._detector is not None:
            self._phase = None
            self.task_requested.emit(TaskRequest(DETECT, detect_task(frame.recipe, self._detector)))

    def show_task(self, progress: TaskProgress) -> None:
        """Takes in what was detected or fitted."""
        if progress.name == DETECT and isinstance(progress.result, Detected):
            self._take_mask(progress.result)
        elif progress.name == FIT and progress.result is not None:
            self._take_fit(progress.result)

    def detect(self) -> None:
        """Finds the part on the picture on screen."""
        self._detect(Phase.DONE)

    def _add_choices(self) -> None:
        self.choice = DetectorChoice(self)
        self.choice.chosen.connect(self._chosen)
        self.choice.delete_asked.connect(self._delete)
        self.button = QPushButton("Find it here", self)
        self.button.setToolTip("Select what the detector finds on the picture on screen, before any edit")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self.detect)
        self.from_maps = QPushButton("From this tab's maps", self)
        self.from_maps.setToolTip("Make a detector of this tab's weighted maps: their mean, cut at a threshold")
        self.from_maps.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.from_maps.clicked.connect(self._make_from_maps)
        self.found = QLabel("", self)
        self.found.setProperty("role", "quiet")
        self.found.setWordWrap(True)
        row_layout = QHBoxLayout()
        row_layout.setSpacing(8)
        row_layout.addWidget(self.button)
        row_layout.addWidget(self.from_maps)
        row_layout.addStretch(1)
        self.body.addWidget(self.choice)
        self.body.addLayout(row_layout)
        self.body.addWidget(self.found)

    @property
    def _detector(self) -> Detector | None:
        return self._detectors.get(self._edit.detector) if self._edit is not None else None

    def _chosen(self, name: str, mode: str) -> None:
        follows_other = self._edit is not None and name != self._edit.detector
        self.follow_chosen.emit(name, mode)
        if follows_other and name:
            self.detect()

    def _detect(self, phase: Phase) -> None:
        detector = self._detector
        if detector is not None:
            self._phase = phase
            self.task_requested.emit(TaskRequest(DETECT, detect_task(self._recipe, detector)))

    def _take_mask(self, found: Detected) -> None:
        if self._edit is None or replace(found.recipe, edits=()) != replace(self._recipe, edits=()):
            return  # another picture is on screen by now
        if self._phase is not None:
            self.detected.emit(found.mask, self._phase)
        share = float((found.mask > _SELECTED).mean())
        sure = "" if found.sureness is None else f", {found.sureness:.0%} sure"
        self.found.setText(f"Found on {share:.1%} of the picture{sure}" if share else "Not found on this picture")
        self.found.show()

    def _take_fit(self, fit: ProbeFit) -> None:
        how = "on pictures left out" if fit.cross_validated else "on its own marks"
        self._keep(msgspec.structs.replace(fit.detector, note=f"{fit.detector.note}; IoU {fit.confidence:.2f} {how}"))
        self.status.emit(f"Detector {fit.detector.name}: agreement {fit.confidence:.0%} {how}.")

    def _make_from_maps(self) -> None:
        if self._edit is None or not self._edit.weights:
            self.message.emit("This tab has no maps yet. Add the maps that show the part, then make the detector.")
            return
        self._keep(Detector(name=self._edit.name, weights=self._edit.weights, note="from a tab's maps"))

    def _keep(self, detector: Detector, phase: Phase = Phase.DONE) -> None:
        """Saves a detector, lets the tab follow it, and shows what it finds."""
        self._detectors[detector.name] = detector
        if phase is Phase.DONE and self._model is not None:
            try:
                save_detectors(self._model.folder.path, self._detectors.values())
            except GanStudioError as error:
                self.message.emit(str(error))
        self.choice.show_detectors(self._detectors.values())
        if self._edit is not None and self._edit.detector != detector.name:
            self.follow_chosen.emit(detector.name, self._edit.detector_mode)
        self._refresh()
        self._detect(phase)

    def _take_marks(self) -> None:
        edit = self._edit
        if edit is None or self._image is None or not edit.selection.numpy().any():
            self.message.emit("Nothing is painted. Paint the part on the picture first, then add it.")
            return
        painted = edit.selection.numpy()
        strokes = np.where(painted > _SELECTED, 1.0, np.where(painted < 0.0, -1.0, 0.0)).astype(np.float32)
        self.marks.add(Mark(replace(self._recipe, edits=()), strokes, self._image))

    def _fit(self) -> None:
        if self._edit is not None:
            name = self._name_for_fit(self._edit)
            rest_is_other = self.marks.rest_is_other.isChecked()
            task = fit_task(name, self.marks.marks, rest_is_other=rest_is_other)
            self.task_requested.emit(TaskRequest(FIT, task, "Fit detector"))

    def _name_for_fit(self, edit: SpatialEdit) -> str:
        """A fit replaces an earlier fit that the tab follows, and no detector that was made otherwise."""
        followed = self._detectors.get(edit.detector)
        if followed is not None and followed.note.startswith(FROM_STROKES):
            return followed.name
        numbered = (f"{edit.name} {number}" for number in itertools.count(2))
        return next(name for name in itertools.chain([edit.name], numbered) if name not in self._detectors)

    def _delete(self) -> None:
        detector = self._detector
        if (
            detector is None
            or self._model is None
            or not confirm(
                self,
                f"Delete the detector {detector.name}?",
                details="Tabs and saved recipes that follow it keep the selection they have. This cannot be undone.",
                action="Delete",
            )
        ):
            return
        del self._detectors[detector.name]
        try:
            save_detectors(self._model.folder.path, self._detectors.values())
        except GanStudioError as error:
            self.message.emit(str(error))
        self.choice.show_detectors(self._detectors.values())
        self.deleted.emit(detector.name)
        self._refresh()

    def _refresh(self) -> None:
        edit, detector = self._edit, self._detector
        if edit is not None:
            self.choice.show_choice(edit.detector, edit.detector_mode, is_known=detector is not None)
        self.button.setEnabled(detector is not None)
        self.threshold.show_detector(detector)
        self.found.setVisible(bool(self.found.text()) and detector is not None)
