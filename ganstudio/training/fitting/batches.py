"""One step's faces and twins, read from the folders at the resolution of the stage."""

from __future__ import annotations

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.dataset import SMALL, DrawnFaces
from ganstudio.training.faces.factors import INDEX, PRESENCES
from ganstudio.training.faces.twins import Twins
from ganstudio.training.fitting.model import GRAIN_SIDE, WINDOW, WINDOW_EDGE, WINDOW_GRID, edit_maps
from ganstudio.training.fitting.plan import Stage

_WEIGHTS = {
    Part.BACKGROUND: 0.6, Part.HAIR: 1.0, Part.CLOTHES: 1.4, Part.SKIN: 1.2, Part.CHEEKS: 2.2, Part.MOUTH: 5.0,
    Part.EYES: 3.0, Part.IRIS: 3.0, Part.BROWS: 5.0, Part.ACCESSORY: 5.0,
}  # fmt: skip
_ANYWHERE = 0.35
"""Share of windows that lie anywhere."""

_BEYOND = 10
"""How far beyond a picture such a window may be thrown, to be brought back to its edge: at less, edges are seen so
seldom that pictures get a frame."""

_WORN = 0.55
"""A presence from which on a thing is seen well; who wears more rare things is seen more often."""

_RIM, _RIM_WEIGHT = 1 / 40, 3.0
"""Pixels so near to a picture's edge, in its sides, weigh so much more: maps are padded with zeros there, which shows
as a frame until it is learned away."""

_FOCUS, _FOCUS_MOST = 12.0, 100.0
_FOCUS_SHARE = 0.5
"""Added weight of pixels that an edit changes: so much that together they add half of what the picture weighs, within
these bounds. With the least alone, what is small in a picture (a smile, brows) was hardly learned."""


_GRAIN = {Part.HAIR: 0.045, Part.BACKGROUND: 0.022, Part.CLOTHES: 0.022, Part.SKIN: 0.012, Part.CHEEKS: 0.012}
"""How far grain lightens or darkens a part, as a deviation on [-1, 1]; the features of a face have none."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Faces, then twins of the first ones.

    Attributes:
        inputs: float32 [n + m, inputs]. targets: float32 [n + m, 3, r, r]. weights: float32 [n + m, 1, r, r].
        edits: Layer -> float32 [m, reserved, side, side].
        outside: float32 [m, 1, r, r], 1 where an edit changes nothing.
        windows: int64 [n + m, 2], where the window of each lies; None where pictures are whole.
        noise: float32 [n + m, 1, r, r] at `GRAIN_SIDE`; None for no grain.
    """

    inputs: Tensor
    targets: Tensor
    weights: Tensor
    edits: dict[str, Tensor]
    outside: Tensor
    windows: Tensor | None = None
    noise: Tensor | None = None


