"""What a person can do to the list of tabs, as values."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.errors import RecipeError
from ganstudio.recipe.array import Array
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.spec import LayerSpec
from ganstudio.ui.spatial import changes, tab_list
from ganstudio.ui.spatial.painting.grid import Grid

LAYER = LayerSpec(name="b16", height=16, width=16, channels=32, ws_index=3)


def tab(name, **fields):
    return SpatialEdit(name=name, resolution=4, selection=Array(np.zeros((4, 4))), **fields)


TABS = (tab("mouth", multiplier=3.0), tab("hair", multiplier=-1.0), tab("eyes"))


def names(change):
    return [edit.name for edit in change.edits]


def test_a_new_tab_is_empty_and_shown():
    change = changes.added(TABS, Grid(8, 8))
    assert names(change) == ["mouth", "hair", "eyes", "tab"]
    assert change.shown == "tab"
    edit = change.edits[-1]
    assert (edit.resolution, edit.selection.shape, edit.weights, edit.multiplier) == (8, (8, 8), (), 0.0)


def test_new_tabs_get_names_of_their_own():
    edits = ()
    for _ in range(3):
        edits = changes.added(edits, Grid(4, 4)).edits
    assert [edit.name for edit in edits] == ["tab", "tab 2", "tab 3"]


def test_renaming_keeps_the_place():
    assert names(changes.renamed(TABS, "hair", " hairband ")) == ["mouth", "hairband", "eyes"]


@pytest.mark.parametrize(("wanted", "says"), [("mouth", "already"), ("   ", "needs a name")])
def test_a_name_that_is_taken_or_empty_is_refused(wanted, says):
    with pytest.raises(RecipeError, match=says):
        changes.renamed(TABS, "hair", wanted)


def test_renaming_to_the_same_name_is_no_error():
    assert names(changes.renamed(TABS, "hair", "hair")) == ["mouth", "hair", "eyes"]


@pytest.mark.parametrize(
    ("name", "shown", "then"), [("hair", "hair", "eyes"), ("eyes", "eyes", "hair"), ("mouth", "eyes", "eyes")]
)
def test_deleting_shows_the_neighbour(name, shown, then):
    change = changes.deleted(TABS, name, shown)
    assert name not in names(change)
    assert change.shown == then


def test_deleting_the_last_tab_shows_none():
    assert changes.deleted((tab("a"),), "a", "a").shown == ""


def test_a_copy_stands_behind_its_original():
    change = changes.duplicated(TABS, "mouth")
    assert names(change) == ["mouth", "mouth 2", "hair", "eyes"]
    assert change.edits[1].multiplier == 3.0
    assert change.shown == "mouth 2"


def test_loading_adds_and_renames_what_is_taken():
    change = changes.loaded(TABS, (tab("hair"), tab("blush")), "basic")
    assert names(change) == ["mouth", "hair", "eyes", "hair 2", "blush"]
    assert change.shown == "hair 2"


def test_all_multipliers_go_to_zero():
    assert {edit.multiplier for edit in changes.all_at_zero(TABS, "hair").edits} == {0.0}


def test_a_multiplier_is_labelled_as_the_slider_shows_it():
    change = changes.multiplied(TABS, TABS[0], 99.48431564193378)
    assert change.label == "mouth 99.5"
    assert change.edits[0].multiplier == 99.48431564193378


def test_weights_are_set_changed_and_taken_out():
    edit = changes.weighted(TABS, TABS[0], {"b16": {33: -2.0}, "b32": {117: 0.5}}).edits[0]
    assert edit.weights == (ChannelWeight("b16", 33, -2.0), ChannelWeight("b32", 117, 0.5))
    edit = changes.weighted((edit,), edit, {"b16": {33: 4.0, 1: 1.0}}).edits[0]
    assert {(w.layer, w.channel): w.weight for w in edit.weights} == {
        ("b16", 33): 4.0,
        ("b16", 1): 1.0,
        ("b32", 117): 0.5,
    }
    change = changes.weighted((edit,), edit, {"b16": {33: 0.0}})
    assert {(w.layer, w.channel) for w in change.edits[0].weights} == {("b16", 1), ("b32", 117)}
    assert change.label == "mouth: without map 33"


def test_random_weights_keep_the_maps_and_change_the_numbers():
    edit = tab("t", weights=(ChannelWeight("b16", 5, 1.0), ChannelWeight("b16", 9, 1.0)))
    after = tab_list.randomised(edit, LAYER, np.random.default_rng(1))
    assert [(w.layer, w.channel) for w in after.weights] == [("b16", 5), ("b16", 9)]
    assert after.weights != edit.weights


def test_random_weights_of_an_empty_tab_take_maps_of_its_layer():
    after = tab_list.randomised(tab("t"), LAYER, np.random.default_rng(1))
    assert len({w.channel for w in after.weights}) == tab_list.RANDOM_MAPS
    assert {w.layer for w in after.weights} == {"b16"}


def test_changing_the_grid_and_back_keeps_what_was_painted():
    fine = np.zeros((16, 16), np.float32)
    fine[3, 5] = 1
    edit = SpatialEdit(name="t", resolution=16, selection=Array(fine))
    coarse = changes.on_grid((edit,), "t", Grid(4, 4)).edits[0]
    assert coarse.resolution == 4
    back = changes.on_grid((coarse,), "t", Grid(16, 16)).edits[0]
    assert back == edit


def test_the_tab_shown_next_stands_where_the_lost_one_stood():
    assert tab_list.successor(TABS, TABS[1:], "mouth") == "hair"
    assert tab_list.successor(TABS, TABS[:2], "eyes") == "hair"
    assert tab_list.successor(TABS, (), "eyes") == ""
