"""The wheel scrolls the panel under it; it turns a control, or scrolls a list, only where that has the focus."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from window_parts import WindowParts, window_parts

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import ChannelWeight, SpatialEdit, TabScript
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.scroll_column import ScrollColumn
from ganstudio.ui.widgets.spin_field import SpinField

MAPS = tuple(ChannelWeight("b8", channel, 1.0) for channel in range(8))


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        made.window.resize(1280, 800)
        edit = SpatialEdit(
            name="mouth", resolution=8, selection=Array(np.zeros((8, 8))), weights=MAPS, script=TabScript(file="a.py")
        )
        made.window.bench.show(replace(made.window.bench.session.recipe, edits=(edit,)), "a tab")
        made.window.tabs.setCurrentWidget(made.window.tab_set.spatial)
        made.settle()
        left, spatial = made.window.left, made.window.tab_set.spatial
        for card in (spatial.script, left.mixing, left.noise, *made.window.findChildren(Disclosure)):
            card.set_folded(False)
        yield made


def turn(widget: QWidget, notches: int = -1) -> None:
    """As the mouse does it: the window is told, and finds what is under the mouse."""
    top = widget.window()
    place = widget.mapTo(top, widget.rect().center())
    QTest.wheelEvent(top.windowHandle(), place, QPoint(0, 120 * notches))


def bring_into_view(widget: QWidget) -> None:
    """Unfolded, and scrolled to the middle of its panel."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            QApplication.processEvents()
            middle = widget.mapTo(parent.widget(), widget.rect().center()).y()
            parent.verticalScrollBar().setValue(middle - parent.viewport().height() // 2)
        parent = parent.parentWidget()


def turnable(parts: WindowParts) -> list[QWidget]:
    kinds = (QComboBox, QAbstractSpinBox, QAbstractSlider, QTabBar)
    found = [widget for kind in kinds for widget in parts.window.findChildren(kind)]
    return [widget for widget in found if not isinstance(widget, QScrollBar) and widget.isVisible()]


def state_of(widget: QWidget) -> object:
    return widget.currentIndex() if isinstance(widget, QComboBox | QTabBar) else widget.value()


def test_no_control_of_the_window_is_turned_without_the_focus(parts, qtbot):
    tried = 0
    for page in range(parts.window.tabs.count()):
        parts.window.tabs.setCurrentIndex(page)
        parts.window.view.setFocus()
        recipe, steps = parts.window.bench.session.recipe, parts.window.bench.session.history
        for control in turnable(parts):
            bring_into_view(control)
            before = state_of(control)
            for notches in (1, -1, -1):
                turn(control, notches)
            assert state_of(control) == before, f"{control.accessibleName()} was turned"
            assert not control.hasFocus()
            tried += 1
        assert parts.window.bench.session.recipe == recipe
        assert parts.window.bench.session.history == steps
    assert tried > 30


def test_the_wheel_over_a_combo_box_scrolls_the_panel(parts):
    modes = parts.window.tab_set.spatial.detector.choice.modes
    column = parts.window.tab_set.spatial.findChild(ScrollColumn)
    bring_into_view(modes)
    before = column.verticalScrollBar().value()
    turn(modes)
    assert column.verticalScrollBar().value() > before


def test_the_wheel_turns_a_control_that_has_the_focus(parts):
    spatial = parts.window.tab_set.spatial
    spatial.multiplier.slider.setFocus()
    bring_into_view(spatial.multiplier.slider)
    parts.qtbot.waitUntil(spatial.multiplier.slider.hasFocus)
    turn(spatial.multiplier.slider, 1)
    assert spatial.multiplier.slider.value() != 0
    parts.qtbot.waitUntil(lambda: not spatial.multiplier.slider._unsettled)


def test_a_table_in_a_panel_lets_the_wheel_through_until_it_has_the_focus(parts):
    spatial = parts.window.tab_set.spatial
    spatial.weights.filter_zero.setChecked(False)
    table, column = spatial.weights.maps.table, spatial.findChild(ScrollColumn)
    bring_into_view(table)
    parts.window.view.setFocus()
    own, panel = table.verticalScrollBar(), column.verticalScrollBar()
    assert own.maximum() > 0
    before = own.value(), panel.value()
    turn(table)
    assert (own.value(), panel.value() > before[1]) == (before[0], True)
    table.setFocus()
    parts.qtbot.waitUntil(table.hasFocus)
    bring_into_view(table)
    for _ in range(5):  # a card above may grow meanwhile, and move the panel once
        before = own.value(), panel.value()
        turn(table)
        if panel.value() == before[1]:
            break
    assert (own.value() > before[0], panel.value()) == (True, before[1])


def test_the_rule_counts_in_dialogs_too(parts, qtbot):
    dialog = QDialog(parts.window)
    layout = QVBoxLayout(dialog)
    spin, line = SpinField(dialog), QLineEdit(dialog)
    for widget in (line, spin):
        layout.addWidget(widget)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    line.setFocus()
    turn(spin, 1)
    assert spin.value() == 0
    spin.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(spin.hasFocus)
    turn(spin, 1)
    assert spin.value() == 1
    dialog.close()


def test_a_choice_by_mouse_leaves_the_combo_box_without_the_keys_and_the_wheel(parts, qtbot):
    parts.window.activateWindow()
    qtbot.waitUntil(parts.window.isActiveWindow)
    parts.window.view.setFocus()
    tried = 0
    for combo in (one for one in turnable(parts) if isinstance(one, QComboBox) and one.isEnabled()):
        bring_into_view(combo)
        place = combo.mapTo(parts.window, combo.rect().center())
        QTest.mouseClick(parts.window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(combo.view().isVisible)
        QTest.keyClick(combo.view(), Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda combo=combo: not combo.view().isVisible())
        chosen = combo.currentIndex()
        turn(combo)
        assert combo.currentIndex() == chosen, combo.accessibleName()
        assert not combo.hasFocus(), combo.accessibleName()
        tried += 1
    assert tried > 3
