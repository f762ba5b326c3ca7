"""AttributeTab: a slider per attribute; what is dragged comes out as recipes."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ganstudio.recipe.document import Recipe, replace, with_attribute
from ganstudio.recipe.edits import AttributeShift
from ganstudio.spec import ALL_LAYERS, LayerRange, layer_bands
from ganstudio.ui.attributes.entries import KINDS, AttributeEntry, entries_of, entry_of, in_order, is_shown
from ganstudio.ui.attributes.finding.door import AttributeFinding
from ganstudio.ui.attributes.layout import AttributeTabLayout
from ganstudio.ui.attributes.library import Removed
from ganstudio.ui.attributes.row import format_amount
from ganstudio.ui.attributes.row_menu import LayerRangeDialog, RowMenu
from ganstudio.ui.attributes.set_actions import SetActions
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Beside, Phase, RecipeEdit
from ganstudio.ui.bench.task import Task
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.words import spoken, tr


class AttributeTab(AttributeTabLayout):
    """The tab; it is told everything and asks no one.

    Attributes:
        set_actions: What changes the model's attribute sets. finding: finds new directions.

    Signals:
        recipe_edited(RecipeEdit): A slider is moved, reset or limited to layers.
        task_requested(Task): Work for the model's thread.
        message(str): A sentence about what could not be done.
        status(str): A sentence about what was done.
    """

    recipe_edited = Signal(RecipeEdit)
    task_requested = Signal(Task)
    message = Signal(str)
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe()
        self._model: ModelContext | None = None
        self._entries: dict[str, AttributeEntry] = {}
        self._remembered: dict[str, AttributeEntry] = {}
        self._used: dict[str, None] = {}  # moved in this sitting, the latest last
        self.set_actions = SetActions(self)
        self.finding = AttributeFinding(self, refusal=self.set_actions.refusal)
        self._connect_actions()
        self.rows.moved.connect(partial(self.set_amount, phase=Phase.LIVE))
        self.rows.settled.connect(partial(self.set_amount, phase=Phase.DONE))
        self.rows.star_clicked.connect(self._toggle_favorite)
        self.rows.menu_requested.connect(self._open_menu)
        self.chips.changed.connect(self._show_rows)
        self.order.changed.connect(self._show_rows)
        self.search.textChanged.connect(self._show_rows)
        self.search.left_down.connect(self.rows.focus_first)
        self.moved_only.toggled.connect(self._show_rows)
        self.reset_button.clicked.connect(self.reset_all)
        self._show_rows()

    def show_model(self, model: ModelContext | None) -> None:
        """Shows another model's attributes."""
        self._model = model
        self._remembered.clear()
        self.set_actions.set_model(model)
        self.finding.set_model(model)
        sets = self.set_actions.sets
        if sets and not sets["basic"] and sets["advanced"]:
            self.chips.set_kinds({*self.chips.kinds, "advanced"})
        self._read_entries()
        self.rows.forget_rows(but=set(self._entries))
        self._show_rows()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows a recipe's sliders; never emits."""
        before, self._recipe = self._recipe, recipe
        self.notice.end_notice()
        self.finding.show_recipe(recipe)
        if recipe.latent != before.latent:
            self._remembered.clear()
        self._remembered.update({shift.name: entry_of(shift) for shift in recipe.attributes})
        known = self._entries
        if (recipe.attributes, recipe.latent) != (before.attributes, before.latent):
            self._read_entries()
        self.rows.show_amounts(self._amounts())
        if self._entries != known or self.moved_only.isChecked():
            self._show_rows()
        self._show_buttons()

    def show_frame(self, frame: Frame) -> None:
        """The tab needs no pixels."""

    def reset_all(self) -> None:
        """Sets every attribute to zero, as one step."""
        if self._recipe.attributes:
            self.recipe_edited.emit(RecipeEdit(replace(self._recipe, attributes=()), tr("reset attributes")))

    def find_new(self) -> None:
        """Opens the dialog that finds new attributes."""
        self.finding.ask(self._recipe)

    @property
    def names(self) -> tuple[str, ...]:
        """What the attributes of the sets that are shown are called."""
        return tuple(entry.name for entry in self._entries.values() if is_shown(entry, self.chips.kinds, ""))

    @property
    def all_names(self) -> tuple[str, ...]:
        """What all attributes are called, also those of sets that are not shown."""
        return tuple(self._entries)

    @property
    def shifts(self) -> tuple[AttributeShift, ...]:
        """All attributes, at 0."""
        return tuple(entry.shift(0.0) for entry in self._entries.values())

    def go_to(self, name: str) -> None:
        """Gives the keys to an attribute's slider, whatever was searched for."""
        self.search.clear()
        self.moved_only.setChecked(False)
        entry = self._entries.get(name)
        if entry is not None and not is_shown(entry, self.chips.kinds, ""):
            self.chips.set_kinds({*self.chips.kinds, *entry.kinds})
            self._show_rows()
        if name in self.rows.names:
            self.rows.focus_row(name)

    def focus_search(self) -> None:
        """Puts the keys into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def set_amount(self, name: str, amount: float, phase: Phase) -> None:
        """Moves an attribute's slider to an amount, as its row does."""
        self._used = {used: None for used in self._used if used != name} | {name: None}
        recipe = with_attribute(self._recipe, self._entries[name].shift(amount))
        self.recipe_edited.emit(
            RecipeEdit(recipe, tr("{name} {amount}", name=spoken(name), amount=format_amount(amount)), phase)
        )

    def set_layers(self, name: str, layers: LayerRange) -> None:
        """Limits an attribute to style layers, from now on: in its set, and in the picture if its slider is moved.

        One step either way; taking it back gives the set its old limit too.
        """
        before = self._entries[name]
        if before.layers == layers:
            return
        after = AttributeEntry(name=name, vector=before.vector, layers=layers)
        in_set = self.set_actions.limits.get(name, ALL_LAYERS)
        self._limit(after, layers)
        amount = self._amounts().get(name, 0.0)
        recipe = with_attribute(self._recipe, after.shift(amount)) if amount else self._recipe
        beside = Beside(undo=partial(self._limit, before, in_set), redo=partial(self._limit, after, layers))
        label = (
            tr("{name} on layers {numbers}", name=spoken(name), numbers=layers.text)
            if layers.text
            else tr("{name} on layers all", name=spoken(name))
        )
        self.recipe_edited.emit(RecipeEdit(recipe, label, beside=beside))

    def _limit(self, entry: AttributeEntry, in_set: LayerRange) -> None:
        """Shows the entry's layers in its row, and keeps `in_set` with the attribute of the sets.

        An attribute that was renamed or deleted meanwhile is passed over.
        """
        if entry.name not in self._entries:
            return
        self.set_actions.limit(entry.name, in_set)
        self._remembered[entry.name] = entry
        self._read_entries()
        self._show_rows()

    def _connect_actions(self) -> None:
        actions = self.set_actions
        actions.changed.connect(self._sets_changed)
        actions.renamed.connect(self._renamed)
        actions.removed.connect(self._offer_undo)
        actions.task_requested.connect(self.task_requested)
        actions.message.connect(self.message)
        actions.status.connect(self.status)
        self.combine_button.clicked.connect(self._ask_combine)
        self.difference_button.clicked.connect(actions.ask_difference)
        finding = self.finding
        finding.kept.connect(actions.keep_direction)
        finding.played.connect(self._play)
        finding.named.connect(self._renamed)
        finding.task_requested.connect(self.task_requested)
        finding.message.connect(self.message)
        self.find_button.clicked.connect(self.find_new)
        self.import_button.clicked.connect(actions.ask_import)

    def _amounts(self) -> dict[str, float]:
        return {shift.name: shift.amount for shift in self._recipe.attributes}

    def _play(self, shift: AttributeShift, is_held: bool) -> None:
        recipe = with_attribute(self._recipe, shift)
        phase = Phase.LIVE if is_held else Phase.DONE
        self.recipe_edited.emit(
            RecipeEdit(
                recipe, tr("{name} {amount}", name=spoken(shift.name), amount=format_amount(shift.amount)), phase
            )
        )

    def _read_entries(self) -> None:
        actions = self.set_actions
        self._entries = entries_of(actions.sets, self._recipe, self._remembered.values(), actions.limits)

    def _show_rows(self) -> None:
        amounts = self._amounts()
        entries = [
            entry
            for entry in self._entries.values()
            if is_shown(entry, self.chips.kinds, self.search.text())
            and (not self.moved_only.isChecked() or entry.name in amounts)
        ]
        self.chips.show_counts({kind: len(self.set_actions.sets.get(kind, ())) for kind in KINDS})
        used = tuple(dict.fromkeys((*amounts, *reversed(self._used))))
        self.rows.show_entries(*in_order(entries, self.order.order, used))
        self.rows.show_amounts(amounts)
        if entries:
            self.show_rows()
        else:
            self.show_empty(*self._why_empty())
        self._show_buttons()

    def _show_buttons(self) -> None:
        moved = len(self._recipe.attributes)
        still = "" if moved else tr("Every attribute is at zero.")
        open_unless(self.reset_button, still)
        self.reset_button.setText(tr("Reset all {moved}", moved=moved) if moved else tr("Reset all"))
        no_model = "" if self._model is not None else NO_MODEL
        open_unless(self.combine_button, no_model or still)
        few = "" if len(self._entries) > 1 else tr("There are no two attributes to put in order.")
        open_unless(self.order, no_model or few)
        self.order.close_unless_used("" if moved or self._used else tr("No slider was moved yet."))
        for button in (self.find_button, self.difference_button, self.import_button):
            open_unless(button, no_model)

    def _why_empty(self) -> tuple[str, str]:
        if self._model is None:
            return tr("No model is loaded"), tr("Its attributes appear here once it is.")
        if not self._entries:
            return (
                tr("This model has no attributes yet"),
                tr(
                    "Find new attributes looks for what it can change. Or import a CSV file, or make one from two "
                    "pictures: what leads from the first to the second."
                ),
            )
        if self.search.text().strip():
            sought = self.search.text().strip()
            return tr("No attribute is named like “{sought}”", sought=sought), tr("Other sets may have one.")
        if self.moved_only.isChecked():
            return tr("No slider is moved"), tr("Turn off the filter to see them all.")
        return tr("The sets that are on are empty"), tr("Turn on another set above.")

    def _sets_changed(self, kind: str) -> None:
        if kind:
            self.chips.set_kinds({*self.chips.kinds, *(known for known in KINDS if known == kind)})
        self._read_entries()
        self._show_rows()

    def _renamed(self, name: str, new_name: str) -> None:
        self._remembered.pop(name, None)
        if name in self._amounts():
            attributes = tuple(
                msgspec.structs.replace(shift, name=new_name) if shift.name == name else shift
                for shift in self._recipe.attributes
            )
            recipe = replace(self._recipe, attributes=attributes)
            self.recipe_edited.emit(
                RecipeEdit(recipe, tr("rename {name} to {new_name}", name=spoken(name), new_name=spoken(new_name)))
            )

    def _offer_undo(self, removed: Removed) -> None:
        self.notice.show_notice(
            tr("Deleted “{name}”.", name=spoken(removed.name)),
            action=tr("Undo"),
            on_action=partial(self.set_actions.restore, removed),
        )

    def _ask_combine(self) -> None:
        self.set_actions.ask_combine(self._recipe)

    def _toggle_favorite(self, name: str) -> None:
        self.set_actions.toggle_favorite(self._entries[name])

    def _open_menu(self, name: str, place: QPoint) -> None:
        entry = self._entries[name]
        menu = RowMenu(
            entry,
            self,
            bands=layer_bands(self._model.spec) if self._model else {},
            on_reset=self.rows.row(name).reset,
            on_favorite=partial(self._toggle_favorite, name),
            on_limit=partial(self.set_layers, name),
            on_choose_limit=partial(self._ask_layers, name),
            on_keep=partial(self.set_actions.ask_keep, entry),
            on_rename=partial(self.set_actions.ask_rename, name),
            on_export=partial(self.set_actions.ask_export, entry),
            on_delete=partial(self.set_actions.ask_delete, entry),
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _ask_layers(self, name: str) -> None:
        if self._model is None:
            return
        dialog = LayerRangeDialog(name, self._entries[name].layers, self._model.spec.num_ws, self)

        def limit() -> None:
            self.set_layers(name, dialog.layers)

        dialog.accepted.connect(limit)
        QDialog.open(dialog)
