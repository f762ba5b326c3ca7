"""Which channels change a part on many faces: measured as pictures show it, and found where they were planted."""

from __future__ import annotations

import dataclasses

import msgspec
import numpy as np
import pytest
import torch

from ganstudio.analysis import holding
from ganstudio.analysis.detector_files import load_detectors
from ganstudio.analysis.holding import FAINT, VISIBLE, FacePart, HoldingEffect, HoldingSearch, _planned, find_holding
from ganstudio.analysis.holding_pictures import small_picture, with_effect
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.analysis.map_sampling import heard_deviations, sample_distributions
from ganstudio.analysis.style_trials import StyleBench
from ganstudio.api import Studio
from ganstudio.errors import AnalysisError
from ganstudio.networks.devices import resolve_precision
from ganstudio.networks.generator import LoadedGenerator
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace, with_style
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, StyleShift
from ganstudio.recipe.latent import Seed
from ganstudio.render import Renderer
from writers import stylegan3

SELECTION = np.zeros((8, 8), np.float32)
SELECTION[4:8, 0:4] = 1
INSIDE = np.kron(SELECTION, np.ones((4, 4))) > 0
TAB = SpatialEdit(
    name="tab",
    resolution=8,
    selection=Array(SELECTION),
    weights=(ChannelWeight("b16", 1, 1.0),),
    multiplier=0.3,
)
MAP_3 = {"weights": (ChannelWeight("b16", 3, 1.0),), "multiplier": -2.0}


def faces(count):
    return tuple(FacePart(recipe=Recipe(latent=Seed(seed)), selection=SELECTION) for seed in range(count))


def last(renderer, search, **choices):
    *_, step = find_holding(renderer, search, **choices)
    return step


@pytest.fixture
def planted(make_generator):
    """A model of two blocks; two channels were made to act on the lower left quarter, and on little else."""
    generator = make_generator(block_resolutions=(4, 8, 16, 32), channels=(8, 8, 8, 8))
    synthesis = generator.network.synthesis
    with torch.no_grad():
        # Map 3 of b16 makes the picture bright: a strong color, where most maps have a weak one.
        for index in range(synthesis.count):
            synthesis.block(index).torgb.weight.mul_(0.01)
        synthesis.block(2).torgb.weight[:, 3] = 0.6
        # What enters b4 is bright in the lower left quarter on map 6 alone, which only the colors there see.
        block = synthesis.block(0)
        block.torgb.weight[:, 6] = 0.3
        block.conv1.noise_strength.zero_()
        block.const.mul_(0.05)
        block.const[6] = 0.0
        block.const[6, 2:, :2] = 6.0
        block.conv1.weight[6].zero_()
        block.conv1.weight[6, 6, 1, 1] = 4.0
        # Their styles are the same on every face, and small, so that no picture is at its brightest already.
        fixed = ((synthesis.block(2).torgb.affine, 3, 0.3), (block.torgb.affine, 6, 0.0), (block.conv1.affine, 6, 1.0))
        for affine, channel, style in fixed:
            affine.weight[channel] = 0.0
            affine.bias[channel] = style
    generator.use(generator.precision)
    return Renderer(generator)


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_a_style_trial_measures_what_a_render_shows(make_generator, architecture):
    renderer = Renderer(make_generator(architecture=architecture))
    base = with_style(Recipe(latent=Seed(3), edits=(TAB,)), StyleShift("b8.conv1", 2, 1.0, 0.5))
    before = renderer.render(base).portrait.image.astype(float)
    for layer in renderer.generator.spec.style_layers:
        bench = StyleBench(renderer, base, layer=layer.name, selection=SELECTION)
        inside, outside = bench.measure([1, 3, 1], [0.8, 0.8, -0.8])
        shown = with_style(base, *base.style_shifts, StyleShift(layer.name, 3, 0.8))
        change = np.abs(renderer.render(shown).portrait.image - before).mean(axis=2)
        assert inside[1] == pytest.approx(change[INSIDE].mean(), abs=0.6), layer.name
        assert outside[1] == pytest.approx(change[~INSIDE].mean(), abs=0.6), layer.name


