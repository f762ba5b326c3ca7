"""Weights in standard deviations of their maps, in the window with the real engine and a small model."""

import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ganstudio.analysis.map_sampling import sample_distributions
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.ui.spatial.weights.model import WEIGHT


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


@pytest.fixture
def deviation(studio):
    """Of the maps of b8, worked out anew."""
    *_, found = sample_distributions(studio.renderer, ["b8"], images=200)
    return found["b8"].deviation


def enter(window, maps, weight):
    table = window.tab.weights.maps
    table.layer_choice.setCurrentIndex(table.layer_choice.findText("8×8"))
    table.maps_field.setText(maps)
    table.value_field.setFocus()
    table.value_field.selectAll()
    QTest.keyClicks(table.value_field, weight)
    QTest.keyClick(table.value_field, Qt.Key.Key_Return)


def shown(window):
    model = window.tab.weights.maps.model
    return [float(model.data(model.index(row, WEIGHT), Qt.ItemDataRole.EditRole)) for row in range(model.rowCount())]


def test_a_weight_is_typed_in_deviations_of_its_map(window, deviation):
    enter(window, "3,-0.5x7", "2")
    window.until(lambda: bool(window.edit.weights))
    weights = {weight.channel: weight.weight for weight in window.edit.weights}
    assert weights[3] == pytest.approx(2 * deviation[3], rel=1e-5)
    assert weights[7] == pytest.approx(-deviation[7], rel=1e-5)
    assert shown(window) == [2.0, -1.0]
    assert window.tab.weights.maps.model.headerData(WEIGHT, Qt.Orientation.Horizontal) == "weight (sd)"


def test_maps_from_the_feature_maps_tab_are_in_deviations_too(window, deviation):
    maps = window.window.tab_set.feature_maps
    window.window.tabs.setCurrentWidget(maps)
    maps.picks.field.setText("b8: 5")
    said = []
    window.tab.status.connect(said.append)
    window.click(maps.picks.tab_button)
    window.until(lambda: bool(window.edit.weights))
    assert said == ["Added 1 map of 8×8 to mouth."]
    assert window.edit.weights[0].weight == pytest.approx(deviation[5], rel=1e-5)


def test_maps_make_a_tab_where_there_is_none(window):
    window.window.bench.show(replace(window.recipe, edits=()), "no tab")
    window.settle()
    maps = window.window.tab_set.feature_maps
    window.window.tabs.setCurrentWidget(maps)
    maps.picks.field.setText("b8: 5")
    said = []
    window.tab.status.connect(said.append)
    window.click(maps.picks.tab_button)
    window.until(lambda: bool(window.recipe.edits))
    assert [(weight.layer, weight.channel) for weight in window.edit.weights] == [("b8", 5)]
    assert said == [f"Added 1 map of 8×8 to {window.edit.name}. Paint in it where they act."]


def test_raw_shows_and_takes_what_the_recipe_has(window, qtbot):
    window.weigh(ChannelWeight("b8", 3, 0.25))
    window.tab.units.learn(["b8"])
    window.until(lambda: shown(window) != [0.25])
    window.click(window.tab.weights.raw)
    assert shown(window) == [0.25]
    enter(window, "4", "0.5")
    window.until(lambda: len(window.edit.weights) == 2)
    assert window.edit.weights[1].weight == 0.5
    window.click(window.tab.weights.raw)
    assert shown(window)[0] != 0.25


def test_what_is_learned_is_kept_for_the_next_time(window, studio, deviation):
    window.tab.units.learn(["b8"])
    window.until(lambda: studio.folder.map_deviations("b8") is not None)
    np.testing.assert_allclose(studio.folder.map_deviations("b8"), deviation, rtol=1e-6)
    window.tab.units.show_model(None)
    (found,) = list(studio.map_deviations("b8"))
    assert found[0] == 0  # none had to be looked at


def test_a_damaged_file_counts_as_none(studio):
    studio.folder.save_map_deviations("b8", [1.0, 2.0])
    assert studio.folder.map_deviations("b8") is None
