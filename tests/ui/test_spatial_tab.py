"""The spatial tab: tabs as chips, multiplier, weights, saved sets."""

from __future__ import annotations

import gettext
import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu
from spatial_parts import HAIR, MOUTH, Stage, build_stage, make_spec, make_tab
from task_parts import do

from ganstudio import words
from ganstudio.analysis.detectors import Detector
from ganstudio.recipe.array import Array
from ganstudio.recipe.document import Recipe, replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import Seed
from ganstudio.ui import theme
from ganstudio.ui.bench.frame import Frame
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.spatial.chips_row import ChipsRow
from ganstudio.ui.spatial.detector.choice import DetectorChoice
from ganstudio.ui.spatial.numbers import Curve
from ganstudio.ui.spatial.weights.model import MAP, REMOVE, WEIGHT, WeightsModel
from ganstudio.ui.widgets import dialogs
from ganstudio.ui.widgets.card import Card
from ganstudio.ui.widgets.name_dialog import NameDialog
from ganstudio.ui.widgets.refusal import refusal_in
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.words import DOMAIN, LOCALES
from ganstudio.workspace.tabs import open_tab_file, save_tab_file

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot, tmp_path) -> Stage:
    return build_stage(qtbot, tmp_path, MOUTH, HAIR)


def names(stage: Stage) -> list[str]:
    return [edit.name for edit in stage.session.recipe.edits]


def weights(stage: Stage) -> dict[tuple[str, int], float]:
    return {(weight.layer, weight.channel): weight.weight for weight in stage.edit.weights}


# -- the tab protocol


def test_showing_a_recipe_says_nothing(stage):
    stage.tab.show_recipe(Recipe(edits=(make_tab("other", multiplier=4.0, feather=1.0, mode="set"),)))
    assert stage.said == []
    assert stage.tab.current_edit.name == "other"


def test_the_shown_tab_stays_when_the_recipe_changes(stage):
    stage.tab.choose("hair")
    stage.tab.show_recipe(replace(stage.session.recipe, edits=(HAIR, MOUTH)))
    assert stage.tab.current_edit.name == "hair"


def test_undoing_a_new_tab_goes_back_to_the_tab_that_was_shown(stage):
    stage.tab.choose("hair")
    stage.tab.choose("mouth_open")
    entry(stage.tab.chips.add_menu, "Add a tab on 16×16").trigger()
    stage.session.undo()
    assert stage.tab.current_edit.name == "mouth_open"


def test_the_field_for_a_name_leaves_the_chips_beside_it_in_sight(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path, make_tab("red_or_blue_eyes too"), HAIR)
    chips = stage.tab.chips
    first, last = chips.chips.values()
    stage.tab.setFixedWidth(stage.tab.width() - chips.width() + last.x() + last.width() + 10)
    stage.window.layout().activate()
    assert first.y() == last.y()
    assert 84 < chips.width() - last.x() < 140
    QTest.mouseDClick(last, LEFT, pos=last.rect().center())
    assert chips.editor.width() >= 84
    assert chips.editor.geometry().right() < chips.width()
    assert not chips.editor.geometry().intersects(first.geometry())


def test_without_a_model_nothing_can_be_added(stage):
    stage.tab.show_model(None)
    assert not stage.tab.chips.isEnabled()


# -- chips


def test_a_chip_shows_the_grid_and_whether_the_tab_acts(stage):
    chip = stage.tab.chips.chips["mouth_open"]
    assert not chip.active
    stage.drag((3, 3))
    stage.tab.multiplier.number.setText("2")
    QTest.keyClick(stage.tab.multiplier.number, Qt.Key.Key_Return)
    assert not chip.active, "setText is not typing"
    stage.tab.multiplier.number.selectAll()
    QTest.keyClicks(stage.tab.multiplier.number, "2")
    QTest.keyClick(stage.tab.multiplier.number, Qt.Key.Key_Return)
    assert chip.active
    assert "acts on the picture" in chip.toolTip()
    assert "no weights" in stage.tab.chips.chips["hair"].toolTip()


