"""What can be done to a painted selection."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ganstudio.ui.spatial.painting import selection as operations

SELECTIONS = hnp.arrays(
    np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.sampled_from([-2.0, -1.0, 0.0, 1.0, 3.0])
)


def test_painting_adds_up():
    empty, all_of_it = np.zeros((2, 2), np.float32), np.ones((2, 2), bool)
    once = operations.painted(empty, all_of_it, 1, no_overlap=False)
    twice = operations.painted(once, all_of_it, 1, no_overlap=False)
    assert (twice == 2).all()
    assert (operations.painted(twice, all_of_it, -1, no_overlap=False) == 1).all()


def test_painting_without_overlap_sets():
    before = np.array([[5.0, 0.0, -2.0]], np.float32)
    assert operations.painted(before, np.ones((1, 3), bool), -1, no_overlap=True).tolist() == [[-1, -1, -1]]
    assert operations.painted(before, np.ones((1, 3), bool), 1, no_overlap=True).tolist() == [[1, 1, 1]]


@pytest.mark.parametrize("no_overlap", [True, False])
def test_erasing_takes_cells_out_whatever_their_value(no_overlap):
    before = np.array([[5.0, 1.0, -2.0]], np.float32)
    mask = np.array([[True, False, True]])
    assert operations.painted(before, mask, operations.ERASE, no_overlap=no_overlap).tolist() == [[0, 1, 0]]


def test_painting_leaves_the_array_given_alone():
    before = np.zeros((2, 2), np.float32)
    operations.painted(before, np.ones((2, 2), bool), 1, no_overlap=False)
    assert not before.any()


@given(SELECTIONS)
def test_mirroring_twice_changes_nothing(cells):
    assert np.array_equal(operations.mirrored(operations.mirrored(cells)), cells)


@given(SELECTIONS)
def test_inverting_selects_exactly_the_others(cells):
    assert np.array_equal(operations.inverted(cells) != 0, cells == 0)


@given(SELECTIONS)
def test_swapping_the_sign_twice_changes_nothing_and_makes_no_negative_zero(cells):
    negated = operations.negated(cells)
    assert np.array_equal(operations.negated(negated), cells)
    assert not np.signbit(negated[negated == 0]).any()


@given(SELECTIONS)
def test_growing_keeps_what_was_selected(cells):
    grown = operations.grown(cells)
    assert np.array_equal(grown[cells != 0], cells[cells != 0])


@given(SELECTIONS)
def test_shrinking_only_takes_out(cells):
    shrunk = operations.shrunk(cells)
    assert np.array_equal(shrunk[shrunk != 0], cells[shrunk != 0])


def test_growing_a_cell_gives_a_square_and_shrinking_gives_it_back():
    cells = np.zeros((7, 7), np.float32)
    cells[3, 3] = -2
    grown = operations.grown(cells)
    assert (grown[2:5, 2:5] == -2).all()
    assert np.count_nonzero(grown) == 9
    assert np.array_equal(operations.shrunk(grown), cells)


def test_shrinking_does_not_eat_from_the_edge_of_the_picture():
    assert operations.shrunk(np.ones((4, 4), np.float32)).all()
