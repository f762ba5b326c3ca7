import pytest

from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.feature_map_syntax import MapTextError
from ganstudio.recipe.layer_maps import format_layer_maps, parse_layer_maps
from recipes import small_spec

MAPS = (
    ChannelWeight("b8", 3, 1.0),
    ChannelWeight("b8", 5, 2.0),
    ChannelWeight("b16.conv0", 0, 1.0),
    ChannelWeight("b16.conv0", 1, 1.0),
    ChannelWeight("b16.conv0", 2, 1.0),
)


def test_maps_of_several_layers_are_read_and_written():
    assert parse_layer_maps("b8: 3,2x5; b16.conv0:0_2", small_spec()) == MAPS
    assert format_layer_maps(MAPS) == "b8: 3,2x5; b16.conv0: 0_2"


def test_a_layer_may_be_given_by_its_resolution_and_signs_at_the_end_do_not_matter():
    assert parse_layer_maps(" 8: 3, 2x5 ; 16.conv0: 0_2, ;", small_spec()) == MAPS


def test_no_text_is_no_maps():
    assert parse_layer_maps("  ", small_spec()) == ()
    assert format_layer_maps(()) == ""


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("3,5", "3,5", "Of which layer"),
        ("b8: 3; b999: 1", "b999", "b999"),
        ("b8: 3; b8: 77", "77", "Map 77"),
        ("b8: 3; b4: x", "x", "'x' is not a feature map"),
    ],
)
def test_what_is_not_understood_is_said_and_marked(text, at, words):
    with pytest.raises(MapTextError, match=words) as caught:
        parse_layer_maps(text, small_spec())
    assert text[caught.value.start : caught.value.end].strip() == at
