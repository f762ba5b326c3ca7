"""Pictures of a fit while it runs: drawings, made faces, and made faces with edits painted, as one picture."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL import Image

from ganstudio.jobs.compose import Tile, frame_of
from ganstudio.networks.pixels import to_pixels
from ganstudio.training.faces.dataset import DrawnFaces, reduced
from ganstudio.training.faces.inputs import mean_inputs
from ganstudio.training.fitting.model import PaintingModel


def save_grid(
    model: PaintingModel, faces: DrawnFaces, path: Path, *, resolution: int, fade: float, columns: int = 12
) -> None:
    """Write a picture: a row of drawings, the faces made of them, and those at psi 0.5 and 0.3."""
    rows = faces.rows()[:columns]
    drawn = faces.pictures[rows]
    pictures = [reduced(drawn, resolution) if drawn.shape[1] > resolution else drawn]
    inputs = torch.from_numpy(faces.inputs[rows])
    mean = torch.from_numpy(mean_inputs())
    with torch.inference_mode():
        for psi in (1.0, 0.5, 0.3):
            near = mean + psi * (inputs - mean)
            pictures.append(to_pixels(model.paint(near, {}, resolution=resolution, fade=fade, dtype=torch.bfloat16)))
    tiles = [Tile(picture) for row in pictures for picture in row]
    Image.fromarray(frame_of(tiles, columns=len(rows), gap=0)).save(path)
