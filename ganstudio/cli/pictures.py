"""What `ganstudio generate` does: seeds to recipes, recipes to PNGs and to one sheet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.api import Studio
from ganstudio.cli.options import GridSize
from ganstudio.cli.progress import progress_bar
from ganstudio.jobs.compose import Tile, frame_of
from ganstudio.recipe.document import Recipe, check, replace
from ganstudio.recipe.latent import Noise, Truncation
from ganstudio.recipe.new_latent import with_new_seed
from ganstudio.words import tr
from ganstudio.workspace.files import write_atomically

PICTURES_AT_ONCE = 16


def seed_recipes(
    studio: Studio, seeds: Sequence[int], *, psi: float, cutoff: int | None, noise: str, class_index: int | None
) -> dict[int, Recipe]:
    """A recipe for each seed; with noise `seeded`, each picture's noise comes from its own seed.

    Raises:
        RecipeError: A number is out of range.
    """
    template = replace(
        studio.new_recipe(0),
        truncation=Truncation(psi=psi, cutoff=cutoff),
        noise=Noise(mode=noise),
        classes=() if class_index is None else tuple(float(n == class_index) for n in range(studio.spec.c_dim)),
    )
    recipes = {seed: with_new_seed(template, seed) for seed in seeds}
    for recipe in recipes.values():
        check(recipe, studio.spec)
    return recipes


def generate_pictures(studio: Studio, recipes: Mapping[int, Recipe], *, out: Path, grid: GridSize | None) -> list[Path]:
    """Render the recipe of each seed into a folder, as `seed0000.png` and so on, and perhaps all as one sheet.

    Returns:
        The pictures' files.

    Raises:
        GanStudioError: A file cannot be written.
        OSError: The folder cannot be made.
    """
    out.mkdir(parents=True, exist_ok=True)
    tiles: list[npt.NDArray[np.uint8]] = []
    pairs = list(recipes.items())
    made: list[Path] = []
    with progress_bar(len(recipes), tr("Rendering")) as show:
        for start in range(0, len(pairs), PICTURES_AT_ONCE):
            batch = pairs[start : start + PICTURES_AT_ONCE]
            renderings = studio.render_batch([recipe for _, recipe in batch])
            for (seed, _), rendering in zip(batch, renderings, strict=True):
                made.append(rendering.portrait.save(out / f"seed{seed:04d}.png"))
                if grid is not None:
                    tiles.append(rendering.portrait.image)
                show(len(made))
    if grid is not None:
        write_atomically(out / "grid.png", sheet(tiles, grid))
    return made


def sheet(tiles: Sequence[npt.NDArray[np.uint8]], grid: GridSize) -> bytes:
    """Pictures side by side, row by row, as a PNG; places left over stay empty.

    Args:
        tiles: uint8 [h, w] or [h, w, c], all of one shape, no more than there are places.
        grid: Columns and rows.
    """
    pixels = frame_of([Tile(tile) for tile in tiles], columns=grid.columns, rows=grid.rows, gap=0)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()
