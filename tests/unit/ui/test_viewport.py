"""Zoom and pan, as numbers."""

from __future__ import annotations

import pytest

from ganstudio.ui.canvas.view_transform import ZOOM_STEPS, next_step
from ganstudio.ui.canvas.viewport import Viewport


@pytest.fixture
def viewport():
    viewport = Viewport()
    viewport.set_picture((128, 128))
    viewport.set_view((900, 800), 1.0)
    return viewport


def test_a_fitted_picture_lies_inside_the_view_and_in_the_middle(viewport):
    x, y, width, height = viewport.rectangle()
    assert width == height
    assert x > 0
    assert y > 0
    assert y + height < 800
    assert x == pytest.approx((900 - width) / 2, abs=0.5)


def test_a_fitted_picture_follows_the_view(viewport):
    viewport.set_view((500, 800), 1.0)
    assert viewport.rectangle()[2] < 500
    assert viewport.is_fitted


def test_zooming_keeps_the_place_under_the_mouse(viewport):
    before = viewport.fraction((300.0, 200.0))
    viewport.zoom_to(900.0, (300.0, 200.0))
    after = viewport.fraction((300.0, 200.0))
    assert after == pytest.approx(before, abs=1.5 / (128 * 9))
    assert viewport.percent == pytest.approx(900)


def test_100_per_cent_is_a_pixel_a_device_pixel():
    viewport = Viewport()
    viewport.set_picture((128, 64))
    viewport.set_view((900, 800), 2.0)
    viewport.zoom_to(100.0)
    assert viewport.rectangle()[2:] == (64, 32)


def test_the_corner_lies_on_a_device_pixel(viewport):
    viewport.set_view((901, 777), 1.5)
    viewport.zoom_to(333.0, (17.3, 91.7))
    x, y, *_ = viewport.rectangle()
    assert x * 1.5 == pytest.approx(round(x * 1.5))
    assert y * 1.5 == pytest.approx(round(y * 1.5))


def test_the_picture_cannot_be_lost(viewport):
    viewport.pan(-1e6, 1e6)
    x, y, width, height = viewport.rectangle()
    assert x + width > 0
    assert y < 800
    assert x < 900
    assert y + height > 0


def test_a_larger_version_of_the_picture_stays_where_it_is(viewport):
    viewport.zoom_to(400.0)
    viewport.pan(30, 10)
    before = viewport.rectangle()
    viewport.set_picture((256, 256))
    assert viewport.rectangle() == pytest.approx(before)


def test_resizing_the_view_keeps_the_middle_in_the_middle(viewport):
    viewport.zoom_to(300.0)
    before = viewport.fraction((450.0, 400.0))
    viewport.set_view((1000, 860), 1.0)
    assert viewport.fraction((500.0, 430.0)) == pytest.approx(before, abs=0.001)


def test_zoom_has_ends(viewport):
    viewport.zoom_to(1e9)
    assert viewport.percent == pytest.approx(12800)
    viewport.zoom_to(0.0)
    assert viewport.percent == pytest.approx(2)


def test_steps_go_up_and_down_through_the_same_numbers():
    assert next_step(100, 1) == 150
    assert next_step(100, -1) == 75
    assert next_step(570, 1) == 600
    assert next_step(570, -1) == 500
    assert next_step(ZOOM_STEPS[-1], 1) == ZOOM_STEPS[-1]
