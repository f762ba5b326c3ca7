"""Find the maps, in the window, with the real engine and a small model."""

import msgspec
import numpy as np
import pytest
from analysis_window import AnalysisWindow
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QScrollArea

from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight
from ganstudio.recipe.latent import Seed
from ganstudio.render.masks import layer_mask

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot, qapp, studio):
    opened = AnalysisWindow(qtbot, qapp, studio)
    yield opened
    opened.close()


def search(window):
    window.paint(slice(2, 4), slice(5, 7))
    window.click(window.finder.button)
    window.until(lambda: window.finder.button.text() == "Find again")


def tile(window, index):
    return window.finder.grid.tile_rect(index).center().toPoint()


def test_nothing_painted_is_said_in_the_bar(window):
    window.click(window.finder.button)
    assert "Nothing is selected" in window.window.bar.sentence
    assert window.finder.button.text() == "Find"


def test_every_map_of_the_layer_is_tried_and_the_best_are_shown(window):
    search(window)
    assert window.finder.note.text() == "8 maps tried"
    shown = window.finder.grid.effects
    assert len(shown) == 8
    assert [effect.score for effect in shown] == sorted((effect.score for effect in shown), reverse=True)
    assert {effect.layer for effect in shown} == {"b8"}


def test_a_click_makes_the_map_the_tabs_weight_at_the_strength_it_was_tried_with(window):
    search(window)
    window.click(window.finder.grid, tile(window, 0))
    window.settle()
    best = window.finder.grid.effects[0]
    (weight,) = window.edit.weights
    assert (weight.layer, weight.channel) == (best.layer, best.channel)
    assert weight.weight * window.edit.multiplier == pytest.approx(best.sign * best.amount, rel=1e-3)
    window.until(lambda: window.tab.units.knows(["b8"]))
    (in_deviations,) = window.tab.units.shown(window.edit.weights)
    assert in_deviations.weight == pytest.approx(best.sign, rel=1e-3)
    assert window.edit.multiplier == window.finder.controls.strength.value == 6.0
    assert window.tab.multiplier.slider.value() == 60  # of 200, which is 20 deviations
    assert window.window.bench.session.history.present.label == f"mouth: map {best.channel} of 8×8"


@pytest.mark.parametrize("feather", [0.0, 0.7])
def test_a_soft_tab_that_multiplies_acts_as_its_pictures_showed_once_one_is_clicked(window, feather):
    window.paint(slice(2, 4), slice(5, 7))
    edit = msgspec.structs.replace(window.edit, feather=feather, mode="multiply")
    window.window.bench.show(replace(window.recipe, edits=(edit,)), "soft")
    window.settle()
    window.click(window.finder.button)
    window.until(lambda: window.finder.button.text() == "Find again")
    window.click(window.finder.grid, tile(window, 0))
    window.settle()
    best, layer = window.finder.grid.effects[0], window.studio.spec.layer("b8")
    (weight,) = window.edit.weights
    mask = layer_mask(window.edit.selection, feather, (layer.height, layer.width))
    strongest = float(np.abs(mask).max()) * weight.weight * window.edit.multiplier
    assert strongest == pytest.approx(best.sign * best.amount, rel=1e-3)
    assert window.edit.mode == "add"


def test_the_button_stays_under_the_mouse_when_a_search_begins(window):
    window.paint(slice(2, 4), slice(5, 7))
    column = next(area for area in window.window.findChildren(QScrollArea) if area.isAncestorOf(window.finder.button))
    QApplication.processEvents()
    column.ensureWidgetVisible(window.finder.button)
    QApplication.processEvents()
    QCursor.setPos(window.finder.button.mapToGlobal(window.finder.button.rect().center()))
    QApplication.processEvents()
    place = window.finder.button.mapTo(window.window, window.finder.button.rect().topLeft())
    window.click(window.finder.button)
    QApplication.processEvents()
    assert window.finder.button.mapTo(window.window, window.finder.button.rect().topLeft()) == place
    window.until(lambda: window.finder.button.text() == "Find again")
    assert window.finder.button.mapTo(window.window, window.finder.button.rect().topLeft()) == place


def point_at(widget):
    QCursor.setPos(widget.mapToGlobal(widget.rect().center()))
    QApplication.processEvents()


