"""A painted selection as it acts once its edge is softened. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ganstudio.masks import resize_mask, soften
from ganstudio.spec import LayerSpec
from ganstudio.ui.spatial.state import FAINT


def as_it_acts(
    painted: npt.NDArray[np.float32], feather: float, layers: Iterable[LayerSpec]
) -> npt.NDArray[np.float32]:
    """The selection with its edge softened, on the finest grid that matters: float32 [rows, columns].

    Args:
        painted: float32 [rows, columns].
        feather: In its cells.
        layers: On whose maps it acts.
    """
    if feather <= 0.0:
        return painted
    rows, columns = max([painted.shape, *((layer.height, layer.width) for layer in layers)])
    size = feather * rows / painted.shape[0], feather * columns / painted.shape[1]
    soft = soften(resize_mask(painted, (rows, columns)), *size)
    return np.where(np.abs(soft) < FAINT * np.abs(soft).max(initial=0.0), np.float32(0), soft)
