"""PlacePanel: where the picture lies on the plane of a StyleGAN3 model; other models have none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.words import tr, trp

_LABEL_WIDTH = 44


class PlacePanel(Card):
    """Moves the picture right and down, and turns it.

    Signals:
        recipe_edited(RecipeEdit): A slider was moved.
    """

    recipe_edited = Signal(RecipeEdit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Move and turn"), parent)
        self._recipe = Recipe()
        self.right = self._row(
            trp("move", "Right"), 0.5, 0.01, tr("Move the picture right, in its own widths; below 0 left")
        )
        self.down = self._row(
            trp("move", "Down"), 0.5, 0.01, tr("Move the picture down, in its own heights; below 0 up")
        )
        self.turn = self._row(
            tr("Turn"), 180.0, 1.0, tr("Turn the picture counterclockwise, in degrees; below 0 clockwise")
        )
        self.show_model(None)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows where a recipe's picture lies."""
        self._recipe = recipe
        right, down = recipe.translate
        for row, value in ((self.right, right), (self.down, down), (self.turn, recipe.rotate)):
            row.set_value(value)

    def show_model(self, model: ModelContext | None) -> None:
        """Is there for models whose pictures can be moved."""
        self.setVisible(model is not None and model.spec.is_stylegan3)

    def _row(self, label: str, most: float, step: float, tooltip: str) -> SliderRow:
        row = SliderRow(
            label,
            -most,
            most,
            step=step,
            decimals=2 if step < 1 else 0,
            centre_zero=True,
            tooltip=tooltip,
            label_width=_LABEL_WIDTH,
        )
        row.value_changed_live.connect(self._move_live)
        row.value_committed.connect(self._move)
        self.body.addWidget(row)
        return row

    def _move_live(self, _: float) -> None:
        self._emit(Phase.LIVE)

    def _move(self, _: float) -> None:
        self._emit(Phase.DONE)

    def _emit(self, phase: Phase) -> None:
        right, down = round(self.right.value, 4), round(self.down.value, 4)
        turned = round(self.turn.value, 4)
        moved = replace(self._recipe, translate=(right, down), rotate=turned)
        self.recipe_edited.emit(
            RecipeEdit(
                moved,
                tr("move {right:+.2f} {down:+.2f}, turn {turned:+g}°", right=right, down=down, turned=turned),
                phase,
            )
        )
