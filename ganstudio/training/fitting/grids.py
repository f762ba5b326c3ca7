"""Pictures of a fit while it runs: drawings, made faces, and made faces with edits painted, as one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from ganstudio.training.faces.dataset import DrawnFaces, reduced
from ganstudio.training.faces.inputs import mean_inputs
from ganstudio.training.fitting.model import PaintingModel
from ganstudio.training.trained import to_uint8


def save_grid(
    model: PaintingModel, faces: DrawnFaces, path: Path, *, resolution: int, fade: float, columns: int = 12
) -> None:
    """Write a picture: a row of drawings, the faces made of them, and those at psi 0.5 and 0.3."""
    rows = faces.rows()[:columns]
    drawn = faces.pictures[rows]
    if drawn.shape[1] > resolution:
        drawn = reduced(drawn, resolution)
    inputs = torch.from_numpy(faces.inputs[rows])
    mean = torch.from_numpy(mean_inputs())
    strips: list[NDArray[np.uint8]] = [np.concatenate(list(drawn), axis=1)]
    with torch.inference_mode():
        for psi in (1.0, 0.5, 0.3):
            made = model.paint(mean + psi * (inputs - mean), {}, resolution=resolution, fade=fade, dtype=torch.bfloat16)
            strips.append(np.concatenate(list(to_uint8(made)), axis=1))
    Image.fromarray(np.concatenate(strips)).save(path)
