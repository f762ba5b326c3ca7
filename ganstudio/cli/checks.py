"""What can be refused before a model is loaded, and so at once: no torch here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ganstudio.cli.known import known_spec
from ganstudio.cli.options import GridSize
from ganstudio.errors import GanStudioError, RecipeError
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr, trn

LARGEST_SHEET = 1 << 28
"""Pixels: 16384 x 16384, which most programs can still open."""


def refuse_existing(paths: Iterable[Path], *, overwrite: bool) -> None:
    """Nothing that is there is replaced unless that is asked for.

    Raises:
        GanStudioError: Some of the files exist; the text names one.
    """
    there = [] if overwrite else [path for path in paths if path.exists()]
    if there:
        first, more = there[0], len(there) - 1
        raise GanStudioError(
            trn(
                "{first} is there already, and so is {number} more. Add --overwrite to replace what is there, or "
                "choose another --out.",
                "{first} is there already, and so are {number} more. Add --overwrite to replace what is there, or "
                "choose another --out.",
                more,
                first=first,
            )
            if more
            else tr(
                "{first} is there already. Add --overwrite to replace what is there, or choose another --out.",
                first=first,
            )
        )


class ModelChoices(NamedTuple):
    """What has to fit the model: class, style layers truncated, the sheet, pictures on it, whether these are moved."""

    class_index: int | None
    cutoff: int | None
    grid: GridSize | None
    pictures: int
    is_moved: bool = False


def check_ahead(model: str, chosen: ModelChoices) -> None:
    """What `check_choices` checks, as far as it is known without the model's file being loaded.

    Raises:
        GanStudioError: As `check_choices`, or there is no such file.
    """
    spec = known_spec(model)
    if spec is not None:
        check_choices(spec, chosen)


def check_choices(spec: GeneratorSpec, chosen: ModelChoices) -> None:
    """Whether what was chosen on the command line fits a model.

    Raises:
        GanStudioError: The model cannot move pictures, the class is missing or does not exist, the cutoff counts more
            layers than there are, or the sheet is too small or too large.
    """
    class_index, cutoff, grid, pictures, is_moved = chosen
    if is_moved and not spec.is_stylegan3:
        raise RecipeError(tr("StyleGAN3 models alone can move or turn pictures; leave --translate and --rotate out."))
    if spec.c_dim and class_index is None:
        raise RecipeError(
            tr(
                "This model makes pictures of {count:,} classes. Say which with --class, 0 to {last}.",
                count=spec.c_dim,
                last=spec.c_dim - 1,
            )
        )
    if class_index is not None and not 0 <= class_index < spec.c_dim:
        raise RecipeError(
            tr(
                "Class {index} is not in this model: its classes are 0 to {last}.",
                index=class_index,
                last=spec.c_dim - 1,
            )
            if spec.c_dim
            else tr("Class {index} is not in this model: it has no classes; leave --class out.", index=class_index)
        )
    if cutoff is not None and cutoff > spec.num_ws:
        raise RecipeError(
            tr(
                "--cutoff {cutoff} is too large: this model has {count} style layers.",
                cutoff=cutoff,
                count=spec.num_ws,
            )
        )
    if grid is not None:
        check_grid(grid, pictures)
        if grid.columns * grid.rows * spec.img_height * spec.img_width > LARGEST_SHEET:
            raise GanStudioError(
                tr(
                    "A sheet of {columns}x{rows} pictures of {width}x{height} would be too large to open. Name a "
                    "smaller grid.",
                    columns=grid.columns,
                    rows=grid.rows,
                    width=spec.img_width,
                    height=spec.img_height,
                )
            )


def check_grid(grid: GridSize, count: int) -> None:
    """Whether a sheet has a place for each picture.

    Raises:
        GanStudioError: It has not.
    """
    places = grid.columns * grid.rows
    if count > places:
        raise GanStudioError(
            trn(
                "A grid of {columns}x{rows} has {number} place, and there are {count} pictures. Name a larger grid or "
                "fewer seeds.",
                "A grid of {columns}x{rows} has {number} places, and there are {count} pictures. Name a larger grid or "
                "fewer seeds.",
                places,
                columns=grid.columns,
                rows=grid.rows,
                count=count,
            )
        )
