import dataclasses

import numpy as np
import pytest
from PIL import Image

from ganstudio.analysis.find_maps import MapSearch, _scores, find_maps, ranked
from ganstudio.analysis.map_sampling import heard_deviations, sample_distributions
from ganstudio.analysis.mix_maps import mix_of_chosen, mix_towards
from ganstudio.analysis.trials import TrialBench, Trials
from ganstudio.errors import AnalysisError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Noise, Seed
from ganstudio.render import Renderer

RECIPE = Recipe(latent=Seed(5), noise=Noise(mode="seeded", seed=1))
LAYERS = ("b8.conv0", "b8")


def selection():
    cells = np.zeros((8, 8), np.float32)
    cells[2:4, 5:7] = 1
    return cells


def edited(layer, channel, amount, base=RECIPE):
    edit = SpatialEdit(
        name=f"trial of {layer} {channel}",
        resolution=8,
        selection=Array(selection()),
        weights=(ChannelWeight(layer, channel, 1.0),),
        multiplier=amount,
    )
    return replace(base, edits=(*base.edits, edit))


def change(renderer, recipe, base=RECIPE):
    before, after = (renderer.render(one).portrait.image.astype(np.float64) for one in (base, recipe))
    return np.abs(after - before).mean(axis=2)


def sampled(renderer, layers=LAYERS):
    *_, last = sample_distributions(renderer, layers, images=4)
    return {layer: heard_deviations(found.deviation) for layer, found in last.items()}


@pytest.fixture
def renderer(tiny_generator):
    return Renderer(tiny_generator)


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
@pytest.mark.parametrize("layer", ["b4", "b8.conv0", "b16", "b32"])
def test_a_trial_measures_what_a_render_shows(make_generator, architecture, layer):
    renderer = Renderer(make_generator(architecture=architecture))
    base = edited("b16.conv0", 1, 2.0)  # another tab's edit stays in force
    bench = TrialBench(renderer, base, layer=layer, selection=selection(), margin=99)
    trials = bench.try_maps([3, 2, 3], [0.5, 0.5, -0.5])
    shown = change(renderer, edited(layer, 3, 0.5, base), base)
    inside = np.kron(selection(), np.ones((4, 4))) > 0
    assert trials.inside[0] == pytest.approx(shown[inside].mean(), abs=0.6)  # pixels are rounded down, trials are not
    assert trials.outside[0] == pytest.approx(shown[~inside].mean(), abs=0.6)


def test_computing_only_around_the_selection_changes_little(renderer):
    whole = TrialBench(renderer, RECIPE, layer="b16", selection=selection(), margin=99).try_maps([0, 4], [2.0, 2.0])
    part = TrialBench(renderer, RECIPE, layer="b16", selection=selection()).try_maps([0, 4], [2.0, 2.0])
    np.testing.assert_allclose(part.inside, whole.inside, rtol=0.05)
    np.testing.assert_allclose(part.outside, whole.outside, rtol=0.35)


@pytest.mark.parametrize("layer", ["b16.conv0", "b16"])
def test_a_part_is_computed_whatever_its_size_where_a_layer_works_in_tiles(make_generator, layer):
    renderer = Renderer(make_generator(channels=(8, 8, 128, 8)))
    assert renderer.generator.network.synthesis.block(2).conv1.prepared.form == "winograd"
    cells = np.zeros((8, 8), np.float32)
    cells[2:5, 5:7] = 1  # with what is around it 10 rows of b16, which is no multiple of 4
    whole = TrialBench(renderer, RECIPE, layer=layer, selection=cells, margin=99).try_maps([0, 4], [2.0, 2.0])
    part = TrialBench(renderer, RECIPE, layer=layer, selection=cells).try_maps([0, 4], [2.0, 2.0])
    np.testing.assert_allclose(part.inside, whole.inside, rtol=0.05)


def test_every_map_of_the_layers_is_tried_once(renderer):
    steps = list(find_maps(renderer, MapSearch(recipe=RECIPE, layers=LAYERS, selection=selection()), sampled(renderer)))
    effects = [effect for step in steps for effect in step.effects]
    assert sorted((effect.layer, effect.channel) for effect in effects) == [
        (layer, channel) for layer in sorted(LAYERS) for channel in range(8)
    ]
    assert [step.done for step in steps] == list(np.cumsum([len(step.effects) for step in steps]))
    assert steps[-1].done == steps[-1].total == 16


def test_ranking_is_by_change_inside_minus_change_outside(renderer):
    steps = find_maps(renderer, MapSearch(recipe=RECIPE, layers=("b8",), selection=selection()), sampled(renderer))
    found = ranked(effect for step in steps for effect in step.effects)
    scores = [effect.score for effect in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0].score == pytest.approx(found[0].inside - found[0].outside)


def test_an_example_finds_the_map_and_the_direction_that_made_it(renderer):
    deviations = sampled(renderer)
    amount = -6.0 * float(deviations["b8"][3])
    example = renderer.render(edited("b8", 3, amount)).portrait.image
    search = MapSearch(recipe=RECIPE, layers=LAYERS, selection=selection(), example=example)
    best = ranked(effect for step in find_maps(renderer, search, deviations) for effect in step.effects)[0]
    assert (best.layer, best.channel, best.sign) == ("b8", 3, -1)
    shown = Image.fromarray(best.picture)
    middle = Image.fromarray(example).crop((16, 4, 32, 20))  # rows 1..4 and columns 4..7 of 8
    around = middle.resize(shown.size, Image.Resampling.BILINEAR)
    assert np.abs(np.asarray(shown).astype(int) - np.asarray(around)).mean() < 4


