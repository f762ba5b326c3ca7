"""Which map or style channel each picture of a contact sheet shows: a text chunk in the sheet's PNG."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from PIL import Image, PngImagePlugin

from ganstudio.errors import RecipeError
from ganstudio.recipe.edits import ChannelWeight, StyleShift
from ganstudio.words import tr

Shown = ChannelWeight | StyleShift
"""A feature map with its weight, or how a style channel is shifted."""

SHEET_KEY = "ganstudio-sheet"
"""Keyword of the chunk."""


class MapCell(msgspec.Struct, frozen=True, array_like=True):
    """One picture of a sheet: where it is, in pixels, and the map or the style shift that it shows; one is None."""

    left: int
    top: int
    width: int
    height: int
    map: ChannelWeight | None
    style: StyleShift | None = None

    @property
    def shown(self) -> Shown | None:
        """Whichever it is."""
        return self.map or self.style


def cell_at(box: tuple[int, int, int, int], shown: Shown) -> MapCell:
    """A cell that shows this; `box` is left, top, width and height."""
    return MapCell(*box, shown) if isinstance(shown, ChannelWeight) else MapCell(*box, None, shown)


def map_chunk(cells: Iterable[MapCell]) -> PngImagePlugin.PngInfo:
    """The chunk that says which maps these cells show; no chunk where they show none."""
    chunks = PngImagePlugin.PngInfo()
    shown = tuple(cells)
    if shown:
        chunks.add_itxt(SHEET_KEY, msgspec.json.encode(shown).decode())
    return chunks


def read_sheet(path: Path) -> tuple[Image.Image, tuple[MapCell, ...]]:
    """A sheet, RGB, and its cells.

    Raises:
        RecipeError: The file cannot be read, is no PNG, or does not say which maps it shows.
    """
    try:
        with Image.open(path) as sheet:
            sheet.load()
            cells = msgspec.json.decode(str(sheet.info[SHEET_KEY]), type=tuple[MapCell, ...])
            return sheet.convert("RGB"), cells
    except (OSError, ValueError, KeyError, Image.DecompressionBombError) as error:
        raise RecipeError(
            tr("{name} does not say which maps it shows: {error}.", name=path.name, error=error)
        ) from error
