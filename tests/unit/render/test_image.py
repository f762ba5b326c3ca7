"""From the network's numbers to pixels, number by number."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.networks.pixels import to_pixels
from ganstudio.render.image import to_feature_maps, to_picture


@pytest.mark.parametrize(
    ("number", "pixel"),
    [
        (-1.0, 0),
        (1.0, 255),
        (0.0, 128),
        (-0.004, 127),  # 127.49: cut off, not rounded
        (float("nan"), 0),
        (float("inf"), 255),
        (float("-inf"), 0),
        (1e38, 255),
        (-7.0, 0),
    ],
)
def test_each_number_has_its_pixel(number, pixel):
    assert to_pixels(torch.full((3, 1, 1), number)).tolist() == [[[pixel] * 3]]


def test_images_stay_apart_and_colors_come_last():
    images = torch.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5) / 64 - 1

    assert to_pixels(images).shape == (2, 4, 5, 3)
    np.testing.assert_array_equal(to_pixels(images)[1], to_pixels(images[1]))


@pytest.mark.parametrize(("channels", "shape"), [(1, (4, 5)), (3, (4, 5, 3)), (4, (4, 5, 4))])
def test_a_picture_cannot_be_written_to_and_a_grey_one_has_no_colors(channels, shape):
    picture = to_picture(torch.zeros(channels, 4, 5))

    assert picture.shape == shape
    assert not picture.flags.writeable


def test_broken_numbers_of_feature_maps_become_finite():
    maps = to_feature_maps(torch.tensor([[[float("nan"), float("inf"), 2.0]]]))

    assert maps[0, 0].tolist() == [0.0, np.finfo(np.float32).max, 2.0]
    assert not maps.flags.writeable
