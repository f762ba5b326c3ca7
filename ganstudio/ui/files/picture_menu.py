"""What can be done with chosen pictures of the workspace, as a menu at the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

from ganstudio.ui.files.thumbnail_loader import is_film
from ganstudio.words import tr


class PictureWishes(Protocol):
    """Where such a menu is opened: signals of what is wanted of pictures. Each takes a Path, or a list of them."""

    @property
    def open_requested(self) -> SignalInstance:
        """(Path): It is to be shown."""

    @property
    def favorite_requested(self) -> SignalInstance:
        """(list[Path]): These are to be marked."""

    @property
    def delete_requested(self) -> SignalInstance:
        """(list[Path]): These are to go to the trash."""

    @property
    def interpolate_requested(self) -> SignalInstance:
        """(Path): A film is wanted from the picture on screen to this one."""

    @property
    def mix_requested(self) -> SignalInstance:
        """(list[Path]): The style of these is to be mixed in."""

    @property
    def reveal_requested(self) -> SignalInstance:
        """(Path): Its folder is to be shown."""

    @property
    def copy_recipe_requested(self) -> SignalInstance:
        """(Path): Its recipe is to be copied."""

    @property
    def rename_requested(self) -> SignalInstance:
        """(Path): A version gets another name."""


def picture_menu(
    wishes: PictureWishes,
    paths: Sequence[Path],
    kind: str,
    parent: QWidget,
    *,
    take: Callable[[QMenu, Path], QMenu] | None = None,
) -> QMenu:
    """The menu for pictures of a kind (`portraits`, `favorites`, `versions`, `batches`); `paths` has one at least.

    `take` makes the menu of what the picture on screen can take over from one of them, where there is such a menu.
    """
    chosen, first = list(paths), paths[0]
    several = len(chosen) if len(chosen) > 1 else 0
    menu = QMenu(parent)
    menu.addAction(tr("Open\tEnter")).triggered.connect(lambda: wishes.open_requested.emit(first))
    if kind != "favorites":
        said = tr("Mark {number} pictures as favorites", number=several) if several else tr("Mark as favorite")
        menu.addAction(said).triggered.connect(lambda: wishes.favorite_requested.emit(chosen))
    if kind == "versions" and not several:
        menu.addAction(tr("Rename…")).triggered.connect(lambda: wishes.rename_requested.emit(first))
    pictures = [path for path in chosen if not is_film(path)]
    if pictures:
        if not several:
            menu.addAction(tr("Interpolate to this…")).triggered.connect(
                lambda: wishes.interpolate_requested.emit(pictures[0])
            )
            if take is not None:
                menu.addMenu(take(menu, pictures[0]))
        menu.addAction(tr("Mix its style in")).triggered.connect(lambda: wishes.mix_requested.emit(pictures))
        menu.addSeparator()
    menu.addAction(tr("Copy recipe\tCtrl+C")).triggered.connect(lambda: wishes.copy_recipe_requested.emit(first))
    menu.addAction(tr("Show in folder")).triggered.connect(lambda: wishes.reveal_requested.emit(first))
    menu.addSeparator()
    said = tr("Delete {number} pictures…\tDel", number=several) if several else tr("Delete…\tDel")
    menu.addAction(said).triggered.connect(lambda: wishes.delete_requested.emit(chosen))
    return menu
