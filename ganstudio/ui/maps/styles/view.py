"""StylesView: the style channels of the face on screen, the most unusual first, each with a slider that shifts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.document import Recipe, replace, with_style
from ganstudio.recipe.edits import StyleShift
from ganstudio.recipe.latent import Noise
from ganstudio.recipe.style_names import in_deviations, style_name
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.maps.styles.channels import FaceStyles, Place, listed
from ganstudio.ui.maps.styles.layout import StylesLayout
from ganstudio.ui.maps.styles.row import StyleRow
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

_MORE = 40
"""Rows that are shown at first, and that are added when more are asked for."""


class StylesView(StylesLayout):
    """Lists channels anew when another face is on screen or something else is looked for, never during a drag.

    Signals:
        recipe_edited(RecipeEdit): LIVE during a drag, DONE at its end.
        task_requested(Task): Work for the model's thread.
        faces_requested(Place): The faces that have most and least of a channel are to be shown.
    """

    faces_requested = Signal(tuple)
    recipe_edited = Signal(RecipeEdit)
    task_requested = Signal(Task)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = Recipe()
        self._spec: GeneratorSpec | None = None
        self._face: FaceStyles | None = None
        self._seen: Recipe | None = None
        """Whose face the styles are, or were asked for."""
        self._latest: Recipe | None = None
        """Whose picture is on screen."""
        self._task: Task[FaceStyles] | None = None
        self._ticked: set[Place] = set()
        self._shown: list[Place] = []
        self._most = _MORE
        self.search.textChanged.connect(self._look_again)
        self.search.left_down.connect(self._go_to_first)
        self.order_box.currentIndexChanged.connect(self._look_again)
        self.shifted_only.clicked.connect(self._look_again)
        self.more_button.clicked.connect(self._show_more)
        self.reset_button.clicked.connect(self.reset_all)
        self.untick_button.clicked.connect(self._untick)
        self._list()

    def show_model(self, model: ModelContext | None) -> None:
        """Another model's channels."""
        self._spec = model.spec if model is not None else None
        self._forget()
        self._list()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows how channels are shifted; never emits."""
        self._recipe = recipe
        if {shift.place for shift in recipe.style_shifts} <= set(self._shown):
            self._show_amounts()
        else:
            self._list()

    def show_frame(self, frame: Frame) -> None:
        """Another picture is on screen; if it is seen, its face's styles are asked for."""
        self._latest = frame.recipe
        self._ask()

    def reset_all(self) -> None:
        """Takes all shifts out, as one step."""
        if self._recipe.style_shifts:
            self.recipe_edited.emit(RecipeEdit(replace(self._recipe, styles=()), tr("reset styles")))

    def take(self, shift: StyleShift) -> str:
        """Shifts a channel as a sheet shows it, as a step to undo; gives the reason where that cannot be."""
        channels = {layer.name: layer.channels for layer in self._spec.style_layers} if self._spec is not None else {}
        if shift.channel >= channels.get(shift.layer, 0):
            return tr(
                "This model has no style channel {channel} of {layer}; the sheet is of another one.",
                channel=shift.channel,
                layer=shift.layer,
            )
        said = tr("style {name} {amount}", name=style_name(*shift.place), amount=in_deviations(shift.amount))
        self.recipe_edited.emit(RecipeEdit(with_style(self._recipe, shift), said))
        self._list()  # with it among the first
        return ""

    def showEvent(self, event: QShowEvent) -> None:
        """Catches up."""
        super().showEvent(event)
        self._ask()

    # The face

    def _ask(self) -> None:
        if self._latest is None or self._spec is None or not self.isVisible():
            return
        face = _face_of(self._latest)
        if face == self._seen:
            return
        self._seen = face
        self._task = Task(
            tr("styles of the face"),
            _styles_of(face),
            instead_of=self._task,
            finished=self._take,
        )
        self.task_requested.emit(self._task)
        if self._face is None:
            self._list()

    def _take(self, face: FaceStyles) -> None:
        self._face = face
        self._list()

    def _forget(self) -> None:
        if self._task is not None:
            self._task.drop()
        self._task = self._face = self._seen = self._latest = None
        self._ticked.clear()
        self._most = _MORE

    # The list

    def _look_again(self) -> None:
        self._most = _MORE
        self._list()

    def _show_more(self) -> None:
        self._most += _MORE
        self._list()

    def _list(self) -> None:
        places: list[Place] = []
        if self._face is not None:
            places = listed(
                self._face,
                search=self.search.text(),
                order=self.order,
                shifted=self._amounts().keys() | self._ticked,
                only_shifted=self.shifted_only.isChecked(),
            )
        self._shown = places[: self._most]
        self._show_rows()
        self.show_empty(*self._why_empty() if not places else ("", ""))
        self.more_button.setVisible(len(places) > self._most)
        self._say_counts(len(places))

    def _show_rows(self) -> None:
        rows = self.with_rows(len(self._shown), self._join)
        widths = self.widths()
        amounts = self._amounts()
        for row, place in zip(rows, self._shown, strict=True):
            if self._face is not None:
                row.show_channel(
                    self._face.channel(place),
                    amount=amounts.get(place, 0.0),
                    ticked=place in self._ticked,
                    widths=widths,
                )

    def _join(self, row: StyleRow) -> None:
        row.shifted.connect(self._shift)
        row.ticked.connect(self._tick)
        row.faces_requested.connect(self.faces_requested)

    def _show_amounts(self) -> None:
        amounts = self._amounts()
        for row in self.rows:
            row.show_amount(amounts.get(row.place, 0.0), ticked=row.place in self._ticked)
        self._say_counts(None)

    def _say_counts(self, found: int | None) -> None:
        shifted, ticked = len(self._recipe.style_shifts), len(self._ticked)
        self.say_counts(found, shifted=shifted, ticked=ticked)
        open_unless(self.reset_button, "" if shifted else tr("No style channel is shifted."))
        open_unless(self.shifted_only, "" if shifted or self.shifted_only.isChecked() else tr("None is shifted."))
        for control in (self.search, self.order_box):
            open_unless(control, "" if self._spec is not None else NO_MODEL)

    def _why_empty(self) -> tuple[str, str]:
        if self._spec is None:
            return tr("No model is loaded"), tr("The style channels of a face appear here once it is.")
        if self._face is None and self._task is not None:
            return tr("Reading this face"), tr("How much each channel varies is learned first, once a model.")
        if self._face is None:
            return tr("Waiting for a face"), tr("Its style channels come with the next picture.")
        if self.search.text().strip():
            return tr("No channel is found"), tr("Write a part of a layer's name, a number, or both: b16.conv0:37.")
        return tr("No channel is shifted"), tr("Turn the filter off to see them all.")

    def _go_to_first(self) -> None:
        if self._shown:
            self.rows[0].amount.slider.setFocus()

    # Shifting

    def _amounts(self) -> dict[Place, float]:
        return {shift.place: shift.amount for shift in self._recipe.style_shifts}

    def _shift(self, place: Place, amount: float, phase: Phase) -> None:
        if self._face is None:
            return
        places = sorted(self._ticked) if place in self._ticked else [place]
        known = {shift.place: shift.deviation for shift in self._recipe.style_shifts}
        shifts = [
            StyleShift(*one, round(amount, 4), known.get(one) or self._face.channel(one).deviation) for one in places
        ]
        recipe = with_style(self._recipe, *shifts)
        if len(places) == 1:
            label = tr("style {name} {amount}", name=style_name(*place), amount=in_deviations(amount))
        else:
            label = tr("style of {count} channels {amount}", count=len(places), amount=in_deviations(amount))
        self._recipe = recipe
        self._show_amounts()
        self.recipe_edited.emit(RecipeEdit(recipe, label, phase))

    def _tick(self, place: Place, on: bool) -> None:
        (self._ticked.add if on else self._ticked.discard)(place)
        self._say_counts(None)

    def _untick(self) -> None:
        self._ticked.clear()
        self._show_amounts()


def _face_of(recipe: Recipe) -> Recipe:
    """What of a recipe its styles depend on, before they are shifted."""
    return replace(recipe, edits=(), styles=(), noise=Noise(), translate=(0.0, 0.0), rotate=0.0)


def _styles_of(face: Recipe) -> Work[FaceStyles]:
    def work(studio: Studio) -> Iterator[Progress[FaceStyles]]:
        statistics = studio.styles.statistics
        yield Progress(1, 2)
        found = FaceStyles(own=studio.styles.of(face), mean=statistics.mean, deviation=statistics.deviation)
        yield Progress(2, 2, found=found)

    return work
