"""The grids on which a spatial tab can be painted, and how a painted selection is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.spec import GeneratorSpec, LayerSpec

Cells = npt.NDArray[np.float32]
"""float32 [rows, columns], signed: one number a cell."""


@dataclass(frozen=True)
class Grid:
    """The cells of one block: `rows` by `columns`; `layer` is the block's name."""

    rows: int
    columns: int
    layer: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, as NumPy counts them."""
        return self.rows, self.columns

    @property
    def text(self) -> str:
        """As shown: `16×16`; width first, as pictures are named."""
        return f"{self.columns}×{self.rows}"

    @property
    def short_text(self) -> str:
        """`16` for a square grid, `8×16` for others."""
        return str(self.rows) if self.rows == self.columns else self.text


def grids(spec: GeneratorSpec) -> tuple[Grid, ...]:
    """The grids that a model offers, coarsest first; of layers with the same one, the last before the image's."""
    blocks = spec.blocks[:-1] if spec.is_stylegan3 else spec.blocks
    found = {(block.height, block.width): Grid(block.height, block.width, block.name) for block in blocks}
    return tuple(found.values())


def grid_at(spec: GeneratorSpec | None, resolution: int) -> Grid:
    """The model's grid of that many rows, else the nearest; a square one while no model is loaded."""
    if spec is None or not spec.blocks:
        return Grid(resolution, resolution)
    return min(grids(spec), key=lambda grid: (abs(grid.rows - resolution), -grid.rows))


def default_layer(spec: GeneratorSpec, resolution: int) -> LayerSpec:
    """The block whose maps a tab of that resolution most likely weights."""
    return spec.layer(grid_at(spec, resolution).layer)


def empty_selection(grid: Grid) -> Array:
    """Nothing selected."""
    return Array(np.zeros(grid.shape, np.float32))


def cells(edit: SpatialEdit, grid: Grid) -> Cells:
    """The tab's selection as its grid shows it (mean over blocks where it was painted finer): [rows, columns]."""
    return resize_mask(edit.selection.numpy(), grid.shape)


def paintable(selection: Cells, grid: Grid) -> Cells:
    """The selection at a size whose cells divide the grid's: what was painted on a finer grid is kept as it is.

    So a tab can be taken from 64x64 to 16x16 and back without losing what was painted.
    """
    rows, columns = selection.shape
    finer = rows >= grid.rows and columns >= grid.columns
    if finer and rows % grid.rows == 0 and columns % grid.columns == 0:
        return selection
    return resize_mask(selection, grid.shape)


def enlarged(mask: npt.NDArray[np.bool_], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """A mask over grid cells, repeated to a selection of a multiple of that size."""
    return mask.repeat(shape[0] // mask.shape[0], axis=0).repeat(shape[1] // mask.shape[1], axis=1)