def test_tabs_and_detectors_are_called_in_the_language_spoken_and_keep_their_names_in_the_tooltip(qtbot, monkeypatch):
    chinese = gettext.translation(DOMAIN, LOCALES, ["zh_CN"])
    monkeypatch.setattr(words, "_spoken", chinese)
    row, choice = ChipsRow(), DetectorChoice()
    for widget in (row, choice):
        qtbot.addWidget(widget)
    row.show_spec(make_spec())
    row.show_tabs((MOUTH,), MOUTH.name)
    chip = row.chips["mouth_open"]
    assert chip.text() == chinese.gettext("mouth open") != "mouth open"
    assert chip.toolTip().startswith("mouth_open")
    with qtbot.waitSignal(row.chosen) as told:
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert told.args == ["mouth_open"]
    choice.show_detectors([Detector(name="mouth", weights=(ChannelWeight("b4", 0, 1.0),))])
    assert choice.names.itemText(1) == chinese.gettext("mouth") != "mouth"
    assert "mouth" in choice.names.itemData(1, Qt.ItemDataRole.ToolTipRole)


def test_a_tab_is_called_in_a_persons_words_and_by_its_files_name_in_the_tooltip(qtbot):
    row = ChipsRow()
    qtbot.addWidget(row)
    row.show_spec(make_spec())
    edit = SpatialEdit(name="red_or_blue_eyes", resolution=4, selection=Array(np.eye(4, dtype=np.float32)))
    row.show_tabs((edit,), edit.name)
    assert row.chips["red_or_blue_eyes"].text() == "Red or blue eyes"
    assert row.chips["red_or_blue_eyes"].toolTip().startswith("red_or_blue_eyes")
    row.start_rename("red_or_blue_eyes")
    assert row.editor.text() == "red_or_blue_eyes"


def test_a_tab_is_added_at_the_resolution_chosen(stage):
    action = next(action for action in stage.tab.chips.add_menu.actions() if "64×64" in action.text())
    action.trigger()
    assert names(stage) == ["mouth_open", "hair", "tab"]
    assert stage.edit.selection.shape == (64, 64)
    assert stage.tab.chips.chips["tab"].isChecked()


def test_every_grid_from_4x4_to_the_output_is_offered(stage):
    offered = [action.text() for action in stage.tab.chips.add_menu.actions()]
    assert offered == [f"Add a tab on {size}×{size}" for size in (4, 8, 16, 32, 64)]


def test_f2_renames_in_place(stage):
    chip = stage.tab.chips.chips["hair"]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_F2)
    QTest.keyClicks(stage.tab.chips.editor, "hairband")
    QTest.keyClick(stage.tab.chips.editor, Qt.Key.Key_Return)
    assert names(stage) == ["mouth_open", "hairband"]
    assert stage.tab.current_edit.name == "hairband"


def test_a_name_left_as_it_is_closes_its_field_when_a_person_goes_on(stage):
    chip = stage.tab.chips.chips["hair"]
    QTest.mouseDClick(chip, LEFT, pos=chip.rect().center())
    stage.tab.multiplier.number.setFocus()
    assert stage.tab.chips.editor is None
    assert names(stage) == ["mouth_open", "hair"]


def test_the_field_of_a_name_lies_within_its_row(stage):
    chip = stage.tab.chips.chips["hair"]
    QTest.mouseDClick(chip, LEFT, pos=chip.rect().center())
    assert stage.tab.chips.rect().contains(stage.tab.chips.editor.geometry())


def test_a_double_click_renames_and_escape_leaves_the_name(stage):
    chip = stage.tab.chips.chips["hair"]
    QTest.mouseDClick(chip, LEFT, pos=chip.rect().center())
    QTest.keyClicks(stage.tab.chips.editor, "else")
    QTest.keyClick(stage.tab.chips.editor, Qt.Key.Key_Escape)
    assert names(stage) == ["mouth_open", "hair"]
    assert stage.tab.chips.editor is None


def test_a_name_that_is_taken_is_refused_in_a_sentence(stage):
    messages = []
    stage.tab.message.connect(messages.append)
    stage.tab.chips.rename_requested.emit("hair", "mouth_open")
    assert names(stage) == ["mouth_open", "hair"]
    assert "already" in messages[0]


def test_delete_deletes_and_undo_brings_back(stage):
    chip = stage.tab.chips.chips["mouth_open"]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert names(stage) == ["hair"]
    assert stage.tab.current_edit.name == "hair"
    stage.session.undo()
    assert names(stage) == ["mouth_open", "hair"]


def test_the_menu_of_a_tab_duplicates_and_changes_its_grid(stage):
    stage.drag((2, 2))
    menu = stage.tab.chips.menu_for("mouth_open")
    next(action for action in menu.actions() if action.text() == "Duplicate").trigger()
    assert names(stage) == ["mouth_open", "mouth_open 2", "hair"]
    grids = next(action.menu() for action in menu.actions() if action.menu())
    next(action for action in grids.actions() if action.text() == "32×32").trigger()
    assert stage.edit.resolution == 32
    assert stage.cells.shape == (32, 32)
    assert stage.cells[4:6, 4:6].all()


