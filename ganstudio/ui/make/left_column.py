"""LeftColumn: the cards of the left column, one below the other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

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
from ganstudio.ui.widgets.grip import GripSplitter
from ganstudio.words import tr

_ROOMY_FROM = 716
"""Below this height buttons lose their words."""
_SIDE_PX = 12


class LeftColumn(QWidget):
    """Making, quality, moving, style mixing, noise, comparing; below them, always in sight, the history.

    The cards scroll where the history needs the room. A grip between them gives one of them more of it.

    Signals:
        recipe_edited(RecipeEdit): A control was changed.
    """

    recipe_edited = Signal(RecipeEdit)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.make = MakePanel(actions)
        self.quality = QualityPanel(actions)
        self.place = PlacePanel()
        self.mixing = MixPanel()
        self.noise = NoisePanel()
        self.compare = ComparePanel(actions)
        self.history = HistoryPanel()
        self._history_height = 0
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.setMinimumWidth(264)
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise):
            panel.recipe_edited.connect(self.recipe_edited)
        self.history.folded_changed.connect(self._share)

    @property
    def history_height(self) -> int:
        """The height that a person gave to the history, in pixels; 0 where it gets what the cards leave."""
        return self._history_height

    def set_history_height(self, height: int) -> None:
        """Gives the history a height, as far as there is room; 0 for what the cards leave."""
        self._history_height = height
        self._share()

    def sizeHint(self) -> QSize:
        """As wide as in the sketch."""
        return QSize(268, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Makes room for the history in a low window."""
        super().resizeEvent(event)
        low = event.size().height() < _ROOMY_FROM
        self.compare.set_compact(low)
        self.history.set_compact(low)
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Shares the room anew when the cards have become higher or lower."""
        if watched is self._cards and event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._cards = QWidget()
        self._cards.setObjectName("scrolled")
        self._column = column = QVBoxLayout(self._cards)
        column.setSpacing(8)
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise, self.compare):
            column.addWidget(panel)
        column.addStretch(1)
        self._scroll.setWidget(self._cards)
        self._cards.installEventFilter(self)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(_SIDE_PX, 0, _SIDE_PX, 10)
        below.addWidget(self.history)
        self._split = GripSplitter(
            tr("Drag to give the history more or less room; double-click to give it what is left"), self
        )
        self._split.addWidget(self._scroll)
        self._split.addWidget(self._below)
        self._split.splitterMoved.connect(self._keep_height)
        self._split.reset_requested.connect(lambda: self.set_history_height(0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._split)

    def _share(self) -> None:
        """Gives the history its height, or what the cards leave; the splitter keeps it from getting too low."""
        policy = QSizePolicy.Policy.Maximum if self.history.folded else QSizePolicy.Policy.Expanding
        self._below.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        room = self._split.height() - self._split.handleWidth()
        needed = self._cards.minimumSizeHint().height()
        history = max(self._history_height or room - needed, self._below.minimumSizeHint().height())
        self._split.setSizes([max(0, room - history), history])
        self._line_up()

    def _line_up(self) -> None:
        """Lets the cards end where the history does, whether there is a scroll bar beside them or not."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        scrolls = self._cards.minimumSizeHint().height() > self._scroll.height()
        self._column.setContentsMargins(_SIDE_PX, 2, _SIDE_PX - (bar if scrolls else 0), 0)

    def _keep_height(self) -> None:
        self._history_height = self._below.height()
        self._line_up()

    def focus_seed(self) -> None:
        """Puts the keys into the seed field, scrolled into sight."""
        self._scroll.ensureWidgetVisible(self.make)
        self.make.focus_seed()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows a recipe in every panel."""
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise):
            panel.show_recipe(recipe)

    def show_model(self, model: ModelContext | None) -> None:
        """Shows a model in every panel."""
        for panel in (self.make, self.quality, self.place, self.mixing, self.noise):
            panel.show_model(model)
