"""The faces of a search before and after a channel is changed, cut out around the part and small."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from ganstudio.analysis.holding import FacePart, HoldingEffect, Kind
from ganstudio.analysis.window import view_of
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, with_edit, with_style_added
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, StyleShift
from ganstudio.render import Renderer

Pixels = npt.NDArray[np.uint8]


def with_effect(part: FacePart, effect: HoldingEffect, kind: Kind) -> Recipe:
    """The face's recipe with the channel changed as it was tried: a map in the part, a style everywhere."""
    amount = effect.sign * effect.size
    if kind == "styles":
        return with_style_added(part.recipe, StyleShift(effect.layer, effect.channel, amount))
    edit = SpatialEdit(
        name="tried",
        resolution=len(part.selection),
        selection=Array(part.selection),
        weights=(ChannelWeight(effect.layer, effect.channel, 1.0),),
        multiplier=amount,
    )
    return with_edit(part.recipe, edit)


def small_picture(renderer: Renderer, part: FacePart, recipe: Recipe, *, rows: int = 96) -> Pixels:
    """A recipe of the face, rendered and cut out around the part: uint8 [rows, columns, 3], about square.

    The picture on screen and what is kept of it stay untouched.
    """
    pixels = np.atleast_3d(renderer.render_batch([recipe])[0].portrait.image)
    spec = renderer.generator.spec
    view = view_of(part.selection, spec.img_width / spec.img_height)
    image = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float()  # [1, c, h, w]
    cut = view.cut_nearest(image)
    size = (rows, max(1, rows * cut.shape[3] // cut.shape[2]))
    small = functional.interpolate(cut, size=size, mode="bilinear", antialias=True)[0]
    shown = small.round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).numpy()  # [rows, columns, c]
    return np.ascontiguousarray(np.repeat(shown, 3, axis=2) if shown.shape[2] == 1 else shown[..., :3])
