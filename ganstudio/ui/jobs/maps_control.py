"""MapsControl: the line of a dialog for a list of feature maps, which may be of several layers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.jobs.fields import Ground, MapsField
from ganstudio.spec import GeneratorSpec
from ganstudio.ui.widgets.map_text_field import MapTextField


class MapsControl(MapTextField):
    """A control whose answer is the text; what is not understood in it is underlined.

    Signals:
        changed(): A person typed something else.
    """

    changed = Signal()

    def __init__(self, asked: MapsField, ground: Ground, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: GeneratorSpec = ground.spec
        self.setPlaceholderText(asked.placeholder)
        self.setToolTip(asked.help)
        self.setAccessibleName(asked.label)
        self.textEdited.connect(self.changed)

    @property
    def view(self) -> QWidget:
        """Itself."""
        return self

    def answer(self) -> str:
        """The text."""
        return self.text()

    def kept(self) -> str:
        """The same."""
        return self.text()

    def show_kept(self, kept: object) -> None:
        """Shows a text."""
        if isinstance(kept, str):
            self.setText(kept)

    def show_layer_chosen(self, layer: str) -> None:
        """Whose maps are meant where no layer is named."""
        self.show_layer(self._model, layer)
