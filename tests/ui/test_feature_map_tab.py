"""The Feature maps tab, driven by mouse and keys on the shown widget."""

from __future__ import annotations

import dataclasses

import msgspec
import numpy as np
import pytest
from map_parts import MAPS, SELECTION, SPEC, click_map, frame, map_tab
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel
from task_parts import end, tell

from ganstudio.analysis.feature_map_order import MapOrder, order_maps
from ganstudio.api import Studio
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.maps.layers import MapsToGet, wanted_layers
from ganstudio.ui.maps.map_gallery import MapGallery
from ganstudio.ui.maps.map_menu import MapMenu
from ganstudio.ui.widgets.refusal import refusal_in


@pytest.fixture
def hidden_tab(qtbot, tmp_path):
    return map_tab(qtbot, tmp_path)


@pytest.fixture
def tab(qtbot, hidden_tab):
    hidden_tab.show()
    qtbot.waitExposed(hidden_tab)
    hidden_tab.show_frame(frame())
    return hidden_tab


def test_maps_are_asked_for_only_while_the_tab_is_seen(hidden_tab, qtbot):
    assert hidden_tab.heard.captures == []
    hidden_tab.show()
    qtbot.waitExposed(hidden_tab)
    assert hidden_tab.heard.captures == [("b16",)]
    hidden_tab.hide()
    assert hidden_tab.heard.captures == [("b16",), ()]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (MapsToGet.NONE, ()),
        (MapsToGet.CURRENT, ("b8",)),
        (MapsToGet.ALL, ("b4", "b8.conv0", "b8", "b16.conv0", "b16")),
        (MapsToGet.CUSTOM, ("b4", "b16.conv0")),
    ],
)
def test_which_layers_are_wanted(choice, wanted):
    assert wanted_layers(choice, SPEC, current="b8", custom={"b16.conv0", "b4"}) == wanted


def test_every_layer_can_be_chosen_from_coarse_to_fine(tab):
    texts = [tab.bar.layer_box.itemText(row) for row in range(tab.bar.layer_box.count())]
    assert texts == ["4×4", "8×8 conv0", "8×8", "16×16 conv0", "16×16"]
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b8.conv0"))
    assert tab.heard.captures[-1] == ("b8.conv0",)


def test_custom_layers_follow_the_active_spatial_tabs(tab):
    edit = SpatialEdit(
        name="mouth",
        resolution=8,
        selection=Array(np.ones((8, 8))),
        weights=(ChannelWeight("b8", 1, 1.0), ChannelWeight("b4", 2, 0.5)),
        multiplier=3.0,
    )
    tab.show_recipe(Recipe(edits=(edit,)))
    tab.bar.get_box.setCurrentIndex(list(MapsToGet).index(MapsToGet.CUSTOM))
    assert tab.heard.captures[-1] == ("b16",)
    QTest.mouseClick(tab.bar.active_tabs_button, Qt.MouseButton.LeftButton)
    assert tab.heard.captures[-1] == ("b4", "b8")


def test_no_maps_is_said_in_the_grid(tab):
    tab.bar.get_box.setCurrentIndex(list(MapsToGet).index(MapsToGet.NONE))
    assert tab.heard.captures[-1] == ()
    assert list(tab.grid.order) == []
    assert "No maps come with the picture" in tab.grid._empty[0]


def test_a_click_lays_a_map_over_the_picture_and_a_second_takes_it_off(tab):
    click_map(tab, 3)
    values, name = tab.heard.overlays[-1]
    np.testing.assert_array_equal(values, MAPS[3])
    assert name == "16×16 map 3"
    click_map(tab, 3)
    assert tab.heard.overlays[-1] == (None, "")


def test_a_map_over_the_picture_shares_the_scale_of_the_small_pictures(tab):
    click_map(tab, 3)
    assert tab.view.overlay_limits is None
    tab.bar.colors_box.setCurrentText("heat, shared")
    assert tab.view.is_heat
    assert tab.view.overlay_limits == (MAPS.min(), MAPS.max())


