"""What a user's script is given and gives back: the protocol of the first GanStudio, line by line.

The program makes a folder DIR, writes into it, runs the script, reads DIR/spatial_map.csv, and deletes DIR:

    layer_<k>/<map>.csv    each wanted map, its weight multiplied in; k counts the resolutions from the lowest, 0
    layer_<k>_conv0/...    likewise, for the first convolution of a block (which the first GanStudio did not show)
    selections.csv         the tab's selection; can be turned off
    image.png              the unmodified picture; can be turned off
    python scripts/<script> DIR [its own arguments] [--image_path=DIR/image.png]
    spatial_map.csv        written by the script: becomes the tab's selection; without it the selection stays

The working folder is the one that `scripts/` lies in, the workspace. A script that ends with another status than 0
has failed, whatever it wrote. CSV: one line a row, numbers with a decimal point, separated by commas.

On purpose otherwise than there: DIR is a full path in the system's folder for temporary files, so that a crash leaves
nothing in the workspace; numbers are written alike in all countries; `python` is the studio's own, which has numpy and
Pillow; the script runs beside the window, with a time limit, and only what the user has agreed to runs at all, from a
copy: `__file__` is the copy's, `sys.argv[0]` is `scripts/<script>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.errors import ScriptError, WorkspaceError
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr
from ganstudio.workspace.files import cannot_write, inside

Float32Array = npt.NDArray[np.float32]

ANSWER = "spatial_map.csv"
SELECTION = "selections.csv"
IMAGE = "image.png"
LARGEST_ANSWER_BYTES = 64 << 20
SHIPPED = ("spatial_map.py", "view_all.py")
SHIPPED_FOLDERS = (Path(__file__).parents[1] / "scripts", Path(__file__).parents[2] / "scripts")
"""Where the scripts that come with the studio are: in the package where it is installed, beside it in a checkout."""


def install_shipped_scripts(folder: Path) -> None:
    """Copy the scripts that come with the studio to a scripts folder that lacks them, as far as it can be written."""
    for name in SHIPPED:
        source = next((path / name for path in SHIPPED_FOLDERS if (path / name).is_file()), None)
        if source is not None:
            with suppress(OSError, WorkspaceError), (inside(folder, folder.parent) / name).open("xb") as target:
                target.write(source.read_bytes())


def script_files(folder: Path) -> tuple[str, ...]:
    """The Python files of a scripts folder, by name, those that come with the studio first."""
    found = sorted(path.name for path in folder.glob("*.py") if path.is_file())
    return tuple(sorted(found, key=lambda name: name not in SHIPPED))


def layer_folder(spec: GeneratorSpec, layer: str) -> str:
    """`layer_2` for `b16`, `layer_2_conv0` for `b16.conv0`.

    Raises:
        RecipeError: The model has no such layer.
    """
    found = spec.layer(layer)
    name, _, convolution = found.name.partition(".")
    index = [block.name for block in spec.blocks].index(name)
    return f"layer_{index}_{convolution}" if convolution else f"layer_{index}"


def write_maps(
    folder: Path, spec: GeneratorSpec, feature_maps: Mapping[str, Float32Array], weights: Sequence[ChannelWeight]
) -> None:
    """Write the wanted maps.

    Args:
        folder: Is there.
        spec: The model.
        feature_maps: float32 [channels, h, w] by layer.
        weights: The maps that are wanted, and what each is multiplied with.

    Raises:
        ScriptError: A layer's maps are not at hand.
        WorkspaceError: A file cannot be written.
    """
    for weight in weights:
        if weight.layer not in feature_maps:
            raise ScriptError(
                tr("The script wants maps of layer {layer}, which were not captured.", layer=weight.layer)
            )
        maps = feature_maps[weight.layer]
        if not 0 <= weight.channel < len(maps):
            raise ScriptError(
                tr(
                    "Layer {layer} has maps 0..{last}; the script wants {map}.",
                    layer=weight.layer,
                    last=len(maps) - 1,
                    map=weight.channel,
                )
            )
        path = folder / layer_folder(spec, weight.layer) / f"{weight.channel}.csv"
        write_csv(path, maps[weight.channel] * np.float32(weight.weight))


def write_csv(path: Path, values: npt.ArrayLike) -> None:
    """Write numbers [rows, columns]; float32 reads back to the same bits.

    Raises:
        WorkspaceError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savetxt(path, np.asarray(values, np.float32), fmt="%.9g", delimiter=",")
    except OSError as error:
        raise cannot_write(path, error) from error


def write_image(path: Path, image: npt.NDArray[np.uint8]) -> None:
    """Write a picture, uint8 [h, w] or [h, w, c], as PNG.

    Raises:
        WorkspaceError: The file cannot be written.
    """
    try:
        Image.fromarray(image[..., 0] if image.ndim == 3 and image.shape[2] == 1 else image).save(path)
    except OSError as error:
        raise cannot_write(path, error) from error


def read_answer(folder: Path) -> Float32Array | None:
    """The selection that the script gave back: float32 [rows, columns], or None if it gave none.

    Raises:
        ScriptError: The file is no table of finite numbers; says which line.
    """
    path = folder / ANSWER
    try:
        if not path.is_file():
            return None
        if path.stat().st_size > LARGEST_ANSWER_BYTES:
            raise ScriptError(
                tr(
                    "The script's {answer} has {size} MiB; up to 64 are read.",
                    answer=ANSWER,
                    size=path.stat().st_size >> 20,
                )
            )
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        raise ScriptError(
            tr("The script's {answer} cannot be read: {reason}.", answer=ANSWER, reason=error.strerror or error)
        ) from error
    rows = [_numbers(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise ScriptError(tr("The script's {answer} is empty. It must have one line of numbers a row.", answer=ANSWER))
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ScriptError(
            tr(
                "The rows of the script's {answer} have {fewest} to {most} numbers.",
                answer=ANSWER,
                fewest=min(lengths),
                most=max(lengths),
            )
        )
    answer = np.array(rows, np.float32)
    if not np.isfinite(answer).all():
        raise ScriptError(tr("The script's {answer} has values that are not finite numbers.", answer=ANSWER))
    return answer


def _numbers(line: str, number: int) -> list[float]:
    separator = ";" if ";" in line else "," if "," in line else None
    parts = [part.strip() for part in line.strip().rstrip(",;").split(separator)]
    try:
        return [float(part) for part in parts]
    except ValueError:
        raise ScriptError(
            tr(
                "Line {number} of the script's {answer} is not a row of numbers: {line!r}.",
                number=number,
                answer=ANSWER,
                line=line[:60],
            )
        ) from None