def test_an_empty_recipe_says_what_to_do_next(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path)
    assert stage.tab.empty.isVisible()
    assert not stage.tab.multiplier.isVisible()
    QTest.mouseClick(stage.tab.empty.add_button, LEFT)
    QTest.keyClicks(stage.tab.chips.editor, "lips")
    QTest.keyClick(stage.tab.chips.editor, Qt.Key.Key_Return)
    assert stage.edit.name == "lips"
    assert not stage.tab.empty.isVisible()
    assert stage.edit.selection.shape == (16, 16)
    assert stage.tab.weights.maps.empty_label.isVisible()


# -- multiplier


def test_dragging_the_slider_is_one_step_with_the_originals_number(stage):
    slider = stage.tab.multiplier.slider
    QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() // 2, 10))
    for x in range(slider.width() // 2, slider.width() - 60, 7):
        QTest.mouseMove(slider, QPoint(x, 10))
    assert stage.said[-1].phase is Phase.LIVE
    assert len(stage.labels) == 1
    QTest.mouseRelease(slider, LEFT, pos=QPoint(slider.width() - 60, 10))
    assert stage.edit.multiplier == pytest.approx(math.exp(slider.value() / 20))
    assert len(stage.labels) == 2
    assert stage.labels[-1].startswith("mouth open ")


def test_an_exact_number_can_be_typed(stage):
    number = stage.tab.multiplier.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "100")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert stage.edit.multiplier == 100.0
    assert stage.labels[-1] == "mouth open 100"
    assert stage.tab.multiplier.slider.value() == 92


def test_something_that_is_no_number_changes_nothing(stage):
    number = stage.tab.multiplier.number
    number.selectAll()
    QTest.keyClicks(number, "much")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert stage.edit.multiplier == 0.0
    assert number.text() == "0"


def test_reset_and_set_all_to_zero(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path, make_tab("a", multiplier=3.0), make_tab("b", multiplier=-5.0))
    stage.tab.multiplier.reset_button.click()
    assert [edit.multiplier for edit in stage.session.recipe.edits] == [0.0, -5.0]
    stage.tab.multiplier.zero_button.click()
    assert [edit.multiplier for edit in stage.session.recipe.edits] == [0.0, 0.0]


@pytest.mark.parametrize("mode", ["multiply", "set", "ablate", "add"])
def test_a_tab_acts_as_chosen(stage, mode):
    stage.tab.multiplier.mode_chosen.emit("multiply" if mode == "add" else "add")
    stage.tab.multiplier._mode_actions[mode].trigger()
    assert stage.edit.mode == mode
    said = stage.tab.multiplier.mode_button.text()
    assert stage.tab.multiplier._mode_actions[mode].text().startswith(said)
    assert stage.session.history.present.label == f"mouth open: {said.lower()}"


def make_linear(stage: Stage) -> None:
    """Chooses the linear slider in the menu, by keys."""
    menu = stage.tab.multiplier.mode_button.menu()
    menu.popup(stage.tab.multiplier.mode_button.mapToGlobal(QPoint(0, 0)))
    menu.setActiveAction(next(action for action in menu.actions() if "linear" in action.text()))
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_the_slider_of_a_tab_can_be_linear(stage):
    make_linear(stage)
    slider = stage.tab.multiplier.slider
    QTest.mousePress(slider, LEFT, pos=QPoint(round(slider._x(0)), 10))
    QTest.mouseMove(slider, QPoint(round(slider._x(150)), 10))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(slider._x(150)), 10))
    assert stage.edit.multiplier == pytest.approx(15, abs=0.1)
    stage.tab.choose("hair")
    assert stage.tab.multiplier.curve is Curve.EXPONENTIAL
    stage.tab.choose("mouth_open")
    assert stage.tab.multiplier.curve is Curve.LINEAR


def test_a_linear_slider_reaches_further_where_a_larger_number_is_typed(stage):
    make_linear(stage)
    type_multiplier(stage, "150")
    slider = stage.tab.multiplier.slider
    assert slider.value() == 150
    QTest.mousePress(slider, LEFT, pos=QPoint(round(slider._x(150)), 10))
    QTest.mouseMove(slider, QPoint(round(slider._x(15)), 10))
    held = slider.value()
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(slider._x(15)), 10))
    assert stage.edit.multiplier == pytest.approx(15, abs=1)
    assert slider.value() == held  # the knob stays under the mouse
    stage.tab.choose("hair")
    stage.tab.choose("mouth_open")
    assert slider.value() == pytest.approx(150, abs=10)


