"""StartCard: what a person meets in a workspace without pictures: six faces, and the other ways to begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.ui.bench.task import Progress, Work
from ganstudio.ui.widgets.closed import open_unless
from ganstudio.ui.widgets.floating_bar import FloatingBar
from ganstudio.ui.widgets.icons import IconButton
from ganstudio.ui.widgets.thumbnail import thumbnail
from ganstudio.words import tr

if TYPE_CHECKING:
    from ganstudio.api import Studio

SEEDS = (4, 8, 35, 41, 13, 30)
"""Six faces of the built-in model that differ much; of another model they are six faces as well."""
_SIDE = 132
_COLUMNS = 3

Face = tuple[int, npt.NDArray[np.uint8]]


def faces(recipes: Sequence[tuple[int, Recipe]]) -> Work[Face]:
    """The pictures of recipes, each with the seed that it is offered by."""

    def work(studio: Studio) -> Iterator[Progress[Face]]:
        for done, (seed, recipe) in enumerate(recipes, start=1):
            yield Progress(done, len(recipes), found=(seed, studio.render(recipe).image))

    return work


class StartCard(FloatingBar):
    """Floats in the middle of the canvas.

    Signals:
        face_chosen(int): The face of that seed.
        model_requested(), picture_requested(), lesson_requested(): The other ways to begin.
        shown(): Its faces are to be drawn. closed(): On with the face on screen.
    """

    face_chosen = Signal(int)
    model_requested = Signal()
    picture_requested = Signal()
    lesson_requested = Signal()
    shown = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(tr("Begin"), canvas, width=_COLUMNS * (_SIDE + 8) + 40)
        self._canvas = canvas
        self.buttons: dict[int, QToolButton] = {}
        canvas.installEventFilter(self)
        title = QLabel(tr("Pick one to begin with"), self)
        title.setProperty("role", "title")
        self.close_button = IconButton("clear", tr("Begin with the picture on screen (Escape)"), self)
        self.close_button.clicked.connect(self.closed)
        above = QHBoxLayout()
        above.addWidget(title)
        above.addStretch(1)
        above.addWidget(self.close_button)
        grid = QGridLayout()
        grid.setSpacing(8)
        for number, seed in enumerate(SEEDS):
            self.buttons[seed] = self._face_button(seed)
            grid.addWidget(self.buttons[seed], number // _COLUMNS, number % _COLUMNS)
        self.lesson_button = _button(tr("Show me how"), tr("A first edit in five steps, on your own face"))
        self.lesson_button.setProperty("role", "primary")
        self.model_button = _button(tr("Open a model…"), tr("Load a StyleGAN2 or StyleGAN3 model file of your own"))
        self.picture_button = _button(
            tr("Bring a picture in…"), tr("Open a picture or a recipe that the studio once made")
        )
        below = QHBoxLayout()
        below.setSpacing(8)
        for button, signal in (
            (self.lesson_button, self.lesson_requested),
            (self.model_button, self.model_requested),
            (self.picture_button, self.picture_requested),
        ):
            button.clicked.connect(signal)
            below.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 16)
        column.setSpacing(12)
        column.addLayout(above)
        column.addLayout(grid)
        column.addLayout(below)

    def show_face(self, face: Face) -> None:
        """Shows the picture of one of the seeds."""
        seed, image = face
        self.buttons[seed].setIcon(QIcon(thumbnail(image, _SIDE, self.devicePixelRatioF())))

    def forget_faces(self) -> None:
        """Takes the faces away, as those of another model; a card in sight asks for new ones once it can have them."""
        for button in self.buttons.values():
            button.setIcon(QIcon())

    def offer(self, no_lesson: str = "") -> None:
        """Shows itself, in the middle; `no_lesson` says why the lesson cannot be had, if so."""
        self.set_lesson(no_lesson)
        self.show()
        self._center()
        self.shown.emit()

    def set_lesson(self, why_not: str) -> None:
        """Offers the first lesson, unless there is a reason why it cannot be had."""
        open_unless(self.lesson_button, why_not)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in the middle of the canvas, and closes where Escape is pressed there."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._center()
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed == Qt.Key.Key_Escape and self.isVisible():
            self.closed.emit()
            return True
        return super().eventFilter(watched, event)

    def _center(self) -> None:
        size = self.sizeHint().boundedTo(self._canvas.size())
        self.resize(size)
        self.move((self._canvas.width() - size.width()) // 2, (self._canvas.height() - size.height()) // 2)
        self.raise_()

    def _face_button(self, seed: int) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(QSize(_SIDE, _SIDE))
        button.setFixedSize(_SIDE + 8, _SIDE + 8)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(tr("Begin with this picture, seed {seed}", seed=seed))
        button.setAccessibleName(tr("Picture of seed {seed}", seed=seed))
        button.clicked.connect(partial(self.face_chosen.emit, seed))
        return button


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
