"""Components of styles and maps, held against what PCA and regression have to give."""

import numpy as np
import pytest

from ganstudio.analysis.components import FACES_OF_MAPS, map_directions, style_directions
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.errors import AnalysisError, RecipeError
from ganstudio.networks.loading import load_generator
from ganstudio.recipe.document import Recipe
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.render.renderer import Renderer


@pytest.fixture(scope="module")
def renderer(tiny_model):
    return Renderer(load_generator(tiny_model))


def test_along_a_style_direction_styles_move_along_a_principal_axis_by_its_deviation(renderer):
    """Styles are affine in w, so regression must give back the axes: at right angles, and as long as their power."""
    generator = renderer.generator
    directions = style_directions(generator, 4)
    seeds = range(5000, 8000)
    z = np.stack([np.random.RandomState(seed).randn(generator.spec.z_dim) for seed in seeds]).astype(np.float32)
    styles = generator.styles(generator.map(z))
    spread = np.concatenate([styles[layer.name].std(axis=0) for layer in generator.spec.style_layers])
    base = generator.map(z[:1])

    def moved(direction):
        stacked = [
            np.concatenate([found[layer.name][0] for layer in generator.spec.style_layers])
            for found in (generator.styles(base + direction.vector.numpy()), generator.styles(base))
        ]
        return (stacked[0] - stacked[1]) / spread

    steps = np.stack([moved(direction) for direction in directions]).astype(np.float64)
    lengths = np.linalg.norm(steps, axis=1)
    angles = steps @ steps.T / np.outer(lengths, lengths)
    np.testing.assert_allclose(angles, np.eye(4), atol=0.12)
    shares = np.array([direction.share for direction in directions])
    np.testing.assert_allclose(lengths**2 / len(spread), shares, rtol=0.15)
    assert list(shares) == sorted(shares, reverse=True)


def test_the_first_component_of_maps_moves_them_more_than_other_directions_of_its_length(renderer):
    *steps, (done, directions) = map_directions(renderer, "b8", 3)
    assert [one for one, _ in steps] == list(range(1, FACES_OF_MAPS))
    assert done == FACES_OF_MAPS
    first = directions[0]
    assert first.method == "8×8 maps 1"
    assert (first.first, first.last) == (0, renderer.generator.spec.layer("b8").ws_index)
    length = np.linalg.norm(first.vector.numpy())
    random = np.random.RandomState(0)
    others = [random.randn(renderer.generator.spec.w_dim) for _ in range(8)]

    def change(vector):
        total = 0.0
        for seed in range(6):
            recipe = Recipe(latent=Seed(seed))
            shift = AttributeShift(name="x", vector=_array(vector), amount=1.0)
            pair = [
                feature_maps(renderer, one, ["b8"])["b8"]
                for one in (recipe, Recipe(latent=Seed(seed), attributes=(shift,)))
            ]
            total += float(np.linalg.norm(pair[1] - pair[0]))
        return total

    moved = change(first.vector.numpy())
    assert moved > np.mean([change(other / np.linalg.norm(other) * length) for other in others])


def test_layers_that_the_model_lacks_are_refused(renderer):
    with pytest.raises(AnalysisError, match="this model has 0"):
        style_directions(renderer.generator, 2, first=3, last=99)
    with pytest.raises(RecipeError, match="b512"):
        next(map_directions(renderer, "b512"))


def _array(vector):
    from ganstudio.recipe.array import Array

    return Array(np.float32(vector))