def test_the_overlay_follows_the_picture_and_leaves_with_the_tab(tab):
    click_map(tab, 2)
    tab.show_frame(frame(MAPS * 2))
    np.testing.assert_array_equal(tab.heard.overlays[-1][0], MAPS[2] * 2)
    tab.hide()
    assert tab.heard.overlays[-1] == (None, "")
    tab.show()
    np.testing.assert_array_equal(tab.heard.overlays[-1][0], MAPS[2] * 2)
    assert tab.grid._chosen == 2


def test_a_picture_without_that_map_has_none_laid_over_it(tab):
    click_map(tab, 2)
    tab.show_frame(frame(layer="b8", maps=MAPS[:, ::2, ::2]))
    assert tab.heard.overlays[-1] == (None, "")
    tab.show_frame(frame())
    np.testing.assert_array_equal(tab.heard.overlays[-1][0], MAPS[2])


def test_another_layer_takes_the_overlay_off(tab):
    click_map(tab, 2)
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b8"))
    assert tab.heard.overlays[-1] == (None, "")


def test_hovering_tells_number_and_magnitude(tab, qtbot):
    QTest.mouseMove(tab.grid.viewport(), tab.grid.cell_rect(1).center())
    qtbot.waitUntil(lambda: "Map 1" in tab.info.text())
    assert f"magnitude {np.abs(MAPS[1]).sum():.4g}" in tab.info.text()


def test_order_by_magnitude_shows_the_strongest_first(tab):
    tab.bar.set_order(MapOrder.MAGNITUDE)
    strengths = np.abs(MAPS).sum((1, 2))
    assert list(tab.grid.order) == np.argsort(-strengths).tolist()


@pytest.mark.parametrize("order", [MapOrder.SELECTION, MapOrder.HINGE])
def test_order_by_selection_waits_for_one(tab, order, qtbot):
    tab.bar.set_order(order)
    assert list(tab.grid.order) == list(range(8))
    assert "Paint a selection" in tab.info.text()
    tab.show_selection(SELECTION, "mouth")
    qtbot.waitUntil(lambda: "Paint" not in tab.info.text())
    dots = (MAPS * SELECTION).sum((1, 2))
    if order is MapOrder.SELECTION:
        assert list(tab.grid.order) == np.argsort(-dots).tolist()


@pytest.fixture
def ordered_by_quantile(tab, qtbot):
    tab.show_selection(SELECTION, "mouth")
    tab.bar.set_order(MapOrder.QUANTILE)
    return tab


def test_the_order_by_quantile_first_learns_what_is_usual(ordered_by_quantile, make_generator, tmp_path):
    tab = ordered_by_quantile
    (request,) = tab.heard.requests
    assert request.title
    assert list(tab.grid.order) == list(range(8))
    assert "random pictures" in tab.info.text()
    tab.show_frame(frame(MAPS + 1))
    tab.view.settle()
    assert len(tab.heard.requests) == 1
    studio = Studio(tmp_path / "studio", make_generator(), "cpu", "fp32")
    steps = list(request.work(studio))
    assert [step.found for step in steps[:-1]] == [None] * (len(steps) - 1)
    layer, distribution = steps[-1].found
    assert layer == "b16"
    tab.show_frame(frame(MAPS[: len(distribution.mean)]))
    tell(request, steps[-1])
    end(request, steps[-1].found)
    expected = order_maps(tab.view.maps, MapOrder.QUANTILE, SELECTION, distribution=distribution)
    assert list(tab.grid.order) == expected.tolist()
    assert "32 random pictures" in tab.info.text()


def test_the_order_by_quantile_can_be_called_off(ordered_by_quantile):
    tab = ordered_by_quantile
    assert tab.bar.order is MapOrder.QUANTILE
    end(tab.heard.requests[0])
    assert tab.bar.order is MapOrder.INDEX
    assert "not learned" in tab.heard.statuses[-1]
    tab.bar.set_order(MapOrder.QUANTILE)
    assert len(tab.heard.requests) == 2


