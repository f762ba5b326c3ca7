"""A selection comes to another resolution by area: repeats up, means down."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.networks.masks import resize_mask


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
