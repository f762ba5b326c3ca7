"""SearchControls: which layers to try, towards what, and how strongly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from ganstudio.errors import GanStudioError
from ganstudio.recipe.portrait import FORMATS, Portrait
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.spatial.search_row import strength_row
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.elided_label import ElidedLabel
from ganstudio.ui.widgets.folder_memory import ask_file
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.layer_menu import LayerMenu
from ganstudio.words import tr

_PICTURES = tr("Pictures ({patterns})", patterns=" ".join(f"*{ending}" for ending in FORMATS))
_ANY = tr("Anything there")


class SearchControls(QWidget):
    """Three rows: layers, change, strength.

    Signals:
        message(str): A sentence for the error bar.
    """

    message = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = Path()
        self._example: npt.NDArray[np.uint8] | None = None
        self.layers = LayerMenu(self)
        self.layers.setToolTip(
            tr("The layers whose maps are tried. Coarse ones move shapes, fine ones colors and lines.")
        )
        self.towards = ElidedLabel(self)
        self.example_button = QPushButton(tr("Picture…"), self)
        self.example_button.setToolTip(tr("Choose a picture with the part as it should become"))
        self.example_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.example_button.clicked.connect(self._choose_example)
        self.any_button = IconButton("clear", tr("Try what changes the selection in any way"), self)
        self.any_button.clicked.connect(lambda: self._show_example(None, _ANY))
        self.strength = strength_row(
            self, tr("How much is added to each map, in standard deviations of that map over many pictures")
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        change = QHBoxLayout()
        change.setSpacing(8)
        change.addWidget(self.towards, 1)
        change.addWidget(self.example_button)
        change.addWidget(self.any_button)
        grid.addLayout(change, 1, 1)
        rows = ((tr("Layers"), self.layers), (tr("Change"), None), (tr("Strength (sd)"), self.strength))
        for row, (text, widget) in enumerate(rows):
            grid.addWidget(QLabel(text, self), row, 0)
            if widget is not None:
                grid.addWidget(widget, row, 1)
        self._show_example(None, _ANY)

    @property
    def example(self) -> npt.NDArray[np.uint8] | None:
        """The picture with the part as it should become, uint8 [h, w, c]; None for any change."""
        return self._example

    def show_model(self, spec: GeneratorSpec | None, pictures: Path) -> None:
        """Offers the layers of another model; `pictures` is where examples are looked for first."""
        self._folder = pictures
        self._show_example(None, _ANY)
        self.layers.show_spec(spec)

    def set_example(self, path: Path) -> None:
        """Takes a picture with the part as it should become."""
        try:
            example = np.asarray(Portrait.open(path).image, np.uint8)
        except GanStudioError as error:
            self.message.emit(str(error))
        else:
            self._show_example(example, tr("Towards {name}", name=path.name))

    def _show_example(self, example: npt.NDArray[np.uint8] | None, text: str) -> None:
        self._example = example
        self.towards.set_texts(text)
        open_unless(self.any_button, tr("Any change counts already.") if example is None else "")

    def _choose_example(self) -> None:
        path = ask_file(
            self, "example", tr("A picture with the part as it should become"), Path(self._folder), _PICTURES
        )
        if path is not None:
            self.set_example(path)
