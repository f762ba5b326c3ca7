"""Keys of the window: none twice, all of them in the list, and each where a person looks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu
from window_parts import WindowParts, window_parts

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import AttributeShift
from ganstudio.recipe.latent import Seed
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.shortcuts_dialog import ShortcutsDialog

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
    with qtbot.waitSignal(parts.window.bench.generated, timeout=5000):
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
