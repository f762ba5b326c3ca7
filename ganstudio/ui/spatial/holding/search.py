"""HoldingFinder: which channels change the marked part on many faces? Tries them and shows those that hold."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.analysis.selections import as_it_acts
from ganstudio.recipe.document import Recipe, face_of, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, StyleShift
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.task import Task
from ganstudio.ui.spatial.holding.controls import HoldingControls
from ganstudio.ui.spatial.holding.list import HoldingList
from ganstudio.ui.spatial.holding.task import Held, Unit, search_holding
from ganstudio.ui.spatial.numbers import at_strength
from ganstudio.ui.spatial.search_row import SearchRow, warning
from ganstudio.words import tr, trn

_HINT = tr(
    "Paint the part on this face, or choose a detector for it, then press Find. Every channel of the layers is tried "
    "on some faces, and the best on all of them."
)

_OF_BEFORE = tr("Found from the picture before, not from this one.")


class HoldingFinder(QWidget):
    """Asks for the search and shows what it finds; changes no recipe itself.

    Signals:
        task_requested(Task): For the render thread.
        weights_chosen(weights, multiplier, label): tuple[ChannelWeight, ...], float, str: for the tab.
        style_chosen(StyleShift): For the recipe.
        message(str): A sentence for the error bar. first_found(): There is something to choose from.
    """

    task_requested = Signal(Task)
    weights_chosen = Signal(tuple, float, str)
    style_chosen = Signal(StyleShift)
    message = Signal(str)
    first_found = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit: SpatialEdit | None = None
        self._spec: GeneratorSpec | None = None
        self._recipe = self._tried_on = Recipe()
        self._recorded: tuple[Recipe, ...] = ()
        self._held: Held | None = None
        self._task: Task[Held] | None = None
        self._largest_cell = 1.0
        self._has_own_faces = False
        """Whether nothing of the search depends on the picture that was on screen."""
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self._add_controls()
        self.list = HoldingList(self)
        self.list.chosen.connect(self._use)
        self.of_before = warning(_OF_BEFORE, self)
        self.body.addWidget(self.of_before)
        self.body.addWidget(self.list)
        self._refresh()

    def show_model(self, spec: GeneratorSpec | None) -> None:
        """Offers the layers of another model; what was found is forgotten."""
        self._spec, self._edit = spec, None
        self.controls.show_model(spec)
        self._forget()

    def show_recipe(self, recipe: Recipe) -> None:
        """Keeps the face to start from; what was found from another one stays, and says so."""
        self._recipe = recipe
        self._refresh()

    def show_recorded(self, recipes: tuple[Recipe, ...]) -> None:
        """The recorded faces, oldest first, which may be tried on."""
        self._recorded = recipes
        self.controls.show_recorded(len(recipes))

    def show_edit(self, edit: SpatialEdit | None) -> None:
        """Follows the tab shown; what was found belongs to one tab."""
        before, self._edit = self._edit, edit
        if edit is None or before is None or edit.name != before.name:
            self._forget()
        if edit is None or before is None or _place(edit) != _place(before):
            self.controls.show_edit(edit, self._spec)

    def show_detectors(self, names: Iterable[str]) -> None:
        """The model's detectors, any of which may find the part."""
        self.controls.show_detectors(names)

    def start_or_stop(self) -> None:
        """Starts the search, or stops it."""
        from ganstudio.analysis.holding_faces import HoldingWish

        if self._task is not None:
            self._task.cancel()
            return
        edit = self._edit
        if edit is None or not (edit.selection.numpy().any() or self.controls.detector):
            self.message.emit(
                tr(
                    "Nothing is selected. Paint the part that should change on the picture, or choose a detector for "
                    "it, then press Find."
                )
            )
            return
        self._forget()
        self._largest_cell = self._largest_of(edit)
        self._tried_on = replace(self._recipe, edits=())
        count = self.controls.faces.value()
        recorded = self._recorded[-count:][::-1] if self.controls.takes_recorded else ()
        self._has_own_faces = bool(recorded and self.controls.detector)
        wish = HoldingWish(
            kind=self.controls.kind,
            layers=self.controls.chosen_layers,
            recipe=self._tried_on,
            faces=len(recorded) or count,
            recorded=recorded,
            selection=edit.selection.numpy(),
            detector=self.controls.detector,
            feather=edit.feather,
            strength=self.controls.strength.value,
        )
        self._task = Task(
            tr("find effects that hold"),
            search_holding(wish),
            title=tr("Find effects that hold"),
            progressed=self._row.show_progress,
            found=self._take,
            ended=self._end,
        )
        self._row.wait()
        self.task_requested.emit(self._task)
        self._refresh()

    def _take(self, held: Held) -> None:
        is_first = self._held is None
        self._held = held
        self.list.show_held(held)
        self._refresh()
        if is_first:
            self.first_found.emit()

    def _end(self) -> None:
        self._task = None
        self._row.say("")
        if self._held is not None:
            faces, at = self._held.faces, self._held.looked_at
            self._row.say(
                trn("{number} face looked at", "{number} faces looked at", faces)
                if self._held.is_final
                else tr("Stopped at face {face} of {faces}", face=at, faces=faces)
            )
        self._refresh()

    def _use(self, unit: Unit) -> None:
        effect = next((one for one in self.list.effects if one.unit == unit), None)
        if effect is None or self._held is None:
            return
        if self._held.kind == "styles":
            strength = self._held.strength
            deviation = effect.size / strength
            before = {shift.place: shift.value for shift in self._tried_on.style_shifts}.get(unit, 0.0)
            amount = effect.sign * strength + before / deviation
            self.style_chosen.emit(StyleShift(effect.layer, effect.channel, amount, deviation))
            return
        weight = ChannelWeight(effect.layer, effect.channel, float(effect.sign))
        strength = self._held.strength
        weights = at_strength((weight,), effect.size / self._largest_cell, strength)
        title = self._spec.layer(effect.layer).title if self._spec is not None else effect.layer
        self.weights_chosen.emit(weights, strength, tr("map {channel} of {layer}", channel=effect.channel, layer=title))

    def _largest_of(self, edit: SpatialEdit) -> float:
        """Of the tab's cells as they act on the maps that are tried; 1 where nothing is selected yet."""
        if self._spec is None or self.controls.kind == "styles":
            return 1.0
        layers = [self._spec.layer(name) for name in self.controls.chosen_layers]
        selection = as_it_acts(edit.selection.numpy(), edit.feather, layers)
        return float(np.abs(selection).max(initial=0.0)) or 1.0

    def _add_controls(self) -> None:
        self.controls = HoldingControls(self)
        self._row = SearchRow(
            self, hint=_HINT, counted=tr("Trials made"), start=tr("Try every channel of these layers on these faces")
        )
        self.button, self.note, self.hint, self.progress, self.below = (
            self._row.button, self._row.note, self._row.hint, self._row.progress, self._row.below,
        )  # fmt: skip
        self.button.clicked.connect(self.start_or_stop)
        self.body.addWidget(self.controls)
        self._row.add_to(self.body)

    def _forget(self) -> None:
        if self._task is not None:
            self._task.drop()
            self._task = None
        self._held = None
        self.list.show_held(None)
        self.list.set_chosen(None)
        self._row.clear()
        self._refresh()

    def _refresh(self) -> None:
        found, running = self._held is not None, self._task is not None
        is_of_before = not self._has_own_faces and face_of(self._tried_on) != face_of(self._recipe)
        self._row.refresh(found=found, running=running, again=found)
        self.of_before.setVisible(found and is_of_before)
        self.list.setVisible(found)


def _place(edit: SpatialEdit) -> tuple[str, int, str]:
    return edit.name, edit.resolution, edit.detector
