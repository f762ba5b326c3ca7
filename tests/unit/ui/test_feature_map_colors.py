"""The colors of feature maps, entry by entry."""

import numpy as np
import pytest

from ganstudio.ui.canvas.feature_map_colors import ColorStyle, limits_of, map_colors, shrink


def channels(color):
    return (int(color) >> 16) & 255, (int(color) >> 8) & 255, int(color) & 255


def painted(values, **choices):
    options = {"style": ColorStyle.SIGN, "theme": "dark", "blue_for_green": False} | choices
    style = options.pop("style")
    maps = np.array(values, np.float32)
    return [channels(color) for color in map_colors(style, **options).paint(maps, limits_of(maps))]


def test_positive_is_green_negative_red_and_zero_the_ground():
    positive, zero, negative = painted([4.0, 0.0, -4.0])
    assert positive == (67, 222, 130)
    assert negative == (255, 92, 84)
    assert zero == (21, 22, 27)


def test_blue_may_replace_green():
    positive, _, negative = painted([1.0, 0.0, -1.0], blue_for_green=True)
    assert positive == (92, 160, 255)
    assert negative == (255, 92, 84)


def test_a_map_is_scaled_by_its_own_largest_magnitude():
    assert painted([1.0, 0.5, -0.25]) == painted([100.0, 50.0, -25.0])


def test_the_stronger_the_more_color():
    greens = [green for _, green, _ in painted([0.0, 0.25, 0.5, 0.75, 1.0])]
    assert greens == sorted(set(greens))


def test_in_the_light_zero_is_nearly_white():
    assert min(painted([1.0, 0.0, -1.0], theme="light")[1]) >= 250


def test_heat_goes_from_dark_to_bright():
    sums = [sum(color) for color in painted([-1.0, 0.0, 1.0, 2.0], style=ColorStyle.HEAT)]
    assert sums == sorted(set(sums))


@pytest.mark.parametrize("style", list(ColorStyle))
def test_a_map_of_one_value_has_one_color(style):
    assert len(set(painted([0.0, 0.0, 0.0], style=style))) == 1


def test_every_color_is_opaque():
    colors = map_colors(ColorStyle.SIGN, theme="dark", blue_for_green=False)
    assert set((colors.table >> 24).tolist()) == {255}


def test_large_maps_are_averaged_and_small_ones_kept():
    large = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert shrink(large, 2).tolist() == [[2.5, 4.5], [10.5, 12.5]]
    assert shrink(large, 4) is large
    assert shrink(large, 100) is large
    assert shrink(np.zeros((256, 128), np.float32), 64).shape == (64, 32)
