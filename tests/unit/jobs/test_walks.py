from contextlib import nullcontext

import numpy as np
import pytest

from ganstudio.errors import JobError
from ganstudio.jobs import catalogue
from ganstudio.jobs.blending import blended, direction, plain
from ganstudio.jobs.plans import Walk
from ganstudio.jobs.resolve import resolved
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, check, replace
from ganstudio.recipe.latent import LatentW, LatentWPlus, LatentZ, Noise, Seed, Truncation
from recipes import small_spec
from unit.jobs.plan_parts import amounts, attribute, multipliers, tab

RANDOM = np.random.RandomState(0)
A, B, C = (Recipe(latent=LatentW(Array(RANDOM.randn(8)))) for _ in range(3))


def latents(plan):
    return [picture.recipe.latent.values.numpy() for picture in plan.pictures()]


def test_an_interpolation_holds_both_ends_and_moves_evenly_between_them():
    made = latents(catalogue.interpolation(A, B, 5))
    expected = [(1 - t) * A.latent.values.numpy() + t * B.latent.values.numpy() for t in (0, 0.25, 0.5, 0.75, 1)]
    np.testing.assert_allclose(made, expected, rtol=1e-6)
    assert (made[0] == A.latent.values.numpy()).all()
    assert (made[-1] == B.latent.values.numpy()).all()


def test_an_interpolation_of_one_is_its_start():
    (only,) = catalogue.interpolation(A, B, 1).pictures()
    assert only.recipe == A


def test_an_open_walk_ends_at_its_last_stop():
    plan = catalogue.walk([A, B, C], 4)
    made = [picture.recipe for picture in plan.pictures()]
    assert plan.total == len(made) == 9
    assert (made[0], made[4], made[8]) == (A, B, C)


def test_a_closed_walk_leaves_out_the_picture_that_would_show_the_start_again():
    plan = catalogue.walk([A, B, C], 4, closed=True)
    made = [picture.recipe for picture in plan.pictures()]
    assert plan.total == len(made) == 12
    assert (made[0], made[4], made[8]) == (A, B, C)
    np.testing.assert_allclose(
        made[11].latent.values.numpy(), 0.25 * C.latent.values.numpy() + 0.75 * A.latent.values.numpy(), rtol=1e-5
    )


def test_a_smooth_walk_passes_the_middle_at_half_time_and_starts_slowly():
    plan = catalogue.walk([A, B], 4, easing="smooth")
    assert [picture.values[0][1] for picture in plan.pictures()] == [0.0, 0.15625, 0.5, 0.84375, 1.0]


def test_names_of_a_walk_sort_in_its_order():
    names = [picture.name for picture in catalogue.walk([A, B, C] * 5, 12).pictures()]
    assert names == sorted(names)
    assert len(set(names)) == len(names)


def test_a_walk_of_one_face_is_refused():
    with pytest.raises(JobError, match="2 faces"):
        catalogue.walk([A], 4)


def test_a_walk_in_z_starts_from_seeds_as_every_other_tool_draws_them():
    plan = catalogue.walk([Recipe(latent=Seed(3)), Recipe(latent=Seed(4))], 2, space="z")
    ready = resolved(plan, ws_of=None, z_dim=8)
    made = list(ready.pictures())
    assert all(isinstance(picture.recipe.latent, LatentZ) for picture in made)
    np.testing.assert_array_equal(
        made[0].recipe.latent.values.numpy(), np.random.RandomState(3).randn(1, 8)[0].astype(np.float32)
    )
    check(made[1].recipe, small_spec())


def test_a_walk_in_z_from_a_w_is_refused():
    with pytest.raises(JobError, match="kept as w"):
        resolved(catalogue.walk([A, B], 2, space="z"), ws_of=None, z_dim=8)


def test_a_walk_in_w_lets_the_model_finish_everything_that_happens_in_w():
    start = Recipe(latent=Seed(3), truncation=Truncation(psi=0.5), attributes=(attribute("smile", 1.0),))
    ws = {start: np.ones((6, 8), np.float32), B: np.arange(48, dtype=np.float32).reshape(6, 8)}
    ready = resolved(catalogue.walk([start, B], 2), ws_of=ws.__getitem__, z_dim=8)
    first, middle, last = (picture.recipe for picture in ready.pictures())
    assert isinstance(first.latent, LatentW)
    assert isinstance(last.latent, LatentWPlus)
    assert (first.truncation.psi, first.attributes) == (1.0, ())
    np.testing.assert_allclose(middle.latent.values.numpy(), (ws[start] + ws[B]) / 2)
    check(middle, small_spec())


def test_a_plain_recipe_keeps_noise_and_edits():
    recipe = Recipe(noise=Noise(mode="seeded", seed=3), edits=(tab("hair", 2.0),))
    made = plain(recipe, np.ones((6, 8), np.float32))
    assert (made.noise, made.edits) == (recipe.noise, recipe.edits)


