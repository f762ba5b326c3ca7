"""Reading recorded feature maps that were exported, in a notebook or a script."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.recorder import RECIPES
from ganstudio.errors import GanStudioError, WorkspaceError
from ganstudio.recipe import codec
from ganstudio.recipe.document import Recipe
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]

_DERIVED = ("_mean", "_deviation", RECIPES)


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded, by layer.

    Attributes:
        maps: float32 [images, channels, h, w], oldest first.
        mean, deviation: float32 [channels, h, w], over the images, location by location.
        recipes: Of each image; none for a file of an earlier version.
    """

    maps: Mapping[str, Float32Array]
    mean: Mapping[str, Float32Array]
    deviation: Mapping[str, Float32Array]
    recipes: Mapping[str, tuple[Recipe, ...]]


def read_recording(path: str | os.PathLike[str]) -> Recording:
    """Read what Export of the Record card wrote.

    ```python
    recording = ganstudio.read_recording("feature_maps.npz")
    maps = recording.maps["b16"]                               # [images, channels, h, w]
    seeds = [recipe.latent.seed for recipe in recording.recipes["b16"]]
    ```

    Args:
        path: An `.npz` file. All of it is read into memory.

    Raises:
        WorkspaceError: The file is missing, damaged, or not a recording.
    """
    try:
        with Path(path).open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise WorkspaceError(tr("{path} cannot be read as recorded maps: {error}", path=path, error=error)) from error
    layers = [name for name in arrays if not name.endswith(_DERIVED)]
    if not layers or any(arrays[name].ndim != 4 or f"{name}_mean" not in arrays for name in layers):
        raise WorkspaceError(tr("{path} holds no recorded maps. Export them with the Record card's Export.", path=path))
    return Recording(
        maps={name: arrays[name] for name in layers},
        mean={name: arrays[f"{name}_mean"] for name in layers},
        deviation={name: arrays[f"{name}_deviation"] for name in layers},
        recipes={name: _recipes(path, arrays.get(f"{name}{RECIPES}")) for name in layers},
    )


def recorded_recipes(path: str | os.PathLike[str]) -> tuple[Recipe, ...]:
    """The recipes of the pictures of a recording, oldest first, each once.

    Raises:
        WorkspaceError: As `read_recording`, or the file is of a version that kept none.
    """
    by_layer = read_recording(path).recipes
    found = tuple(dict.fromkeys(recipe for recipes in by_layer.values() for recipe in recipes))
    if not found:
        raise WorkspaceError(tr("{path} holds no recipes of its pictures. Record and export them again.", path=path))
    return found


def _recipes(path: str | os.PathLike[str], lines: npt.NDArray[np.uint8] | None) -> tuple[Recipe, ...]:
    if lines is None or not lines.size:
        return ()
    try:
        return tuple(codec.decode(line) for line in lines.tobytes().split(b"\n"))
    except GanStudioError as error:
        raise WorkspaceError(tr("{path}: a recipe in it is damaged. {error}", path=path, error=error)) from error
