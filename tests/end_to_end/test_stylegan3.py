"""A StyleGAN3 model in the real window: its picture is moved and turned, its maps are looked at, a place is painted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from person import Person

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.ui.bench.session import RecipeEdit
from writers import nvlabs, stylegan3


def open_model(person: Person, path: Path) -> None:
    """Drops a model file on the window."""
    person.window.files.open_file(path)
    person.qtbot.waitUntil(lambda: person.window.bench.model is not None and person.window.bench.model.path == path)
    person.see()


@pytest.fixture
def turned(person: Person, tmp_path: Path) -> Person:
    path = tmp_path / "equivariant.pkl"
    path.write_bytes(nvlabs.nvlabs_pickle({"G_ema": stylegan3.generator_record(stylegan3.make_network())}))
    open_model(person, path)
    return person


def test_the_picture_is_moved_and_turned_by_sliders_and_undone(turned: Person):
    panel = turned.window.left.place
    assert panel.isVisible()
    still, steps = turned.see(), len(turned.window.bench.session.history.past)

    turned.drag_slider(panel.turn.slider, 40)
    after_turn = turned.see()
    turned.drag_slider(panel.right.slider, 20)
    after_both = turned.see()

    assert turned.recipe.rotate == pytest.approx(40, abs=6)
    assert turned.recipe.translate[0] == pytest.approx(0.2, abs=0.04)
    assert turned.recipe.translate[1] == 0.0
    assert len(turned.window.bench.session.history.past) == steps + 2
    assert (after_turn != still).any()
    assert (after_both != after_turn).any()
    turned.take_screenshot("stylegan3_moved")
    turned.press("undo")
    turned.press("undo")
    assert np.array_equal(turned.see(), still)
    assert panel.turn.value == 0.0


def test_maps_are_shown_by_the_layers_names(turned: Person):
    turned.turn_to("Feature maps")
    turned.see()
    bar = turned.window.tab_set.feature_maps.bar
    names = [bar.layer_box.itemText(index) for index in range(bar.layer_box.count())]
    turned.qtbot.waitUntil(lambda: bar.layer in turned.window.bench.frame.feature_maps)

    assert names == ["L0 16×16", "L1 32×32", "L2 32×32", "L3 32×32"]
    assert turned.window.bench.frame.feature_maps["L0_36_8"].shape == (8, 16, 16)
    turned.take_screenshot("stylegan3_maps")


def test_what_is_painted_is_what_changes(turned: Person):
    turned.turn_to("Spatial")
    plain = turned.see()
    weights = (ChannelWeight("L1_52_6", 2, 1.0),)
    empty = SpatialEdit(
        name="corner", resolution=16, selection=Array(np.zeros((16, 16), np.float32)), weights=weights, multiplier=40.0
    )
    turned.window.bench.edit(RecipeEdit(replace(turned.recipe, edits=(empty,)), "edits"))
    turned.see()

    turned.drag(turned.window.view, turned.at(0.05, 0.05), turned.at(0.2, 0.2))

    selection = turned.recipe.edits[0].selection.numpy()
    changed = np.abs(turned.see().astype(float) - plain).mean(axis=2)
    quarter = changed[:16, :16].mean()
    assert selection[:4, :4].any()
    assert quarter > 5 * changed[16:, 16:].mean()
    turned.take_screenshot("stylegan3_painted")


def test_what_was_taken_for_granted_is_said_in_the_status(person: Person, tmp_path: Path):
    torch.save(stylegan3.make_network().state_dict(), tmp_path / "state.pt")

    open_model(person, tmp_path / "state.pt")

    status = person.window.status
    assert "NVlabs' defaults are taken" in status._message.text()
    assert "NVlabs' defaults are taken" in status._device.toolTip()


def test_a_model_without_a_plane_has_no_such_card(turned: Person):
    turned.window.open_model("builtin")
    turned.qtbot.waitUntil(lambda: turned.window.bench.model.path is None)
    turned.see()

    assert not turned.window.left.place.isVisible()
    assert "NVlabs" not in turned.window.status._device.toolTip()
