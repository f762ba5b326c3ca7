"""Maps against parts: a map that is a part by construction comes first, and the numbers are those of plain counting."""

import csv

import numpy as np
import pytest

from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.unit_parts import TOPS, best_first, best_part, compare_with_parts, parts_rows, save_parts
from ganstudio.errors import AnalysisError
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed
from ganstudio.render.renderer import Renderer

FACES = tuple(Recipe(latent=Seed(seed)) for seed in range(6))


@pytest.fixture(scope="module")
def renderer(tiny_model):
    return Renderer(load_generator(tiny_model))


@pytest.fixture(scope="module")
def values(renderer):
    """Of layer b8 on the faces: float32 [faces, channels, 8, 8]."""
    return np.stack([feature_maps(renderer, recipe, ["b8"])["b8"] for recipe in FACES])


def part_of(values, channel, top):
    """A detector that is one map, cut so that a share of all its values is the part."""
    cut = float(np.quantile(values[:, channel], 1.0 - top))
    return Detector(name=f"map {channel}", weights=(ChannelWeight("b8", channel, 1.0),), threshold=cut)


def table_of(renderer, detectors, **more):
    *_, (_, _, table) = compare_with_parts(renderer, "b8", {one.name: one for one in detectors}, recipes=FACES, **more)
    return table


def test_a_part_that_is_a_map_is_said_best_by_that_map(renderer, values):
    table = table_of(renderer, [part_of(values, 2, 0.1), part_of(values, 5, 0.05)])
    assert table.parts == ("map 2", "map 5")
    assert table.shares == pytest.approx((0.1, 0.05), abs=0.01)
    for place, channel in enumerate((2, 5)):
        ious = [unit.iou[place] for unit in table.units]
        assert int(np.argmax(ious)) == channel
        assert ious[channel] > 0.6  # the detector's cells are coarse, and the map is interpolated
    first = best_first(table).units[0]
    assert first.channel in (2, 5)
    assert table.parts[best_part(first)] == f"map {first.channel}"
    assert first.top[best_part(first)] == {2: 0.1, 5: 0.05}[first.channel]


def test_the_numbers_are_those_of_counting_cells(renderer, values):
    detector = part_of(values, 2, 0.1)
    table = table_of(renderer, [detector], tops=[0.2])
    grid = np.kron(values, np.ones((1, 1, 4, 4), np.float32))  # not interpolated: only the order of magnitude
    assert grid.shape[2:] == (32, 32)
    from ganstudio.analysis.detectors import interpolate

    fine = interpolate(values, (32, 32)).astype(np.float32)
    part = np.kron(values[:, 2] >= detector.threshold, np.ones((1, 4, 4))) > 0
    for channel, unit in enumerate(table.units):
        lit = fine[:, channel] >= np.sort(fine[:, channel], axis=None)[int(np.ceil(0.8 * fine[:, channel].size))]
        iou = np.count_nonzero(lit & part) / np.count_nonzero(lit | part)
        assert unit.iou[0] == pytest.approx(iou, abs=1e-6)
        assert unit.top == (0.2,)


def test_the_picture_s_own_edits_do_not_count_and_random_faces_are_taken_where_none_are_given(renderer, values):
    detectors = {"map 2": part_of(values, 2, 0.1)}
    steps = compare_with_parts(renderer, "b8", detectors)
    assert next(steps)[1] == 60


def test_what_cannot_be_compared_is_said(renderer, values):
    with pytest.raises(AnalysisError, match="no detectors"):
        next(compare_with_parts(renderer, "b8", {}))
    soft = Detector(name="x", kind="soft", weights=(ChannelWeight("b8", 1, 1.0),))
    with pytest.raises(AnalysisError, match="no detectors"):
        next(compare_with_parts(renderer, "b8", {"x": soft}))
    with pytest.raises(AnalysisError, match="not shares"):
        next(compare_with_parts(renderer, "b8", {"m": part_of(values, 2, 0.1)}, tops=[1.5]))


def test_the_csv_has_a_row_for_each_map_and_part_best_maps_first(renderer, values, tmp_path):
    table = table_of(renderer, [part_of(values, 2, 0.1), part_of(values, 5, 0.05)])
    save_parts(tmp_path / "parts.csv", table)
    with (tmp_path / "parts.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 8 * 2
    by_pair = {(int(row["map"]), row["part"]): float(row["iou"]) for row in rows}
    assert by_pair == {
        (unit.channel, part): iou for unit in table.units for part, iou in zip(table.parts, unit.iou, strict=True)
    }
    assert float(rows[0]["iou"]) == max(by_pair.values()) or float(rows[1]["iou"]) == max(by_pair.values())
    assert {float(row["top"]) for row in rows} <= set(TOPS)
    save_parts(tmp_path / "parts.md", table)
    assert (tmp_path / "parts.md").read_text().count("\n") == len(parts_rows(table)) + 2
