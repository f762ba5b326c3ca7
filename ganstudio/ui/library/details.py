"""What is told of one picture: its pixels and its recipe in words, read without the model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from ganstudio.errors import GanStudioError
from ganstudio.recipe import codec
from ganstudio.recipe.probe import probe
from ganstudio.ui.widgets.picture import to_qimage
from ganstudio.words import tr
from ganstudio.workspace.library.index import Entry
from ganstudio.workspace.workspace import BUILTIN_NAME, Workspace

NO_RECIPE = tr("This file carries no recipe, so how it was made is not known.")
_LARGEST_SIDE = 16_384
Fact = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Details:
    """One picture.

    Attributes:
        entry: As the library has it. image: of a film its first; null where the file cannot be decoded.
        facts: Names and values of the file. recipe: those of its recipe, none where it has none.
    """

    entry: Entry
    image: QImage
    facts: tuple[Fact, ...]
    recipe: tuple[Fact, ...]


def read_details(workspace: Workspace, entry: Entry, side: int) -> Details:
    """Reads a picture's file; for a worker.

    Args:
        workspace: Which knows what models are called.
        entry: The picture.
        side: The longest side of the image, in pixels.
    """
    found = probe(entry.path)
    recipe: tuple[Fact, ...] = ()
    if found.recipe is not None:
        model = found.recipe.model
        name = workspace.model_names().get(model, model)
        shown = tr(name) if name == BUILTIN_NAME else name or tr("any")
        recipe = ((tr("Model"), shown), *codec.facts(found.recipe)[1:])
    return Details(entry, _image(entry, side), _of_file(workspace, entry), recipe)


def differing(several: Sequence[Details]) -> list[tuple[Fact, ...]]:
    """Of each picture the facts of its recipe that not all others have too."""
    common = set(several[0].recipe).intersection(*(set(one.recipe) for one in several[1:]))
    return [tuple(fact for fact in one.recipe if fact not in common) for one in several]


def _of_file(workspace: Workspace, entry: Entry) -> tuple[Fact, ...]:
    folder = entry.path.parent
    where = folder.relative_to(workspace.root).as_posix() if folder.is_relative_to(workspace.root) else str(folder)
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.mtime))
    size = f"{max(1, entry.size // 1000):,} kB"
    if entry.width:
        size = tr("{width:,} × {height:,} pixels, {size}", width=entry.width, height=entry.height, size=size)
    return (tr("Folder"), where), (tr("Changed"), when), (tr("Size"), size)


def _image(entry: Entry, side: int) -> QImage:
    """Of a film its first picture."""
    if entry.is_film:
        return _fitted(_first_of_film(entry.path), side)
    reader = QImageReader(str(entry.path))
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _LARGEST_SIDE:
        return QImage()
    if max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _first_of_film(path: Path) -> QImage:
    from ganstudio.jobs.film_reading import first_picture

    try:
        return to_qimage(first_picture(path))
    except GanStudioError:
        return QImage()


def _fitted(image: QImage, side: int) -> QImage:
    if max(image.width(), image.height()) <= side:
        return image
    return image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
