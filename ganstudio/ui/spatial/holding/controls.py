"""HoldingControls: what is tried, on how many faces, where the part is on them, and how strongly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.spatial.painting.grid import default_layer
from ganstudio.ui.spatial.search_row import strength_row
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.layer_menu import LayerMenu
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.words import spoken, tr

Kind = Literal["maps", "styles"]
_KINDS: tuple[tuple[Kind, str], ...] = (("maps", tr("feature maps")), ("styles", tr("style channels")))
_FACES, _MOST_FACES = 30, 500


class HoldingControls(QWidget):
    """What, where and how, in rows.

    Attributes:
        kind_box, layers, style_layers, faces, source_box, part_box, strength: By their names.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind_box = _box(
            tr("What is tried"), tr("Feature maps, changed in the part; or style channels, which change all")
        )
        self.kind_box.addItems([text for _, text in _KINDS])
        self.layers = LayerMenu(self)
        self.style_layers = LayerMenu(self)
        for menu in (self.layers, self.style_layers):
            menu.setToolTip(
                tr("The layers whose channels are tried. Coarse ones move shapes, fine ones colors and lines")
            )
        self.faces = SpinField(self)
        self.faces.setRange(1, _MOST_FACES)
        self.faces.setValue(_FACES)
        self.faces.setAccessibleName(tr("Faces to try on"))
        self.faces.setToolTip(tr("On how many faces each channel is tried"))
        self.source_box = _box(
            tr("Which faces"),
            tr(
                "The face on screen and random ones like it; or those that the Record card of the Feature maps tab has "
                "recorded, the newest first"
            ),
        )
        self.source_box.addItem(tr("random faces"))
        self.part_box = _box(
            tr("Part"), tr("Where the part is on each face: as a detector finds it, or as painted here")
        )
        self._detectors: tuple[str, ...] = ()
        self._tab = ""
        self._chosen: dict[str, str] = {}
        """By tab: the part that was chosen for it by hand."""
        self.part_box.activated.connect(lambda _index: self._chosen.update({self._tab: self.detector}))
        self.strength = strength_row(
            self, tr("How much is added to each channel and taken away, in its standard deviations over many faces")
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (
            (tr("Try"), (self.kind_box,)),
            (tr("Layers"), (self.layers, self.style_layers)),
            (tr("Faces"), (self.faces, self.source_box)),
            (tr("Part"), (self.part_box,)),
            (tr("Strength (sd)"), (self.strength,)),
        )
        for row, (text, widgets) in enumerate(rows):
            grid.addWidget(QLabel(text, self), row, 0)
            line = QHBoxLayout()
            line.setSpacing(8)
            for widget in widgets:
                line.addWidget(widget, 2 if widget is self.source_box else 1)
            grid.addLayout(line, row, 1)
        self.kind_box.currentIndexChanged.connect(self._show_kind)
        self.show_edit(None)
        self._show_kind()
        self.show_recorded(0)

    @property
    def kind(self) -> Kind:
        """What is tried."""
        return _KINDS[self.kind_box.currentIndex()][0]

    @property
    def chosen_layers(self) -> tuple[str, ...]:
        """Whose channels are tried."""
        return (self.layers if self.kind == "maps" else self.style_layers).chosen

    @property
    def detector(self) -> str:
        """Which detector finds the part; empty for where it is painted."""
        return str(self.part_box.currentData() or "")

    @property
    def takes_recorded(self) -> bool:
        """Whether channels are tried on the recorded faces."""
        return self.source_box.currentIndex() == 1

    def show_recorded(self, count: int) -> None:
        """Offers the recorded faces, if there are any."""
        taken = self.takes_recorded
        while self.source_box.count() > 1:
            self.source_box.removeItem(1)
        if count:
            self.source_box.addItem(tr("recorded faces ({count})", count=count))
        self.source_box.setCurrentIndex(1 if taken and count else 0)
        open_unless(self.source_box, "" if count else tr("No face is recorded. Record some in the Feature maps tab."))

    def show_model(self, spec: GeneratorSpec | None) -> None:
        """Offers the layers of another model."""
        self._chosen.clear()
        self.layers.show_spec(spec)
        self.style_layers.show_styles(spec)

    def show_edit(self, edit: SpatialEdit | None, spec: GeneratorSpec | None = None) -> None:
        """Follows the tab shown: its grid's layer, the part chosen for it, or its detector, if it follows one."""
        self._tab = edit.name if edit is not None else ""
        self._offer_parts(self._chosen.get(self._tab, edit.detector if edit is not None else ""))
        if edit is not None and spec is not None:
            layer = default_layer(spec, edit.resolution)
            self.layers.choose((layer.name,))
            near = [one.name for one in spec.style_layers if one.name.partition(".")[0] == layer.name]
            self.style_layers.choose(near or [one.name for one in spec.style_layers[-1:]])

    def show_detectors(self, names: Iterable[str]) -> None:
        """Offers the model's detectors; the one chosen stays, if it is there."""
        self._detectors = tuple(sorted(names, key=str.casefold))
        self._offer_parts(self.detector)

    def _offer_parts(self, chosen: str) -> None:
        self.part_box.clear()
        self.part_box.addItem(tr("as painted here"), "")
        for name in dict.fromkeys((*self._detectors, *filter(None, (chosen,)))):
            self.part_box.addItem(tr("found by detector {name}", name=spoken(name)), name)
        self.part_box.setCurrentIndex(max(0, self.part_box.findData(chosen)))
        none = tr("This model has no detectors. Teach one in the Detector card.")
        open_unless(self.part_box, "" if self.part_box.count() > 1 else none)

    def _show_kind(self) -> None:
        self.layers.setVisible(self.kind == "maps")
        self.style_layers.setVisible(self.kind == "styles")


def _box(name: str, tooltip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tooltip)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumContentsLength(6)
    return box
