"""Edits painted as a hand paints them, and how strong a tab has to be for its full change."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch

from ganstudio.training.faces.drawing import draw_face, draw_picture
from ganstudio.training.faces.edits import EDITS, RESERVED, PaintedEdit, edited, where_parts
from ganstudio.training.faces.factors import Floats, with_factors
from ganstudio.training.faces.masks import part_boxes, pooled
from ganstudio.training.faces.people import natural_faces
from ganstudio.training.fitting.model import EDIT_STRENGTH
from ganstudio.training.fitting.reading import draw_versions, read_by_drawings
from ganstudio.training.fitting.trained import FittedModel

LEVELS: Final = tuple(np.linspace(0, 1, 11).tolist())
"""Shares of an edit's full change whose drawings a picture is read by."""

STARTS: Final[dict[str, dict[str, float]]] = {
    "mouth_open": {"mouth_open": 0.0, "cat_mouth": 0.0},
    "smile": {"smile": 0.0, "mouth_open": 0.0}, "eyes_closed": {"eye_open": 1.0, "wink_l": 0.0, "wink_r": 0.0},
    "brows": {"brow_y": 0.0}, "hair": {"back_len": 0.3}, "hairband": {"hairband": 0.0, "cat_ears": 0.0},
    "blush": {"blush": 0.1}, "red_or_blue_eyes": {"eye_open": 1.0, "eye_hue": -0.68}, "cloth": {"cloth_hue": 0.0},
    "line_emphasis": {"ink": 1.0},
}  # fmt: skip
"""What faces are like before each tab is painted."""

ROWS_BELOW: Final = {"mouth_open": 1}
"""Rows of cells that a hand adds below a part, for what opens downwards."""


def hand_masks(factors: Floats, edit: PaintedEdit, *, below: int = 0, after: Floats | None = None) -> Floats:
    """Cells that a hand paints for an edit: those of the part's boxes, or where drawings before and after differ.

    Args:
        factors: float32 [n, factors].
        edit: What is painted.
        below: Rows of cells added below.
        after: float32 [n, factors], the faces after the edit; for edits without a part.

    Returns:
        float32 [n, cells, cells].
    """
    cells, found = int(edit.layer[1:]), []
    for index, row in enumerate(factors):
        picture, parts = draw_face(row)
        if edit.whole:
            found.append(np.ones((cells, cells), np.float32))
            continue
        if edit.parts:
            pixels = where_parts(parts, edit)
        else:
            assert after is not None
            pixels = np.abs(draw_picture(after[index]).astype(np.int16) - picture).max(axis=2) > 24
        mask = np.zeros((cells, cells), np.float32)
        for top, bottom, left, right in part_boxes(pixels, pair=edit.pair):
            box = np.zeros_like(pixels)
            box[top:bottom, left:right] = True
            mask = np.maximum(mask, (pooled(box, cells) > 0.05).astype(np.float32))
        for _ in range(below):
            mask[1:] = np.maximum(mask[1:], mask[:-1])
        found.append(mask)
    return np.stack(found)


def painted(edit: PaintedEdit, masks: Floats, strength: float) -> dict[str, torch.Tensor]:
    """What an edit adds: float32 [n, cells, cells] -> its layer's maps, as `FittedModel.pictures` takes them."""
    maps = torch.zeros(len(masks), RESERVED[edit.layer], *masks.shape[1:])
    maps[:, edit.map] = torch.from_numpy(masks) * strength
    return {edit.layer: maps}


STRENGTHS: Final = tuple(EDIT_STRENGTH * share for share in (1.2, 1.4, 1.6, 1.8, 2.0, 2.3, 2.6, 3.0))
"""What is tried for a tab."""
_SHORT, _WORSE = 0.01, 1.08
"""By how much of the full change a tab may fall short of the strongest, and how much further from the drawing of the
full change than the nearest pictures the strongest one's may be."""

_WORSE_OF: Final = {"smile": 1.2, "cloth": 1.2}
"""Tabs that fall short of their change at the nearest pictures, and whose stronger ones are clean still, to the eye."""


def tab_strengths(model: FittedModel, *, faces: int = 32, seed: int = 41) -> dict[str, float]:
    """What every tab adds on its map at 100: the least of some strengths whose change is read as full as it gets.

    Cells that a hand paints cover what they mean only in part, and a fit that is not finished answers too little.
    Strengths whose pictures are clearly further from the drawing of the full change than the best are left out.

    Args:
        model: The fit.
        faces: How many are painted.
        seed: Which ones.

    Returns:
        Name of the edit -> strength.
    """
    people, found = natural_faces(faces, seed=seed), {}
    for edit in EDITS:
        start = with_factors(people, STARTS.get(edit.name, {}))
        versions = [np.stack([edited(row, edit, level) for row in start]) for level in LEVELS]
        ws, below = model.ws_of_faces(start), ROWS_BELOW.get(edit.name, 0)
        masks = hand_masks(start, edit, below=below, after=versions[-1])
        drawn = draw_versions(versions, size=model.pictures(ws[:1]).shape[1])
        read = [read_by_drawings(model.pictures(ws, painted(edit, masks, each)), drawn, LEVELS) for each in STRENGTHS]
        errors = np.array([float(each.error[:, -1].mean()) for each in read])
        levels = np.array([float(each.level.mean()) for each in read])
        near = errors <= _WORSE_OF.get(edit.name, _WORSE) * errors.min()
        full = near & (levels >= levels[near].max() - _SHORT)
        found[edit.name] = STRENGTHS[int(full.argmax())]
    return found
