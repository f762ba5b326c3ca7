"""Numbers as the spatial tab writes and reads them."""

from __future__ import annotations

import math

import pytest

from ganstudio.ui.spatial.numbers import Curve, number_text, parse_number


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
    assert Curve.EXPONENTIAL.multiplier(0) == 0.0
    assert Curve.EXPONENTIAL.multiplier(200) == pytest.approx(math.exp(10))
    assert Curve.EXPONENTIAL.multiplier(-20) == pytest.approx(-math.e)


@pytest.mark.parametrize("curve", list(Curve))
def test_every_position_is_found_again_from_its_multiplier(curve):
    assert all(curve.position(curve.multiplier(position)) == position for position in range(-200, 201))


def test_the_linear_slider_ends_at_200():
    assert Curve.LINEAR.multiplier(-150) == -150.0
    assert Curve.LINEAR.position(1e6) == 200