def test_a_tab_made_by_hand_has_a_slider_that_ends_at_twenty(stage):
    entry(stage.tab.chips.add_menu, "Add a tab on 16×16").trigger()
    slider = stage.tab.multiplier.slider
    QTest.mousePress(slider, LEFT, pos=QPoint(round(slider._x(0)), 10))
    QTest.mouseMove(slider, QPoint(round(slider._x(200)), 10))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(slider._x(200)), 10))
    assert stage.edit.multiplier == 20.0


def test_the_curve_is_a_step_and_stays_over_rename_and_duplicate(stage):
    make_linear(stage)
    assert stage.labels[-1] == "mouth open: linear slider"
    QTest.keyClick(stage.tab.chips.chips["mouth_open"], Qt.Key.Key_F2)
    QTest.keyClicks(stage.tab.chips.editor, "gape")
    QTest.keyClick(stage.tab.chips.editor, Qt.Key.Key_Return)
    assert stage.tab.multiplier.curve is Curve.LINEAR
    menu = stage.tab.chips.menu_for("gape")
    next(action for action in menu.actions() if action.text() == "Duplicate").trigger()
    assert stage.edit.name == "gape 2"
    assert stage.tab.multiplier.curve is Curve.LINEAR
    for _ in range(3):
        stage.session.undo()
    assert stage.tab.multiplier.curve is Curve.EXPONENTIAL
    assert stage.tab.multiplier._curve_actions[Curve.EXPONENTIAL].isChecked()


def test_the_curve_is_there_again_after_a_restart(stage, monkeypatch, qtbot, tmp_path):
    make_linear(stage)
    save_as(stage, monkeypatch, "basic")
    again = build_stage(qtbot, tmp_path, *stage.model.folder.load_tabs("basic"))
    assert again.tab.current_edit.name == "mouth_open"
    assert again.tab.multiplier.curve is Curve.LINEAR
    assert "linear" in again.tab.multiplier.slider.toolTip()


# -- weights


def shown_rows(stage: Stage) -> list[tuple[str, ...]]:
    model = stage.tab.weights.maps.model
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def test_the_table_lists_layer_map_and_weight(stage):
    assert shown_rows(stage) == [("16×16", "33", "−2"), ("32×32", "17", "0.5")]


def test_a_weight_is_changed_in_place(stage):
    model = stage.tab.weights.maps.model
    assert model.setData(model.index(0, WEIGHT), "−3,5")
    assert weights(stage)["b16", 33] == -3.5
    assert not model.setData(model.index(0, WEIGHT), "nonsense")
    assert "not a number" in refusal_in(stage.window)


def test_the_cross_takes_a_map_out(stage):
    table = stage.tab.weights.maps.table
    place = table.visualRect(stage.tab.weights.maps.model.index(0, REMOVE)).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    assert weights(stage) == {("b32", 17): 0.5}


def test_delete_takes_the_chosen_rows_out_in_one_step(stage):
    table = stage.tab.weights.maps.table
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert weights(stage) == {}
    assert len(stage.labels) == 2


def test_a_list_of_maps_is_set_at_once(stage):
    card = stage.tab.weights
    card.maps.layer_choice.setCurrentText("8×8")
    QTest.keyClicks(card.maps.maps_field, "3,5,10_12,2x33")
    QTest.keyClicks(card.maps.value_field, "-1")
    QTest.keyClick(card.maps.value_field, Qt.Key.Key_Return)
    added = {channel: weight for (layer, channel), weight in weights(stage).items() if layer == "b8"}
    assert added == {3: -1, 5: -1, 10: -1, 11: -1, 12: -1, 33: -2}


