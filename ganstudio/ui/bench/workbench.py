"""Workbench: what is on screen. Joins the session (recipe, steps) to the render service (pictures)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ganstudio.errors import WorkspaceError
from ganstudio.recipe.document import Recipe, owned_by, replace
from ganstudio.recipe.edits import SpatialEdit, applied
from ganstudio.recipe.history import History
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.ui.bench.comparison import Comparison
from ganstudio.ui.bench.frame import Draft, Failure, Frame
from ganstudio.ui.bench.journaling import Journaling
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.placing import Placing
from ganstudio.ui.bench.render_service import RenderService
from ganstudio.ui.bench.session import RecipeEdit, Session
from ganstudio.ui.bench.task import Task, once
from ganstudio.words import tr
from ganstudio.workspace import Workspace
from ganstudio.workspace.journal_lines import Left

START_VARIATION = 0.7
"""Where variation stands when a model is opened: most models are at their best a little towards the average."""


class Workbench(QObject):
    """The recipe on screen, its frame, the one before, and whether the picture follows at once. Main thread only.

    Attributes:
        session: Recipe and history. service: the worker. model: the loaded model, or None. frame: the last picture.
        comparison: The picture before the last change. placing: detectors and scripts at work on new pictures.
        keep_noise_seed: Whether a generated picture keeps the noise seed on screen, instead of bringing its own.
        first_seed: Of the picture that the next model shows when it is opened; None: drawn at random.
        adapt_new_image: Changes the recipe of an image about to be generated, as "reset for new images" does.

    Signals:
        frame_shown(Frame): Put this on screen, feature maps included.
        picture_shown(Frame): Put only this picture on screen; its frame with feature maps is on its way.
        draft_shown(Draft): Put this on screen until the picture itself is there.
        frame_kept(Frame): The picture of a step of the history.
        generated(Frame): A picture made by Generate, to be saved. opened(): What comes from a file is to be shown.
        state_changed(): Something changed that commands depend on.
        failed(Failure), model_changed(ModelContext): For bars and panels.
    """

    frame_shown = Signal(Frame)
    picture_shown = Signal(Frame)
    draft_shown = Signal(Draft)
    frame_kept = Signal(Frame)
    generated = Signal(Frame)
    opened = Signal()
    state_changed = Signal()
    failed = Signal(Failure)
    model_changed = Signal(ModelContext)

    def __init__(self, service: RenderService, parent: QObject | None = None, *, live: bool = True) -> None:
        super().__init__(parent)
        self.session = Session(parent=self)
        self.journaling = Journaling(self.session, self)
        self.service = service
        self.model: ModelContext | None = None
        self.frame: Frame | None = None
        self._live = live
        self._stale = False
        self._capture: tuple[str, ...] = ()
        self._steps: frozenset[Recipe] = frozenset()
        self._recipe_for_next_model: tuple[Recipe, str] | None = None
        self._basing: Task[Recipe] | None = None
        self._moving = self._generating = False
        self._shown_serial = 0
        self._opened: tuple[float, float] | None = None
        """The variation of what was opened, and the one that new pictures had until then and go on to have."""
        self._switching_model = False
        self.keep_noise_seed = False
        self.first_seed: int | None = None
        self.adapt_new_image: Callable[[Recipe], Recipe] = _unchanged
        self.session.recipe_changed.connect(self._recipe_changed)
        self.session.history_changed.connect(self._history_changed)
        service.rendered.connect(self._rendered)
        service.drafted.connect(self._drafted)
        service.model_loaded.connect(self._model_loaded)
        self.comparison = Comparison(self.session, service, self)
        self.placing = Placing(service, self.session, self)
        self.placing.placed.connect(self._show_new)
        self.placing.corrected.connect(self._show_corrected)
        self.placing.completed.connect(self._show_completed)
        self.placing.next_requested.connect(self.generate)
        self.generated.connect(self.placing.picture_saved)

    @property
    def live(self) -> bool:
        """Whether the picture follows each change by itself."""
        return self._live

    @property
    def stale(self) -> bool:
        """Whether the picture waits for Update."""
        return self._stale

    @property
    def frame_is_current(self) -> bool:
        """Whether the frame at hand is the picture of the recipe on screen."""
        return self.frame is not None and self.frame.recipe == self.session.recipe

    def edit(self, edit: RecipeEdit) -> None:
        """Takes a change from a panel or tab."""
        if self.model is not None:
            if edit.recipe.variation != self.session.recipe.variation:
                self._opened = None
            self.session.edit(edit)

    def open_model(
        self,
        path: str | Path,
        *,
        device: str,
        precision: str,
        recipe: Recipe | None = None,
        workspace: Workspace | None = None,
    ) -> int:
        """Loads a model; once it is there, shows `recipe`, or a first picture.

        With another workspace, the model that was there already comes back with its picture and its history.

        Returns:
            How many pictures that Generate was to make will not be made.
        """
        self._recipe_for_next_model = (recipe, tr("opened")) if recipe is not None else None
        return self.service.open_model(
            path,
            device=device,
            precision=precision,
            workspace=workspace,
            history_bytes=self.session.most_bytes,
        )

    def show(self, recipe: Recipe, label: str) -> None:
        """Puts another recipe on screen, as a step that can be undone, and renders it even where live update is off."""
        self._move(lambda: self.session.open(self._owned(recipe), label))

    def open(self, recipe: Recipe, label: str) -> None:
        """Shows what comes from a file or the clipboard; new pictures keep the variation that they had until then."""
        opened = recipe.variation, self._variation_of_new()
        self._move(lambda: self.session.begin(self._owned(recipe), label))
        self._opened = opened
        self.opened.emit()

    def generate(self, seed: int | None = None, *, plain: bool = False) -> None:
        """Makes a new picture with all sliders and edits as they are, or `plain`; it is saved once it is there.

        Where variation is 0 every picture is the base, so it goes back to where it was last.
        """
        if self.model is None:
            return
        number = secrets.randbelow(1 << 32) if seed is None else seed
        new = with_new_seed(self.template_of_new(plain=plain), number, own_noise=not self.keep_noise_seed)
        recipe = self.adapt_new_image(self._owned(new))
        if not self.placing.place_new(recipe):
            self._show_new(recipe)

    def template_of_new(self, *, plain: bool = False) -> Recipe:
        """The recipe on screen, as new pictures take it over: with variation above 0, so that they show.

        Of a `plain` one all sliders are at zero and nothing is mixed; its tabs stay.
        """
        recipe = replace(self.session.recipe, variation=self._variation_of_new())
        if not plain:
            return recipe
        edits = tuple(applied(edit, multiplier=0.0) for edit in recipe.edits)
        return replace(recipe, style_mix=(), attributes=(), edits=edits, styles=())

    def _show_new(self, recipe: Recipe) -> None:
        label = tr("seed {seed}", seed=recipe.latent.seed) if isinstance(recipe.latent, Seed) else tr("new picture")
        moved = recipe.variation != self.session.recipe.variation
        self._generating = True
        if recipe == self.session.recipe:
            self._request()
        else:
            said = tr("{step}, variation {variation:.2f}", step=label, variation=recipe.variation) if moved else label
            self._move(lambda: self.session.begin(self._owned(recipe), said))
        self._generating = False

    def update(self) -> None:
        """Renders the recipe on screen."""
        self._request()

    def set_live(self, live: bool) -> None:
        """Turns live update on or off; turning it on catches up."""
        self._live = live
        if live and self._stale:
            self._request()
        self.state_changed.emit()

    def set_capture(self, layers: tuple[str, ...]) -> None:
        """Names the layers whose feature maps each frame is to carry."""
        if layers != self._capture:
            self._capture = layers
            missing = self.frame is None or not set(layers) <= set(self.frame.feature_maps)
            if layers and missing and self.model is not None:
                self._request()

    def undo(self) -> None:
        """One step back; a picture that was asked for and is not there yet is the last step."""
        if not self.placing.take_back():
            self._go(-1)

    def redo(self) -> None:
        """One step forward."""
        self._go(1)

    def go(self, steps: int) -> None:
        """Several steps, as from the history list; going back gives up the pictures that are not there yet."""
        while steps < 0 and self.placing.take_back():
            pass
        self._go(steps)

    def set_base(self) -> None:
        """Makes the picture on screen the base: the variation slider stands at 0 there, and leads away from it."""
        recipe = self.session.recipe
        if self.model is not None:
            work = once(lambda studio: studio.set_as_base(recipe))
            self._basing = Task(tr("set as base"), work, instead_of=self._basing, finished=self._show_base)
            self.service.start(self._basing)

    def reset_base(self) -> None:
        """Goes back to the model's average as base; from variation 0 also to where that was last, see `generate`."""
        if self.session.recipe.base is not None:
            recipe = replace(self.session.recipe, variation=self._variation_above_zero(), base=None)
            self.show(recipe, tr("reset base"))

    def close(self) -> None:
        """Ends the worker, once what is to be finished is, and the journal."""
        self.service.close()
        self.journaling.close()

    def _go(self, steps: int) -> None:
        self._move(lambda: self.session.go(steps))

    def _move(self, change: Callable[[], None]) -> None:
        """Changes the recipe on screen, and has it rendered even where live update is off."""
        self._moving = True
        change()
        self._moving = False

    def _show_corrected(self, recipe: Recipe, label: str) -> None:
        self._move(lambda: self.session.place(recipe, label))

    def _show_completed(self, recipe: Recipe) -> None:
        self._move(lambda: self.session.complete(recipe))

    def _variation_above_zero(self) -> float:
        history = self.session.history
        known = (self.session.recipe, *(step.recipe for step in reversed(history.past)))
        return next((recipe.variation for recipe in known if recipe.variation > 0.0), START_VARIATION)

    def _variation_of_new(self) -> float:
        variation = self._variation_above_zero()
        return self._opened[1] if self._opened is not None and self._opened[0] == variation else variation

    def _owned(self, recipe: Recipe) -> Recipe:
        return recipe if self.model is None else owned_by(recipe, self.model.identity)

    def _request(self) -> None:
        if self._ask():
            self.state_changed.emit()

    def _ask(self) -> bool:
        """Asks for the picture; gives whether it can be made."""
        if self.model is None or self._switching_model:
            return False
        self._stale = False
        self.service.request(self.session.recipe, self._capture, keep=self._generating)
        return True

    def _recipe_changed(self, recipe: Recipe) -> None:
        cached = self.comparison.frames.get(recipe)
        if cached is not None:
            self._show(cached)  # at once; it is rendered all the same, for its feature maps and for the next change
        if self._live or self._moving or self.comparison.toggling:
            self._ask()
        else:
            self._stale = cached is None
        self.state_changed.emit()

    def _history_changed(self, history: History) -> None:
        self._steps = frozenset(step.recipe for step in (*history.past, history.present, *history.future))
        if self.frame is not None:
            self._keep(self.frame)
        self.state_changed.emit()

    def _rendered(self, frame: Frame) -> None:
        if self.model is None:
            return
        if frame.serial > self._shown_serial:  # one that Generate has made may come after a newer one
            self._shown_serial = frame.serial
            self._show(frame)
        self._keep(frame)
        if frame.keep:
            self.generated.emit(frame)

    def _drafted(self, draft: Draft) -> None:
        is_at_hand = self.frame is not None and self.frame.recipe == draft.recipe
        if self.model is not None and draft.serial > self._shown_serial and not is_at_hand:
            self._shown_serial = draft.serial - 1  # its own frame may come after it, an older one may not
            self.draft_shown.emit(draft)

    def _show(self, frame: Frame) -> None:
        self.frame = frame
        has_maps = set(self._capture) <= set(frame.feature_maps)
        (self.frame_shown if has_maps else self.picture_shown).emit(frame)
        self.state_changed.emit()

    def _keep(self, frame: Frame) -> None:
        if frame.recipe in self._steps:
            self.comparison.frames.keep(frame)
            self.frame_kept.emit(frame)

    def _show_base(self, recipe: Recipe) -> None:
        self.show(recipe, tr("set as base"))

    def _model_loaded(self, model: ModelContext) -> None:
        same = self.model is not None and self.model.model_id == model.model_id
        self.model = model
        self.comparison.frames.clear()
        self.placing.show_model(model)
        self._switching_model = True  # tabs may ask for feature maps of the new model before its recipe is there
        self.model_changed.emit(model)
        self._switching_model = False
        if model.journal is not None or not same:
            self.journaling.go_on_in(model.journal, model.workspace.root)
        if same:
            self.journaling.write_all()
        wanted, self._recipe_for_next_model = self._recipe_for_next_model, None
        self._move(lambda: self._show_session(model, is_going_on=same, wanted=wanted))
        if wanted is not None:
            self.placing.place_opened(self.session.recipe)
        elif same:
            self._request()

    def _show_session(self, model: ModelContext, *, is_going_on: bool, wanted: tuple[Recipe, str] | None) -> None:
        """The session at hand, that which the model was left in, or a new one; and in it the picture `wanted`."""
        left = Left() if model.journal is None else model.journal.left
        is_new = not is_going_on and left.history is None
        if not is_going_on and not is_new:
            self.journaling.resume(left)
        if wanted is not None:
            opened = wanted[0].variation, self._variation_of_new()
            put = self.session.restart if is_new else self.session.begin
            put(self._owned(wanted[0]), wanted[1])
            self._opened = opened
            self.opened.emit()
        elif is_new:
            self.session.restart(self._first_recipe(model), tr("start"))

    def _first_recipe(self, model: ModelContext) -> Recipe:
        seed = secrets.randbelow(1 << 32) if self.first_seed is None else self.first_seed
        self.first_seed = None
        recipe = Recipe(latent=Seed(seed), variation=START_VARIATION, edits=self._basic_tabs(model))
        return owned_by(recipe, model.identity)

    def _basic_tabs(self, model: ModelContext) -> tuple[SpatialEdit, ...]:
        try:
            return model.folder.load_tabs("basic")
        except WorkspaceError as error:
            self.failed.emit(Failure(str(error)))
            return ()


def _unchanged(recipe: Recipe) -> Recipe:
    return recipe
