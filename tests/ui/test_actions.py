"""The actions table: complete, unique keys, and each action does what its slot does."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu
from window_parts import window_parts

from ganstudio.ui import actions
from ganstudio.ui.actions import ActionSpec, Command, Switch
from ganstudio.ui.widgets import icons
from ganstudio.ui.widgets.action_button import without_mnemonic


@pytest.fixture
def table(qtbot, qapp, tmp_path) -> tuple[ActionSpec, ...]:
    with window_parts(qtbot, qapp, tmp_path) as parts:
        yield parts.window.specs


def test_each_action_has_a_name_of_its_own_words_and_a_menu(table):
    assert [name for name, count in Counter(spec.name for spec in table).items() if count > 1] == []
    for spec in table:
        assert spec.text, spec.name
        assert len(spec.tooltip) > 10, spec.name
        assert spec.menu.split("/")[0] in actions.MENUS, spec.name
        assert not spec.icon or spec.icon in icons.NAMES, spec.name


def test_a_line_stands_above_what_starts_a_section_and_nothing_else(qtbot, qapp, tmp_path):
    with window_parts(qtbot, qapp, tmp_path) as parts:
        for spec in parts.window.specs:
            action = parts.window.action(spec.name)
            (menu,) = (found for found in action.associatedObjects() if isinstance(found, QMenu))
            place = menu.actions().index(action)
            above = place > 0 and menu.actions()[place - 1].isSeparator()
            assert above is spec.starts_section, spec.name


def test_no_two_actions_share_keys(table):
    keys = Counter(QKeySequence(text).toString() for spec in table for text in spec.keys)
    assert [text for text, count in keys.items() if count > 1] == []


def test_all_keys_are_keys_that_qt_knows(table):
    assert [text for spec in table for text in spec.keys if QKeySequence(text).isEmpty()] == []


def test_what_the_window_is_for_has_keys(table):
    without = {spec.name for spec in table if not spec.keys}
    wanted = {"generate", "update", "import_picture", "favorite", "toggle_previous", "delete_samples", "undo", "redo"}
    wanted |= {"set_base", "reset_base", "save", "open_model", "copy_recipe", "paste_recipe", "zoom_fit"}
    assert not wanted & without
    assert wanted <= {spec.name for spec in table}


def test_an_action_calls_its_slot_without_arguments_and_a_switch_with_its_state(qtbot):
    calls: list = []
    words = {"menu": "File", "text": "Do", "tooltip": "Does something"}
    save = Command(name="save", slot=lambda: calls.append("save"), **words)
    wipe = Switch(name="wipe", slot=calls.append, **words)
    home = QObject()
    made = actions.build_actions(home, (save, wipe))
    made["save"].trigger()
    made["wipe"].trigger()
    made["wipe"].trigger()
    assert calls == ["save", True, False]


def test_the_tooltip_ends_with_the_keys(qtbot):
    home = QObject()
    save = Command(name="save", menu="File", text="Save", tooltip="Saves", keys=("Ctrl+S",), slot=lambda: None)
    assert actions.build_actions(home, (save,))["save"].toolTip() == "Saves (Ctrl+S)"


@pytest.mark.parametrize(("text", "bare"), [("&Import…", "Import…"), ("导入(&I)…", "导入…"), ("文件(&F)", "文件")])
def test_a_command_is_called_without_the_mark_of_its_letter(text, bare):
    assert without_mnemonic(text) == bare