def test_a_map_that_is_always_the_same_is_tried_as_strongly_as_others(renderer):
    others = np.delete(sampled(renderer, ("b8",))["b8"], 3)
    heard = heard_deviations(np.insert(others, 3, 0.0))
    assert heard[3] == pytest.approx(np.median(others))
    assert heard[0] == others[0]
    assert heard_deviations([0.0, 0.0]).tolist() == [1.0, 1.0]


def test_nothing_selected_or_no_layer_is_refused(renderer):
    with pytest.raises(AnalysisError, match="Nothing is selected"):
        next(find_maps(renderer, MapSearch(recipe=RECIPE, layers=LAYERS, selection=np.zeros((8, 8))), {}))
    with pytest.raises(AnalysisError, match="No layer"):
        next(find_maps(renderer, MapSearch(recipe=RECIPE, layers=(), selection=selection()), {}))


def test_an_example_that_shows_no_change_is_refused(renderer):
    same = MapSearch(
        recipe=RECIPE, layers=LAYERS, selection=selection(), example=renderer.render(RECIPE).portrait.image
    )
    with pytest.raises(AnalysisError, match="looks the same"):
        next(find_maps(renderer, same, sampled(renderer)))


def test_a_mix_reaches_a_change_that_two_maps_made(renderer):
    found = [
        effect
        for step in find_maps(
            renderer, MapSearch(recipe=RECIPE, layers=("b8",), selection=selection()), sampled(renderer)
        )
        for effect in step.effects
    ]
    by_channel = {effect.channel: effect for effect in found}
    wanted = by_channel[1].response - 0.5 * by_channel[6].response
    mix = mix_towards(wanted, found, most=4, penalty=1e-6)
    assert {weight.channel for weight in mix.weights} >= {1, 6}
    assert mix.agreement > 0.98
    assert max(abs(weight.weight) for weight in mix.weights) == pytest.approx(1.0)


def test_chosen_maps_are_mixed_by_the_amounts_they_were_shown_with(renderer):
    deviations = sampled(renderer)
    found = [
        effect
        for step in find_maps(renderer, MapSearch(recipe=RECIPE, layers=("b8",), selection=selection()), deviations)
        for effect in step.effects
    ][:2]
    mix = mix_of_chosen(found)
    for effect, weight in zip(found, mix.weights, strict=True):
        assert weight.weight * mix.multiplier == pytest.approx(effect.sign * effect.amount, rel=1e-3)
    with pytest.raises(AnalysisError, match="No map is chosen"):
        mix_of_chosen([])


@pytest.mark.parametrize(("layer", "convolutions"), [("b16", 0), ("b16.conv0", 1)])
def test_what_lies_below_the_layer_is_not_computed_for_each_trial(renderer, layer, convolutions, monkeypatch):
    bench = TrialBench(renderer, RECIPE, layer=layer, selection=selection())
    block = renderer.generator.network.synthesis.block(2)
    run = []
    for convolution in (block.conv0, block.conv1):
        forward = convolution.forward
        monkeypatch.setattr(
            convolution, "forward", lambda *a, of=forward, name=convolution.name, **k: run.append(name) or of(*a, **k)
        )
    bench.try_maps([0, 1], [1.0, -1.0])
    assert len(run) == convolutions


def test_a_search_that_takes_long_tries_two_maps_a_step(renderer):
    search = MapSearch(recipe=RECIPE, layers=("b8",), selection=selection())
    steps = list(find_maps(renderer, search, sampled(renderer), step_s=0.0))
    assert [len(step.effects) for step in steps] == [2] * 4


def test_a_mix_moves_no_map_farther_than_it_was_tried(renderer):
    search = MapSearch(recipe=RECIPE, layers=("b8",), selection=selection())
    found = [effect for step in find_maps(renderer, search, sampled(renderer)) for effect in step.effects]
    by_channel = {effect.channel: effect for effect in found}
    wanted = 3.0 * by_channel[1].response - 2.0 * by_channel[6].response
    mix = mix_towards(wanted, found, most=4, penalty=1e-6)
    shares = {w.channel: w.weight * mix.multiplier / by_channel[w.channel].amount for w in mix.weights}
    assert shares[1] == pytest.approx(1.0, rel=1e-3)
    assert max(abs(share) for share in shares.values()) <= 1.0 + 1e-3
    assert 0.2 < mix.agreement < 0.95


def test_a_map_that_makes_the_wanted_change_scores_its_size_less_what_it_does_elsewhere():
    inside = np.zeros((4, 6), np.float32)
    inside[1:3, 1:5] = 1
    wanted = np.float32(10) * inside * np.ones((3, 1, 1), np.float32)
    trials = Trials(
        inside=np.float32([10, 10]),
        outside=np.float32([0, 2]),
        response=np.stack([wanted, wanted]),
        pictures=np.zeros((2, 4, 6, 3), np.uint8),
    )
    np.testing.assert_allclose(_scores(trials, wanted, inside), [10, 8])
    np.testing.assert_allclose(_scores(trials, None, inside), [10, 8])
    still = dataclasses.replace(trials, response=np.zeros_like(trials.response))
    np.testing.assert_allclose(_scores(still, wanted, inside), [0, -2])