@pytest.mark.parametrize(("maps", "value", "says"), [
    ("3,x,5", "1", "not a feature map"), ("64", "1", "0 to 63"), ("12_10", "1", "counts down"),
    ("", "1", "Which map"), ("3", "", "which weight"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_below_the_field(stage, maps, value, says):
    card = stage.tab.weights
    QTest.keyClicks(card.maps.maps_field, maps)
    QTest.keyClicks(card.maps.value_field, value)
    card.maps.set_button.click()
    assert says in refusal_in(stage.window)
    assert stage.said == []


def test_without_the_zero_filter_every_map_of_every_layer_is_listed(stage):
    card = stage.tab.weights
    QTest.mouseClick(card.filter_zero, LEFT, pos=QPoint(10, 10))
    assert card.maps.model.rowCount() == 64 * 9
    card.maps.table.sortByColumn(WEIGHT, Qt.SortOrder.AscendingOrder)
    assert shown_rows(stage)[0] == ("16×16", "33", "−2")
    card.maps.table.sortByColumn(MAP, Qt.SortOrder.DescendingOrder)
    assert shown_rows(stage)[0][1] == "63"


def first_shown(stage: Stage) -> tuple[str, str]:
    """Layer and map of the uppermost row in sight."""
    table = stage.tab.weights.maps.table
    row = table.rowAt(2)
    return tuple(table.model().index(row, column).data() for column in range(2))


def test_the_list_of_every_map_goes_to_the_layer_that_is_chosen(stage):
    card = stage.tab.weights
    card.filter_zero.click()
    assert first_shown(stage) == ("16×16", "0")
    card.maps.layer_choice.setFocus()
    QTest.keyClick(card.maps.layer_choice, Qt.Key.Key_Down)
    assert first_shown(stage) == ("32×32 conv0", "0")


def test_a_weight_typed_far_down_in_the_list_leaves_the_list_where_it_is(stage, qtbot):
    table, model = stage.tab.weights.maps.table, stage.tab.weights.maps.model
    stage.tab.weights.filter_zero.click()
    row = next(row for row in range(model.rowCount()) if model.row(row).layer == "b32" and model.row(row).channel == 40)
    table.setCurrentIndex(model.index(row, WEIGHT))
    place = table.verticalScrollBar().value()
    assert place > 0
    QTest.keyClick(table, Qt.Key.Key_F2)
    field = table.findChild(QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "1.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: weights(stage).get(("b32", 40)) == 1.5)
    assert model.index(row, WEIGHT).data() == "1.5"
    assert table.currentIndex().row() == row
    assert table.verticalScrollBar().value() == place


def test_what_is_chosen_stays_chosen_when_the_rows_are_sorted_otherwise(stage):
    table, model = stage.tab.weights.maps.table, stage.tab.weights.maps.model
    table.selectRow(0)
    table.sortByColumn(WEIGHT, Qt.SortOrder.DescendingOrder)
    chosen = {model.row(index.row()).channel for index in table.selectionModel().selectedRows()}
    assert shown_rows(stage) == [("32×32", "17", "0.5"), ("16×16", "33", "−2")]
    assert chosen == {33}


def test_of_thousands_of_maps_only_those_in_sight_are_read(qtbot, tmp_path, monkeypatch):
    stage = build_stage(qtbot, tmp_path, MOUTH, spec=make_spec(blocks=7, channels=512))
    model, table = stage.tab.weights.maps.model, stage.tab.weights.maps.table
    stage.tab.weights.filter_zero.click()
    assert model.rowCount() == 13 * 512
    read = set()
    row = WeightsModel.row
    monkeypatch.setattr(WeightsModel, "row", lambda self, index: read.add(index) or row(self, index))
    stage.tab.findChild(ScrollColumn).ensureWidgetVisible(table)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.grab()
    assert 13 * 512 - 1 in read
    assert len(read) < 60


def test_randomise_and_reset(stage):
    card = stage.tab.weights
    card.randomise_button.click()
    assert set(weights(stage)) == {("b16", 33), ("b32", 17)}
    assert weights(stage)["b16", 33] != -2.0
    card.reset_button.click()
    assert weights(stage) == {}
    assert card.maps.empty_label.isVisible()
    card.randomise_button.click()
    assert len(weights(stage)) == 8


def test_a_weight_of_another_model_is_listed_as_such(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path, make_tab("t", weights=(ChannelWeight("b512", 3, 1.0),)))
    assert "not in this model" in shown_rows(stage)[0][0]


# -- selection card, saved sets, new images


def test_the_number_of_cells_is_told(stage):
    stage.drag((3, 3), (4, 4))
    assert stage.tab.selection.count_label.text().startswith("4 cells")
    assert not actions_that_are_off(stage)


def type_multiplier(stage: Stage, text: str) -> None:
    number = stage.tab.multiplier.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, text)
    QTest.keyClick(number, Qt.Key.Key_Return)


def actions_that_are_off(stage: Stage) -> list[str]:
    return [name for name, action in stage.tab.selection.actions_by_name.items() if not action.isEnabled()]


def test_actions_that_would_do_nothing_are_off(stage):
    assert set(actions_that_are_off(stage)) == {"clear", "mirror", "grow", "shrink", "negate"}


def test_swapping_the_sign(stage):
    stage.drag((3, 3))
    stage.tab.selection.actions_by_name["negate"].trigger()
    assert stage.cells[3, 3] == -1


def type_name(monkeypatch, name: str) -> None:
    """Answers the next question for a name, by keys."""

    def answer(dialog):
        dialog.show()
        dialog.field.selectAll()
        QTest.keyClicks(dialog.field, name)
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        dialog.hide()

    monkeypatch.setattr(NameDialog, "exec", answer)


def save_as(stage: Stage, monkeypatch, name: str) -> None:
    type_name(monkeypatch, name)
    QTest.mouseClick(stage.tab.presets.save_button, LEFT)


def entry(menu: QMenu, *texts: str) -> QAction:
    """An entry of a menu, or of its submenus, by the beginning of its text."""
    for text in texts:
        action = next(action for action in menu.actions() if action.text().startswith(text))
        menu = action.menu()
    return action


def preset_menu(stage: Stage) -> QMenu:
    """The menu of the chip, as it is once it is open."""
    QTest.mouseClick(stage.tab.chips.presets_chip, LEFT)
    stage.tab.chips.presets_menu.close()
    return stage.tab.chips.presets_menu


def preset_at(stage: Stage, row: int) -> QPoint:
    presets = stage.tab.presets.list
    return presets.visualItemRect(presets.item(row)).center()


def listed(stage: Stage) -> list[str]:
    presets = stage.tab.presets.list
    return [presets.item(row).text() for row in range(presets.count())]


def test_a_preset_is_saved_and_added_again(stage, monkeypatch):
    stage.drag((3, 3))
    save_as(stage, monkeypatch, "mine")
    entry(preset_menu(stage), "mine", "Add as further").trigger()
    assert names(stage) == ["mouth_open", "hair", "mouth_open 2", "hair 2"]
    assert stage.session.recipe.edits[2].selection == stage.session.recipe.edits[0].selection


def test_a_click_puts_a_preset_onto_another_picture(stage, monkeypatch):
    stage.drag((3, 3))
    type_multiplier(stage, "7")
    kept = stage.session.recipe.edits
    save_as(stage, monkeypatch, "gape")
    other = Recipe(latent=Seed(5), edits=(make_tab("mine alone", multiplier=2.0), HAIR, MOUTH))
    stage.session.open(other, "another picture")

    QTest.mouseClick(stage.tab.presets.list.viewport(), LEFT, pos=preset_at(stage, 0))

    assert stage.session.recipe == replace(other, edits=(other.edits[0], kept[1], kept[0]))
    assert stage.tab.current_edit.name == "mouth_open"
    assert stage.labels[-1] == "preset gape"
    stage.session.undo()
    assert stage.session.recipe == other


def test_enter_puts_a_preset_onto_the_picture(stage, monkeypatch):
    save_as(stage, monkeypatch, "mine")
    kept = stage.session.recipe.edits
    stage.session.open(Recipe(), "an empty picture")
    QTest.keyClick(stage.tab.presets.list, Qt.Key.Key_Down)
    QTest.keyClick(stage.tab.presets.list, Qt.Key.Key_Return)
    assert stage.session.recipe.edits == kept


def test_a_preset_has_a_small_picture_of_what_it_was_saved_with(stage, monkeypatch):
    red = np.zeros((64, 64, 3), np.uint8)
    red[..., 0] = 200
    stage.tab.show_frame(Frame(recipe=stage.session.recipe, image=red))
    save_as(stage, monkeypatch, "mine")
    _, picture = stage.tab.presets.list.item(0).data(Qt.ItemDataRole.UserRole)
    assert picture.toImage().pixelColor(5, 5).getRgb() == (200, 0, 0, 255)


def test_a_preset_says_how_much_is_in_it(stage, monkeypatch):
    stage.drag((3, 3))
    type_multiplier(stage, "7")
    save_as(stage, monkeypatch, "basic")
    item = stage.tab.presets.list.item(0)
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "basic, 2 tabs, 1 acts · there at the start"


def test_one_tab_is_saved_alone(stage, monkeypatch):
    menu = stage.tab.chips.menu_for("hair")
    type_name(monkeypatch, "only hair")
    entry(menu, "Save this tab…").trigger()
    assert stage.model.folder.load_tabs("only hair") == (HAIR,)
    assert listed(stage) == ["only hair"]


def test_the_name_of_the_tab_is_proposed(stage, monkeypatch):
    proposed = []
    monkeypatch.setattr(NameDialog, "exec", lambda dialog: proposed.append(dialog.field.text()))
    entry(stage.tab.chips.menu_for("hair"), "Save this tab…").trigger()
    assert proposed == ["hair"]


def test_f2_renames_a_preset(stage, monkeypatch):
    save_as(stage, monkeypatch, "mine")
    type_name(monkeypatch, "yours")
    stage.tab.presets.list.setCurrentRow(0)
    QTest.keyClick(stage.tab.presets.list, Qt.Key.Key_F2)
    assert stage.model.folder.tab_sets() == listed(stage) == ["yours"]
    assert stage.model.folder.load_tabs("yours") == (MOUTH, HAIR)


def test_a_preset_takes_no_name_that_another_has(stage, monkeypatch):
    for name in ("mine", "yours"):
        save_as(stage, monkeypatch, name)
    type_name(monkeypatch, "yours")
    stage.tab.presets.list.setCurrentRow(0)
    QTest.keyClick(stage.tab.presets.list, Qt.Key.Key_F2)
    assert listed(stage) == ["mine", "yours"]


def test_delete_deletes_a_preset_and_can_be_taken_back(stage, monkeypatch):
    save_as(stage, monkeypatch, "mine")
    offered = []
    stage.tab.undo_offered.connect(lambda offer: offered.append((offer.said, offer.undo)))
    stage.tab.presets.list.setCurrentRow(0)
    QTest.keyClick(stage.tab.presets.list, Qt.Key.Key_Delete)
    assert listed(stage) == stage.model.folder.tab_sets() == []
    assert names(stage) == ["mouth_open", "hair"]
    said, undo = offered[0]
    assert said == "Deleted the preset “mine”."
    undo()
    assert listed(stage) == ["mine"]
    assert stage.model.folder.load_tabs("mine") == (MOUTH, HAIR)


def test_tabs_are_written_to_a_file_anywhere_and_read_from_it(stage, monkeypatch, tmp_path):
    path = tmp_path / "elsewhere" / "mine.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    entry(preset_menu(stage), "Save these tabs in a file…").trigger()
    stage.session.open(Recipe(), "an empty picture")
    QTest.mouseClick(stage.tab.presets.import_button, LEFT)
    assert stage.session.recipe.edits == (MOUTH, HAIR)
    assert stage.labels[-1] == "add tabs of mine.json"


def test_one_tab_and_one_preset_are_written_to_files(stage, monkeypatch, tmp_path):
    save_as(stage, monkeypatch, "both")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "hair"), ""))
    entry(stage.tab.chips.menu_for("hair"), "Save this tab in a file…").trigger()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "both.json"), ""))
    entry(preset_menu(stage), "both", "Save in a file…").trigger()
    assert open_tab_file(tmp_path / "hair.json").tabs == (HAIR,)
    assert open_tab_file(tmp_path / "both.json").tabs == (MOUTH, HAIR)


