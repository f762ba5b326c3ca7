"""StyleFaces: finds the faces that have most and least of a style channel, and shows them with the place lit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.recipe.document import Recipe
from ganstudio.recipe.latent import Seed
from ganstudio.recipe.style_names import in_deviations, style_name, style_words
from ganstudio.ui.bench.task import Progress, Task, Work
from ganstudio.ui.canvas.feature_map_colors import MapColors
from ganstudio.ui.maps.map_gallery import GalleryMap, MapGallery
from ganstudio.ui.maps.recording.recorded import ENOUGH_RECORDED
from ganstudio.ui.maps.styles.channels import Place
from ganstudio.ui.widgets.picture import encoded
from ganstudio.words import marked, tr

if TYPE_CHECKING:
    from ganstudio.analysis.style_faces import StyleExtremes, StyleFace
    from ganstudio.api import Studio

_SIDE = 512
_LIT = 0.995
_FAINT = 4.0
"""What changes by less, in levels of 255, is not seen; it is not lit as if it were."""
_NOTE_ON_RECORDED = marked(
    "The {most} of {faces} recorded faces that have most of it, then the {least} that have least; lit where their "
    "pictures change when it is shifted"
)
_NOTE_ON_RANDOM = marked(
    "The {most} of {faces} random faces that have most of it, then the {least} that have least; lit where their "
    "pictures change when it is shifted"
)


class StyleFaces(QObject):
    """One search at a time; another takes its place.

    Signals:
        task_requested(Task): For the model's thread.
        gallery_made(MapGallery): To be shown.
    """

    task_requested = Signal(Task)
    gallery_made = Signal(MapGallery)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._task: Task[StyleExtremes] | None = None

    def look(self, place: Place, recorded: tuple[Recipe, ...], colors: MapColors) -> None:
        """Looks through the recorded faces, or random ones where few are recorded."""
        recipes = recorded if len(recorded) >= ENOUGH_RECORDED else ()
        self._task = Task(
            tr("faces of style {name}", name=style_name(*place)),
            _look(place, recipes),
            title=tr("Find the faces that have it most and least"),
            instead_of=self._task,
            found=partial(self._show, colors, bool(recipes)),
            ended=self._end,
        )
        self.task_requested.emit(self._task)

    def forget(self) -> None:
        """Drops the search, as when another model is loaded."""
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _end(self) -> None:
        self._task = None

    def _show(self, colors: MapColors, are_recorded: bool, found: StyleExtremes) -> None:
        faces = (*found.most, *found.least)
        changes = np.concatenate([face.change.ravel() for face in faces])
        limits = 0.0, max(float(np.quantile(changes, _LIT)), _FAINT)  # one pixel of a line changes tenfold
        entries = [GalleryMap(face.change, _caption(face), encoded(face.picture, _SIDE), limits) for face in faces]
        said = _NOTE_ON_RECORDED if are_recorded else _NOTE_ON_RANDOM
        note = tr(said, most=len(found.most), faces=found.faces, least=len(found.least))
        title = tr("Style {name}: most and least", name=style_words(found.layer, found.channel))
        columns = len(found.most)
        self.gallery_made.emit(MapGallery(title, None, entries, colors, self._window, note=note, columns=columns))


def _caption(face: StyleFace) -> str:
    latent = face.recipe.latent
    name = tr("seed {seed}", seed=latent.seed) if isinstance(latent, Seed) else tr("a picture opened")
    return f"{name} · {in_deviations(face.unusual)}"


def _look(place: Place, recipes: tuple[Recipe, ...]) -> Work[StyleExtremes]:
    def work(studio: Studio) -> Iterator[Progress[StyleExtremes]]:
        from ganstudio.analysis.style_faces import most_and_least

        steps = most_and_least(studio.renderer, studio.styles, *place, recipes=recipes)
        for done, total, found in steps:
            yield Progress(done, total, tr("looking at face {done} of {total}", done=done, total=total), found)

    return work
