"""Units against parts: how well each feature map alone says where a part is, for every detector of the model.

Source: Bau et al. 2019, "GAN Dissection: Visualizing and Understanding Generative Adversarial Networks", section 3.1:
intersection over union of a thresholded unit with a segmentation, over many images. Here our detectors are the
segmentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from ganstudio.analysis.detectors import Detector, interpolate
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.analysis.tables import save_table
from ganstudio.errors import AnalysisError
from ganstudio.masks import resize_mask
from ganstudio.recipe.document import Recipe, replace
from ganstudio.render import Renderer
from ganstudio.spec import GeneratorSpec
from ganstudio.words import tr

Float32Array = npt.NDArray[np.float32]

FACES = 60
"""Random faces that are looked at where none are given."""
TOPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Shares of a map's highest values that are tried as its thresholds; the paper chooses one for each pair too."""
_FIRST_SEED = 4_000_000
_MOST_CELLS = 32
_PART = 0.5


class UnitParts(msgspec.Struct, frozen=True, kw_only=True):
    """One map against every part.

    Attributes:
        channel: The map. iou: for each part of the table, 0..1.
        top: For each part, the share of the map's highest values with which that was reached.
    """

    channel: int
    iou: tuple[float, ...]
    top: tuple[float, ...]


class PartsTable(msgspec.Struct, frozen=True, kw_only=True):
    """The maps of a layer against parts.

    Attributes:
        layer: Of the maps. model: md5 of the model file.
        faces: How many were looked at. recorded: whether they were given, as those recorded are.
        parts: Names of the detectors. shares: of all cells, how many each part covers, 0..1.
        units: One for each map, in the order of their numbers.
    """

    layer: str
    model: str
    faces: int
    recorded: bool
    parts: tuple[str, ...]
    shares: tuple[float, ...]
    units: tuple[UnitParts, ...]


def compare_with_parts(
    renderer: Renderer,
    layer: str,
    detectors: Mapping[str, Detector],
    *,
    recipes: Sequence[Recipe] = (),
    tops: Sequence[float] = TOPS,
) -> Iterator[tuple[int, int, PartsTable | None]]:
    """Compare every map of a layer with every part over many faces.

    For each pair the threshold is the one of `tops` that serves it best, as parts differ in size.

    Args:
        renderer: Only blocks up to the highest layer needed are computed; the picture on screen stays.
        layer: Whose maps.
        detectors: The parts, by name; those that keep values are left out.
        recipes: The faces, without their spatial edits; random ones where none are given.
        tops: Shares of a map's highest values, 0..1.

    Yields:
        Faces looked at, of how many, and at last the table.

    Raises:
        AnalysisError: There is no detector that says what is the part, or a share is not between 0 and 1.
        RecipeError: The model has no such layer.
    """
    spec = renderer.generator.spec
    size = _grid(spec, layer)
    usable = {name: detector for name, detector in detectors.items() if detector.kind != "soft"}
    if not usable:
        raise AnalysisError(
            tr("This model has no detectors, so there are no parts to compare maps with. Misc, Find parts makes some.")
        )
    if not tops or not all(0.0 < top < 1.0 for top in tops):
        raise AnalysisError(
            tr(
                "Thresholds {thresholds} are not shares between 0 and 1.",
                thresholds=", ".join(f"{top:g}" for top in tops),
            )
        )
    for detector in usable.values():
        detector.check(spec)
    layers = tuple(dict.fromkeys([layer, *(name for detector in usable.values() for name in detector.layers)]))
    faces = [replace(recipe, edits=()) for recipe in recipes]
    faces = faces or [random_recipe(spec, _FIRST_SEED + index) for index in range(FACES)]
    values, parts = [], []
    for done, recipe in enumerate(faces, start=1):
        maps = feature_maps(renderer, recipe, layers)
        found = [resize_mask(detector.detect(maps), size) for detector in usable.values()]
        parts.append(np.stack(found).reshape(len(found), -1) >= _PART)
        values.append(_brought_to(maps[layer], size).reshape(len(maps[layer]), -1))
        yield done, len(faces), None
    units = np.concatenate(values, axis=1)  # [channels, faces*cells]
    inside = np.concatenate(parts, axis=1)  # [parts, faces*cells]
    iou, top = _best(units, inside, tops)
    table = PartsTable(
        layer=layer,
        model=renderer.generator.model_id,
        faces=len(faces),
        recorded=bool(recipes),
        parts=tuple(usable),
        shares=tuple(float(share) for share in inside.mean(axis=1)),
        units=tuple(
            UnitParts(channel=channel, iou=tuple(map(float, iou[channel])), top=tuple(map(float, top[channel])))
            for channel in range(len(units))
        ),
    )
    yield len(faces), len(faces), table


