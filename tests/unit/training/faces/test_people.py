"""People drawn through z: within the limits, varied, consistent, and the same for the same z."""

from __future__ import annotations

import numpy as np

from ganstudio.training.faces.factors import FRINGES, INDEX, NAMES, highest, lowest
from ganstudio.training.faces.inputs import INPUT_NAMES, deviations, inputs_of_factors, mean_inputs
from ganstudio.training.faces.people import Z_DIM, factors_of_latents, latents, natural_faces


def test_factors_do_not_depend_on_the_length_of_z() -> None:
    z = latents([1, 2, 3])
    np.testing.assert_allclose(factors_of_latents(z), factors_of_latents(3 * z), atol=1e-4)


def test_people_lie_within_the_limits() -> None:
    faces = natural_faces(2000, seed=0)
    assert faces.shape == (2000, len(NAMES))
    assert (faces >= lowest()).all()
    assert (faces <= highest()).all()


def test_people_are_of_both_sexes_and_few_are_half_of_anything() -> None:
    faces = natural_faces(4000, seed=1)
    assert 0.25 < (faces[:, INDEX["masc"]] > 0.5).mean() < 0.35
    for name in ("glasses", "hairband", "cat_ears", "bow"):
        presence = faces[:, INDEX[name]]
        assert ((presence > 0.25) & (presence < 0.9)).mean() < 0.03, name
        assert (presence > 0.9).mean() > 0.05, name


def test_a_person_wears_one_ornament_at_a_time() -> None:
    faces = natural_faces(4000, seed=2)
    worn = (faces[:, [INDEX[name] for name in ("hairband", "bow", "flower", "clip")]] > 0.9).sum(axis=1)
    assert worn.max() == 1


def test_every_fringe_is_worn() -> None:
    faces = natural_faces(4000, seed=3)
    shares = np.array([(faces[:, INDEX[f"fringe_{name}"]] > 0.6).mean() for name in FRINGES])
    assert shares.min() > 0.02


def test_who_turns_away_still_looks_at_us() -> None:
    faces = natural_faces(4000, seed=4)
    assert np.corrcoef(faces[:, INDEX["yaw"]], faces[:, INDEX["gaze_x"]])[0, 1] < -0.5


def test_small_steps_of_z_are_small_steps_of_a_person() -> None:
    random = np.random.RandomState(5)
    z = random.randn(200, Z_DIM).astype(np.float32)
    near = z + 1e-3 * random.randn(200, Z_DIM).astype(np.float32)
    steps = np.abs(factors_of_latents(near) - factors_of_latents(z)) / (highest() - lowest())
    assert np.quantile(steps, 0.999) < 0.1


def test_a_mixture_of_people_has_the_mixture_of_their_factors_in_its_inputs() -> None:
    faces = natural_faces(2, seed=6)
    mixed = inputs_of_factors(faces).mean(axis=0)
    np.testing.assert_allclose(mixed[: len(NAMES)], faces.mean(axis=0), rtol=1e-5, atol=1e-5)


def test_inputs_have_a_name_and_a_deviation_each() -> None:
    assert mean_inputs().shape == deviations().shape == (len(INPUT_NAMES),)
    assert len(set(INPUT_NAMES)) == len(INPUT_NAMES)
    assert (deviations() > 0).all()


def test_colors_among_the_inputs_are_those_that_are_drawn() -> None:
    red = natural_faces(1, seed=7)
    red[0, [INDEX["hair_hue"], INDEX["hair_light"], INDEX["hair_chroma"]]] = -0.1, 0.48, 0.95
    columns = [INPUT_NAMES.index(f"hair_{channel}") for channel in "rgb"]
    r, g, b = inputs_of_factors(red)[0, columns]
    assert r > 2 * g
    assert r > 2 * b
