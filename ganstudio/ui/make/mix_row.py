"""MixRow: one style mix: where its layers come from, and which layers they are."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ganstudio.recipe.latent import Latent, Seed, StyleMix
from ganstudio.ui.make.seed_field import SEED_MAX, SeedField
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.spin_field import SpinField
from ganstudio.words import tr

PICTURE_PX = 30
_SETTLE_MS = 350
"""Steps of a field are one change once nothing has moved for this long, as on a slider."""


class MixRow(QWidget):
    """Changes no recipe itself.

    Signals:
        moved(MixRow, StyleMix): The mix while it is being changed.
        settled(): The change is done.
        remove_requested(MixRow): It is to go.
    """

    moved = Signal(QWidget, StyleMix)
    settled = Signal()
    remove_requested = Signal(QWidget)

    def __init__(self, bands: dict[str, tuple[int, int]], parent: QWidget | None = None) -> None:
        """`bands`: name -> first and last layer."""
        super().__init__(parent)
        self._bands = bands
        self._mix = StyleMix(first=0, last=0, source=Seed(0))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_MS)
        self._rest.timeout.connect(self.settled)
        self._picture = QLabel(self)
        self._picture.setFixedSize(PICTURE_PX, PICTURE_PX)
        self._name = _PictureName(self)
        self._seed_label = QLabel(tr("Seed"), self)
        self._seed_label.setProperty("role", "quiet")
        self.seed = SeedField(self)
        self.seed.setToolTip(tr("The seed whose layers are mixed in; type another, or press the arrow keys"))
        self._seed_label.setBuddy(self.seed)
        self._dice = IconButton("dice", tr("Mix in another seed, drawn at random"), self, role="")
        self.remove = IconButton("clear", tr("Take this mix out"), self)
        self.remove.setFixedWidth(30)
        self.band = QComboBox(self)
        self.band.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.band.setMinimumWidth(72)
        self.band.setToolTip(tr("Which layers are taken over: coarse for pose and shape, fine for colors and lines"))
        self.band.setPlaceholderText(tr("Other"))
        for name, (first, last) in bands.items():
            self.band.addItem(tr(name.capitalize()))
            self.band.setItemData(
                self.band.count() - 1, tr("Layers {first}–{last}", first=first, last=last), Qt.ItemDataRole.ToolTipRole
            )
        highest = max(last for _, last in bands.values())
        self.first = _LayerField(tr("The first layer taken over; 0 is the coarsest"), highest, self)
        self.last = _LayerField(tr("The last layer taken over"), highest, self)
        self._lay_out()
        self._connect()

    @property
    def mix(self) -> StyleMix:
        """What is shown."""
        return self._mix

    def show_mix(self, mix: StyleMix, number: int, name: str, picture: QPixmap | None) -> None:
        """Shows a mix without a signal; `number` counts the rows from 1, `name` and `picture` are of its source."""
        self._mix = mix
        seeded = isinstance(mix.source, Seed)
        for widget in (self._seed_label, self.seed, self._dice):
            widget.setVisible(seeded)
        self._name.setVisible(not seeded)
        self._picture.setVisible(not seeded and picture is not None)
        if isinstance(mix.source, Seed):
            self.seed.set_value(mix.source.seed)
        else:
            self._name.setText(name)
            self._name.setToolTip(tr("Layers are taken over from {name}", name=name))
            self._picture.setPixmap(picture or QPixmap())
        for field, value in ((self.first, mix.first), (self.last, mix.last)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        ranges = list(self._bands.values())
        chosen = (mix.first, mix.last)
        self.band.setCurrentIndex(ranges.index(chosen) if chosen in ranges else -1)
        self._describe(number)

    def settle(self) -> None:
        """Ends a change that is under way."""
        self._rest.stop()
        self.settled.emit()

    def _describe(self, number: int) -> None:
        self.seed.setAccessibleName(tr("Mix {number}: seed", number=number))
        self.band.setAccessibleName(tr("Mix {number}: layers", number=number))
        self.first.setAccessibleName(tr("Mix {number}: first layer", number=number))
        self.last.setAccessibleName(tr("Mix {number}: last layer", number=number))
        self._dice.setAccessibleName(tr("Mix {number}: random seed", number=number))
        self.remove.setAccessibleName(tr("Take mix {number} out", number=number))

    def _lay_out(self) -> None:
        source = QHBoxLayout()
        source.setSpacing(4)
        for widget in (self._seed_label, self._picture):
            source.addWidget(widget)
        source.addWidget(self.seed, 1)
        source.addWidget(self._name, 1)
        source.addWidget(self._dice)
        source.addWidget(self.remove)
        layers = QHBoxLayout()
        layers.setSpacing(4)
        layers.addWidget(self.band, 1)
        layers.addWidget(self.first)
        layers.addWidget(QLabel("–", self))
        layers.addWidget(self.last)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(source)
        column.addLayout(layers)

    def _connect(self) -> None:
        self.seed.entered.connect(self._step_seed)
        self._dice.clicked.connect(self._draw)
        self.remove.clicked.connect(self._ask_remove)
        self.band.activated.connect(self._choose_band)
        self.first.valueChanged.connect(self._choose_first)
        self.last.valueChanged.connect(self._choose_last)
        for field in (self.seed, self.first, self.last):
            field.editingFinished.connect(self.settle)

    def _step_seed(self, seed: float) -> None:
        self._move(source=Seed(int(seed)))
        self._rest.start()

    def _draw(self) -> None:
        self._move(source=Seed(secrets.randbelow(SEED_MAX + 1)))
        self.settle()

    def _choose_band(self, index: int) -> None:
        first, last = list(self._bands.values())[index]
        self._move(first=first, last=last)
        self.settle()

    def _choose_first(self, first: int) -> None:
        self._move(first=first, last=max(first, self._mix.last))
        self._rest.start()

    def _choose_last(self, last: int) -> None:
        self._move(first=min(self._mix.first, last), last=last)
        self._rest.start()

    def _move(self, *, first: int | None = None, last: int | None = None, source: Latent | None = None) -> None:
        present = self._mix
        mix = StyleMix(
            first=present.first if first is None else first,
            last=present.last if last is None else last,
            source=present.source if source is None else source,
        )
        if mix != present:
            self._mix = mix
            self.moved.emit(self, mix)

    def _ask_remove(self) -> None:
        self.remove_requested.emit(self)


class _LayerField(SpinField):
    """A style layer's number."""

    def __init__(self, tooltip: str, highest: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setRange(0, highest)
        self.setToolTip(tooltip)
        self.setFixedWidth(50)
        self.lineEdit().setTextMargins(4, 0, 0, 0)  # the style sheet's padding does not reach this field


class _PictureName(QLabel):
    """A file's name; where there is no room, cut in its middle."""

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As much of the name as fits."""
        del event
        area = self.contentsRect()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()