def low_in_the_window(window):
    """Scrolls so that Find is the last that is seen, points at it and presses it; gives the column."""
    window.paint(slice(2, 4), slice(5, 7))
    button = window.finder.button
    column = next(area for area in window.window.findChildren(QScrollArea) if area.isAncestorOf(button))
    QApplication.processEvents()
    column.verticalScrollBar().setValue(0)
    column.ensureWidgetVisible(button, 0, 4)
    QApplication.processEvents()
    point_at(button)
    window.click(button)
    window.until(lambda: button.text() == "Find again")
    return column


def is_seen(column, widget):
    top = widget.mapTo(column.viewport(), widget.rect().topLeft()).y()
    return 0 <= top < column.viewport().height() - 80


def test_results_below_what_is_seen_are_led_to_by_a_button_beside_find(window):
    column = low_in_the_window(window)
    finder = window.finder
    assert not is_seen(column, finder.grid)
    window.until(finder.below.isVisible)
    window.click(finder.below)
    window.until(lambda: is_seen(column, finder.grid))
    window.until(lambda: not finder.below.isVisible())


def test_results_below_what_is_seen_come_to_sight_once_the_mouse_leaves_the_panel(window):
    column = low_in_the_window(window)
    assert not is_seen(column, window.finder.grid)
    point_at(window.window.menuBar())
    QApplication.sendEvent(column, QEvent(QEvent.Type.Leave))
    assert is_seen(column, window.finder.grid)


def test_results_stay_where_they_are_for_one_who_scrolls(window):
    column = low_in_the_window(window)
    place, here = QPointF(20, 20), column.viewport().mapToGlobal(QPointF(20, 20))
    none = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    turned = QWheelEvent(place, here, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, *none)
    QApplication.sendEvent(column.viewport(), turned)
    value = column.verticalScrollBar().value()
    point_at(window.window.menuBar())
    QApplication.sendEvent(column, QEvent(QEvent.Type.Leave))
    assert column.verticalScrollBar().value() == value


def other_face(window, seed):
    window.window.bench.show(replace(window.recipe, latent=Seed(seed)), f"seed {seed}")
    window.settle()


def test_what_was_found_on_another_face_stays_and_says_so(window):
    search(window)
    finder = window.finder
    assert not finder.of_before.isVisible()
    other_face(window, 8)
    assert finder.of_before.isVisible()
    assert "the picture before" in finder.of_before.text()
    assert finder.button.property("role") == "primary"
    assert "the picture before" in finder.grid._tip(0)
    best = finder.grid.effects[0]
    window.click(finder.grid, tile(window, 0))
    window.settle()
    assert [(weight.layer, weight.channel) for weight in window.edit.weights] == [(best.layer, best.channel)]
    assert finder.of_before.isVisible()
    other_face(window, 5)
    assert not finder.of_before.isVisible(), "back on the face on which it was found"
    other_face(window, 8)
    window.click(finder.button)
    window.until(lambda: finder.button.text() == "Find again")
    assert not finder.of_before.isVisible()
    assert "the picture before" not in finder.grid._tip(0)


def test_a_slider_moves_no_face_away(window):
    search(window)
    window.weigh(ChannelWeight("b8", 3, 0.25), multiplier=2.0)
    assert window.finder.grid.effects
    assert not window.finder.of_before.isVisible()


def test_the_table_of_few_maps_says_that_another_face_is_on_screen(window):
    search(window)
    choose_two(window)
    dialog = few(window)
    assert not dialog.warning.isVisible()
    other_face(window, 8)
    assert "the picture before" in dialog.warning.text()
    assert dialog.warning.isVisible()
    dialog.close()
    dialog = few(window)
    assert dialog.warning.isVisible()
    dialog.close()


def test_control_and_a_click_add_a_map_and_the_keyboard_does_too(window):
    search(window)
    grid = window.finder.grid
    window.click(grid, tile(window, 0))
    window.click(grid, tile(window, 1), CONTROL)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Space, CONTROL)
    window.settle()
    assert {weight.channel for weight in window.edit.weights} == {effect.channel for effect in grid.effects[:3]}
    assert window.finder.chosen_text.text() == "3 maps in the tab"


def test_mixing_more_in_says_how_much_of_the_change_is_made(window):
    search(window)
    window.click(window.finder.grid, tile(window, 0))
    window.click(window.finder.mix_button)
    window.settle()
    assert len(window.edit.weights) > 1
    assert "of that change" in window.finder.chosen_text.text()


def test_stopping_keeps_what_was_found(window):
    window.paint(slice(2, 4), slice(5, 7))
    window.finder.controls.layers.choose(layer.name for layer in window.studio.spec.layers)
    window.click(window.finder.button)
    window.until(lambda: bool(window.finder.grid.effects))
    window.click(window.finder.button)
    window.until(lambda: window.finder.button.text() == "Find again")
    assert window.finder.grid.effects


