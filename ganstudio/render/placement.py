"""How recipes move and turn their pictures, in the network's terms."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ganstudio.networks.stylegan3 import placement_matrix
from ganstudio.recipe.document import Recipe


def placement_of(recipes: Sequence[Recipe]) -> Tensor:
    """Where each picture looks on the network's plane: float32 [n, 3, 3]; networks without one ignore it."""
    return torch.cat([placement_matrix(recipe.translate, recipe.rotate) for recipe in recipes])
