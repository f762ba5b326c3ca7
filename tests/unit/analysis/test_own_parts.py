"""Parts that a model's own feature maps tell apart."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import random_recipe
from ganstudio.analysis.own_parts import BACKGROUND, FOUND, PARTS, PICTURES, clusters, find_own_parts, layer_of_parts
from ganstudio.errors import AnalysisError


def planted(random: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
    """Maps [n, channels, h, w] of three kinds of cells, and which is which: [n, h, w]."""
    kinds = np.zeros((5, 16, 16), np.intp)
    for picture in range(5):
        kinds[picture, 4:14, 3 + picture % 3 : 13] = 1
        kinds[picture, 9:12, 6:9] = 2
    directions = random.randn(3, 24)
    maps = directions[kinds] + 0.3 * random.randn(5, 16, 16, 24)
    return maps.transpose(0, 3, 1, 2).astype(np.float32), kinds


def test_cells_that_are_alike_are_of_one_kind_on_all_pictures():
    maps, kinds = planted(np.random.RandomState(0))
    found = clusters(maps, 3)
    for kind in range(3):
        (label,) = np.unique(found[kinds == kind])
        assert np.array_equal(found == label, kinds == kind)


def test_the_loudness_of_a_map_does_not_matter():
    maps, _ = planted(np.random.RandomState(0))
    loud = maps * np.geomspace(0.01, 100.0, maps.shape[1])[:, None, None]
    assert np.array_equal(clusters(loud.astype(np.float32), 3), clusters(maps, 3))


def test_maps_that_are_the_same_everywhere_tell_no_parts_apart():
    with pytest.raises(AnalysisError, match="tell no parts apart"):
        clusters(np.ones((2, 3, 4, 4), np.float32), 3)


def test_a_model_gets_detectors_that_part_a_new_picture_between_them(studio):
    steps = list(find_own_parts(studio.renderer))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1][0] == PICTURES + PARTS
    found = steps[-1][1]
    assert 2 <= len(found) <= PARTS
    assert len({detector.name for detector in found}) == len(found)
    assert any(detector.name == BACKGROUND for detector in found)
    assert all(detector.note.startswith(FOUND) for detector in found)
    layer = layer_of_parts(studio.spec)
    maps = feature_maps(studio.renderer, random_recipe(studio.spec, 7), [layer])
    masks = np.stack([detector.detect(maps) for detector in found])
    known = (masks > 0.5).sum(axis=0)
    assert (known >= 1).mean() > 0.5, "most of the picture belongs to a part"
    assert (known <= 1).mean() > 0.5, "and to no two"


def test_the_same_parts_are_found_again(studio):
    first, second = (list(find_own_parts(studio.renderer))[-1][1] for _ in range(2))
    assert first == second
