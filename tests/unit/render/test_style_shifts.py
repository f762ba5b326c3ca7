"""Style shifts: what a shift of a channel does, that incremental renders equal full ones, and what travels along."""

from __future__ import annotations

import copy
import hashlib
import json

import numpy as np
import pytest
import torch
from test_stylegan3_recipes import make_renderer

from ganstudio.analysis.styles import Styles, sample_styles
from ganstudio.analysis.trials import TrialBench
from ganstudio.errors import RecipeError
from ganstudio.jobs.blending import blended
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, check, replace, with_style, with_what_fits
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, StyleShift
from ganstudio.recipe.latent import LatentW, Seed
from ganstudio.render.batch import render_together
from ganstudio.render.plan import make_plan
from ganstudio.render.renderer import Renderer
from recipes import full_recipe

ARCHITECTURES = ("skip", "resnet", "orig", "stylegan3")


@pytest.fixture
def make(make_generator):
    def made(architecture):
        if architecture == "stylegan3":
            return make_renderer().generator
        return make_generator(architecture=architecture)

    return made


def style_names(generator):
    return [layer.name for layer in generator.spec.style_layers]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_shift_does_what_the_same_number_in_the_affine_bias_does(make, architecture):
    generator = make(architecture)
    ws = generator.map(np.random.RandomState(0).randn(2, generator.spec.z_dim))
    plain = generator.synthesize(ws).images
    for name, _, affine in list(generator.network.synthesis.affine_layers()):
        shifted = generator.synthesize(ws, styles=[(name, {1: 0.5}), (name, {1: 0.25, 2: -0.5})]).images
        before = copy.deepcopy(affine.bias)
        bias = affine.bias.detach()
        bias[1] += 0.75
        bias[2] -= 0.5
        expected = generator.synthesize(ws).images
        bias.copy_(before)
        np.testing.assert_allclose(shifted, expected, atol=1e-5, err_msg=name)
        assert np.abs(shifted - plain).max() > 1e-4, name


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_spec_knows_every_layer_that_has_styles(make, architecture):
    generator = make(architecture)
    ws = generator.map(np.random.RandomState(0).randn(3, generator.spec.z_dim))
    found = generator.styles(ws)
    assert {name: values.shape for name, values in found.items()} == {
        layer.name: (3, layer.channels) for layer in generator.spec.style_layers
    }
    rows = [(name, index) for name, index, _ in generator.network.synthesis.affine_layers()]
    assert rows == [(layer.name, layer.ws_index) for layer in generator.spec.style_layers]


def changes(generator) -> list[Recipe]:
    """Recipes one after another, each with another style shift; some beside an edit of maps."""
    names = style_names(generator)
    layer = generator.spec.layers[2]
    edit = SpatialEdit(
        name="tab",
        resolution=4,
        selection=Array(np.eye(4)),
        weights=(ChannelWeight(layer.name, 1, 2.0),),
        multiplier=1.5,
    )
    alone = [Recipe(latent=Seed(3), styles=(StyleShift(name, 1, 3.0, 0.2),)) for name in names]
    beside = [replace(recipe, edits=(edit,)) for recipe in alone[::2]]
    stronger = [with_style(recipe, StyleShift(names[-1], 0, -2.0, 0.5)) for recipe in alone[::3]]
    return [Recipe(latent=Seed(3)), *alone, *beside, *stronger, *reversed(alone)]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_an_incremental_render_equals_a_full_one_bit_for_bit(make, architecture):
    renderer = Renderer(make(architecture), pictures_bytes=0)
    layer = renderer.generator.spec.layers[1].name
    before = None
    for recipe in changes(renderer.generator):
        found, fresh = (one.render(recipe, [layer]) for one in (renderer, Renderer(renderer.generator)))
        np.testing.assert_array_equal(found.portrait.image, fresh.portrait.image)
        np.testing.assert_array_equal(found.feature_maps[layer], fresh.feature_maps[layer])
        assert before is None or not np.array_equal(before, found.portrait.image)
        before = found.portrait.image


