import numpy as np
import pytest

from ganstudio.analysis.apply import apply_detectors, lacking, place_selections
from ganstudio.analysis.detectors import Detector
from ganstudio.analysis.following import FollowingRenderer
from ganstudio.analysis.lower_layers import feature_maps
from ganstudio.errors import AnalysisError
from ganstudio.jobs import catalogue
from ganstudio.jobs.rendering import render_pictures
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, applied
from ganstudio.recipe.latent import Noise, Seed
from ganstudio.render import Renderer

BRIGHT = Detector(name="bright", weights=(ChannelWeight("b8", 1, 1.0),), threshold=0.5)


def edit(mode, **changes):
    fields = {
        "name": "tab",
        "resolution": 8,
        "selection": Array(np.ones((8, 8))),
        "weights": (ChannelWeight("b4", 0, 1.0),),
        "multiplier": 4.0,
        "detector": "bright",
        "detector_mode": mode,
    }
    return SpatialEdit(**(fields | changes))


@pytest.fixture
def renderer(tiny_generator):
    return Renderer(tiny_generator)


def test_lower_layers_are_those_of_the_whole_render(renderer):
    recipe = Recipe(latent=Seed(3), noise=Noise(mode="seeded", seed=2), edits=(edit("off"),))
    layers = ("b4", "b16.conv0", "b16")
    captured = renderer.render(recipe, capture=layers).feature_maps
    for name, maps in feature_maps(renderer, recipe, layers).items():
        np.testing.assert_array_equal(maps, captured[name])


def test_selection_is_what_the_detector_sees_in_the_unmodified_picture(renderer):
    recipe = Recipe(latent=Seed(3), edits=(edit("modify"),))
    placed = apply_detectors(renderer, recipe, {"bright": BRIGHT}).edits[0]
    unmodified = renderer.render(Recipe(latent=Seed(3)), capture=["b8"]).feature_maps["b8"][1]
    np.testing.assert_array_equal(placed.selection.numpy(), unmodified >= 0.5)
    assert placed.multiplier == 4.0


def test_run_marks_the_part_and_leaves_the_picture_unmodified(renderer):
    recipe = Recipe(latent=Seed(3), edits=(edit("run"),))
    placed = apply_detectors(renderer, recipe, {"bright": BRIGHT})
    assert placed.edits[0].selection.numpy().any()
    np.testing.assert_array_equal(
        renderer.render(placed).portrait.image, renderer.render(Recipe(latent=Seed(3))).portrait.image
    )


def test_run_loses_nothing_and_applying_the_tab_gives_what_run_and_modify_gives(renderer):
    run, modify = (
        apply_detectors(renderer, Recipe(latent=Seed(3), edits=(edit(mode),)), {"bright": BRIGHT}).edits[0]
        for mode in ("run", "modify")
    )
    assert (run.multiplier, run.held, modify.held) == (4.0, True, False)
    assert applied(run, detector_mode="modify") == modify


def test_a_tab_held_before_acts_on_the_next_picture_once_it_is_run_and_modify(renderer):
    recipe = Recipe(latent=Seed(3), edits=(edit("modify", held=True),))
    assert not apply_detectors(renderer, recipe, {"bright": BRIGHT}).edits[0].held


def test_only_the_tabs_named_are_placed(renderer):
    both = (edit("modify"), edit("modify", name="other"))
    placed = place_selections(renderer, Recipe(latent=Seed(3), edits=both), {"bright": BRIGHT}, tabs=["other"])
    assert placed.edits[0] == both[0]
    assert placed.edits[1].selection != both[1].selection


def test_off_changes_nothing(renderer):
    recipe = Recipe(edits=(edit("off"),))
    assert apply_detectors(renderer, recipe, {}) is recipe


def test_the_edit_follows_the_part_from_picture_to_picture(renderer):
    first, second = (
        apply_detectors(renderer, Recipe(latent=Seed(seed), edits=(edit("modify"),)), {"bright": BRIGHT})
        for seed in (1, 2)
    )
    assert first.edits[0].selection != second.edits[0].selection
    again = apply_detectors(renderer, replace(second, latent=Seed(1)), {"bright": BRIGHT})
    assert again == first


def test_missing_detector_is_named(renderer):
    with pytest.raises(AnalysisError, match=r"'tab' follows detector 'bright'.*known: mouth"):
        place_selections(renderer, Recipe(edits=(edit("modify"),)), {"mouth": BRIGHT}, tabs=["tab"])


def test_in_a_new_picture_a_tab_without_its_detector_selects_nothing_and_is_told(renderer):
    recipe = Recipe(edits=(edit("modify"),))
    assert lacking(recipe, {"mouth": BRIGHT}) == {"tab": "bright"}
    (placed,) = apply_detectors(renderer, recipe, {"mouth": BRIGHT}).edits
    assert not placed.selection.numpy().any()


def test_a_job_with_a_tab_whose_detector_is_missing_is_refused(renderer):
    with pytest.raises(AnalysisError, match="follows detector 'bright'"):
        FollowingRenderer(renderer, {"mouth": BRIGHT}).detected(Recipe(edits=(edit("modify"),)), ["tab"])


def test_detector_of_another_model_is_refused(renderer):
    other = Detector(name="bright", weights=(ChannelWeight("b8", 400, 1.0),))
    with pytest.raises(AnalysisError, match="another model"):
        apply_detectors(renderer, Recipe(edits=(edit("run"),)), {"bright": other})


def test_jobs_place_the_edit_in_each_picture_and_the_picture_says_where(renderer):
    jobs = FollowingRenderer(renderer, {"bright": BRIGHT})
    plan = catalogue.new_latents(Recipe(edits=(edit("modify"),)), [1, 2])
    for picture in plan.pictures():
        (rendering,) = render_pictures(jobs, [picture])
        placed = apply_detectors(renderer, picture.recipe, {"bright": BRIGHT})
        assert rendering.portrait.recipe == placed
        np.testing.assert_array_equal(rendering.portrait.image, renderer.render(placed).portrait.image)


def test_a_series_over_the_shown_picture_keeps_what_was_corrected_by_hand_and_differs_in_mode_run(renderer):
    corrected = edit("run", held=True)
    recipe = Recipe(latent=Seed(3), edits=(corrected,))
    plan = catalogue.spectrum(recipe, catalogue.edit_axes(recipe, 3))
    made = render_pictures(FollowingRenderer(renderer, {"bright": BRIGHT}), list(plan.pictures()))
    assert all(one.portrait.recipe.edits[0].selection == corrected.selection for one in made)
    assert len({one.portrait.image.tobytes() for one in made}) == 3


def test_jobs_can_carry_the_maps_that_are_recorded(renderer):
    jobs = FollowingRenderer(renderer, {}, capture=("b8",))
    (made,) = jobs.render_batch([Recipe(latent=Seed(1))], ["b16", "b8"])
    assert set(made.feature_maps) == {"b8", "b16"}