def test_the_order_by_quantile_wants_a_selection_before_anything_is_learned(tab):
    tab.bar.set_order(MapOrder.QUANTILE)
    assert tab.heard.requests == []
    assert "Paint a selection" in tab.info.text()


def test_maps_change_places_only_when_the_picture_rests(tab, qtbot):
    tab.bar.set_order(MapOrder.MAGNITUDE)
    before = list(tab.grid.order)
    tab.show_frame(frame(MAPS[::-1].copy()))
    assert list(tab.grid.order) == before
    qtbot.waitUntil(lambda: list(tab.grid.order) != before)
    assert list(tab.grid.order) == [7 - channel for channel in before]


def test_the_first_maps_as_ordered_fill_the_list_and_go_to_the_spatial_tab_when_told(tab):
    tab.show_selection(SELECTION, "mouth")
    tab.bar.set_order(MapOrder.MAGNITUDE)
    tab.picks.count.setValue(3)
    QTest.mouseClick(tab.picks.first_button, Qt.MouseButton.LeftButton)
    assert [entry.channel for entry in tab.picks.field.maps] == list(tab.grid.order[:3])
    assert tab.heard.weights == []
    assert tab.picks.view_button.isEnabled()
    QTest.mouseClick(tab.picks.tab_button, Qt.MouseButton.LeftButton)
    assert tab.heard.weights == [tuple(ChannelWeight("b16", channel, 1.0) for channel in tab.grid.order[:3])]


def test_how_many_are_taken_stays_as_typed_while_no_maps_are_shown(tab):
    tab.picks.count.selectAll()
    QTest.keyClicks(tab.picks.count.lineEdit(), "7")
    QTest.mouseClick(tab.picks.first_button, Qt.MouseButton.LeftButton)
    tab.show_frame(frame(layer="b8"))
    assert tab.view.maps is None
    tab.show_frame(frame())
    assert tab.picks.count.value() == 7


def test_listed_maps_go_to_the_spatial_tab_with_their_weights(tab):
    tab.show_selection(None, "mouth")
    QTest.keyClicks(tab.picks.field, "3,-0.5x1,5_6")
    QTest.keyClick(tab.picks.field, Qt.Key.Key_Return)
    assert tab.heard.weights == []  # Enter looks at them; what goes to the tab is said by its button
    QTest.mouseClick(tab.picks.tab_button, Qt.MouseButton.LeftButton)
    weights = ((3, 1.0), (1, -0.5), (5, 1.0), (6, 1.0))
    assert tab.heard.weights == [tuple(ChannelWeight("b16", channel, weight) for channel, weight in weights)]


def test_a_fault_in_the_list_is_shown_at_its_place(tab):
    tab.show_selection(None, "mouth")
    QTest.keyClicks(tab.picks.field, "3,9,1")
    assert (tab.picks.field.error.start, tab.picks.field.error.end) == (2, 3)
    assert "Map 9 is not in this layer" in refusal_in(tab)
    assert not tab.picks.tab_button.isEnabled()
    tab.picks.field.setText("3,")
    assert refusal_in(tab) == ""
    assert tab.picks.tab_button.isEnabled()


def test_the_fault_is_underlined_in_red(tab, qtbot):
    tab.picks.field.setText("1,2,oops")
    picture = tab.picks.field.grab().toImage()
    right_half = sum(is_red(picture, x, y) for x in range(28, 80) for y in range(picture.height()))
    left_part = sum(is_red(picture, x, y) for x in range(24) for y in range(picture.height()))
    assert right_half > 10
    assert left_part == 0


def is_red(picture, x, y):
    color = picture.pixelColor(x, y)
    return color.red() > 180 and color.green() < 150 and color.blue() < 150


def test_without_a_spatial_tab_one_can_be_made_of_the_list(tab):
    tab.picks.field.setText("1")
    assert tab.picks.tab_button.isEnabled()
    assert tab.picks.tab_button.toolTip().startswith("Make a spatial tab")
    assert not tab.picks.detector_button.isEnabled()
    assert tab.picks.first_button.isEnabled()


