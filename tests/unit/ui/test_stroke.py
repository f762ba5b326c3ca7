"""A press, a drag and a release; the keyboard's cell cursor."""

from __future__ import annotations

import numpy as np

from ganstudio.ui.spatial.painting.cell_cursor import CellCursor
from ganstudio.ui.spatial.painting.stroke import Stroke, Tool


def test_a_box_follows_the_mouse_and_may_shrink_again():
    stroke = Stroke(Tool.BOX, 1, (1.5, 1.5), (8, 8))
    assert stroke.mask.sum() == 1
    assert stroke.move((4.5, 3.5))
    assert stroke.mask.sum() == 12
    assert not stroke.move((4.9, 3.9))
    assert stroke.move((1.5, 1.5))
    assert stroke.mask.sum() == 1


def test_a_brush_keeps_what_it_passed():
    stroke = Stroke(Tool.BRUSH, 1, (0.5, 0.5), (8, 8), diameter=1)
    stroke.move((5.5, 0.5))
    stroke.move((0.5, 0.5))
    assert np.argwhere(stroke.mask).tolist() == [[0, column] for column in range(6)]


def test_a_lasso_closes_itself():
    stroke = Stroke(Tool.LASSO, 1, (1.0, 1.0), (8, 8))
    for point in ((6.0, 1.0), (6.0, 6.0), (1.0, 6.0)):
        stroke.move(point)
    assert stroke.mask[1:6, 1:6].all()
    assert stroke.mask.sum() == 25


def test_the_cursor_appears_in_the_middle_and_stays_on_the_grid():
    cursor = CellCursor()
    assert not cursor.mask((4, 6)).any()
    cursor.move((0, -1), (4, 6), extend=False)
    assert cursor.cell == (2, 3)
    for _ in range(9):
        cursor.move((0, 1), (4, 6), extend=False)
    assert cursor.cell == (2, 5)


def test_shift_makes_the_cursor_a_rectangle():
    cursor = CellCursor()
    cursor.move((0, 0), (8, 8), extend=False)
    cursor.move((1, 0), (8, 8), extend=True)
    cursor.move((0, -1), (8, 8), extend=True)
    assert np.argwhere(cursor.mask((8, 8))).tolist() == [[4, 3], [4, 4], [5, 3], [5, 4]]
    cursor.move((0, 1), (8, 8), extend=False)
    assert cursor.mask((8, 8)).sum() == 1


def test_the_cursor_moves_onto_a_smaller_grid():
    cursor = CellCursor()
    cursor.move((0, 0), (64, 64), extend=False)
    cursor.fit((4, 4))
    assert cursor.cell == (3, 3)
