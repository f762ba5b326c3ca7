"""Asking for pictures: by the window's own dialog, which shows them, where there is one; else by a file dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from ganstudio.ui.widgets.folder_memory import ask_file, ask_files

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


@dataclass(frozen=True, kw_only=True)
class PictureQuestion:
    """What is asked.

    Attributes:
        parent: Who asks. title: of the dialog. purpose: under which its folder is remembered.
        folder: Where files are looked for the first time. filters: of the file dialog.
        several: Whether more than one can be chosen.
        picked: Is told what was chosen.
    """

    parent: QWidget
    title: str
    purpose: str
    folder: Path
    filters: str
    several: bool = False
    picked: Callable[[list[Path]], None]


class PictureAsker(QObject):
    """A child of the window: shows its dialog to whoever asks in it."""

    def __init__(self, show: Callable[[PictureQuestion], None], parent: QObject) -> None:
        super().__init__(parent)
        self.show = show


def ask_pictures(question: PictureQuestion) -> None:
    """Asks; nothing is told where nothing is chosen."""
    above: QObject | None = question.parent
    while above is not None:
        asker = above.findChild(PictureAsker, options=_DIRECT)
        if asker is not None:
            asker.show(question)
            return
        above = above.parent()
    ask_for_files(question)


def ask_for_files(question: PictureQuestion) -> None:
    """Asks by a file dialog."""
    asked = (question.parent, question.purpose, question.title, question.folder, question.filters)
    if question.several:
        paths = ask_files(*asked)
    else:
        path = ask_file(*asked)
        paths = [] if path is None else [path]
    if paths:
        question.picked(paths)


def dropped_files(event: QDropEvent) -> list[Path]:
    """The files that are dragged, such as pictures of the film strip."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
