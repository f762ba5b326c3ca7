"""DirectionRow: one direction as a strip of five pictures and a slider to play with, to be named and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.spec import LayerRange
from ganstudio.ui.attributes.finding.tasks import AMOUNTS, Layers, Previewed
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.slider_row import SliderRow
from ganstudio.ui.widgets.thumbnail import thumbnail
from ganstudio.words import tr

_SIDE = 84


class DirectionRow(QFrame):
    """A card.

    Signals:
        kept(str, AttributeShift): Keep it under that name.
        played(AttributeShift, bool): Its slider is moved on the picture, and still held down.
        named(str, str): What its slider was called in the picture, and is called now that it is kept.
        images_wanted(AttributeShift): Pictures of it on other layers, for `show_images`.
    """

    kept = Signal(str, AttributeShift)
    played = Signal(AttributeShift, bool)
    named = Signal(str, str)
    images_wanted = Signal(AttributeShift)

    def __init__(
        self,
        found: Previewed,
        parent: QWidget | None = None,
        *,
        layers: Mapping[str, Layers],
        refusal: Callable[[str], str],
    ) -> None:
        """Shows a direction.

        Args:
            found: The direction.
            parent: The page.
            layers: Ranges of style layers by name.
            refusal: Gives a sentence for a name that cannot be taken, else an empty text.
        """
        super().__init__(parent)
        self.setProperty("role", "card")
        self._found = found
        self._refusal = refusal
        self.pictures: list[QLabel] = []
        title, name = (text[:1].upper() + text[1:] for text in (found.title, found.method))
        self._name = name  # in recipes, which stay English
        self.slider = SliderRow("", -3.0, 3.0, self, step=0.1, decimals=1, centre_zero=True)
        self.slider.set_description("", tr("Try {name} on the picture; 1 is a clear step", name=title))
        self.slider.value_changed_live.connect(lambda amount: self.played.emit(self._shift(amount), True))
        self.slider.value_committed.connect(lambda amount: self.played.emit(self._shift(amount), False))
        self.layers = self._make_layers(layers, title)
        heading = QLabel(title, self)
        heading.setProperty("role", "title")
        quality = QLabel(found.quality, self)
        quality.setProperty("role", "quiet")
        quality.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Name, such as smile"))
        self.field.setAccessibleName(tr("Name of {method}", method=found.title))
        self.field.setFixedWidth(180)
        self.keep_button = QPushButton(tr("Keep"), self)
        self.keep_button.setToolTip(tr("Add this direction to your custom attributes under that name"))
        self.keep_button.clicked.connect(self._keep)
        self.field.returnPressed.connect(self._keep)
        self.field.textChanged.connect(self._check)
        self.hint = QLabel("", self)
        self.hint.setProperty("role", "warning")
        self.hint.setWordWrap(True)
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(heading)
        names.addWidget(quality, 1)
        names.addWidget(self.field)
        names.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(names)
        column.addWidget(self.hint)
        column.addLayout(self._strip())
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.slider, 1)
        line.addWidget(self.layers)
        column.addLayout(line)
        self._check()

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows how far the direction is in a picture."""
        amount = next((one.amount for one in recipe.attributes if one.name == self._name), 0.0)
        if amount != self.slider.value and not self.slider.slider.isSliderDown():
            self.slider.set_value(amount)

    def _make_layers(self, layers: Mapping[str, Layers], title: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(tr("Layers of {name}", name=title))
        box.setToolTip(tr("The style layers that it moves, when you play with it and when you keep it"))
        shift = self._found.shift
        choices = {
            tr("{band} layers", band=band): LayerRange(first=one.first, last=one.last) for band, one in layers.items()
        }
        found_for = LayerRange(first=shift.first, last=shift.last)
        if found_for not in choices.values():
            choices[tr("Layers {numbers}", numbers=found_for.text)] = found_for
        for text, range_of in choices.items():
            box.addItem(text, range_of)
        box.setCurrentIndex(list(choices.values()).index(found_for))
        box.currentIndexChanged.connect(self._layers_changed)
        return box

    def _shift(self, amount: float) -> AttributeShift:
        layers: LayerRange = self.layers.currentData()
        return msgspec.structs.replace(
            self._found.shift, name=self._name, amount=amount, first=layers.first, last=layers.last
        )

    def show_images(self, images: Iterable[npt.NDArray[np.uint8]]) -> None:
        """Shows it on the picture at each of `AMOUNTS`; uint8 [height, width, 3]."""
        for picture, image in zip(self.pictures, images, strict=True):
            picture.setPixmap(thumbnail(image, _SIDE, self.devicePixelRatioF()))

    def _layers_changed(self) -> None:
        self.images_wanted.emit(self._shift(1.0))
        if self.slider.value:
            self.played.emit(self._shift(self.slider.value), False)

    def _strip(self) -> QGridLayout:
        strip = QGridLayout()
        strip.setHorizontalSpacing(8)
        strip.setVerticalSpacing(2)
        for column, amount in enumerate(AMOUNTS):
            picture = QLabel(self)
            self.pictures.append(picture)
            text = f"{amount:+g}".replace("-", "−") if amount else "0"
            picture.setAccessibleName(tr("The picture at {amount}", amount=text))
            caption = QLabel(text, self)
            caption.setProperty("role", "quiet")
            caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
            strip.addWidget(picture, 0, column, Qt.AlignmentFlag.AlignCenter)
            strip.addWidget(caption, 1, column)
        strip.setColumnStretch(len(AMOUNTS), 1)
        self.show_images(self._found.images)
        return strip

    def _check(self) -> None:
        name = self.field.text().strip()
        sentence = self._refusal(name)
        self.hint.setText(sentence if name else "")
        self.hint.setVisible(bool(name and sentence))
        open_unless(self.keep_button, sentence)

    def _keep(self) -> None:
        name = self.field.text().strip()
        if self._refusal(name):
            return
        self.kept.emit(name, self._shift(1.0))
        before, self._name = self._name, name
        self.named.emit(before, name)
        for closed in (self.field, self.keep_button):
            open_unless(closed, tr("It is on your list now."))
        self.keep_button.setText(tr("Kept"))
        self.hint.hide()
