"""A selection comes to another resolution by area, and its edge is softened by a Gaussian."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.masks import resize_mask, soften


def random_mask(*shape):
    return np.random.RandomState(0).randn(*shape).astype(np.float32)


def test_the_same_size_is_the_same_mask():
    mask = random_mask(8, 4)

    assert resize_mask(mask, (8, 4)) is mask


@pytest.mark.parametrize("factor", [2, 4, 3])
def test_up_by_a_whole_factor_repeats(factor):
    mask = random_mask(5, 4)

    assert np.array_equal(
        resize_mask(mask, (5 * factor, 4 * factor)), mask.repeat(factor, axis=0).repeat(factor, axis=1)
    )


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_down_by_a_power_of_two_is_the_mean_of_blocks(factor):
    mask = random_mask(2, 16, 8)

    expected = mask.reshape(2, 16 // factor, factor, 8 // factor, factor).astype(np.float64).mean(axis=(2, 4))

    assert np.allclose(resize_mask(mask, (16 // factor, 8 // factor)), expected, atol=1e-7)


def test_other_ratios_weigh_by_area():
    mask = np.array([[1.0, 0.0, 0.0]], np.float32)

    assert np.allclose(resize_mask(mask, (1, 2)), [[2 / 3, 0.0]])


@pytest.mark.parametrize("size", [(3, 5), (7, 2), (16, 16), (1, 1)])
def test_constants_stay_and_means_are_kept(size):
    mask = random_mask(6, 6)

    assert np.allclose(resize_mask(np.full((6, 6), 3.0, np.float32), size), 3.0)
    assert resize_mask(mask, size).mean() == pytest.approx(mask.mean(), abs=1e-5)


def test_softening_keeps_the_sum_away_from_the_edges_and_a_uniform_mask_whole():
    cells = np.zeros((33, 33), np.float32)
    cells[16, 16] = 1

    soft = soften(cells, 2.0, 2.0)

    assert soft.sum() == pytest.approx(1.0, abs=1e-5)
    assert soft[16, 18] / soft[16, 16] == pytest.approx(np.exp(-0.5))
    assert soften(np.ones((8, 5), np.float32), 3.0, 3.0) == pytest.approx(np.ones((8, 5)), abs=1e-6)


def test_softening_one_way_leaves_the_other_alone():
    cells = np.eye(9, dtype=np.float32)[4:5].repeat(9, axis=0)  # one column

    assert np.array_equal(soften(cells, 2.0, 0.0), cells)
    assert np.array_equal(soften(cells.T, 0.0, 2.0), cells.T)
    assert soften(cells, 0.0, 2.0)[:, 4] == pytest.approx(np.full(9, soften(cells, 0.0, 2.0)[0, 4]))


def test_no_softening_changes_nothing():
    cells = np.eye(3, dtype=np.float32)

    assert soften(cells, 0.0, 0.0) is cells


def test_softening_with_a_huge_width_gives_the_mean():
    np.testing.assert_allclose(soften(np.eye(4, dtype=np.float32), 1e30, 1e30), 0.25, rtol=1e-5)
