import numpy as np
import pytest

from ganstudio.analysis import taking
from ganstudio.analysis.detector_files import save_detectors
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.taking import best_range, carrying_layers, gains_of, part_in_either
from ganstudio.errors import RecipeError
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed, StyleMix
from ganstudio.render.renderer import Renderer

HERE, THERE = Recipe(latent=Seed(1)), Recipe(latent=Seed(2))


@pytest.fixture(scope="module")
def renderer(tiny_generator):
    return Renderer(tiny_generator)


@pytest.mark.parametrize(
    ("gains", "found"),
    [
        ([1.0, -2.0, 3.0, 1.0, -9.0, 2.0], (2, 3)),
        ([-1.0, 2.0, -1.0, 3.0], (1, 3)),
        ([-3.0, -1.0, -2.0], (1, 1)),
        ([0.5], (0, 0)),
    ],
)
def test_the_neighbours_with_the_largest_sum_are_taken(gains, found):
    assert best_range(gains) == found


def test_a_layer_gains_by_what_it_changes_in_the_part_beside_the_rest():
    gains = gains_of([(10.0, 1.0), (0.0, 8.0), (10.0, 1.0)])
    np.testing.assert_allclose(gains, [0.4, -0.8, 0.4])
    assert gains_of([(0.0, 0.0)]) == [0.0]


def test_what_is_told_of_the_layers_is_what_mixing_them_does(renderer):
    spec = renderer.generator.spec
    inside = np.zeros((spec.img_height, spec.img_width), np.float32)
    inside[: spec.img_height // 2] = 1.0
    steps = list(carrying_layers(renderer, HERE, THERE.latent, inside))
    assert [step[:2] for step in steps] == [(number, spec.num_ws + 1) for number in range(1, spec.num_ws + 2)]
    found = steps[-1][2]
    mix = StyleMix(first=found.first, last=found.last, source=THERE.latent)
    images = [
        renderer.render(recipe).portrait.image.astype(float).mean(axis=2)
        for recipe in (HERE, replace(HERE, style_mix=(mix,)))
    ]
    change = np.abs(images[1] - images[0])
    assert found.inside == pytest.approx(change[inside > 0].mean(), rel=1e-4)
    assert found.outside == pytest.approx(change[inside == 0].mean(), rel=1e-4)


def test_a_part_is_where_it_is_in_either_picture(renderer, tmp_path, monkeypatch):
    masks = {1: np.eye(4, dtype=np.float32), 2: 5.0 * np.eye(4, dtype=np.float32)[::-1]}
    monkeypatch.setattr(
        taking, "detected_masks", lambda _renderer, _folder, recipe, names: {names[0]: masks[recipe.latent.seed]}
    )
    there = part_in_either(renderer, tmp_path, (HERE, THERE), ("mouth",))
    assert there.shape == (renderer.generator.spec.img_height, renderer.generator.spec.img_width)
    assert there.mean() == 0.5


def test_a_part_that_is_nowhere_is_refused(renderer, tmp_path):
    save_detectors(tmp_path, [Detector(name="mouth", threshold=1e9, weights=(ChannelWeight("b8", 1, 1.0),))])
    with pytest.raises(RecipeError, match="found in neither picture"):
        part_in_either(renderer, tmp_path, (HERE, THERE), ("mouth",))
