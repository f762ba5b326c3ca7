"""MapFinder: which feature maps change the painted part? Tries them all and shows the best as they come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ganstudio.analysis.selections import as_it_acts
from ganstudio.errors import GanStudioError
from ganstudio.masks import resize_mask
from ganstudio.recipe.document import Recipe, face_of, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.task import Task
from ganstudio.ui.spatial.finder.controls import SearchControls
from ganstudio.ui.spatial.finder.grid import MOST, EffectGrid, EffectKey, key_of
from ganstudio.ui.spatial.finder.task import search_maps
from ganstudio.ui.spatial.numbers import at_strength, maps_text
from ganstudio.ui.spatial.painting.grid import default_layer
from ganstudio.ui.spatial.search_row import SearchRow, warning
from ganstudio.ui.spatial.sparse.door import SparseDoor
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.words import tr, trn

if TYPE_CHECKING:
    from ganstudio.analysis.find_maps import MapEffect, MapSearch, SearchStep
    from ganstudio.analysis.mix_maps import MapMix
    from ganstudio.analysis.sparse_fits import SparseFit

_HINT = tr("Paint where something should change, then press Find. Every map of the layer is tried there.")

_OF_BEFORE = tr("Found on the picture before. On this one a map may do something else.")


class MapFinder(QWidget):
    """Asks for the search and shows what it finds; changes no recipe itself.

    Signals:
        task_requested(Task): For the render thread.
        weights_chosen(weights, multiplier, label): tuple[ChannelWeight, ...], float, str: for the tab.
        message(str): A sentence for the error bar. first_found(): There is something to choose from.
    """

    task_requested = Signal(Task)
    weights_chosen = Signal(tuple, float, str)
    message = Signal(str)
    first_found = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit: SpatialEdit | None = None
        self._spec: GeneratorSpec | None = None
        self._recipe = Recipe()
        self._found: dict[EffectKey, MapEffect] = {}
        self._wanted: npt.NDArray[np.float32] | None = None
        self._largest_cell = 1.0
        self._search: MapSearch | None = None
        self._is_of_before = False
        self._folder = Path()
        self._made = ""
        """How much of the change asked for the maps in the tab make; empty where none was asked for."""
        self._task: Task[SearchStep] | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self._add_controls()
        self._add_results()
        self._refresh()

    def show_model(self, spec: GeneratorSpec | None, pictures: Path) -> None:
        """Offers the layers of another model; what was found is forgotten."""
        self._spec, self._edit = spec, None
        self.controls.show_model(spec, pictures)
        self._folder = pictures
        self._forget()

    def show_recipe(self, recipe: Recipe) -> None:
        """Keeps the recipe to try on; what was found on another face stays, and says so."""
        self._recipe = recipe
        self._refresh_face()

    def show_edit(self, edit: SpatialEdit | None) -> None:
        """Follows the tab shown; what was found belongs to one tab."""
        other = edit is None or self._edit is None or edit.name != self._edit.name
        if other:
            self._forget()
        other_grid = other or (edit is not None and self._edit is not None and edit.resolution != self._edit.resolution)
        if edit is not None and self._spec is not None and other_grid:
            self.controls.layers.choose((default_layer(self._spec, edit.resolution).name,))
        self._edit = edit
        self._refresh()

    def _take_step(self, step: SearchStep) -> None:
        is_first = not self._found
        self._found |= {key_of(effect): effect for effect in step.effects}
        self._wanted = step.wanted
        self._show_best()
        if is_first and self._found:
            self.first_found.emit()

    def _end(self) -> None:
        self._task = None
        count = len(self._found)
        self._row.say(trn("{number} map tried", "{number} maps tried", count) if count else "")
        self._refresh()

    def start_or_stop(self) -> None:
        """Starts the search, or stops it."""
        from ganstudio.analysis.find_maps import MapSearch

        if self._task is not None:
            self._task.cancel()
            return
        edit = self._edit
        if edit is None or not edit.selection.numpy().any():
            self.message.emit(
                tr("Nothing is selected. Paint the part that should change on the picture, then press Find.")
            )
            return
        self._forget()
        layers = self.controls.layers.chosen
        specs = [self._spec.layer(name) for name in layers] if self._spec is not None else []
        selection = as_it_acts(edit.selection.numpy(), edit.feather, specs)
        self._largest_cell = float(np.abs(selection).max())
        self._search = MapSearch(
            recipe=self._without(edit),
            layers=layers,
            selection=selection,
            strength=self.controls.strength.value,
            example=self.controls.example,
        )
        self._task = Task(
            tr("find maps"),
            search_maps(self._search),
            title=tr("Find maps"),
            progressed=self._row.show_progress,
            found=self._take_step,
            ended=self._end,
        )
        self._row.wait()
        self.task_requested.emit(self._task)
        self._refresh()

    def _refresh_face(self) -> None:
        is_other = self._search is not None and face_of(self._search.recipe) != face_of(self._recipe)
        if is_other != self._is_of_before:
            self._is_of_before = is_other
            self.grid.show_of_before(is_other)
            self.few.show_warning(_OF_BEFORE if is_other else "")
            self._refresh()

    def _without(self, edit: SpatialEdit) -> Recipe:
        """The recipe as it is with this tab at zero: the maps are tried on that."""
        return replace(self._recipe, edits=tuple(other for other in self._recipe.edits if other.name != edit.name))

    def _add_controls(self) -> None:
        self.controls = SearchControls(self)
        self.controls.message.connect(self.message)
        self._row = SearchRow(
            self, hint=_HINT, counted=tr("Maps tried"), start=tr("Try every map of these layers in the selection")
        )
        self.button, self.note, self.hint, self.progress, self.below = (
            self._row.button, self._row.note, self._row.hint, self._row.progress, self._row.below,
        )  # fmt: skip
        self.button.clicked.connect(self.start_or_stop)
        self.body.addWidget(self.controls)
        self._row.add_to(self.body)

    def _add_results(self) -> None:
        self.grid = EffectGrid(self)
        self.grid.chosen_changed.connect(self._chosen_changed)
        self.chosen_text = QLabel("", self)
        self.chosen_text.setProperty("role", "quiet")
        self.chosen_text.setWordWrap(True)
        self.mix_button = QPushButton(self)
        self.mix_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.mix_button.clicked.connect(self._mix)
        self.few_button = QPushButton(tr("Few maps…"), self)
        self.few_button.setToolTip(
            tr(
                "With how few maps: 1, 2, 5 or 20 of those tried towards the picture, or towards what the chosen "
                "ones do"
            )
        )
        self.few_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.few_button.clicked.connect(self._open_few)
        self.few = SparseDoor(self)
        self.few.task_requested.connect(self.task_requested)
        self.few.change_chosen.connect(self._use_few)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mix_button)
        row.addWidget(self.few_button)
        row.addStretch(1)
        self.of_before = warning(_OF_BEFORE, self)
        self.body.addWidget(self.of_before)
        self.body.addWidget(self.chosen_text)
        self.body.addLayout(row)
        self.body.addWidget(self.grid)  # below the button, for it grows while maps are tried

    def _show_best(self) -> None:
        from ganstudio.analysis.find_maps import ranked

        best = ranked(self._found.values())[:MOST]
        shown = {key_of(effect) for effect in best}
        kept = [self._found[key] for key in self.grid.chosen if key in self._found and key not in shown]
        self.grid.show_effects([*best[: MOST - len(kept)], *kept])
        self._refresh()

    def _chosen_changed(self, keys: tuple[EffectKey, ...]) -> None:
        from ganstudio.analysis.mix_maps import mix_of_chosen

        self._made = ""
        self._refresh()
        if keys:
            mix = mix_of_chosen([self._found[key] for key in keys])
            layer, channel = keys[0]
            self._send(
                mix,
                tr("map {channel} of {layer}", channel=channel, layer=self._title_of(layer))
                if len(keys) == 1
                else tr("{count} maps found", count=len(keys)),
            )

    def _mix(self) -> None:
        from ganstudio.analysis.mix_maps import mix_towards

        wanted = self._wanted if self._wanted is not None else self._chosen_change()
        try:
            mix = mix_towards(wanted, list(self._found.values()))
        except GanStudioError as error:
            self.message.emit(str(error))
            return
        self._send(mix, trn("mix of {number} map", "mix of {number} maps", len(mix.weights)))
        self._say_made(mix)

    def _open_few(self) -> None:
        from ganstudio.analysis.mix_maps import mix_of_chosen
        from ganstudio.analysis.sparse_fits import Wanted

        if self._search is not None and self._edit is not None:
            chosen = [self._found[key] for key in self.grid.chosen]
            change = self._wanted if self._wanted is not None else mix_of_chosen(chosen)
            candidates = tuple(self._found.values())
            wanted = Wanted(name=self._edit.name, search=self._search, change=change, candidates=candidates)
            self.few.open_change(wanted, self._folder)
            self.few.show_warning(_OF_BEFORE if self._is_of_before else "")

    def _use_few(self, fit: SparseFit) -> None:
        from ganstudio.analysis.mix_maps import MapMix

        mix = MapMix(weights=fit.weights, multiplier=fit.scale, agreement=fit.quality)
        self._send(mix, maps_text(len(fit.weights)))
        self._say_made(mix)

    def _say_made(self, mix: MapMix) -> None:
        self.grid.set_chosen((weight.layer, weight.channel) for weight in mix.weights)
        self._made = trn(
            "{number} map makes {share:.0%} of that change",
            "{number} maps make {share:.0%} of that change",
            len(mix.weights),
            share=mix.agreement,
        )
        self._refresh()

    def _title_of(self, layer: str) -> str:
        return self._spec.layer(layer).title if self._spec is not None else layer

    def _chosen_change(self) -> npt.NDArray[np.float32]:
        """What the chosen maps do together inside the selection."""
        chosen = [self._found[key] for key in self.grid.chosen]
        change = np.sum([effect.sign * effect.response for effect in chosen], axis=0, dtype=np.float32)
        result: npt.NDArray[np.float32] = change * self._inside(change.shape[1:])
        return result

    def _inside(self, size: tuple[int, ...]) -> npt.NDArray[np.float32]:
        if self._edit is None:
            return np.ones(size, np.float32)
        painted = (np.abs(self._edit.selection.numpy()) > 0).astype(np.float32)
        return resize_mask(painted, (size[0], size[1]))

    def _send(self, mix: MapMix, label: str) -> None:
        if self._search is not None:
            strength = self._search.strength
            weights = at_strength(mix.weights, mix.multiplier / self._largest_cell, strength)
            self.weights_chosen.emit(weights, strength, label)

    def _forget(self) -> None:
        if self._task is not None:
            self._task.drop()
            self._task = None
        self._found, self._wanted, self._search, self._made = {}, None, None, ""
        self._refresh_face()
        self.few.close()
        self.grid.show_effects(())
        self.grid.set_chosen(())
        self._row.clear()
        self._refresh()

    def _refresh(self) -> None:
        found, chosen, running = bool(self._found), len(self.grid.chosen), self._task is not None
        self._row.refresh(found=found and not self._is_of_before, running=running, again=found)
        self.of_before.setVisible(found and self._is_of_before)
        self.grid.setVisible(found)
        self.chosen_text.setVisible(found)
        self.chosen_text.setText(
            self._made
            if self._made
            else tr("Click a picture to use its map")
            if not chosen
            else trn("{number} map in the tab", "{number} maps in the tab", chosen)
        )
        self.mix_button.setVisible(found)
        self.few_button.setVisible(found)
        reason = "" if chosen or self._wanted is not None else tr("Click a picture of a map first.")
        few = tr("One map is few already. Take more with Ctrl and a click, or name a picture to come near to.")
        for button, closed in (
            (self.mix_button, reason),
            (self.few_button, few if chosen == 1 and self._wanted is None else reason),
        ):
            open_unless(button, tr("The search is still running.") if running else closed)
        self.mix_button.setText(tr("Mix more in") if self._wanted is None else tr("Mix towards the picture"))
        self.mix_button.setToolTip(
            tr(
                "Fit up to eight of the maps tried to the change that the chosen ones make in the selection, so that "
                "what leaks out of it cancels"
            )
            if self._wanted is None
            else tr(
                "Fit up to eight of the maps tried to what the picture shows in the selection, so that what leaks out "
                "of it cancels"
            )
        )
