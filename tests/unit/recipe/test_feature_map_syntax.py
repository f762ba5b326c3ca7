"""The text syntax for lists of feature maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.recipe.feature_map_syntax import MapTextError, WeightedMap, format_maps, parse_maps


def test_the_syntax_of_the_original():
    assert parse_maps("3,5,10_12,2x33", 64) == (
        WeightedMap(3, 1.0),
        WeightedMap(5, 1.0),
        WeightedMap(10, 1.0),
        WeightedMap(11, 1.0),
        WeightedMap(12, 1.0),
        WeightedMap(33, 2.0),
    )


@pytest.mark.parametrize(
    ("text", "maps"),
    [
        ("", ()),
        ("  ", ()),
        (" 3 , 5 ", ((3, 1.0), (5, 1.0))),
        ("-0.5x10_11", ((10, -0.5), (11, -0.5))),
        ("4_4", ((4, 1.0),)),
        (".5x1", ((1, 0.5),)),
        ("2 x 3", ((3, 2.0),)),
        ("2×3", ((3, 2.0),)),
        ("1,2,-3x1", ((1, -2.0), (2, 1.0))),
        ("10_12,0.5x11_13", ((10, 1.0), (11, 1.5), (12, 1.5), (13, 0.5))),
    ],
)
def test_what_is_accepted(text, maps):
    assert parse_maps(text, 64) == maps


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("3,abc,5", 2, 5),
        ("3,,5", 2, 3),
        ("3,", 2, 3),
        ("3, 5_,6", 3, 5),
        ("1,64", 2, 4),
        ("60_64", 0, 5),
        ("3, 12_10", 3, 8),
        ("3 5", 0, 3),
        ("x5", 0, 2),
        ("-1", 0, 2),
        ("1,2xx3", 2, 6),
    ],
)
def test_a_fault_is_named_with_its_place(text, start, end):
    with pytest.raises(MapTextError) as caught:
        parse_maps(text, 64)
    assert (caught.value.start, caught.value.end) == (start, end)


def test_a_map_that_the_layer_lacks_is_refused_with_the_range_it_has():
    with pytest.raises(MapTextError, match="Map 64 is not in this layer, whose maps are 0 to 63"):
        parse_maps("64", 64)


def test_a_range_that_counts_down_is_refused_with_what_to_write():
    with pytest.raises(MapTextError, match=r"The range 12_10 counts down\. .*: 10_12"):
        parse_maps("12_10", 64)


def test_an_absurd_weight_is_refused():
    with pytest.raises(MapTextError, match="too large"):
        parse_maps("9" * 400 + "x3", 64)


def test_runs_become_ranges():
    maps = parse_maps("3,5,6,7,8,2x33,2x34", 64)
    assert format_maps(maps) == "3,5_8,2x33,2x34"


@given(st.dictionaries(st.integers(0, 511), st.sampled_from([1.0, -1.0, 2.0, 0.5, -0.125, 3.25]), max_size=40))
def test_what_is_written_reads_back(weights):
    maps = tuple(WeightedMap(channel, weight) for channel, weight in weights.items())
    assert parse_maps(format_maps(maps), 512) == maps
