"""What the edits change, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.ui.spatial.difference import difference

PLAIN = np.full((8, 8, 3), 100, np.uint8)


def edit(selection, multiplier=1.0):
    weights = (ChannelWeight("b4", 0, 1.0),)
    return SpatialEdit(name="t", resolution=4, selection=Array(selection), weights=weights, multiplier=multiplier)


@pytest.fixture
def left_half():
    selection = np.zeros((4, 4))
    selection[:, :2] = -1
    return selection


def test_inside_and_outside_are_told_apart(left_half):
    edited = PLAIN.copy()
    edited[:, :4] += 30
    edited[:, 4:] -= 2
    found = difference(edited, PLAIN, (edit(left_half),))
    assert (found.inside, found.outside) == (30.0, 2.0)
    assert found.values[0, 0] == 30
    assert found.values[0, 7] == -2


def test_a_tab_that_does_not_act_selects_nothing(left_half):
    edited = PLAIN + np.uint8(4)
    found = difference(edited, PLAIN, (edit(left_half, multiplier=0.0),))
    assert (found.inside, found.outside) == (0.0, 4.0)


def test_everything_selected_leaves_no_outside():
    found = difference(PLAIN + np.uint8(4), PLAIN, (edit(np.ones((4, 4))),))
    assert (found.inside, found.outside) == (4.0, None)


def test_colors_that_cancel_out_still_count_as_a_change(left_half):
    edited = PLAIN.astype(np.int16) + np.array([10, -10, 0])
    assert difference(edited.astype(np.uint8), PLAIN, (edit(left_half),)).outside == pytest.approx(20 / 3)


def test_grey_pictures_are_compared_too(left_half):
    grey = np.full((8, 8), 7, np.uint8)
    assert difference(grey + np.uint8(1), grey, (edit(left_half),)).inside == 1.0