def test_a_shift_recomputes_from_its_own_block(make_generator):
    generator = make_generator()
    for name in style_names(generator):
        renderer = Renderer(generator)
        renderer.render(Recipe())
        recipe = Recipe(styles=(StyleShift(name, 1, 3.0, 0.2),))
        assert renderer.render(recipe).first_layer == name.partition(".")[0]


def test_dragging_a_channel_of_to_rgb_runs_no_convolution_of_its_block(make_generator, monkeypatch):
    renderer = Renderer(make_generator())
    renderer.render(Recipe())

    def fail(*args, **kwargs):
        pytest.fail("a convolution was run again")

    monkeypatch.setattr(renderer.generator.network.synthesis.get_submodule("b32").conv1, "forward", fail)
    renderer.render(Recipe(styles=(StyleShift("b32.torgb", 1, 3.0),)))


@pytest.mark.parametrize("architecture", ["skip", "stylegan3"])
def test_pictures_rendered_together_are_those_rendered_alone(make, architecture):
    renderer = Renderer(make(architecture))
    generator = renderer.generator
    stages = generator.network.config.stages()
    recipes = changes(generator)[:6]
    plans = [make_plan(recipe, renderer.ws(recipe), stages, generator.spec) for recipe in recipes]
    with torch.inference_mode():
        together = render_together(generator, plans, [])
    for recipe, (pixels, _) in zip(recipes, together, strict=True):
        assert np.abs(pixels.astype(int) - renderer.render(recipe).portrait.image).max() <= 1


def test_maps_are_tried_on_the_picture_with_its_style_shifts(tiny_generator):
    renderer = Renderer(tiny_generator)
    recipe = Recipe(latent=Seed(2), styles=(StyleShift("b8.conv1", 1, 4.0, 0.5), StyleShift("b32.torgb", 0, 4.0)))
    cells = np.zeros((8, 8), np.float32)
    cells[2:4, 5:7] = 1
    trials = TrialBench(renderer, recipe, layer="b8.conv0", selection=cells, margin=99).try_maps([3], [0.5])
    tab = SpatialEdit(
        name="tab",
        resolution=8,
        selection=Array(cells),
        weights=(ChannelWeight("b8.conv0", 3, 1.0),),
        multiplier=0.5,
    )
    edited = replace(recipe, edits=(tab,))
    before, after = (renderer.render(one).portrait.image.astype(float) for one in (recipe, edited))
    inside = np.kron(cells, np.ones((4, 4))) > 0
    assert trials.inside[0] == pytest.approx(np.abs(after - before)[inside].mean(), abs=0.6)


def test_a_recipe_without_shifts_is_written_as_versions_before_wrote_it():
    before = "d07959f1a66784eb9de474fb789d3dea"  # md5 of what the last version without style shifts wrote
    assert hashlib.md5(codec.encode(full_recipe())).hexdigest() == before
    document = codec.encode(Recipe())
    assert document.startswith(b'{"format":1,')
    assert b"styles" not in document
    assert codec.encode(replace(Recipe(styles=(StyleShift("b4.conv1", 0, 1.0),)), styles=())) == document
    assert codec.decode(document.replace(b'"edits":[]', b'"edits":[],"styles":[]')) == Recipe()


def test_a_recipe_with_shifts_is_of_the_second_format():
    recipe = Recipe(styles=(StyleShift("b8.conv0", 1, 4.0, 0.125),))
    document = codec.encode(recipe)
    assert json.loads(document)["format"] == 2
    assert json.loads(document)["recipe"]["styles"] == [["b8.conv0", 1, 4.0, 0.125]]
    assert codec.decode(document) == recipe
    assert "Style b8.conv0:1: +4 deviations of 0.125" in codec.describe(recipe)


