"""The faces that have most and least of a style channel."""

import numpy as np
import pytest

from ganstudio.analysis.style_faces import most_and_least
from ganstudio.analysis.styles import Styles
from ganstudio.errors import RecipeError
from ganstudio.recipe.document import Recipe, with_style
from ganstudio.recipe.edits import StyleShift
from ganstudio.recipe.latent import Seed
from ganstudio.render import Renderer

PLACE = ("b8.torgb", 3)


@pytest.fixture
def renderer(make_generator):
    return Renderer(make_generator())


def found(renderer, recipes, **choices):
    *steps, (done, total, result) = most_and_least(renderer, Styles(renderer), *PLACE, recipes=recipes, **choices)
    assert done == total
    assert [one[0] for one in steps] == list(range(1, total))
    return result


def test_the_faces_are_ranked_by_what_they_have_of_the_channel(renderer):
    recipes = [Recipe(latent=Seed(seed)) for seed in range(20)]
    styles = Styles(renderer)
    values = {recipe: float(styles.of(recipe)[PLACE[0]][PLACE[1]]) for recipe in recipes}
    ranked = sorted(recipes, key=lambda recipe: -values[recipe])
    result = found(renderer, recipes, each=3)
    assert [face.recipe for face in (*result.most, *result.least)] == [*ranked[:3], *ranked[-3:]]
    mean, deviation = (by[PLACE[0]][PLACE[1]] for by in (styles.statistics.mean, styles.statistics.deviation))
    for face in (*result.most, *result.least):
        assert face.unusual == pytest.approx((values[face.recipe] - mean) / deviation, abs=1e-4)
    assert result.faces == 20


def test_each_is_lit_where_its_picture_changes_when_the_channel_is_shifted(renderer):
    result = found(renderer, [Recipe(latent=Seed(seed)) for seed in (1, 2)])
    deviation = float(Styles(renderer).statistics.deviation[PLACE[0]][PLACE[1]])
    for (face,) in (result.most, result.least):
        amount = -4.0 if face.unusual > 0 else 4.0
        shifted = renderer.render(with_style(face.recipe, StyleShift(*PLACE, amount, deviation))).portrait.image
        plain = renderer.render(face.recipe).portrait.image
        np.testing.assert_array_equal(face.picture, plain)
        np.testing.assert_allclose(face.change, np.abs(shifted.astype(float) - plain).mean(axis=2), atol=0.4)
        assert face.change.max() > 1


def test_of_a_single_face_there_is_a_most_alone(renderer):
    result = found(renderer, [Recipe(latent=Seed(1))])
    assert (len(result.most), result.least) == (1, ())


def test_a_channel_that_the_model_lacks_is_refused(renderer):
    with pytest.raises(RecipeError, match="channels 0 to"):
        next(most_and_least(renderer, Styles(renderer), PLACE[0], 999))
