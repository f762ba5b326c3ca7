"""One step's faces and twins, read from the folders at the resolution of the stage."""

from __future__ import annotations

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ganstudio.training.faces.canvas import Part
from ganstudio.training.faces.dataset import SMALL, DrawnFaces
from ganstudio.training.faces.factors import INDEX
from ganstudio.training.faces.twins import Twins
from ganstudio.training.fitting.model import edit_maps
from ganstudio.training.fitting.plan import Stage

_WEIGHTS = {
    Part.BACKGROUND: 0.6, Part.HAIR: 1.0, Part.CLOTHES: 0.8, Part.SKIN: 1.2, Part.CHEEKS: 1.4, Part.MOUTH: 5.0,
    Part.EYES: 3.0, Part.IRIS: 3.0, Part.BROWS: 2.0, Part.ACCESSORY: 2.5,
}  # fmt: skip
_FOCUS = 12.0
"""Added weight of pixels that an edit changes."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Faces, then twins of the first ones.

    Attributes:
        inputs: float32 [n + m, inputs]. targets: float32 [n + m, 3, r, r]. weights: float32 [n + m, 1, r, r].
        edits: Layer -> float32 [m, reserved, side, side].
        outside: float32 [m, 1, r, r], 1 where an edit changes nothing.
    """

    inputs: Tensor
    targets: Tensor
    weights: Tensor
    edits: dict[str, Tensor]
    outside: Tensor


class BatchReader:
    """Reads batches. One thread's."""

    def __init__(self, faces: DrawnFaces, twins: Twins | None) -> None:
        self._faces, self._twins = faces, twins
        self._weights = torch.tensor([_WEIGHTS[part] for part in Part])

    def batch(self, stage: Stage, random: np.random.RandomState) -> Batch:
        """Faces for one step; as many twins as the stage wants, each after its own face."""
        twin_rows = np.zeros(0, np.int64)
        if self._twins is not None and stage.twins > 0:
            twin_rows = random.choice(self._twins.rows(), stage.twins)
        base = self._twins.base[twin_rows] if self._twins is not None else twin_rows
        others = random.choice(self._rows(stage), stage.batch_size - len(base))
        rows = np.concatenate([base, others])
        targets, weights = self._pictures(self._faces, rows, stage.resolution)
        inputs = torch.from_numpy(self._faces.inputs[np.concatenate([rows, base])])
        if self._twins is None or not len(twin_rows):
            return Batch(
                inputs=inputs, targets=targets, weights=weights, edits={}, outside=targets.new_zeros(0, 1, 1, 1)
            )
        wanted, wanted_weights = self._pictures(self._twins, twin_rows, stage.resolution)
        change = (wanted - targets[: len(base)]).abs().amax(dim=1, keepdim=True)
        focus = _grown((change > 0.08).float(), 1)
        wanted_weights = torch.maximum(wanted_weights, weights[: len(base)]) + _FOCUS * focus
        field = torch.from_numpy(self._twins.field[twin_rows].astype(np.float32))
        reach = max(1, stage.resolution // 32)
        return Batch(
            inputs=inputs,
            targets=torch.cat([targets, wanted]),
            weights=torch.cat([weights, wanted_weights]),
            edits=edit_maps(torch.from_numpy(np.array(self._twins.edit[twin_rows])), field),
            outside=1 - _grown((change > 0.02).float(), reach),
        )

    def _rows(self, stage: Stage) -> NDArray[np.int64]:
        rows = self._faces.rows()
        if stage.turn < 90:
            rows = rows[np.abs(self._faces.factors[rows, INDEX["yaw"]]) <= stage.turn]
        return rows

    def _pictures(self, source: DrawnFaces | Twins, rows: NDArray[np.int64], side: int) -> tuple[Tensor, Tensor]:
        """Pictures as targets and the weights of their pixels: float32 [n, 3, r, r] and [n, 1, r, r]."""
        small = side <= SMALL and source.pictures.shape[1] > SMALL
        pictures = torch.from_numpy((source.small_pictures if small else source.pictures)[rows])
        parts = torch.from_numpy((source.small_parts if small else source.parts)[rows])
        targets = pictures.permute(0, 3, 1, 2).float() / 127.5 - 1
        # Grown by a pixel: the outside of an outline counts as its inside does.
        weights = _grown(self._weights[parts.long()].unsqueeze(1), 1)
        factor = pictures.shape[1] // side
        if factor > 1:
            targets, weights = nn.functional.avg_pool2d(targets, factor), nn.functional.avg_pool2d(weights, factor)
        return targets, weights


def _grown(mask: Tensor, pixels: int) -> Tensor:
    return nn.functional.max_pool2d(mask, 2 * pixels + 1, stride=1, padding=pixels)
