"""A rectangle of the picture: for computing and showing only what is around a selection."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from torch import Tensor
from torch.nn import functional

from ganstudio.networks.noise import Noise

SMALLEST_VIEW = 0.4
"""Share of the picture's height that the small pictures show at least."""


@dataclass(frozen=True)
class Window:
    """A rectangle of the picture, in cells of a coarse grid of `rows` by `columns`; ends are exclusive."""

    top: int
    bottom: int
    left: int
    right: int
    rows: int
    columns: int

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole picture."""
        return (self.top, self.left, self.bottom, self.right) == (0, 0, self.rows, self.columns)

    def cut(self, x: Tensor) -> Tensor:
        """The part of maps or pictures [..., h, w] of any finer grid; the same tensor for the whole."""
        if self.is_whole:
            return x
        up, across = x.shape[-2] // self.rows, x.shape[-1] // self.columns
        return x[..., self.top * up : self.bottom * up, self.left * across : self.right * across]

    def cut_nearest(self, x: Tensor) -> Tensor:
        """As `cut`, of any grid: [..., h, w], at least one row and column."""
        height, width = x.shape[-2:]
        top, left = self.top * height // self.rows, self.left * width // self.columns
        bottom = max(top + 1, self.bottom * height // self.rows)
        right = max(left + 1, self.right * width // self.columns)
        return x[..., top:bottom, left:right]

    def paste(self, part: Tensor) -> Tensor:
        """The inverse of `cut`, zeros around: [..., h, w]."""
        up = part.shape[-2] // (self.bottom - self.top)
        across = part.shape[-1] // (self.right - self.left)
        sides = (self.left, self.columns - self.right, self.top, self.rows - self.bottom)
        left, right, above, below = (n * scale for n, scale in zip(sides, (across, across, up, up), strict=True))
        return functional.pad(part, (left, right, above, below))


@dataclass(frozen=True, kw_only=True)
class WindowNoise(Noise):
    """Noise of which only a window is added: for a run on a part of the picture."""

    window: Window = field(default=Window(0, 1, 0, 1, 1, 1))

    def draw(self, layer_name: str, noise_const: Tensor) -> Tensor | None:
        """As `Noise.draw`, cut."""
        drawn = super().draw(layer_name, noise_const)
        return None if drawn is None else self.window.cut(drawn)


def view_of(selection: npt.NDArray[np.float32], aspect: float) -> Window:
    """The part that the small pictures show, on the selection's grid: about square, twice the selection at least.

    Args:
        selection: float32 [rows, columns].
        aspect: Width of the picture over its height.
    """
    rows, columns = selection.shape
    down, across = np.flatnonzero(selection.any(axis=1)), np.flatnonzero(selection.any(axis=0))
    cell = aspect * rows / columns  # width of a cell over its height
    side = max(2.0 * (down[-1] + 1 - down[0]), 2.0 * (across[-1] + 1 - across[0]) * cell, SMALLEST_VIEW * rows)
    height, width = min(rows, round(side)), min(columns, round(side / cell))
    top = min(max(0, round((down[0] + down[-1] + 1 - height) / 2)), rows - height)
    left = min(max(0, round((across[0] + across[-1] + 1 - width) / 2)), columns - width)
    return Window(top, top + height, left, left + width, rows, columns)
