"""MixPanel: the layers that a picture takes over from seeds and from other pictures."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImageReader,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.files import ENDINGS, PICTURES
from ganstudio.recipe.latent import Latent, Seed, StyleMix
from ganstudio.spec import GeneratorSpec, layer_bands
from ganstudio.ui import theme
from ganstudio.ui.bench.model_context import ModelContext
from ganstudio.ui.bench.session import Phase, RecipeEdit
from ganstudio.ui.bench.task import Task
from ganstudio.ui.make.mix_row import PICTURE_PX, MixRow
from ganstudio.ui.make.mix_task import MixSource, PartSource, read_mix_source, read_part_source
from ganstudio.ui.make.seed_field import SEED_MAX
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.closed import NO_MODEL, open_unless
from ganstudio.ui.widgets.picture_asking import PictureQuestion, ask_pictures, dropped_files
from ganstudio.words import marked, spoken, tr, trn

_EMPTY = tr("Take some layers over from a seed or another picture. Pictures can be dropped here.")
_UNKNOWN = tr("another picture")
_BANDS = (marked("Coarse"), marked("Middle"), marked("Fine"), marked("All"))
"""Names of bands of layers, as rows show them."""


class MixPanel(Card):
    """A row a mix, applied from top to bottom.

    Signals:
        recipe_edited(RecipeEdit): A mix was added, changed or taken out.
        task_requested(Task): A picture is to be read.
        strip_pictures_requested(): Answered with `add_strip_pictures`.
        message(str): A sentence for the bar. status(str): One for the line at the bottom.
    """

    recipe_edited = Signal(RecipeEdit)
    task_requested = Signal(Task)
    strip_pictures_requested = Signal()
    message = Signal(str)
    status = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Style mixing"), parent)
        self.setAcceptDrops(True)
        self._dropping = False
        self._recipe = Recipe()
        self._model: ModelContext | None = None
        self._bands: dict[str, tuple[int, int]] = {}
        self._live: tuple[tuple[StyleMix, ...], str] | None = None
        self._reading: list[Task[MixSource] | Task[PartSource]] = []
        self._sources: dict[Latent, tuple[str, QPixmap | None]] = {}
        """Name and small picture of the sources that were pictures."""
        self._rows: list[MixRow] = []
        self._count = QLabel(self)
        self._count.setProperty("role", "quiet")
        self.add_header_widget(self._count)
        self._empty = QLabel(_EMPTY, self)
        self._empty.setProperty("role", "quiet")
        self._empty.setWordWrap(True)
        self.body.addWidget(self._empty)
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.body.addLayout(self._list)
        self.body.addLayout(self._buttons())
        self.show_model(None)
        self.set_folded(True)

    @property
    def rows(self) -> tuple[MixRow, ...]:
        """One a mix, in the recipe's order."""
        return tuple(self._rows)

    def show_recipe(self, recipe: Recipe) -> None:
        """Shows the recipe's mixes."""
        before, self._recipe = self._recipe, recipe
        mixes = recipe.style_mix if self._bands else ()
        if self._live is not None and self._live[0] != recipe.style_mix:
            self._live = None  # undone while it was under way
        while len(self._rows) > len(mixes):
            row = self._rows.pop()
            row.blockSignals(True)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(mixes):
            self._add_row()
        for number, (row, mix) in enumerate(zip(self._rows, mixes, strict=True), 1):
            name, picture = self._sources.get(mix.source, (_UNKNOWN, None))
            row.show_mix(mix, number, name, picture)
        self._empty.setVisible(not mixes)
        self.fold_unless_used(is_used=bool(mixes), is_new=recipe.latent != before.latent)
        self._count.setText(trn("{number} mix", "{number} mixes", len(mixes)) if mixes else "")

    def show_model(self, model: ModelContext | None) -> None:
        """Offers the layers of another model."""
        self._model = model
        self._live = None
        for task in self._reading:
            task.drop()
        self._reading.clear()
        self._bands = {}
        self.show_recipe(Recipe())
        self._bands = _bands(model.spec) if model is not None else {}
        open_unless(self, "" if model is not None else NO_MODEL)
        self.setVisible(model is None or model.spec.num_ws > 1)

    def add_seed(self) -> None:
        """Adds a mix with a random seed, to be changed in its field."""
        self._add(Seed(secrets.randbelow(SEED_MAX + 1)))
        if self._rows:
            self._rows[-1].seed.setFocus()
            self._rows[-1].seed.selectAll()

    def add_pictures(self, paths: Iterable[Path]) -> None:
        """Adds a mix for each picture, once it has been read."""
        for path in paths:
            task = Task(tr("reading {name}", name=path.name), read_mix_source(path), finished=self._take_source)
            self._reading.append(task)
            self.task_requested.emit(task)

    def take_band(self, path: Path, band: str) -> None:
        """Mixes in the coarse, middle or fine layers of a picture."""
        if band not in self._bands:
            self.message.emit(
                tr(
                    "This model is too small to have {band} style layers; mix its style in and choose some.",
                    band=tr(band.capitalize()).lower(),
                )
            )
            return
        task = Task(
            tr("reading {name}", name=path.name), read_mix_source(path), finished=partial(self._take_source, band=band)
        )
        self._reading.append(task)
        self.task_requested.emit(task)

    def take_part(self, path: Path, part: str, detectors: tuple[str, ...]) -> None:
        """Mixes in the layers of a picture that bring a part nearest, found by trying them on the picture on screen."""
        work = read_part_source(path, self._recipe, part, detectors)
        task = Task(
            tr("taking {part}", part=spoken(part)),
            work,
            title=tr("Taking the {part} of {name}", part=spoken(part), name=path.name),
            finished=self._take_part,
        )
        self._reading.append(task)
        self.task_requested.emit(task)

    def add_strip_pictures(self, paths: Iterable[Path]) -> None:
        """Adds the pictures that are chosen in the film strip; says so if there are none."""
        chosen = list(paths)
        if chosen:
            self.add_pictures(chosen)
        else:
            self.message.emit(tr("No picture is chosen in the film strip; click one below, then add it again."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes pictures."""
        if self.isEnabled() and _pictures(event):
            self._show_dropping(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went elsewhere."""
        self._show_dropping(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Mixes in what was dropped."""
        self._show_dropping(False)
        self.set_folded(False)
        self.add_pictures(_pictures(event))
        event.acceptProposedAction()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Marks the card while a picture is held over it."""
        super().paintEvent(event)
        if self._dropping:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().color("accent_text"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 5, 5)
            painter.end()

    def _buttons(self) -> QHBoxLayout:
        self.seed_button = QPushButton(tr("+ Seed"), self)
        self.seed_button.setToolTip(tr("Take layers over from a seed"))
        self.seed_button.setAccessibleName(tr("Add a seed"))
        self.seed_button.clicked.connect(self.add_seed)
        self.picture_button = QPushButton(tr("+ Picture"), self)
        self.picture_button.setToolTip(
            tr("Take layers over from a picture: a file, or the one chosen in the film strip")
        )
        self.picture_button.setAccessibleName(tr("Add a picture"))
        menu = QMenu(self)
        menu.addAction(tr("Chosen in the film strip")).triggered.connect(self.strip_pictures_requested)
        menu.addAction(tr("From another…")).triggered.connect(self._ask)
        self.picture_button.setMenu(menu)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.seed_button, self.picture_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumWidth(40)
            row.addWidget(button, 1)
        return row

    def _add_row(self) -> None:
        row = MixRow(self._bands, self)
        row.moved.connect(self._move)
        row.settled.connect(self._settle)
        row.remove_requested.connect(self._remove)
        self._rows.append(row)
        self._list.addWidget(row)
        row.show()

    def _ask(self) -> None:
        ask_pictures(
            PictureQuestion(
                parent=self,
                title=tr("Take layers over from a picture"),
                purpose="pictures",
                folder=self._model.workspace.portraits if self._model is not None else Path.home(),
                filters=";;".join((PICTURES, tr("All files (*)"))),
                several=True,
                picked=self.add_pictures,
            )
        )

    def _add(self, source: Latent, layers: tuple[int, int] | None = None) -> None:
        self._settle()
        first, last = layers or next(iter(self._bands.values()))
        mix = StyleMix(first=first, last=last, source=source)
        self._emit((*self._recipe.style_mix, mix), self._label(mix), Phase.DONE)

    def _take_source(self, source: MixSource, band: str = "") -> None:
        self._sources[source.latent] = (source.path.name, _small_picture(source.path, self.devicePixelRatioF()))
        self._add(source.latent, self._bands.get(band))

    def _take_part(self, taken: PartSource) -> None:
        layers, name, part = taken.layers, taken.source.path.name, spoken(taken.part)
        self._sources[taken.source.latent] = (name, _small_picture(taken.source.path, self.devicePixelRatioF()))
        self._add(taken.source.latent, (layers.first, layers.last))
        beside = tr(
            "its colors come {percent}% nearer, and it changes {times:.1f} times as much as the rest",
            percent=round(100 * (1 - layers.after / layers.before)),
            times=layers.inside / max(layers.outside, 0.01),
        )
        said = (
            tr(
                "Style layer {first} carries the {part} of {name}: {beside}",
                first=layers.first,
                part=part,
                name=name,
                beside=beside,
            )
            if layers.first == layers.last
            else tr(
                "Style layers {first} to {last} carry the {part} of {name}: {beside}",
                first=layers.first,
                last=layers.last,
                part=part,
                name=name,
                beside=beside,
            )
        )
        self.status.emit(said)

    def _remove(self, row: MixRow) -> None:
        self._settle()
        gone = self._rows.index(row)
        left = tuple(mix for index, mix in enumerate(self._recipe.style_mix) if index != gone)
        label = tr("remove mix from {source}", source=self._source_words(row.mix.source))
        self._emit(left, label, Phase.DONE)

    def _move(self, row: MixRow, mix: StyleMix) -> None:
        changed = self._rows.index(row)
        mixes = tuple(mix if index == changed else kept for index, kept in enumerate(self._recipe.style_mix))
        self._live = (mixes, self._label(mix))
        self._emit(*self._live, Phase.LIVE)

    def _settle(self) -> None:
        if self._live is not None:
            live, self._live = self._live, None
            self._emit(*live, Phase.DONE)

    def _emit(self, mixes: tuple[StyleMix, ...], label: str, phase: Phase) -> None:
        self.recipe_edited.emit(RecipeEdit(replace(self._recipe, style_mix=mixes), label, phase))

    def _label(self, mix: StyleMix) -> str:
        source = self._source_words(mix.source)
        if mix.first == mix.last:
            return tr("mix layer {first} from {source}", first=mix.first, source=source)
        return tr("mix layers {first}-{last} from {source}", first=mix.first, last=mix.last, source=source)

    def _source_words(self, source: Latent) -> str:
        if isinstance(source, Seed):
            return tr("seed {seed}", seed=source.seed)
        return self._sources.get(source, (_UNKNOWN, None))[0]

    def _show_dropping(self, dropping: bool) -> None:
        self._dropping = dropping
        self.update()


def _bands(spec: GeneratorSpec) -> dict[str, tuple[int, int]]:
    """Name -> first and last style layer: as an attribute's limits, and all layers."""
    last = spec.num_ws - 1
    bands = {
        name: (layers.first, last if layers.last is None else layers.last) for name, layers in layer_bands(spec).items()
    }
    return bands if (0, last) in bands.values() else bands | {"all": (0, last)}


def _pictures(event: QDropEvent) -> list[Path]:
    return [path for path in dropped_files(event) if path.suffix.lower() in ENDINGS]


def _small_picture(path: Path, ratio: float) -> QPixmap | None:
    reader = QImageReader(str(path))
    side = round(PICTURE_PX * ratio)
    reader.setScaledSize(reader.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    picture = QPixmap.fromImage(reader.read())
    picture.setDevicePixelRatio(ratio)
    return None if picture.isNull() else picture
