"""The orders of feature maps, against numbers worked out by hand from the formulas."""

import numpy as np
import pytest

from ganstudio.analysis.feature_map_order import (
    MapOrder,
    hinge_scores,
    magnitudes,
    order_maps,
    score_maps,
)
from ganstudio.analysis.map_distribution import MapDistribution
from ganstudio.analysis.selections import resize_selection
from ganstudio.errors import AnalysisError

MAPS = np.array(
    [
        [[1.0, 0.0], [0.0, -1.0]],
        [[0.0, 2.0], [3.0, 0.0]],
        [[-4.0, 0.0], [0.0, 0.0]],
    ],
    dtype=np.float32,
)
SELECTION = np.array([[1.0, 0.0], [0.0, -1.0]], dtype=np.float32)


def test_order_by_index_is_the_channel_number():
    assert order_maps(MAPS, MapOrder.INDEX).tolist() == [0, 1, 2]


def test_magnitude_is_the_sum_of_absolute_values():
    assert magnitudes(MAPS).tolist() == [2.0, 5.0, 4.0]
    assert order_maps(MAPS, MapOrder.MAGNITUDE).tolist() == [1, 2, 0]


def test_selection_order_is_the_dot_product_signed():
    # map 0: 1*1 + (-1)*(-1) = 2; map 1: 0; map 2: -4*1 = -4
    assert score_maps(MAPS, MapOrder.SELECTION, SELECTION).tolist() == [2.0, 0.0, -4.0]
    assert order_maps(MAPS, MapOrder.SELECTION, SELECTION).tolist() == [0, 1, 2]


def test_hinge_of_a_selection_of_mean_zero():
    # m = 0, 2s - m = [[2, 0], [0, -2]]
    # map 0: max(-2, 0) + max(-2, 0) = 0; map 1: all products 0 -> 0; map 2: max(8, 0) = 8
    np.testing.assert_allclose(hinge_scores(MAPS, SELECTION), [0.0, 0.0, -8.0])


def test_hinge_of_a_selection_with_a_mean():
    # s = [[1, 0], [0, 0]]: m = 0.25, 2s - m = [[1.75, -0.25], [-0.25, -0.25]]
    # map 0: max(.25 - 1.75, 0) + .25 + .25 + max(.25 - .25, 0)          = 0.5
    # map 1: .25 + (.25 + .5) + (.25 + .75) + .25                         = 2.25
    # map 2: (.25 + 7) + .25 + .25 + .25                                  = 8.0
    selection = np.array([[1.0, 0.0], [0.0, 0.0]], dtype=np.float32)
    np.testing.assert_allclose(hinge_scores(MAPS, selection), [-0.5, -2.25, -8.0])
    assert order_maps(MAPS, MapOrder.HINGE, selection).tolist() == [0, 1, 2]


def test_equal_scores_keep_the_order_of_the_index():
    assert order_maps(np.ones((5, 2, 2), np.float32), MapOrder.MAGNITUDE).tolist() == [0, 1, 2, 3, 4]


def test_a_coarse_selection_is_repeated_and_a_fine_one_averaged():
    coarse = np.array([[1.0, -1.0]], dtype=np.float32)
    assert resize_selection(coarse, 2, 4).tolist() == [[1, 1, -1, -1], [1, 1, -1, -1]]
    fine = np.array([[1.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, -2.0]], dtype=np.float32)
    assert resize_selection(fine, 1, 2).tolist() == [[0.25, 1.0]]


def test_a_selection_of_another_resolution_is_resized_before_it_is_compared():
    coarse = np.array([[1.0]], dtype=np.float32)
    assert score_maps(MAPS, MapOrder.SELECTION, coarse).tolist() == [0.0, 5.0, -4.0]


LOUDNESS = np.array([1.0, 100.0, 0.01], np.float32)[:, None, None]


def seen_before(side):
    distribution = MapDistribution(3)
    for seed in range(40):
        distribution.add(np.random.RandomState(seed).randn(3, side, side).astype(np.float32) * LOUDNESS)
    return distribution


@pytest.mark.parametrize("side", [8, 64])
def test_quantile_order_asks_what_is_unusual_for_a_map_however_loud_it_is(side):
    selection = np.zeros((8, 8), np.float32)
    selection[2:5, 2:5] = 1.0
    inside = resize_selection(selection, side, side)
    unusual = np.array([1.0, 0.2, 2.0], np.float32)[:, None, None]  # deviations above the mean, inside
    maps = (np.random.RandomState(99).randn(3, side, side).astype(np.float32) * 0.1 + inside * unusual) * LOUDNESS
    assert order_maps(maps, MapOrder.SELECTION, selection).tolist() == [1, 0, 2]
    assert order_maps(maps, MapOrder.QUANTILE, selection, distribution=seen_before(side)).tolist() == [2, 0, 1]
    negative = order_maps(maps, MapOrder.QUANTILE, -selection, distribution=seen_before(side))
    assert negative.tolist() == [1, 0, 2]


def test_an_order_by_quantile_without_images_says_what_to_do():
    with pytest.raises(AnalysisError, match="Record or sample"):
        order_maps(MAPS, MapOrder.QUANTILE, SELECTION)


@pytest.mark.parametrize("order", [MapOrder.SELECTION, MapOrder.HINGE, MapOrder.QUANTILE])
def test_an_order_by_selection_without_one_says_what_to_do(order):
    with pytest.raises(AnalysisError, match="Paint one"):
        order_maps(MAPS, order)


def test_maps_of_a_wrong_shape_are_refused():
    with pytest.raises(AnalysisError, match=r"shape \[2, 2\]"):
        order_maps(MAPS[0], MapOrder.INDEX)


def test_a_selection_that_is_not_a_grid_is_refused():
    with pytest.raises(AnalysisError, match="rows by columns"):
        resize_selection(np.zeros(3, np.float32), 4, 4)
