"""Plots: pictures over two or three axes of the recipe, in rows, columns and pages, with heads that say what varies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from ganstudio.errors import JobError
from ganstudio.jobs.axes import Axis
from ganstudio.jobs.names import picture_name
from ganstudio.jobs.planned import Planned, PlannedPicture
from ganstudio.jobs.selections import to_detect
from ganstudio.jobs.variations import require_bearable
from ganstudio.recipe.document import Recipe
from ganstudio.words import tr

Letter = Literal["x", "y", "z"]
LETTERS: tuple[Letter, ...] = ("x", "y", "z")


class Differences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sheets and films show how far each picture is from another one; the pictures themselves stay as they are.

    Attributes:
        cell: Column, row and page of that picture in the plot, from 0; None for the picture that the plot varies.
        gain: By how much the difference of each color, 0..255, is multiplied.
    """

    cell: tuple[int, int, int] | None = None
    gain: float = 4.0

    def __post_init__(self) -> None:
        if not 0.0 < self.gain <= 255.0:
            raise JobError(
                tr("Differences were to be shown {gain:g} times as strong; above 0 to 255 is accepted.", gain=self.gain)
            )


class Plot(msgspec.Struct, frozen=True, kw_only=True, tag="plot", tag_field="plan", forbid_unknown_fields=True):
    """One picture with up to three of its numbers at every combination of their values.

    Attributes:
        recipe: The picture.
        x: Along the rows. y: down the columns. z: page after page.
        time: The axis along which a film runs; the others are side by side in each of its frames.
        pages: Whether each value of z has a contact sheet of its own, instead of a block of rows.
        differences: What sheets and films show in the place of the pictures, or None.
    """

    recipe: Recipe
    x: Axis
    y: Axis | None = None
    z: Axis | None = None
    time: Letter = "x"
    pages: bool = False
    differences: Differences | None = None

    def __post_init__(self) -> None:
        names = [axis.name for axis in self._axes if axis is not None]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise JobError(tr("'{name}' is on two axes. Choose something else for one of them.", name=twice))
        if self._axes[LETTERS.index(self.time)] is None:
            raise JobError(
                tr("A film cannot run along {axis}, as nothing is chosen for it. Choose another axis.", axis=self.time)
            )
        require_bearable(self.total)
        self._require_cell()

    @property
    def total(self) -> int:
        """How many pictures it asks for."""
        columns, rows, pages = self.sizes
        return columns * rows * pages

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Columns, rows of a page, pages."""
        x, y, z = (1 if axis is None else len(axis.values) for axis in self._axes)
        return x, y, z

    @property
    def grid(self) -> tuple[int, int]:
        """Rows of all pages, and columns."""
        columns, rows, pages = self.sizes
        return rows * pages, columns

    @property
    def block(self) -> int:
        """Rows that stand on a sheet of their own; 0 for as many as fit."""
        return self.sizes[1] if self.pages else 0

    @property
    def frame(self) -> tuple[int, int]:
        """Rows and columns of a film's frames."""
        columns, rows, pages = self.sizes
        return {"x": (pages, rows), "y": (pages, columns), "z": (rows, columns)}[self.time]

    @property
    def steps(self) -> int:
        """Frames of a film."""
        return self.sizes[LETTERS.index(self.time)]

    @property
    def reference(self) -> PlannedPicture | None:
        """What differences are taken from; None where none are."""
        if self.differences is None:
            return None
        if self.differences.cell is None:
            return PlannedPicture(name="", recipe=self.recipe, number=0)
        return self._picture(*self.differences.cell)

    def pictures(self) -> Iterator[Planned]:
        """Page by page, row by row."""
        columns, rows, pages = self.sizes
        for page in range(pages):
            for row in range(rows):
                for column in range(columns):
                    yield self._picture(column, row, page)

    def at(self, row: int, column: int) -> PlannedPicture:
        """The picture of a cell of `grid`."""
        page, within = divmod(row, self.sizes[1])
        return self._picture(column, within, page)

    def place_in_film(self, cell: tuple[int, int]) -> tuple[int, int]:
        """In which frame of a film the picture of a cell is, and where in the frame, counted from 0, row by row."""
        page, row = divmod(cell[0], self.sizes[1])
        x, y, z = cell[1], row, page
        columns = self.frame[1]
        return {"x": (x, z * columns + y), "y": (y, z * columns + x), "z": (z, y * columns + x)}[self.time]

    def rows(self) -> list[Plot]:
        """Itself: a plot is one film."""
        return [self]

    @property
    def _axes(self) -> tuple[Axis, Axis | None, Axis | None]:
        return self.x, self.y, self.z

    def _picture(self, column: int, row: int, page: int) -> PlannedPicture:
        indices = (column, row, page)
        there = [(axis, index) for axis, index in zip(self._axes, indices, strict=True) if axis is not None]
        recipe = self.recipe
        for axis, index in sorted(there, key=lambda one: not one[0].makes_faces):
            recipe = axis.at(recipe, index)
        columns, rows, _ = self.sizes
        number = (page * rows + row) * columns + column + 1
        heads = [axis.words(index) for axis, index in there]
        return PlannedPicture(
            name=picture_name([axis.file_word(index) for axis, index in reversed(there)], number, self.total),
            recipe=recipe,
            number=number,
            cell=(page * rows + row, column),
            values=tuple((axis.name, axis.values[index]) for axis, index in there),
            column=heads[0],
            row="  ".join(reversed(heads[1:] if not self.pages or self.z is None else heads[1:-1])),
            page=heads[-1] if self.pages and self.z is not None else "",
            detect=to_detect(recipe, self.recipe),
        )

    def _require_cell(self) -> None:
        cell = self.differences.cell if self.differences is not None else None
        if cell is not None and not all(0 <= index < size for index, size in zip(cell, self.sizes, strict=True)):
            columns, rows, pages = self.sizes
            raise JobError(
                tr(
                    "There is no cell {cell} to take differences from; the plot has columns 1..{columns}, "
                    "rows 1..{rows} and pages 1..{pages}.",
                    cell=",".join(str(index + 1) for index in cell),
                    columns=columns,
                    rows=rows,
                    pages=pages,
                )
            )
