"""The network of the fit: w as a linear function of a face's inputs, and a synthesis with maps reserved for edits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn

from ganstudio.training.faces.edits import EDITS, RESERVED
from ganstudio.training.faces.inputs import INPUT_NAMES, deviations, mean_inputs
from ganstudio.training.fast_network import FastSynthesis, StyledConv, draw_weights

EDIT_STRENGTH: Final = 2.0
"""What the full change adds on an edit's map while it is practiced; beyond it the fit learns to add nothing."""

STYLE_START: Final = 0.1
"""How much a face's inputs say in the styles at the start: little, so that nothing has to be unlearned first."""

GRAIN_SIDE: Final = 128
"""The block whose noise makes the grain of hair, skin and background."""

GRAIN_STRENGTH: Final = 0.2
"""The noise's strength in that block; a fit learns what to make of it."""

WINDOW_GRID: Final = 64
"""Blocks up to this side see whole faces; above it a fit may look through windows, of so many cells."""

WINDOW: Final = 32
"""Side of a window, in cells."""

WINDOW_EDGE: Final = 3
"""Cells at a window's edge that differ from the whole picture's, because convolutions see nothing beyond."""


class InputEmbedding(nn.Module):
    """w as a linear function of standardised inputs, 0 for the mean face, so that mixing w mixes faces."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, *, w_dim: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean_inputs()))
        self.register_buffer("deviation", torch.from_numpy(deviations()))
        self.weight = nn.Parameter(torch.randn(w_dim, len(INPUT_NAMES)))

    def forward(self, inputs: Tensor) -> Tensor:
        """inputs: float32 [n, inputs] -> w: float32 [n, w_dim]."""
        standard = (inputs - self.mean) / self.deviation
        return standard @ self.weight.t() / math.sqrt(self.weight.shape[1])


class PaintingModel(nn.Module):
    """Embedding and synthesis together, as they are trained and saved.

    Some maps of b16 and b32 are zero for every w, and stay so: an edit that is painted on one means that edit only.
    """

    def __init__(self, *, w_dim: int, channels: Mapping[int, int]) -> None:
        super().__init__()
        self.embedding = InputEmbedding(w_dim=w_dim)
        self.synthesis = FastSynthesis(w_dim=w_dim, resolution=max(channels), channels=dict(channels))

    def draw(self, generator: torch.Generator) -> None:
        """Draw every weight anew, reserve the maps, and give the grain's noise its strength."""
        draw_weights(self, generator)
        with torch.no_grad():
            for name, parameter in self.synthesis.named_parameters():
                if name.endswith("affine.weight"):
                    parameter.mul_(STYLE_START)
            for layer, count in self._reserved_layers():
                layer.weight[:count] = 0
                layer.bias[:count] = 0
            if GRAIN_SIDE in self.synthesis.resolutions:
                grained = self.synthesis.get_submodule(f"b{GRAIN_SIDE}.conv1")
                assert isinstance(grained, StyledConv)
                grained.noise_strength.fill_(GRAIN_STRENGTH)

    def keep_reserved(self) -> None:
        """Let no gradient reach what makes the reserved maps; call once, before training."""
        for layer, count in self._reserved_layers():
            for parameter in (layer.weight, layer.bias):
                kept = torch.ones_like(parameter)
                kept[:count] = 0
                parameter.register_hook(_times(kept))  # type: ignore[no-untyped-call]

    def paint(
        self,
        inputs: Tensor,
        edits: Mapping[str, Tensor],
        *,
        resolution: int,
        fade: Tensor | float = 1.0,
        dtype: torch.dtype = torch.float32,
        windows: Tensor | None = None,
        frozen: bool = False,
        noise: Tensor | None = None,
    ) -> Tensor:
        """Make pictures of faces, the last ones with edits; or windows of them, which cost less.

        Args:
            inputs: float32 [n, inputs].
            edits: Layer -> float32 [m, reserved, r, r], what is added on its reserved maps, for the last m faces.
            resolution: Side of the pictures.
            fade: How much of the newest block is seen.
            dtype: Of the convolutions.
            windows: int64 [n, 2], top and left cell (of `WINDOW_GRID`) of the window that is made; None for all.
            frozen: Whether the blocks up to `WINDOW_GRID` and the embedding get no gradient.
            noise: float32 [n, 1, r, r], of the layer `GRAIN_SIDE`; None for none.

        Returns:
            float32 [n, 3, r, r], the side being the resolution, or that of the windows.
        """

        def tap(name: str, x: Tensor) -> Tensor:
            added = edits.get(name)
            if added is None or len(added) == 0:
                return x
            wide = nn.functional.pad(added, (0, 0, 0, 0, 0, x.shape[1] - added.shape[1], len(x) - len(added), 0))
            return x + wide.to(x.dtype)

        x, picture = inputs.new_empty(0), None
        with torch.set_grad_enabled(torch.is_grad_enabled() and not frozen):
            ws = self.embedding(inputs)
            for side in self.synthesis.resolutions:
                if side <= min(resolution, WINDOW_GRID):
                    shown = fade if side == resolution else 1.0
                    x, picture = self.synthesis.block(side, x, picture, ws, dtype=dtype, tap=tap, fade=shown)
        assert picture is not None
        if windows is not None:
            x, picture = _cut(x, windows), _cut(picture, windows)
        for side in self.synthesis.resolutions:
            if WINDOW_GRID < side <= resolution:
                shown, given = fade if side == resolution else 1.0, noise if side == GRAIN_SIDE else None
                x, picture = self.synthesis.block(side, x, picture, ws, dtype=dtype, tap=tap, fade=shown, noise=given)
        return picture

    def _reserved_layers(self) -> list[tuple[StyledConv, int]]:
        found = []
        for name, count in RESERVED.items():
            layer = self.synthesis.get_submodule(f"{name}.conv1")
            assert isinstance(layer, StyledConv)
            found.append((layer, count))
        return found


def edit_maps(edit: Tensor, field: Tensor) -> dict[str, Tensor]:
    """What some edits add on the reserved maps.

    Args:
        edit: int64 [m], numbers in `EDITS`.
        field: float32 [m, 32, 32], amounts times masks.

    Returns:
        Layer -> float32 [m, reserved, r, r].
    """
    found = {}
    for layer, count in RESERVED.items():
        side = int(layer[1:])
        grid = nn.functional.avg_pool2d(field[:, None], field.shape[1] // side)[:, 0]  # [m, r, r]
        maps = torch.zeros(len(edit), count, side, side)
        for row, number in enumerate(edit.tolist()):
            if EDITS[number].layer == layer:
                maps[row, EDITS[number].map] = grid[row] * EDIT_STRENGTH
        found[layer] = maps
    return found


def _cut(maps: Tensor, windows: Tensor) -> Tensor:
    """The windows of some maps: [n, c, r, r] -> [n, c, WINDOW, WINDOW]."""
    place = torch.arange(WINDOW)
    rows, columns = ((windows[:, axis, None] + place) for axis in (0, 1))  # [n, WINDOW]
    picture = torch.arange(len(maps))[:, None, None]
    return maps[picture, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


class _times:  # noqa: N801 - a hook, used as a function
    def __init__(self, kept: Tensor) -> None:
        self._kept = kept

    def __call__(self, gradient: Tensor) -> Tensor:
        return gradient * self._kept
