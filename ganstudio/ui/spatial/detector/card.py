"""DetectorCard: the detector that a tab's selection follows, on this picture and on new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.analysis.detectors import FROM_STROKES, Detector
from ganstudio.analysis.script_steps import nothing_found
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.layer_maps import by_layer
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, TakeBack
from ganstudio.ui.bench.task import Task
from ganstudio.ui.spatial.detector.choice import DetectorChoice
from ganstudio.ui.spatial.detector.editor import DetectorEditor
from ganstudio.ui.spatial.detector.keeper import DetectorKeeper
from ganstudio.ui.spatial.detector.marks import MarksPanel
from ganstudio.ui.spatial.detector.overlay import DetectorOverlay
from ganstudio.ui.spatial.detector.task import Detected, Mark, detect, fit, make
from ganstudio.ui.spatial.detector.threshold import ThresholdPanel
from ganstudio.ui.spatial.numbers import maps_text, number_text
from ganstudio.ui.spatial.sparse.door import SparseDoor
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.flow_layout import FlowLayout
from ganstudio.words import marked, spoken, tr, trn

if TYPE_CHECKING:
    from ganstudio.analysis.strokes import ProbeFit

_SELECTED = 0.5


class DetectorCard(Card):
    """Changes no recipe itself.

    Signals:
        task_requested(Task): For the render thread.
        follow_chosen(detector, mode, Phase): str, str: for the tab; LIVE where what it finds comes with it.
        renamed(old, new): str, str: tabs that followed the one follow the other.
        deleted(detector): str: it is gone; no tab may follow it any more.
        unmade(detector, before): str, SpatialEdit: it is taken back; the tab it was made for, as it was before.
        restored(detector, followers): str and {tab: mode}: it is back, and so are those that followed it.
        detected(mask, Phase, begins): float32 [rows, columns] for the tab's selection; LIVE while the threshold is
            dragged. bool: the tab follows the detector from this step on.
        overlay_shown(mask or None): float32 [rows, columns] to be laid over the picture.
        message(str), status(str): For the bars.
        undo_offered(TakeBack): Something was deleted or changed; how to take that back.
    """

    task_requested = Signal(Task)
    follow_chosen = Signal(str, str, Phase)
    renamed = Signal(str, str)
    deleted = Signal(str)
    unmade = Signal(str, SpatialEdit)
    restored = Signal(str, Mapping)
    detected = Signal(np.ndarray, Phase, bool)
    overlay_shown = Signal(object)
    message = Signal(str)
    status = Signal(str)
    undo_offered = Signal(TakeBack)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Detector"), parent)
        self._spec: GeneratorSpec | None = None
        self._edit: SpatialEdit | None = None
        self._recipe = Recipe()
        self._image: npt.NDArray[np.uint8] | None = None
        self._draft: Detector | None = None
        """The detector followed, as it is while its threshold is dragged."""
        self._looked_at: Recipe | None = None
        self._phase: Phase | None = Phase.DONE
        """Of the edit that the next mask is for; None where it is only looked at."""
        self._detecting: Task[Detected] | None = None
        self._looking: Task[Detected] | None = None
        self._fitting: Task[ProbeFit] | None = None
        self._making: Task[Detector] | None = None
        self._asked_of = self._told_of = ("", "")
        """Tab and detector: for which a mask is on its way, and of which `found` speaks."""
        self._found_selection: Array | None = None
        """The selection that the last detection made."""
        self._begins = False
        """Whether the tab follows its detector from now on, and what that finds is still to come."""
        self._freed: dict[str, dict[str, str]] = {}
        """Of deleted detectors: the tabs that followed them, with their modes."""
        self.keeper = DetectorKeeper(self)
        self._connect_keeper()
        self._add_choices()
        self._add_ways()
        self._refresh()

    @property
    def detectors(self) -> dict[str, Detector]:
        """The model's detectors, by name."""
        return self.keeper.detectors

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the detectors of another model."""
        self._spec = model.spec if model is not None else None
        self._freed = {}
        self.marks.clear()
        self.few.close()
        self.keeper.show_model(model)

    def show_recipe(self, recipe: Recipe) -> None:
        """Keeps the recipe whose picture is looked at."""
        self._recipe = recipe

    def show_edit(self, edit: SpatialEdit | None) -> None:
        """Follows the tab shown."""
        if edit is not None and (self._edit is None or edit.detector != self._edit.detector):
            self._draft = None
            self.overlay.choose(edit.detector)
        self._edit = edit
        self._refresh()
        if edit is None:
            self.overlay_shown.emit(None)

    def show_frame(self, frame: Frame) -> None:
        """Keeps the picture for the small ones; on a new one, says how sure the detector is that placed the tab."""
        self._image = frame.image
        picture = replace(frame.recipe, edits=())
        if picture == self._looked_at:
            return
        self._looked_at = picture
        self.found.set_texts("")
        self._refresh()
        self._look()
        if self._edit is not None and self._edit.detector_mode != "off" and self._detector is not None:
            self._start_detecting(frame.recipe, self._detector, None)

    def detect(self) -> None:
        """Finds the part on the picture on screen."""
        self._detect(Phase.DONE)

    def take_maps(self, maps: tuple[ChannelWeight, ...]) -> None:
        """Weighs maps in the detector that the tab follows; where it follows none, makes one of them.

        Either can be taken back.
        """
        from ganstudio.analysis.detectors import with_weights

        if self._edit is None:
            return
        known = self._detector
        if known is None:
            self._make(Detector(name=self._edit.name, weights=maps, note=marked("from a list of maps")))
        else:
            changed = with_weights(known, by_layer(maps))
            self._keep(changed)
            said = trn(
                "Detector {name} weighs {number} map now.",
                "Detector {name} weighs {number} maps now.",
                len(changed.weights),
                name=changed.name,
            )
            if changed == known:
                self.status.emit(said)
            else:
                go_back = self.keeper.way_back(known.name, known)
                self.undo_offered.emit(TakeBack(said, partial(self._take_back_maps, known.name, go_back)))

    def _connect_keeper(self) -> None:
        keeper = self.keeper
        keeper.changed.connect(self._detectors_changed)
        keeper.chosen.connect(
            lambda name: self.follow_chosen.emit(name, self._edit.detector_mode if self._edit else "off", Phase.DONE)
        )
        keeper.renamed.connect(self.renamed)
        keeper.deleted.connect(self._deleted)
        keeper.restored.connect(lambda name: self.restored.emit(name, self._freed.pop(name, {})))
        keeper.message.connect(self.message)
        keeper.status.connect(self.status)
        keeper.undo_offered.connect(self.undo_offered)

    def _add_choices(self) -> None:
        self.choice = DetectorChoice(self)
        self.choice.chosen.connect(self._chosen)
        for asked, answer in (
            (self.choice.delete_requested, self.keeper.delete),
            (self.choice.rename_requested, self.keeper.rename),
            (self.choice.duplicate_requested, self.keeper.duplicate),
            (self.choice.export_requested, self.keeper.export),
        ):
            asked.connect(lambda answer=answer: answer(self._edit.detector) if self._detector and self._edit else None)
        self.choice.import_requested.connect(self.keeper.import_from_file)
        self.button = self._button(
            tr("Find it here"), tr("Select what the detector finds on the picture on screen, before any edit")
        )
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.detect)
        self.found = ElidedLabel(self)
        self.found.setProperty("role", "quiet")
        self.threshold = ThresholdPanel(self)
        self.threshold.changed.connect(self._keep)
        self.overlay = DetectorOverlay(self)
        self.overlay.changed.connect(self._look)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.found, 1)
        row.addStretch(0)  # while nothing is said
        self.body.addWidget(self.choice)
        self.body.addLayout(row)
        behind = QWidget(self)
        self._behind = QVBoxLayout(behind)
        self._behind.setContentsMargins(0, 0, 0, 0)
        self._behind.setSpacing(8)
        self._behind.addWidget(self.overlay)
        self._behind.addWidget(self.threshold)
        self.ways = Disclosure(
            tr("Look at it, tune it, make one"), tr("Show what a detector finds, and make detectors"), behind
        )
        self.body.addWidget(self.ways)
        self.body.addWidget(behind)

    def _add_ways(self) -> None:
        """Three ways to a detector, the first two folded: its table, strokes, the tab's maps."""
        self.editor = DetectorEditor(self)
        self.editor.changed.connect(self._keep)
        self.editor.message.connect(self.message)
        self.marks = MarksPanel(self)
        self.marks.add_requested.connect(self._take_marks)
        self.marks.fit_requested.connect(self._fit)
        self.editor_toggle = self._button(
            tr("Its maps"),
            tr(
                "Show the maps that this detector weighs, and change them; what it finds shows on the picture meanwhile"
            ),
        )
        self.marks_toggle = self._button(
            tr("From strokes"), tr("Show how a detector is taught by painting the part on one to five pictures")
        )
        self.from_maps = self._button(
            tr("From this tab's maps"),
            tr("Make a detector of this tab's maps: their mean, cut where it parts this picture best"),
        )
        self.from_maps.clicked.connect(self._make_from_maps)
        row = FlowLayout(spacing=8)
        for toggle, panel in ((self.editor_toggle, self.editor), (self.marks_toggle, self.marks)):
            toggle.setCheckable(True)
            toggle.toggled.connect(panel.setVisible)
            panel.hide()
        self.editor_toggle.toggled.connect(self._editor_toggled)
        self.few_button = self._button(
            tr("Few maps…"), tr("How well 1, 2, 5 or 20 of its maps find the part, as a table to keep")
        )
        self.few_button.clicked.connect(self._open_few)
        self.few = SparseDoor(self)
        self.few.task_requested.connect(self.task_requested)
        self.few.detector_chosen.connect(self._keep_few)
        self.few.status.connect(self.status)
        for button in (self.editor_toggle, self.marks_toggle, self.from_maps, self.few_button):
            row.addWidget(button)
        self._behind.addLayout(row)
        self._behind.addWidget(self.editor)
        self._behind.addWidget(self.marks)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @property
    def _detector(self) -> Detector | None:
        if self._edit is None:
            return None
        if self._draft is not None and self._draft.name == self._edit.detector:
            return self._draft
        return self.keeper.get(self._edit.detector)

    def _chosen(self, name: str, mode: str) -> None:
        follows_other = self._edit is not None and name != self._edit.detector
        looks = follows_other and bool(name)
        self._follow(name, mode, Phase.LIVE if looks else Phase.DONE)
        if looks:
            self.detect()

    def _follow(self, name: str, mode: str, phase: Phase) -> None:
        """Lets the tab follow a detector: with what that finds as one step, where it is to be looked for now."""
        self._begins = phase is Phase.LIVE
        self.follow_chosen.emit(name, mode, phase)

    def _detect(self, phase: Phase) -> None:
        detector = self._detector
        if detector is not None:
            self._start_detecting(self._recipe, detector, phase)

    def _start_detecting(self, recipe: Recipe, detector: Detector, phase: Phase | None) -> None:
        """Detects for an edit of that phase, or only to be looked at."""
        self._phase, self._asked_of = phase, self._shown_pair
        self._detecting = Task(
            tr("detect"), detect(recipe, detector), instead_of=self._detecting, found=self._take_mask
        )
        self.task_requested.emit(self._detecting)

    def _look(self) -> None:
        """Shows on the picture what the detector that is to be shown finds, or nothing."""
        shown = self._shown()
        if shown is None or self._edit is None:
            self.overlay_shown.emit(None)
        else:
            self._looking = Task(
                tr("show a detector"), detect(self._recipe, shown), instead_of=self._looking, found=self._lay_over
            )
            self.task_requested.emit(self._looking)

    def _shown(self) -> Detector | None:
        name = self.overlay.shown
        return self._draft if self._draft is not None and self._draft.name == name else self.keeper.get(name)

    @property
    def _shown_pair(self) -> tuple[str, str]:
        """The tab shown and the detector that it follows."""
        return (self._edit.name, self._edit.detector) if self._edit is not None else ("", "")

    def _take_mask(self, found: Detected) -> None:
        asked = self._asked_of == self._shown_pair and found.detector == self._asked_of[1]
        if not asked or not self._is_of_this_picture(found):
            return
        if self._phase is not None:
            was_empty = self._edit is None or not self._edit.selection.numpy().any()
            begins = self._begins
            self._begins = begins and self._phase is Phase.LIVE
            self.detected.emit(found.mask, self._phase, begins)
            self._found_selection = self._edit.selection if self._edit is not None else None
            if self._phase is Phase.DONE and self._edit is not None and not was_empty and not found.mask.any():
                self.status.emit(nothing_found(tr("Detector {detector}", detector=found.detector), [self._edit.name]))
        share = float((found.mask > _SELECTED).mean())
        self.found.set_texts(*_found_texts(share, found.sureness))
        self.found.setToolTip(self.found.text())
        self._told_of = self._asked_of
        self.found.show()

    def _lay_over(self, found: Detected) -> None:
        if self._is_of_this_picture(found) and found.detector == self.overlay.shown and self._edit is not None:
            self.overlay_shown.emit(found.mask)

    def _is_of_this_picture(self, found: Detected) -> bool:
        return self._edit is not None and replace(found.recipe, edits=()) == replace(self._recipe, edits=())

    def _take_fit(self, fitted: ProbeFit) -> None:
        name, agreement = fitted.detector.name, fitted.confidence
        how = "on pictures left out" if fitted.cross_validated else "on its own marks"
        note = f"{fitted.detector.note}; IoU {agreement:.2f} {how}"  # in its file, so in English
        self._keep(msgspec.structs.replace(fitted.detector, note=note))
        self.status.emit(
            tr(
                "Detector {name}: agreement {agreement:.0%} on pictures left out.",
                name=spoken(name),
                agreement=agreement,
            )
            if fitted.cross_validated
            else tr(
                "Detector {name}: agreement {agreement:.0%} on its own marks.", name=spoken(name), agreement=agreement
            )
        )

    def _make_from_maps(self) -> None:
        if self._edit is None or not self._edit.weights:
            self.message.emit(tr("This tab has no maps yet. Add the maps that show the part, then make the detector."))
            return
        self._make(Detector(name=self._edit.name, weights=self._edit.weights, note=marked("from a tab's maps")))

    def _make(self, detector: Detector) -> None:
        """Keeps a detector of maps once its threshold is found on the picture on screen."""
        self._making = Task(
            tr("make a detector"), make(self._recipe, detector), instead_of=self._making, found=self._made
        )
        self.task_requested.emit(self._making)

    def _made(self, detector: Detector) -> None:
        before = self._edit
        if before is None or before.name != detector.name:
            return
        made = self._add(detector)
        if made is None:
            return
        said = tr(
            "Made detector {name} of {maps}, cut at {threshold}.",
            name=made.name,
            maps=maps_text(len(made.weights)),
            threshold=number_text(made.threshold),
        )
        if before.script is not None:
            switched_off = tr(
                "{tab} follows it now, and no longer its script {script}.", tab=before.name, script=before.script.file
            )
            said = f"{said} {switched_off}"
        elif before.selection.numpy().any():
            said += " " + tr("What it finds takes the place of the cells that were painted.")
        go_back = self.keeper.way_back(made.name, None)
        self.status.emit(said)
        self.undo_offered.emit(TakeBack(said, partial(self._unmake, made.name, before, go_back)))

    def _unmake(self, name: str, before: SpatialEdit, go_back: Callable[[], bool]) -> None:
        """Takes a detector back that was made for the tab `before`; what was painted since stays."""
        if go_back():
            now = next((edit for edit in self._recipe.edits if edit.name == before.name), before)
            if now.selection != self._found_selection:
                before = msgspec.structs.replace(before, selection=now.selection)
            self.unmade.emit(name, before)

    def _take_back_maps(self, name: str, go_back: Callable[[], bool]) -> None:
        if go_back() and self._edit is not None and self._edit.detector == name:
            self.detect()

    def _add(self, detector: Detector) -> Detector | None:
        """Keeps a new detector under a free name, lets the tab follow it, and gives it; None if it cannot be kept."""
        added = self.keeper.add(detector)
        if added is not None:
            self._show_kept(added, Phase.DONE)
        return added

    def _keep(self, detector: Detector, phase: Phase = Phase.DONE) -> None:
        """Keeps a detector, on disk once that is done, lets the tab follow it, and shows what it finds."""
        self._draft = detector
        if phase is Phase.DONE:
            self.keeper.keep(detector)
        self._show_kept(detector, phase)

    def _show_kept(self, detector: Detector, phase: Phase) -> None:
        if self._edit is not None and self._edit.detector != detector.name:
            self._follow(detector.name, self._edit.detector_mode, Phase.LIVE)
        self._refresh()
        self._detect(phase)
        if self.overlay.shown == detector.name:
            self._look()
        if phase is Phase.DONE:
            self._draft = None

    def _detectors_changed(self) -> None:
        self._draft = None
        self.choice.show_detectors(self.detectors.values())
        self.overlay.show_detectors(self.detectors.values())
        self._refresh()
        self._look()

    def _deleted(self, name: str) -> None:
        followers = {edit.name: edit.detector_mode for edit in self._recipe.edits if edit.detector == name}
        self._freed[name] = followers
        self.deleted.emit(name)

    def _open_few(self) -> None:
        if self._detector is not None:
            self.few.open_detector(self._detector, self.keeper.folder)

    def _keep_few(self, detector: Detector) -> None:
        kept = self._add(detector)
        if kept is not None:
            self.status.emit(tr("Kept as the detector {name}.", name=kept.name))

    def _editor_toggled(self, on: bool) -> None:
        if on and self._edit is not None:
            self.overlay.choose(self._edit.detector)
            self.overlay.switch.setChecked(True)

    def _take_marks(self) -> None:
        edit = self._edit
        if edit is None or self._image is None or not edit.selection.numpy().any():
            self.message.emit(tr("Nothing is painted. Paint the part on the picture first, then add it."))
            return
        painted = edit.selection.numpy()
        strokes = np.where(painted > _SELECTED, 1.0, np.where(painted < 0.0, -1.0, 0.0)).astype(np.float32)
        self.marks.add(Mark(replace(self._recipe, edits=()), strokes, self._image))

    def _fit(self) -> None:
        if self._edit is not None:
            name = self._name_for_fit(self._edit)
            work = fit(name, self.marks.marks, rest_is_other=self.marks.rest_is_other.isChecked())
            self._fitting = Task(
                tr("fit a detector"), work, title=tr("Fit detector"), instead_of=self._fitting, found=self._take_fit
            )
            self.task_requested.emit(self._fitting)

    def _name_for_fit(self, edit: SpatialEdit) -> str:
        """A fit replaces an earlier fit that the tab follows, and no detector that was made otherwise."""
        followed = self.keeper.get(edit.detector)
        if followed is not None and followed.note.startswith(FROM_STROKES):
            return followed.name
        return self.keeper.free_name(edit.name)

    def _refresh(self) -> None:
        edit, detector = self._edit, self._detector
        if edit is not None:
            script = edit.script.file if edit.script is not None else ""
            self.choice.show_choice(edit.detector, edit.detector_mode, is_known=detector is not None, script=script)
        for closed in (self.button, self.editor_toggle, self.few_button):
            open_unless(closed, "" if detector is not None else tr("Choose a detector first."))
        self.threshold.show_detector(detector)
        self.editor.show_detector(detector, self._spec)
        if detector is None:
            self.editor_toggle.setChecked(False)
        self.found.setVisible(bool(self.found.text()) and self._told_of == self._shown_pair and detector is not None)


def _found_texts(share: float, sureness: float | None) -> tuple[str, str]:
    """How much of the picture a detector has found, and how sure it is: long and short."""
    if not share:
        return tr("Not found on this picture"), tr("Not found here")
    if sureness is None:
        return tr("Found on {share:.1%} of the picture", share=share), tr("Found on {share:.1%}", share=share)
    return (
        tr("Found on {share:.1%} of the picture, {sureness:.0%} sure", share=share, sureness=sureness),
        tr("Found on {share:.1%}, {sureness:.0%} sure", share=share, sureness=sureness),
    )