@pytest.mark.parametrize(
    ("shifts", "said"),
    [
        ([StyleShift("b8", 0, 1.0)], "Did you mean b8"),
        ([StyleShift("b8.conv0", 99, 1.0)], "channels 0 to 7"),
        ([StyleShift("b8.conv0", 1, float("nan"))], "finite"),
        ([StyleShift("b8.conv0", 1, 1.0, 0.0)], "above 0"),
        ([StyleShift("b8.conv0", 1, 1.0), StyleShift("b8.conv0", 1, 2.0)], "twice"),
    ],
)
def test_a_shift_that_does_not_fit_is_refused(tiny_generator, shifts, said):
    recipe = Recipe(styles=tuple(shifts))
    with pytest.raises(RecipeError, match=said):
        check(recipe, tiny_generator.spec)
    good = StyleShift("b8.conv0", 2, 1.0)
    mixed = replace(recipe, styles=(shifts[0], good))
    if len(shifts) == 1:
        assert with_what_fits(mixed, tiny_generator.spec).style_shifts == (good,)


def test_a_shift_set_again_keeps_its_place_and_zero_takes_it_out():
    first, second = StyleShift("b8.conv0", 1, 1.0), StyleShift("b8.conv0", 2, 1.0)
    recipe = with_style(Recipe(), first, second)
    moved = with_style(recipe, StyleShift("b8.conv0", 1, 3.0))
    assert moved.style_shifts == (StyleShift("b8.conv0", 1, 3.0), second)
    assert with_style(moved, StyleShift("b8.conv0", 1, 0.0), StyleShift("b8.conv0", 2, 0.0)) == Recipe()


def test_shifts_move_evenly_between_two_faces():
    w = LatentW(Array(np.zeros(8)))
    start = Recipe(latent=w, styles=(StyleShift("b8.conv0", 1, 2.0, 0.5), StyleShift("b4.conv1", 0, 1.0)))
    end = Recipe(latent=w, styles=(StyleShift("b8.conv0", 1, 6.0, 0.25), StyleShift("b4.torgb", 0, 4.0)))
    middle = {shift.place: shift.value for shift in blended(start, end, 0.25).style_shifts}
    assert middle == {("b8.conv0", 1): 1.125, ("b4.conv1", 0): 0.75, ("b4.torgb", 0): 1.0}


@pytest.mark.parametrize("c_dim", [0, 3])
def test_a_deviation_is_that_of_random_faces(make_generator, c_dim):
    generator = make_generator(c_dim=c_dim, embed_features=4 if c_dim else 0)
    statistics = sample_styles(generator, faces=400)
    z = np.random.RandomState(5).randn(400, generator.spec.z_dim)
    labels = np.eye(c_dim)[np.random.RandomState(5).randint(c_dim, size=400)] if c_dim else None
    for name, values in generator.styles(generator.map(z, labels)).items():
        np.testing.assert_allclose(statistics.deviation[name], values.std(axis=0), rtol=0.2)
        np.testing.assert_allclose(statistics.mean[name], values.mean(axis=0), atol=0.3 * values.std())


def test_a_face_has_styles_and_a_shift_is_in_their_deviations(tiny_generator):
    renderer = Renderer(tiny_generator)
    styles = Styles(renderer)
    recipe = Recipe(latent=Seed(4), styles=(StyleShift("b8.conv0", 1, 4.0),))
    expected = tiny_generator.styles(renderer.ws(recipe)[None])["b8.conv0"][0]
    np.testing.assert_array_equal(styles.of(recipe)["b8.conv0"], expected)
    shift = styles.shift("b8.conv0", 1, 4.0)
    assert shift.value == pytest.approx(4.0 * float(styles.statistics.deviation["b8.conv0"][1]))
    with pytest.raises(RecipeError, match="channels 0 to 7"):
        styles.shift("b8.conv0", 8, 1.0)