def test_a_style_trial_works_on_a_stylegan3_model_too():
    device = torch.device("cpu")
    network = stylegan3.make_network(configuration="T")
    precision = resolve_precision("fp32", device)
    renderer = Renderer(
        LoadedGenerator(network, model_id="0" * 32, source="a test", has_w_avg=True, device=device, precision=precision)
    )
    base = Recipe(latent=Seed(3))
    before = renderer.render(base).portrait.image.astype(float)
    selection = np.zeros((8, 8), np.float32)
    selection[4:, :4] = 1
    for layer in renderer.generator.spec.style_layers:
        inside, _ = StyleBench(renderer, base, layer=layer.name, selection=selection).measure([1, 2], [0.3, 0.3])
        image = renderer.render(with_style(base, StyleShift(layer.name, 1, 0.3))).portrait.image
        change = np.abs(image - before).mean(axis=2)
        covered = np.kron(selection, np.ones([side // 8 for side in change.shape])) > 0
        assert inside[0] == pytest.approx(change[covered].mean(), abs=0.6), layer.name


def test_the_planted_map_comes_first_and_holds_on_every_face(planted):
    sizes = {layer: np.full(8, 2.0, np.float32) for layer in ("b16.conv0", "b16")}
    step = last(planted, HoldingSearch(kind="maps", faces=faces(12), sizes=sizes))
    best = step.effects[0]
    assert best.unit == ("b16", 3)
    assert (best.tried, best.holds) == (12, 12)
    assert best.inside > 2 * step.effects[1].inside


def test_the_planted_style_channel_comes_first(planted):
    layers = [layer for layer in planted.generator.spec.style_layers if layer.name.startswith("b4")]
    sizes = {layer.name: np.full(layer.channels, 0.5, np.float32) for layer in layers}
    step = last(planted, HoldingSearch(kind="styles", faces=faces(12), sizes=sizes))
    best = step.effects[0]
    assert best.unit == ("b4.torgb", 6)
    assert best.holds == best.tried == 12
    assert best.inside > 3 * best.elsewhere


@pytest.fixture(scope="module")
def built_in(tmp_path_factory):
    return Studio(workspace=tmp_path_factory.mktemp("builtin"), model="builtin", precision="fp32")


@pytest.mark.parametrize(
    ("tab", "seeds"),
    [("mouth_open", (1, 2)), ("eyes_closed", (1,)), ("hair", (1,)), ("red_or_blue_eyes", (1,)), ("cloth", (1,))],
)
def test_on_the_built_in_model_the_map_kept_for_a_part_comes_first(built_in, tab, seeds):
    studio = built_in
    edit = next(edit for edit in studio.folder.load_tabs("basic") if edit.name == tab)
    (known,) = edit.weights
    finds = load_detectors(studio.folder.path)[edit.detector]
    recipes = [Recipe(latent=Seed(seed), variation=0.7) for seed in seeds]
    maps = [feature_maps(studio.renderer, recipe, finds.layers) for recipe in recipes]
    size = edit.selection.numpy().shape
    parts = tuple(
        FacePart(recipe=recipe, selection=finds.detect(of_face, size))
        for recipe, of_face in zip(recipes, maps, strict=True)
    )
    *_, distributions = sample_distributions(studio.renderer, [known.layer], images=8)
    sizes = {known.layer: (6.0 * heard_deviations(distributions[known.layer].deviation)).astype(np.float32)}
    best = last(studio.renderer, HoldingSearch(kind="maps", faces=parts, sizes=sizes)).effects[0]
    assert best.unit == (known.layer, known.channel)
    assert best.holds == len(seeds)
    assert best.inside > 3 * best.elsewhere


def test_a_small_picture_is_cut_out_of_what_a_click_makes(planted):
    (part,) = faces(1)
    effect = HoldingEffect(layer="b16", channel=3, sign=-1, size=2.0, inside=0.0, elsewhere=0.0, tried=1, holds=1)
    for kind, recipe in (
        ("maps", replace(part.recipe, edits=(msgspec.structs.replace(TAB, name="tried", **MAP_3),))),
        ("styles", with_style(part.recipe, StyleShift("b16.torgb", 3, -2.0))),
    ):
        chosen = effect if kind == "maps" else dataclasses.replace(effect, layer="b16.torgb")
        assert with_effect(part, chosen, kind) == recipe
    picture = small_picture(planted, part, recipe, rows=32)
    whole = planted.render(recipe).portrait.image
    assert picture.shape == (32, 32, 3)
    assert np.abs(picture.astype(int) - whole).max() <= 1  # all of so small a picture


def test_what_does_nothing_holds_nowhere(planted):
    sizes = {"b16": np.full(8, 1e-4, np.float32)}
    step = last(planted, HoldingSearch(kind="maps", faces=faces(3), sizes=sizes))
    assert {effect.holds for effect in step.effects} == {0}
    assert step.effects[0].inside < VISIBLE
    assert step.effects[0].score < 0.1


def test_what_is_measured_is_the_mean_over_faces_of_what_renders_show(planted):
    sizes = {"b16": np.full(8, 2.0, np.float32)}
    best = last(planted, HoldingSearch(kind="maps", faces=faces(5), sizes=sizes)).effects[0]
    inside, elsewhere = [], []
    for face in faces(5):
        before = planted.render(face.recipe).portrait.image.astype(float)
        for selection, changes, place in ((SELECTION, inside, INSIDE), (np.ones((8, 8)), elsewhere, ~INSIDE)):
            edit = msgspec.structs.replace(
                TAB,
                selection=Array(selection.astype(np.float32)),
                weights=(ChannelWeight(*best.unit, float(best.sign)),),
                multiplier=best.size,
            )
            after = planted.render(replace(face.recipe, edits=(edit,))).portrait.image
            changes.append(np.abs(after - before).mean(axis=2)[place].mean())
    assert best.inside == pytest.approx(np.mean(inside), rel=0.1)
    assert best.elsewhere == pytest.approx(np.mean(elsewhere), rel=0.1)
    assert best.score == best.inside / (best.inside + best.elsewhere + FAINT)
    assert best.holds == sum(change >= max(0.5 * np.mean(inside), VISIBLE) for change in inside)


def test_a_loud_map_that_changes_all_it_is_painted_on_comes_after_one_that_changes_the_part_alone(planted):
    block = planted.generator.network.synthesis.block(2)
    with torch.no_grad():
        # Map 3 of b16 brightens whatever it is painted on. Map 2 of b16.conv0 brightens by way of map 5 of b16, which
        # is far below zero but in the lower left quarter, and less bright.
        block.torgb.weight[:, 5] = 0.3
        for affine, channel, style in ((block.torgb.affine, 5, 0.3), (block.conv1.affine, 2, 1.0)):
            affine.weight[channel] = 0.0
            affine.bias[channel] = style
        block.conv1.weight[5].zero_()
        block.conv1.weight[5, 2, 1, 1] = 1.0
        block.conv1.noise_strength.fill_(1.0)
        block.conv1.noise_const.fill_(-6.0)
        block.conv1.noise_const[8:, :8] = 0.0
    planted.generator.use(planted.generator.precision)
    sizes = {layer: np.full(8, 2.0, np.float32) for layer in ("b16.conv0", "b16")}
    first, *others = last(planted, HoldingSearch(kind="maps", faces=faces(5), sizes=sizes)).effects
    (loud,) = (effect for effect in others if effect.unit == ("b16", 3))
    assert first.unit == ("b16.conv0", 2)
    assert loud.inside > first.inside > 3 * first.elsewhere


def test_many_channels_are_narrowed_down_and_those_left_are_tried_on_every_face(make_generator):
    renderer = Renderer(make_generator(channels=(70, 70, 40, 8)))
    sizes = {name: np.full(70, 1.0, np.float32) for name in ("b4", "b8.conv0", "b8")}
    steps = list(find_holding(renderer, HoldingSearch(kind="maps", faces=faces(15), sizes=sizes)))
    running = [step.running for step in steps]
    assert running[0] == 210
    assert running == sorted(running, reverse=True)
    assert running[-1] == 16
    assert {effect.tried for effect in steps[-1].effects} == {15}
    assert steps[-1].done == steps[-1].total
    assert steps[0].total == pytest.approx(steps[-1].total, rel=0.05)


class OneThatWaits:
    """Map 150 does nothing on the first faces and much on every second one from then on; others a little everywhere."""

    largest_batch = 32

    def __init__(self, renderer, part, layer):
        seed = part.recipe.latent.seed
        self.now = (seed > 2 and seed % 2 == 0) or seed == 3

    def measure(self, channels, amounts):
        changes = [(40.0 * self.now, 4.0) if channel == 150 else (4.0, 4.0) for channel in channels]
        return tuple(np.array(changes, np.float32).T)


def test_what_does_nothing_on_the_first_faces_is_not_lost(planted, monkeypatch):
    monkeypatch.setattr(holding, "_MapBench", OneThatWaits)
    sizes = {"b16": np.ones(200, np.float32)}
    best = last(planted, HoldingSearch(kind="maps", faces=faces(30), sizes=sizes)).effects[0]
    assert best.channel == 150
    assert (best.holds, best.tried) == (14, 30)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 10, 30])
def test_what_is_planned_is_what_is_tried(planted, count):
    sizes = {"b4": np.full(8, 1.0, np.float32)}
    step = last(planted, HoldingSearch(kind="maps", faces=faces(count), sizes=sizes))
    assert step.done == _planned(8, count)
    assert {effect.tried for effect in step.effects} == {count}


def test_a_search_for_nothing_is_refused(planted):
    sizes = {"b4": np.full(8, 1.0, np.float32)}
    empty = FacePart(recipe=Recipe(), selection=np.zeros((8, 8), np.float32))
    for search, said in (
        (HoldingSearch(kind="maps", faces=(), sizes=sizes), "no face"),
        (HoldingSearch(kind="maps", faces=faces(1), sizes={}), "No layer"),
        (HoldingSearch(kind="maps", faces=(empty,), sizes=sizes), "nothing is selected"),
    ):
        with pytest.raises(AnalysisError, match=said):
            next(find_holding(planted, search))
