"""Joins of the window that go through several parts: base, noise seed, settings after a restart."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from window_parts import WindowParts, window_parts

from ganstudio.recipe.array import Array
from ganstudio.recipe.document import replace
from ganstudio.recipe.edits import AttributeShift, ChannelWeight, SpatialEdit
from ganstudio.recipe.latent import LatentW, Noise, Seed
from ganstudio.ui.bench.session import RecipeEdit
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.workspace import load_settings, save_settings


@pytest.fixture
def parts(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as made:
        made.start()
        yield made


def press(parts: WindowParts, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    parts.window.activateWindow()
    parts.qtbot.waitUntil(parts.window.isActiveWindow)
    parts.window.view.setFocus()
    QTest.keyClick(parts.window.view, key, held)


def answer_settings(parts: WindowParts, act) -> None:
    """Opens the settings by their keys, lets `act` use the dialog, and presses Enter."""

    def use() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SettingsDialog)
        act(dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    QTimer.singleShot(0, use)
    press(parts, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)


def test_ctrl_b_makes_the_picture_the_base_and_ctrl_shift_b_takes_it_back(parts, qtbot):
    bench = parts.window.bench
    shift = AttributeShift(name="smile", vector=Array([1.0] * 16), amount=1.0)
    before = replace(bench.session.recipe, latent=Seed(3), variation=0.6, attributes=(shift,))
    bench.edit(RecipeEdit(before, "smile"))
    parts.settle()
    control, shift_key = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    assert not parts.window.action("reset_base").isEnabled()

    press(parts, Qt.Key.Key_B, control)
    qtbot.waitUntil(lambda: bench.session.recipe.base == LatentW(Array([3.0] * 16)))
    assert parts.window.left.quality._variation.value == 0.0
    assert bench.session.recipe.attributes == ()
    assert bench.session.history.present.label == "set as base"

    press(parts, Qt.Key.Key_B, control | shift_key)
    assert bench.session.recipe.base is None
    assert parts.window.left.quality._variation.value == 0.6

    press(parts, Qt.Key.Key_Z, control)
    press(parts, Qt.Key.Key_Z, control)
    assert bench.session.recipe == before


def test_set_as_base_is_in_the_edit_menu(parts, qtbot):
    menu = next(action.menu() for action in parts.window.menuBar().actions() if action.text() == "&Edit")
    menu.popup(parts.window.mapToGlobal(parts.window.rect().center()))
    QTest.keyClick(menu, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.base is not None)


def test_the_attribute_sets_that_were_shown_are_shown_after_a_restart(parts, qtbot, qapp, tmp_path):
    chips = parts.window.tab_set.attributes.chips
    for kind in ("basic", "favorites"):
        QTest.mouseClick(chips.chip(kind), Qt.MouseButton.LeftButton)
    parts.window.close()
    path = tmp_path / "settings.json"
    save_settings(parts.saved_settings[-1], path)
    with window_parts(qtbot, qapp, tmp_path, load_settings(path)) as other:
        other.start()
        assert other.window.tab_set.attributes.chips.kinds == {"custom", "favorites"}


def choose_seeded_noise(parts: WindowParts) -> None:
    mode: QComboBox = parts.window.left.noise._mode
    mode.setFocus()
    QTest.keyClick(mode, Qt.Key.Key_Down)
    assert parts.window.bench.session.recipe.noise.mode == "seeded"


def test_space_makes_pictures_with_seeded_noise_of_their_own(parts, qtbot):
    choose_seeded_noise(parts)
    seeds = []
    for _ in range(2):
        with qtbot.waitSignal(parts.window.bench.generated):
            press(parts, Qt.Key.Key_Space)
        seeds.append(parts.window.bench.session.recipe.noise.seed)
    assert len({0, *seeds}) == 3
    assert parts.window.left.noise._seed.text() == str(seeds[-1])


def test_the_lock_keeps_the_noise_seed_also_in_batches_and_after_a_restart(parts, qtbot, qapp, tmp_path):
    choose_seeded_noise(parts)
    assert not parts.window.batch.ground().keep_noise_seed
    QTest.mouseClick(parts.window.left.noise.keep_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(parts.window.bench.generated):
        press(parts, Qt.Key.Key_Space)
    assert parts.window.bench.session.recipe.noise == Noise(mode="seeded", seed=0)
    assert parts.window.batch.ground().keep_noise_seed
    with window_parts(qtbot, qapp, tmp_path, parts.saved_settings[-1]) as other:
        assert other.window.left.noise.keep_button.isChecked()
        assert other.window.bench.keep_noise_seed


def test_batches_of_new_faces_show_around_a_base(parts, qtbot):
    press(parts, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: parts.window.bench.session.recipe.base is not None)
    assert parts.window.batch.ground().new_faces((1,), same_noise=False).recipe.variation == 0.7


def blue_less_green(parts: WindowParts) -> float:
    """How much more blue than green the painted cells have, over the whole picture, as drawn."""
    edit = SpatialEdit(
        name="mouth", resolution=4, selection=Array(np.ones((4, 4))), weights=(ChannelWeight("b4", 0, 1.0),)
    )
    bench = parts.window.bench
    bench.edit(RecipeEdit(replace(bench.session.recipe, latent=Seed(128), edits=(edit,)), "paint"))
    press(parts, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    parts.settle()
    view = parts.window.view
    drawn = view.grab(view.picture_rect().toRect()).toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    pixels = np.frombuffer(drawn.constBits(), np.uint8).reshape(drawn.height(), -1, 4).astype(float)
    return float((pixels[..., 2] - pixels[..., 1]).mean())


def test_blue_for_green_chosen_in_the_settings_is_drawn_after_a_restart(parts, qtbot, qapp, tmp_path):
    assert blue_less_green(parts) < -1

    def choose(dialog: SettingsDialog) -> None:
        switch = dialog._switches["blue_for_green"]
        switch.setFocus()
        QTest.keyClick(switch, Qt.Key.Key_Space)

    answer_settings(parts, choose)
    path = tmp_path / "settings.json"
    parts.window.close()
    save_settings(parts.saved_settings[-1], path)
    with window_parts(qtbot, qapp, tmp_path, load_settings(path)) as other:
        other.start()
        assert blue_less_green(other) > 1
