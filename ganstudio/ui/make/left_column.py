"""LeftColumn: the cards of the left column, one below the other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.make.compare_panel import ComparePanel
from ganstudio.ui.make.history_panel import HistoryPanel
from ganstudio.ui.make.make_panel import MakePanel
from ganstudio.ui.make.mix_panel import MixPanel
from ganstudio.ui.make.noise_panel import NoisePanel
from ganstudio.ui.make.place_panel import PlacePanel
from ganstudio.ui.make.quality_panel import QualityPanel

_ROOMY_FROM = 716
"""Below this height buttons lose their words."""


class LeftColumn(QScrollArea):
    """Making, quality, moving, style mixing, noise, comparing, history.

    Signals:
        recipe_edited(RecipeEdit): A control was changed.
    """

    recipe_edited = Signal(RecipeEdit)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.make = MakePanel(actions)
        self.quality = QualityPanel(actions)
        self.place = PlacePanel()
        self.mixing = MixPanel()
        self.noise = NoisePanel()
        self.compare = ComparePanel(actions)
        self.history = HistoryPanel()
        content = QWidget()
        content.setObjectName("scrolled")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(12, 2, 12, 10)
        layout.setSpacing(8)
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise, self.compare):
            layout.addWidget(panel)
        layout.addWidget(self.history, 1)
        self.setWidget(content)
        self.setMinimumWidth(264)
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise):
            panel.recipe_edited.connect(self.recipe_edited)

    def sizeHint(self) -> QSize:
        """As wide as in the sketch."""
        return QSize(268, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Makes room for the history in a low window."""
        super().resizeEvent(event)
        low = event.size().height() < _ROOMY_FROM
        self.compare.set_compact(low)
        self.history.set_compact(low)

    def focus_seed(self) -> None:
        """Puts the keys into the seed field, scrolled into sight."""
        self.ensureWidgetVisible(self.make)
        self.make.focus_seed()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows a recipe in every panel."""
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise):
            panel.show_recipe(recipe)

    def show_model(self, model: ModelContext | None) -> None:
        """Shows a model in every panel."""
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise):
            panel.show_model(model)
