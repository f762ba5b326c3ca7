"""Few maps: what was put together of k maps is found again with k maps, and what is written says the same."""

import csv
import itertools
import json

import msgspec
import numpy as np
import pytest

from ganstudio import words
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.find_maps import MapEffect, MapSearch, find_maps
from ganstudio.analysis.map_sampling import heard_deviations, sample_distributions
from ganstudio.analysis.mix_maps import mix_of_chosen
from ganstudio.analysis.sparse_detectors import IMAGES, as_detector, sparse_detectors
from ganstudio.analysis.sparse_fits import Wanted, choose, sparse_changes, sparse_mixes
from ganstudio.analysis.tables import ALL_MAPS, FORMATS, save_sparse, size_text, sparse_rows
from ganstudio.errors import AnalysisError
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed
from ganstudio.render.renderer import Renderer


@pytest.fixture
def renderer(tiny_model):
    return Renderer(load_generator(tiny_model))


def least_squares(responses, target):
    return lambda rows: np.linalg.lstsq(responses[rows].T, target, rcond=None)[0]


def left(responses, target, rows):
    return np.linalg.norm(target - least_squares(responses, target)(rows) @ responses[rows])


def test_a_target_made_of_two_rows_is_found_where_the_greedy_choice_begins_with_a_third():
    random = np.random.RandomState(0)
    basis = np.linalg.qr(random.randn(20, 6))[0].T
    target = basis[0] + basis[1]
    responses = np.concatenate([[basis[0], basis[1], 0.9 * (basis[0] + basis[1]) + 0.5 * basis[2]], basis[3:]])
    chosen = choose(responses, target, [1, 2, 3], least_squares(responses, target))
    assert chosen[1] == [2]
    assert set(chosen[2]) == {0, 1}


def test_two_rows_are_hardly_ever_worse_than_the_best_two_of_all():
    right = 0
    for seed in range(20):
        random = np.random.RandomState(seed)
        responses, target = random.randn(9, 12), random.randn(12)
        found = choose(responses, target, [2], least_squares(responses, target))[2]
        best = min(itertools.combinations(range(9), 2), key=lambda rows: left(responses, target, list(rows)))
        right += set(found) == set(best)
        assert left(responses, target, found) <= 1.15 * left(responses, target, list(best))
    assert right >= 15


def effect(channel, response):
    picture = np.zeros((2, 2, 3), np.uint8)
    return MapEffect(
        layer="b8", channel=channel, amount=2.0, sign=1, score=1.0, inside=1.0, outside=0.0,
        less=picture, more=picture, response=np.float32(response),
    )  # fmt: skip


def test_as_many_maps_as_a_change_is_made_of_explain_it():
    random = np.random.RandomState(1)
    effects = [effect(channel, random.randn(3, 4, 4)) for channel in range(30)]
    change = sum(0.6 * one.response for one in effects[:4])
    mixes = dict(sparse_mixes(np.float32(change), effects))
    assert list(mixes) == [1, 2, 5, 20, 0]
    agreements = [mix.agreement for mix in mixes.values()]
    assert agreements[:3] == sorted(agreements[:3])
    assert min(agreements[2:]) > 0.9  # with hardly any gain the penalty of large weights counts for more
    assert {weight.channel for weight in mixes[5].weights} >= {0, 1, 2, 3}
    assert [len(mix.weights) for mix in mixes.values()][:3] == [1, 2, 5]


STRONG = 12.0


@pytest.fixture
def search(renderer):
    """All maps of b8 tried on a face: the search and what they do."""
    return searched(renderer, strength=2.0)


def searched(renderer, *, strength):
    selection = np.zeros((8, 8), np.float32)
    selection[2:6, 2:6] = 1.0
    search = MapSearch(recipe=Recipe(latent=Seed(3)), layers=("b8",), selection=selection, strength=strength)
    *_, found = sample_distributions(renderer, ["b8"], images=4)
    deviations = {"b8": heard_deviations(found["b8"].deviation)}
    return search, tuple(one for step in find_maps(renderer, search, deviations) for one in step.effects)


def table_of(renderer, search, change):
    wanted = Wanted(name="mouth", search=search[0], change=change, candidates=search[1])
    *steps, (_, _, table) = sparse_changes(renderer, wanted)
    assert sorted({done for done, _, _ in steps}) == list(range(len(table.fits)))
    assert {total for _, total, _ in steps} == {len(table.fits)}
    return table


def test_what_a_chosen_map_does_is_made_by_that_map_alone(renderer, search):
    chosen = max(search[1], key=lambda one: float(np.abs(one.response).sum()))
    table = table_of(renderer, search, mix_of_chosen([chosen]))
    assert [(weight.layer, weight.channel) for weight in table.fits[0].weights] == [(chosen.layer, chosen.channel)]
    assert table.fits[0].quality > 0.9
    assert table.model == renderer.generator.model_id


def test_with_more_maps_allowed_a_change_is_never_made_worse(renderer, search):
    table = table_of(renderer, search, search[1][0].response)
    qualities = [fit.quality for fit in table.fits]
    assert qualities == sorted(qualities)
    assert [fit.most for fit in table.fits] == [1, 2, 5, 8]
    assert all(len(fit.weights) <= fit.most for fit in table.fits)