def test_a_file_of_tabs_of_another_model_is_refused_in_a_sentence(stage, tmp_path):
    save_tab_file(tmp_path / "wings.json", [make_tab("wings", weights=(ChannelWeight("b512", 3, 1.0),))])
    messages = []
    stage.tab.message.connect(messages.append)
    stage.tab.add_file(tmp_path / "wings.json")
    assert names(stage) == ["mouth_open", "hair"]
    assert messages[0].startswith("The tabs of wings.json do not fit this model. Layer 'b512' is not in this model")


def test_a_tab_that_acts_in_an_unknown_way_is_refused_in_a_sentence(stage, tmp_path):
    save_tab_file(tmp_path / "odd.json", [make_tab("odd", mode="melt")])
    messages = []
    stage.tab.message.connect(messages.append)
    stage.tab.add_file(tmp_path / "odd.json")
    assert "mode 'melt' is unknown" in messages[0]


@pytest.mark.parametrize(("meant", "tabs"), [(False, 1), (True, 2)])
def test_an_older_preset_is_only_replaced_when_confirmed(stage, monkeypatch, meant, tabs):
    stage.tab.commands.saved.save("mine", (MOUTH,))
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: meant)
    save_as(stage, monkeypatch, "mine")
    assert len(stage.model.folder.load_tabs("mine")) == tabs


