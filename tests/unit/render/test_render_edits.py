"""What a spatial edit does to the feature maps, number by number."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.masks import soften
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.render.masks import layer_mask
from ganstudio.render.renderer import Renderer


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


SELECTION = np.array([[0, 1], [-0.5, 0]], np.float32)
MASK_4 = SELECTION.repeat(2, axis=0).repeat(2, axis=1)


def tab(mode: str, *, selection=SELECTION, weights=(("b4", 2, 3.0),), multiplier=2.0, name="tab", feather=0.0):
    return SpatialEdit(
        name=name,
        resolution=2,
        selection=Array(selection),
        weights=tuple(ChannelWeight(*weight) for weight in weights),
        multiplier=multiplier,
        mode=mode,
        feather=feather,
    )


def maps(renderer, *edits):
    return renderer.render(Recipe(edits=edits), ("b4",)).feature_maps["b4"]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("add", lambda x: x + MASK_4 * 6),
        ("multiply", lambda x: x * (1 + MASK_4 * 6)),
        ("set", lambda x: x * (1 - abs(MASK_4)) + MASK_4 * 6),
        ("ablate", lambda x: x * (1 - abs(MASK_4))),
    ],
)
def test_each_mode_changes_its_channel_alone(renderer, mode, expected):
    plain = maps(renderer)
    edited = maps(renderer, tab(mode))
    np.testing.assert_allclose(edited[2], expected(plain[2]), rtol=1e-6, atol=1e-6)
    others = [0, 1, 3, 4, 5, 6, 7]
    np.testing.assert_array_equal(edited[others], plain[others])


def test_a_selection_above_one_blends_no_further_than_the_value(renderer):
    edited = maps(renderer, tab("set", selection=np.full((1, 1), 5.0)))
    np.testing.assert_allclose(edited[2], 6.0)


def test_tabs_add_up(renderer):
    plain = maps(renderer)
    both = maps(renderer, tab("add"), tab("add", name="second", multiplier=-1.0, weights=(("b4", 2, 1.0),)))
    np.testing.assert_allclose(both[2], plain[2] + MASK_4 * 5, rtol=1e-5, atol=1e-5)


def test_a_channel_named_twice_in_a_tab_adds_its_weights(renderer):
    plain = maps(renderer)
    edited = maps(renderer, tab("add", weights=(("b4", 2, 1.0), ("b4", 2, 0.5))))
    np.testing.assert_allclose(edited[2], plain[2] + MASK_4 * 3, rtol=1e-5, atol=1e-5)


def test_an_edit_is_the_same_as_the_facade_makes_it(renderer):
    generator = renderer.generator
    recipe = Recipe(edits=(tab("add", weights=(("b16", 1, 2.0), ("b8.conv0", 3, -1.0)), multiplier=1.5),))
    edits = [("b16", {1: 2.0}, SELECTION, 1.5), ("b8.conv0", {3: -1.0}, SELECTION, 1.5)]
    expected = generator.synthesize(renderer.ws(recipe)[None], edits=edits, capture=["b16"])
    found = renderer.render(recipe, ("b16",))
    np.testing.assert_array_equal(found.portrait.image, expected.images_uint8[0])
    np.testing.assert_array_equal(found.feature_maps["b16"], expected.feature_maps["b16"][0])


def test_an_empty_weight_leaves_the_layer_alone(renderer):
    np.testing.assert_array_equal(
        maps(renderer, tab("ablate", weights=(("b4", 2, 0.0), ("b8", 1, 1.0)))), maps(renderer)
    )


def test_softening_keeps_a_full_selection_full():
    np.testing.assert_allclose(layer_mask(Array(np.ones((4, 6))), 1.3, (16, 24)), 1.0, rtol=1e-6)


def test_softening_is_as_wide_on_each_layer():
    selection = np.zeros((16, 16), np.float32)
    selection[:, 8:] = 1
    coarse = layer_mask(Array(selection), 2.0, (16, 16))
    fine = layer_mask(Array(selection), 2.0, (64, 64))
    np.testing.assert_allclose(fine.reshape(16, 4, 16, 4).mean(axis=(1, 3)), coarse, atol=0.02)
    below = layer_mask(Array(selection), 2.0, (4, 4))
    np.testing.assert_allclose(below, coarse.reshape(4, 4, 4, 4).mean(axis=(1, 3)), atol=1e-6)


def test_softening_happens_on_the_finer_of_the_two_grids():
    selection = np.zeros((4, 8), np.float32)
    selection[1, 2:5] = 1
    fine = layer_mask(Array(selection), 0.7, (16, 8))  # four times as many rows, as many columns
    np.testing.assert_allclose(fine, soften(selection.repeat(4, axis=0), 2.8, 0.7), atol=1e-6)
    coarse = layer_mask(Array(selection), 0.7, (2, 4))
    np.testing.assert_allclose(coarse, soften(selection, 0.7, 0.7).reshape(2, 2, 4, 2).mean(axis=(1, 3)), atol=1e-6)


def test_no_feather_leaves_edges_hard():
    np.testing.assert_array_equal(layer_mask(Array(SELECTION), 0.0, (4, 4)), MASK_4)
