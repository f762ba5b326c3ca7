"""AttributeFinding: the dialog that finds new directions, while it is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.spec import layer_bands
from ganstudio.ui.attributes.entries import BAND_TITLES
from ganstudio.ui.attributes.finding.dialog import MakeAttributeDialog
from ganstudio.ui.attributes.finding.tasks import Layers
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.task import Task
from ganstudio.words import tr


class AttributeFinding(QObject):
    """Opens the dialog once, and tells it what happens.

    Signals:
        kept(str, AttributeShift): A direction found, with the layers it moves, and the name it is to have.
        played(AttributeShift, bool): A direction's slider is moved, and still held down.
        named(str, str): What a slider was called, and is called now that it is kept.
        task_requested(Task): Work for the model's thread.
        message(str): What could not be done.
    """

    kept = Signal(str, AttributeShift)
    played = Signal(AttributeShift, bool)
    named = Signal(str, str)
    task_requested = Signal(Task)
    message = Signal(str)

    def __init__(self, window: QWidget, *, refusal: Callable[[str], str]) -> None:
        """The dialog opens above `window`; `refusal` says why a name cannot be given, empty if it can."""
        super().__init__(window)
        self._window = window
        self._refusal = refusal
        self._model: ModelContext | None = None
        self._dialog: MakeAttributeDialog | None = None

    def set_model(self, model: ModelContext | None) -> None:
        """Closes what was found in another model."""
        self._model = model
        if self._dialog is not None:
            self._dialog.close()

    def ask(self, recipe: Recipe) -> None:
        """Opens the dialog; it shows what directions do on this picture."""
        model = self._model
        if model is None:
            return
        if self._dialog is not None:
            self._dialog.raise_()
            return
        bands = {BAND_TITLES[name]: Layers(band.first, band.last) for name, band in layer_bands(model.spec).items()}
        self._dialog = MakeAttributeDialog(
            recipe,
            self._window,
            folder=model.workspace.portraits,
            layers={tr("All"): Layers(), **bands},
            maps={layer.title: layer.name for layer in model.spec.layers},
            refusal=self._refusal,
        )
        self._dialog.played.connect(self.played)
        self._dialog.named.connect(self.named)
        self._dialog.task_requested.connect(self.task_requested)
        self._dialog.kept.connect(self.kept)
        self._dialog.finished.connect(self._forget)
        self._dialog.show()
        self._beside_the_picture(self._dialog)

    def show_recipe(self, recipe: Recipe) -> None:
        """Directions found from now on are shown on this picture."""
        if self._dialog is not None:
            self._dialog.show_recipe(recipe)

    def _beside_the_picture(self, dialog: MakeAttributeDialog) -> None:
        """Over the panel at the right, so that the picture is seen while its sliders are played with."""
        window, frame = self._window.window().frameGeometry(), dialog.frameGeometry()
        dialog.move(window.right() - frame.width(), max(window.top(), window.center().y() - frame.height() // 2))

    def _forget(self) -> None:
        self._dialog = None
