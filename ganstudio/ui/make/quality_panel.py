"""QualityPanel: one slider for how far the picture goes from the average; what it is made of is behind "Advanced"."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.latent import Truncation
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.widgets.action_button import ActionButton
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr, trn


class QualityPanel(Card):
    """How far the picture may go from the average: the variation, and behind "Advanced" truncation and base.

    Attributes:
        advanced: Shows psi, its cutoff and the base; says what of them is not as usual while it is closed.

    Signals:
        recipe_edited(RecipeEdit): A slider was moved, or a cutoff chosen.
    """

    recipe_edited = Signal(RecipeEdit)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(tr("Quality ↔ Variation"), parent)
        self._recipe = Recipe()
        self._variation = SliderRow(
            "",
            0.0,
            1.0,
            step=0.05,
            reset_value=1.0,
            name=tr("Variation"),
            tooltip=tr(
                "Variation: left is close to the average face and clean, right is varied and less sure. It mixes w "
                "with the base"
            ),
        )
        self._psi = SliderRow(
            tr("Truncation"),
            0.0,
            1.5,
            step=0.01,
            reset_value=1.0,
            tooltip=tr(
                "Psi, as other StyleGAN programs have it: below 1 pulls towards the model's average, above 1 away "
                "from it. It acts before the variation"
            ),
        )
        self._cutoff = QComboBox(self)
        self._cutoff.setToolTip(tr("Truncation cutoff: how many style layers psi acts on, counted from the coarsest"))
        self._cutoff.setAccessibleName(tr("Truncation cutoff"))
        self._cutoff.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._cutoff.activated.connect(self._choose_cutoff)
        self._lay_out(actions)
        self._variation.value_changed_live.connect(self._vary_live)
        self._variation.value_committed.connect(self._vary)
        self._psi.value_changed_live.connect(self._truncate_live)
        self._psi.value_committed.connect(self._truncate)
        self.show_model(None)
        self.show_recipe(self._recipe)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows variation and truncation."""
        self._recipe = recipe
        self._variation.set_value(recipe.variation)
        self._psi.set_value(recipe.truncation.psi)
        psi = "" if recipe.truncation == Truncation() else f"ψ {recipe.truncation.psi:.2f}"
        base = "" if recipe.base is None else tr("own base")
        self.advanced.show_note(" · ".join(note for note in (psi, base) if note))
        index = self._cutoff.findData(recipe.truncation.cutoff)
        self._cutoff.setCurrentIndex(max(0, index))

    def show_model(self, model: ModelContext | None) -> None:
        """Offers a cutoff after each of the model's style layers."""
        self._cutoff.clear()
        self._cutoff.addItem(tr("all style layers"), None)
        for count in range(1, model.spec.num_ws if model else 1):
            self._cutoff.addItem(trn("the first style layer", "the first {number} style layers", count), count)
        open_unless(self, "" if model is not None else NO_MODEL)

    def _lay_out(self, actions: Mapping[str, QAction]) -> None:
        self.body.addWidget(self._variation)
        label = QLabel(tr("acts on"), self)
        label.setProperty("role", "quiet")
        label.setBuddy(self._cutoff)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label)
        row.addWidget(self._cutoff, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(ActionButton(actions["set_base"], with_icon=False), 1)
        buttons.addWidget(ActionButton(actions["reset_base"], with_icon=False), 1)
        split = QWidget(self)
        column = QVBoxLayout(split)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._psi)
        column.addLayout(row)
        column.addLayout(buttons)
        self.advanced = Disclosure(
            tr("Advanced"), tr("Show truncation, the layers that it acts on, and the base"), split
        )
        self.body.addWidget(self.advanced)
        self.body.addWidget(split)

    def _vary_live(self, value: float) -> None:
        self._emit_variation(value, Phase.LIVE)

    def _vary(self, value: float) -> None:
        self._emit_variation(value, Phase.DONE)

    def _emit_variation(self, value: float, phase: Phase) -> None:
        amount = round(value, 4)
        self.recipe_edited.emit(
            RecipeEdit(replace(self._recipe, variation=amount), tr("variation {amount:.2f}", amount=amount), phase)
        )

    def _truncate_live(self, value: float) -> None:
        self._emit_truncation(value, self._recipe.truncation.cutoff, Phase.LIVE)

    def _truncate(self, value: float) -> None:
        self._emit_truncation(value, self._recipe.truncation.cutoff, Phase.DONE)

    def _choose_cutoff(self, index: int) -> None:
        self._emit_truncation(self._recipe.truncation.psi, self._cutoff.itemData(index), Phase.DONE)

    def _emit_truncation(self, psi: float, cutoff: int | None, phase: Phase) -> None:
        truncation = Truncation(psi=round(psi, 4), cutoff=cutoff)
        if cutoff is None:
            label = tr("psi {psi:.2f}", psi=psi)
        else:
            label = trn("psi {psi:.2f}, {number} layer", "psi {psi:.2f}, {number} layers", cutoff, psi=psi)
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, truncation=truncation), label, phase))
