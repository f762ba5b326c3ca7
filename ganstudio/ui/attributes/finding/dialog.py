"""MakeAttributeDialog: finds directions in five ways, shows each as five pictures and a slider, keeps those named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.ui.attributes.finding.direction_row import DirectionRow
from ganstudio.ui.attributes.finding.pages import (
    RUNNING,
    DirectionsPage,
    FactorsPage,
    MapsPage,
    PrincipalPage,
    StylesPage,
    TwoSetsPage,
)
from ganstudio.ui.attributes.finding.tasks import Layers, Previewed, preview
from ganstudio.ui.bench.task import Task
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.dialog import Dialog
from ganstudio.words import tr


class MakeAttributeDialog(Dialog):
    """Not modal, so that pictures can be dragged in from the film strip.

    Signals:
        task_requested(Task): Work for the model's thread.
        kept(str, AttributeShift): A name, and the direction with the layers it moves.
        played(AttributeShift, bool): A direction's slider is moved, and still held down.
        named(str, str): What a slider was called, and is called now that it is kept.
    """

    task_requested = Signal(Task)
    kept = Signal(str, AttributeShift)
    played = Signal(AttributeShift, bool)
    named = Signal(str, str)

    def __init__(
        self,
        recipe: Recipe,
        parent: QWidget | None = None,
        *,
        folder: Path,
        layers: Mapping[str, Layers],
        maps: Mapping[str, str],
        refusal: Callable[[str], str],
    ) -> None:
        """Takes what the dialog works on.

        Args:
            recipe: The picture on which directions are shown.
            parent: The window.
            folder: Where pictures are looked for first.
            layers: Ranges of style layers by name; the first is the default.
            maps: Layers with feature maps, by what they are called.
            refusal: Gives a sentence for a name that cannot be taken, else an empty text.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Find new attributes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(540, 760)
        self._recipe = recipe
        self._task: Task[Previewed] | None = None
        self._again: dict[DirectionRow, Task[tuple[npt.NDArray[np.uint8], ...]]] = {}
        self.two_sets = TwoSetsPage(folder, layers=layers, refusal=refusal)
        self.principal = PrincipalPage(layers=layers, refusal=refusal)
        self.styles = StylesPage(layers=layers, refusal=refusal)
        self.maps = MapsPage(maps, layers=layers, refusal=refusal)
        self.factors = FactorsPage(layers=layers, refusal=refusal)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        titles = (tr("Two sets"), tr("PCA of w"), tr("PCA of styles"), tr("PCA of maps"), "SeFa")
        tips = (
            tr("From two sets of pictures to the direction between them"),
            tr("Principal directions of w: along which faces differ most"),
            tr("Principal directions of the style channels, the space S"),
            tr("Principal directions of a layer's feature maps (GANSpace)"),
            tr("Style factors: the directions that the style weights amplify most"),
        )
        for page, title, tip in zip(self.pages, titles, tips, strict=True):
            self.tabs.setTabToolTip(self.tabs.addTab(page, title), tip)
            page.work_requested.connect(partial(self._start, page))
            page.kept.connect(self.kept)
            page.played.connect(self.played)
            page.named.connect(self.named)
            page.images_wanted.connect(self._show_again)
            page.show_recipe(recipe)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.tabs)

    @property
    def pages(self) -> tuple[DirectionsPage, ...]:
        """In the order of the tabs."""
        return self.two_sets, self.principal, self.styles, self.maps, self.factors

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows the next directions on another picture, and how far each is in it."""
        self._recipe = recipe
        for page in self.pages:
            page.show_recipe(recipe)

    def _start(self, page: DirectionsPage, layers: Layers) -> None:
        for other in self.pages:
            other.set_running(other is page)
            open_unless(other.button, RUNNING)
        if self._task is not None:
            self._task.drop()
        self._task = Task(
            tr("find directions"),
            page.work(self._recipe, layers),
            title=tr("Find directions"),
            progressed=page.show_progress,
            found=page.show_direction,
            ended=self._end,
        )
        self.task_requested.emit(self._task)

    def _show_again(self, shift: AttributeShift, row: DirectionRow) -> None:
        """Makes a direction's pictures on other layers; what came of an earlier choice is not shown any more."""
        if row in self._again:
            self._again[row].drop()
        self._again[row] = Task(tr("making previews"), preview(self._recipe, shift), found=row.show_images)
        self.task_requested.emit(self._again[row])

    def _end(self) -> None:
        for page in self.pages:
            page.set_running(False)