def test_spatial_edits_fade_in_and_out_and_shared_ones_move():
    start = replace(A, edits=(tab("mouth_open", 10.0), tab("hair", 4.0)))
    end = replace(B, edits=(tab("mouth_open", -10.0), tab("blush", 8.0)))
    assert multipliers(blended(start, end, 0.25)) == {"mouth_open": 5.0, "hair": 3.0, "blush": 2.0}


def test_tabs_of_one_name_that_paint_differently_cross_fade_under_two_names():
    start = replace(A, edits=(tab("mouth_open", 10.0),))
    end = replace(B, edits=(tab("mouth_open", 10.0, layer="b16.conv0"),))
    made = blended(start, end, 0.5)
    assert multipliers(made) == {"mouth_open": 5.0, "mouth_open (end)": 5.0}
    check(made, small_spec())


def test_attributes_of_a_walk_in_z_move_too():
    start = Recipe(latent=LatentZ(Array(np.ones(8))), attributes=(attribute("smile", 2.0),))
    end = Recipe(latent=LatentZ(Array(-np.arange(8))), attributes=(attribute("smile", 1.0), attribute("age", 1.0)))
    assert amounts(blended(start, end, 0.5, space="z")) == {"smile": 1.5, "age": 0.5}


def test_the_direction_between_two_faces_leads_from_one_to_the_other():
    vector = direction(A, B)
    np.testing.assert_allclose(A.latent.values.numpy() + vector.numpy(), B.latent.values.numpy(), rtol=1e-5)
    plus = Recipe(latent=LatentWPlus(Array(np.arange(48).reshape(6, 8))))
    assert direction(A, plus).shape == (6, 8)


@pytest.mark.parametrize(
    ("closed", "per_leg", "fits"), [(True, 1, True), (True, 0, False), (False, 0, True), (False, -1, False)]
)
def test_a_walk_has_as_many_pictures_a_leg_as_it_needs(closed, per_leg, fits):
    with nullcontext() if fits else pytest.raises(JobError, match="pictures a leg"):
        Walk(stops=(Recipe(latent=Seed(1)), Recipe(latent=Seed(2))), per_leg=per_leg, closed=closed)


def w_walk(points, *, closed=False, per_leg=20, **more):
    stops = tuple(Recipe(latent=LatentW(Array(np.asarray(point, np.float32)))) for point in points)
    return Walk(stops=stops, per_leg=per_leg, closed=closed, **more)


POINTS = np.random.RandomState(5).randn(6, 8)


@pytest.mark.parametrize("closed", [False, True])
def test_a_spline_passes_every_face_without_a_corner_or_a_jump_of_its_bend(closed):
    way = np.stack(latents(w_walk(POINTS, closed=closed, spline=True)))
    np.testing.assert_allclose(way[::20][: len(POINTS)], POINTS, atol=1e-5)
    if closed:
        way = np.concatenate([way, way[:3]])
    straight = np.stack(latents(w_walk(POINTS, closed=closed)))
    speeds, bends = np.diff(way, axis=0), np.diff(way, 2, axis=0)
    corner = np.abs(np.diff(straight, 2, axis=0)).max()
    assert np.abs(bends).max() < corner / 5  # the straight way turns within one step
    assert np.abs(np.diff(bends, axis=0)).max() < np.abs(bends).max() / 5
    assert np.abs(speeds).max() < 3 * np.abs(np.diff(straight, axis=0)).max()


def test_a_spline_through_faces_on_a_line_is_that_line():
    line = np.outer(np.arange(4), np.ones(8))
    np.testing.assert_allclose(latents(w_walk(line, spline=True)), latents(w_walk(line)), atol=1e-6)


def test_a_spline_in_z_is_refused():
    with pytest.raises(JobError, match="smooth curve goes with the straight way"):
        w_walk(POINTS, space="z", spline=True)


def test_walks_side_by_side_share_the_faces_and_are_rows_of_the_grid():
    both = w_walk(POINTS, walks=2, per_leg=3, closed=True, names=tuple("abcdef"))
    pictures = list(both.pictures())
    assert both.total == len(pictures) == 18
    assert both.grid == (2, 9)
    assert [picture.cell for picture in pictures] == [(row, column) for row in range(2) for column in range(9)]
    assert [picture.number for picture in pictures] == list(range(1, 19))
    assert len({picture.name for picture in pictures}) == 18
    second = list(w_walk(POINTS[3:], per_leg=3, closed=True).pictures())
    assert [picture.recipe for picture in pictures[9:]] == [picture.recipe for picture in second]
    assert pictures[9].column == "d"
    assert pictures[16].column.startswith("f > d")


def test_faces_that_cannot_be_shared_out_are_refused():
    for walks in (4, 6):
        with pytest.raises(
            JobError, match=f"6 faces cannot be shared out among {walks} walks.* Choose {2 * walks}, for example"
        ):
            w_walk(POINTS, walks=walks)
