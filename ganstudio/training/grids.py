"""`python -m ganstudio.training.grids`: drawings beside made faces at psi 1, 0.7, 0.5 and 0.3, for the model card."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ganstudio.jobs.compose import Tile, frame_of
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.networks.loading import load_generator
from ganstudio.training.faces.drawing import draw_picture
from ganstudio.training.faces.people import factors_of_latents, latents


def comparison(generator: LoadedGenerator, *, columns: int = 8, rows: int = 1, seed: int = 0) -> NDArray[np.uint8]:
    """The drawings of some seeds, then the model's faces of the same seeds at psi 1, 0.7, 0.5 and 0.3.

    Returns:
        uint8 [5 * rows * side, columns * side, 3].
    """
    z = latents(list(range(seed, seed + rows * columns)))
    drawn = np.stack([draw_picture(row, size=generator.spec.img_resolution) for row in factors_of_latents(z)])
    made = [generator.synthesize(generator.map(z, psi=psi)).images_uint8 for psi in (1.0, 0.7, 0.5, 0.3)]
    return frame_of([Tile(picture) for pictures in (drawn, *made) for picture in pictures], columns=columns, gap=0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description="Drawings beside made faces, as one picture.")
    parser.add_argument("output", type=Path)
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    grid = comparison(load_generator(chosen.model), seed=chosen.seed)
    Image.fromarray(grid).save(chosen.output, quality=92)


if __name__ == "__main__":
    main()
