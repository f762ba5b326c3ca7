"""What can be done with chosen pictures of the workspace, as a menu at the mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

from ganstudio.words import spoken, tr
from ganstudio.workspace.pictures import is_film

_BANDS = {
    "coarse": (tr("Pose and shape (coarse layers)"), tr("Mixes in the coarse style layers of that picture")),
    "middle": (tr("Features (middle layers)"), tr("Mixes in the middle style layers of that picture")),
    "fine": (tr("Colors (fine layers)"), tr("Mixes in the fine style layers of that picture")),
}


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
    def part_requested(self) -> SignalInstance:
        """(Path, str, tuple[str]): Its layers that carry a part are to be mixed in; the detectors that know it."""

    @property
    def band_requested(self) -> SignalInstance:
        """(Path, str): Its coarse, middle or fine layers are."""

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
    parts: Mapping[str, tuple[str, ...]],
) -> QMenu:
    """The menu for pictures of a kind (`portraits`, `favorites`, `versions`, `batches`); `paths` has one at least.

    `parts`: those that can be taken from a picture, with the detectors that know them.
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
            menu.addMenu(_take_menu(wishes, pictures[0], menu, parts))
        menu.addAction(tr("Mix its style in")).triggered.connect(lambda: wishes.mix_requested.emit(pictures))
        menu.addSeparator()
    menu.addAction(tr("Copy recipe\tCtrl+C")).triggered.connect(lambda: wishes.copy_recipe_requested.emit(first))
    menu.addAction(tr("Show in folder")).triggered.connect(lambda: wishes.reveal_requested.emit(first))
    menu.addSeparator()
    said = tr("Delete {number} pictures…\tDel", number=several) if several else tr("Delete…\tDel")
    menu.addAction(said).triggered.connect(lambda: wishes.delete_requested.emit(chosen))
    return menu


def _take_menu(wishes: PictureWishes, path: Path, menu: QMenu, parts: Mapping[str, tuple[str, ...]]) -> QMenu:
    """What the picture on screen can take over from another one."""
    take = QMenu(tr("Take from this"), menu)
    take.setToolTipsVisible(True)
    for part in sorted(parts):
        action = take.addAction(tr("{part} (the layers that carry it best)", part=spoken(part).capitalize()))
        action.setToolTip(
            tr(
                "Tries which style layers bring the {part} nearest to that picture's colors and change the rest "
                "least, along the attributes of that part where there are some, and mixes these in; "
                "if none do, the picture stays as it is",
                part=spoken(part),
            )
        )
        action.triggered.connect(partial(wishes.part_requested.emit, path, part, parts[part]))
    take.addSeparator()
    for band, (words, tip) in _BANDS.items():
        action = take.addAction(words)
        action.setToolTip(tip)
        action.triggered.connect(partial(wishes.band_requested.emit, path, band))
    return take
