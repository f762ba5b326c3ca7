"""PartsController: lights the part under the mouse, drags it, and shows what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ganstudio.errors import GanStudioError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.bench.face_parts import spoken
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.bench.task import Task
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.canvas.parts import PartOverlay
from ganstudio.ui.canvas.pointer import PointerEvent, PointerKind
from ganstudio.ui.spatial import tab_list
from ganstudio.ui.spatial.parts.bar import PartBar
from ganstudio.ui.spatial.parts.finding import CERTAIN, FoundParts, Part, detectors_of, find_parts
from ganstudio.ui.spatial.parts.offers import Kind, Offer, offers_of, on_the_way, with_known, with_multiplier
from ganstudio.ui.spatial.presets.files import BASIC

_DRAG_FROM_PX = 4.0
FILM_PICTURES = 20
"""Of a change that is played: with 15 a second, a second and a third there, and as long back."""


@dataclass
class _Drag:
    """A part under the pressed mouse.

    Attributes:
        part: Which. offer: what it moves; None where nothing can be done with it. start: the value at the press.
        y: Where the mouse was pressed, in shares of the picture. recipe: that at the press, to go back to.
        last: The recipe that the drag has led to. moves: whether it is a drag by now, not only a click.
    """

    part: Part
    offer: Offer | None
    start: float
    y: float
    recipe: Recipe
    last: Recipe
    moves: bool = False


class PartsController(QObject):
    """Turns the view's mouse into changes of the parts that detectors know; it lives as long as the view.

    It looks for parts only while the mouse is over the picture, once for each picture, in the worker.

    Attributes:
        bar: What can be done with the part that was clicked.
        attribute_names: Gives the names of the attributes that can be moved.
        tab_shown: Gives the name of the spatial tab that is shown; empty for none.

    Signals:
        recipe_edited(RecipeEdit): LIVE during a drag, DONE at its end.
        attribute_moved(name, amount, Phase): str, float: an attribute is to be moved.
        task_requested(Task): For the render thread.
        tab_chosen(str): The spatial tab that belongs to the part.
        details_requested(Offer): What is behind an offer is to be seen.
        animation_requested(list[Recipe], str): The pictures of a film, and what it is called.
        status(str): What is to be done first.
        clicked(str), dragged(str): A part, by its name: once it is let go.
    """

    recipe_edited = Signal(RecipeEdit)
    attribute_moved = Signal(str, float, Phase)
    task_requested = Signal(Task)
    tab_chosen = Signal(str)
    details_requested = Signal(Offer)
    animation_requested = Signal(list, str)
    status = Signal(str)
    clicked = Signal(str)
    dragged = Signal(str)

    def __init__(self, view: ImageView) -> None:
        super().__init__(view)
        self._view = view
        self._on, self._painting, self._comparing, self._watching = True, False, False, False
        self._recipe = Recipe()
        self._known: tuple[SpatialEdit, ...] = ()
        self._detectors: dict[str, tuple[str, ...]] = {}
        self._found: FoundParts | None = None
        self._looking: Task[FoundParts] | None = None
        self._looking_at: Recipe | None = None
        self._asked = False
        self._mouse: tuple[float, float] | None = None
        self._lit: Part | None = None
        self._chosen: Part | None = None
        self._offer_of: dict[str, Offer] = {}
        self._drag: _Drag | None = None
        self.attribute_names: Callable[[], tuple[str, ...]] = tuple
        self.tab_shown: Callable[[], str] = str
        self.bar = PartBar(view)
        view.set_foot_widget(self.bar)
        view.pointer.connect(self._pointer)
        view.key_pressed.connect(self._key)
        self.bar.offer_chosen.connect(self._choose_offer)
        self.bar.moved.connect(lambda value: self._move_chosen(value, Phase.LIVE))
        self.bar.settled.connect(lambda value: self._move_chosen(value, Phase.DONE))
        self.bar.details_requested.connect(self.details_requested)
        self.bar.animate_requested.connect(self._animate)
        self.bar.closed.connect(self.close_bar)
        self.bar.entered.connect(self._leave)

    @property
    def names(self) -> tuple[str, ...]:
        """What the parts are called that the model's detectors know."""
        return tuple(self._detectors)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Those that are known on the picture on screen, the smallest first."""
        return self._found.parts if self._found is not None and self._is_current else ()

    def show_model(self, model: ModelContext | None) -> None:
        """Another model: other tabs that can be added."""
        self._known = ()
        if model is not None:
            with suppress(GanStudioError):  # the bench says so, which reads them too
                self._known = model.folder.load_tabs(BASIC)
        self._forget()

    def show_detectors(self, names: Iterable[str]) -> None:
        """The model has these detectors now."""
        self._detectors = detectors_of(names)
        self._forget()

    def show_recipe(self, recipe: Recipe) -> None:
        """Follows the recipe on screen; a drag of which it is no step is over."""
        drag = self._drag
        self._recipe = recipe
        moves_tab = drag is not None and drag.offer is not None and drag.offer.kind is Kind.TAB
        if drag is not None and moves_tab and recipe not in (drag.last, drag.recipe):
            self._drop_drag()
        self._show_bar()
        self._light()

    def show_frame(self, frame: Frame) -> None:
        """A picture is on screen: its parts are looked for if the mouse is over it."""
        if frame.recipe == self._recipe:
            self._look()

    def set_on(self, on: bool) -> None:
        """Whether parts can be pointed at, at all."""
        self._on = on
        self._quiet_down()

    def set_painting(self, painting: bool) -> None:
        """While selections are painted, the mouse belongs to the brush."""
        self._painting = painting
        self._quiet_down()

    def set_comparing(self, comparing: bool) -> None:
        """While two pictures are compared, nothing lies over them."""
        self._comparing = comparing
        self._quiet_down()

    def set_watching(self, watching: bool) -> None:
        """While a film is played, it is on screen instead of the picture."""
        self._watching = watching
        self._quiet_down()

    def place_of(self, name: str) -> QRectF | None:
        """Where a part lies in the view; None where it is not known on this picture, or the mouse is used otherwise."""
        part = next((part for part in self.parts if part.name == name), None) if self._ready else None
        if part is None:
            return None
        rows, columns = np.nonzero(part.field >= CERTAIN)
        height, width = part.field.shape
        picture = self._view.picture_rect()
        left, top = columns.min() / width, rows.min() / height
        right, bottom = (columns.max() + 1) / width, (rows.max() + 1) / height
        return QRectF(
            picture.left() + left * picture.width(),
            picture.top() + top * picture.height(),
            (right - left) * picture.width(),
            (bottom - top) * picture.height(),
        )

    def look(self) -> None:
        """Has the parts of the picture looked for, wherever the mouse is, as they are to be pointed at."""
        self._asked = True
        self._look()

    def animate(self) -> None:
        """Asks for a film of what was done last with the part that was clicked, or of the spatial tab shown."""
        offer = self.bar.offer if self._chosen is not None else self._shown_tab()
        if offer is None or not offer.value(self._recipe):
            self.status.emit("There is nothing to play yet: drag a part of the picture first.")
        else:
            self._animate(offer)

    def close_bar(self) -> None:
        """Done with the part that was clicked."""
        self._chosen = None
        self.bar.hide()
        self._view.setFocus()

    @property
    def _is_used_otherwise(self) -> bool:
        return self._painting or self._comparing or self._watching

    @property
    def _ready(self) -> bool:
        return self._on and bool(self._detectors) and not self._is_used_otherwise and self._view.has_image

    @property
    def _is_current(self) -> bool:
        return self._found is not None and self._found.picture == replace(self._recipe, edits=())

    def _forget(self) -> None:
        self._found, self._looking_at = None, None
        self._drop_drag()
        if self._looking is not None:
            self._looking.drop()
            self._looking = None
        self._chosen = None
        self.bar.hide()
        self._light()

    def _quiet_down(self) -> None:
        if not self._ready:
            self._drop_drag()
            self._chosen = None
            self.bar.hide()
        self._light()

    def _drop_drag(self) -> None:
        if self._drag is not None:
            self._drag = None
            self._unlight()

    def _unlight(self) -> None:
        self._lit = None
        self._view.set_overlay("part", None)

    def _leave(self) -> None:
        self._mouse = None
        self._light()

    def _look(self) -> None:
        """Has the parts of the picture on screen looked for, unless they are known or the mouse is elsewhere."""
        picture = replace(self._recipe, edits=())
        dragged = self._drag is not None and self._drag.moves
        wanted = self._asked or self._mouse is not None or self._chosen is not None
        if not (self._ready and wanted) or dragged or self._is_current or picture == self._looking_at:
            return
        self._looking_at = picture
        if self._looking is not None:
            self._looking.drop()
        self._looking = Task("finding parts", find_parts(picture), finished=self._take, ended=self._end_look)
        self.task_requested.emit(self._looking)

    def _take(self, found: FoundParts) -> None:
        self._found = found
        self._light()

    def _end_look(self) -> None:
        self._looking = None
        self._looking_at = None if not self._is_current else self._looking_at

    def _light(self) -> None:
        """Lights the part under the mouse, or the one that is dragged."""
        drag = self._drag
        if drag is not None and drag.moves and drag.offer is not None:
            hint = drag.offer.label(drag.offer.value(self._recipe)).removeprefix(drag.offer.name).strip()
            overlay = PartOverlay(drag.part.field, drag.offer.title.capitalize(), hint, outlined=False)
            self._view.set_overlay("part", overlay)
            return
        there = self._mouse if self._ready and self._is_current else None
        part = self._found.at(*there) if there is not None and self._found is not None else None
        if part is self._lit:
            return
        self._lit = part
        self._view.set_overlay("part", None if part is None else self._overlay(part))
        if not self._painting:
            over = Qt.CursorShape.SizeVerCursor if part is not None else Qt.CursorShape.ArrowCursor
            self._view.set_tool_cursor(over)

    def _overlay(self, part: Part) -> PartOverlay:
        offer = self._main_offer(part)
        hint = "" if offer is None else f"drag up or down: {offer.title}"
        return PartOverlay(part.field, spoken(part.name).capitalize(), hint)

    def _offers(self, part: Part) -> tuple[Offer, ...]:
        edits = with_known(self._recipe.edits, self._known)
        return offers_of(part.name, part.detectors, edits, self.attribute_names())

    def _main_offer(self, part: Part) -> Offer | None:
        offers = self._offers(part)
        chosen = self._offer_of.get(part.name)
        return chosen if chosen in offers else next(iter(offers), None)

    def _pointer(self, event: PointerEvent) -> None:
        self._mouse = None if event.kind is PointerKind.LEAVE else (event.x, event.y)
        if event.kind is PointerKind.PRESS:
            self._press(event)
        elif event.kind is PointerKind.MOVE and self._drag is not None:
            self._move(event)
        elif event.kind is PointerKind.RELEASE and self._drag is not None and not event.right:
            self._release()
        elif event.kind in (PointerKind.HOVER, PointerKind.LEAVE):
            self._look()
            self._light()

    def _press(self, event: PointerEvent) -> None:
        if self._drag is not None:  # the other button takes the drag back
            self._take_back()
            return
        if not self._ready or event.right:
            return
        part = self._found.at(event.x, event.y) if self._found is not None and self._is_current else None
        if part is None:
            if self._chosen is not None:
                self.close_bar()
            return
        offer = self._main_offer(part)
        start = offer.value(self._recipe) if offer is not None else 0.0
        self._drag = _Drag(part, offer, start, event.y, self._recipe, self._recipe)

    def _move(self, event: PointerEvent) -> None:
        drag = self._drag
        if drag is None or drag.offer is None:
            return
        pixels = (drag.y - event.y) * self._view.picture_rect().height()
        if not drag.moves and abs(pixels) < _DRAG_FROM_PX:
            return
        drag.moves = True
        self._set(drag.offer, drag.offer.dragged(drag.start, pixels, fine=event.shift), Phase.LIVE, drag.recipe)
        self._light()

    def _release(self) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        if drag.moves and drag.offer is not None:
            self._set(drag.offer, drag.offer.value(self._recipe), Phase.DONE, self._recipe)
        self._unlight()
        self.choose(drag.part)
        (self.dragged if drag.moves else self.clicked).emit(drag.part.name)
        self._look()
        self._light()

    def _take_back(self) -> None:
        drag, self._drag = self._drag, None
        if drag is not None and drag.moves and drag.offer is not None:
            self._set(drag.offer, drag.start, Phase.DONE, drag.recipe, back=True)
        self._unlight()
        self._light()

    def _set(self, offer: Offer, value: float, phase: Phase, recipe: Recipe, *, back: bool = False) -> None:
        if offer.kind is Kind.ATTRIBUTE:
            self.attribute_moved.emit(offer.name, value, phase)
            return
        edit = tab_list.find(with_known(recipe.edits, self._known), offer.name)
        if edit is None:
            return
        masks = self._found.masks if self._found is not None else {}
        after = recipe if back else with_multiplier(recipe, edit, value, masks)
        if self._drag is not None:
            self._drag.last = after
        self.recipe_edited.emit(RecipeEdit(after, offer.label(value), phase))

    def choose(self, part: Part) -> None:
        """Shows what can be done with a part, and brings its tab forward among the spatial tabs."""
        offer = self._main_offer(part)
        if offer is None:
            return
        self._chosen = part
        self._show_bar()
        if offer.kind is Kind.TAB and tab_list.find(self._recipe.edits, offer.name) is not None:
            self.tab_chosen.emit(offer.name)

    def choose_name(self, name: str) -> None:
        """Likewise by the part's name, wherever the mouse is."""
        known = next((part for part in self.parts if part.name == name), None)
        self.choose(known or Part(name, self._detectors[name], np.zeros((1, 1), np.float32)))
        self._look()

    def _shown_tab(self) -> Offer | None:
        name = self.tab_shown()
        return Offer(Kind.TAB, name) if name else None

    def _animate(self, offer: Offer) -> None:
        self.animation_requested.emit(list(on_the_way(self._recipe, offer, FILM_PICTURES)), offer.name)

    def _choose_offer(self, offer: Offer) -> None:
        if self._chosen is not None:
            self._offer_of[self._chosen.name] = offer
            self.choose(self._chosen)
            self._unlight()
            self._light()

    def _move_chosen(self, value: float, phase: Phase) -> None:
        offer = self.bar.offer
        if self._chosen is not None and offer is not None:
            self._set(offer, value, phase, self._recipe)

    def _show_bar(self) -> None:
        part = self._chosen
        offer = self._main_offer(part) if part is not None else None
        if part is None or offer is None:
            self.bar.hide()
            return
        self.bar.show_part(spoken(part.name).capitalize(), self._offers(part), offer)
        self.bar.show_value(offer.value(self._recipe), offer.curve(self._recipe))

    def _key(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or self._painting:
            return
        if self._drag is not None:
            self._take_back()
            event.accept()
        elif self._chosen is not None:
            self.close_bar()
            event.accept()
