"""The spatial tab on the built-in model: new images and detectors, what leaks, every layer, edits of other models."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from person import Person
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.ui.bench.session import RecipeEdit

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def spatial(person: Person):
    person.turn_to("Spatial")
    person.see()
    person.unfold()
    return person.window.tab_set.spatial


def put(person: Person, *edits: SpatialEdit) -> None:
    """Gives the picture these tabs, and waits until it is shown with them."""
    bench = person.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, edits=edits), "edits"))
    person.see()


def corner(**fields: object) -> SpatialEdit:
    """A tab that selects the upper left cell of four by four, where no mouth is."""
    cells = np.zeros((4, 4), np.float32)
    cells[0, 0] = 1
    given = {"resolution": 4, "selection": Array(cells), "weights": (ChannelWeight("b16", 3, 1.0),), **fields}
    return SpatialEdit(**{"name": "corner", "multiplier": 3.0, **given})


# -- new images


def choose(box: QComboBox, text: str) -> None:
    """Chooses an entry of a list by keys."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != text:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"{text} is not in the list"


def new_tab_of_a_new_image(person: Person) -> SpatialEdit:
    """Generates by the space bar, and gives the tab of the new picture."""
    with person.qtbot.waitSignal(person.window.bench.generated):
        person.press("generate")
    person.see()
    return person.recipe.edits[0]


def test_a_new_image_keeps_the_selection_of_a_tab_whose_detector_does_not_run(person, spatial):
    put(person, corner())
    choose(spatial.detector.choice.names, "hair")
    choose(spatial.detector.choice.modes, "Do not run")
    assert new_tab_of_a_new_image(person).selection == corner().selection


@pytest.mark.parametrize("resets", [False, True], ids=["keeps others", "resets others"])
@pytest.mark.parametrize("mode", ["Run", "Run and modify"])
def test_a_new_image_has_the_part_found_anew(person, spatial, mode, resets):
    by_hand = corner(multiplier=0.0)
    put(person, corner(name="follows"), by_hand)
    choose(spatial.detector.choice.names, "hair")
    choose(spatial.detector.choice.modes, mode)
    if resets:
        switch = spatial.selection.switches["reset_for_new_images"]
        QTest.mouseClick(switch, LEFT, pos=QPoint(10, 10))

    found = new_tab_of_a_new_image(person)

    assert found.selection != by_hand.selection
    assert found.selection.numpy().any()
    assert found.multiplier == 3.0
    assert found.is_active == (mode == "Run and modify")
    assert person.recipe.edits[1].selection.numpy().any() == (not resets)


# -- what leaks


def test_the_numbers_of_what_changes_are_those_of_the_two_pictures(person, spatial):
    put(person, corner(multiplier=60.0))
    edited = person.see().astype(float)
    card = spatial.difference
    QTest.mouseClick(card.switch, LEFT, pos=QPoint(10, 10))
    person.qtbot.waitUntil(card.number.isVisible)
    outside, within = float(card.number.text()), float(re.findall(r"Inside it is (\S+)\.$", card.label.text())[0])
    spatial.multiplier.zero_button.click()
    unedited = person.see().astype(float)

    change = np.abs(edited - unedited).mean(axis=2)
    inside = np.zeros(change.shape, bool)
    inside[: change.shape[0] // 4, : change.shape[1] // 4] = True
    assert change[inside].mean() > 1
    assert outside == pytest.approx(change[~inside].mean(), abs=0.006)
    assert within == pytest.approx(change[inside].mean(), abs=0.06)


# -- layers


def layers_offered(spatial) -> list[str]:
    box = spatial.weights.maps.layer_choice
    return [box.itemText(index) for index in range(box.count())]


def expected_layers(largest: int) -> list[str]:
    """`4×4`, then the first convolution and the output of each block up to the picture's size."""
    sides = [side for side in (8, 16, 32, 64, 128, 256) if side <= largest]
    return ["4×4", *(f"{side}×{side}{part}" for side in sides for part in (" conv0", ""))]


def test_every_layer_of_the_built_in_model_can_be_edited(person, spatial):
    assert layers_offered(spatial) == expected_layers(256)
    everywhere = Array(np.ones((4, 4)))
    put(person, corner(selection=everywhere, weights=(), multiplier=200.0))
    plain = person.see()
    maps = spatial.weights.maps
    QTest.mouseClick(spatial.weights.raw, LEFT)
    for layer in layers_offered(spatial):
        choose(maps.layer_choice, layer)
        for field, text in ((maps.maps_field, "0_3"), (maps.value_field, "1")):
            field.selectAll()
            QTest.keyClicks(field, text)
        QTest.keyClick(maps.value_field, Qt.Key.Key_Return)
        assert not np.array_equal(person.see(), plain), layer
        person.press("undo")
        assert np.array_equal(person.see(), plain)


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="no fixtures beside this clone")
@pytest.mark.parametrize(
    ("file", "largest"), [("nv_ada_ada64.pkl", 64), ("rosinality_32.pt", 32), ("tf_legacy_64.pkl", 64)]
)
def test_every_layer_of_a_foreign_model_is_offered(person, spatial, file, largest):
    with person.qtbot.waitSignal(person.window.bench.model_changed):
        person.window.files.open_file(FIXTURES / file)
    person.see()
    assert layers_offered(spatial) == expected_layers(largest)
    grids = [action.text() for action in spatial.chips.add_menu.actions()]
    assert grids == [f"Add a tab on {text}" for text in expected_layers(largest) if "conv0" not in text]


# -- edits of another model


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="no fixtures beside this clone")
def test_edits_of_a_finer_model_are_refused_in_a_sentence(person, spatial):
    put(person, corner(weights=(ChannelWeight("b128", 3, 1.0),)))
    person.press("copy_recipe")
    with person.qtbot.waitSignal(person.window.bench.model_changed):
        person.window.files.open_file(FIXTURES / "nv_ada_ada64.pkl")
    person.see()
    before = person.recipe
    assert '"b128"' in QGuiApplication.clipboard().text()
    person.press("paste_edits")
    why = "The copied edits do not fit this model. Layer 'b128' is not in this model (its layers go from b4 to b64)."
    assert person.window.bar.sentence.startswith(why)
    assert person.recipe == before


def test_the_built_in_model_brings_the_originals_tabs(spatial):
    originals = ("mouth_open", "hairband", "blush", "line_emphasis", "ice_is_nice", "red_or_blue_eyes", "hair", "cloth")
    chips = spatial.chips.chips
    assert set(originals) <= set(chips)
    for name in originals:
        QTest.mouseClick(chips[name], LEFT)
        assert spatial.current_edit.name == name
        assert spatial.current_edit.weights
        assert spatial.current_edit.multiplier == 0
