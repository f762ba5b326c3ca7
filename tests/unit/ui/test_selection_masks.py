"""Which cells a stroke covers."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.ui.spatial.painting.masks import box_mask, brush_mask, ellipse_mask, lasso_mask


def cells(mask):
    return {(int(row), int(column)) for row, column in np.argwhere(mask)}


def test_box_covers_the_cells_between_press_and_release_ends_included():
    assert cells(box_mask((1.2, 0.5), (2.9, 1.1), (4, 6))) == {(0, 1), (0, 2), (1, 1), (1, 2)}


def test_box_is_the_same_in_whichever_direction_it_is_dragged():
    shape = (7, 9)
    forward = box_mask((1.5, 2.5), (6.2, 4.8), shape)
    assert np.array_equal(forward, box_mask((6.2, 4.8), (1.5, 2.5), shape))
    assert np.array_equal(forward, box_mask((1.5, 4.8), (6.2, 2.5), shape))


def test_click_covers_one_cell():
    assert cells(box_mask((3.99, 2.0), (3.99, 2.0), (4, 4))) == {(2, 3)}


def test_box_is_clamped_to_the_picture():
    assert cells(box_mask((-5.0, -5.0), (0.5, 1.5), (3, 3))) == {(0, 0), (1, 0)}
    assert cells(box_mask((1.5, 2.5), (99.0, 99.0), (3, 3))) == {(2, 1), (2, 2)}
    assert box_mask((-9.0, -9.0), (99.0, 99.0), (3, 5)).all()


def test_box_beside_the_picture_covers_nothing():
    assert not box_mask((-3.0, 1.0), (-1.0, 2.0), (4, 4)).any()
    assert not box_mask((4.0, 1.0), (6.0, 2.0), (4, 4)).any()


@pytest.mark.parametrize("shape", [(4, 4), (8, 4), (4, 8), (3, 5)])
def test_box_on_a_grid_that_is_not_square_goes_by_rows_and_columns(shape):
    rows, columns = shape
    mask = box_mask((0.5, rows - 0.5), (columns - 0.5, rows - 0.5), shape)
    assert mask.shape == shape
    assert cells(mask) == {(rows - 1, column) for column in range(columns)}


def test_ellipse_leaves_the_corners_of_its_box_out():
    mask = ellipse_mask((0.5, 0.5), (4.5, 4.5), (6, 6))
    assert not mask[0, 0]
    assert not mask[4, 4]
    assert mask[2, 0]
    assert mask[0, 2]
    assert mask[2, 2]
    assert not mask[5].any()


def test_ellipse_of_one_cell_is_that_cell():
    assert cells(ellipse_mask((2.5, 1.5), (2.5, 1.5), (4, 4))) == {(1, 2)}


def test_ellipse_is_symmetric():
    mask = ellipse_mask((1.0, 1.0), (6.0, 4.0), (8, 8))
    assert np.array_equal(mask[1:5, 1:7], mask[1:5, 1:7][::-1, ::-1])


def test_brush_of_one_cell_leaves_no_gap_on_its_way():
    mask = brush_mask((0.5, 0.5), (7.5, 3.5), 1, (8, 8))
    assert mask.any(axis=0).all()
    assert mask[:4].any(axis=1).all()


def test_brush_covers_the_cells_whose_middle_it_passes_over():
    mask = brush_mask((4.5, 4.5), (4.5, 4.5), 3, (9, 9))
    expected = np.hypot(*np.mgrid[-4:5, -4:5]) <= 1.5
    assert np.array_equal(mask, expected)


def test_brush_beside_the_picture_covers_nothing():
    assert not brush_mask((-9.0, 2.0), (-7.0, 2.0), 4, (5, 5)).any()


def test_lasso_fills_the_inside():
    mask = lasso_mask([(1.0, 1.0), (5.0, 1.0), (5.0, 4.0), (1.0, 4.0)], (6, 7))
    expected = np.zeros((6, 7), bool)
    expected[1:4, 1:5] = True
    assert np.array_equal(mask, expected)


def test_lasso_of_a_triangle_agrees_with_a_half_plane_test():
    mask = lasso_mask([(0.0, 0.0), (8.0, 0.0), (0.0, 8.0)], (8, 8))
    y, x = np.mgrid[0:8, 0:8] + 0.5
    assert np.array_equal(mask & (x + y != 8.0), x + y < 8.0)


def test_lasso_that_only_clicks_takes_the_cell_under_it():
    assert cells(lasso_mask([(2.5, 3.5)], (5, 5))) == {(3, 2)}


def test_lasso_may_leave_the_picture():
    assert lasso_mask([(-5.0, -5.0), (20.0, -5.0), (20.0, 20.0), (-5.0, 20.0)], (4, 6)).all()
