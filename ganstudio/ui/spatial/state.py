"""What the spatial tab tells the picture: the tab to draw and how; frozen values, no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ganstudio.analysis.selections import without_faint
from ganstudio.masks import resize_mask, soften
from ganstudio.recipe.edits import SpatialEdit
from ganstudio.ui.spatial.painting.grid import Cells, Grid, cells, paintable
from ganstudio.ui.spatial.painting.selection import grown, inverted, mirrored, negated, shrunk
from ganstudio.words import tr


@dataclass(frozen=True, kw_only=True)
class PaintOptions:
    """Switches of the selection card; they belong to the window and its settings, not to the recipe.

    Attributes:
        no_overlap: Painting sets cells to +1 or -1 instead of adding.
        reset_for_new_images: A new image starts with nothing selected.
        blue_for_green: Positive cells are blue.
        shown: Whether the boxes are drawn. opacity: how strongly, 0..1.
    """

    no_overlap: bool = False
    reset_for_new_images: bool = False
    blue_for_green: bool = False
    shown: bool = True
    opacity: float = 1.0


@dataclass(frozen=True)
class SelectionState:
    """The tab that is painted on, with its grid; no tab if there is none."""

    edit: SpatialEdit | None = None
    grid: Grid | None = None
    options: PaintOptions = PaintOptions()

    def cells(self) -> Cells | None:
        """The selection on the tab's grid, [rows, columns]."""
        return cells(self.edit, self.grid) if self.edit is not None and self.grid is not None else None

    def softened_cells(self) -> Cells | None:
        """The same with its edge softened, as it acts."""
        if self.edit is None or self.grid is None:
            return None
        feather = self.edit.feather
        soft = resize_mask(soften(self.edit.selection.numpy(), feather, feather), self.grid.shape)
        return without_faint(soft) if feather > 0 else soft


ACTION_LABELS = {
    "clear": tr("clear selection"),
    "mirror": tr("mirror selection"),
    "invert": tr("invert selection"),
    "negate": tr("swap plus and minus"),
    "grow": tr("grow selection"),
    "shrink": tr("shrink selection"),
}


def after_action(name: str, edit: SpatialEdit, grid: Grid) -> Cells:
    """The tab's selection after one of `ACTION_LABELS`; growing and shrinking go by cells of the tab's grid."""
    selection = paintable(edit.selection.numpy(), grid)
    steps = max(1, selection.shape[0] // grid.rows)
    if name == "grow":
        return grown(selection, steps)
    if name == "shrink":
        return shrunk(selection, steps)
    simple: dict[str, Callable[[Cells], Cells]] = {
        "mirror": mirrored,
        "invert": inverted,
        "negate": negated,
        "clear": np.zeros_like,
    }
    return simple[name](selection)
