"""ChosenPart: what can be done with each part of the picture, and the bar of the one that was clicked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.spatial import tab_list
from ganstudio.ui.spatial.numbers import Curve
from ganstudio.ui.spatial.parts.bar import PartBar
from ganstudio.ui.spatial.parts.finding import Part
from ganstudio.ui.spatial.parts.offers import Kind, Offer, offers_of, on_the_way, with_known
from ganstudio.ui.spatial.presets.files import BASIC
from ganstudio.words import spoken, tr

FILM_PICTURES = 20
"""Of a change that is played: with 15 a second, a second and a third there, and as long back."""


class ChosenPart(QObject):
    """Main thread only; changes no recipe itself.

    Attributes:
        bar: What can be done with the part. part: the one that was clicked, or None.
        attribute_names: Gives the names of the attributes that can be moved.
        tab_shown: Gives the name of the spatial tab that is shown; empty for none.

    Signals:
        move_requested(Offer, float, Phase): It is to stand there.
        offer_changed(): Dragging a part moves something else from now on.
        tab_chosen(str): The spatial tab that belongs to the part.
        animation_requested(list[Recipe], str): The pictures of a film, and what it is called.
        status(str): What is to be done first.
        search_requested(Part): Nothing changes it yet; find something that does.
    """

    move_requested = Signal(Offer, float, Phase)
    offer_changed = Signal()
    tab_chosen = Signal(str)
    animation_requested = Signal(list, str)
    status = Signal(str)
    search_requested = Signal(Part)

    def __init__(self, bar: PartBar) -> None:
        super().__init__(bar)
        self.bar = bar
        self.part: Part | None = None
        self._recipe = Recipe()
        self._known: tuple[SpatialEdit, ...] = ()
        self._offer_of: dict[str, Offer] = {}
        self.attribute_names: Callable[[], tuple[str, ...]] = tuple
        self.tab_shown: Callable[[], str] = str
        bar.offer_chosen.connect(self._choose_offer)
        bar.moved.connect(lambda value: self._move(value, Phase.LIVE))
        bar.settled.connect(lambda value: self._move(value, Phase.DONE))
        bar.animate_requested.connect(self._animate)
        bar.search_requested.connect(self._ask_search)

    def show_model(self, model: ModelContext | None) -> None:
        """Another model: other tabs that can be added."""
        self._known = ()
        if model is not None:
            with suppress(GanStudioError):  # the bench says so, which reads them too
                self._known = model.folder.load_tabs(BASIC)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows where the part's offer stands by now."""
        self._recipe = recipe
        self._show_bar()

    def tab(self, recipe: Recipe, name: str) -> SpatialEdit | None:
        """A tab of a recipe, or one of the model's that can be added to it."""
        return tab_list.find(with_known(recipe.edits, self._known), name)

    def curve(self, recipe: Recipe, offer: Offer) -> Curve:
        """How the slider of an offer's tab grows."""
        edit = self.tab(recipe, offer.name)
        return Curve.EXPONENTIAL if edit is None else Curve(edit.curve)

    def main_offer(self, part: Part) -> Offer | None:
        """What dragging a part moves; None where nothing can be done with it."""
        offers = self._offers(part)
        chosen = self._offer_of.get(part.name)
        return chosen if chosen in offers else next(iter(offers), None)

    def choose(self, part: Part) -> None:
        """Shows what can be done with a part, and brings its tab forward among the spatial tabs."""
        offer = self.main_offer(part)
        self.part = part
        self._show_bar()
        if offer is not None and offer.kind is Kind.TAB and tab_list.find(self._recipe.edits, offer.name) is not None:
            self.tab_chosen.emit(offer.name)

    def drop(self) -> None:
        """Done with the part."""
        self.part = None
        self.bar.hide()

    def animate(self) -> None:
        """Asks for a film of what was done last with the part that was clicked, or of the spatial tab shown."""
        offer = self.bar.offer if self.part is not None else self._shown_tab()
        if offer is None or not offer.value(self._recipe):
            self.status.emit(tr("There is nothing to play yet: drag a part of the picture first."))
        else:
            self._animate(offer)

    def _offers(self, part: Part) -> tuple[Offer, ...]:
        return offers_of(part.name, part.detectors, with_known(self._recipe.edits, self._known), self.attribute_names())

    def _shown_tab(self) -> Offer | None:
        name = self.tab_shown()
        return Offer(Kind.TAB, name) if name else None

    def _animate(self, offer: Offer) -> None:
        self.animation_requested.emit(list(on_the_way(self._recipe, offer, FILM_PICTURES)), offer.name)

    def _choose_offer(self, offer: Offer) -> None:
        if self.part is not None:
            self._offer_of[self.part.name] = offer
            self.choose(self.part)
            self.offer_changed.emit()

    def _ask_search(self) -> None:
        if self.part is not None:
            self.search_requested.emit(self.part)

    def _move(self, value: float, phase: Phase) -> None:
        if self.part is not None and self.bar.offer is not None:
            self.move_requested.emit(self.bar.offer, value, phase)

    def _show_bar(self) -> None:
        part = self.part
        if part is None:
            self.bar.hide()
            return
        title, offer = spoken(part.name).capitalize(), self.main_offer(part)
        if offer is None:
            self.bar.show_nothing(title)
            return
        self.bar.show_part(title, self._offers(part), offer)
        self.bar.show_value(offer.value(self._recipe), self.curve(self._recipe, offer))
