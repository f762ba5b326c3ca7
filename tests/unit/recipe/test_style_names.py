"""Style channels are called by what they are: the size, which layer of it, the channel."""

import pytest

from ganstudio.recipe.style_names import map_name, style_name, style_words


@pytest.mark.parametrize(
    ("layer", "short", "words"),
    [
        ("b4.conv1", "4×4 · 2", "4×4, channel 2"),
        ("b16.conv0", "16×16 1st · 2", "16×16, first layer, channel 2"),
        ("b16.conv1", "16×16 2nd · 2", "16×16, second layer, channel 2"),
        ("b256.torgb", "256×256 colors · 2", "256×256, colors, channel 2"),
        ("L7_52_512", "L7 · 2", "L7, channel 2"),
        ("input", "input · 2", "input, channel 2"),
    ],
)
def test_a_style_channel_has_a_name_for_lists_and_one_for_sentences(layer, short, words):
    assert style_name(layer, 2) == short
    assert style_words(layer, 2) == words


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("b16", "16×16 map 3"),
        ("b16.conv0", "16×16 conv0 map 3"),
        ("L7_52_512", "L7 map 3"),
        ("", "map 3"),
    ],
)
def test_a_feature_map_has_a_name_for_captions(layer, name):
    assert map_name(layer, 3) == name
