"""From a recipe to ws, in the documented order."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Seed, StyleMix, Truncation
from ganstudio.render.renderer import Renderer

RANDOM = np.random.RandomState(0)
W = RANDOM.randn(8).astype(np.float32)
V = RANDOM.randn(8).astype(np.float32)
W_PLUS = RANDOM.randn(8, 8).astype(np.float32)


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


def test_a_seed_is_what_every_other_tool_makes_of_it(renderer):
    z = np.random.RandomState(7).randn(1, 8)
    np.testing.assert_array_equal(renderer.ws(Recipe(latent=Seed(7))), renderer.generator.map(z)[0])
    np.testing.assert_array_equal(renderer.ws(Recipe(latent=LatentZ(Array(z[0])))), renderer.generator.map(z)[0])


@pytest.mark.parametrize(("psi", "cutoff"), [(0.7, None), (0.7, 2), (1.5, None), (0.0, 0), (0.3, 99)])
def test_truncation_is_that_of_the_mapping_network(renderer, psi, cutoff):
    z = np.random.RandomState(7).randn(1, 8)
    expected = renderer.generator.map(z, psi=psi, cutoff=cutoff)[0]
    found = renderer.ws(Recipe(latent=Seed(7), truncation=Truncation(psi=psi, cutoff=cutoff)))
    np.testing.assert_array_equal(found, expected)


def test_w_and_w_plus_are_taken_as_they_are(renderer):
    np.testing.assert_array_equal(renderer.ws(Recipe(latent=LatentW(Array(W)))), np.tile(W, (8, 1)))
    np.testing.assert_array_equal(renderer.ws(Recipe(latent=LatentWPlus(Array(W_PLUS)))), W_PLUS)


def test_variation_goes_from_the_base_to_the_latent(renderer):
    average = renderer.generator.w_avg
    found = renderer.ws(Recipe(latent=LatentW(Array(W)), variation=0.25))
    np.testing.assert_allclose(found[3], 0.25 * W + 0.75 * average, rtol=1e-5, atol=1e-6)
    found = renderer.ws(Recipe(latent=LatentW(Array(W)), base=LatentWPlus(Array(W_PLUS)), variation=0.25))
    np.testing.assert_allclose(found, 0.25 * W + 0.75 * W_PLUS, rtol=1e-5, atol=1e-6)


def test_variation_towards_itself_changes_no_bit(renderer):
    recipe = Recipe(latent=LatentW(Array(W)), base=LatentW(Array(W)), variation=0.3)
    np.testing.assert_array_equal(renderer.ws(recipe), np.tile(W, (8, 1)))


def test_style_mixing_replaces_its_rows_after_variation_and_is_truncated(renderer):
    mix = StyleMix(first=2, last=4, source=Seed(5))
    truncation = Truncation(psi=0.5)
    recipe = Recipe(latent=LatentW(Array(W)), truncation=truncation, variation=0.5, style_mix=(mix,))
    plain = renderer.ws(Recipe(latent=LatentW(Array(W)), truncation=truncation, variation=0.5))
    source = renderer.ws(Recipe(latent=Seed(5), truncation=truncation))
    found = renderer.ws(recipe)
    np.testing.assert_array_equal(found[2:5], source[2:5])
    np.testing.assert_array_equal(found[[0, 1, 5, 6, 7]], plain[[0, 1, 5, 6, 7]])


def test_attributes_move_their_rows_last(renderer):
    shift = AttributeShift(name="smile", vector=Array(V), amount=-1.5, first=1, last=3)
    found = renderer.ws(Recipe(latent=LatentW(Array(W)), attributes=(shift,)))
    expected = np.tile(W, (8, 1))
    expected[1:4] += np.float32(-1.5) * V
    np.testing.assert_array_equal(found, expected)


def test_an_attribute_in_w_plus_moves_each_row_its_own_way(renderer):
    shift = AttributeShift(name="smile", vector=Array(W_PLUS), amount=2.0, first=6)
    found = renderer.ws(Recipe(latent=LatentW(Array(W)), attributes=(shift,)))
    np.testing.assert_array_equal(found[6:], W + 2 * W_PLUS[6:])
    np.testing.assert_array_equal(found[:6], np.tile(W, (6, 1)))


def test_base_ws_leaves_out_variation_and_attributes(renderer):
    shift = AttributeShift(name="smile", vector=Array(V), amount=1.0)
    mix = StyleMix(first=0, last=0, source=Seed(5))
    recipe = Recipe(latent=Seed(1), variation=0.5, attributes=(shift,), style_mix=(mix,))
    plain = Recipe(latent=Seed(1), style_mix=(mix,))
    np.testing.assert_array_equal(renderer.base_ws(recipe), renderer.ws(plain))


def test_classes_are_the_label_and_none_means_the_first(make_generator):
    generator = make_generator(c_dim=3, embed_features=8)
    renderer = Renderer(generator)
    z = np.random.RandomState(2).randn(1, 8)
    for classes, label in [((), [1, 0, 0]), ((0.0, 1.0, 0.0), [0, 1, 0]), ((0.5, 0.0, 0.5), [0.5, 0, 0.5])]:
        found = renderer.ws(Recipe(latent=Seed(2), classes=classes))
        np.testing.assert_array_equal(found, generator.map(z, np.array([label]))[0])


def test_the_latents_of_a_recipe_are_never_written_into(renderer):
    recipe = Recipe(latent=LatentWPlus(Array(W_PLUS)))
    renderer.ws(recipe)[:] = 0
    np.testing.assert_array_equal(renderer.ws(recipe), W_PLUS)
    renderer.ws(Recipe(latent=Seed(7)))[:] = 0
    assert renderer.ws(Recipe(latent=Seed(7))).any()


def test_a_picture_equals_the_facades(renderer):
    generator = renderer.generator
    z = np.random.RandomState(7).randn(1, 8)
    expected = generator.synthesize(generator.map(z, psi=0.7)).images_uint8[0]
    found = renderer.render(Recipe(latent=Seed(7), truncation=Truncation(psi=0.7)))
    np.testing.assert_array_equal(found.portrait.image, expected)


def test_a_huge_attribute_gives_a_picture(renderer):
    shift = AttributeShift(name="smile", vector=Array(np.full(8, 3e38)), amount=1e30)
    assert renderer.render(Recipe(attributes=(shift,))).portrait.image.dtype == np.uint8


def test_grey_and_transparent_models_give_their_shapes(make_generator):
    assert Renderer(make_generator(img_channels=1)).render(Recipe()).portrait.image.shape == (32, 32)
    assert Renderer(make_generator(img_channels=4)).render(Recipe()).portrait.image.shape == (32, 32, 4)
    assert Renderer(make_generator(const_width=2)).render(Recipe()).portrait.image.shape == (32, 16, 3)
