"""Contact sheets that carry what made their pictures: the plan and the place of each picture, in a chunk of the PNG."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PIL import Image, PngImagePlugin

from ganstudio.errors import JobError, RecipeError
from ganstudio.jobs.planned import PlannedPicture
from ganstudio.jobs.plans import MixMatrix, Plan, Product, Walk
from ganstudio.jobs.plots import Plot
from ganstudio.jobs.sources import Recipes, Seeds
from ganstudio.recipe.codec import array_reader, pack_array
from ganstudio.words import tr

PLAN_KEY = "ganstudio-plan"
"""Keyword of the chunk."""


class PlacedCell(msgspec.Struct, frozen=True, array_like=True):
    """One picture of a sheet: where it is, in pixels, and its number in the plan, from 1."""

    left: int
    top: int
    width: int
    height: int
    number: int


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    """What the chunk says: the model's id, the plan, the cells of this page."""

    model: str
    plan: Plan
    cells: tuple[PlacedCell, ...]


@dataclass(frozen=True, eq=False)
class PlannedSheet:
    """A sheet that was read.

    Attributes:
        picture: RGB. model: id of the model. cells: its pictures. planned: by number, what is in each.
    """

    picture: Image.Image
    model: str
    cells: tuple[PlacedCell, ...]
    planned: dict[int, PlannedPicture]


def holds_all(plan: Plan) -> bool:
    """Whether a plan's recipes are in the plan itself, not in files that lie elsewhere."""
    return isinstance(plan, Plot | Walk | MixMatrix) or (
        isinstance(plan, Product) and isinstance(plan.source, Recipes | Seeds)
    )


def add_plan(chunks: PngImagePlugin.PngInfo, plan: Plan, model: str, cells: Iterable[PlacedCell]) -> None:
    """Puts the plan and the places of its pictures among a PNG's chunks."""
    document = _Document(model=model, plan=plan, cells=tuple(cells))
    chunks.add_itxt(PLAN_KEY, msgspec.json.encode(document, enc_hook=pack_array).decode(), zip=True)


def read_planned_sheet(path: Path) -> PlannedSheet:
    """A sheet and what is in each of its pictures.

    Raises:
        RecipeError: The file cannot be read, is no PNG, or does not say what made it.
    """
    try:
        with Image.open(path) as sheet:
            sheet.load()
            content = str(sheet.info[PLAN_KEY])
            document = msgspec.json.decode(content, type=_Document, dec_hook=array_reader())
            numbers = {cell.number for cell in document.cells}
            pictures = (one for one in document.plan.pictures() if isinstance(one, PlannedPicture))
            planned = {one.number: one for one in pictures if one.number in numbers}
            cells = tuple(cell for cell in document.cells if cell.number in planned)
            return PlannedSheet(sheet.convert("RGB"), document.model, cells, planned)
    except (OSError, ValueError, KeyError, RecursionError, JobError, Image.DecompressionBombError) as error:
        raise RecipeError(
            tr("{name} does not say how its pictures were made: {error}.", name=path.name, error=error)
        ) from error
