"""Numbers typed in the window: what cannot be taken is refused in words, and after Enter the keys are the picture's."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QWidget
from window_parts import WindowParts, window_parts

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import SpatialEdit, TabScript
from ganstudio.recipe.latent import Noise, Seed, StyleMix
from ganstudio.ui.spatial.numbers import number_text
from ganstudio.ui.widgets.disclosure import Disclosure
from ganstudio.ui.widgets.number_field import NumberField
from ganstudio.ui.widgets.refusal import refusal_in

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        made.window.resize(1280, 900)
        edit = SpatialEdit(
            name="mouth", resolution=8, selection=Array(np.zeros((8, 8))), script=TabScript(file="a.py"), multiplier=7.0
        )
        recipe = replace(
            made.window.bench.session.recipe,
            edits=(edit,),
            noise=Noise(mode="seeded", seed=3),
            style_mix=(StyleMix(first=0, last=1, source=Seed(7)),),
        )
        made.window.bench.show(recipe, "a tab")
        made.settle()
        left, spatial = made.window.left, made.window.tab_set.spatial
        for card in (left.mixing, left.noise, spatial.script):
            card.set_folded(False)
        for fold in made.window.findChildren(Disclosure):
            fold.set_folded(False)
        yield made


def fields(parts: WindowParts) -> list[QWidget]:
    """Every field for a number that can be typed into on the page that is shown."""
    found = [field for kind in (NumberField, QAbstractSpinBox) for field in parts.window.findChildren(kind)]
    return [field for field in found if field.isVisible() and field.isEnabled()]


def enter(field: QWidget, text: str) -> None:
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("typed", ["1e99", "-99999999999999", "nan", "hello"])
def test_no_field_of_the_window_takes_what_is_no_number_of_its_range(parts, typed):
    tried = 0
    for page in range(parts.window.tabs.count()):
        parts.window.tabs.setCurrentIndex(page)
        recipe, steps = parts.window.bench.session.recipe, parts.window.bench.session.history
        for field in fields(parts):
            before, place = field.text(), field.mapTo(parts.window, field.rect().topLeft())
            enter(field, typed)
            name = field.accessibleName()
            assert field.text() == before, name
            assert "Type a" in refusal_in(parts.window), name
            assert field.mapTo(parts.window, field.rect().topLeft()) == place, name
            assert parts.window.bench.session.recipe == recipe, name
            tried += 1
        assert parts.window.bench.session.history == steps
    assert tried > 10
    assert [one.path.name for one in parts.workspace.list_portraits()] == []


def test_after_enter_in_any_number_the_keys_belong_to_the_picture_again(parts, qtbot):
    for page in range(parts.window.tabs.count()):
        parts.window.tabs.setCurrentIndex(page)
        for field in fields(parts):
            parts.window.activateWindow()
            field.setFocus()
            QTest.keyClick(field, Qt.Key.Key_Return)
            assert not field.hasFocus(), field.accessibleName()
    made = len(parts.workspace.list_portraits())
    enter(parts.window.left.quality._variation.field, "0.35")
    parts.settle()
    with qtbot.waitSignal(parts.window.bench.generated):
        QTest.keyClick(QApplication.focusWidget() or parts.window, Qt.Key.Key_Space)
    parts.settle()
    qtbot.waitUntil(lambda: len(parts.workspace.list_portraits()) == made + 2)  # what was changed by hand is kept too


def test_enter_on_the_seed_that_is_shown_makes_no_second_picture_of_it(parts):
    parts.generate(31415)
    steps = parts.window.bench.session.history
    assert len(parts.workspace.list_portraits()) == 2  # the one with a tab, which was changed by hand, is kept too
    for typed in ("", "31415", "hello"):
        field = parts.window.left.make._seed
        enter(field, typed)
        assert field.text() == "31415"
    assert parts.window.bench.session.history == steps
    assert len(parts.workspace.list_portraits()) == 2


def test_a_multiplier_is_taken_up_to_a_million_and_longer_ones_are_readable(parts):
    parts.window.tabs.setCurrentWidget(parts.window.tab_set.spatial)
    number = parts.window.tab_set.spatial.multiplier.number
    enter(number, "1e9")
    assert refusal_in(parts.window) == "1e9 is out of range. Type a number from −1000000 to 1000000. 7 stays."
    enter(number, "-1000000")
    parts.settle()
    (edit,) = parts.window.bench.session.recipe.edits
    assert edit.multiplier == -1_000_000.0
    parts.window.bench.show(
        replace(parts.window.bench.session.recipe, edits=(SpatialEdit(
            name="mouth", resolution=8, selection=edit.selection, multiplier=-1.5e9),)), "of a file",
    )  # fmt: skip
    parts.settle()
    room = number.width() - 8
    for text in (number.text(), number_text(-1_000_000.0)):
        assert number.fontMetrics().horizontalAdvance(text) <= room, text
    assert number.text() == "−1.5e9"


def test_what_is_refused_on_leaving_is_said_too(parts):
    field = parts.window.left.quality._psi.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "7")
    parts.window.view.setFocus()
    assert "7 is out of range" in refusal_in(parts.window)
    assert field.text() == "1.00"


def press(parts: WindowParts, widget: QWidget) -> None:
    """Clicks as the mouse does it: the window is told, and finds what is under the mouse."""
    place = widget.mapTo(parts.window, widget.rect().center())
    QTest.mouseClick(parts.window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)


def type_into(parts: WindowParts, field: QWidget, text: str) -> None:
    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    QTest.keyClicks(field, text)


def variation_field(parts: WindowParts) -> NumberField:
    return next(field for field in parts.window.left.quality.findChildren(NumberField) if field.isVisible())


@pytest.mark.parametrize("way", ["button", "Space"])
def test_generate_takes_the_number_that_is_being_typed(parts, qtbot, way):
    type_into(parts, variation_field(parts), "0.42")
    with qtbot.waitSignal(parts.window.files.folders_changed):
        if way == "button":
            press(parts, parts.window.left.make._generate)
        else:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert parts.window.bench.session.recipe.variation == 0.42


def test_a_press_on_what_takes_no_keys_takes_the_number_that_is_being_typed(parts, qtbot):
    type_into(parts, variation_field(parts), "0.42")
    combo = next(one for one in parts.window.left.quality.findChildren(QComboBox) if one.isVisible())
    press(parts, combo)
    assert not combo.hasFocus()
    QTest.keyClick(combo.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.variation == 0.42)


@pytest.mark.parametrize(("who", "seed"), [("Generate", True), ("Random seed", False)])
def test_generate_takes_the_seed_that_is_being_typed_and_the_dice_does_not(parts, qtbot, who, seed):
    make = parts.window.left.make
    type_into(parts, make._seed, "77")
    with qtbot.waitSignal(parts.window.files.folders_changed):
        press(parts, make._generate if who == "Generate" else make._dice)
    assert (parts.window.bench.session.recipe.latent == Seed(77)) is seed
    assert not make._seed.isModified()
    with qtbot.waitSignal(parts.window.files.folders_changed):
        press(parts, make._generate)
    assert parts.window.bench.session.recipe.latent != Seed(77)


@pytest.mark.parametrize("which", ["multiplier", "seed", "spin"])
def test_after_enter_the_keys_are_the_pictures_and_tab_goes_on_from_the_number(parts, which):
    window = parts.window
    window.activateWindow()
    parts.qtbot.waitUntil(window.isActiveWindow)
    if which == "multiplier":
        window.action("show_spatial").trigger()
    keyboard, field = window.windowHandle(), window.left.make._seed
    if which == "multiplier":
        field = window.tab_set.spatial.multiplier.number
    elif which == "spin":
        field = next(one for one in fields(parts) if isinstance(one, QAbstractSpinBox))
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(keyboard, Qt.Key.Key_Tab)
    after = QApplication.focusWidget()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Return):
        QTest.keyClick(keyboard, key)
    assert window.view.hasFocus()
    QTest.keyClick(keyboard, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after
    parts.settle()


def test_shift_tab_goes_back_from_the_number_that_was_left_and_a_press_forgets_it(parts):
    window = parts.window
    window.activateWindow()
    parts.qtbot.waitUntil(window.isActiveWindow)
    keyboard, field, view = window.windowHandle(), window.left.make._seed, window.view
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(keyboard, Qt.Key.Key_Backtab, SHIFT)
    before = QApplication.focusWidget()
    for pressed in (False, True):
        field.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(keyboard, Qt.Key.Key_Escape)
        assert view.hasFocus()
        if pressed:
            QTest.mouseClick(keyboard, Qt.MouseButton.RightButton, pos=view.mapTo(window, QPoint(3, 3)))
        QTest.keyClick(keyboard, Qt.Key.Key_Shift, SHIFT)
        QTest.keyClick(keyboard, Qt.Key.Key_Backtab, SHIFT)
        assert (QApplication.focusWidget() is before) is not pressed
