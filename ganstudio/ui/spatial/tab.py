"""SpatialTab: the recipe's spatial edits, one chip each, with multiplier, selection and weights of the one chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe, with_style
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, StyleShift
from ganstudio.recipe.layer_maps import by_layer
from ganstudio.recipe.style_names import in_deviations, style_name
from ganstudio.spec import LayerSpec
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit, TakeBack
from ganstudio.ui.bench.task import Task
from ganstudio.ui.spatial import changes, tab_list
from ganstudio.ui.spatial.changes import Change
from ganstudio.ui.spatial.chips_row import ChipsRow
from ganstudio.ui.spatial.detector.card import DetectorCard
from ganstudio.ui.spatial.difference_card import DifferenceCard
from ganstudio.ui.spatial.empty_card import EmptyCard
from ganstudio.ui.spatial.finder.search import MapFinder
from ganstudio.ui.spatial.finding_card import FindingCard
from ganstudio.ui.spatial.holding.search import HoldingFinder
from ganstudio.ui.spatial.multiplier_card import MultiplierCard
from ganstudio.ui.spatial.numbers import maps_text
from ganstudio.ui.spatial.painting.grid import Cells, Grid, default_layer, grid_at
from ganstudio.ui.spatial.painting.selection_card import SelectionCard
from ganstudio.ui.spatial.presets.card import PresetsCard
from ganstudio.ui.spatial.presets.files import BASIC
from ganstudio.ui.spatial.results_below import ResultsBelow
from ganstudio.ui.spatial.script.card import ScriptCard
from ganstudio.ui.spatial.shown_tabs import ShownTabs
from ganstudio.ui.spatial.state import ACTION_LABELS, PaintOptions, SelectionState, after_action
from ganstudio.ui.spatial.tab_commands import TabCommands
from ganstudio.ui.spatial.tab_list import Edits
from ganstudio.ui.spatial.weights.card import WeightsCard
from ganstudio.ui.spatial.weights.units import MapUnits
from ganstudio.ui.widgets.card import heading
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.words import tr


class SpatialTab(QWidget):
    """Follows the tab protocol: `show_recipe` never emits; every change by a person is a `RecipeEdit`.

    Signals:
        recipe_edited(RecipeEdit): LIVE during a drag, DONE at its end.
        message(str): A sentence for the error bar. status(str): for the status bar.
        selection_shown(SelectionState): What to draw over the picture now.
        shown_changed(bool): The tab itself comes to sight or leaves it.
        options_changed(PaintOptions): A switch of the selection card was turned.
        difference_shown(float32 [H, W] or None): What the edits change, to be laid over the picture.
        detector_shown(float32 [rows, columns] or None): What a detector finds, to be laid over the picture.
        task_requested(Task): Work for the render thread.
        raw_chosen(bool): Weights are to be shown as recipes have them, or in deviations of their maps.
        undo_offered(TakeBack): Something was deleted or changed; how to take that back.
    """

    recipe_edited = Signal(RecipeEdit)
    message = Signal(str)
    status = Signal(str)
    selection_shown = Signal(SelectionState)
    shown_changed = Signal(bool)
    options_changed = Signal(PaintOptions)
    difference_shown = Signal(object)
    detector_shown = Signal(object)
    task_requested = Signal(Task)
    undo_offered = Signal(TakeBack)
    raw_chosen = Signal(bool)

    def __init__(
        self, parent: QWidget | None = None, *, blue_for_green: bool = False, rng: np.random.Generator | None = None
    ) -> None:
        super().__init__(parent)
        self._tabs = ShownTabs(PaintOptions(blue_for_green=blue_for_green))
        self._rng = rng or np.random.default_rng()
        self.chips = ChipsRow(self)
        self.multiplier = MultiplierCard(self)
        self.selection = SelectionCard(self)
        self.weights = WeightsCard(self)
        self.units = MapUnits(self)
        self.finder = MapFinder(self)
        self.holding = HoldingFinder(self)
        self.finding = FindingCard(self.finder, self.holding, self)
        self.detector = DetectorCard(self)
        self.script = ScriptCard(self)
        self.difference = DifferenceCard(self)
        self.empty = EmptyCard(self)
        self.presets = PresetsCard(self)
        self.commands = TabCommands(self._tabs, self.chips, self.empty, self.presets, window=self)
        first = (self.multiplier, self.selection)
        placing = (heading(tr("How it is placed"), self), self.detector, self.script)
        self._maps = (self.weights, self.finding, self.difference)
        self.advanced = Disclosure(
            tr("Advanced: maps and weights"),
            tr("Show which feature maps the tab changes, and how maps are found"),
            *self._maps,
        )
        self.advanced.toggled.connect(self._refresh)
        self._cards: tuple[QWidget, ...] = (*first, *placing, self.advanced)
        self._column = column = ScrollColumn(self)
        column.add(self.chips, self.empty, *first, *placing, self.presets, self.advanced, *self._maps)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(column)
        self.chips.chosen.connect(self.choose)
        self.commands.changed.connect(self._apply)
        self.commands.message.connect(self.message)
        self.commands.status.connect(self.status)
        self.commands.undo_offered.connect(self.undo_offered)
        self._connect_cards()
        self._refresh()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows a recipe's edits; the tab shown stays if the recipe has one of its name."""
        self.finder.show_recipe(recipe)
        self.holding.show_recipe(recipe)
        self.detector.show_recipe(recipe)
        if self._tabs.follow(recipe):
            self._refresh()

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the grids, layers and saved tabs of a model."""
        self._tabs.spec = model.spec if model else None
        self.commands.saved.show_model(model)
        self.units.show_model(model)
        self.chips.show_spec(self._tabs.spec)
        self.difference.show_frame(None)
        self.finder.show_model(self._tabs.spec, model.workspace.portraits if model else Path())
        self.holding.show_model(self._tabs.spec)
        self.detector.show_model(model)
        self.script.show_model(model)
        self._refresh()

    def show_frame(self, frame: Frame) -> None:
        """Compares it with the picture without edits, if asked to; detector and presets keep the pixels."""
        self.difference.show_frame(frame)
        self.detector.show_frame(frame)
        self.commands.saved.show_image(frame.image)

    @property
    def names(self) -> tuple[str, ...]:
        """What the tabs are called, in their order."""
        return tuple(edit.name for edit in self._tabs.edits)

    @property
    def current_edit(self) -> SpatialEdit | None:
        """The tab that is shown."""
        return self._tabs.edit

    @property
    def current_grid(self) -> Grid | None:
        """The grid on which it is painted."""
        return self._tabs.grid

    @property
    def state(self) -> SelectionState:
        """What to draw over the picture."""
        return self._tabs.state

    def for_new_image(self, recipe: Recipe) -> Recipe:
        """The recipe of a newly generated image: with empty selections if "Clear for new pictures" is on."""
        return self._tabs.for_new_image(recipe)

    def set_switches(self, **switches: bool) -> None:
        """Takes over switches of `PaintOptions` that are kept with the settings."""
        self.set_options(dataclasses.replace(self._tabs.options, **switches))

    def set_options(self, options: PaintOptions) -> None:
        """Takes over switches, as from the tool column."""
        if options != self._tabs.options:
            self._tabs.options = options
            self._show_selection()
            self.options_changed.emit(options)

    def choose(self, name: str) -> None:
        """Shows another tab."""
        self._tabs.name = name
        self._refresh()

    def search_maps(self) -> None:
        """Tries the maps that change the tab shown, and brings what is found to sight."""
        self.advanced.set_folded(False)
        self.finding.show_page(self.finder)
        self.finder.start_or_stop()
        self._column.bring_to_sight(self.finding)

    def paint(self, selection: Cells, what: str, phase: Phase) -> None:
        """Takes a painted selection, of the size `grid.paintable` gives, as the tab's own."""
        edit = self._tabs.edit
        if edit is not None:
            self._apply(changes.painted(self._tabs.edits, edit, selection, what), phase)

    def act(self, name: str) -> None:
        """Does one of `state.ACTION_LABELS` to the selection, as one step."""
        edit, grid = self._tabs.edit, self._tabs.grid
        if edit is not None and grid is not None:
            self.paint(after_action(name, edit, grid), ACTION_LABELS[name], Phase.DONE)

    def look_up_presets(self) -> None:
        """Lists the presets as they are on the disk by now."""
        self.commands.saved.look_up()

    def add_file(self, path: Path) -> None:
        """Adds the tabs of a file behind the others, as one step."""
        self.commands.add_file(path)

    def set_weights(self, weights: Mapping[str, Mapping[int, float]]) -> None:
        """Weighs maps in the tab shown, {layer: {map: weight}} in the unit shown, as one step; 0 takes a map out."""
        name = self._tabs.name
        self.units.when_known(weights, lambda: self._set_weights(name, weights))

    def add_maps(self, maps: tuple[ChannelWeight, ...]) -> None:
        """Weighs maps in the tab shown, or in a new one where there is none, in the unit shown, and says so then."""
        name, spec = self._tabs.name, self._tabs.spec
        if spec is None:
            return
        layers = dict.fromkeys(spec.layer(entry.layer).title for entry in maps)
        names, count = ", ".join(layers), maps_text(len(maps))

        def add() -> None:
            self._set_weights(name, by_layer(maps))
            said = tr("Added {maps} of {layers} to {tab}.", maps=count, layers=names, tab=self._tabs.name)
            self.status.emit(said if name else f"{said} {tr('Paint in it where they act.')}")

        self.units.when_known((entry.layer for entry in maps), add)

    def showEvent(self, event: QShowEvent) -> None:
        """Brings the tools along, and the presets that other windows or the trash have given back meanwhile."""
        super().showEvent(event)
        self.look_up_presets()
        self.shown_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Takes the tools away."""
        super().hideEvent(event)
        self.shown_changed.emit(False)

    def _connect_cards(self) -> None:
        multiplier, selection, weights = self.multiplier, self.selection, self.weights
        multiplier.multiplier_live.connect(lambda value: self._change(changes.multiplied, value, phase=Phase.LIVE))
        multiplier.multiplier_done.connect(lambda value: self._change(changes.multiplied, value))
        multiplier.mode_chosen.connect(lambda mode: self._change(changes.acting, mode))
        multiplier.curve_chosen.connect(lambda curve: self._change(changes.curved, curve))
        multiplier.apply_requested.connect(lambda: self._change(changes.let_act))
        multiplier.all_zero_requested.connect(
            lambda: self._apply(changes.all_at_zero(self._tabs.edits, self._tabs.name))
        )
        selection.action_chosen.connect(self.act)
        selection.feather_live.connect(lambda value: self._change(changes.feathered, value, phase=Phase.LIVE))
        selection.feather_done.connect(lambda value: self._change(changes.feathered, value))
        selection.options_changed.connect(self.set_options)
        weights.weights_set.connect(self.set_weights)
        weights.raw_chosen.connect(self.raw_chosen)
        self.units.changed.connect(self._refresh)
        self.units.task_requested.connect(self.task_requested)
        weights.randomise_requested.connect(self._randomise)
        weights.reset_requested.connect(lambda: self._change(changes.without_weights))
        self.difference.difference_shown.connect(self.difference_shown)
        self.difference.task_requested.connect(self.task_requested)
        self._connect_analysis()

    def _connect_analysis(self) -> None:
        finder, holding, detector = self.finder, self.holding, self.detector
        for card, results in ((finder, finder.grid), (holding, holding.list)):
            card.weights_chosen.connect(self._take_weights)
            card.first_found.connect(partial(self._column.bring_to_sight, results))
            ResultsBelow(self._column, card.below, results)
        holding.style_chosen.connect(self._take_style)
        detector.keeper.changed.connect(lambda: holding.show_detectors(detector.detectors))
        detector.follow_chosen.connect(
            lambda name, mode, phase: self._change(changes.following, name, mode, phase=phase)
        )
        detector.deleted.connect(lambda name: self._change(changes.freed, name))
        detector.renamed.connect(lambda old, new: self._change(changes.detector_renamed, old, new))
        detector.unmade.connect(lambda name, before: self._change(changes.unmade, name, before))
        detector.restored.connect(lambda name, modes: self._change(changes.followed_again, name, modes))
        detector.keeper.changed.connect(self._refresh)
        detector.overlay_shown.connect(self.detector_shown)
        detector.undo_offered.connect(self.undo_offered)
        detector.detected.connect(lambda mask, phase, begins: self._change(changes.detected, mask, begins, phase=phase))
        detector.status.connect(self.status)
        self.script.status.connect(self.status)
        self.script.script_chosen.connect(lambda script: self._change(changes.scripted, script))
        for part in (finder, holding, detector):
            part.task_requested.connect(self.task_requested)
            part.message.connect(self.message)

    def _refresh(self) -> None:
        edit = self._tabs.edit
        self.chips.show_tabs(self._tabs.edits, self._tabs.name)
        self.presets.show_has_tabs(edit is not None)
        self.presets.setVisible(self._tabs.spec is not None)
        self.empty.setVisible(edit is None)
        self.empty.show_state(
            has_model=self._tabs.spec is not None,
            has_basic=BASIC in self.commands.saved.names(),
            has_parts=bool(self.detector.keeper.detectors),
        )
        for card in self._cards:
            card.setVisible(edit is not None)
        for card in self._maps:
            card.setVisible(edit is not None and not self.advanced.folded)
        if edit is not None:
            self.multiplier.show_edit(edit, beside=self._tabs.edits)
            self.weights.show_edit(edit, self._tabs.spec, self.units)
            if self.weights.isVisible() and not self.weights.folded:
                self.units.learn(weight.layer for weight in edit.weights)
        self.finder.show_edit(edit)
        self.holding.show_edit(edit)
        self.detector.show_edit(edit)
        self.script.show_edit(edit)
        self._show_selection()

    def _show_selection(self) -> None:
        state = self.state
        self.selection.show_state(state)
        self.selection_shown.emit(state)

    def _set_weights(self, name: str, weights: Mapping[str, Mapping[int, float]]) -> None:
        edit = tab_list.find(self._tabs.edits, name)
        typed = (ChannelWeight(layer, *entry) for layer, of_layer in weights.items() for entry in of_layer.items())
        raw = by_layer(self.units.raw_of(typed))
        if edit is not None:
            self._apply(changes.weighted(self._tabs.edits, edit, raw, said=weights))
        elif self._tabs.spec is not None and weights and self._tabs.edit is None:
            resolution = self._tabs.spec.layer(next(iter(weights))).height
            self._apply(changes.added(self._tabs.edits, grid_at(self._tabs.spec, resolution), raw))

    def _randomise(self) -> None:
        edit = self._tabs.edit
        if edit is not None and self._tabs.spec is not None:
            layer = default_layer(self._tabs.spec, edit.resolution)
            layers = [weight.layer for weight in edit.weights] or [layer.name]
            self.units.when_known(layers, lambda: self._change(self._randomised, layer))

    def _randomised(self, edits: Edits, edit: SpatialEdit, layer: LayerSpec) -> Change:
        return changes.randomised(edits, edit, layer, self._rng, self.units.raw_of)

    def _take_weights(self, weights: tuple[ChannelWeight, ...], multiplier: float, label: str) -> None:
        self._change(changes.found, weights, multiplier, label)

    def _take_style(self, shift: StyleShift) -> None:
        recipe = with_style(self._tabs.recipe, shift)
        said = tr("style {name} {amount}", name=style_name(*shift.place), amount=in_deviations(shift.amount))
        self.show_recipe(recipe)
        self.recipe_edited.emit(RecipeEdit(recipe, said))

    def _change(self, to: changes.OfOneTab, *values: object, phase: Phase = Phase.DONE) -> None:
        edit = self._tabs.edit
        if edit is not None:
            self._apply(to(self._tabs.edits, edit, *values), phase)

    def _apply(self, change: Change, phase: Phase = Phase.DONE) -> None:
        recipe = self._tabs.after(change)
        self.show_recipe(recipe)
        self.recipe_edited.emit(RecipeEdit(recipe, change.label, phase))
