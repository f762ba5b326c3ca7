"""Painting a selection on the picture, as spec.md says, by mouse and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from spatial_parts import HAIR, MOUTH, Stage, build_stage, make_spec, make_tab

from ganstudio.recipe.array import Array
from ganstudio.ui.bench.session import Phase
from ganstudio.ui.spatial.painting.stroke import Tool
from ganstudio.ui.spatial.painting.tool_column import FIRST_BRUSH
from ganstudio.ui.widgets.slider import Slider

RIGHT, CTRL = Qt.MouseButton.RightButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stage(qtbot, tmp_path) -> Stage:
    return build_stage(qtbot, tmp_path, MOUTH, HAIR)


def selected(stage: Stage) -> dict[tuple[int, int], float]:
    cells = stage.cells
    return {(int(y), int(x)): float(cells[y, x]) for y, x in np.argwhere(cells)}


def test_a_left_click_adds_one_to_the_cell_under_the_mouse(stage):
    stage.drag((11, 7))
    assert selected(stage) == {(11, 7): 1}
    stage.drag((11, 7))
    assert selected(stage) == {(11, 7): 2}


def test_a_right_click_subtracts_one(stage):
    stage.drag((3, 4), button=RIGHT)
    stage.drag((3, 4), button=RIGHT)
    assert selected(stage) == {(3, 4): -2}


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, RIGHT])
def test_ctrl_erases_with_either_button(stage, button):
    stage.drag((3, 4), (5, 6))
    stage.drag((4, 4), (4, 6), button=button, keys=CTRL)
    assert set(selected(stage)) == {(3, 4), (3, 5), (3, 6), (5, 4), (5, 5), (5, 6)}


def test_a_drag_paints_the_rectangle_between_press_and_release(stage):
    stage.drag((2, 9), (8, 1), (4, 6))
    assert set(selected(stage)) == {(row, column) for row in (2, 3, 4) for column in (6, 7, 8, 9)}


def test_a_drag_that_leaves_the_picture_is_clamped(stage):
    stage.drag((14, 14), QPoint(stage.view.width() - 1, stage.view.height() - 1))
    assert set(selected(stage)) == {(14, 14), (14, 15), (15, 14), (15, 15)}


def test_a_whole_drag_is_one_step_and_undo_takes_it_back(stage):
    stage.drag((2, 2), (3, 3), (4, 4), (5, 5))
    assert stage.labels == ["start", "mouth open: paint"]
    assert [edit.phase for edit in stage.said[:-1]] == [Phase.LIVE] * (len(stage.said) - 1)
    assert stage.said[-1].phase is Phase.DONE
    stage.session.undo()
    assert not selected(stage)


def test_the_picture_shows_the_cells_while_dragging(stage):
    QTest.mousePress(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(2, 2))
    QTest.mouseMove(stage.view, stage.at(3, 3))
    overlay = stage.view.overlay("selection")
    QTest.mouseRelease(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(3, 3))
    assert int(np.count_nonzero(overlay.cells)) == 4


def test_the_other_button_takes_a_drag_back(stage):
    QTest.mousePress(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(2, 2))
    QTest.mouseMove(stage.view, stage.at(6, 6))
    QTest.mousePress(stage.view, RIGHT, pos=stage.at(6, 6))
    QTest.mouseRelease(stage.view, RIGHT, pos=stage.at(6, 6))
    QTest.mouseRelease(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(6, 6))
    assert not selected(stage)
    assert stage.labels == ["start"]


def test_without_overlap_cells_are_set(stage):
    stage.tab.selection.switches["no_overlap"].click()
    stage.drag((3, 3), (3, 5))
    stage.drag((3, 4), (3, 6))
    assert set(selected(stage).values()) == {1}
    stage.drag((3, 3), (3, 3), button=RIGHT)
    assert selected(stage)[3, 3] == -1


def test_the_tab_that_is_shown_is_the_one_painted(stage):
    stage.tab.chips.chips["hair"].click()
    stage.drag((0, 0))
    first, second = stage.session.recipe.edits
    assert not first.selection.numpy().any()
    assert second.selection.numpy()[0, 0] == 1


@pytest.mark.parametrize(("rows", "columns"), [(8, 4), (4, 8)])
def test_a_picture_that_is_not_square_is_painted_by_its_own_cells(qtbot, tmp_path, rows, columns):
    stage = build_stage(qtbot, tmp_path, make_tab("t", rows, columns), spec=make_spec(rows, columns, 3))
    assert stage.tab.current_grid.shape == (rows, columns)
    stage.drag((rows - 1, 0), (rows - 1, columns - 1))
    assert set(selected(stage)) == {(rows - 1, column) for column in range(columns)}


def test_painting_on_a_coarser_grid_covers_whole_cells_of_it(qtbot, tmp_path):
    fine = np.zeros((32, 32), np.float32)
    fine[31, 31] = 1
    stage = build_stage(qtbot, tmp_path, make_tab("t", 8, selection=Array(fine)))
    stage.drag((0, 0))
    assert stage.cells.shape == (32, 32)
    assert stage.cells[:4, :4].all()
    assert np.count_nonzero(stage.cells) == 17


def test_nothing_is_painted_without_a_tab(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path)
    QTest.mouseClick(stage.view, Qt.MouseButton.LeftButton, pos=stage.view.rect().center())
    assert stage.said == []
    assert not stage.controller.tools.isVisible()


def test_nothing_is_painted_while_the_tab_is_out_of_sight(stage):
    stage.tab.hide()
    QTest.mouseClick(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(3, 3))
    assert stage.said == []
    assert stage.view.overlay("selection") is None


def test_the_brush_paints_along_the_way(stage):
    stage.controller.tools.button(Tool.BRUSH.value).click()
    stage.controller.tools.set_brush_size(1)
    stage.drag((2, 2), (2, 8))
    assert set(selected(stage)) == {(2, column) for column in range(2, 9)}
    assert set(selected(stage).values()) == {1}


def test_a_larger_brush_paints_more(stage):
    stage.controller.tools.choose(Tool.BRUSH)
    stage.controller.tools.set_brush_size(5)
    stage.drag((8, 8))
    assert len(selected(stage)) == 21


def test_the_ellipse_leaves_the_corners_out(stage):
    stage.controller.tools.choose(Tool.ELLIPSE)
    stage.drag((2, 2), (9, 9))
    assert (2, 2) not in selected(stage)
    assert (5, 5) in selected(stage)


def test_the_lasso_selects_what_it_goes_around(stage):
    stage.controller.tools.choose(Tool.LASSO)
    stage.drag((2, 2), (2, 8), (8, 8), (8, 2))
    assert (5, 5) in selected(stage)
    assert (10, 5) not in selected(stage)


def test_the_eraser_takes_cells_out(stage):
    stage.drag((0, 0), (15, 15))
    stage.controller.tools.choose(Tool.ERASER)
    stage.drag((8, 0), (8, 15))
    assert (8, 5) not in selected(stage)
    assert (0, 0) in selected(stage)


@pytest.mark.parametrize(("action", "cells"), [
    ("mirror", {(3, 15)}),
    ("clear", set()),
    ("grow", {(2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (4, 1)}),
    ("shrink", set()),
])  # fmt: skip
def test_the_tool_column_changes_the_selection_in_one_step(stage, action, cells):
    stage.drag((3, 0))
    stage.controller.tools.button(action).click()
    assert set(selected(stage)) == cells
    stage.session.undo()
    assert set(selected(stage)) == {(3, 0)}


def test_inverting_selects_the_others(stage):
    stage.drag((3, 0))
    stage.controller.tools.button("invert").click()
    assert len(selected(stage)) == 255


def test_the_eye_hides_and_shows_the_boxes(stage):
    stage.drag((3, 3))
    eye = stage.controller.tools.button("show")
    eye.click()
    assert stage.view.overlay("selection") is None
    assert not stage.tab.selection.switches["shown"].isChecked()
    eye.click()
    assert stage.view.overlay("selection") is not None


def test_cells_can_be_painted_without_a_mouse(stage):
    stage.view.setFocus()
    QTest.keyClick(stage.view, Qt.Key.Key_Left)
    QTest.keyClick(stage.view, Qt.Key.Key_Left)
    QTest.keyClick(stage.view, Qt.Key.Key_Return)
    assert selected(stage) == {(8, 7): 1}
    QTest.keyClick(stage.view, Qt.Key.Key_Minus)
    QTest.keyClick(stage.view, Qt.Key.Key_Minus)
    assert selected(stage) == {(8, 7): -1}
    QTest.keyClick(stage.view, Qt.Key.Key_Delete)
    assert selected(stage) == {}


def test_the_cell_cursor_says_where_it_is(stage):
    said = []
    stage.tab.status.connect(said.append)
    stage.drag((8, 7))
    QTest.keyClick(stage.view, Qt.Key.Key_Left)
    QTest.keyClick(stage.view, Qt.Key.Key_Left)
    assert said[-1].startswith("Row 9, column 8: 1.")


def test_the_cell_under_the_mouse_is_outlined(stage):
    QTest.mouseMove(stage.view, stage.at(5, 5))
    outline = stage.view.overlay("outline")
    assert outline.kind == "box"
    QTest.mouseMove(stage.view, QPoint(2, 300))
    assert stage.view.overlay("outline") is None


def test_shift_and_arrows_choose_a_rectangle_of_cells(stage):
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(stage.view, key, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(stage.view, Qt.Key.Key_Return)
    assert set(selected(stage)) == {(8, 8), (8, 9), (9, 8), (9, 9)}
    assert stage.view.overlay("cursor") is not None
    QTest.keyClick(stage.view, Qt.Key.Key_Escape)
    assert stage.view.overlay("cursor") is None


@pytest.mark.parametrize(("key", "tool"), [
    (Qt.Key.Key_P, Tool.BRUSH), (Qt.Key.Key_L, Tool.LASSO), (Qt.Key.Key_O, Tool.ELLIPSE), (Qt.Key.Key_E, Tool.ERASER),
])  # fmt: skip
def test_each_tool_has_a_key(stage, key, tool):
    QTest.keyClick(stage.view, key)
    assert stage.controller.tools.tool is tool
    assert stage.controller.tools.button(tool.value).isChecked()


def test_brackets_change_the_brush(stage):
    before = stage.controller.tools.brush_size
    QTest.keyClick(stage.view, Qt.Key.Key_BracketRight)
    assert stage.controller.tools.brush_size == before + 1


def test_a_double_click_resets_the_brush(stage):
    tools = stage.controller.tools
    QTest.mouseClick(tools.button(Tool.BRUSH.value), Qt.MouseButton.LeftButton)
    slider = tools.options.findChild(Slider)
    drag_slider(slider, 20)
    assert tools.brush_size == slider.value() > 10
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert tools.brush_size == slider.value() == FIRST_BRUSH


def test_a_double_click_makes_feather_and_opacity_what_they_were(stage):
    for row, position in ((stage.tab.selection.feather, 30), (stage.tab.selection.opacity, 8)):
        before = row.value
        drag_slider(row.slider, position)
        assert row.value != before
        QTest.mouseDClick(row.slider, Qt.MouseButton.LeftButton, pos=row.slider.rect().center())
        assert row.value == before
    assert stage.edit.feather == 0


def drag_slider(slider: Slider, position: int) -> None:
    """Drags the knob from where it is."""
    start, end = (QPoint(round(slider._x(at)), slider.height() // 2) for at in (slider.value(), position))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(slider, end)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)


def test_feather_is_one_step_and_is_drawn_soft(stage):
    stage.drag((8, 8))
    drag_slider(stage.tab.selection.feather.slider, 15)
    assert stage.edit.feather == pytest.approx(1.5, abs=0.1)
    assert stage.labels[-1].startswith("mouth open: feather 1.")
    assert len(stage.labels) == 3
    assert np.count_nonzero(stage.view.overlay("selection").cells > 0.01) > 9
    assert selected(stage) == {(8, 8): 1}


def test_opacity_changes_how_the_boxes_are_drawn_and_not_the_picture(stage):
    stage.drag((8, 8))
    drag_slider(stage.tab.selection.opacity.slider, 8)
    assert stage.view.overlay("selection").colors.opacity == pytest.approx(0.4, abs=0.05)
    assert len(stage.labels) == 2


@pytest.mark.parametrize(("button", "cells"), [
    ("Clear", {}), ("Mirror", {(3, 15): 1, (8, 7): -1}), ("Grow", 4 + 9 + 2), ("Shrink", {}),
    ("Swap ±", {(3, 0): -1, (8, 8): 1}), ("Invert", 254),
])  # fmt: skip
def test_the_buttons_of_the_card_change_the_selection_in_one_step(stage, button, cells):
    stage.drag((3, 0))
    stage.drag((8, 8), button=RIGHT)
    press_in_card(stage, button)
    assert selected(stage) == cells if isinstance(cells, dict) else len(selected(stage)) == cells
    assert len(stage.labels) == 4
    stage.session.undo()
    assert selected(stage) == {(3, 0): 1, (8, 8): -1}


def press_in_card(stage: Stage, text: str) -> None:
    """Clicks a button of the selection card, or an entry of its menu by keys."""
    card = stage.tab.selection
    buttons = {button.text(): button for button in card.findChildren(QAbstractButton)}
    if text in buttons:
        QTest.mouseClick(buttons[text], Qt.MouseButton.LeftButton)
        return
    menu = buttons["More"].menu()
    menu.popup(card.mapToGlobal(QPoint(0, 0)))
    menu.setActiveAction(next(action for action in menu.actions() if action.text() == text))
    QTest.keyClick(menu, Qt.Key.Key_Return)


@pytest.mark.parametrize(("key", "cells"), [
    (Qt.Key.Key_C, 0), (Qt.Key.Key_M, 1), (Qt.Key.Key_I, 255), (Qt.Key.Key_G, 6),
])  # fmt: skip
def test_each_action_has_a_key(stage, key, cells):
    stage.drag((3, 0))
    QTest.keyClick(stage.view, key)
    assert len(selected(stage)) == cells
    assert (3, 0) not in selected(stage) or key == Qt.Key.Key_G


def test_shift_g_shrinks(stage):
    stage.drag((3, 3), (7, 7))
    QTest.keyClick(stage.view, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert set(selected(stage)) == {(row, column) for row in (4, 5, 6) for column in (4, 5, 6)}


def test_h_hides_and_shows_the_boxes(stage):
    stage.drag((3, 3))
    QTest.keyClick(stage.view, Qt.Key.Key_H)
    assert stage.view.overlay("selection") is None
    QTest.keyClick(stage.view, Qt.Key.Key_H)
    assert stage.view.overlay("selection") is not None


@pytest.mark.parametrize("tool", [Tool.BRUSH, Tool.LASSO, Tool.ELLIPSE])
def test_every_tool_paints_minus_with_the_right_button_and_erases_with_ctrl(stage, tool):
    QTest.mouseClick(stage.controller.tools.button(tool.value), Qt.MouseButton.LeftButton)
    path = ((2, 2), (2, 9), (9, 9), (9, 2))
    stage.drag(*path, button=RIGHT)
    assert set(selected(stage).values()) == {-1}
    stage.drag(*path, keys=CTRL)
    assert selected(stage) == {}


def test_positive_cells_turn_blue_for_those_who_ask(stage):
    stage.drag((8, 8))
    stage.tab.set_options(replace(stage.tab.state.options, blue_for_green=True))
    color = stage.view.overlay("selection").colors.color(1.0)
    assert color.blue() > color.green()


def test_a_fine_grid_that_is_all_painted_can_be_painted_again(qtbot, tmp_path):
    stage = build_stage(qtbot, tmp_path, make_tab("t", 256), spec=make_spec(blocks=7))
    stage.drag((0, 0), (255, 255))
    QTest.mousePress(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(10, 10))
    for place in range(20, 220, 10):
        QTest.mouseMove(stage.view, stage.at(place, place))
        stage.view.repaint()
    QTest.mouseRelease(stage.view, Qt.MouseButton.LeftButton, pos=stage.at(210, 210))
    assert np.count_nonzero(stage.cells == 2) == 201 * 201
