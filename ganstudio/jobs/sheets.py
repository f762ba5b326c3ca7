"""Contact sheets: a plan's grid of pictures with its rows and columns named, in pages if it is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image

from ganstudio.jobs.compose import GAP, Page, Pixels, as_rgb, caption_height, height_with_words, letters_height, write
from ganstudio.jobs.letters import font, writable
from ganstudio.jobs.outputs import SheetOptions
from ganstudio.jobs.sheet_plans import PLAN_KEY, PlacedCell
from ganstudio.recipe.sheet_maps import SHEET_KEY, MapCell, Shown, cell_at

LARGEST_PAGE = 64 << 20
"""Pixels of a page: 8192 x 8192."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SheetCell:
    """One picture of a sheet.

    Attributes:
        image: uint8. row: its row, from 0. column: its column.
        row_caption: What names its row. column_caption: what names its column.
        caption: What is written below it where rows and columns have no names of their own.
        shown: The one feature map or style shift that it shows.
        number: Of the picture in its plan, from 1.
        page: What is written in the corner of its page.
    """

    image: Pixels
    row: int
    column: int
    row_caption: str = ""
    column_caption: str = ""
    number: int = 0
    page: str = ""
    caption: str = ""
    shown: Shown | None = None


def sheet_pages(
    cells: Iterable[SheetCell], grid: tuple[int, int], options: SheetOptions, *, block: int = 0
) -> Iterator[Image.Image | None]:
    """The pages of a sheet, one after another, so that only one is in memory; None for each picture put in.

    Args:
        cells: In the order of their rows.
        grid: Rows and columns.
        options: Tile size and captions.
        block: Rows that have a page of their own; 0 for as many on a page as fit.
    """
    page: _Page | None = None
    for cell in cells:
        if page is None:
            page = _Page(cell, grid, options, block=block)
        if cell.row >= page.end_row:
            yield page.picture
            page = _Page(cell, grid, options, block=block)
        page.put(cell)
        yield None
    if page is not None:
        yield page.picture


def rearranged(cells: Iterable[SheetCell], columns: int) -> Iterator[SheetCell]:
    """The cells one after another in rows of that many, each with its own words below it."""
    for index, cell in enumerate(cells):
        row, column = divmod(index, columns)
        words = "  ".join(word for word in (cell.page, cell.row_caption, cell.column_caption) if word)
        yield SheetCell(image=cell.image, row=row, column=column, caption=words, shown=cell.shown, number=cell.number)


class _Page:
    """A page being filled."""

    def __init__(self, first: SheetCell, grid: tuple[int, int], options: SheetOptions, *, block: int) -> None:
        self._options = options
        self._first_row = first.row
        self._width, self._height = self._tile(first).size
        below = options.captions and bool(first.caption)
        named = options.captions and not below
        self._top = caption_height(self._height) if named else 0
        self._left = self._margin(first) if named else 0
        rows, columns = grid
        step = self._height + (caption_height(self._height) if below else 0) + GAP
        width = self._left + columns * (self._width + GAP) + GAP
        most = max(1, (LARGEST_PAGE // width - self._top) // step)
        end_of_block = (first.row // block + 1) * block if block else rows
        self.end_row = min(rows, end_of_block, first.row + most)
        self._page = Page(
            (self._width, self._height),
            (self.end_row - first.row, columns),
            captions=below,
            margins=(self._left, self._top),
            border=GAP,
        )
        self._maps: list[MapCell] = []
        self._placed: list[PlacedCell] = []
        self._named_rows: set[int] = set()
        self._named_columns: set[int] = set()
        if first.page and self._left and self._top:
            write(self.picture, first.page, (0, 0, self._left, self._top))

    @property
    def picture(self) -> Image.Image:
        """What is there so far; in its `info`, where its cells are, and the feature maps that they show."""
        self._page.picture.info[SHEET_KEY] = tuple(self._maps)
        self._page.picture.info[PLAN_KEY] = tuple(self._placed)
        return self._page.picture

    def put(self, cell: SheetCell) -> None:
        """Pastes a picture and writes what names it."""
        row = cell.row - self._first_row
        left, top = self._page.put(self._tile(cell), row, cell.column, cell.caption)
        if cell.number:
            self._placed.append(PlacedCell(left, top, self._width, self._height, cell.number))
        if cell.shown is not None:
            self._maps.append(cell_at((left, top, self._width, self._height), cell.shown))
        if self._top and cell.column_caption and cell.column not in self._named_columns:
            self._named_columns.add(cell.column)
            write(self.picture, cell.column_caption, (left, 0, left + self._width, self._top))
        if self._left and cell.row_caption and row not in self._named_rows:
            self._named_rows.add(row)
            middle = top + self._height // 2
            half = caption_height(self._height) // 2
            write(self.picture, cell.row_caption, (0, middle - half, self._left, middle + half))

    def _tile(self, cell: SheetCell) -> Image.Image:
        height = height_with_words(cell.image, self._options.tile, captions=self._options.captions)
        return as_rgb(cell.image, height)

    def _margin(self, first: SheetCell) -> int:
        """Room for the rows' names: as wide as a picture at most."""
        longest = writable(max(first.row_caption or "seed 0000000000", first.page, key=len))
        wanted = int(font(letters_height(caption_height(self._height)), longest).getlength(longest)) + 16
        return min(max(wanted, self._width // 2), 2 * self._width)
