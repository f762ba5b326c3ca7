"""MakeAttributeDialog: finds directions in three ways, shows each as five pictures, keeps those that are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.ui.attributes.finding.pages import (
    DirectionsPage,
    FactorsPage,
    PrincipalPage,
    TaskOf,
    TwoSetsPage,
)
from ganstudio.ui.attributes.finding.tasks import MAKE_ATTRIBUTE, Layers
from ganstudio.ui.bench.frame import TaskProgress, TaskRequest


class MakeAttributeDialog(QDialog):
    """Not modal, so that pictures can be dragged in from the film strip.

    Signals:
        task_requested(TaskRequest): Work for the model's thread.
        kept(str, AttributeShift): A name, and the direction with the layers it moves.
    """

    task_requested = Signal(object)
    kept = Signal(str, object)

    def __init__(
        self,
        recipe: Recipe,
        parent: QWidget | None = None,
        *,
        folder: Path,
        layers: Mapping[str, Layers],
        refusal: Callable[[str], str],
    ) -> None:
        """Takes what the dialog works on.

        Args:
            recipe: The picture on which directions are shown.
            parent: The window.
            folder: Where pictures are looked for first.
            layers: Ranges of style layers by name; the first is the default.
            refusal: Gives a sentence for a name that cannot be taken, else an empty text.
        """
        super().__init__(parent)
        self.setWindowTitle("Make an attribute")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 720)
        self._recipe = recipe
        self._asking: DirectionsPage | None = None
        self.two_sets = TwoSetsPage(folder, layers=layers, refusal=refusal)
        self.principal = PrincipalPage(layers=layers, refusal=refusal)
        self.factors = FactorsPage(layers=layers, refusal=refusal)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        titles = ("Two sets of pictures", "Principal directions (PCA)", "Style factors (SeFa)")
        for page, title in zip(self.pages, titles, strict=True):
            self.tabs.addTab(page, title)
            page.task_asked.connect(self._start)
            page.kept.connect(self.kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.tabs)

    @property
    def pages(self) -> tuple[DirectionsPage, ...]:
        """In the order of the tabs."""
        return self.two_sets, self.principal, self.factors

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows the next directions on another picture."""
        self._recipe = recipe

    def show_task(self, progress: TaskProgress) -> None:
        """Takes in what was found."""
        if progress.name == MAKE_ATTRIBUTE and self._asking is not None:
            self._asking.show_progress(progress)

    def end_task(self, name: str) -> None:
        """The work is over, or failed."""
        if name == MAKE_ATTRIBUTE:
            for page in self.pages:
                page.set_running(False)

    def _start(self, task_of: TaskOf, layers: Layers) -> None:
        sender = self.sender()
        self._asking = sender if isinstance(sender, DirectionsPage) else None
        for page in self.pages:
            page.set_running(page is self._asking)
            page.button.setEnabled(False)
        self.task_requested.emit(TaskRequest(MAKE_ATTRIBUTE, task_of(self._recipe, layers), "Find directions"))