def test_a_damaged_preset_is_said_and_changes_nothing(stage):
    stage.tab.commands.saved.save("bad", (MOUTH,))
    next(stage.model.folder.path.glob("*bad*")).write_text("{")
    messages = []
    stage.tab.message.connect(messages.append)
    QTest.mouseClick(stage.tab.presets.list.viewport(), LEFT, pos=preset_at(stage, 0))
    assert names(stage) == ["mouth_open", "hair"]
    assert len(messages) == 1
    preset_menu(stage)
    assert "cannot be read" in stage.tab.presets.list.item(0).toolTip()


def test_selections_are_reset_for_new_images_only_when_asked(qtbot, tmp_path):
    painted = make_tab("t", selection=Array(np.ones((16, 16))))
    stage = build_stage(qtbot, tmp_path, painted)
    recipe = stage.session.recipe
    assert stage.tab.for_new_image(recipe) == recipe
    stage.tab.selection.switches["reset_for_new_images"].click()
    assert not stage.tab.for_new_image(recipe).edits[0].selection.numpy().any()


# -- accessibility


def test_every_control_has_a_name_and_a_tooltip(stage):
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider

    kinds = (QAbstractButton, QComboBox, QLineEdit, QSlider)
    for root in (stage.tab, stage.view):
        for kind in kinds:
            for widget in root.findChildren(kind):
                if widget.objectName().startswith("qt_"):
                    continue
                said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                assert said, widget
                assert widget.toolTip(), (said, widget)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_nothing_is_wider_than_the_column_of_a_small_window(qtbot, tmp_path, qapp, name):
    theme.apply(qapp, name)
    try:
        stage = build_stage(qtbot, tmp_path, MOUTH, HAIR)
        stage.tab.setFixedWidth(356)
        for card in stage.tab.findChildren(Card):
            assert card.minimumSizeHint().width() <= 356 - 2 * 12 - 10, card.title
    finally:
        qapp.setStyleSheet("")


