"""Numbers as the spatial tab writes and reads them."""

from __future__ import annotations

import math

import pytest

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.spatial.numbers import Curve, Scale, at_strength, number_text, parse_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (99.4843, "99.5"),
        (100.0, "100"),
        (-2.0, "−2"),
        (0.5, "0.5"),
        (22026.47, "22026"),
        (1.0513, "1.05"),
        (-0.001, "−0.001"),
    ],
)
def test_numbers_are_short(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("100", 100.0), (" −2,5 ", -2.5), ("1e3", 1000.0), ("", None), ("abc", None), ("nan", None), ("inf", None)],
)
def test_numbers_are_read_with_either_minus_and_point_or_comma(text, value):
    assert parse_number(text) == value


def test_the_exponential_slider_is_the_originals():
    scale = Scale()
    assert scale.multiplier(0) == 0.0
    assert scale.multiplier(200) == pytest.approx(math.exp(10))
    assert scale.multiplier(-20) == pytest.approx(-math.e)


@pytest.mark.parametrize("scale", [Scale(), Scale(Curve.LINEAR), Scale(Curve.LINEAR, 200.0)])
def test_every_position_is_found_again_from_its_multiplier(scale):
    assert all(scale.position(scale.multiplier(position)) == position for position in range(-200, 201))


def test_the_linear_slider_ends_at_20_and_holds_larger_multipliers_up_to_200():
    even = Scale(Curve.LINEAR)
    assert (even.multiplier(-150), even.multiplier(200)) == (-15.0, 20.0)
    assert even.holding(20.0, Curve.LINEAR) is even
    wide = even.holding(-150.0, Curve.LINEAR)
    assert wide.multiplier(-150) == -150.0
    assert wide.position(1e6) == 200
    assert wide.holding(3.0, Curve.LINEAR) is wide  # so that a drag back stays under the mouse
    assert wide.holding(3.0, Curve.EXPONENTIAL) == Scale()


def test_weights_at_a_strength_do_the_same_as_before():
    (weight,) = at_strength([ChannelWeight("b8", 3, 0.5)], 12.0, 6.0)
    assert weight == ChannelWeight("b8", 3, 1.0)
