import numpy as np
import pytest

from ganstudio.analysis import taking
from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.taking import PartPlaces, along_attributes, best_ranges, carrying_layers, part_in_each
from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import AttributeShift, ChannelWeight
from ganstudio.recipe.latent import Seed, StyleMix, Truncation
from ganstudio.render.renderer import Renderer

HERE, THERE = Recipe(latent=Seed(1)), Recipe(latent=Seed(2))


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


@pytest.fixture(scope="module")
def places(renderer):
    """The quarter in which the pictures differ most."""
    here, there = (renderer.render(recipe).portrait.image.astype(float) for recipe in (HERE, THERE))
    difference = np.abs(there - here).mean(axis=2)
    place = difference > np.quantile(difference, 0.75)
    return PartPlaces(place, place)


def test_layers_that_bring_the_part_nearest_are_tried_first_whichever_change_it_most():
    red, green = np.float32([10.0, 0.0]), np.float32([0.0, 30.0])
    assert best_ranges(2 * red, [green, red, red, green], [0.0] * 4)[0] == (1, 2)


def test_what_changes_in_the_rest_counts_against_a_layer():
    shift = np.float32([10.0])
    assert best_ranges(shift, [shift, shift], [9.0, 1.0])[0] == (1, 1)


def test_what_is_told_of_the_layers_is_what_mixing_them_does(renderer, places):
    count = renderer.generator.spec.num_ws
    *steps, (done, total, found) = carrying_layers(renderer, (HERE, THERE), [THERE.latent], places)
    assert done == total
    assert [step[0] for step in steps[:count]] == list(range(1, count + 1))
    mix = StyleMix(first=found.first, last=found.last, source=found.source)
    before, there, after = (
        renderer.render(recipe).portrait.image.astype(float)
        for recipe in (HERE, THERE, replace(HERE, style_mix=(mix,)))
    )
    change = np.abs(after - before)
    assert found.inside == pytest.approx(change[places.here].mean(), rel=1e-4)
    assert found.outside == pytest.approx(change[~places.here].mean(), rel=1e-4)
    looks = [np.quantile(image[places.here], (0.1, 0.3, 0.5, 0.7, 0.9), axis=0) for image in (before, there, after)]
    assert found.before == pytest.approx(np.abs(looks[1] - looks[0]).mean(), rel=1e-4)
    assert found.after == pytest.approx(np.abs(looks[1] - looks[2]).mean(), rel=1e-4)


def test_nothing_is_taken_where_no_layers_bring_the_part_nearer(renderer, places):
    with pytest.raises(RecipeError, match="nothing was taken"):
        list(carrying_layers(renderer, (HERE, HERE), [HERE.latent], places))


@pytest.mark.parametrize("truncation", [Truncation(), Truncation(psi=0.5), Truncation(psi=0.7, cutoff=2)])
def test_styles_move_along_the_attributes_of_the_part_only(renderer, truncation):
    w_dim = renderer.generator.spec.w_dim
    one, other = np.eye(w_dim, dtype=np.float32)[:2]
    here = replace(
        HERE, truncation=truncation, attributes=(AttributeShift(name="age", vector=Array(other), amount=2.0),)
    )
    source = along_attributes(renderer, here, THERE, [one, 2 * one])
    mix = StyleMix(first=0, last=renderer.generator.spec.num_ws - 1, source=source)
    moved = renderer.ws(replace(here, style_mix=(mix,))) - renderer.ws(here)
    np.testing.assert_allclose(moved, (renderer.ws(THERE) - renderer.ws(here)) * one, atol=1e-5)


def test_without_attributes_or_psi_there_is_nothing_to_move_along(renderer):
    vector = np.ones(renderer.generator.spec.w_dim, np.float32)
    assert along_attributes(renderer, HERE, THERE, []) is None
    assert along_attributes(renderer, replace(HERE, truncation=Truncation(psi=0.0)), THERE, [vector]) is None


def test_a_part_that_is_in_one_picture_is_compared_with_its_place_in_the_other(renderer, tmp_path, monkeypatch):
    masks = {1: np.eye(4, dtype=np.float32), 2: np.zeros((4, 4), np.float32)}
    monkeypatch.setattr(
        taking, "detected_masks", lambda _renderer, _folder, recipe, names: {names[0]: masks[recipe.latent.seed]}
    )
    places = part_in_each(renderer, tmp_path, (HERE, THERE), ("mouth",))
    assert places.here.shape == (renderer.generator.spec.img_height, renderer.generator.spec.img_width)
    assert places.here.mean() == 0.25
    assert (places.there == places.here).all()


def test_a_part_that_is_nowhere_is_refused(renderer, tmp_path):
    save_detectors(tmp_path, [Detector(name="mouth", threshold=1e9, weights=(ChannelWeight("b8", 1, 1.0),))])
    with pytest.raises(RecipeError, match="found in neither picture"):
        part_in_each(renderer, tmp_path, (HERE, THERE), ("mouth",))
