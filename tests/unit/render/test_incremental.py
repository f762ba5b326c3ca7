"""An incremental render equals a full one bit for bit, whatever changed, and says where it began."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from ganstudio.errors import RecipeError
from ganstudio.networks.stylegan2 import SynthesisBlock
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import LatentWPlus, Noise, Seed, Truncation
from ganstudio.render.renderer import Renderer

LAYERS = ("b4", "b8.conv0", "b8", "b16.conv0", "b16", "b32.conv0", "b32")
BLOCKS = ("b4", "b8", "b16", "b32")


def edit(layer: str, multiplier: float = 3.0, *, mode: str = "add", name: str = "tab", channel: int = 1) -> SpatialEdit:
    selection = np.zeros((8, 8), np.float32)
    selection[2:5, 1:7] = 1
    selection[6, 6] = -1
    return SpatialEdit(
        name=name,
        resolution=8,
        selection=Array(selection),
        weights=(ChannelWeight(layer, channel, 0.7),),
        multiplier=multiplier,
        mode=mode,
    )


def assert_as_full(renderer: Renderer, recipe: Recipe, capture: tuple[str, ...] = ()) -> str | None:
    """Renders with what is cached and from nothing, and compares every bit; gives where it began."""
    found = renderer.render(recipe, capture)
    fresh = Renderer(renderer.generator).render(recipe, capture)
    np.testing.assert_array_equal(found.portrait.image, fresh.portrait.image)
    assert set(found.feature_maps) == set(capture)
    for name in capture:
        np.testing.assert_array_equal(found.feature_maps[name], fresh.feature_maps[name])
    return found.first_layer


@pytest.fixture
def renderer(tiny_generator):
    return Renderer(tiny_generator)


@pytest.mark.parametrize("mode", ["add", "multiply", "set", "ablate"])
@pytest.mark.parametrize("layer", LAYERS)
def test_an_edit_recomputes_from_its_own_block(renderer, layer, mode):
    renderer.render(Recipe())
    for multiplier in (3.0, -2.0, 0.0, 3.5):
        recipe = Recipe(edits=(edit(layer, multiplier, mode=mode),))
        assert assert_as_full(renderer, recipe) in (layer.partition(".")[0], None)


@pytest.mark.parametrize("layer", ["b4", "b16", "b32"])
def test_dragging_an_edit_of_a_blocks_output_runs_none_of_its_convolutions(renderer, layer, monkeypatch):
    renderer.render(Recipe(edits=(edit(layer, 1.0),)))
    expected = Renderer(renderer.generator).render(Recipe(edits=(edit(layer, 2.0),)))

    def fail(*args, **kwargs):
        pytest.fail("a convolution was run again")

    monkeypatch.setattr(renderer.generator.network.synthesis.get_submodule(layer).conv1, "forward", fail)
    found = renderer.render(Recipe(edits=(edit(layer, 2.0),)))
    np.testing.assert_array_equal(found.portrait.image, expected.portrait.image)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_the_numbers_before_rounding_are_the_same_too(make_generator, precision, monkeypatch):
    from ganstudio.render import incremental

    monkeypatch.setattr(incremental, "to_picture", lambda image: image.numpy().copy())
    generator = make_generator(precision=precision)
    limits = {"states_bytes": 1 << 20, "maps_bytes": 0, "pictures_bytes": 0}
    kept = incremental.IncrementalSynthesis(generator, **limits)
    planner = Renderer(generator)
    for layer, multiplier in itertools.product(LAYERS, (1.0, 2.0)):
        plan = planner._plan(Recipe(edits=(edit(layer, multiplier),)))
        with torch.inference_mode():
            found, _, _ = kept.render(plan, ())
            expected, _, _ = incremental.IncrementalSynthesis(generator, **limits).render(plan, ())
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_every_architecture_resumes_exactly(make_generator, architecture):
    renderer = Renderer(make_generator(architecture=architecture))
    for layer, multiplier in itertools.product(LAYERS, (1.0, 2.0)):
        assert_as_full(renderer, Recipe(edits=(edit(layer, multiplier),)))


@pytest.mark.parametrize("row", range(8))
def test_a_changed_row_of_w_recomputes_from_the_first_block_that_reads_it(renderer, row):
    ws = np.random.RandomState(0).randn(8, 8)
    renderer.render(Recipe(latent=LatentWPlus(Array(ws))))
    ws[row] += 1
    first = assert_as_full(renderer, Recipe(latent=LatentWPlus(Array(ws))))
    assert first == BLOCKS[row // 2]


@pytest.mark.parametrize("architecture", ["resnet", "orig"])
def test_a_row_that_only_skip_models_read_twice_starts_one_block_later(make_generator, architecture):
    renderer = Renderer(make_generator(architecture=architecture))
    ws = np.random.RandomState(0).randn(8, 8)
    renderer.render(Recipe(latent=LatentWPlus(Array(ws))))
    ws[3] += 1
    assert assert_as_full(renderer, Recipe(latent=LatentWPlus(Array(ws)))) == "b16"


@pytest.mark.parametrize("resolution", [4, 8, 16, 32])
def test_a_noise_strength_recomputes_from_its_resolution(renderer, resolution):
    renderer.render(Recipe())
    recipe = Recipe(noise=Noise(strengths=((resolution, 2.0),)))
    assert assert_as_full(renderer, recipe) == f"b{resolution}"


def test_changes_of_noise_are_exact(renderer):
    for noise in (Noise(), Noise(mode="none"), Noise(mode="seeded", seed=1), Noise(mode="seeded", seed=2), Noise()):
        assert_as_full(renderer, Recipe(noise=noise))


def test_a_seed_that_is_not_used_changes_nothing(renderer):
    renderer.render(Recipe(noise=Noise(mode="const", seed=1)))
    assert renderer.render(Recipe(noise=Noise(mode="const", seed=2))).first_layer is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Noise(mode="none", strengths=((8, 0.5),)), Noise(mode="none", seed=3)),
        (
            Noise(mode="seeded", seed=1, strengths=tuple((side, 0.0) for side in (4, 8, 16, 32))),
            Noise(mode="seeded", seed=2, strengths=tuple((side, 0.0) for side in (4, 8, 16, 32))),
        ),
    ],
)
def test_noise_that_is_not_added_changes_nothing(renderer, before, after):
    renderer.render(Recipe(noise=before))
    assert renderer.render(Recipe(noise=after)).first_layer is None


@pytest.mark.parametrize(("maps_bytes", "at_hand"), [(0, False), (1 << 20, True)])
def test_maps_beyond_the_bound_are_computed_again(tiny_generator, maps_bytes, at_hand):
    renderer = Renderer(tiny_generator, maps_bytes=maps_bytes)
    renderer.render(Recipe(), ("b8.conv0",))
    renderer.render(Recipe(), ("b16.conv0",))
    assert (renderer.render(Recipe(), ("b8.conv0",)).first_layer is None) is at_hand


def test_the_same_recipe_again_computes_nothing(renderer):
    recipe = Recipe(edits=(edit("b16"),))
    first = renderer.render(recipe)
    again = renderer.render(recipe)
    assert again.first_layer is None
    np.testing.assert_array_equal(first.portrait.image, again.portrait.image)


def test_going_back_after_other_recipes_computes_nothing_and_gives_the_same_bytes(renderer):
    recipe = Recipe(latent=Seed(3), edits=(edit("b16"),))
    first = renderer.render(recipe)
    renderer.render(Recipe(latent=Seed(4)))
    renderer.render(Recipe(latent=Seed(5), noise=Noise(mode="none")))
    again = renderer.render(recipe)
    assert again.first_layer is None
    assert first.portrait.image.tobytes() == again.portrait.image.tobytes()


def test_an_inactive_edit_or_another_name_computes_nothing(renderer):
    renderer.render(Recipe(edits=(edit("b8"),)))
    assert renderer.render(Recipe(edits=(edit("b8", name="other"), edit("b4", 0.0)))).first_layer is None


def test_captures_are_exact_whenever_they_are_asked_for(renderer):
    recipe = Recipe(edits=(edit("b8.conv0"), edit("b16", name="second")))
    renderer.render(recipe)
    for count in range(1, 4):
        for capture in itertools.permutations(("b4", "b8.conv0", "b8", "b32"), count):
            assert_as_full(renderer, recipe, capture)


def test_every_layer_can_be_captured_at_once(renderer):
    assert_as_full(renderer, Recipe(edits=(edit("b16.conv0"),)), LAYERS)


def test_a_captured_block_output_is_served_from_the_kept_states(renderer):
    renderer.render(Recipe())
    assert renderer.render(Recipe(), ("b4", "b8", "b16")).first_layer is None


def test_captures_that_were_computed_are_served_again(renderer):
    renderer.render(Recipe(), ("b8.conv0", "b32"))
    renderer.render(Recipe())
    assert renderer.render(Recipe(), ("b32", "b8.conv0")).first_layer is None


def test_a_drag_at_a_fine_layer_keeps_coarse_captures(renderer):
    renderer.render(Recipe(edits=(edit("b32", 1.0),)), ("b8.conv0",))
    moved = renderer.render(Recipe(edits=(edit("b32", 2.0),)), ("b8.conv0",))
    assert moved.first_layer == "b32"


def test_captures_after_going_back_to_a_finished_picture_are_exact(renderer):
    recipe = Recipe(edits=(edit("b8"),))
    renderer.render(recipe)
    renderer.render(Recipe(latent=Seed(9)))
    assert_as_full(renderer, recipe, ("b8.conv0",))
    assert_as_full(renderer, Recipe(edits=(edit("b16"),)), ("b16",))


def test_a_random_walk_stays_exact(renderer):
    random = np.random.RandomState(1)
    recipe = Recipe()
    for _ in range(60):
        layer = LAYERS[random.randint(len(LAYERS))]
        match random.randint(5):
            case 0:
                recipe = replace(recipe, latent=Seed(int(random.randint(4))))
            case 1:
                mode = ("add", "multiply", "set", "ablate")[random.randint(4)]
                recipe = replace(
                    recipe, edits=(edit(layer, float(random.randint(-2, 3)), mode=mode), *recipe.edits[:2])
                )
                names = {known.name: known for known in recipe.edits}
                recipe = replace(recipe, edits=tuple(names.values()))
            case 2:
                recipe = replace(recipe, truncation=Truncation(psi=0.7, cutoff=int(random.randint(8))))
            case 3:
                resolution = int(2 ** random.randint(2, 6))
                recipe = replace(recipe, noise=Noise(strengths=((resolution, float(random.rand())),)))
            case _:
                first = int(random.randint(8))
                shift = AttributeShift(name="a", vector=Array(random.randn(8)), amount=1.0, first=first)
                recipe = replace(recipe, attributes=(shift,))
        capture = tuple(name for name in LAYERS if random.rand() < 0.2)
        assert_as_full(renderer, recipe, capture)


def test_reduced_precision_resumes_exactly(make_generator):
    renderer = Renderer(make_generator(precision="bf16"))
    for layer, multiplier in itertools.product(LAYERS, (1.0, 2.0)):
        assert_as_full(renderer, Recipe(edits=(edit(layer, multiplier),)), ("b8.conv0", "b16"))


def test_a_bound_on_memory_costs_time_and_not_exactness(tiny_generator):
    renderer = Renderer(tiny_generator, states_bytes=2500, maps_bytes=0, pictures_bytes=0)
    for layer in LAYERS:
        assert_as_full(renderer, Recipe(edits=(edit(layer),)), ("b8.conv0", "b16"))


def test_a_refused_recipe_leaves_the_renderer_right(renderer):
    recipe = Recipe(edits=(edit("b16"),))
    renderer.render(recipe)
    with pytest.raises(RecipeError, match="b64"):
        renderer.render(Recipe(edits=(edit("b64"),)))
    with pytest.raises(RecipeError, match="b64"):
        renderer.render(recipe, ("b64",))
    with pytest.raises(RecipeError, match="resolution 64"):
        renderer.render(Recipe(noise=Noise(strengths=((64, 1.0),))))
    assert_as_full(renderer, Recipe(edits=(edit("b16", 4.0),)))


def test_a_failure_halfway_leaves_the_renderer_right(renderer, monkeypatch):
    renderer.render(Recipe())
    block = renderer.generator.network.synthesis.block(2)

    def fail(*args, **kwargs):
        raise RuntimeError("no memory")

    with monkeypatch.context() as patch:
        patch.setattr(block, "forward", fail)
        with pytest.raises(RuntimeError):
            renderer.render(Recipe(latent=Seed(8)))
    assert_as_full(renderer, Recipe(latent=Seed(8)))
    assert_as_full(renderer, Recipe())


def test_an_extreme_edit_gives_a_picture_and_finite_maps(renderer):
    recipe = Recipe(edits=(edit("b4", 1e38), edit("b8", 1e38, name="second", mode="multiply")))
    rendering = renderer.render(recipe, ("b8", "b32"))
    assert rendering.portrait.image.shape == (32, 32, 3)
    assert all(np.isfinite(maps).all() for maps in rendering.feature_maps.values())
    assert_as_full(renderer, Recipe())


def test_kept_maps_and_pictures_are_read_only(renderer):
    rendering = renderer.render(Recipe(), ("b8",))
    assert not rendering.portrait.image.flags.writeable
    assert not rendering.feature_maps["b8"].flags.writeable


def test_a_batch_equals_single_renders_and_leaves_the_shown_picture_kept(renderer):
    recipes = [Recipe(latent=Seed(seed), edits=(edit("b16", float(seed)),)) for seed in (1, 1, 2)]
    renderer.render(Recipe(edits=(edit("b32", 1.0),)))
    batch = renderer.render_batch(recipes, ("b8",))
    assert renderer.render(Recipe(edits=(edit("b32", 2.0),))).first_layer == "b32"
    for recipe, rendering in zip(recipes, batch, strict=True):
        single = Renderer(renderer.generator).render(recipe, ("b8",))
        np.testing.assert_array_equal(rendering.portrait.image, single.portrait.image)
        np.testing.assert_array_equal(rendering.feature_maps["b8"], single.feature_maps["b8"])


def test_the_shared_run_of_a_gpu_batch_matches_single_renders(renderer, monkeypatch):
    from ganstudio.render.batch import render_together

    seeded = [Recipe(latent=Seed(1), noise=Noise(mode="seeded", seed=seed)) for seed in (1, 2)]
    fine = [Recipe(latent=Seed(1), edits=(edit("b32", float(value)),)) for value in (1, 2, 3)]
    recipes = [fine[0], seeded[0], Recipe(latent=Seed(2)), fine[1], seeded[1], fine[2]]
    plans = [renderer._plan(recipe) for recipe in recipes]
    with torch.inference_mode():
        results = render_together(renderer.generator, plans, ("b8", "b32.conv0"))
    for recipe, (pixels, maps) in zip(recipes, results, strict=True):
        single = renderer.render(recipe, ("b8", "b32.conv0"))
        assert np.abs(pixels.astype(int) - single.portrait.image).max() <= 1
        for name, expected in single.feature_maps.items():
            np.testing.assert_allclose(maps[name], expected, atol=1e-4)


def test_the_shared_run_computes_the_blocks_that_are_the_same_for_all_once(renderer, monkeypatch):
    from ganstudio.render.batch import render_together

    plans = [renderer._plan(Recipe(latent=Seed(1), edits=(edit("b32", float(value)),))) for value in (1, 2, 3)]
    sizes = []
    forward = SynthesisBlock.forward

    def counting(block, state, *arguments, **options):
        sizes.append((state.index, len(state.x)))
        return forward(block, state, *arguments, **options)

    monkeypatch.setattr(SynthesisBlock, "forward", counting)
    with torch.inference_mode():
        results = render_together(renderer.generator, plans, ("b16", "b32"))
    monkeypatch.undo()
    assert sizes == [(0, 1), (1, 1), (2, 1), (3, 3)]
    for plan, (pixels, maps) in zip(plans, results, strict=True):
        single = renderer.render(plan.recipe, ("b16", "b32"))
        assert np.abs(pixels.astype(int) - single.portrait.image).max() <= 1
        for name, expected in single.feature_maps.items():
            np.testing.assert_allclose(maps[name], expected, atol=1e-4)
