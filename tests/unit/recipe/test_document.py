import msgspec
import numpy as np
import pytest

from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, check, replace, with_attribute, with_edit
from ganstudio.recipe.edits import (
    AttributeShift,
    ChannelWeight,
    SpatialEdit,
    TabScript,
    for_new_picture,
    multiplier_from_slider,
    slider_from_multiplier,
)
from ganstudio.recipe.history import History, Step
from ganstudio.recipe.latent import LatentW, LatentZ, Noise, Seed, Truncation
from recipes import full_recipe, small_spec


def test_a_recipe_that_fits_the_model_passes():
    check(full_recipe(), small_spec())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latent": LatentZ(Array(np.zeros(5)))}, r"z has shape \[5\].*takes \[8\]"),
        ({"latent": Seed(-1)}, "seed -1"),
        ({"base": LatentW(Array(np.zeros(4)))}, "base: this w"),
        ({"classes": (1.0,)}, "no classes"),
        ({"truncation": Truncation(psi=float("nan"))}, "truncation.psi is nan"),
        ({"variation": float("inf")}, "variation is inf"),
        ({"truncation": Truncation(cutoff=-2)}, "cutoff is -2"),
        ({"noise": Noise(mode="loud")}, "noise.mode is 'loud'"),
        ({"noise": Noise(mode="seeded", seed=-1)}, r"noise\.seed -1 is out of range"),
        ({"noise": Noise(mode="seeded", seed=1 << 32)}, r"noise\.seed 4294967296 is out of range"),
        ({"attributes": (AttributeShift(name="a", vector=Array(np.zeros(3))),)}, "Attribute 'a' has a vector"),
        ({"attributes": (AttributeShift(name="a", vector=Array(np.zeros(8)), first=9),)}, r"0\.\.5"),
    ],
)
def test_a_recipe_that_does_not_fit_is_refused_by_field(changes, words):
    with pytest.raises(RecipeError, match=words):
        check(replace(full_recipe(), **changes), small_spec())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weights": (ChannelWeight("b8", 8, 1.0),)}, r"feature maps 0\.\.7"),
        ({"weights": (ChannelWeight("b32", 0, 1.0),)}, "Layer 'b32' is not in this model"),
        ({"mode": "melt"}, "mode 'melt'"),
        ({"curve": "steep"}, "curve 'steep' is unknown"),
        ({"multiplier": float("nan")}, "multiplier is nan"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(changes, words):
    edit = msgspec.structs.replace(full_recipe().edits[0], **changes)

    with pytest.raises(RecipeError, match=words):
        check(replace(full_recipe(), edits=(edit,)), small_spec())


def test_two_edits_of_one_name_are_refused():
    edit = full_recipe().edits[0]

    with pytest.raises(RecipeError, match="Two spatial edits are named 'mouth_open'"):
        check(replace(full_recipe(), edits=(edit, edit)), small_spec())


def test_recipes_compare_and_hash_by_value():
    assert full_recipe() == full_recipe()
    assert hash(full_recipe()) == hash(full_recipe())
    assert full_recipe() != replace(full_recipe(), variation=0.6)


@pytest.mark.parametrize("position", [-200, -93, -1, 0, 1, 2, 57, 200])
def test_the_multiplier_slider_comes_back_from_its_multiplier(position):
    assert slider_from_multiplier(multiplier_from_slider(position)) == position


def test_the_multiplier_is_the_originals_exponential():
    assert multiplier_from_slider(0) == 0.0
    assert multiplier_from_slider(20) == pytest.approx(2.718281828)
    assert multiplier_from_slider(-200) == pytest.approx(-22026.4657948)


def test_an_attribute_at_zero_leaves_the_recipe():
    shift = AttributeShift(name="smile", vector=Array(np.zeros(8)), amount=0.0)

    assert with_attribute(full_recipe(), shift).attributes == ()


def test_an_edit_replaces_the_one_of_its_name_in_place():
    first = full_recipe().edits[0]
    second = msgspec.structs.replace(first, name="blush")
    recipe = replace(Recipe(), edits=(first, second))
    louder = msgspec.structs.replace(first, multiplier=5.0)

    assert with_edit(recipe, louder).edits == (louder, second)


def test_undo_and_redo_walk_the_steps_and_a_new_step_drops_the_undone():
    steps = [Step(label=str(seed), recipe=Recipe(latent=Seed(seed))) for seed in range(3)]
    history = History(present=steps[0]).commit(steps[1]).commit(steps[2])

    assert history.undo().present == steps[1]
    assert history.undo().undo().undo().present == steps[0]
    assert history.undo().redo() == history
    assert history.undo().commit(steps[0]).future == ()


def test_a_step_that_changes_nothing_is_not_kept():
    history = History(present=Step(label="start", recipe=Recipe()))

    assert history.commit(Step(label="again", recipe=Recipe())) is history


@pytest.mark.parametrize(
    ("mode", "multiplier", "held"), [("run", 5.0, True), ("run", 0.0, False), ("modify", 5.0, False)]
)
@pytest.mark.parametrize("placed_by", ["detector", "script"])
def test_a_new_picture_holds_what_only_runs_and_would_act(placed_by, mode, multiplier, held):
    edit = SpatialEdit(name="a", resolution=2, selection=Array(np.ones((2, 2))), multiplier=multiplier, held=not held)
    if placed_by == "script":
        edit = msgspec.structs.replace(edit, script=TabScript(file="a.py", mode=mode))
    else:
        edit = msgspec.structs.replace(edit, detector="mouth", detector_mode=mode)

    assert for_new_picture(edit) == msgspec.structs.replace(edit, held=held)


def test_a_new_picture_leaves_a_tab_that_nothing_places_as_it_was():
    edit = SpatialEdit(name="a", resolution=2, selection=Array(np.ones((2, 2))), multiplier=5.0, held=True)

    assert for_new_picture(edit) is edit
