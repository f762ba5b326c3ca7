"""Where captioned square pictures lie in a scrolling view of some width: plain arithmetic, no widgets."""

from __future__ import annotations

from dataclasses import dataclass

GAP = 8
CAPTION = 16


@dataclass(frozen=True)
class CellGrid:
    """A grid that fills its width, row by row; lengths in device-independent pixels, y from the content's top.

    Attributes:
        width: Of the view. least_side: of a picture, at the least. count: how many pictures there are.
    """

    width: int
    least_side: int
    count: int

    @property
    def columns(self) -> int:
        """Pictures in a row."""
        return max(1, (self.width - GAP) // (self.least_side + GAP))

    @property
    def side(self) -> int:
        """Of a picture: as much as the row gives, so that no ragged edge remains at the right."""
        return max(16, (self.width - GAP) // self.columns - GAP)

    @property
    def row_height(self) -> int:
        """From one row to the next."""
        return self.side + CAPTION + GAP

    @property
    def height(self) -> int:
        """Of the whole content."""
        return -(-self.count // self.columns) * self.row_height + GAP

    def corner(self, place: int) -> tuple[int, int]:
        """Left and top of the picture at a place, 0..count-1."""
        row, column = divmod(place, self.columns)
        return GAP + column * (self.side + GAP), GAP + row * self.row_height

    def place_at(self, x: int, y: int) -> int:
        """The place of the picture, or its caption, at a point; -1 between them and beyond the last."""
        column, inside = divmod(x - GAP, self.side + GAP)
        row = (y - GAP) // self.row_height
        if not 0 <= column < self.columns or inside >= self.side or row < 0:
            return -1
        place = row * self.columns + column
        return place if place < self.count else -1

    def places_between(self, top: int, bottom: int) -> range:
        """The places of the rows that show between two heights."""
        first = max(0, (top - GAP) // self.row_height) * self.columns
        last = (max(0, bottom - GAP) // self.row_height + 1) * self.columns
        return range(first, max(first, min(last, self.count)))


def grid_in_sight(width: int, height: int, least_side: int, count: int, *, rows: int, smallest: int) -> CellGrid:
    """A grid whose pictures are smaller than wanted, where otherwise fewer than so many rows would be in sight.

    Args:
        width: Of the view.
        height: Of the view.
        least_side: Of a picture, where there is room for the rows.
        count: How many pictures there are.
        rows: Wanted in sight.
        smallest: No picture gets smaller than that.
    """
    grid = CellGrid(width, least_side, count)
    while grid.least_side > smallest and min(rows * grid.row_height, grid.height - GAP) + GAP > height:
        grid = CellGrid(width, max(smallest, grid.least_side - 4), count)
    return grid