# -- what the edits change


def test_the_difference_is_laid_over_the_picture_while_switched_on(qtbot, tmp_path):
    acting = make_tab("t", selection=Array(np.eye(16)), weights=(ChannelWeight("b16", 1, 1.0),), multiplier=2.0)
    stage = build_stage(qtbot, tmp_path, acting)
    card = stage.tab.difference
    edited = np.full((64, 64, 3), 140, np.uint8)
    stage.tab.show_frame(Frame(recipe=stage.session.recipe, image=edited))
    with qtbot.waitSignal(stage.tab.task_requested) as asked:
        card.switch.click()
    plain = replace(stage.session.recipe, edits=())
    (step,) = do(asked.args[0], StudioOfGrey())
    assert step.found[0] == plain
    assert card.number.text() == "40.00"
    assert card.label.text() == "is the mean change outside the selection, of 255. Inside it is 40.0."
    assert stage.view.overlay("difference") is not None
    card.switch.click()
    assert stage.view.overlay("difference") is None


def test_where_all_is_selected_no_leak_is_told(stage, qtbot):
    whole = make_tab("t", selection=Array(np.ones((16, 16))), weights=(ChannelWeight("b16", 1, 1.0),), multiplier=2.0)
    stage.session.open(Recipe(edits=(whole,)), "all")
    stage.tab.show_frame(Frame(recipe=stage.session.recipe, image=np.full((64, 64, 3), 103, np.uint8)))
    with qtbot.waitSignal(stage.tab.task_requested) as asked:
        stage.tab.difference.switch.click()
    do(asked.args[0], StudioOfGrey())
    assert not stage.tab.difference.number.isVisible()
    assert "3.0" in stage.tab.difference.label.text()


class StudioOfGrey:
    def render(self, recipe):
        from ganstudio.recipe.portrait import Portrait

        return Portrait(np.full((64, 64, 3), 100, np.uint8), recipe)


def test_without_an_edit_that_acts_there_is_nothing_to_compare(stage):
    stage.tab.show_frame(Frame(recipe=stage.session.recipe, image=np.zeros((64, 64, 3), np.uint8)))
    stage.tab.difference.switch.click()
    assert "No edit acts" in stage.tab.difference.label.text()


def test_maps_picked_elsewhere_make_a_tab_if_there_is_none(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path)
    stage.tab.set_weights({"b32": {5: 1.0}})
    assert stage.edit.weights == (ChannelWeight("b32", 5, 1.0),)
    assert stage.edit.resolution == 32


def test_the_boxes_are_not_drawn_anew_while_the_multiplier_is_dragged(stage):
    stage.drag((3, 3))
    before = stage.view.overlay("selection")
    stage.tab.multiplier.multiplier_live.emit(3.0)
    assert stage.view.overlay("selection") is before
