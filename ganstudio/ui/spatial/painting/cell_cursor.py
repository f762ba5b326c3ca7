"""CellCursor: the cells that the keyboard would paint. No Qt."""

from __future__ import annotations

from ganstudio.ui.spatial.numbers import number_text
from ganstudio.ui.spatial.painting.grid import Cells
from ganstudio.ui.spatial.painting.masks import Mask, Shape, box_mask
from ganstudio.words import tr

Cell = tuple[int, int]
"""Row and column."""


class CellCursor:
    """One cell, or the rectangle between two, on a grid; hidden until it is first moved.

    Attributes:
        cell: Where the cursor is; None while hidden. anchor: the rectangle's other end.
    """

    def __init__(self) -> None:
        self.cell: Cell | None = None
        self.anchor: Cell | None = None

    def move(self, step: Cell, shape: Shape, *, extend: bool) -> None:
        """Moves by rows and columns, staying on the grid; the first move shows it in the middle.

        Args:
            step: Rows down and columns to the right.
            shape: Rows and columns of the grid.
            extend: Whether the anchor stays, so that the rectangle grows.
        """
        if self.cell is None:
            self.cell = self.anchor = (shape[0] // 2, shape[1] // 2)
            return
        row = min(max(self.cell[0] + step[0], 0), shape[0] - 1)
        column = min(max(self.cell[1] + step[1], 0), shape[1] - 1)
        self.cell = (row, column)
        if not extend or self.anchor is None:
            self.anchor = self.cell

    def fit(self, shape: Shape) -> None:
        """Keeps it on another grid."""
        if self.cell is not None:
            self.move((0, 0), shape, extend=False)

    def hide(self) -> None:
        """Forgets where it was."""
        self.cell = self.anchor = None

    def text(self, cells: Cells | None) -> str:
        """Where it is and what is painted there, for people who do not see it."""
        if self.cell is None or cells is None:
            return ""
        row, column = self.cell
        painted = number_text(float(cells[row, column]))
        return tr(
            "Row {row}, column {column}: {painted}. Enter paints, Minus subtracts, Delete erases.",
            row=row + 1,
            column=column + 1,
            painted=painted,
        )

    def mask(self, shape: Shape) -> Mask:
        """The cells under it: bool [rows, columns]."""
        if self.cell is None or self.anchor is None:
            return box_mask((-1.0, -1.0), (-1.0, -1.0), shape)
        (row, column), (other_row, other_column) = self.cell, self.anchor
        return box_mask((column + 0.5, row + 0.5), (other_column + 0.5, other_row + 0.5), shape)
