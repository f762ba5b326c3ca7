"""PartsController: lights the part under the mouse, drags it, and shows what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.canvas.image_view import ImageView
from ganstudio.ui.canvas.parts import PartOverlay
from ganstudio.ui.canvas.pointer import PointerEvent, PointerKind
from ganstudio.ui.spatial.parts.bar import PartBar
from ganstudio.ui.spatial.parts.chosen import ChosenPart
from ganstudio.ui.spatial.parts.finding import Part, detectors_of
from ganstudio.ui.spatial.parts.offers import Kind, Offer, with_multiplier
from ganstudio.ui.spatial.parts.search import PartSearch
from ganstudio.words import spoken, tr

_DRAG_FROM_PX = 4.0


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

    It looks for parts only while the mouse is over the picture, or a lesson points at them.

    Attributes:
        chosen: The part that was clicked, and its bar. search: finds parts.

    Signals:
        recipe_edited(RecipeEdit): LIVE during a drag, DONE at its end.
        attribute_moved(name, amount, Phase): str, float: an attribute is to be moved.
        clicked(str), dragged(str): A part, by its name: once it is let go.
    """

    recipe_edited = Signal(RecipeEdit)
    attribute_moved = Signal(str, float, Phase)
    clicked = Signal(str)
    dragged = Signal(str)

    def __init__(self, view: ImageView) -> None:
        super().__init__(view)
        self._view = view
        self._on, self._painting, self._comparing, self._watching = True, False, False, False
        self._recipe = Recipe()
        self._detectors: dict[str, tuple[str, ...]] = {}
        self._asked = False
        self._mouse: tuple[float, float] | None = None
        self._lit: Part | None = None
        self._drag: _Drag | None = None
        self.bar = PartBar(view)
        self.chosen = ChosenPart(self.bar)
        self.search = PartSearch(self)
        view.set_foot_widget(self.bar)
        view.pointer.connect(self._pointer)
        view.key_pressed.connect(self._key)
        self.search.changed.connect(self._light)
        self.chosen.move_requested.connect(self._move_chosen)
        self.chosen.offer_changed.connect(self._light_anew)
        self.bar.closed.connect(self.close_bar)
        self.bar.entered.connect(self._leave)

    @property
    def names(self) -> tuple[str, ...]:
        """What the parts are called that the model's detectors know."""
        return tuple(self._detectors)

    @property
    def detectors(self) -> Mapping[str, tuple[str, ...]]:
        """The detectors that know each part."""
        return self._detectors

    @property
    def parts(self) -> tuple[Part, ...]:
        """Those that are known on the picture on screen, the smallest first."""
        found = self.search.of(self._recipe)
        return found.parts if found is not None else ()

    def show_model(self, model: ModelContext | None) -> None:
        """Another model: other tabs that can be added."""
        self.chosen.show_model(model)
        self._forget()

    def show_detectors(self, names: Iterable[str]) -> None:
        """The model has these detectors now."""
        self._detectors = detectors_of(names)
        self._forget()

    def show_recipe(self, recipe: Recipe) -> None:
        """Follows the recipe on screen; a drag of which it is no step is over, and the bar goes with its face."""
        drag = self._drag
        if recipe.latent != self._recipe.latent:
            self.chosen.drop()
        self._recipe = recipe
        moves_tab = drag is not None and drag.offer is not None and drag.offer.kind is Kind.TAB
        if drag is not None and moves_tab and recipe not in (drag.last, drag.recipe):
            self._drop_drag()
        self.chosen.show_recipe(recipe)
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
        part = self.search.part(self._recipe, name) if self._ready else None
        if part is None:
            return None
        left, top, right, bottom = part.box
        picture = self._view.picture_rect()
        upper = picture.topLeft()
        return QRectF(
            upper.x() + left * picture.width(),
            upper.y() + top * picture.height(),
            (right - left) * picture.width(),
            (bottom - top) * picture.height(),
        )

    def set_pointed_at(self, on: bool) -> None:
        """Whether parts are looked for wherever the mouse is, as a lesson points at them."""
        self._asked = on
        self._look()

    def choose_name(self, name: str) -> None:
        """Shows what can be done with a part, wherever the mouse is."""
        nowhere = Part(name, self._detectors[name], np.zeros((1, 1), np.float32))
        self.chosen.choose(self.search.part(self._recipe, name) or nowhere)
        self._look()

    def close_bar(self) -> None:
        """Done with the part that was clicked."""
        self.chosen.drop()
        self._view.setFocus()

    @property
    def _ready(self) -> bool:
        used_otherwise = self._painting or self._comparing or self._watching
        return self._on and bool(self._detectors) and not used_otherwise and self._view.has_image

    def _forget(self) -> None:
        self.search.forget()
        self.chosen.drop()
        self._drop_drag()
        self._light()

    def _quiet_down(self) -> None:
        if not self._ready:
            self._drop_drag()
            self.chosen.drop()
        self._light()

    def _drop_drag(self) -> None:
        if self._drag is not None:
            self._drag = None
            self._unlight()

    def _unlight(self) -> None:
        self._lit = None
        self._view.set_overlay("part", None)

    def _light_anew(self) -> None:
        self._unlight()
        self._light()

    def _leave(self) -> None:
        self._mouse = None
        self._light()

    def _look(self) -> None:
        """Has the parts of the picture on screen looked for, if somebody points at them."""
        dragged = self._drag is not None and self._drag.moves
        wanted = self._asked or self._mouse is not None or self.chosen.part is not None
        if self._ready and wanted and not dragged:
            self.search.look(self._recipe)

    def _at(self, place: tuple[float, float] | None) -> Part | None:
        found = self.search.of(self._recipe) if self._ready and place is not None else None
        return found.at(*place) if found is not None and place is not None else None

    def _light(self) -> None:
        """Lights the part under the mouse, or names what is dragged."""
        drag = self._drag
        if drag is not None and drag.moves and drag.offer is not None:
            value = drag.offer.value_text(self._recipe)
            overlay = PartOverlay(drag.part.field, drag.offer.title.capitalize(), value, outlined=False)
            self._view.set_overlay("part", overlay)
            return
        part = self._at(self._mouse)
        if part is self._lit:
            return
        self._lit = part
        self._view.set_overlay("part", None if part is None else self._overlay(part))
        if not self._painting:
            over = Qt.CursorShape.SizeVerCursor if part is not None else Qt.CursorShape.ArrowCursor
            self._view.set_tool_cursor(over)

    def _overlay(self, part: Part) -> PartOverlay:
        offer = self.chosen.main_offer(part)
        hint = (
            tr("click to find what changes it") if offer is None else tr("drag up or down: {title}", title=offer.title)
        )
        return PartOverlay(part.field, spoken(part.name).capitalize(), hint)

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
        part = self._at((event.x, event.y))
        if part is None:
            if self.chosen.part is not None:
                self.close_bar()
            return
        offer = self.chosen.main_offer(part)
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
        curve = self.chosen.curve(drag.recipe, drag.offer)
        value = drag.offer.dragged(drag.start, pixels, curve=curve, fine=event.shift)
        self._set(drag.offer, value, Phase.LIVE, drag.recipe)
        self._light()

    def _release(self) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        if drag.moves and drag.offer is not None:
            self._set(drag.offer, drag.offer.value(self._recipe), Phase.DONE, self._recipe)
        self._unlight()
        self.chosen.choose(drag.part)
        (self.dragged if drag.moves else self.clicked).emit(drag.part.name)
        self._look()
        self._light()

    def _take_back(self) -> None:
        drag, self._drag = self._drag, None
        if drag is not None and drag.moves and drag.offer is not None:
            if drag.offer.kind is Kind.TAB:
                self.recipe_edited.emit(RecipeEdit(drag.recipe, drag.offer.label(drag.start)))
            else:
                self.attribute_moved.emit(drag.offer.name, drag.start, Phase.DONE)
        self._light_anew()

    def _move_chosen(self, offer: Offer, value: float, phase: Phase) -> None:
        self._set(offer, value, phase, self._recipe)

    def _set(self, offer: Offer, value: float, phase: Phase, recipe: Recipe) -> None:
        if offer.kind is Kind.ATTRIBUTE:
            self.attribute_moved.emit(offer.name, value, phase)
            return
        edit, found = self.chosen.tab(recipe, offer.name), self.search.of(recipe)
        if edit is None:
            return
        after = with_multiplier(recipe, edit, value, found.masks if found is not None else {})
        if self._drag is not None:
            self._drag.last = after
        self.recipe_edited.emit(RecipeEdit(after, offer.label(value), phase))

    def _key(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or self._painting:
            return
        if self._drag is not None:
            self._take_back()
            event.accept()
        elif self.chosen.part is not None:
            self.close_bar()
            event.accept()
