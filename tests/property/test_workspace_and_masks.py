"""Tables, tab sets and masks, for any content."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from ganstudio.masks import resize_mask
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.render.masks import layer_mask
from ganstudio.workspace.tabs import decode_tabs, encode_tabs
from ganstudio.workspace.vectors import VectorRow, format_vector, parse_vector, read_table, write_table

float32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
vectors = arrays(np.float32, st.integers(1, 20), elements=float32)
lines = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and len(text.splitlines()) == 1)
lines = lines.filter(lambda text: text == text.splitlines()[0] and _is_encodable(text))
sizes = st.tuples(st.integers(1, 24), st.integers(1, 24))
selections = arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.floats(-4, 4, width=32))


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@given(vectors)
def test_a_vector_is_read_back_bit_for_bit(vector):
    assert parse_vector(format_vector(Array(vector))) == Array(vector)


@given(st.lists(st.builds(lambda *row: row, lines, lines, vectors), max_size=5, unique_by=lambda row: row[0]))
def test_a_table_is_read_back_as_written(rows):
    table = [VectorRow(name=name, note=note, vector=Array(vector)) for name, note, vector in rows]
    found = read_table(write_table(table), source="table")
    assert found.problems == ()
    assert list(found.rows) == table


@given(st.binary(max_size=300))
def test_no_bytes_can_break_the_reader(content):
    read_table(content, source="table")


@given(selections, lines, st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["add", "set"]))
def test_tabs_are_read_back_as_written(selection, name, multiplier, mode):
    edit = SpatialEdit(
        name=name,
        resolution=selection.shape[0],
        selection=Array(selection),
        weights=(ChannelWeight("b16", 3, 0.1),),
        multiplier=multiplier,
        mode=mode,
    )
    assert decode_tabs(encode_tabs([edit]), "file").tabs == (edit,)


@given(selections, sizes)
def test_rescaling_keeps_the_mean_and_the_range(selection, size):
    scaled = layer_mask(Array(selection), 0.0, size)
    np.testing.assert_allclose(scaled.mean(dtype=np.float64), selection.mean(dtype=np.float64), atol=1e-5)
    assert scaled.min() >= selection.min() - 1e-6
    assert scaled.max() <= selection.max() + 1e-6


@given(selections, st.integers(1, 4), st.integers(1, 4))
def test_up_repeats_cells_and_down_again_gives_the_selection(selection, vertical, horizontal):
    rows, columns = selection.shape
    up = layer_mask(Array(selection), 0.0, (rows * vertical, columns * horizontal))
    np.testing.assert_array_equal(up, selection.repeat(vertical, axis=0).repeat(horizontal, axis=1))
    np.testing.assert_allclose(resize_mask(up, (rows, columns)), selection, rtol=1e-6)


@given(selections, sizes, st.floats(0, 50))
def test_softening_stays_within_the_range(selection, size, feather):
    soft = layer_mask(Array(selection), feather, size)
    assert soft.shape == size
    assert soft.min() >= selection.min() - 1e-5
    assert soft.max() <= selection.max() + 1e-5