def test_an_example_picture_leads_the_search(window, studio):
    window.paint(slice(2, 4), slice(5, 7))
    search(window)
    window.click(window.finder.grid, tile(window, 3))
    window.settle()
    wanted = window.finder.grid.effects[3]
    example = studio.save(studio.render(window.recipe))
    window.finder.controls.set_example(example)
    assert window.finder.controls.towards.text() == f"Towards {example.name}"
    window.click(window.finder.button)
    window.until(lambda: window.finder.button.text() == "Find again")
    best = window.finder.grid.effects[0]
    assert (best.channel, best.sign) == (wanted.channel, wanted.sign)
    assert window.finder.mix_button.text() == "Mix towards the picture"
    window.click(window.finder.mix_button)
    window.settle()
    assert (wanted.layer, wanted.channel) in {(weight.layer, weight.channel) for weight in window.edit.weights}


def test_only_a_button_asks_for_an_example_picture(window, studio, monkeypatch):
    example = studio.save(studio.render(window.recipe))
    asked = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: asked.append(True) or (str(example), ""))
    controls = window.finder.controls
    for combo in window.finder.findChildren(QComboBox):
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert asked == []
    button = next(one for one in controls.findChildren(QAbstractButton) if "Choose a picture" in one.toolTip())
    window.click(button)
    assert asked == [True]
    assert controls.example is not None
    window.click(controls.any_button)
    assert controls.example is None
    assert controls.towards.text() == "Anything there"


def test_another_tab_forgets_what_was_found_for_this_one(window):
    search(window)
    window.tab.chips.add_requested.emit(16)
    assert not window.finder.grid.effects
    assert window.finder.controls.layers.chosen == ("b16",)


def test_trying_maps_leaves_the_picture_on_screen_as_it_is(window):
    before = window.window.bench.frame.image
    search(window)
    np.testing.assert_array_equal(window.window.bench.frame.image, before)


def test_how_many_maps_were_tried_is_shown_below_the_button(window):
    search(window)
    button, progress = window.finder.button.geometry(), window.finder.progress.geometry()
    assert progress.top() > button.bottom()
    assert progress.width() > 100


def choose_two(window):
    window.click(window.finder.grid, tile(window, 0))
    window.click(window.finder.grid, tile(window, 1), CONTROL)
    window.settle()


def few(window):
    window.click(window.finder.few_button)
    dialog = window.finder.few.dialog
    window.until(lambda: bool(dialog.table.topLevelItemCount()))
    return dialog


def test_few_maps_are_a_table_from_which_a_row_goes_into_the_tab(window):
    search(window)
    assert not window.finder.few_button.isEnabled()
    window.click(window.finder.grid, tile(window, 0))
    window.settle()
    assert not window.finder.few_button.isEnabled()  # each row would be that map
    window.click(window.finder.grid, tile(window, 1), CONTROL)
    window.settle()
    dialog = few(window)
    table = dialog.table
    assert [table.topLevelItem(row).text(0) for row in range(table.topLevelItemCount())] == ["1", "2", "5", "all (8)"]
    assert all(0.0 <= float(table.topLevelItem(row).text(1)) <= 1.0 for row in range(4))
    window.click(table.viewport(), table.visualItemRect(table.topLevelItem(1)).center())
    window.click(dialog.use_button)
    window.settle()
    shown = table.topLevelItem(1).text(3)
    assert len(window.edit.weights) == 2
    assert all(str(weight.channel) in shown for weight in window.edit.weights)
    assert window.window.bench.session.history.present.label == "mouth: 2 maps"
    dialog.close()


def test_the_table_of_few_maps_is_exported_and_copied(window, monkeypatch, tmp_path):
    search(window)
    choose_two(window)
    dialog = few(window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: (str(tmp_path / "few.tex"), "")))
    window.click(dialog.export_button)
    assert (tmp_path / "few.tex").read_text().startswith(r"\begin{tabular}")
    assert "few.tex" in dialog.note.text()
    window.click(dialog.copy_button)
    assert QApplication.clipboard().text().startswith("| Maps | Quality |")
    dialog.close()


def test_closing_the_table_of_few_maps_ends_its_search(window):
    search(window)
    choose_two(window)
    window.click(window.finder.few_button)
    window.finder.few.dialog.close()
    window.until(lambda: window.finder.few.dialog is None)
    few(window).close()