def test_what_is_listed_stays_the_same_when_another_layer_is_looked_at(tab):
    tab.picks.field.setText("1,3_4")
    listed = tab.picks.field.maps
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b8"))
    assert tab.picks.field.text() == "b16: 1,3,4"
    assert tab.picks.field.maps == listed
    QTest.keyClicks(tab.picks.field, "; b8: 2")
    assert tab.heard.captures[-1] == ("b8", "b16")
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b16"))
    assert tab.picks.field.text() == "1,3,4; b8: 2"


def test_a_list_goes_to_the_tab_the_detector_or_the_script_as_the_button_says(tab):
    script = TabScript(file="spatial_map.py")
    edit = SpatialEdit(name="mouth", resolution=16, selection=Array(SELECTION))
    asked = []
    tab.detector_requested.connect(lambda maps: asked.append(("detector", maps)))
    tab.script_requested.connect(lambda maps: asked.append(("script", maps)))
    tab.show_selection(SELECTION, "mouth")
    tab.show_recipe(Recipe(edits=(edit,)))
    tab.picks.field.setText("3,2x5; b8: 1")
    assert not tab.picks.script_button.isEnabled()
    tab.show_recipe(Recipe(edits=(replace(edit, script=script),)))
    QTest.mouseClick(tab.picks.detector_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(tab.picks.script_button, Qt.MouseButton.LeftButton)
    maps = (ChannelWeight("b16", 3, 1.0), ChannelWeight("b16", 5, 2.0), ChannelWeight("b8", 1, 1.0))
    assert asked == [("detector", maps), ("script", maps)]


def open_menu(tab, channel):
    tab.grid.menu_requested.emit(channel, tab.mapToGlobal(QPoint(5, 5)))
    return next(menu for menu in tab.findChildren(MapMenu) if menu.isVisible())


def choose(tab, channel, text):
    menu = open_menu(tab, channel)
    next(action for action in menu.actions() if text in action.text()).trigger()
    menu.close()


def test_the_menu_of_a_map_adds_it_with_a_weight(tab):
    tab.show_selection(None, "mouth")
    choose(tab, 4, "weight +1")
    choose(tab, 4, "weight −1")
    choose(tab, 4, "another weight")
    dialog = next(dialog for dialog in tab.findChildren(QInputDialog) if dialog.isVisible())
    dialog.setDoubleValue(2.5)
    dialog.accept()
    assert tab.heard.weights == [(ChannelWeight("b16", 4, weight),) for weight in (1.0, -1.0, 2.5)]


def test_the_menu_of_a_map_copies_its_number_and_lists_it(tab):
    choose(tab, 6, "Copy number")
    assert QApplication.clipboard().text() == "6"
    choose(tab, 6, "list below")
    choose(tab, 2, "list below")
    assert tab.picks.field.text() == "6,2"


def test_keys_move_and_choose(tab):
    tab.grid.setFocus()
    QTest.keyClick(tab.grid, Qt.Key.Key_Home)
    QTest.keyClick(tab.grid, Qt.Key.Key_Right)
    QTest.keyClick(tab.grid, Qt.Key.Key_Return)
    np.testing.assert_array_equal(tab.heard.overlays[-1][0], MAPS[1])
    QTest.keyClick(tab.grid, Qt.Key.Key_End)
    assert tab.grid.current == 7


def test_maps_that_the_spatial_tab_weighs_are_marked(tab):
    edit = SpatialEdit(name="mouth", resolution=16, selection=Array(SELECTION), weights=(ChannelWeight("b16", 5, 1.0),))
    tab.show_selection(SELECTION, "mouth")
    tab.show_recipe(Recipe(edits=(edit,)))
    assert tab.grid._marked == {5}
    tab.show_selection(SELECTION, "hair")
    assert tab.grid._marked == set()


def test_only_maps_in_sight_are_painted(tab, qtbot):
    tab.show_frame(frame(np.random.RandomState(1).randn(512, 16, 16).astype(np.float32)))
    tab.grid.grab()
    assert 0 < len(tab.grid._pictures._pictures) < 120
    tab.grid.scroll_to(511)
    assert tab.grid.verticalScrollBar().value() == tab.grid.verticalScrollBar().maximum()


def test_listed_maps_are_viewed_in_a_window_and_saved(tab, tmp_path, qtbot):
    tab.picks.field.setText("1,3_4")
    QTest.mouseClick(tab.picks.view_button, Qt.MouseButton.LeftButton)
    gallery = tab.findChild(MapGallery)
    qtbot.waitExposed(gallery)
    gallery.save(tmp_path / "maps.png")
    image = QImage(str(tmp_path / "maps.png"))
    assert image.width() >= 3 * 256
    assert str(tmp_path / "maps.png") in tab.heard.statuses[-1]
    gallery.save(tmp_path / "missing folder" / "maps.png")
    assert "could not be saved" in tab.heard.messages[-1]
    gallery.close()


def test_statistics_of_the_chosen_map(tab):
    tab.statistics.set_folded(False)
    assert "Click a map" in tab.statistics.numbers.text()
    click_map(tab, 2)
    assert f"mean {MAPS[2].mean():.4g}" in tab.statistics.numbers.text()
    assert f"magnitude {np.abs(MAPS[2]).sum():.4g}" in tab.statistics.numbers.text()
    assert tab.statistics.plot.isVisible()


def test_statistics_follow_the_keys_from_map_to_map(tab):
    tab.statistics.set_folded(False)
    tab.grid.setFocus()
    QTest.keyClick(tab.grid, Qt.Key.Key_Home)
    QTest.keyClick(tab.grid, Qt.Key.Key_Right)

    at = tab.grid.current
    assert f"mean {MAPS[at].mean():.4g}" in tab.statistics.numbers.text()
    assert f"map {at}" in tab.statistics.findChild(QLabel, "of").text()


def test_statistics_are_those_of_the_layer_that_is_seen(tab):
    """Two layers of one size have maps of one shape."""
    tab.statistics.set_folded(False)
    both = Frame(recipe=Recipe(), image=frame().image, feature_maps={"b16": MAPS, "b16.conv0": MAPS + 1})
    tab.show_frame(both)
    click_map(tab, 2)
    assert tab.statistics.findChild(QLabel, "of").text() == "16×16 map 2"

    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b16.conv0"))

    assert tab.statistics.findChild(QLabel, "of").text() == ""
    assert "Click a map" in tab.statistics.numbers.text()
    click_map(tab, 2)
    assert tab.statistics.findChild(QLabel, "of").text() == "16×16 conv0 map 2"


def test_blue_for_green_recolors_the_maps(tab):
    click_map(tab, 0)
    before = tab.grid.grab().toImage()
    tab.view.set_blue_for_green(True)
    assert tab.grid.grab().toImage() != before


def test_a_frame_without_the_layer_waits(tab):
    tab.bar.layer_box.setCurrentIndex(tab.bar.layer_box.findData("b8"))
    tab.show_frame(frame())
    assert list(tab.grid.order) == []
    assert "Waiting for the maps of 8×8" in tab.grid._empty[0]


def test_without_a_model_the_tab_says_so(tab):
    tab.show_model(None)
    assert tab.grid._empty[0] == "No model is loaded"
    assert tab.heard.captures[-1] == ()


def test_a_list_of_one_model_is_dropped_with_a_word_when_another_is_opened_and_stays_when_the_same_is(tab):
    heard = tab.heard
    tab.picks.field.setText("3,2x5")
    same = tab._model
    tab.show_model(None)
    tab.show_model(same)
    assert [entry.channel for entry in tab.picks.field.maps] == [3, 5]
    other = dataclasses.replace(same, identity=msgspec.structs.replace(same.identity, model_id="f" * 32))
    tab.show_model(other)
    assert tab.picks.field.text() == ""
    assert "of the other model" in heard.statuses[-1]
    said = len(heard.statuses)
    tab.show_model(same)
    assert len(heard.statuses) == said  # there was none