class BatchReader:
    """Reads batches. One thread's."""

    def __init__(self, faces: DrawnFaces, twins: Twins | None) -> None:
        self._faces, self._twins = faces, twins
        self._weights = torch.tensor([_WEIGHTS[part] for part in Part])
        self._seen: NDArray[np.int64] = np.zeros(0, np.int64)
        self._chances: NDArray[np.float64] = np.zeros(0)

    def batch(self, stage: Stage, random: np.random.RandomState) -> Batch:
        """Faces for one step; as many twins as the stage wants, each after its own face."""
        twins = self._twins
        twin_rows = np.zeros(0, np.int64)
        if twins is not None and stage.twins > 0:
            twin_rows = random.choice(twins.rows(), stage.twins)
        base = twins.base[twin_rows] if twins is not None else twin_rows
        drawn = self._rows(stage)
        chance = self._chances[drawn]
        rows = random.choice(drawn, stage.batch_size - len(base), p=chance / chance.sum())
        rows = np.concatenate([base, rows])
        windows = self._windows(rows, twin_rows, random) if stage.windows else None
        noise = _noise(len(rows), random, windowed=stage.windows) if stage.grain else None
        targets, weights = self._pictures(self._faces, rows, stage.resolution, windows, noise)
        inputs = torch.from_numpy(self._faces.inputs[np.concatenate([rows, base])])
        if twins is None or not len(twin_rows):
            nothing = targets.new_zeros(0, 1, 1, 1)
            return Batch(
                inputs=inputs, targets=targets, weights=weights, edits={}, outside=nothing, noise=noise,
                windows=None if windows is None else torch.from_numpy(windows),
            )  # fmt: skip
        count = len(base)
        wanted, wanted_weights = self._pictures(
            twins, twin_rows, stage.resolution, None if windows is None else windows[:count],
            None if noise is None else noise[:count],
        )  # fmt: skip
        change = (wanted - targets[:count]).abs().amax(dim=1, keepdim=True)
        seen = (weights[:count] > 0).float()
        focus = _grown((change > 0.08).float(), 1) * seen
        wanted_weights = _focused(torch.maximum(wanted_weights, weights[:count]), focus)
        return Batch(
            inputs=inputs,
            targets=torch.cat([targets, wanted]),
            weights=torch.cat([weights, wanted_weights]),
            edits=edit_maps(
                torch.from_numpy(np.array(twins.edit[twin_rows])),
                torch.from_numpy(twins.field[twin_rows].astype(np.float32)),
            ),
            outside=(1 - _grown((change > 0.02).float(), max(1, stage.resolution // 32))) * seen,
            windows=None if windows is None else torch.from_numpy(np.concatenate([windows, windows[:count]])),
            noise=None if noise is None else torch.cat([noise, noise[:count]]),
        )

    def _rows(self, stage: Stage) -> NDArray[np.int64]:
        rows = self._faces.rows()
        if len(rows) != len(self._seen):  # more of them are drawn by now
            worn = self._faces.factors[:, [INDEX[name] for name in PRESENCES]] > _WORN
            self._seen, self._chances = rows, 1.0 + worn.sum(axis=1)
        if stage.turn < 90:
            rows = rows[np.abs(self._faces.factors[rows, INDEX["yaw"]]) <= stage.turn]
        return rows

    def _windows(
        self, rows: NDArray[np.int64], twin_rows: NDArray[np.int64], random: np.random.RandomState
    ) -> NDArray[np.int64]:
        """Where to look at each face: mostly at its features, and where a twin was changed. int64 [n, 2].

        Now and then anywhere, or edges of pictures would hardly be seen.
        """
        found = np.zeros((len(rows), 2), np.int64)
        weights = np.array([_WEIGHTS[part] for part in Part])
        for index, row in enumerate(rows):
            if random.rand() < _ANYWHERE:
                found[index] = random.randint(-_BEYOND, WINDOW_GRID - WINDOW + 1 + _BEYOND, 2)
                continue
            chance = weights[self._faces.small_parts[row]] ** 0.8  # [64, 64]
            if index < len(twin_rows) and self._twins is not None:
                after, before = self._twins.small_pictures[twin_rows[index]], self._faces.small_pictures[row]
                changed = np.abs(after.astype(np.int16) - before).max(axis=2) > 16
                chance = chance + 40.0 * changed
            cell = int(random.choice(chance.size, p=(chance / chance.sum()).ravel()))
            found[index] = np.array(divmod(cell, WINDOW_GRID)) + random.randint(-6, 7, 2) - WINDOW // 2
        return np.clip(found, 0, WINDOW_GRID - WINDOW)

    def _pictures(
        self,
        source: DrawnFaces | Twins,
        rows: NDArray[np.int64],
        side: int,
        windows: NDArray[np.int64] | None,
        noise: Tensor | None,
    ) -> tuple[Tensor, Tensor]:
        """Pictures as targets and the weights of their pixels: float32 [n, 3, r, r] and [n, 1, r, r]."""
        size = source.pictures.shape[1]
        small = side <= SMALL < size
        pictures, parts = (source.small_pictures, source.small_parts) if small else (source.pictures, source.parts)
        if windows is None:
            pictures, parts = pictures[rows], parts[rows]
        else:
            cell = size // WINDOW_GRID
            places = [
                (row, slice(top, top + WINDOW * cell), slice(left, left + WINDOW * cell))
                for row, (top, left) in zip(rows.tolist(), (windows * cell).tolist(), strict=True)
            ]
            pictures, parts = (np.stack([array[place] for place in places]) for array in (pictures, parts))
        targets = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
        # Grown by a pixel: the outside of an outline counts as its inside does.
        shown = torch.from_numpy(parts).long()
        weights = _grown(self._weights[shown].unsqueeze(1), 1) * _rims(windows, shown.shape[1])
        if noise is not None:
            targets = targets + grain(noise, shown)
        if windows is not None:
            weights = weights * _inside(windows, size // WINDOW_GRID)
        factor = (SMALL if small else size) // side
        if factor > 1:
            targets, weights = nn.functional.avg_pool2d(targets, factor), nn.functional.avg_pool2d(weights, factor)
        return targets, weights


def grain(noise: Tensor, parts: Tensor) -> Tensor:
    """The grain that noise should make: fine on skin, clothes and background, drawn out downwards in hair.

    Args:
        noise: float32 [n, 1, r, r].
        parts: int64 [n, s, s], numbers of `Part`, s a multiple of r.

    Returns:
        float32 [n, 1, s, s], to be added to pictures on [-1, 1].
    """
    size = parts.shape[1:]
    streaks = nn.functional.avg_pool2d(nn.functional.pad(noise, (0, 0, 1, 1)), (3, 1), stride=1) * 3**0.5
    fine, drawn_out = (
        nn.functional.interpolate(each, size=size, mode="bilinear", align_corners=False) for each in (noise, streaks)
    )
    amount = torch.tensor([_GRAIN.get(part, 0.0) for part in Part])[parts].unsqueeze(1)  # [n, 1, s, s]
    return torch.where((parts == Part.HAIR).unsqueeze(1), drawn_out, fine) * amount


def _inside(windows: NDArray[np.int64], cell: int) -> Tensor:
    """1 but at edges where a window ends and the picture does not: float32 [n, 1, r, r]."""
    place = torch.arange(WINDOW * cell)
    first, last = place < WINDOW_EDGE * cell, place >= (WINDOW - WINDOW_EDGE) * cell
    start = torch.from_numpy(windows)[:, :, None]  # [n, 2, 1]
    cut = ((start > 0) & first) | ((start < WINDOW_GRID - WINDOW) & last)  # [n, 2, r]
    return (~(cut[:, 0, :, None] | cut[:, 1, None, :])).float().unsqueeze(1)


def _rims(windows: NDArray[np.int64] | None, shown: int) -> Tensor:
    """What pixels weigh by their place in the picture: float32 [n or 1, 1, shown, shown]."""
    side = shown if windows is None else shown * WINDOW_GRID // WINDOW
    rim, place = round(side * _RIM), torch.arange(shown)
    starts = torch.zeros(1, 2) if windows is None else torch.from_numpy(windows) * (side // WINDOW_GRID)
    places = starts[:, :, None] + place  # [n, 2, shown]
    near = (places < rim) | (places >= side - rim)
    return 1 + (_RIM_WEIGHT - 1) * (near[:, 0, :, None] | near[:, 1, None, :]).float().unsqueeze(1)


def _noise(count: int, random: np.random.RandomState, *, windowed: bool) -> Tensor:
    """Noise for some faces, none for every fourth: float32 [count, 1, r, r]."""
    side = GRAIN_SIDE * WINDOW // WINDOW_GRID if windowed else GRAIN_SIDE
    noise = random.standard_normal((count, 1, side, side)).astype(np.float32)
    noise[random.rand(count) < 0.25] = 0
    return torch.from_numpy(noise)


def _focused(weights: Tensor, focus: Tensor) -> Tensor:
    """Weights with those of changed pixels added: float32 [n, 1, r, r], and where something changes, 0 or 1."""
    changed = focus.sum(dim=(1, 2, 3), keepdim=True).clamp(min=1)
    added = _FOCUS_SHARE * weights.sum(dim=(1, 2, 3), keepdim=True) / changed
    return weights + added.clamp(_FOCUS, _FOCUS_MOST) * focus


def _grown(mask: Tensor, pixels: int) -> Tensor:
    return nn.functional.max_pool2d(mask, 2 * pixels + 1, stride=1, padding=pixels)
