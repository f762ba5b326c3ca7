"""Recipes of a StyleGAN3 model: incremental renders equal full ones, what is painted is what changes, pictures move."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ganstudio.analysis.directions import factorised_directions
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.trials import TrialBench
from ganstudio.errors import RecipeError
from ganstudio.networks.devices import resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe import codec
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, check, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Noise, Seed, StyleMix, Truncation
from ganstudio.render.batch import render_together
from ganstudio.render.plan import make_plan
from ganstudio.render.renderer import Renderer
from writers import stylegan3

LAYERS = ("L0_36_8", "L1_52_6", "L2_32_5", "L3_32_3")


def make_renderer(configuration="T", precision="fp32") -> Renderer:
    network = stylegan3.make_network(configuration=configuration)
    device = torch.device("cpu")
    return Renderer(
        LoadedGenerator(
            network,
            model_id="0" * 32,
            source="a test",
            has_w_avg=True,
            device=device,
            precision=resolve_precision(precision, device),
        )
    )


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def renderer():
    return make_renderer()


def selection(rows=8):
    cells = np.zeros((rows, rows), np.float32)
    cells[0:3, 4:7] = 1.0
    return cells


def edit(layer, multiplier=3.0, *, mode="add", rows=8, feather=0.0):
    return SpatialEdit(
        name=f"tab of {layer}",
        resolution=rows,
        selection=Array(selection(rows)),
        weights=(ChannelWeight(layer, 1, 0.7),),
        multiplier=multiplier,
        mode=mode,
        feather=feather,
    )


def changes() -> list[Recipe]:
    """Recipes one after another, each changing what the one before did not."""
    start = Recipe(latent=Seed(1), truncation=Truncation(psi=0.7))
    moved = replace(start, translate=(0.1, -0.2), rotate=15.0)
    mixed = replace(moved, style_mix=(StyleMix(first=3, last=4, source=Seed(2)),))
    edited = replace(mixed, edits=(edit(LAYERS[2]),))
    return [
        start,
        moved,
        replace(moved, rotate=16.0),
        mixed,
        edited,
        replace(edited, edits=(edit(LAYERS[2], 4.0), edit(LAYERS[0], mode="set", feather=1.0))),
        replace(edited, edits=(edit(LAYERS[3], mode="multiply"),)),
        replace(edited, translate=(0.0, 0.0)),
        replace(edited, translate=(0.0, 0.0), rotate=0.0),
        start,
        replace(start, noise=Noise(mode="none")),
    ]


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("configuration", ["T", "R"])
@pytest.mark.parametrize("capture", [(), (LAYERS[1],), LAYERS])
def test_an_incremental_render_equals_a_full_one_bit_for_bit(configuration, precision, capture):
    renderer = make_renderer(configuration, precision)
    for recipe in [*changes(), *reversed(changes())]:
        found = renderer.render(recipe, capture)
        fresh = Renderer(renderer.generator).render(recipe, capture)

        np.testing.assert_array_equal(found.portrait.image, fresh.portrait.image)
        for name in capture:
            np.testing.assert_array_equal(found.feature_maps[name], fresh.feature_maps[name])


@pytest.mark.parametrize("layer", LAYERS)
def test_an_edit_recomputes_from_its_own_layer(renderer, layer):
    renderer.render(Recipe())

    assert renderer.render(Recipe(edits=(edit(layer),))).first_layer == layer


def test_moving_the_picture_recomputes_from_the_input(renderer):
    renderer.render(Recipe())

    assert renderer.render(Recipe(rotate=3.0)).first_layer == LAYERS[0]


def test_pictures_rendered_together_are_those_rendered_alone(renderer):
    generator = renderer.generator
    stages = generator.network.config.stages()
    plans = [make_plan(recipe, renderer.ws(recipe), stages, generator.spec) for recipe in changes()]

    with torch.inference_mode():
        together = render_together(generator, plans, LAYERS[1:2])

    for recipe, (pixels, maps) in zip(changes(), together, strict=True):
        alone = renderer.render(recipe, LAYERS[1:2])
        assert np.abs(pixels.astype(int) - alone.portrait.image).max() <= 1
        assert maps[LAYERS[1]] == pytest.approx(alone.feature_maps[LAYERS[1]], abs=1e-4)


@pytest.mark.parametrize("layer", LAYERS[:2])
def test_what_is_painted_is_what_changes(renderer, layer):
    plain, edited = (
        renderer.render(Recipe(edits=edits), (layer,)).feature_maps[layer][1] for edits in ((), (edit(layer),))
    )

    cells = plain.shape[0] // 8
    assert plain.shape == (8 * cells, 8 * cells)  # of the picture: no margins
    assert edited - plain == pytest.approx(2.1 * np.kron(selection(), np.ones((cells, cells))), abs=1e-4)


def test_a_selection_at_the_border_acts_as_strongly_as_elsewhere(renderer):
    everywhere = replace_selection(edit(LAYERS[1]), np.ones((8, 8), np.float32))
    painted = renderer.render(Recipe(edits=(everywhere,))).portrait.image

    ws = renderer.ws(Recipe())
    unbounded = renderer.generator.synthesize(ws[None], edits=[(LAYERS[1], {1: 0.7}, None, 3.0)])

    np.testing.assert_array_equal(painted, unbounded.images_uint8[0])


def replace_selection(tab, cells):
    import msgspec

    return msgspec.structs.replace(tab, selection=Array(cells))


def test_maps_without_the_picture_are_those_beside_it(renderer):
    recipe = changes()[5]

    rendered = renderer.render(recipe, LAYERS).feature_maps

    for name, maps in feature_maps(renderer, recipe, LAYERS).items():
        np.testing.assert_array_equal(maps, rendered[name])


@pytest.mark.parametrize("layer", LAYERS)
def test_a_trial_measures_what_a_render_shows(renderer, layer):
    base = Recipe(latent=Seed(5), translate=(0.05, 0.0), edits=(edit(LAYERS[1]),))
    bench = TrialBench(renderer, base, layer=layer, selection=selection())
    trial = SpatialEdit(
        name="trial",
        resolution=8,
        selection=Array(selection()),
        weights=(ChannelWeight(layer, 2, 1.0),),
        multiplier=0.5,
    )

    trials = bench.try_maps([2], [0.5])

    before, after = (
        renderer.render(one).portrait.image.astype(np.float64)
        for one in (base, replace(base, edits=(*base.edits, trial)))
    )
    shown = np.abs(after - before).mean(axis=2)
    inside = np.kron(selection(), np.ones((4, 4))) > 0
    assert trials.inside[0] == pytest.approx(shown[inside].mean(), abs=0.5)
    assert trials.outside[0] == pytest.approx(shown[~inside].mean(), abs=0.5)
    assert bench.drive().shape == (renderer.generator.spec.layer(layer).channels,)


def test_directions_come_from_the_style_weights_of_the_asked_layers(renderer):
    found = factorised_directions(renderer.generator, 2, first=2, last=2)

    weight = renderer.generator.network.synthesis.layer(1).affine.weight.numpy().astype(np.float64)
    rows = weight / np.linalg.norm(weight, axis=1, keepdims=True)
    vectors = [one.vector.numpy().astype(np.float64) for one in found]  # as long as one standard deviation of w
    gains = [np.linalg.norm(rows @ (vector / np.linalg.norm(vector))) ** 2 for vector in vectors]
    assert gains == pytest.approx(np.linalg.eigvalsh(rows.T @ rows)[::-1][:2], rel=1e-4)


def test_the_recipe_keeps_how_the_picture_was_moved():
    recipe = Recipe(translate=(0.25, -0.5), rotate=30.0)

    assert codec.decode(codec.encode(recipe)) == recipe
    assert "Moved: +0.25 right, -0.5 down\nTurned: +30 degrees" in codec.describe(recipe)


def test_a_recipe_of_before_is_read_unmoved():
    assert codec.decode('{"format":1,"recipe":{"model":"a"}}') == Recipe(model="a")


@pytest.mark.parametrize("change", [{"translate": (0.1, 0.0)}, {"rotate": 1.0}])
def test_a_stylegan2_model_refuses_to_move(tiny_generator, change):
    with pytest.raises(RecipeError, match="StyleGAN3 models alone can"):
        check(Recipe(**change), tiny_generator.spec)


@pytest.mark.parametrize("change", [{"translate": (float("nan"), 0.0)}, {"rotate": float("inf")}])
def test_moves_are_finite(renderer, change):
    with pytest.raises(RecipeError, match="must be a finite number"):
        check(Recipe(**change), renderer.generator.spec)


def test_strengths_of_noise_are_refused(renderer):
    with pytest.raises(RecipeError, match="this model has none: it adds no noise"):
        renderer.render(Recipe(noise=Noise(strengths=((16, 2.0),))))
