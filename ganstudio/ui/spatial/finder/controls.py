"""SearchControls: which layers to try, towards what, and how strongly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QLabel, QWidget

from ganstudio.errors import GanStudioError
from ganstudio.recipe.portrait import Portrait
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.widgets.layer_menu import LayerMenu
from ganstudio.ui.widgets.slider_row import SliderRow

_ANY, _EXAMPLE = "Anything there", "Towards a picture…"
_STRENGTH = 6.0


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
        self.layers.setToolTip("The layers whose maps are tried. Coarse ones move shapes, fine ones colors and lines.")
        self.towards = QComboBox(self)
        self.towards.addItems([_ANY, _EXAMPLE])
        self.towards.setAccessibleName("What should change")
        self.towards.setToolTip("What should change: anything in the selection, or towards how a picture looks there")
        self.towards.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.towards.setMinimumContentsLength(8)
        self.towards.activated.connect(self._towards_chosen)
        self.strength = SliderRow(
            "",
            1.0,
            20.0,
            self,
            step=0.5,
            decimals=1,
            reset_value=_STRENGTH,
            tooltip="How much is added to each map, in standard deviations of that map over many pictures",
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows = (("Layers", self.layers), ("Change", self.towards), ("Strength", self.strength))
        for row, (text, widget) in enumerate(rows):
            grid.addWidget(QLabel(text, self), row, 0)
            grid.addWidget(widget, row, 1)

    @property
    def example(self) -> npt.NDArray[np.uint8] | None:
        """The picture with the part as it should become, uint8 [h, w, c]; None for any change."""
        return self._example if self.towards.currentIndex() == 1 else None

    def show_model(self, spec: GeneratorSpec | None, pictures: Path) -> None:
        """Offers the layers of another model; `pictures` is where examples are looked for first."""
        self._folder, self._example = pictures, None
        self.towards.setItemText(1, _EXAMPLE)
        self.towards.setCurrentIndex(0)
        self.layers.show_spec(spec)

    def set_example(self, path: Path) -> None:
        """Takes a picture with the part as it should become."""
        try:
            self._example = np.asarray(Portrait.open(path).image, np.uint8)
        except GanStudioError as error:
            self.message.emit(str(error))
        else:
            self.towards.setItemText(1, f"Towards {path.name}")
        self.towards.setCurrentIndex(int(self._example is not None))

    def _towards_chosen(self, index: int) -> None:
        if index == 0:
            return
        name, _ = QFileDialog.getOpenFileName(
            self, "A picture with the part as it should become", str(self._folder), "Pictures (*.png)"
        )
        if name:
            self.set_example(Path(name))
        self.towards.setCurrentIndex(int(self._example is not None))