def best_part(unit: UnitParts) -> int:
    """The place of the part that a map says best."""
    return int(np.argmax(unit.iou))


def parts_header(table: PartsTable) -> tuple[str, ...]:
    """Of `parts_rows`, in English, as tables in files are."""
    return ("Map", "Part", "Best", *table.parts)


def parts_rows(table: PartsTable) -> list[tuple[str, ...]]:
    """A row for each map: its number, the part that it says best, the IoU with that, and with each part."""
    return [
        (str(unit.channel), table.parts[best_part(unit)], f"{max(unit.iou):.3f}", *(f"{iou:.3f}" for iou in unit.iou))
        for unit in table.units
    ]


def best_first(table: PartsTable) -> PartsTable:
    """The same table with the maps that say any part best first."""
    return msgspec.structs.replace(table, units=tuple(sorted(table.units, key=lambda unit: -max(unit.iou))))


def save_parts(path: Path, table: PartsTable) -> None:
    """Write the table, best maps first; see `tables.save_table`. As CSV a row is a map and a part."""
    ordered = best_first(table)
    plain = [("layer", "map", "part", "iou", "top")]
    plain += [
        (table.layer, str(unit.channel), part, repr(iou), repr(top))
        for unit in ordered.units
        for part, iou, top in zip(table.parts, unit.iou, unit.top, strict=True)
    ]
    save_table(path, ordered, parts_header(table), parts_rows(ordered), plain)


def _grid(spec: GeneratorSpec, layer: str) -> tuple[int, int]:
    of = spec.layer(layer)
    scale = max(1, max(of.height, of.width) // _MOST_CELLS)
    fine = max(1, _MOST_CELLS // max(of.height, of.width))
    return of.height * fine // scale, of.width * fine // scale


def _brought_to(maps: Float32Array, size: tuple[int, int]) -> Float32Array:
    """Coarse maps interpolated, as the paper does; of fine ones the mean of what a cell covers."""
    if maps.shape[1] > size[0]:
        return resize_mask(maps, size)
    return interpolate(maps, size).astype(np.float32)


def _best(
    units: Float32Array, inside: npt.NDArray[np.bool_], tops: Sequence[float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The best IoU of each pair and the share of highest values it is reached with: float64 [channels, parts] each."""
    part = inside.astype(np.float32)
    sizes = part.sum(axis=1, dtype=np.float64)
    best = np.zeros((len(units), len(part)))
    chosen = np.full(best.shape, float(tops[0]))
    ordered = np.sort(units, axis=1)
    for top in tops:
        place = min(units.shape[1] - 1, int(np.ceil((1.0 - top) * units.shape[1])))
        lit = (units >= ordered[:, place : place + 1]) & (units > ordered[:, :1])  # a flat map lights nothing
        both = (lit.astype(np.float32) @ part.T).astype(np.float64)
        either = lit.sum(axis=1, dtype=np.float64)[:, None] + sizes - both
        iou = both / np.maximum(either, 1.0)
        better = iou > best
        best[better], chosen[better] = iou[better], top
    return best, chosen
