"""The three pages of the dialog: what each way of finding directions needs, and what it has found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.ui.attributes.finding.direction_row import DirectionRow
from ganstudio.ui.attributes.finding.picture_set import PictureSet
from ganstudio.ui.attributes.finding.tasks import (
    Layers,
    Previewed,
    compare_two_sets,
    find_factors,
    find_in_maps,
    find_principal,
    find_styles,
)
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.words import tr

RUNNING = tr("A search is running.")
"""Why no other search can begin."""


class DirectionsPage(QWidget):
    """A sentence, the choice of layers, a button, and the rows found.

    Attributes:
        rows: What was found.

    Signals:
        work_requested(Layers): Find directions.
        kept(str, AttributeShift): Keep one.
        played(AttributeShift, bool): A slider is moved, and still held down.
        named(str, str): What a slider was called, and is called now that it is kept.
    """

    work_requested = Signal(Layers)
    kept = Signal(str, AttributeShift)
    played = Signal(AttributeShift, bool)
    named = Signal(str, str)
    images_wanted = Signal(AttributeShift, DirectionRow)

    def __init__(
        self, name: str, hint: str, action: str, *, layers: Mapping[str, Layers], refusal: Callable[[str], str]
    ) -> None:
        super().__init__()
        self.name = name
        self._refusal = refusal
        self._layers = layers
        self._recipe = Recipe()
        self.rows: list[DirectionRow] = []
        self.hint = QLabel(hint, self)
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        self.layers = QComboBox(self)
        self.layers.setAccessibleName(tr("Layers"))
        self.layers.setToolTip(
            tr("The style layers that the attribute moves: coarse for shape, fine for color and lines")
        )
        for text, range_of in layers.items():
            self.layers.addItem(text, range_of)
        self.button = QPushButton(action, self)
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self._ask)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress"))
        place = self.progress.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # or the sliders below would jump from under the pointer
        self.progress.setSizePolicy(place)
        self.progress.hide()
        self._found = ScrollColumn(self)
        self._found.column.setContentsMargins(0, 0, 0, 0)
        self._found.column.addStretch(1)
        self._lay_out()

    def work(self, recipe: Recipe, layers: Layers) -> Work[Previewed]:
        """The work of this page."""
        raise NotImplementedError

    def show_progress(self, progress: Progress[Previewed]) -> None:
        """Shows how far it is."""
        self.progress.setMaximum(max(1, progress.total))
        self.progress.setValue(progress.done)
        self.progress.setVisible(progress.done < progress.total)
        self.set_running(progress.done < progress.total)

    def show_direction(self, found: Previewed) -> None:
        """Shows a direction that was found."""
        row = DirectionRow(found, self, layers=self._layers, refusal=self._refusal)
        row.kept.connect(self.kept)
        row.played.connect(self.played)
        row.named.connect(self.named)
        row.images_wanted.connect(lambda shift: self.images_wanted.emit(shift, row))
        row.show_recipe(self._recipe)
        self._found.column.insertWidget(self._found.column.count() - 1, row)
        self.rows.append(row)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows how far each direction is in a picture."""
        self._recipe = recipe
        for row in self.rows:
            row.show_recipe(recipe)

    def set_running(self, running: bool) -> None:
        """Whether the search goes on."""
        reason = "" if self.is_ready else tr("Add pictures first.")
        open_unless(self.button, RUNNING if running else reason)
        if not running:
            self.progress.hide()

    @property
    def is_ready(self) -> bool:
        """Whether all that is needed is there."""
        return True

    def _extra(self) -> QWidget | None:
        return None

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(8)
        controls.addWidget(QLabel(tr("Layers"), self))
        controls.addWidget(self.layers)
        controls.addStretch(1)
        controls.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.hint)
        extra = self._extra()
        if extra is not None:
            column.addWidget(extra)
        column.addLayout(controls)
        column.addWidget(self.progress)
        column.addWidget(self._found, 1)

    def _ask(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        open_unless(self.button, RUNNING)
        self.work_requested.emit(self.layers.currentData(Qt.ItemDataRole.UserRole))


class PrincipalPage(DirectionsPage):
    """PCA of w."""

    def __init__(self, *, layers: Mapping[str, Layers], refusal: Callable[[str], str]) -> None:
        hint = tr("The directions along which the model's pictures differ most. Look at each, name those you like.")
        super().__init__("PCA", hint, tr("Find directions"), layers=layers, refusal=refusal)

    def work(self, recipe: Recipe, layers: Layers) -> Work[Previewed]:
        """Ten directions."""
        return find_principal(recipe, layers=layers)


class StylesPage(DirectionsPage):
    """PCA of the style channels."""

    def __init__(self, *, layers: Mapping[str, Layers], refusal: Callable[[str], str]) -> None:
        hint = tr("The directions along which the style channels of the chosen layers differ most, each channel alike.")
        super().__init__(tr("Styles"), hint, tr("Find directions"), layers=layers, refusal=refusal)

    def work(self, recipe: Recipe, layers: Layers) -> Work[Previewed]:
        """Ten directions."""
        return find_styles(recipe, layers=layers)


class MapsPage(DirectionsPage):
    """PCA of a layer's feature maps (GANSpace)."""

    def __init__(self, maps: Mapping[str, str], *, layers: Mapping[str, Layers], refusal: Callable[[str], str]) -> None:
        """`maps` are the layers that can be looked at: what they are called, and their names."""
        self.maps = QComboBox()
        self.maps.setAccessibleName(tr("Feature maps of"))
        self.maps.setToolTip(
            tr("The layer whose feature maps are looked at: coarse for pose and shape, fine for colors")
        )
        for text, name in maps.items():
            self.maps.addItem(text, name)
        self.maps.setCurrentIndex(min(4, self.maps.count() - 1))
        hint = tr("The directions along which the feature maps of one layer differ most, from a few hundred faces.")
        super().__init__(tr("Maps"), hint, tr("Find directions"), layers=layers, refusal=refusal)

    def work(self, recipe: Recipe, layers: Layers) -> Work[Previewed]:
        """Ten directions."""
        return find_in_maps(recipe, str(self.maps.currentData()), layers=layers)

    def _extra(self) -> QWidget | None:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(QLabel(tr("Feature maps of"), row))
        line.addWidget(self.maps)
        line.addStretch(1)
        return row


class FactorsPage(DirectionsPage):
    """Closed-form factorisation of the style weights."""

    def __init__(self, *, layers: Mapping[str, Layers], refusal: Callable[[str], str]) -> None:
        hint = tr("The directions to which the chosen layers answer most, from their weights alone.")
        super().__init__("SeFa", hint, tr("Find directions"), layers=layers, refusal=refusal)

    def work(self, recipe: Recipe, layers: Layers) -> Work[Previewed]:
        """Ten directions."""
        return find_factors(recipe, layers=layers)


class TwoSetsPage(DirectionsPage):
    """Pictures with something, pictures without it."""

    def __init__(self, folder: Path, *, layers: Mapping[str, Layers], refusal: Callable[[str], str]) -> None:
        self.with_set = PictureSet(tr("With"), tr("Pictures that have it, such as a smile"))
        self.without_set = PictureSet(tr("Without"), tr("Pictures that do not have it"))
        hint = tr(
            "Drop pictures from the film strip: some that have it, some that have not. Five to twenty of each do well; "
            "the better of two methods is taken, tested on pictures left out."
        )
        super().__init__(tr("Two sets"), hint, tr("Make direction"), layers=layers, refusal=refusal)
        for one in (self.with_set, self.without_set):
            one.folder = folder
            one.changed.connect(lambda: self.set_running(False))
        self.set_running(False)

    @property
    def is_ready(self) -> bool:
        """Both sets have a picture."""
        return bool(self.with_set.paths) and bool(self.without_set.paths)

    def work(self, recipe: Recipe, layers: Layers) -> Work[Previewed]:
        """One direction."""
        paths = (self.with_set.paths, self.without_set.paths)
        return compare_two_sets(recipe, paths=paths, layers=layers)

    def _extra(self) -> QWidget:
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.with_set, 1)
        row.addWidget(self.without_set, 1)
        return both