def test_more_maps_come_nearer_also_where_changes_are_so_strong_that_they_do_not_add_up(renderer):
    search = searched(renderer, strength=STRONG)
    loudest = sorted(search[1], key=lambda one: -float(np.abs(one.response).sum()))[:4]
    one, two, five, _ = (fit.quality for fit in table_of(renderer, search, mix_of_chosen(loudest)).fits)
    assert one < two - 0.02
    assert two < five - 0.02


def test_nothing_to_fit_is_said():
    with pytest.raises(AnalysisError, match="Find maps first"):
        sparse_mixes(np.zeros((3, 4, 4), np.float32), [effect(0, np.ones((3, 4, 4)))])


def detector_of(renderer, weights, **more):
    """Cut at the middle of what it says on a picture, so that it finds something and not everything."""
    from ganstudio.analysis.lower_layers import feature_maps

    soft = Detector(name="part", kind="threshold", weights=weights)
    response = soft.response(feature_maps(renderer, Recipe(latent=Seed(1)), soft.layers))
    return msgspec.structs.replace(soft, threshold=float(np.quantile(response, 0.8)), **more)


def test_a_detector_of_two_loud_maps_among_silent_ones_is_found_again_with_two(renderer):
    weights = (ChannelWeight("b8", 1, 1.0), ChannelWeight("b8", 5, -1.0))
    silent = tuple(ChannelWeight("b8", channel, 1e-6) for channel in (0, 2, 3, 4))
    detector = detector_of(renderer, (*silent[:2], *weights, *silent[2:]))
    *steps, (_, table) = sparse_detectors(renderer, detector)
    assert [done for done, _ in steps] == list(range(1, IMAGES + 1))
    two = next(fit for fit in table.fits if fit.most == 2)
    assert {(one.channel, np.sign(one.weight)) for one in two.weights} == {(1, 1.0), (5, -1.0)}
    assert two.quality > 0.9
    assert table.fits[0].quality < two.quality
    kept = as_detector(table, two)
    kept.check(renderer.generator.spec)
    assert kept.name == "part (2 maps)"
    assert "IoU" in kept.note


def test_what_a_kept_fit_finds_is_what_its_quality_says(renderer):
    from ganstudio.analysis.lower_layers import feature_maps

    detector = detector_of(renderer, tuple(ChannelWeight("b8", channel, 1.0 + channel) for channel in range(8)))
    *_, (_, table) = sparse_detectors(renderer, detector)
    kept = as_detector(table, table.fits[-1])
    both = either = 0
    for seed in range(900, 912):
        maps = feature_maps(renderer, Recipe(latent=Seed(seed)), ("b8",))
        found, true = kept.detect(maps) > 0, detector.detect(maps) > 0
        both, either = both + np.count_nonzero(found & true), either + np.count_nonzero(found | true)
    assert both / either == pytest.approx(table.fits[-1].quality, abs=0.15)


def test_detectors_that_find_nothing_or_keep_values_are_refused(renderer):
    weights = (ChannelWeight("b8", 1, 1.0),)
    with pytest.raises(AnalysisError, match="threshold first"):
        list(sparse_detectors(renderer, Detector(name="part", kind="soft", weights=weights)))
    with pytest.raises(AnalysisError, match="finds nothing on 30"):
        list(sparse_detectors(renderer, Detector(name="part", threshold=1e9, weights=weights)))


def test_every_format_says_the_same(renderer, tmp_path):
    detector = detector_of(renderer, tuple(ChannelWeight("b8", channel, 1.0 + channel) for channel in range(8)))
    *_, (_, table) = sparse_detectors(renderer, detector)
    for ending in FORMATS:
        save_sparse(tmp_path / f"table{ending}", table)
    written = json.loads((tmp_path / "table.json").read_text())
    assert msgspec.convert(written, type(table)) == table
    with (tmp_path / "table.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == sum(len(fit.weights) for fit in table.fits)
    assert {(row["most"], float(row["quality"])) for row in rows} >= {("1", table.fits[0].quality)}
    for ending in (".md", ".tex"):  # up to twenty maps are named, of eight all
        assert "more" not in (tmp_path / f"table{ending}").read_text()
    assert "and 2 more" in sparse_rows(table)[-1][-1]
    for fit in table.fits:
        assert f"{fit.scale:.4g}" in (tmp_path / "table.tex").read_text()
    for quality in (row[1] for row in sparse_rows(table)):
        assert quality in (tmp_path / "table.md").read_text()
        assert quality in (tmp_path / "table.tex").read_text()
    with pytest.raises(AnalysisError, match=r"\.csv"):
        save_sparse(tmp_path / "table.xls", table)


def test_files_are_english_whatever_is_spoken(renderer, tmp_path, monkeypatch):
    monkeypatch.setattr(words, "_spoken", words._catalog(words.PSEUDO))
    detector = detector_of(renderer, tuple(ChannelWeight("b8", channel, 1.0 + channel) for channel in range(8)))
    *_, (_, table) = sparse_detectors(renderer, detector)
    for ending in FORMATS:
        save_sparse(tmp_path / f"table{ending}", table)
        assert "⟦" not in (tmp_path / f"table{ending}").read_text()
    kept = as_detector(table, table.fits[0])
    assert "⟦" not in kept.name + kept.note
    assert size_text(table, table.fits[-1], words.tr(ALL_MAPS)) == "⟦all (8)⟧"
