"""Keys of the window: none twice, all of them in the list, and each where a person looks for it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from window_parts import WindowParts, window_parts

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.shortcuts_dialog import ShortcutsDialog
from patience import WAIT_S

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def press(parts: WindowParts, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    parts.window.view.setFocus()
    QTest.keyClick(parts.window.view, key, held)


def menus(parts: WindowParts) -> list[QMenu]:
    """The menus of the bar, and those inside them."""
    found = [action.menu() for action in parts.window.menuBar().actions()]
    for menu in found:
        found += [action.menu() for action in menu.actions() if action.menu() is not None]
    return found


def mnemonics(actions: list[QAction]) -> list[str]:
    return [QKeySequence.mnemonic(action.text()).toString() for action in actions if not action.isSeparator()]


def twice(words: list[str]) -> list[str]:
    return sorted(word for word, count in Counter(words).items() if word and count > 1)


def keys_of(parts: WindowParts) -> Iterator[str]:
    """Every key sequence of the window, once for each control that has it."""
    for action in parts.window.findChildren(QAction):
        yield from (keys.toString() for keys in action.shortcuts())
    for shortcut in parts.window.findChildren(QShortcut):
        if shortcut.parent().window() is parts.window:
            yield from (keys.toString() for keys in list(QShortcut.keys(shortcut)))
    for button in parts.window.findChildren(QAbstractButton):
        if button.window() is parts.window:
            yield button.shortcut().toString()


def test_every_menu_opens_by_a_letter_of_its_own(parts):
    bar = mnemonics(parts.window.menuBar().actions())
    assert "" not in bar
    assert twice(bar) == []


def test_no_letter_is_used_twice_in_a_menu(parts):
    assert {menu.title(): twice(mnemonics(menu.actions())) for menu in menus(parts)} == {
        menu.title(): [] for menu in menus(parts)
    }


def test_no_key_does_two_things(parts):
    bar = mnemonics(parts.window.menuBar().actions())
    assert twice([*keys_of(parts), *bar]) == []


def test_the_list_of_keys_has_every_key_of_the_window(parts, qtbot):
    dialog = ShortcutsDialog(parts.window.specs)
    qtbot.addWidget(dialog)
    native = QKeySequence.SequenceFormat.NativeText
    listed = {key for label in dialog.findChildren(QLabel) for key in label.text().split(" or ")}
    known = {QKeySequence(keys).toString(native) for keys in keys_of(parts) if keys}
    assert len(known) > 30
    assert known - listed == set()


def test_the_list_of_keys_fits_a_small_screen(parts, qtbot):
    dialog = ShortcutsDialog(parts.window.specs)
    qtbot.addWidget(dialog)
    assert dialog.sizeHint().width() <= 1240
    assert dialog.sizeHint().height() <= 740


def test_alt_i_opens_misc_and_alt_m_opens_model(parts, qtbot):
    for key, title in ((Qt.Key.Key_I, "M&isc"), (Qt.Key.Key_M, "&Model")):
        press(parts, key, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        popup = QApplication.activePopupWidget()
        assert popup.title() == title
        popup.close()


def test_a_key_goes_to_the_seed_field_and_a_number_and_enter_make_that_picture(parts, qtbot):
    parts.window.arrangement.left.hide()
    press(parts, Qt.Key.Key_G, CONTROL | SHIFT)
    field = parts.window.left.make._seed
    assert QApplication.focusWidget() is field
    QTest.keyClicks(field, "77")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert parts.window.bench.session.recipe.latent == Seed(77)
    parts.settle()


def test_space_and_letters_do_in_the_seed_field_what_they_do_elsewhere(parts, qtbot):
    press(parts, Qt.Key.Key_G, CONTROL | SHIFT)
    field = parts.window.left.make._seed
    QTest.keyClicks(field, "5")
    with qtbot.waitSignal(parts.window.bench.generated):
        QTest.keyClick(field, Qt.Key.Key_Space)
    parts.settle()
    QTest.keyClick(field, Qt.Key.Key_T)
    assert parts.window.action("toggle_previous").isChecked()
    assert "T" not in field.text()


def test_ctrl_z_after_a_seed_or_a_number_was_entered_takes_the_picture_back(parts):
    bench = parts.window.bench
    before = bench.session.recipe
    press(parts, Qt.Key.Key_G, CONTROL | SHIFT)
    seed = parts.window.left.make._seed
    QTest.keyClicks(seed, "77")
    QTest.keyClick(seed, Qt.Key.Key_Return)
    QTest.keyClick(seed, Qt.Key.Key_Z, CONTROL)
    assert bench.session.recipe == before
    number = parts.window.left.quality._variation.field
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "0.3")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert bench.session.recipe.variation == 0.3
    QTest.keyClick(number, Qt.Key.Key_Z, CONTROL)
    assert bench.session.recipe == before
    parts.settle()


def test_ctrl_z_while_a_seed_is_typed_is_for_the_text(parts):
    steps = parts.window.bench.session.history
    press(parts, Qt.Key.Key_G, CONTROL | SHIFT)
    seed = parts.window.left.make._seed
    before = seed.text()
    QTest.keyClicks(seed, "77")
    QTest.keyClick(seed, Qt.Key.Key_Z, CONTROL)
    assert seed.text() == before
    assert parts.window.bench.session.history == steps


def test_escape_gives_up_what_was_typed_as_a_seed(parts):
    parts.window.bench.generate(31415)
    parts.settle()
    press(parts, Qt.Key.Key_G, CONTROL | SHIFT)
    field = parts.window.left.make._seed
    QTest.keyClicks(field, "99")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "31415"
    assert not field.hasFocus()


def test_ctrl_f_finds_attributes_from_any_tab(parts):
    parts.window.tabs.setCurrentIndex(2)
    press(parts, Qt.Key.Key_F, CONTROL)
    assert parts.window.tabs.currentWidget() is parts.window.tab_set.attributes
    assert QApplication.focusWidget() is parts.window.tab_set.attributes.search


def test_ctrl_r_resets_attributes_from_any_tab_where_one_is_moved(parts):
    bench = parts.window.bench
    assert not parts.window.action("reset_attributes").isEnabled()
    shift = AttributeShift(name="smile", vector=Array([1.0] * 16), amount=1.0)
    bench.edit(RecipeEdit(replace(bench.session.recipe, attributes=(shift,)), "smile"))
    parts.window.tabs.setCurrentIndex(3)
    press(parts, Qt.Key.Key_R, CONTROL)
    assert bench.session.recipe.attributes == ()
    press(parts, Qt.Key.Key_Z, CONTROL)
    assert bench.session.recipe.attributes == (shift,)


def test_arrow_keys_on_one_slider_are_one_step_whatever_comes_next(parts):
    bench, slider = parts.window.bench, parts.window.left.quality._variation.slider
    before, at, steps = bench.session.recipe, slider.value(), len(bench.session.history.past)
    slider.setFocus()
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert bench.session.recipe.variation == pytest.approx(before.variation + 0.25)
    QTest.keyClick(slider, Qt.Key.Key_Space)
    assert len(bench.session.history.past) == steps + 2
    bench.undo()
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Z, CONTROL)
    assert bench.session.recipe == before
    assert slider.value() == at


def test_ctrl_z_right_after_arrow_keys_takes_all_of_them_back(parts):
    bench, slider = parts.window.bench, parts.window.left.quality._variation.slider
    before, at = bench.session.recipe, slider.value()
    slider.setFocus()
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.keyClick(slider, Qt.Key.Key_Z, CONTROL)
    assert bench.session.recipe == before
    assert slider.value() == at


def test_every_press_of_space_makes_a_picture(parts, qtbot):
    parts.studio.gate = threading.Event()  # no picture is made before the last press
    for _ in range(30):
        press(parts, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    parts.studio.gate.set()
    qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == 30)
    parts.settle()


def press_while_busy(widget: QWidget, *, count: int, held: bool) -> None:
    """Presses Space as Qt tells it on X11 while the program is busy: all but the first press as repeats."""
    for number in range(count):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            is_last = number == count - 1 and kind is QEvent.Type.KeyRelease
            repeat = not is_last and (number > 0 or kind is QEvent.Type.KeyRelease)
            event = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeat)
            released = kind is QEvent.Type.KeyRelease
            event.setTimestamp(1000 + 40 * number + (40 if held and released else 10 if released else 0))
            QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("where", ["view", "slider"])
@pytest.mark.parametrize(("held", "pictures"), [(True, 1), (False, 6)])
def test_a_held_key_makes_one_picture_and_each_quick_press_another(parts, where, held, pictures):
    window = parts.window
    steps = len(window.bench.session.history.past)
    window.activateWindow()
    parts.qtbot.waitUntil(window.isActiveWindow)
    widget = window.view if where == "view" else window.left.quality._variation.slider
    widget.setFocus()
    press_while_busy(widget, count=6, held=held)
    assert len(window.bench.session.history.past) == steps + pictures


def test_a_change_is_seen_before_the_pictures_that_wait(parts, qtbot):
    bench, seen = parts.window.bench, []
    bench.picture_shown.connect(lambda frame: seen.append(frame.recipe))
    bench.frame_shown.connect(lambda frame: seen.append(frame.recipe))
    parts.studio.gate = threading.Event()
    for seed in range(1, 6):
        bench.generate(seed)
    bench.edit(RecipeEdit(replace(bench.session.recipe, variation=0.2), "variation 0.20"))
    parts.studio.gate.set()
    qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == 5)
    assert seen[-1] == bench.session.recipe
    assert bench.frame.recipe == bench.session.recipe


def test_pictures_that_wait_when_another_model_is_opened_are_said_to_be_skipped(parts, qtbot):
    parts.studio.gate = threading.Event()
    parts.studio.started.clear()
    for seed in range(1, 6):
        parts.window.bench.generate(seed)
    assert parts.studio.started.wait(WAIT_S)  # the first is being made; four wait
    parts.window.open_model("fake.pt")
    parts.studio.gate.set()
    assert "4 pictures were not made" in parts.window.status._message.text()


@pytest.mark.parametrize("height", [850, 970])
def test_after_many_undos_the_present_step_is_in_view(parts, qtbot, height):
    bench, history = parts.window.bench, parts.window.left.history
    steps = history._list
    parts.window.resize(1600, height)
    for seed in range(15):
        bench.generate(seed)
    parts.settle()
    for _ in range(10):
        press(parts, Qt.Key.Key_Z, CONTROL)
    present = steps.model().index(10)
    assert present.data(Qt.ItemDataRole.UserRole).present
    seen = steps.viewport().visibleRegion()
    assert seen.contains(steps.visualRect(present).center())


def test_tab_goes_from_the_attribute_search_to_the_sliders_and_back(parts):
    tab = parts.window.tab_set.attributes
    tab.set_actions.keep_direction("smile", AttributeShift(name="smile", amount=0.0, vector=Array([1.0] * 16)))
    tab.set_actions.keep_direction("beard", AttributeShift(name="beard", amount=0.0, vector=Array([2.0] * 16)))
    press(parts, Qt.Key.Key_F, CONTROL)
    window = parts.window.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    first, second = (tab.rows.row(name).slider for name in tab.rows.names)
    assert QApplication.focusWidget() is first
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second
    QTest.keyClick(window, Qt.Key.Key_Backtab, SHIFT)
    QTest.keyClick(window, Qt.Key.Key_Backtab, SHIFT)
    assert QApplication.focusWidget() is tab.search


def test_a_click_on_a_button_leaves_the_keys_to_the_picture(parts):
    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    parts.window.view.setFocus()
    buttons = [button for button in parts.window.findChildren(QAbstractButton) if button.isVisible()]
    takers = [button for button in buttons if button.focusPolicy() & Qt.FocusPolicy.ClickFocus]
    assert len(buttons) > 20
    assert [f"{type(button).__name__} {button.text()!r}" for button in takers] == []
    QTest.mouseClick(parts.window.left.noise.keep_button, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is parts.window.view


def test_space_generates_after_another_tab_was_clicked_while_the_search_field_had_the_keys(parts, qtbot):
    parts.window.activateWindow()
    qtbot.waitUntil(parts.window.isActiveWindow)
    parts.window.action("find_attribute").trigger()
    bar = parts.window.tabs.tabBar()
    for page in (1, 2, 3):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(page).center())
        with qtbot.waitSignal(parts.window.files.folders_changed):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        assert QApplication.activePopupWidget() is None


def test_keys_stand_left_of_what_they_do_in_the_list_of_keys(parts):
    dialog = ShortcutsDialog(parts.window.specs)
    parts.qtbot.addWidget(dialog)
    dialog.show()
    words = [label for label in dialog.findChildren(QLabel) if label.property("role") == "quiet"]
    lines = [(other.x() + other.sizeHint().width(), label.x()) for label in words for other in beside(label)]
    assert len(lines) > 30
    assert [line for line in lines if line[0] > line[1]] == []


def beside(label: QLabel) -> list[QLabel]:
    """The other labels of the same line."""
    others = label.parentWidget().findChildren(QLabel)
    return [other for other in others if other is not label and other.y() == label.y()]
